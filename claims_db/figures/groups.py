"""Groups and small vague amounts: "half a dozen", "a couple of hundred", "several people", "une dizaine"."""

from decimal import Decimal
from typing import Final

from claims_db.figures import nouns
from claims_db.figures.cursor import Cursor
from claims_db.figures.numeral import CEILING, Numeral
from claims_db.figures.vague import step_of

_FEW: Final = (Decimal(3), Decimal(9))
_NEEDS_ARTICLE: Final = frozenset({"few", "handful"})
"""Without an article "few" means "not many"."""
_COUPLE: Final = "couple"


def read_group(cursor: Cursor, i: int) -> Numeral | None:
    """Return the amount that starts with an article, "half", a group or a word for a few, or None.

    "a few" and "several" are three to nine and count only people or a scale: "a few hundred".
    """
    words = cursor.vocabulary.words
    word, j = cursor.folded(i), i
    if word in words.halves:
        return _half_group(cursor, i)
    has_article = word in words.articles
    if has_article:
        j = cursor.past_joint(i + 1)
        word = cursor.folded(j)
        if j == i + 1:
            return None
    if word in words.few:
        return _few(cursor, i, j) if has_article or word not in _NEEDS_ARTICLE else None
    if word not in words.groups:
        return None
    size, end = words.groups[word], j + 1
    scale, scale_end = _scale(cursor, end)
    if word == _COUPLE:
        return _couple(cursor, i, end, scale, scale_end) if has_article else None
    if scale and size * scale <= CEILING:
        return Numeral(size * scale, i, scale_end, "words", scale=scale)
    if not has_article and not nouns.counts(cursor, end):
        return None
    if word in words.rough:
        return Numeral(size, i, end, "words", comparator="~")
    return Numeral(size, i, end, "words")


def _half_group(cursor: Cursor, i: int) -> Numeral | None:
    """Return "half a dozen", "half-a-dozen", "half dozen"."""
    words = cursor.vocabulary.words
    j = cursor.past_joint(i + 1)
    if cursor.folded(j) in words.articles:
        j = cursor.past_joint(j + 1)
    size = words.groups.get(cursor.folded(j), Decimal(0))
    return Numeral(size / 2, i, j + 1, "words") if size > 2 and j > i + 1 else None


def _few(cursor: Cursor, i: int, j: int) -> Numeral | None:
    low, high = _FEW
    scale, end = _scale(cursor, j + 1)
    if scale and high * scale <= CEILING:
        return Numeral(low * scale, i, end, "words", high=high * scale, scale=scale, is_vague=True)
    known = nouns.counted(cursor, j + 1)
    if known is None or (known is False and cursor.folded(j) != "handful"):
        return None  # "several cities" is hardly ever a figure
    return Numeral(low, i, j + 1, "words", high=high, is_vague=True)


def _couple(cursor: Cursor, i: int, end: int, scale: Decimal, scale_end: int) -> Numeral | None:
    if scale:
        return Numeral(2 * scale, i, scale_end, "words", scale=scale)
    return Numeral(Decimal(2), i, end, "words") if nouns.counts(cursor, end) else None


def _scale(cursor: Cursor, j: int) -> tuple[Decimal, int]:
    """Return the hundred, dozen or thousand that follows at j, with or without "of", and its end."""
    words = cursor.vocabulary.words
    k = cursor.past_joint(j)
    if cursor.folded(k) in words.of:
        k = cursor.past_joint(k + 1)
    word = cursor.folded(k)
    if word in words.hundreds:
        factor = Decimal(100)
        thousand = words.scales.get(cursor.folded(cursor.past_joint(k + 1)))
        if thousand is not None:
            return factor * thousand, cursor.past_joint(k + 1) + 1
        return factor, k + 1
    factor = words.scales.get(word) or words.groups.get(word, Decimal(0))
    if not factor and word in words.vague:
        factor = step_of(words.vague[word][0])
    return (factor, k + 1) if factor > 2 else (Decimal(0), j)
