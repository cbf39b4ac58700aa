"""Which question of which topic does a figure answer? Words bind; values only break ties.

For every question that could take the figure, a score: the words that describe the question and stand by the
figure, less the restrictions that the text leaves out ("in Atyrau", "police"), less the words of a sibling
question. Without positive evidence the figure answers nothing, and nothing is compared with it. That a figure
equals a claim's is no proof that it is about the same thing.

The weights were tuned by hand on small checks and are flat: halving or raising one by half changes little.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from claims_db.figures import Figure, edtf
from claims_db.findings.aspects import is_same_kind
from claims_db.findings.questions import Keys, Question, Slot, TopicQuestions, keys_by_word
from claims_db.matching.lexicon import Lexicon
from claims_db.text import Word

_NEAR_WORDS: Final = 7
_OWN_PART: Final = 1.0
_FARTHER: Final = 0.75
_ONE_BREAK: Final = 0.5
_BEYOND: Final = 0.3
_OTHERS: Final = 0.2
"""At most so much does a word count that stands nearer to another amount."""
_LONE: Final = 0.7
"""At least so much does every word count for the only figure of a sentence."""
_BY_CONCEPT: Final = 0.6
"""A word met by its concept only: "prisoner" and "convict" share one and are not the same."""
_BEST_SLOTS: Final = 3
_MOST_SLOTS: Final = 2.0
_MISSING_LIMIT: Final = 0.9
_SIBLING: Final = 0.6
_MOST_SIBLINGS: Final = 2
_MISSING_PLACE: Final = 0.5
_SAME_YEAR: Final = 0.5
_SAME_UNIT: Final = 0.2
_PLACE_IN_DATA: Final = 0.05
_TIE: Final = 0.25
"""Questions within so much of the best are told apart by an equal figure."""

_BREAK_RE: Final = re.compile(
    r"[;:!?\n()]|[,.](?!\d)|\b(?:and|but|while|plus|incl|including|of whom|of them|among them|with)\b",
    re.IGNORECASE,
)
_OF_WHOM_RE: Final = re.compile(r"\s*(?:,\s*)?(?:of whom|of them|among them)\b", re.IGNORECASE)
_YEAR_RE: Final = re.compile(r"(?<![\d.,])(?:1[5-9]|20)\d\d(?![\d,]|\.\d)")
_OTHER_TIME_RE: Final = re.compile(
    r"\b(?:so far this (?:year|month|week)|this (?:year|month|week)|last (?:week|night)|yesterday|today|tonight|"
    r"right now|these days|since (?:the )?new year)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure and the question it answers. `met` are the words that told so, `missing` the restrictions
    that the text leaves out."""

    figure: Figure
    aspect: str
    score: float
    met: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Sentence:
    """A sentence with its figures, read once for all the topics it may be about. Offsets are the text's."""

    def __init__(self, text: str, start: int, end: int, figures: Sequence[Figure], lexicon: Lexicon) -> None:
        self.text = text
        self.start = start
        self.figures = tuple(f for f in figures if start <= f.start < end)
        part = text[start:end]
        self.words = tuple((word, start + word.start, keys) for word, keys in keys_by_word(part, lexicon))
        self.breaks = tuple(start + m.start() for m in _BREAK_RE.finditer(part))
        self.amounts = tuple(f for f in self.figures if not f.is_date)
        self.keys = frozenset(key for _, _, keys in self.words for key in keys)
        self.years = frozenset(
            int(m.group()) for m in _YEAR_RE.finditer(part)
            if not any(f.start <= start + m.start() < f.end and not f.is_date for f in self.figures)
        )  # fmt: skip
        self.is_of_another_time = _OTHER_TIME_RE.search(part) is not None

    def weights(self, figure: Figure) -> list[tuple[Word, Keys, float]]:
        """Return how much each word of the sentence says of the figure, from 0 to 1."""
        others = [f for f in self.amounts if f is not figure]
        is_lone = not others if not figure.is_date else len(self.figures) == 1
        found = []
        for number, (word, at, keys) in enumerate(self.words):
            if figure.start <= at < figure.end and word.folded.isdigit():
                continue
            weight = self._weight(figure, number, at)
            if any(self._distance(other, at) < self._distance(figure, at) for other in others):
                weight = min(weight, _OTHERS)
            if is_lone:
                weight = max(weight, _LONE)
            found.append((word, keys, weight))
        return found

    def _weight(self, figure: Figure, number: int, at: int) -> float:
        if figure.start <= at < figure.end:
            return _OWN_PART
        low, high = (figure.end, at) if at >= figure.end else (at, figure.start)
        crossed = sum(1 for b in self.breaks if low <= b < high)
        if crossed and at >= figure.end and _OF_WHOM_RE.match(self.text, figure.end):
            crossed -= 1
        if crossed:
            return _ONE_BREAK if crossed == 1 else _BEYOND
        nearest = min(range(len(self.words)), key=lambda n: self._distance(figure, self.words[n][1]))
        return _OWN_PART if abs(number - nearest) <= _NEAR_WORDS else _FARTHER

    def _distance(self, figure: Figure, at: int) -> int:
        gap = at - figure.end if at >= figure.end else max(0, figure.start - at)
        low, high = (figure.end, at) if at >= figure.end else (at, figure.start)
        return gap + 25 * sum(1 for b in self.breaks if low <= b < high)


