"""Which topics does an article speak on, sentence by sentence?

A message must say all that a topic asks for; an article says part of it elsewhere. So a group of
words may be met by the sentences before or by the title and lead, and most of what would veto a topic
in a message only counts against it here: a scorer of its own (data/weights.json, "article") weighs it.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from claims_db.matching.article_features import Ground, Groups, article_features, sentence_features
from claims_db.matching.matches import ArticleWeights, Match, logistic
from claims_db.matching.overlaps import beside_each_other, without_lesser_parts
from claims_db.matching.passages import Segment
from claims_db.matching.similarity import Likeness
from claims_db.matching.topic_profile import TopicProfile
from claims_db.models import Topic

_BEFORE: Final = 2
"""So many sentences back stands what a sentence speaks of without naming it again."""

_MOST_SPOTS: Final = 24
"""Words that told a topic of which the places are kept; more stand only in lists."""


class ArticleMatcher:
    """Matches articles against the topics of one server; pure, safe to share between tasks."""

    def __init__(self, profiles: Mapping[str, TopicProfile], weights: ArticleWeights) -> None:
        self._profiles = dict(profiles)
        self._weights = weights
        self._likeness = Likeness(profiles)
        self._places = frozenset[str]().union(*(p.places for p in profiles.values()))
        self._slugs_by_term: dict[str, list[str]] = {}
        for slug, profile in profiles.items():
            for term in sorted(frozenset[str]().union(*profile.needs)):
                self._slugs_by_term.setdefault(term, []).append(slug)
        counts = Counter(stem for p in profiles.values() for stem in p.vocabulary)
        size = len(profiles) or 1
        self._weight = {stem: math.log(1 + size / (1 + n)) for stem, n in counts.items()}
        self._unknown = math.log(1 + size)

    def match(self, text: str, segments: Sequence[Segment]) -> list[Match]:
        """Every match of every sentence of an article, in order."""
        named = frozenset[str]().union(*(s.borrowed | s.reading.positions_by_term.keys() for s in segments))
        found: list[Match] = []
        for n, segment in enumerate(segments):
            before = segments[max(0, n - _BEFORE) : n]
            ground = Ground(segment, before, self._weight, self._unknown, self._likeness)
            terms = sorted(ground.terms)  # sets have another order in every process
            slugs = dict.fromkeys(s for term in terms for s in self._slugs_by_term.get(term, ()))
            matches = [self._match(self._profiles[slug], ground, named, text) for slug in slugs]
            found += beside_each_other(without_lesser_parts([m for m in matches if m is not None]))
        return self._scored(found)

    def _scored(self, matches: Sequence[Match]) -> list[Match]:
        """The matches of an article with the features of the whole, and their scores."""
        sentences = Counter(m.topic.slug for m in matches)
        told = frozenset(m.topic.slug for m in matches if m.features["full"])
        scored = []
        for _, group in groupby(matches, key=lambda m: m.segment):
            beside = list(group)
            for match in beside:
                rivals = [m for m in beside if m is not match]
                profile = self._profiles[match.topic.slug]
                features = {
                    **match.features,
                    **article_features(match, profile, rivals, sentences, told),
                }
                score = logistic(self._weights.bias, self._weights.by_feature, features)
                scored.append(replace(match, features=features, score=score))
        return scored

    def _match(self, profile: TopicProfile, ground: Ground, named: frozenset[str], text: str) -> Match | None:
        """The match of a topic in a sentence, unscored; `named` are all terms of the article."""
        topic, segment = profile.topic, ground.segment
        if not all(named.intersection(group) for group in topic.anchors):
            return None
        if any(not stems <= profile.vocabulary for _, stems in segment.events):
            return None
        own = _own_anchors(topic, segment)
        groups = _groups(profile, ground)
        if groups is None or (not own and self._is_elsewhere(profile, ground)):
            return None
        words = segment.reading.words
        spots = tuple(segment.offset + words[p].start for p in sorted(groups.positions) if p >= 0)[
            :_MOST_SPOTS
        ]
        features = sentence_features(profile, ground, groups, own, spots, text)
        why = [" ".join(words[i].raw for i in sorted(where) if i >= 0) for where in (*groups.here, own)]
        terms = groups.terms - ground.figure_terms
        terms |= ground.terms.intersection(t for group in topic.anchors for t in group)
        passed = ["it is about no other kind of event"]
        if not own:
            passed.append("it is about no other country")
        return Match(
            topic, 0.0, features, frozenset((segment.index, p) for p in groups.positions | own),
            segment.figures, text, spots, segment.index,
            (segment.offset, segment.offset + len(segment.text)),
            tuple(w for w in why if w), tuple(sorted(terms)), tuple(passed),
        )  # fmt: skip

    def _is_elsewhere(self, profile: TopicProfile, ground: Ground) -> bool:
        """Is the sentence on another country, or the passage on one that no topic or no such year knows?"""
        segment, place = ground.segment, ground.segment.abroad
        if any(known not in profile.places for known in segment.reading.places):
            return True
        if not place or place in profile.places:
            return False
        years = ground.years or set(segment.years)
        return place not in self._places or (bool(years) and profile.is_of_other_years(years))


def _own_anchors(topic: Topic, segment: Segment) -> frozenset[int]:
    """The words of the sentence that meet the topic's anchors."""
    return frozenset().union(*(segment.reading.positions(t) for group in topic.anchors for t in group))


def _groups(profile: TopicProfile, ground: Ground) -> Groups | None:
    """How the topic's groups are met; None where too little of it is said.

    The first group tells what the topic is: the sentence or those just before it must meet it. One of
    the others may be left unsaid altogether.
    """
    here: list[frozenset[int]] = []
    terms: frozenset[str] = frozenset()
    before = setting = missing = 0
    breadths: list[int] = []
    by_term = ground.segment.reading.positions_by_term
    for n, group in enumerate(profile.needs):
        met = group & ground.terms
        if met:
            where = frozenset[int]().union(*(by_term[t] for t in met if t in by_term))
            # A figure stands at no word: it counts as a place of its own, below zero.
            figures = (-1 - k for k, f in enumerate(ground.segment.figures) if f"unit:{f.dimension}" in met)
            here.append(where.union(figures))
            breadths.append(len(group))
            terms |= met
        elif not group.isdisjoint(ground.told):
            before += 1
        elif n == 0:
            return None
        elif not group.isdisjoint(ground.segment.borrowed):
            setting += 1
        else:
            missing += 1
    is_first_here = bool(profile.needs) and not profile.needs[0].isdisjoint(ground.terms)
    if not here or missing > (1 if is_first_here else 0):
        return None
    return Groups(tuple(here), before, setting, missing, terms, min(breadths))
