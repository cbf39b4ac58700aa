"""Read the figures in a text: an own grammar over tokens, linear in the length of the text.

>>> [(f.comparator, str(f.value), f.unit) for f in read_figures("nearly 10,000 people were held")]
[('nearly', '10000', 'people')]
>>> [f.date for f in read_figures("It began on 2 January 2022.")]
['2022-01-02']
"""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from claims_db.figures import dates, hedges, multiples, negations, periods, years
from claims_db.figures.amounts import read_amount
from claims_db.figures.cursor import Cursor
from claims_db.figures.fractions import read_written_fraction
from claims_db.figures.labels import is_label
from claims_db.figures.model import Figure
from claims_db.figures.numeral import Numeral
from claims_db.figures.numerals import read_numeral
from claims_db.figures.tokens import mask_addresses, tokenize
from claims_db.figures.vocabulary import language_of, vocabulary_of

MAX_CHARS: Final = 200_000
"""Text past this many characters is not read; an article of 30,000 words is within it."""

_RANK_CUES: Final = frozenset(
    """largest biggest richest position place rank most highest smallest oldest leading best producer
    reserves power spot ranked ranking""".split()
)
_REMEMBERED: Final = 8
"""So many figures back, "two of whom" finds what it is of."""
_RANKED: Final = frozenset({"ranked", "ranks", "rank"})


def read_figures(text: str) -> tuple[Figure, ...]:
    """Return every figure and date that the text states, in order of place.

    Labels, clock times, versions, footnote marks, addresses and pronouns ("one of") are left out. The
    language of the text, one of five, decides how decimals are written. Never raises on any text.
    """
    return _Reader(text[:MAX_CHARS]).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(mask_addresses(text))
        self.cursor = Cursor(self.tokens, vocabulary_of(language_of(self.tokens)))
        self.figures: list[Figure] = []

    def read(self) -> tuple[Figure, ...]:
        i = 0
        vocabulary = self.cursor.vocabulary
        starts, is_german = vocabulary.starts, vocabulary.is_german
        while i < len(self.tokens):
            token = self.tokens[i]
            if token.kind == "digits":
                i = self._read_digits_at(i)
            elif token.kind == "word" and (is_german or self.cursor.folded(i) in starts):
                i = self._read_word_at(i)
            else:
                i += 1
        return tuple(self.figures)

    def _read_digits_at(self, i: int) -> int:
        """Read what starts with the digits at tokens[i]; returns the index to go on from."""
        cursor = self.cursor
        date = dates.read_date(cursor, i)
        is_written_date = date is not None and date.last > i + 1
        short_year = years.read_apostrophe_year(cursor, i)
        if short_year is not None:
            self._add(short_year.first, short_year.last, Figure(date=short_year.date))
            return short_year.last
        if not is_written_date and is_label(cursor, i) and read_written_fraction(cursor, i) is None:
            return i + 1
        if date is not None and not years.is_count(cursor, date):
            self._add(date.first, date.last, Figure(date=date.date))
            return date.last
        return self._read_numeral_at(i)

    def _read_word_at(self, i: int) -> int:
        """Read what starts with the word at tokens[i]; returns the index to go on from."""
        cursor = self.cursor
        nothing = negations.read_nothing(cursor, i)
        if nothing is not None:
            figure = Figure(value=Decimal(0), unit=nothing.unit, negated=True, counted=nothing.counted)
            self._add(i, nothing.last, figure)
            return nothing.last
        multiple = multiples.read_multiple(cursor, i)
        if multiple is not None:
            self._add_hedged(i, multiple[1], Figure(value=multiple[0], unit="times"))
            return multiple[1]
        period = periods.read_period(cursor, i)
        if period is not None:
            is_vague = period.high is not None
            figure = Figure(value=period.value, value_high=period.high, unit=period.unit, vague=is_vague)
            self._add_hedged(i, period.last, figure)
            return period.last
        date = years.read_spelled_year(cursor, i) or dates.read_date(cursor, i)
        if date is not None:
            self._add(date.first, date.last, Figure(date=date.date))
            return date.last
        return self._read_numeral_at(i)

    def _read_numeral_at(self, i: int) -> int:
        numeral = read_numeral(self.cursor, i)
        if numeral is None:
            return i + 1
        if numeral.form == "ordinal":
            return self._read_rank(numeral)
        amount = read_amount(self.cursor, numeral, self.figures[-_REMEMBERED:])
        for first, last, figure in amount.figures:
            self._add(first, last, figure)
        return amount.last

    def _add_hedged(self, first: int, last: int, figure: Figure) -> None:
        hedge = hedges.comparator_before(self.cursor, first)
        if figure.value_high is not None:
            figure = replace(figure, comparator="range")
        elif hedge is not None:
            figure, first = replace(figure, comparator=hedge[0]), hedge[1]
        self._add(first, last, figure)

    def _add(self, first: int, last: int, figure: Figure) -> None:
        """Keep the figure that stands in tokens[first:last]."""
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        self.figures.append(replace(figure, wording=self.text[start:end], start=start, end=end))

    def _read_rank(self, numeral: Numeral) -> int:
        """Read "the 9th largest", "in 65th position", "Belarus in 99th": a rank; others state no figure."""
        words = self.cursor.words_from(numeral.last, 4)
        before = self.cursor.words_before(numeral.first, 2)
        is_placed = before[-1:] == ["in"] and not words and numeral.form == "ordinal" and bool(numeral.digits)
        if _RANK_CUES & set(words[:3]) or _RANKED & set(before) or is_placed:
            figure = Figure(value=numeral.value, unit="rank", counted=" ".join(words))
            self._add(numeral.first, numeral.last, figure)
        return numeral.last
