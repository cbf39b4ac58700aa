"""Which topics does an article speak on, sentence by sentence?

A message must say all that a topic asks for; an article says part of it elsewhere. So a group of
words may be met by the sentences before or by the title and lead, and what would veto a topic in a
message counts against it here: a scorer of its own (data/weights.json, "article") weighs it all.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from claims_db.article_features import Ground, Groups, article_features, sentence_features
from claims_db.lexicon import Lexicon
from claims_db.likeness import Likeness
from claims_db.matching import ArticleWeights, Match, logistic
from claims_db.models import Topic
from claims_db.profile import TopicProfile
from claims_db.rivals import beside_each_other, without_lesser_parts
from claims_db.segments import Segment

_BEFORE: Final = 2
"""So many sentences back a sentence may speak of what it does not name again."""


class ArticleMatcher:
    """Matches articles against the topics of one server; pure, safe to share between tasks."""

    def __init__(
        self, profiles: Mapping[str, TopicProfile], lexicon: Lexicon, weights: ArticleWeights
    ) -> None:
        self._profiles = dict(profiles)
        self._lexicon = lexicon
        self._weights = weights
        self._likeness = Likeness(profiles)
        self._slugs_by_term: dict[str, list[str]] = {}
        for slug, profile in profiles.items():
            for term in frozenset().union(*profile.needs):
                self._slugs_by_term.setdefault(term, []).append(slug)
        counts = Counter(stem for p in profiles.values() for stem in p.vocabulary)
        size = len(profiles) or 1
        self._idf = {stem: math.log(1 + size / (1 + n)) for stem, n in counts.items()}
        self._unknown = math.log(1 + size)
        self._home = frozenset(t for p in profiles.values() for g in p.topic.anchors for t in g)

    def match(self, title: str, text: str, segments: Sequence[Segment]) -> list[Match]:
        """Every match of every sentence of an article."""
        titled = self._lexicon.read(title).positions_by_term.keys()
        anywhere = frozenset[str]().union(*(s.reading.positions_by_term.keys() for s in segments), titled)
        at_home = self._at_home(segments)
        found: list[Match] = []
        for n, segment in enumerate(segments):
            before = segments[max(0, n - _BEFORE) : n]
            ground = Ground(segment, before, self._idf, self._unknown, self._likeness)
            told = frozenset().union(*(s.reading.positions_by_term.keys() for s in before))
            slugs = {slug for term in ground.terms for slug in self._slugs_by_term.get(term, ())}
            matches = [
                m
                for slug in sorted(slugs)
                if (m := self._match(self._profiles[slug], ground, told, anywhere, text)) is not None
            ]
            found += beside_each_other(without_lesser_parts(matches))
        by_sentence: dict[int, Counter[str]] = {}
        for match in found:
            by_sentence.setdefault(match.segment, Counter())[match.topic.slug] += 1
        return [self._scored(m, by_sentence, titled, at_home) for m in found]

    def _scored(self, match, by_sentence, titled, at_home) -> Match:
        profile = self._profiles[match.topic.slug]
        is_titled = any(titled & group for group in profile.needs)
        features = {
            **match.features,
            **article_features(by_sentence, match.topic.slug, match.segment, is_titled, at_home),
        }
        score = logistic(self._weights.bias, self._weights.by_feature, features)
        return replace(match, features=features, score=score)

    def _at_home(self, segments: Sequence[Segment]) -> float:
        """The share of the sentences naming a place or anchor that name an anchor of some topic."""
        home = sum(1 for s in segments if self._home & s.reading.positions_by_term.keys())
        away = sum(
            1 for s in segments if s.reading.places and not self._home & s.reading.positions_by_term.keys()
        )
        return home / ((home + away) or 1)

    def _match(
        self, profile: TopicProfile, ground: Ground, told: frozenset[str], anywhere: frozenset[str], text: str
    ) -> Match | None:
        topic, segment = profile.topic, ground.segment
        own = self._anchors(topic, segment, anywhere)
        if own is None:
            return None
        groups = _groups(profile, ground, told)
        if groups is None:
            return None
        positions = frozenset().union(*groups.here) | own
        spots = tuple(
            segment.offset + segment.reading.words[p].start
            for p in sorted(frozenset().union(*groups.here)) if p >= 0
        )
        features = sentence_features(profile, ground, groups, positions, own, spots, text)
        words = segment.reading.words
        why = [" ".join(words[i].raw for i in sorted(where) if i >= 0) for where in (*groups.here, own)]
        terms = groups.terms | {t for g in topic.anchors for t in g} & ground.terms
        return Match(
            topic, 0.0, features, frozenset((segment.index, p) for p in positions), segment.figures, text,
            spots, segment.index, (segment.offset, segment.offset + len(segment.text)),
            tuple(w for w in why if w), tuple(sorted(terms - ground.unit_terms)),
        )  # fmt: skip

    def _anchors(self, topic: Topic, segment: Segment, anywhere: frozenset[str]) -> frozenset[int] | None:
        """Words of the sentence that meet the anchors; None where the article never names one."""
        own: set[int] = set()
        for group in topic.anchors:
            own.update(*(segment.reading.positions(term) for term in group))
            if not anywhere.intersection(group):
                return None
        return frozenset(own)


def _groups(profile: TopicProfile, ground: Ground, told: frozenset[str]) -> Groups | None:
    """How the topic's groups are met; None where too little of it is said."""
    here: list[frozenset[int]] = []
    terms: set[str] = set()
    before = setting = missing = 0
    is_first_here = True
    by_term = ground.segment.reading.positions_by_term
    for n, group in enumerate(profile.needs):
        met = group & ground.terms
        if met:
            where = frozenset[int]().union(*(by_term[t] for t in met if t in by_term))
            figures = {
                -1 - k for k, f in enumerate(ground.segment.figures) if f"unit:{f.dimension}" in met
            }
            here.append(where | figures)
            terms |= met
        elif group & told:
            before += 1
        elif group & ground.segment.borrowed:
            setting += 1
        else:
            missing += 1
        if n == 0 and not met:
            if missing or setting:
                return None
            is_first_here = False
    if missing > 1 or (missing and not is_first_here) or not here:
        return None
    return Groups(tuple(here), is_first_here, before, setting, missing, frozenset(terms))
