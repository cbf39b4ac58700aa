"""Vague words and the ranges they stand for: "dozens", "low thousands", "six-figure", "thirtysomething"."""

from decimal import Decimal
from typing import Final

from claims_db.figures import nouns
from claims_db.figures.cursor import Cursor
from claims_db.figures.numeral import CEILING, Numeral

_PARTS: Final = {"low": (0, 5), "mid": (4, 7), "high": (6, 10)}
"""From how many to below how many hundreds "low hundreds" are; 0 stands for the word's own low end."""
_PLACES: Final = {"single": 1, "double": 2, "triple": 3}
_PLACE_WORDS: Final = frozenset({"digit", "digits", "figure", "figures"})
_MOST_PLACES: Final = 9
_DECADES: Final = {"twentysomething": 20, "thirtysomething": 30, "fortysomething": 40, "fiftysomething": 50}
_REPEATS: Final = frozenset({"upon", "and", "on", "after"})


def read_vague(cursor: Cursor, i: int) -> Numeral | None:
    """Return the range of the vague words that start at tokens[i], or None."""
    word = cursor.folded(i)
    if word in _PARTS:
        return _part(cursor, i)
    if word in _DECADES:
        low = Decimal(_DECADES[word])
        counts = nouns.counts(cursor, i + 1)
        return Numeral(low, i, i + 1, "words", high=low + 9, is_vague=True) if counts else None
    return _plural(cursor, i) if word in cursor.vocabulary.words.vague else None


def read_places(cursor: Cursor, i: int) -> Numeral | None:
    """Return what "double-digit", "six-figure" and "5-figure" stand for: exact ends, not vague ones."""
    word, token = cursor.folded(i), cursor.tokens[i]
    places = Decimal(_PLACES.get(word, 0)) or cursor.vocabulary.words.numbers.get(word, Decimal(0))
    if token.kind == "digits" and len(token.text) == 1:
        places = Decimal(token.text)
    j = cursor.past_joint(i + 1)
    is_joined = cursor.folded(i + 1) == "-" or word in _PLACES
    if cursor.folded(j) not in _PLACE_WORDS or not is_joined or not 1 <= places <= _MOST_PLACES:
        return None
    low = Decimal(10) ** (int(places) - 1)
    return Numeral(low, i, j + 1, "words", high=low * 10 - 1)


def step_of(low: Decimal) -> Decimal:
    """Return what the vague plural with this low end counts in: "hundreds" in 100, "dozens" in 12."""
    return Decimal(12) if low == 24 else Decimal(10) ** low.adjusted()


def _part(cursor: Cursor, i: int) -> Numeral | None:
    """Return "low thousands", "mid-hundreds"."""
    j = cursor.past_joint(i + 1)
    ends = cursor.vocabulary.words.vague.get(cursor.folded(j))
    if ends is None or j == i + 1:
        return None
    step = step_of(ends[0])
    low, below = (n * step for n in _PARTS[cursor.folded(i)])
    return Numeral(max(low, ends[0]), i, j + 1, "words", high=below - 1, scale=step, is_vague=True)


def _plural(cursor: Cursor, i: int) -> Numeral | None:
    """Return "hundreds", "hundreds upon hundreds", "hundreds of thousands", "десятки тысяч"."""
    words = cursor.vocabulary.words
    word = cursor.folded(i)
    low, high = words.vague[word]
    last = _past_repeat(cursor, i)
    j = cursor.past_blank(last)
    is_linked = cursor.folded(j) in words.of
    j = cursor.past_blank(j + 1) if is_linked else j
    factor = _factor(cursor, j) if j > last and (is_linked or cursor.vocabulary.language == "ru") else None
    if factor is not None:
        low, high, last = low * factor, high * factor, j + 1
    elif word == "tens":
        return None  # alone it heads a column
    if high > CEILING:
        return None
    return Numeral(low, i, last, "words", high=high, scale=factor or Decimal(1), is_vague=True)


def _factor(cursor: Cursor, j: int) -> Decimal | None:
    """Return what the larger word multiplies the smaller by, in "tens of thousands"."""
    words = cursor.vocabulary.words
    word = cursor.folded(j)
    if word in words.scales:
        return words.scales[word]
    return step_of(words.vague[word][0]) if word in words.vague else None


def _past_repeat(cursor: Cursor, i: int) -> int:
    """Return the index past "hundreds" or "hundreds upon hundreds"."""
    j = cursor.past_blank(i + 1)
    k = cursor.past_blank(j + 1)
    is_repeat = cursor.folded(j) in _REPEATS and cursor.folded(k) == cursor.folded(i)
    return k + 1 if is_repeat and k > j + 1 else i + 1
