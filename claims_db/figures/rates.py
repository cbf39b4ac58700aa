"""What a figure is counted per: "a litre", "per 100,000", "an hour", "per woman"."""

from decimal import Decimal
from typing import Final

from claims_db.figures import nouns
from claims_db.figures.cursor import Cursor
from claims_db.figures.digits import read_digits
from claims_db.figures.spelled import read_spelled

_MOST_WORDS: Final = 4
"""So many words may stand between the numeral and "per": "5 maternal deaths per 1,000 births"."""
_MEMBERS: Final = frozenset("capita person head woman household family inhabitant child voter worker".split())
_NOT_A_RATE: Final = frozenset("ago earlier later before after".split())
"""After these, "a day" tells when: "killed 16 people a day after"."""
_NO_BASE: Final = frozenset({"people", "things", "rank", "age", "percent", "point", "times"})


def read_rate(cursor: Cursor, last: int, *, has_unit: bool) -> tuple[str, int]:
    """Return what the figure that ends before tokens[last] is counted per, and the index past it.

    A unit ("litre", "hour"), a member ("woman") or a number of what it is taken from ("100,000");
    ("", last) if it is no rate. The noun that is counted may stand in between, unless a unit was read.
    """
    if cursor.folded(last) == "/":
        unit = _base_unit(cursor, last + 1)
        return (unit, last + 2) if unit else ("", last)
    places = cursor.places_from(last, _MOST_WORDS + 2)
    words = [cursor.folded(j) for j in places]
    if has_unit:
        return (
            _rate_at(cursor, places[0], last)
            if places and cursor.past_blank(last) == places[0]
            else ("", last)
        )
    for n, j in enumerate(places[: _MOST_WORDS + 1]):
        per, end = _rate_at(cursor, j, last)
        if per and (
            n == 0 or nouns.people_noun(words[:n], cursor.vocabulary) is not None or per[0].isdigit()
        ):
            return per, end
        if words[n] in cursor.vocabulary.words.stops:
            break
    return "", last


def _rate_at(cursor: Cursor, j: int, last: int) -> tuple[str, int]:
    """Return the rate whose "per" or "a" is tokens[j]; ("", last) if there is none."""
    found = _per_at(cursor, j)
    if found is not None:
        unit = _base_unit(cursor, found)
        if unit:
            return unit, found + 1
        if cursor.folded(found) in _MEMBERS:
            return cursor.folded(found), found + 1
        base, end = _base_number(cursor, found)
        is_per = cursor.folded(j) == "per"
        if base and (is_per or base in (100, 1000, 10_000, 100_000, 1_000_000)):
            return f"{base:,}", end
    if cursor.folded(j) in cursor.vocabulary.words.each:
        k = cursor.past_blank(j + 1)
        unit = _base_unit(cursor, k)
        after = cursor.folded(cursor.past_blank(k + 1))
        is_time = unit in ("hour", "day", "week", "month", "year", "minute")
        if unit and k > j + 1 and not (is_time and (after in _NOT_A_RATE or cursor.folded(k + 1) == "-")):
            return unit, k + 1
    return "", last


def _per_at(cursor: Cursor, j: int) -> int | None:
    """Return the index past the "per" or "for every" that starts at tokens[j], or None."""
    found = cursor.phrase_at(j, cursor.vocabulary.per)
    return cursor.past_blank(found[0]) if found is not None else None


def _base_unit(cursor: Cursor, j: int) -> str:
    unit = cursor.vocabulary.words.units.get(cursor.folded(j), "")
    return "" if unit in _NO_BASE else unit


def _base_number(cursor: Cursor, j: int) -> tuple[int, int]:
    """Return the number at j and the index past it; (0, j) if there is none."""
    words = cursor.vocabulary.words
    if cursor.kind(j) == "digits":
        numeral = read_digits(cursor, j)
    else:
        scale = words.scales.get(cursor.folded(j)) or Decimal(
            100 if cursor.folded(j) in words.hundreds else 0
        )
        if scale:
            return int(scale), j + 1
        numeral = read_spelled(cursor, j)
    if numeral is None:
        return 0, j
    value = numeral.grouped or numeral.value
    return (int(value), numeral.last) if value == int(value) else (0, j)
