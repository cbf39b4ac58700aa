"""Years and decades: "2022", "1930-1933", "of 1930 to 1933", "the '90s", "in twenty twenty-two"."""

import re
from dataclasses import dataclass
from typing import Final

from claims_db.figures import nouns
from claims_db.figures.cursor import Cursor
from claims_db.figures.digits import read_digits
from claims_db.figures.spelled import read_spelled

DASHES: Final = frozenset({"-", "–", "—"})
_FIRST_YEAR: Final = 1700
"""News rarely speak of years before this; "1600 hurt" is a count in any language."""
_LAST_YEAR: Final = 2100
_NEW_CENTURY: Final = 40
"""'22 is 2022 and '98 is 1998: two digits below this are of this century."""
_OLDEST_DECADE: Final = 3
"""The decade of a century from which "the 30s" are those of the last one; "the 20s" could be either."""
_RECENT: Final = range(1900, 2036)
_ENDINGS: Final = frozenset({"х", "е", "ые", "ых"})
_DECADE_NAMES: Final = frozenset("años años anos années annees".split())
_APOSTROPHES: Final = frozenset({"'", "‘"})
_SHORT_YEAR_CUES: Final = frozenset("class summer spring autumn fall winter".split())
_CENTURIES: Final = {"eighteen": 1800, "nineteen": 1900, "twenty": 2000}
_POSSESSIVES: Final = frozenset("his her their my your our mid late early sein ihr".split())
_WEAK_CUES: Final = frozenset("the of to and between from around circa für de des del".split())
"""After these a number of four digits can be a count: "of the 2000 soldiers"."""
_BARE_RE: Final = re.compile(r"[0-9]{4}(?:/[0-9]{4})?")
_COUNT_SIGNS: Final = frozenset("$€£₸₽¥₹~≈><≥≤")
_COUNT_ENDINGS: Final = frozenset({"%", "+", "k", "bn", "mn", "ish"})


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date in tokens[first:last]."""

    date: str
    first: int
    last: int


def year_at(cursor: Cursor, i: int) -> tuple[int, int] | None:
    """Return the year in four digits at tokens[i] and the index past it, or None."""
    token = cursor.at(i)
    if token is None or token.kind != "digits" or len(token.text) != 4:
        return None
    year = int(token.text)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    runs_on = cursor.folded(i + 1) in (".", ",", "'", "_") and cursor.kind(i + 2) == "digits"
    return None if runs_on else (year, i + 1)


def read_short_year(cursor: Cursor, i: int) -> tuple[int, int] | None:
    """Return the year of "'22" whose apostrophe is tokens[i], and the index past it, or None."""
    token = cursor.at(i + 1)
    if (
        cursor.folded(i) not in _APOSTROPHES
        or token is None
        or token.kind != "digits"
        or len(token.text) != 2
    ):
        return None
    if cursor.kind(i + 2) == "word" or cursor.folded(i + 2) == "'":
        return None
    return _century_of(int(token.text)), i + 2


def read_apostrophe_year(cursor: Cursor, i: int) -> DateSpan | None:
    """Return the year of the digits at tokens[i] in "the summer of '22" or "in '98", or None."""
    if cursor.folded(i - 1) not in _APOSTROPHES or cursor.kind(i - 2) != "space":
        return None
    words = cursor.vocabulary.words
    cue = cursor.folded(i - 3)
    if cue not in words.year_cues and cue not in _SHORT_YEAR_CUES:
        return None
    found = read_short_year(cursor, i - 1)
    if found is None or nouns.counts(cursor, found[1]):
        return None
    return DateSpan(str(found[0]), i - 1, found[1])


def _century_of(year: int) -> int:
    return (2000 if year < _NEW_CENTURY else 1900) + year


def range_mark(cursor: Cursor, i: int) -> int | None:
    """Return the index past the "-", "to" or "and" at tokens[i], or None."""
    j = cursor.past_blank(i)
    words = cursor.vocabulary.words
    mark = cursor.folded(j)
    is_joint = (
        mark in DASHES or mark in words.conjunctions or mark in words.alternatives or (mark,) in words.to
    )
    return cursor.past_blank(j + 1) if is_joint and mark else None


def read_year(cursor: Cursor, i: int) -> DateSpan | None:
    """Return "2022", "1930-1933", "2020-21", "the 1930s", "1990/91", "1930 to 1933"."""
    found = year_at(cursor, i)
    if found is None:
        return _decade_in_digits(cursor, i)
    year, j = found
    end = _past_decade_ending(cursor, j)
    if end is not None and year % 10 == 0:
        return DateSpan(f"{year // 10}X", i, end)
    if cursor.folded(j) in DASHES | {"/"} and cursor.kind(j + 1) == "digits":
        tail = cursor.tokens[j + 1].text
        if len(tail) in (2, 4):
            last = int(tail) if len(tail) == 4 else year // 100 * 100 + int(tail)
            return DateSpan(f"{year}/{last}", i, j + 2) if year < last <= _LAST_YEAR else None
    mark = range_mark(cursor, j)
    second = year_at(cursor, mark) if mark is not None else None
    if second is not None and second[0] > year and _are_ends(cursor, i, j):
        return DateSpan(f"{year}/{second[0]}", i, second[1])
    return DateSpan(str(year), i, j)


def _are_ends(cursor: Cursor, i: int, j: int) -> bool:
    """Return whether the years around tokens[j] are the ends of one period and not two years."""
    words = cursor.vocabulary.words
    opener = cursor.folded(cursor.before_blank(i))
    joint = cursor.folded(cursor.past_blank(j))
    if joint in words.conjunctions:
        return opener in words.between or opener == "from"
    return (joint,) in words.to and joint not in words.alternatives


def _past_decade_ending(cursor: Cursor, j: int) -> int | None:
    """Return the index past the "s" of "1930s" or "1930's", "er" or "-х", or None."""
    k = j + 1 if cursor.folded(j) == "'" else j
    if cursor.folded(k) == "s" or (k == j and cursor.folded(k) == "er"):
        return k + 1
    return j + 2 if cursor.folded(j) == "-" and cursor.folded(j + 1) in _ENDINGS else None


def _decade_in_digits(cursor: Cursor, i: int) -> DateSpan | None:
    """Return "the 90s", "'90s", "die 90er Jahre", "90-е годы", "los años 90"."""
    text = cursor.tokens[i].text
    if len(text) != 2 or text[1] != "0":
        return None
    has_apostrophe = cursor.folded(i - 1) in _APOSTROPHES
    first = i - 1 if has_apostrophe else i
    before = cursor.folded(cursor.before_blank(first))
    end = _past_decade_ending(cursor, i + 1)
    words = cursor.vocabulary.words
    is_named = before in _DECADE_NAMES and end is None
    if end is not None:
        following = cursor.folded(cursor.past_blank(end))
        is_named = has_apostrophe or before == "the" or following in words.year_words or following == "jahre"
    if not is_named or before in _POSSESSIVES:
        return None
    date = _decade(int(text[0]), is_certain=has_apostrophe and text[0] in "01")
    return DateSpan(date, first, end or i + 1) if date else None


def _decade(tens: int, *, is_certain: bool = False) -> str:
    if tens >= _OLDEST_DECADE:
        return f"19{tens}X"
    return f"20{tens}X" if is_certain else ""


def read_spelled_year(cursor: Cursor, i: int) -> DateSpan | None:
    """Return "the nineties", "in twenty twenty-two", "in two thousand and nine", or None."""
    word = cursor.folded(i)
    words = cursor.vocabulary.words
    if word in words.decades:
        before = cursor.before(i)
        is_age = before is None or before.folded in _POSSESSIVES
        date = _decade(int(words.decades[word]))
        return DateSpan(date, i, i + 1) if date and not is_age else None
    found = _century_and_year(cursor, i) or _millennium_and_year(cursor, i)
    if found is None:
        return None
    year, last = found
    is_counted = nouns.counts(cursor, last) or cursor.folded(cursor.past_joint(last)) in words.units
    return None if is_counted else DateSpan(str(year), i, last)


def _century_and_year(cursor: Cursor, i: int) -> tuple[int, int] | None:
    """Return "nineteen ninety-one" and the index past it."""
    century = _CENTURIES.get(cursor.folded(i))
    if century is None or not cursor.is_blank(i + 1):
        return None
    value, last = _below_hundred(cursor, i + 2)
    return (century + value, last) if value >= 10 else None


def _millennium_and_year(cursor: Cursor, i: int) -> tuple[int, int] | None:
    """Return "two thousand and nine" after "in" or another word that a year follows."""
    before = cursor.folded(cursor.before_blank(i))
    words = cursor.vocabulary.words
    if cursor.folded(i) != "two" or before in _WEAK_CUES or before not in words.year_cues:
        return None
    numeral = read_spelled(cursor, i)
    if numeral is None or not 2000 < numeral.value < 2000 + _NEW_CENTURY:
        return None
    return int(numeral.value), numeral.last


def _below_hundred(cursor: Cursor, i: int) -> tuple[int, int]:
    """Return the number from ten to ninety-nine at tokens[i] and the index past it; (0, i) for others."""
    numbers = cursor.vocabulary.words.numbers
    value = numbers.get(cursor.folded(i))
    if value is None or not 10 <= value <= 99:
        return 0, i
    unit = numbers.get(cursor.folded(cursor.past_joint(i + 1)))
    if value >= 20 and value % 10 == 0 and unit is not None and 1 <= unit <= 9:
        return int(value + unit), cursor.past_joint(i + 1) + 1
    return int(value), i + 1


def is_count(cursor: Cursor, span: DateSpan) -> bool:
    """Return whether the bare year or years of the span are a count ("1600 people") instead."""
    if _BARE_RE.fullmatch(span.date) is None or len(cursor.tokens[span.last - 1].text) != 4:
        return False
    words = cursor.vocabulary.words
    i, last = span.first, _past_range(cursor, span)
    before = cursor.before(i)
    cue = before.folded if before is not None else ""
    if cue and cue in _COUNT_SIGNS:
        return True
    if cursor.folded(last) in _COUNT_ENDINGS:
        return True
    if cursor.folded(cursor.past_blank(last)) in words.year_words:
        return False
    is_weak = cue in _WEAK_CUES or (cue,) in words.hedges
    if cue in words.year_cues and not is_weak:
        return False
    text = cursor.tokens[i].text
    following = cursor.words_from(last, 6)
    is_beside_event = cue in words.events or bool(following and following[0] in words.events)
    if is_beside_event and int(text) in _RECENT and text[2:] != "00":
        return False
    hedges = cursor.vocabulary.hedges
    hedge = hedges.ending(cursor.words_before(i, hedges.longest))
    if hedge is not None and hedge[1] not in ("~", "<") and cue not in words.year_cues:
        return True
    if following and (following[0] in words.units or following[0] in words.currencies):
        return True
    return _counts_a_noun(cursor, last, following, is_hedged=hedge is not None)


def _past_range(cursor: Cursor, span: DateSpan) -> int:
    """Return the index past the number that the span may be the low end of: "2000 to 2500 troops"."""
    mark = range_mark(cursor, span.last)
    if mark is None or cursor.kind(mark) != "digits" or "/" in span.date:
        return span.last
    joint = cursor.folded(cursor.past_blank(span.last))
    opener = cursor.folded(cursor.before_blank(span.first))
    if joint in cursor.vocabulary.words.conjunctions and opener not in cursor.vocabulary.words.between:
        return span.last
    numeral = read_digits(cursor, mark)
    return numeral.last if numeral is not None else span.last


def _counts_a_noun(cursor: Cursor, last: int, following: list[str], *, is_hedged: bool) -> bool:
    """Return whether people or known things are counted after the number that ends before tokens[last]."""
    vocabulary = cursor.vocabulary
    phrase = nouns.counted_words(following, vocabulary)
    place = nouns.noun_place(phrase, vocabulary)
    if place is None:
        if following and following[0] in ("were", "was", "are", "have", "had"):
            return nouns.people_noun(following[1:3], vocabulary) is not None
        return False
    if phrase[place] in vocabulary.people:
        return not _is_verb_of_another(cursor, last, place)
    return place == 0 or is_hedged


def _is_verb_of_another(cursor: Cursor, last: int, place: int) -> bool:
    """Return whether the noun is a participle with a number of its own: "in 1933 killed 200"."""
    places = cursor.places_from(last, place + 1)
    j = cursor.past_blank(places[place] + 1)
    return cursor.kind(j) == "digits" or cursor.folded(j) in cursor.vocabulary.words.numbers
