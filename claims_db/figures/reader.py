"""Read the figures in a text: an own grammar over tokens, linear in the length of the text.

>>> [(f.comparator, str(f.value), f.unit) for f in read_figures("nearly 10,000 people were held")]
[('nearly', '10000', 'people')]
>>> [f.date for f in read_figures("It began on 2 January 2022.")]
['2022-01-02']
"""

from decimal import Decimal
from typing import Final

from claims_db.figures import dates, hedges, nouns, units
from claims_db.figures.cursor import Cursor
from claims_db.figures.labels import is_label
from claims_db.figures.measures import read_unit
from claims_db.figures.model import Comparator, Figure
from claims_db.figures.numerals import Numeral, read_numeral
from claims_db.figures.ranges import read_range
from claims_db.figures.tokens import mask_addresses, tokenize

MAX_CHARS: Final = 200_000
"""Text past this many characters is not read; an article of 30,000 words is within it."""

_NEGATIONS: Final = frozenset({"no", "zero", "without"})
_AFTER_NO: Final = frozenset(
    """one more less fewer longer doubt way need other matter such reliable idea reason problem
    official independent""".split()
)
_RANK_CUES: Final = frozenset(
    """largest biggest richest position place rank most highest smallest oldest leading best producer
    reserves power spot ranked ranking""".split()
)
_PRONOUN_CUES: Final = frozenset("no any each this that the another every which".split())
_BEFORE_COUNTED: Final = frozenset("were was have had are of who been has".split())
_EARLIER: Final = frozenset({"whom", "them", "these", "which"})


def read_figures(text: str, *, decimal_comma: bool = False) -> tuple[Figure, ...]:
    """Every figure and date the text states, in order of place.

    Labels, clock times, versions, footnote marks, addresses and pronouns ("one of") are left
    out. `decimal_comma` is for texts in languages that write 1.234,5. Never raises on any text.
    """
    return _Reader(text[:MAX_CHARS], decimal_comma).read()


