"""What tells a sentence of an article that speaks on a topic from one that only shares its words."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from claims_db.compare import compare_claim
from claims_db.figures import Figure
from claims_db.matching.figure_owner import is_nearer, nearest_spot
from claims_db.matching.matches import Match
from claims_db.matching.passages import Segment, years_of
from claims_db.matching.similarity import Likeness
from claims_db.matching.topic_profile import TopicProfile

ARTICLE_FEATURES: Final = (
    "coverage", "relative", "unshared", "missing_group", "other_before", "other_setting",
    "anchor_setting", "distinct_words", "phrase", "cue_share", "like_before", "wants_figure",
    "figure_rare", "other_year", "other_year_before", "repeated", "company", "full",
    "near_full", "fits_like", "window", "cue_before", "breadth", "exact_like", "owned", "near_owned",
    "lead", "related_told", "near_big", "close",
    "unless_setting",
)  # fmt: skip
_WINDOW: Final = 6
"""Words on each side of those that told the topic."""
_CLOSE: Final = 25
"""Characters between a figure and a word that told the topic."""
_LEAD_SENTENCES: Final = 3
_MOST_FIGURES: Final = 12
"""Figures of a sentence that are weighed; more stand only in tables."""


@dataclass(frozen=True, slots=True)
class Groups:
    """How the groups of a topic are met in a sentence.

    `here` are the word positions by group that the sentence meets, `before` and `setting` count the
    groups that only the sentences before, or the title and lead, meet; `missing` those met nowhere.
    `breadth` is the number of terms of the narrowest group met here.
    """

    here: tuple[frozenset[int], ...]
    before: int
    setting: int
    missing: int
    terms: frozenset[str]
    breadth: int

    @property
    def is_full(self) -> bool:
        return not (self.before or self.setting or self.missing)

    @property
    def positions(self) -> frozenset[int]:
        return frozenset().union(*self.here)


class Ground:
    """What is worked out once of a sentence, for all topics; `before` are the sentences before it."""

    def __init__(
        self, segment: Segment, before: Sequence[Segment], weights: Mapping[str, float], unknown: float,
        likeness: Likeness,
    ) -> None:  # fmt: skip
        self.segment = segment
        self.stems = [w.stem for w in segment.reading.words]
        self.weight = {
            i: weights.get(w.stem, unknown) for i, w in enumerate(segment.reading.words) if w.is_content
        }
        self.total = sum(self.weight.values()) or 1.0
        self.years = years_of(segment.figures)
        self.told = frozenset[str]().union(*(b.reading.positions_by_term.keys() for b in before))
        self._likeness = likeness
        self._before = before
        self.figure_terms = {f"unit:{f.dimension}" for f in segment.figures}
        self.terms = self.figure_terms | segment.reading.positions_by_term.keys()

    @cached_property
    def like(self) -> dict[str, float]:
        """By topic, how alike the sentence is; only topics that a figure could answer ask."""
        return self._likeness.of({self.stems[i] for i in self.weight}) if self.segment.figures else {}

    @cached_property
    def like_before(self) -> dict[str, float]:
        """By topic, how alike the sentence is together with those before it."""
        passage = (*self._before, self.segment)
        return self._likeness.of({w.stem for s in passage for w in s.reading.words if w.is_content})


def sentence_features(
    profile: TopicProfile,
    ground: Ground,
    groups: Groups,
    own: frozenset[int],
    spots: Sequence[int],
    text: str,
) -> dict[str, float]:
    """The features that the sentence and those before it give, with `nearness` for article_features.

    `own` are the positions that meet the anchors, `spots` the offsets of the words that told the topic.
    """
    topic, segment, weight = profile.topic, ground.segment, ground.weight
    positions = groups.positions | own
    explained = {i for i in weight if i in positions or ground.stems[i] in profile.vocabulary}
    window = {i for i in weight if any(abs(i - p) <= _WINDOW for p in positions if p >= 0)}
    around = sum(weight[i] for i in window) or 1.0
    told = {ground.stems[p] for p in groups.positions - own if p >= 0}
    cues = {i for t in topic.cues for i in segment.reading.positions(t)} - positions
    fits = _answers(segment.figures, profile)
    nearest = _nearness(fits, profile)
    equal = [f for f in segment.figures if f.value in profile.values and not f.vague]
    size = max((abs(float(f.value)) for f in fits if f.value is not None), default=0.0)
    home = segment.borrowed | ground.terms
    return {
        "coverage": sum(weight[i] for i in explained) / ground.total,
        "window": sum(weight[i] for i in window & explained) / around,
        "missing_group": float(groups.missing),
        "other_before": float(groups.before),
        "other_setting": float(groups.setting),
        "full": float(groups.is_full),
        "breadth": math.log(1 + groups.breadth) / 6,
        "phrase": float(any(" " in term for term in groups.terms)),
        "distinct_words": min(1.0, len(told) / 5),
        "anchor_setting": float(all(home.intersection(group) for group in topic.anchors)),
        "cue_share": min(1.0, len(cues) / 3),
        "cue_before": min(1.0, sum(t in ground.told for t in topic.cues) / 3),
        "like_before": ground.like_before.get(topic.slug, 0.0),
        "fits_like": ground.like.get(topic.slug, 0.0) if fits else 0.0,
        "wants_figure": profile.figure_share,
        "figure_rare": float(any(f.value is not None and f.value >= 100 for f in equal)),
        "nearness": nearest,
        "exact_like": nearest if equal else 0.0,
        "near_full": nearest * groups.is_full,
        "near_big": nearest * min(1.0, math.log10(1 + size) / 4),
        "close": float(any(nearest_spot(f, spots, text) <= _CLOSE for f in fits)) if spots else 0.0,
        "other_year": float(bool(ground.years) and profile.is_of_other_years(ground.years)),
        "other_year_before": float(
            not ground.years and bool(segment.years) and profile.is_of_other_years(set(segment.years))
        ),
        "unless_setting": float(not segment.borrowed.isdisjoint(topic.unless)),
        "lead": float(segment.index < _LEAD_SENTENCES),
    }


def article_features(
    match: Match, profile: TopicProfile, rivals: Sequence[Match], sentences: Counter[str],
    told: frozenset[str],
) -> dict[str, float]:  # fmt: skip
    """The features that the matches around it give.

    `rivals` are the other matches of the sentence, `sentences` counts the sentences by topic over the
    whole article, `told` are the topics met in full somewhere in it.
    """
    fits = _answers(match.figures, profile)
    owned = float(any(all(is_nearer(f, match, rival) for rival in rivals) for f in fits))
    return {
        "repeated": min(1.0, (sentences[match.topic.slug] - 1) / 3),
        "company": min(1.0, math.log(1 + len(sentences)) / 4),
        "related_told": min(1.0, len(told.intersection(match.topic.related)) / 2),
        "owned": owned,
        "near_owned": owned * match.features["nearness"],
    }


def _answers(figures: Sequence[Figure], profile: TopicProfile) -> list[Figure]:
    """The figures of a kind that a claim of the topic states; dates only where they are the answer."""
    return [
        f
        for f in figures
        if f.dimension in profile.dimensions
        and (not f.is_date or (profile.topic.is_answer_date and len(f.date) > 4))
    ][:_MOST_FIGURES]


def _nearness(figures: Sequence[Figure], profile: TopicProfile) -> float:
    """How near the figures come to what the sources say: 1 for agreement, 0 for another order of size."""
    best = 0.0
    for figure in figures:
        for claim in profile.claims:
            stated = claim.figure
            if stated is None or stated.dimension != figure.dimension or stated.vague:
                continue
            if compare_claim(figure, claim).is_support:
                return 1.0
            if figure.value and stated.value and figure.value > 0 and stated.value > 0:
                ratio = abs(math.log(float(figure.value) / float(stated.value)))
                best = max(best, 1.0 - ratio / 3)
    return best