def bind(figure: Figure, sentence: Sentence, topic: TopicQuestions) -> Bound | None:
    """Return the question of the topic that the figure answers; None if the words speak for none."""
    if sentence.is_of_another_time and not figure.is_date:
        return None
    weighed = sentence.weights(figure)
    by_key: dict[str, float] = {}
    for _, keys, weight in weighed:
        for key in keys:
            by_key[key] = max(weight, by_key.get(key, 0.0))
    bounds = [
        bound
        for question in topic.questions
        if (bound := _scored(figure, sentence, topic, question, by_key)) is not None
    ]
    if not bounds:
        return None
    best = max(bounds, key=lambda b: b.score)
    rivals = [b for b in bounds if b.score >= best.score - _TIE]
    equal = [b for b in rivals if _is_equal(figure, topic, b.aspect)]
    return max(equal, key=lambda b: b.score) if equal else best


def _scored(
    figure: Figure, sentence: Sentence, topic: TopicQuestions, question: Question,
    by_key: Mapping[str, float],
) -> Bound | None:  # fmt: skip
    kind = [c.figure for c in question.claims if c.figure is not None and is_same_kind(figure, c.figure)]
    if not kind:
        return None
    other_years = sentence.years - question.years
    if question.years and sentence.years and not (sentence.years & question.years) and not figure.is_date:
        return None
    met = [(slot, strength) for slot in question.slots if (strength := strength_of(slot, by_key)) > 0]
    if not met and not any(by_key.get(key, 0.0) >= _BEYOND for key in topic.counted):
        return None
    best = sorted((slot.weight * strength for slot, strength in met), reverse=True)[:_BEST_SLOTS]
    score = min(sum(best), _MOST_SLOTS)
    missing = _missing(question, by_key)
    score -= _MISSING_LIMIT * missing[0]
    score -= _SIBLING * min(_MOST_SIBLINGS, _sibling_words(topic, question, by_key))
    if question.places and not question.places & by_key.keys():
        score -= _MISSING_PLACE
    if question.years & sentence.years and not other_years:
        score += _SAME_YEAR
    if any(f.unit == figure.unit for f in kind if figure.unit):
        score += _SAME_UNIT
    score -= _PLACE_IN_DATA * question.position
    words = tuple(dict.fromkeys(slot.stem for slot, _ in sorted(met, key=lambda m: -m[0].weight * m[1])))
    return Bound(figure, question.aspect, score, words[:4], missing[1])


def strength_of(slot: Slot, by_key: Mapping[str, float]) -> float:
    """Return how strongly the words by the figure meet the slot: by the word itself, or by its concept."""
    own = by_key.get(slot.stem, 0.0)
    shared = max((by_key.get(key, 0.0) for key in slot.keys if key != slot.stem), default=0.0)
    return max(own, _BY_CONCEPT * shared)


def _missing(question: Question, by_key: Mapping[str, float]) -> tuple[float, tuple[str, ...]]:
    """Return the share of the question's restrictions that the text leaves out, and which they are.

    The name of the question and what each claim counts say the same in other words: the least counts.
    """
    shares = []
    for group in question.limits:
        total = sum(slot.weight for slot in group) or 1.0
        unmet = [slot for slot in group if strength_of(slot, by_key) < _BY_CONCEPT * _OTHERS]
        shares.append((sum(slot.weight for slot in unmet) / total, tuple(slot.stem for slot in unmet)))
    return min(shares, default=(0.0, ()))


def _sibling_words(topic: TopicQuestions, question: Question, by_key: Mapping[str, float]) -> int:
    """Count the words by the figure that restrict a sibling question and say nothing of this one."""
    own = {slot.stem for slot in question.slots}
    foreign = {
        stem for other in topic.questions if other.aspect != question.aspect for stem in other.limit_stems
    }
    return sum(1 for stem in foreign - own - topic.stems if by_key.get(stem, 0.0) >= _ONE_BREAK)


def _is_equal(figure: Figure, topic: TopicQuestions, aspect: str) -> bool:
    claims = (c for q in topic.questions if q.aspect == aspect for c in q.claims)
    for claim in claims:
        other = claim.figure
        if other is None or not is_same_kind(figure, other):
            continue
        if figure.is_date and other.is_date and edtf.overlap(figure.date, other.date):
            return True
        if figure.value is not None and (figure.value, figure.value_high) == (other.value, other.value_high):
            return True
    return False
