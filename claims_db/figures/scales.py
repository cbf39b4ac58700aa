"""The scale after digits: "3 million", "10k", "3bn", "1.2 lakh crore", "2½ thousand"."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from claims_db.figures import nouns
from claims_db.figures.cursor import Cursor
from claims_db.figures.measures import currency_before
from claims_db.figures.numeral import CEILING, Numeral
from claims_db.figures.spelled import past_half, scale_after

_GLUED: Final = {"k": Decimal(10) ** 3, "b": Decimal(10) ** 9, "tn": Decimal(10) ** 12}
_OF_MONEY: Final = {"m": Decimal(10) ** 6, "mm": Decimal(10) ** 6, "t": Decimal(10) ** 12}
"""Suffixes that are units as well: after a currency, or "5m people"."""
_DASHES: Final = frozenset({"-", "–"})
_LONGEST_LOW: Final = 12
"""Tokens of a low end that are looked back over."""


def join_scale(cursor: Cursor, numeral: Numeral) -> Numeral:
    """Return the numeral in digits times the scale that follows it, or as it is."""
    half_end = past_half(cursor, numeral.last)
    if half_end > numeral.last:
        numeral = replace(numeral, value=numeral.value + Decimal("0.5"), last=half_end)
    factor, last = _letter(cursor, numeral)
    if not factor:
        factor, last = _hundred(cursor, numeral.last)
    if not factor:
        factor, last = scale_after(cursor, numeral.last)
    if not factor or numeral.value * factor > CEILING:
        return numeral
    half_end = past_half(cursor, last)
    half = factor / 2 if half_end > last else Decimal(0)
    return replace(
        numeral, value=numeral.value * factor + half, last=half_end, scale=factor, grouped=None
    )  # fmt: skip


def _hundred(cursor: Cursor, last: int) -> tuple[Decimal, int]:
    """Return "3 hundred", "2 hundred thousand"; (0, last) if no hundred follows."""
    j = cursor.past_joint(last)
    if cursor.folded(j) not in cursor.vocabulary.words.hundreds or cursor.folded(j).startswith("cent"):
        return Decimal(0), last
    factor, end = scale_after(cursor, j + 1)
    return 100 * (factor or Decimal(1)), max(end, j + 1)


def _letter(cursor: Cursor, numeral: Numeral) -> tuple[Decimal, int]:
    """Return the scale that one or two letters at the digits stand for, and the index past them."""
    j = cursor.past_blank(numeral.last)
    letters, is_glued = cursor.folded(j), j == numeral.last
    if letters in _GLUED and is_glued:
        return _GLUED[letters], j + 1
    if letters not in _OF_MONEY:
        return Decimal(0), numeral.last
    is_money = bool(currency_before(cursor, numeral.first)[0]) or _ends_money_range(cursor, numeral.first)
    if is_money or (letters == "m" and _counts(cursor, j + 1)):
        return _OF_MONEY[letters], j + 1
    return Decimal(0), numeral.last


def _ends_money_range(cursor: Cursor, first: int) -> bool:
    """Return whether the number at tokens[first] ends a range of money: "$10-15m", "€1.5 to 2m"."""
    j = cursor.before_blank(first)
    joint = cursor.folded(j)
    if joint not in _DASHES and (joint,) not in cursor.vocabulary.words.to:
        return False
    j = cursor.before_blank(j)
    while (
        j > 0 and first - j < _LONGEST_LOW and (cursor.kind(j) == "digits" or cursor.folded(j) in (".", ","))
    ):
        j -= 1
    return bool(currency_before(cursor, j + 1)[0])


def _counts(cursor: Cursor, j: int) -> bool:
    """Return whether people, things, money or a unit stand at j, so that the "m" before is a million."""
    if not cursor.is_blank(j):
        return False
    words = cursor.words_from(j, 5)
    known = cursor.vocabulary.words
    if words and (words[0] in known.currencies or words[0] in known.units):
        return True
    phrase = nouns.counted_words(words, cursor.vocabulary)
    return bool(phrase) and (
        nouns.people_noun(phrase, cursor.vocabulary) is not None or phrase[0].endswith("s")
    )
