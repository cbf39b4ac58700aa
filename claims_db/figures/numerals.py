"""Numerals of every kind, starting at one token; each ends after a bounded number of tokens.

>>> text = Cursor(tokenize("3.5 million"), vocabulary_of("en"))
>>> read_numeral(text, 0).value
Decimal('3500000.0')
"""

from decimal import Decimal
from typing import Final

from claims_db.figures import fractions, groups, nouns, spelled, vague
from claims_db.figures.cursor import Cursor
from claims_db.figures.digits import read_digits
from claims_db.figures.numeral import Numeral
from claims_db.figures.scales import join_scale
from claims_db.figures.tokens import tokenize
from claims_db.figures.vocabulary import vocabulary_of

__all__ = ["Cursor", "read_numeral", "tokenize", "vocabulary_of"]

_ORDINAL_SUFFIXES: Final = frozenset({"st", "nd", "rd", "th"})
_LONGEST_ORDINAL: Final = 4


def read_numeral(cursor: Cursor, i: int) -> Numeral | None:
    """Return the numeral that starts at tokens[i], or None. More than 15 digits or 10**15 are none."""
    kind = cursor.kind(i)
    if kind == "digits":
        return _in_digits(cursor, i)
    if kind != "word" or not _can_start(cursor, i):
        return None
    if cursor.vocabulary.language == "ru":
        numeral = _hedged_singular(cursor, i)
        if numeral is not None:
            return numeral
    for read in (fractions.read_fraction, vague.read_places, vague.read_vague, groups.read_group):
        numeral = read(cursor, i)
        if numeral is not None:
            return numeral
    numeral = spelled.read_spelled(cursor, i)
    if numeral is not None:
        return fractions.read_proportion(cursor, numeral) or numeral
    if cursor.folded(i) in cursor.vocabulary.words.articles:
        return fractions.read_proportion(cursor, Numeral(Decimal(1), i, i + 1, "words"))
    return _lone_scale(cursor, i) or _ordinal_word(cursor, i)


def _can_start(cursor: Cursor, i: int) -> bool:
    return cursor.folded(i) in cursor.vocabulary.starts or cursor.vocabulary.is_german


def _in_digits(cursor: Cursor, i: int) -> Numeral | None:
    ordinal = _ordinal_digits(cursor, i)
    if ordinal is not None:
        return ordinal
    numeral = fractions.read_written_fraction(cursor, i) or vague.read_places(cursor, i)
    if numeral is not None:
        return numeral
    numeral = read_digits(cursor, i)
    if numeral is None:
        return None
    numeral = join_scale(cursor, numeral)
    return fractions.read_proportion(cursor, numeral) or numeral


def _ordinal_digits(cursor: Cursor, i: int) -> Numeral | None:
    text = cursor.tokens[i].text
    if cursor.folded(i + 1) not in _ORDINAL_SUFFIXES or len(text) > _LONGEST_ORDINAL:
        return None
    return Numeral(Decimal(text), i, i + 2, "ordinal", digits=text)


def _ordinal_word(cursor: Cursor, i: int) -> Numeral | None:
    value = cursor.vocabulary.words.ordinals.get(cursor.folded(i))
    return None if value is None else Numeral(value, i, i + 1, "ordinal")


def _hedged_singular(cursor: Cursor, i: int) -> Numeral | None:
    """Return "более тысячи": after a hedge the vague plural is the genitive of one thousand."""
    words = cursor.vocabulary.words
    word = cursor.folded(i)
    value = words.scales.get(word) or words.groups.get(word)
    hedges = cursor.vocabulary.hedges
    if value is None or hedges.ending(cursor.words_before(i, hedges.longest)) is None:
        return None
    return Numeral(value, i, i + 1, "words", scale=value)


def _lone_scale(cursor: Cursor, i: int) -> Numeral | None:
    """Return "hundred people", "million dollars": a scale that counts as one without saying so."""
    words = cursor.vocabulary.words
    word = cursor.folded(i)
    value = words.scales.get(word) or words.groups.get(word) or Decimal(100 if word in words.hundreds else 0)
    following = cursor.folded(cursor.past_blank(i + 1))
    if value <= 2 or not (nouns.counts(cursor, i + 1) or following in words.currencies):
        return None
    previous = cursor.before(i)
    if previous is not None and (previous.kind == "digits" or previous.folded in words.numbers):
        return None
    return Numeral(value, i, i + 1, "words", scale=value)
