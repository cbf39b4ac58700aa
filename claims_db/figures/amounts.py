"""From a numeral to a figure: its range, unit, what it counts, the hedge around it and its rate."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from claims_db.figures import hedges, nouns
from claims_db.figures.ages import is_age
from claims_db.figures.cursor import Cursor
from claims_db.figures.measures import Measure, currency_before, read_measure
from claims_db.figures.model import Comparator, Figure
from claims_db.figures.numeral import Numeral
from claims_db.figures.numerals import read_numeral
from claims_db.figures.ranges import read_range
from claims_db.figures.rates import read_rate
from claims_db.figures.units import CURRENCIES

_PRONOUN_CUES: Final = frozenset("no any each this that the another every which".split())
_BEFORE_COUNTED: Final = frozenset("were was have had are of who been has".split())
_DETERMINERS: Final = frozenset("a an the no his her its their".split())
_EARLIER: Final = frozenset({"whom", "them", "these", "which"})
_THE: Final = frozenset({"the", "those", "all", "its", "their"})
_CLOCKS: Final = frozenset({"o'clock", "oclock"})
_PHRASE: Final = 6
_SIGNED: Final = frozenset({"percent", "point", "degree"})
_MINUS: Final = frozenset({"minus", "negative"})
_TIME: Final = frozenset("second minute hour day week month year decade century".split())

Placed = tuple[int, int, Figure]
"""A figure and the tokens that it stands in: from the first to before the last."""


@dataclass(frozen=True, slots=True)
class Amount:
    """The figures that one or two numerals make, and the index to read on from."""

    figures: tuple[Placed, ...]
    last: int


def read_amount(cursor: Cursor, numeral: Numeral, earlier: Sequence[Figure]) -> Amount:
    """Return the figure that the numeral states; none if it counts nothing ("one of", "two days ago").

    `earlier` are the figures before it, whose unit "two of whom" takes.
    """
    found = read_range(cursor, numeral)
    if found is None:
        return _Reading(cursor, earlier, numeral, None).amount()
    if not found.is_change:
        return _Reading(cursor, earlier, found.low, found.high).amount()
    low = _Reading(cursor, earlier, found.low, None).amount()
    high = _Reading(cursor, earlier, found.high, None, is_hedged=False).amount()
    return Amount(_with_unit_of(low.figures, high.figures) + high.figures, max(low.last, high.last))


def _with_unit_of(low: tuple[Placed, ...], high: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """Return the low end of a change with the unit of the high end if it has none of its own."""
    if not low or not high or low[0][2].unit not in ("", "things"):
        return low
    first, last, figure = low[0]
    return ((first, last, replace(figure, unit=high[0][2].unit, per=high[0][2].per)),)


class _Reading:
    """The words around one numeral, or around the two ends of a range."""

    def __init__(
        self, cursor: Cursor, earlier: Sequence[Figure], low: Numeral, high: Numeral | None,
        *, is_hedged: bool = True,
    ) -> None:  # fmt: skip
        self.cursor = cursor
        self.earlier = earlier
        self.low = low
        self.high = high
        self.end = high or low
        self.is_hedged = is_hedged
        self.measure = self._measure()
        self.after = hedges.comparator_at_once(cursor, self.measure.last)
        self.words = cursor.words_from(self.after[1] if self.after else self.measure.last, _PHRASE)
        self.phrase = nouns.counted_words(self.words, cursor.vocabulary)

    def _measure(self) -> Measure:
        measure = read_measure(self.cursor, self.low.first, self.end)
        if measure.unit or self.high is None:
            return measure
        own = read_measure(self.cursor, self.low.first, self.low)
        high = read_measure(self.cursor, self.high.first, self.high)
        return replace(high, unit=high.unit or own.unit)

    def amount(self) -> Amount:
        unit = self.measure.unit or self._counted_unit()
        past = max(self.measure.last, self.end.last)
        per, last = read_rate(self.cursor, self.measure.last, has_unit=bool(self.measure.unit))
        per = per or self.measure.per
        if self._is_idle(unit) or self._is_ago(unit, last):
            return Amount((), self.low.last if unit not in _TIME else past)
        begin, has_minus = self._begin()
        is_negative = has_minus and self._can_be_negative(unit)
        figure = Figure(
            value=self._value(self.low, unit, per), value_high=self._high_value(unit, per),
            comparator="=", unit=unit, per=per, counted=" ".join(self.phrase), vague=self.low.is_vague,
        )  # fmt: skip
        if figure.value == 0 and unit in ("people", "things") and figure.value_high is None:
            figure = replace(figure, negated=self.low.form == "words" or unit == "people")
        begin, last, comparator = self._hedge(begin if is_negative or not has_minus else self.low.first, last)
        if figure.value_high is not None:
            comparator = "range"
        if is_negative and figure.value is not None:
            figure = replace(figure, value=-figure.value)
        figure = replace(figure, comparator=comparator)
        return Amount(((begin, last, figure),), max(last, past))

    def _begin(self) -> tuple[int, bool]:
        """Return where the figure begins, at the currency or minus before it, and whether it has a minus."""
        cursor = self.cursor
        code, place = currency_before(cursor, self.low.first)
        begin = place if code else self.low.first
        if code and begin < self.low.first - 1 and cursor.folded(self.low.first - 1) == "-":
            return begin, True  # "$-5m"
        at = cursor.before_blank(begin)
        if cursor.folded(at) in _MINUS and cursor.is_blank(begin - 1):
            return at, True
        is_dash = begin > 0 and at == begin - 1 and cursor.folded(at) in ("-", "–")
        is_free = cursor.kind(at - 1) in ("", "space") or cursor.folded(at - 1) in ("(", "~", "<", ">")
        return (at, True) if is_dash and is_free else (begin, False)

    def _can_be_negative(self, unit: str) -> bool:
        return (unit in _SIGNED or not unit or unit in CURRENCIES) and self.high is None

    def _hedge(self, begin: int, last: int) -> tuple[int, int, Comparator]:
        """Return where the figure begins and ends with the hedges around it, and its comparator."""
        before = hedges.comparator_before(self.cursor, begin) if self.is_hedged else None
        after = self.after or hedges.comparator_after_noun(self.cursor, last)
        comparator: Comparator = self.low.comparator
        if after is not None:
            last, comparator = max(last, after[1]), after[0]
        if before is not None:
            begin, comparator = before[1], before[0]
        return begin, last, comparator

    def _value(self, numeral: Numeral, unit: str, per: str) -> Decimal:
        """Return the value; "2.500" is in thousands if what it counts comes in whole numbers."""
        is_whole = unit == "people" or (unit == "things" and self._counts_things())
        if numeral.grouped is not None and is_whole and not per:
            return numeral.grouped
        return numeral.value * self.measure.share

    def _high_value(self, unit: str, per: str) -> Decimal | None:
        if self.high is not None:
            return self._value(self.high, unit, per)
        return self.low.high * self.measure.share if self.low.high is not None else None

    def _counts_things(self) -> bool:
        """Return whether a known thing or an English plural is counted."""
        known = nouns.people_noun(self.phrase, self.cursor.vocabulary)
        return known is not None or (bool(self.phrase) and self.phrase[0].endswith("s"))

    def _counted_unit(self) -> str:
        if is_age(self.cursor, self.end, self.words):
            return "age"
        words, phrase, vocabulary = self.words, self.phrase, self.cursor.vocabulary
        if phrase[:1] == ["of"] and words[1:2] and words[1] in _EARLIER:
            units = [f.unit for f in self.earlier if f.unit in ("people", "things")]
            return units[-1] if units else "people"
        if phrase[:1] == ["strong"]:
            return "people"
        known = nouns.people_noun(phrase, vocabulary)
        if not phrase and self.cursor.words_before(self.low.first, 1) == ["only"]:
            units = [f.unit for f in self.earlier if f.unit in ("people", "things")]
            return units[-1] if units else ""
        rest = words[len(phrase) :]
        is_verb = bool(rest) and rest[0] in _BEFORE_COUNTED and not _DETERMINERS & set(rest[1:2])
        if known is None and is_verb:
            known = nouns.people_noun(rest[1:4], vocabulary) or None
        is_empty = not phrase or phrase[0] in vocabulary.words.of
        if known is None and not phrase and self.low.value == int(self.low.value):
            before = self.cursor.words_before(self.low.first, 4)
            known = True if vocabulary.people & set(before) else None
        if known is None and is_empty:
            known = self._counts_whole()
        if known:
            return "people"
        if phrase and phrase[0] in _CLOCKS:
            return ""
        return "things" if known is False or not is_empty else ""

    def _counts_whole(self) -> bool | None:
        """Return what the whole counts that this is a part of: "5 out of 8 members", "16 of the 49"."""
        cursor, j = self.cursor, self.cursor.past_blank(self.measure.last)
        if cursor.folded(j) == "out":
            j = cursor.past_blank(j + 1)
        if cursor.folded(j) not in cursor.vocabulary.words.of:
            return None
        j = cursor.past_blank(j + 1)
        j = cursor.past_blank(j + 1) if cursor.folded(j) in _THE else j
        whole = read_numeral(cursor, j)
        return nouns.counted(cursor, j if whole is None else whole.last)

    def _is_idle(self, unit: str) -> bool:
        """Return whether the words count nothing: "one of", "no one", "one more thing", "zero tolerance"."""
        numeral = self.low
        if self.words and self.words[0] in _CLOCKS and not unit:
            return True
        if numeral.form != "words" or numeral.value not in (0, 1) or numeral.high is not None:
            return False
        if numeral.scale > 1:
            return False
        before = self.cursor.before(numeral.first)
        if before is not None and before.folded in _PRONOUN_CUES:
            return True
        if before is not None and before.folded == "only" and self.words[:1] and self.earlier:
            # "49 prosecuted, only one will benefit"
            return self.words[0] not in self.cursor.vocabulary.words.stops
        is_only = before is not None and before.folded in ("only", "just")
        vocabulary = self.cursor.vocabulary
        things = vocabulary.things if is_only else vocabulary.words.things
        has_noun = unit not in ("", "things") or (bool(self.phrase) and self.phrase[0] in things)
        return not has_noun or self.phrase[:1] == ["of"]

    def _is_ago(self, unit: str, last: int) -> bool:
        """Return whether it tells when and not how long: "three days ago", "vor drei Tagen"."""
        if unit not in _TIME:
            return False
        vocabulary = self.cursor.vocabulary
        if self.cursor.phrase_at(self.cursor.past_blank(last), vocabulary.ago) is not None:
            return True
        before = self.cursor.words_before(self.low.first, vocabulary.since.longest + 1)
        if before and (before[-1],) in vocabulary.words.hedges:
            before = before[:-1]
        return vocabulary.since.ending(before) is not None
