"""Which of a text's figures answer which question of which of its topics.

Each figure is offered to every topic of its sentence. A topic that is part of another and is met in full
takes the figure from the wider one; else the topic that the words speak for more clearly has it, or the one
whose words stand nearer.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from claims_db.figures import Figure, edtf
from claims_db.findings.aspects import is_same_kind, without_excluded
from claims_db.findings.binding import Bound, Sentence, bind
from claims_db.findings.occasion import event_words
from claims_db.findings.questions import Keys, TopicQuestions, questions_of
from claims_db.matching.figure_owner import is_nearer, nearest_spot
from claims_db.matching.lexicon import Lexicon
from claims_db.matching.matches import Match
from claims_db.models import Claim, Topic

_CLEARLY: Final = 0.8
"""A topic whose best question scores so much more has the figure, however near other words stand."""
_SAID: Final = 0.5
"""So much must a word say of the figure that makes a topic narrower than another."""
_OR_RE: Final = re.compile(
    r"[\s,]*(?:or was it|or is it|or|vs\.?|versus)\b\s*(?:about|around|over|even|was it|is it)?\s*",
    re.IGNORECASE,
)
ASKING_RE: Final = re.compile(
    r"\?|^\W*(?:who|whom|whose|what|whats|when|where|which|why|how|is|are|was|were|do|does|did|has|have|can|could|"
    r"should|any(?:one|body)?)\b",
    re.IGNORECASE,
)
"""A text that asks something."""
_AND_RE: Final = re.compile(r"\s*(?:,|and|&)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Assigned:
    """A figure that answers a question of a topic, in the sentence of `match`."""

    bound: Bound
    match: Match


class Assigner:
    """Assigns figures to questions. It describes a topic's questions when a text first speaks of it."""

    def __init__(
        self, topics: Sequence[Topic], claims_by_topic: Mapping[str, Sequence[Claim]], lexicon: Lexicon
    ) -> None:
        self._claims_by_topic = claims_by_topic
        self._events = event_words(topics, lexicon)
        self._lexicon = lexicon
        self._questions: dict[str, TopicQuestions] = {}

    def event(self, topic: Topic) -> Keys:
        """Return what the words of the topic's event may be met by; nothing for a topic without one."""
        return self._events.get(topic.years, frozenset())

    def questions(self, match: Match) -> TopicQuestions:
        """Return the questions of the match's topic."""
        slug = match.topic.slug
        if slug not in self._questions:
            claims = self._claims_by_topic.get(slug, ())
            self._questions[slug] = questions_of(match.topic, claims, self._lexicon)
        return self._questions[slug]

    def sentence(self, match: Match) -> Sentence:
        """Return the sentence of a match, read."""
        start, end = match.sentence
        return Sentence(match.text, start, end, match.figures, self._lexicon)

    def states(self, match: Match) -> bool:
        """Does the match's sentence state a figure that could be an answer, and does it not ask?"""
        claims = self._claims_by_topic.get(match.topic.slug, ())
        start, end = match.sentence
        is_asking = ASKING_RE.search(match.text[start:end]) is not None
        return not is_asking and any(not is_setting(f, match.topic, claims) for f in match.figures)

    def assign(self, matches: Sequence[Match]) -> dict[str, list[Assigned]]:
        """Return, by topic, the figures that answer a question of it; a topic without any is left out."""
        found: dict[str, list[Assigned]] = {}
        by_sentence: dict[tuple[int, int], list[Match]] = {}
        for match in matches:
            by_sentence.setdefault(match.sentence, []).append(match)
        for rivals in by_sentence.values():
            sentence = self.sentence(rivals[0])
            is_question = sentence.text[sentence.start : rivals[0].sentence[1]].rstrip().endswith("?")
            figures = with_units(
                without_excluded(sentence.figures, sentence.text), sentence.text, is_question=is_question
            )
            bound = {
                match.topic.slug: {
                    f: b
                    for f in figures
                    if not is_setting(f, match.topic, self._claims_by_topic.get(match.topic.slug, ()))
                    and (b := bind(f, sentence, self.questions(match)))
                }
                for match in rivals
            }
            groups = alternatives(figures, sentence.text, is_question=is_question)
            for group in groups:
                _share(group, bound)
            # Alternatives stay together: the last, which stands by the noun, speaks for all.
            spokesman = {figure: group[-1] for group in groups for figure in group}
            for match in rivals:
                own = [
                    bound[match.topic.slug][figure]
                    for figure in figures
                    if figure in bound[match.topic.slug]
                    and match in self._owners(spokesman.get(figure, figure), rivals, bound, sentence)
                ]
                for one in _one_a_question(own, groups, match):
                    found.setdefault(match.topic.slug, []).append(Assigned(one, match))
        return found

    def _owners(
        self, figure: Figure, rivals: Sequence[Match], bound: Mapping[str, Mapping[Figure, Bound]],
        sentence: Sentence,
    ) -> list[Match]:  # fmt: skip
        """Return the matches whose topics have the figure."""
        takers = {m.topic.slug: m for m in rivals if figure in bound[m.topic.slug]}
        for slug, match in list(takers.items()):
            for whole in match.topic.part_of:
                if whole not in takers or slug not in takers:
                    continue
                if self._is_met_as_part(match, takers[whole], bound[slug][figure], sentence):
                    del takers[whole]
                elif not takers[whole].is_partial:
                    del takers[slug]
        scores = {slug: bound[slug][figure].score for slug in takers}
        return [
            match
            for slug, match in takers.items()
            if all(
                scores[slug] > scores[other] - _CLEARLY
                and (scores[slug] >= scores[other] + _CLEARLY or is_nearer(figure, match, rival))
                for other, rival in takers.items()
                if other != slug
            )
        ]

    def _is_met_as_part(self, part: Match, whole: Match, bound: Bound, sentence: Sentence) -> bool:
        """Does the sentence say what makes the part narrower than the whole?"""
        narrower = self.questions(part).title - self.questions(whole).title
        near = sentence.near(bound.figure)
        is_said = any(near.get(key, (0.0, 0))[0] >= _SAID for key in narrower)
        return not part.is_partial and not bound.missing and is_said


