"""Parts of a whole, in percent, and parts of a scale: "two-thirds of", "one in five", "half a million"."""

from decimal import Decimal
from typing import Final

from claims_db.figures.cursor import Cursor
from claims_db.figures.digits import read_digits
from claims_db.figures.numeral import Numeral, plain
from claims_db.figures.scales import join_scale
from claims_db.figures.spelled import read_spelled
from claims_db.figures.vocabulary import VULGAR_FRACTIONS

_HUNDRED: Final = Decimal(100)
_TWO: Final = Decimal(2)
_ONE_HALF: Final = Decimal("0.5")
_OF_HALF: Final = frozenset("of its their the his her all our those these".split())
_ROUND_BASES: Final = frozenset({3, 4, 5, 10, 20, 100, 1000, 10_000})
"""Out of these, a count is a share of a whole; "5 out of 8 members" counts both."""
_MAX_BASE: Final = 1_000_000
_VERBS: Final = frozenset("were was are is had have died".split())
_TIME: Final = frozenset("second minute hour day week month year decade century".split())


def read_fraction(cursor: Cursor, i: int) -> Numeral | None:
    """Return the fraction that starts at tokens[i], or None.

    Of a scale or unit it is the share of that: "three quarters of a billion" is 750 million, "half an hour"
    is 0.5; otherwise it is in percent.
    """
    words = cursor.vocabulary.words
    word = cursor.folded(i)
    sign = VULGAR_FRACTIONS.get(word)
    if sign is not None:
        joined = join_scale(cursor, Numeral(sign, i, i + 1, "digits"))
        if joined.scale > 1:
            return joined
        return _of_scale(cursor, i, i + 1, sign, any_unit=True) or _share(i, i + 1, sign)
    if word in words.halves or word in words.half_of:
        return _half(cursor, i, i)
    j = cursor.past_joint(i + 1)
    if word in words.articles and cursor.folded(j) in words.halves and j > i + 1:
        return _half(cursor, i, j)
    found = _parts(cursor, i)
    if found is None:
        return None
    share, last, is_clear = found
    needs_of = cursor.folded(last - 1) != "quarter"
    scaled = _of_scale(cursor, i, last, share, needs_of=needs_of)
    if scaled is not None:
        return scaled
    is_lone = last == i + 1 and not is_clear
    after = cursor.past_joint(last)
    has_verb = cursor.folded(after) in _VERBS and cursor.folded(i) in words.articles
    is_part = cursor.folded(after) in words.of or has_verb or _is_hedged_end(cursor, i, last)
    return _share(i, last, share) if is_clear or (is_part and not is_lone) else None


def _is_hedged_end(cursor: Cursor, i: int, last: int) -> bool:
    """Return whether a hedge stands before and no word follows: "about a third."."""
    hedges = cursor.vocabulary.hedges
    is_hedged = hedges.ending(cursor.words_before(i, hedges.longest)) is not None
    return is_hedged and not cursor.words_from(last, 1)


def read_proportion(cursor: Cursor, numeral: Numeral) -> Numeral | None:
    """Return "1 in 5", "nine out of ten", "4 sur 10" as percent; None if the numeral starts none."""
    part = numeral.value
    if numeral.high is not None or numeral.scale > 1 or part != int(part) or not 1 <= part <= 999:
        return None
    at = cursor.past_blank(numeral.last)
    found = cursor.phrase_at(at, cursor.vocabulary.proportions)
    has_noun = found is None and cursor.folded(at) in cursor.vocabulary.people
    if has_noun:  # "three people in ten"
        at = cursor.past_blank(at + 1)
        found = cursor.phrase_at(at, cursor.vocabulary.proportions)
    if found is None:
        return None
    base, last = _base(cursor, cursor.past_blank(found[0]))
    is_certain = (cursor.folded(at) == "in" and not has_noun) or base in _ROUND_BASES
    if not part < base <= _MAX_BASE or not is_certain or (base > 100 and base % 100):
        return None
    unit = cursor.vocabulary.words.units.get(cursor.folded(cursor.past_joint(last)), "")
    if unit in _TIME or unit == "percent" or cursor.folded(last) in ("%", "-", "/", ":"):
        return None
    return Numeral(plain(_HUNDRED * part / base), numeral.first, last, "fraction")


