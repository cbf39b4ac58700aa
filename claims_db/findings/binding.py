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
from claims_db.figures.nouns import PEOPLE
from claims_db.findings.aspects import is_same_kind
from claims_db.findings.questions import Keys, Question, Slot, TopicQuestions, keys_by_word
from claims_db.matching.lexicon import Lexicon
from claims_db.text import Word, words

_NEAR_WORDS: Final = 7
_GROUP_CHARS: Final = 60
"""Characters after a figure within which the noun stands that it counts."""
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

ANYBODY: Final = frozenset(
    """people person persons men women adults human humans souls folks lives victims victim casualties
    fatalities deaths dead killed died dies slain fallen injured wounded hurt injuries arrested arrests
    detained detainees detentions held jailed imprisoned convicted charged prosecuted sentenced released
    freed missing displaced evacuated homeless members participants personnel staff morts mort tués tué
    blessés arrêtés arrestations détenus interpellés personnes victimes habitants tote toten getötete
    verletzte verletzten festgenommene festnahmen verhaftete menschen personen opfer einwohner человек
    людей погибших погибли убитых убиты раненых ранены задержанных задержаны арестованных арестованы
    жертв жителей""".split()
)
"""Nouns that count people without saying of which group."""

_BREAK_RE: Final = re.compile(
    r"[;:!?\n()]|[,.](?!\d)|\b(?:and|but|while|plus|incl|including|of whom|of them|among them|with)\b",
    re.IGNORECASE,
)
_WERE_RE: Final = re.compile(
    r"\b(?:were|are|was|being)\s+(?:all\s+|mostly\s+|in fact\s+)?([^\W\d_]+)", re.IGNORECASE
)
_OF_WHOM_RE: Final = re.compile(r"\s*(?:,\s*)?(?:of whom|of them|among them)\b", re.IGNORECASE)
_YEAR_RE: Final = re.compile(r"(?<![\d.,])(?:1[5-9]|20)\d\d(?![\d,]|\.\d)")
_OTHER_TIME_RE: Final = re.compile(
    r"\b(?:so far this (?:year|month|week)|this (?:year|month|week)|last (?:week|night)|yesterday|today|"
    r"tonight|right now|these days|since (?:the )?new year)\b",
    re.IGNORECASE,
)


Near = Mapping[str, tuple[float, int]]
"""By key of a word: how much it says of a figure, from 0 to 1, and the number of the word."""


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
        self.start, self.end = start, end
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
        self.places = _places_named(part, lexicon)
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

    def restricts(self, figure: Figure, topic: TopicQuestions, question: Question, near: "Near") -> bool:
        """Does the text say of the figure that it is only of a group or a place that the question lacks?"""
        group = self.group(figure)
        if group and not group & (question.said | topic.counted | topic.said):
            return True
        return any(
            near.get(place, (0.0, 0))[0] >= _ONE_BREAK for place in self.places - question.said - topic.said
        )

    def group(self, figure: Figure) -> Keys:
        """Return what the group may be met by that the figure counts ("police", "journalists"); nothing if it
        counts people in general, or things."""
        nouns = [word.folded for word in words(figure.counted)]
        group = {noun for noun in nouns if noun in PEOPLE}
        end = figure.end + _GROUP_CHARS
        if not group or group & ANYBODY:
            following = min((f.start for f in self.amounts if f.start > figure.start), default=self.end)
            were = _WERE_RE.search(self.text, figure.end, following)
            if were is None or were[1].casefold() not in PEOPLE - ANYBODY:
                return frozenset()
            group, end = {were[1].casefold()}, following
        return frozenset(
            key
            for word, at, keys in self.words
            if word.folded in group and figure.start <= at < end
            for key in keys
        )

    def near(self, figure: Figure) -> "Near":
        """Return, by key, how much the word that meets it says of the figure, and which word that is."""
        found: dict[str, tuple[float, int]] = {}
        for number, (_, keys, weight) in enumerate(self.weights(figure)):
            for key in keys:
                if weight > found.get(key, (0.0, 0))[0]:
                    found[key] = (weight, number)
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


_IN_RE: Final = re.compile(
    r"\b(?:in|at|near)\s+(?:the\s+)?(?:city|town|village|region|province|district)?\s*(?:of\s+)?",
    re.IGNORECASE,
)
_PLACE_CHARS: Final = 40
_PART_END_RE: Final = re.compile(r"[^\w\s'’-]|\d")
_NO_PLACES: Final = frozenset(
    """january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday total""".split()
)