class _Reader:
    def __init__(self, text: str, decimal_comma: bool) -> None:
        self.text = text
        self.tokens = tokenize(mask_addresses(text))
        self.cursor = Cursor(self.tokens)
        self.decimal_comma = decimal_comma
        self.figures: list[Figure] = []

    def read(self) -> tuple[Figure, ...]:
        i = 0
        while i < len(self.tokens):
            i = self._read_at(i)
        return tuple(self.figures)

    def _read_at(self, i: int) -> int:
        """Read what starts at tokens[i]; returns the index to go on from."""
        token = self.tokens[i]
        if token.kind == "word" and token.folded in _NEGATIONS:
            return self._read_negation(i)
        if token.kind not in ("digits", "word"):
            return i + 1
        date = dates.read_date(self.tokens, i)
        is_written_date = date is not None and date.last > i + 1
        if token.kind == "digits" and is_label(self.tokens, i) and not is_written_date:
            return i + 1
        if date is not None and not self._is_count(date, i):
            self._add(date.first, date.last, Figure(date=date.date))
            return date.last
        numeral = read_numeral(self.tokens, i, decimal_comma=self.decimal_comma)
        if numeral is None:
            return i + 1
        if numeral.form == "ordinal":
            return self._read_rank(numeral)
        return self._read_amount(numeral)

    def _add(self, first: int, last: int, figure: Figure) -> None:
        """Keep the figure that stands in tokens[first:last]."""
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        self.figures.append(
            Figure(
                value=figure.value, value_high=figure.value_high, comparator=figure.comparator,
                unit=figure.unit, per=figure.per, date=figure.date, counted=figure.counted,
                negated=figure.negated, vague=figure.vague,
                wording=self.text[start:end], start=start, end=end,
            )
        )  # fmt: skip

    def _is_count(self, date: dates.DateSpan, i: int) -> bool:
        """Is the four-digit number at i a count ("1600 people") and not a year?"""
        if date.last != i + 1 or self.tokens[i].kind != "digits":
            return False
        before = self.cursor.before(i)
        if before is not None and before.text in "$€£₸₽¥₹~≈><≥≤":
            return True
        if self.cursor.folded(i + 1) in ("%", "+", "k", "bn", "mn", "ish"):
            return True
        if dates.is_year_cue(before) and before is not None and before.folded not in ("the", "of", "to"):
            return False
        hedge = hedges.comparator_before(self.tokens, i)
        if hedge is not None and hedge[0] in (">", ">=", "<=", "up_to", "nearly"):
            return True
        words = self.cursor.words_from(i + 1, 5)
        if words and (words[0] in units.UNIT_BY_WORD or words[0] in units.CURRENCY_BY_WORD):
            return True
        phrase = nouns.counted_words(words)
        known = nouns.people_noun(phrase)
        if known is None and words and words[0] in ("were", "was", "are", "have", "had"):
            known = nouns.people_noun(words[1:3])
        if known is not None and hedge is not None and hedge[0] == "~":
            return True
        return known is True or (known is False and phrase[0] in nouns.NOT_PEOPLE)

    def _read_negation(self, i: int) -> int:
        """ "no foreign troops", "zero deaths": an amount of nothing."""
        phrase = nouns.counted_words(self.cursor.words_from(i + 1, 4))
        if not phrase or phrase[0] in _AFTER_NO or nouns.people_noun(phrase) is None:
            return i + 1
        to_noun = next(n for n, w in enumerate(phrase, 1) if nouns.people_noun([w]) is not None)
        end = i
        while to_noun and end + 1 < len(self.tokens):
            end += 1
            to_noun -= self.tokens[end].kind == "word"
        unit = "people" if nouns.people_noun(phrase) else "things"
        figure = Figure(value=Decimal(0), unit=unit, negated=True, counted=" ".join(phrase))
        self._add(i, end + 1, figure)
        return end + 1

    def _read_amount(self, numeral: Numeral) -> int:
        ends = read_range(self.cursor, numeral, decimal_comma=self.decimal_comma)
        low, high = ends if ends is not None else (numeral, None)
        unit, per, last = read_unit(self.cursor, low.first, high or low)
        words = self.cursor.words_from(last, 6)
        phrase = nouns.counted_words(words)
        if not unit:
            unit = "age" if self._is_age(low, words) else self._counted_unit(low.first, words, phrase)
        if self._is_idle(low, unit, phrase):
            return low.last
        value_high = high.value if high is not None else low.high
        comparator: Comparator = "=" if value_high is None else "range"
        begin = low.first
        if begin and self.tokens[begin - 1].text in units.CURRENCY_BY_SIGN:
            begin -= 1
        before = hedges.comparator_before(self.tokens, low.first)
        after = hedges.comparator_after(self.tokens, last)
        if before is not None:
            begin = before[1]
        if after is not None:
            last = after[1]
        hedge = before or after
        if value_high is None and hedge is not None:
            comparator = hedge[0]
        figure = Figure(
            value=low.value, value_high=value_high, comparator=comparator, unit=unit, per=per,
            counted=" ".join(phrase), vague=low.high is not None,
        )  # fmt: skip
        self._add(begin, last, figure)
        return max(last, (high or low).last)

    def _is_age(self, numeral: Numeral, words: list[str]) -> bool:
        """ "the mayor, 68," or "who is 75" or "aged 40": a person's age."""
        if not 1 <= numeral.value <= 120 or numeral.value != int(numeral.value) or numeral.scale > 1:
            return False
        before = self.cursor.before(numeral.first)
        if before is None:
            return False
        if before.folded in ("aged", "age"):
            return True
        if before.folded in ("is", "turns", "turned", "he's", "she's"):
            return not words
        if before.text != "," or self.cursor.folded(numeral.last) not in (",", "."):
            return False
        j = numeral.first - 1
        while self.tokens[j] is not before:
            j -= 1
        name = self.cursor.before(j)
        return name is not None and name.kind == "word"

    def _counted_unit(self, first: int, words: list[str], phrase: list[str]) -> str:
        if phrase[:1] == ["of"] and words[1:2] and words[1] in _EARLIER:
            earlier = [f.unit for f in self.figures if f.unit in ("people", "things")]
            return earlier[-1] if earlier else "people"
        known = nouns.people_noun(phrase)
        rest = words[len(phrase) :]
        if known is None and rest and rest[0] in _BEFORE_COUNTED:
            known = nouns.people_noun(rest[1:4]) or None
        if known is None and not phrase:
            before, _ = hedges.words_before(self.tokens, first, 4)
            known = True if nouns.PEOPLE & set(before) else None
        if known:
            return "people"
        return "things" if phrase else ""

    def _read_rank(self, numeral: Numeral) -> int:
        """ "the 9th largest", "in 65th position": a rank; other ordinals state no figure."""
        words = self.cursor.words_from(numeral.last, 4)
        before, _ = hedges.words_before(self.tokens, numeral.first, 2)
        if _RANK_CUES & set(words[:3]) or {"ranked", "ranks", "rank"} & set(before):
            figure = Figure(value=numeral.value, unit="rank", counted=" ".join(words))
            self._add(numeral.first, numeral.last, figure)
        return numeral.last

    def _is_idle(self, numeral: Numeral, unit: str, phrase: list[str]) -> bool:
        """ "one of", "no one", "one more thing": words that count nothing."""
        if numeral.form != "words" or numeral.value != 1 or numeral.high is not None:
            return False
        before = self.cursor.before(numeral.first)
        if before is not None and before.folded in _PRONOUN_CUES:
            return True
        has_noun = unit not in ("", "things") or (bool(phrase) and phrase[0] in nouns.NOT_PEOPLE)
        return not has_noun or phrase[:1] == ["of"]
