"""Numbers in words: "two hundred and thirty", "deux mille cinq cents", "двести тридцать"."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from claims_db.figures.compounds import compound_value
from claims_db.figures.cursor import Cursor
from claims_db.figures.numeral import CEILING, Numeral

_MAX_SECTIONS: Final = 5
_MAX_DECIMALS: Final = 6
_TWENTY: Final = 20
_ABBREVIATIONS: Final = frozenset("тыс млн млрд трлн mio mrd mln bln tsd".split())


@dataclass(frozen=True, slots=True)
class _Part:
    """A value in words and the index past them."""

    value: Decimal
    last: int


def read_spelled(cursor: Cursor, i: int) -> Numeral | None:
    """Return the number in words that starts at tokens[i], with its scales, or None.

    Sections go down in scale: "two million, three hundred thousand and five". An article counts as one
    before a hundred or a scale. "between two hundred and three thousand" is not one number.
    """
    can_join = not (set(cursor.words_before(i, 1)) & cursor.vocabulary.words.between)
    total, last, scale = Decimal(0), i, Decimal(0)
    first_scale = Decimal(1)
    for _ in range(_MAX_SECTIONS):
        start = i if last == i else _section_start(cursor, last, can_join=can_join)
        part = _section(cursor, start, is_first=last == i, can_join=can_join) if start >= 0 else None
        if part is None:
            break
        part_scale, end = scale_after(cursor, part.last)
        if scale and part.value * part_scale >= scale:
            break
        if not part_scale:
            total, last = total + part.value, part.last
            break
        half_end = past_half(cursor, end)
        half = part_scale / 2 if half_end > end else 0
        total, last, scale = total + part.value * part_scale + half, half_end, part_scale
        first_scale = first_scale if first_scale > 1 else part_scale
    is_article = last == i + 1 and cursor.folded(i) in cursor.vocabulary.words.articles
    if last == i or total > CEILING or is_article:
        return None
    return Numeral(total, i, last, "words", scale=first_scale)


def _section_start(cursor: Cursor, last: int, *, can_join: bool) -> int:
    """Return where a section after a scale can start: past a comma, "and" or a blank; -1 if none can."""
    j = last + 1 if cursor.folded(last) == "," else last
    j = cursor.past_joint(j)
    words = cursor.vocabulary.words
    if cursor.folded(j) in words.joins and can_join:
        j = cursor.past_joint(j + 1)
    return j if j > last else -1


def _section(cursor: Cursor, i: int, *, is_first: bool, can_join: bool) -> _Part | None:
    """Return the number below a thousand, with decimals or a half, that starts at tokens[i].

    A scale alone counts as one where the language lets it ("mille"), or after an article.
    """
    words = cursor.vocabulary.words
    word = cursor.folded(i)
    if is_first and word in words.articles:
        j = cursor.past_joint(i + 1)
        following = cursor.folded(j)
        if j > i + 1 and (following in words.hundreds or following in words.scales):
            return _section_rest(cursor, _Part(Decimal(1), j), can_join=can_join)
    if word in words.lone and (is_first or word not in words.scales):
        return _section_rest(cursor, _Part(Decimal(1), i), can_join=can_join)
    part = _below_hundred(cursor, i)
    return None if part is None else _section_rest(cursor, part, can_join=can_join)


def _section_rest(cursor: Cursor, part: _Part, *, can_join: bool) -> _Part:
    """Return the section with the hundreds, tens and decimals that follow its first number."""
    words = cursor.vocabulary.words
    j = cursor.past_joint(part.last) if cursor.folded(part.last) not in words.hundreds else part.last
    if cursor.folded(j) in words.hundreds and part.value < 100:
        part = _Part(part.value * 100, j + 1)
    if part.value >= 100 and part.value % 100 == 0:
        k = cursor.past_joint(part.last)
        if cursor.folded(k) in words.joins and can_join:
            k = cursor.past_joint(k + 1)
        rest = _below_hundred(cursor, k) if k > part.last else None
        if rest is not None and not _is_multiplied(cursor, rest.last):
            part = _Part(part.value + rest.value, rest.last)
    return _with_decimals(cursor, part)


def _below_hundred(cursor: Cursor, i: int) -> _Part | None:
    """Return "forty-two", "soixante et onze", "quatre-vingt-dix", or a number that is one word."""
    words = cursor.vocabulary.words
    word = cursor.folded(i)
    value = words.numbers.get(word)
    if value is None and cursor.vocabulary.is_german and cursor.kind(i) == "word":
        value = compound_value(word)
        return None if value is None else _Part(value, i + 1)
    if value is None:
        return None
    last = i + 1
    j = cursor.past_joint(last)
    if value == 4 and cursor.folded(j) in words.twenties and j > last:
        value, last = Decimal(4 * _TWENTY), j + 1
        j = cursor.past_joint(last)
    is_round = value >= _TWENTY and value < 100 and value % 10 == 0
    if not is_round or j == last:
        return _Part(value, last)
    if cursor.folded(j) in words.tens_joins:
        j = cursor.past_joint(j + 1)
    unit = words.numbers.get(cursor.folded(j))
    is_over = value in (60, 80) and cursor.folded(j) in words.over_tens
    if unit is None or not ((1 <= unit <= 9 and unit == int(unit)) or is_over):
        return _Part(value, last)
    value, last = value + unit, j + 1
    k = cursor.past_joint(last)
    if is_over and unit == 10 and k > last and 7 <= words.numbers.get(cursor.folded(k), 0) <= 9:
        value, last = value + words.numbers[cursor.folded(k)], k + 1  # "soixante-dix-sept"
    return _Part(value, last)


def _is_multiplied(cursor: Cursor, j: int) -> bool:
    """Return whether a hundred follows at j, so that the number before it starts one of its own."""
    return cursor.folded(cursor.past_joint(j)) in cursor.vocabulary.words.hundreds


def _with_decimals(cursor: Cursor, part: _Part) -> _Part:
    """Return the number with "point five" or "and a half" after it."""
    words = cursor.vocabulary.words
    j = cursor.past_blank(part.last)
    if cursor.folded(j) in words.points and j > part.last:
        digits, k, last = "", cursor.past_blank(j + 1), part.last
        while len(digits) < _MAX_DECIMALS:
            value = words.numbers.get(cursor.folded(k))
            if value is None or value > 9 or value != int(value):
                break
            digits, last = f"{digits}{value}", k + 1
            k = cursor.past_joint(last)
        if digits:
            return _Part(part.value + Decimal(f"0.{digits}"), last)
    last = past_half(cursor, part.last)
    return _Part(part.value + Decimal("0.5"), last) if last > part.last else part


def past_half(cursor: Cursor, last: int) -> int:
    """Return the index past "and a half" after tokens[last - 1], or `last` if it does not follow."""
    found = cursor.phrase_at(cursor.past_joint(last), cursor.vocabulary.and_halves)
    return last if found is None or cursor.past_joint(last) == last else found[0]


def scale_after(cursor: Cursor, last: int) -> tuple[Decimal, int]:
    """Return the scale that follows tokens[last - 1] ("thousand", "lakh crore", "dozen") and its end.

    (0, last) if none follows.
    """
    words = cursor.vocabulary.words
    factor, end = Decimal(0), last
    for _ in range(2):
        j = cursor.past_joint(end)
        word = cursor.folded(j)
        if not factor and words.groups.get(word, 0) > 2:
            return words.groups[word], j + 1
        scale = words.scales.get(word)
        if scale is None or (factor and scale < factor):
            break
        factor, end = (factor or 1) * scale, j + 1
    return factor, _past_dot(cursor, end)


def _past_dot(cursor: Cursor, end: int) -> int:
    """Return the index past the dot of an abbreviated scale ("8 тыс. человек", "3 Mrd. Euro")."""
    is_inside = cursor.is_blank(end + 1) and cursor.kind(end + 2) == "word"
    is_abbreviation = cursor.folded(end - 1) in _ABBREVIATIONS
    return end + 1 if is_abbreviation and cursor.folded(end) == "." and is_inside else end