def _places_named(part: str, lexicon: Lexicon) -> Keys:
    """Return the keys of smaller places that the sentence says something of: names within another after "in"
    and the like, and capitalised words there that no list knows."""
    found: set[str] = set()
    for match in _IN_RE.finditer(part):
        beside = _PART_END_RE.split(part[match.end() : match.end() + _PLACE_CHARS])[0]
        for word, keys in keys_by_word(beside, lexicon)[:2]:
            names = [lexicon.name(key[1:]) for key in keys if key.startswith("@")]
            found |= {f"@{n.key}" for n in names if n is not None and n.kind == "place" and n.within}
            is_unknown = not any(key.startswith(("@", "#")) for key in keys)
            if is_unknown and word.is_capitalised and not word.is_upper and word.folded not in _NO_PLACES:
                found.add(word.stem)
            if not word.is_capitalised:
                break
    return frozenset(found)


def bind(figure: Figure, sentence: Sentence, topic: TopicQuestions) -> Bound | None:
    """Return the question of the topic that the figure answers; None if the words speak for none."""
    if sentence.is_of_another_time and not figure.is_date:
        return None
    by_key = sentence.near(figure)
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
    figure: Figure, sentence: Sentence, topic: TopicQuestions, question: Question, near: Near
) -> Bound | None:
    kind = [c.figure for c in question.claims if c.figure is not None and is_same_kind(figure, c.figure)]
    if not kind:
        return None
    if question.years and sentence.years and not (sentence.years & question.years) and not figure.is_date:
        return None
    if sentence.restricts(figure, topic, question, near):
        return None
    met = best_slots(question, near)
    if not met and (
        _is_unknown_noun(figure, kind)
        or not any(near.get(key, (0.0, 0))[0] >= _BEYOND for key in topic.counted)
    ):
        return None
    missing, left_out = _missing(question, near)
    score = min(sum(strength for _, strength in met), _MOST_SLOTS)
    score -= _MISSING_LIMIT * missing
    score -= _SIBLING * min(_MOST_SIBLINGS, _sibling_words(topic, question, near))
    if question.places and not question.places & near.keys():
        score -= _MISSING_PLACE
    if question.years & sentence.years and not sentence.years - question.years:
        score += _SAME_YEAR
    if any(f.unit == figure.unit for f in kind if figure.unit):
        score += _SAME_UNIT
    score -= _PLACE_IN_DATA * question.position
    return Bound(figure, question.aspect, score, tuple(slot.stem for slot, _ in met), left_out)


def _is_unknown_noun(figure: Figure, kind: Sequence[Figure]) -> bool:
    """Does the figure count something that may or may not be people, where people are counted?"""
    return figure.dimension == "things" and all(f.dimension == "people" for f in kind)


def best_slots(question: Question, near: Near) -> list[tuple[Slot, float]]:
    """Return the slots that words meet most tellingly, at most three, each by a word of its own."""
    met = ((slot, *met_by(slot, near)) for slot in question.slots)
    weighed = sorted(
        ((slot, slot.weight * strength, word) for slot, strength, word in met if strength > 0),
        key=lambda row: -row[1],
    )
    taken: set[int] = set()
    best: list[tuple[Slot, float]] = []
    for slot, strength, word in weighed:
        if word not in taken:
            taken.add(word)
            best.append((slot, strength))
    return best[:_BEST_SLOTS]


def met_by(slot: Slot, near: Near) -> tuple[float, int]:
    """Return how strongly the slot is met, and the number of the word that meets it.

    By the word itself, or more weakly by another word of its concept.
    """
    own = near.get(slot.stem, (0.0, -1))
    shared = max((near[key] for key in slot.keys if key in near and key != slot.stem), default=(0.0, -1))
    return max(own, (_BY_CONCEPT * shared[0], shared[1]))


def missing_share(question: Question, near: Near, least: float = 0.0) -> tuple[float, tuple[str, ...]]:
    """Return the share of the question's restrictions that the text leaves out, and which they are.

    The name of the question and what each claim counts say the same in other words: the least counts.
    A restriction is met by a word that says more than `least` of the figure.
    """
    shares = []
    for group in question.limits:
        total = sum(slot.weight for slot in group) or 1.0
        unmet = [slot for slot in group if met_by(slot, near)[0] <= least]
        shares.append((sum(slot.weight for slot in unmet) / total, tuple(slot.stem for slot in unmet)))
    return min(shares, default=(0.0, ()))


def _missing(question: Question, near: Near) -> tuple[float, tuple[str, ...]]:
    return missing_share(question, near, _BY_CONCEPT * _OTHERS)


def _sibling_words(topic: TopicQuestions, question: Question, near: Near) -> int:
    """Count the words by the figure that restrict a sibling question and say nothing of this one."""
    own = {slot.stem for slot in question.slots}
    foreign = {
        stem for other in topic.questions if other.aspect != question.aspect for stem in other.limit_stems
    }
    return sum(1 for stem in foreign - own - topic.stems if near.get(stem, (0.0, 0))[0] >= _ONE_BREAK)


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