def read_written_fraction(cursor: Cursor, i: int) -> Numeral | None:
    """Return "2/3 of" or "a 2/3 majority" in percent; other slashes are dates, ratios and scores."""
    over, under = cursor.at(i), cursor.at(i + 2)
    if over is None or under is None or cursor.folded(i + 1) != "/" or under.kind != "digits":
        return None
    if len(over.text) > 2 or len(under.text) > 2 or cursor.folded(i + 3) == "/":
        return None
    after = cursor.folded(cursor.past_joint(i + 3))
    if after not in cursor.vocabulary.words.of and after != "majority":
        return None
    if not 0 < int(over.text) < int(under.text):
        return None
    return _share(i, i + 3, Decimal(over.text) / Decimal(under.text))


def _share(first: int, last: int, share: Decimal) -> Numeral:
    return Numeral(plain(_HUNDRED * share), first, last, "fraction")


def _half(cursor: Cursor, first: int, i: int) -> Numeral | None:
    """Return "half a million", "half of them"; tokens[i] is the word for half."""
    words = cursor.vocabulary.words
    scaled = _of_scale(cursor, first, i + 1, _ONE_HALF) if cursor.folded(i) in words.halves else None
    if scaled is not None or cursor.folded(i) not in words.half_of:
        return scaled
    is_clear = cursor.folded(i) not in words.halves
    following = cursor.folded(cursor.past_blank(i + 1))
    is_reduced = cursor.folded(cursor.before_blank(i)) in ("by", "in") and following not in words.articles
    return _share(first, i + 1, _ONE_HALF) if is_clear or is_reduced or following in _OF_HALF else None


def _parts(cursor: Cursor, i: int) -> tuple[Decimal, int, bool] | None:
    """Return the share, the index past it and whether it needs no "of": "two-thirds", "ein Drittel"."""
    words = cursor.vocabulary.words
    word = cursor.folded(i)
    if word in words.parts and word not in words.ordinals:
        return 1 / words.parts[word], i + 1, word in words.clear_parts
    count = Decimal(1) if word in words.articles else words.numbers.get(word)
    j = cursor.past_joint(i + 1)
    is_half = cursor.folded(j) in words.halves and cursor.folded(j) in words.half_of
    base = _TWO if is_half else words.parts.get(cursor.folded(j))
    if count is None or base is None or not 1 <= count < base or count != int(count) or j == i + 1:
        return None
    is_clear = count > 1 or cursor.folded(i + 1) == "-" or cursor.folded(j) in words.clear_parts
    return count / base, j + 1, is_clear


def _of_scale(
    cursor: Cursor, first: int, last: int, share: Decimal, *, needs_of: bool = False, any_unit: bool = False
) -> Numeral | None:
    """Return the share of a scale or a unit that follows: "of a million", "an hour", "million"."""
    words = cursor.vocabulary.words
    j = cursor.past_joint(last)
    has_of = cursor.folded(j) in words.of
    if has_of:
        j = cursor.past_joint(j + 1)
    has_article = cursor.folded(j) in words.articles
    if has_article:
        j = cursor.past_joint(j + 1)
    word = cursor.folded(j)
    if j == last or (needs_of and not (has_of and has_article)):
        return None
    scale = words.scales.get(word) or (_HUNDRED if word in words.hundreds else None)
    if scale is not None:
        return Numeral(plain(share * scale), first, j + 1, "words", scale=scale)
    if word in words.units and (has_article or (not has_of and (any_unit or words.units[word] in _TIME))):
        # The unit itself is read after the numeral, as every other.
        end = j - 1 if cursor.kind(j - 1) == "space" or cursor.folded(j - 1) == "-" else j
        return Numeral(share, first, end, "words")
    return None


def _base(cursor: Cursor, j: int) -> tuple[Decimal, int]:
    """Return the number of the whole at j and the index past it; (0, j) if there is none."""
    numeral = read_digits(cursor, j) if cursor.kind(j) == "digits" else read_spelled(cursor, j)
    if numeral is None:
        return Decimal(0), j
    return numeral.grouped or numeral.value, numeral.last