def alternatives(figures: Sequence[Figure], text: str, *, is_question: bool) -> list[list[Figure]]:
    """Return the groups of figures that a text offers as answers to one question: "238 or 225?"."""
    groups: list[list[Figure]] = []
    for one, other in pairwise(figures):
        between = text[one.end : other.start]
        is_joined = _OR_RE.fullmatch(between) or (is_question and _AND_RE.fullmatch(between))
        if not is_joined or not (is_same_kind(one, other) or is_same_kind(other, one)):
            continue
        if groups and groups[-1][-1] is one:
            groups[-1].append(other)
        else:
            groups.append([one, other])
    return groups


def with_units(figures: Sequence[Figure], text: str, *, is_question: bool) -> list[Figure]:
    """Return the figures, bare ones among alternatives with the unit of the last: "50, 65 or 75 tenge"."""
    units: dict[Figure, Figure] = {}
    for group in alternatives(figures, text, is_question=is_question):
        last = group[-1]
        if last.unit:
            units |= {
                f: replace(f, unit=last.unit, per=last.per) for f in group if not f.unit and not f.is_date
            }
    return [units.get(figure, figure) for figure in figures]


def _share(group: Sequence[Figure], bound: Mapping[str, dict[Figure, Bound]]) -> None:
    """Let all alternatives answer the question that the best bound of them answers."""
    for by_figure in bound.values():
        best = max((by_figure[f] for f in group if f in by_figure), key=lambda b: b.score, default=None)
        if best is None:
            continue
        for figure in group:
            by_figure[figure] = Bound(figure, best.aspect, best.score, best.met, best.missing)


def _one_a_question(bounds: Sequence[Bound], groups: Sequence[Sequence[Figure]], match: Match) -> list[Bound]:
    """Return, for each question, the figure that answers it best, and its alternatives.

    A sentence gives one answer to a question: "of the 494 cases, 80 are for theft" does not say 80 cases.
    """
    best: dict[str, Bound] = {}
    for bound in sorted(bounds, key=lambda b: (-b.score, nearest_spot(b.figure, match.spots, match.text))):
        best.setdefault(bound.aspect, bound)
    kept = []
    for bound in bounds:
        chosen = best[bound.aspect]
        is_alternative = any(bound.figure in group and chosen.figure in group for group in groups)
        if bound is chosen or is_alternative:
            kept.append(bound)
    return kept


def is_setting(figure: Figure, topic: Topic, claims: Sequence[Claim]) -> bool:
    """Is the figure a date that only says when ("in January 2022"), and answers nothing?"""
    if not figure.is_date:
        return False
    dates = [c.figure.date for c in claims if c.figure is not None and c.figure.is_date]
    if not topic.is_answer_date:
        is_day = figure.date.count("-") == 2
        return not (is_day and any(edtf.are_comparable(figure.date, date) for date in dates))
    if topic.years and len(figure.date) <= 7:
        return all(edtf.contains(figure.date, date) for date in dates)
    return False
