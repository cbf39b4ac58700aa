"""Which topics is a message about? Gates in words a person can read, then a small calibrated score.

A topic is considered where the message meets one term of each of its `anchors` and `needs`. Vetoes
take it out again: another country, another year, another kind of event. What is left is scored by a
logistic regression over FEATURES (data/weights.json, trained by bench/train.py). A topic met in part that
says nothing but what one met in full says too is dropped.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from rapidfuzz import fuzz

from claims_db.figures import Figure
from claims_db.matching.figure_owner import is_beside
from claims_db.matching.lexicon import Lexicon, TermsFound
from claims_db.matching.matches import Candidate, Match, MatchResult, Rejection, Weights, logistic
from claims_db.matching.overlaps import beside_each_other, without_lesser_parts
from claims_db.matching.passages import Segment, message_segments, years_of
from claims_db.matching.topic_profile import TopicProfile
from claims_db.models import Claim, Topic
from claims_db.text import words

FEATURES: Final = (
    "coverage", "relative", "unshared", "overshadowed", "missing_group", "missing_uncovered",
    "met_groups", "own_anchor", "figure_fits", "figure_equal", "search_rank", "search_strength",
    "likeness", "foreign_place", "other_matter", "cue_share", "same_year", "length", "unexplained",
)  # fmt: skip
_SOFT_MATTERS: Final = frozenset({"office-life"})
"""Newsroom talk around a figure says nothing against the figure."""


class MessageMatcher:
    """Matches messages against the topics of one server; pure, safe to share between tasks."""

    def __init__(
        self,
        topics: Iterable[Topic],
        claims_by_topic: Mapping[str, Sequence[Claim]],
        lexicon: Lexicon,
        weights: Weights,
    ) -> None:
        self.lexicon = lexicon
        self.weights = weights
        self.profiles = {t.slug: TopicProfile(t, claims_by_topic.get(t.slug, ()), lexicon) for t in topics}
        counts = Counter(stem for p in self.profiles.values() for stem in p.vocabulary)
        size = len(self.profiles) or 1
        self._idf = {stem: math.log(1 + size / (1 + n)) for stem, n in counts.items()}
        self._idf_unknown = math.log(1 + size)

    def search_terms(self, text: str) -> list[str]:
        """The words of a text worth searching for, at most 64, the longest first."""
        seen = dict.fromkeys(w.folded for w in words(text) if w.is_content)
        return sorted(seen, key=lambda f: -len(f))[:64]

    def match(self, text: str, figures: Sequence[Figure], candidates: Sequence[Candidate]) -> MatchResult:
        """The best match of each candidate topic in a message, and the near misses."""
        best: dict[str, Match] = {}
        rejected: dict[str, Rejection] = {}
        for segment in message_segments(text, figures, self.lexicon):
            matches, near = self._match_all(segment, text, candidates)
            for match in matches:
                known = best.get(match.topic.slug)
                if known is None or match.score > known.score:
                    best[match.topic.slug] = match
            for rejection in near:
                other = rejected.get(rejection.topic.slug)
                if other is None or rejection.nearness > other.nearness:
                    rejected[rejection.topic.slug] = rejection
        ranked = sorted(best.values(), key=lambda m: -m.score)
        near_misses = sorted(
            (r for slug, r in rejected.items() if slug not in best), key=lambda r: -r.nearness
        )
        return MatchResult(tuple(ranked), tuple(near_misses))

    def _match_all(
        self, segment: Segment, text: str, candidates: Sequence[Candidate]
    ) -> tuple[list[Match], list[Rejection]]:
        matches, rejected = self._unscored(segment, text, candidates)
        scored = [
            replace(m, score=logistic(self.weights.bias, self.weights.by_feature, m.features))
            for m in matches
        ]
        return scored, rejected

    def _unscored(
        self, segment: Segment, text: str, candidates: Sequence[Candidate]
    ) -> tuple[list[Match], list[Rejection]]:
        found: list[Match] = []
        rejected: list[Rejection] = []
        for candidate in candidates:
            profile = self.profiles.get(candidate.slug)
            if profile is None:
                continue
            result = self._match_segment(profile, segment, text, candidate)
            if isinstance(result, Match):
                found.append(result)
            elif result is not None:
                rejected.append(result)
        return beside_each_other(without_lesser_parts(found)), rejected

    def _match_segment(
        self, profile: TopicProfile, segment: Segment, text: str, candidate: Candidate
    ) -> Match | Rejection | None:
        topic, reading = profile.topic, segment.reading
        why: list[str] = []
        terms_met: set[str] = set()
        positions: set[int] = set()
        met = 0
        missing: list[tuple[str, ...]] = []
        for group, terms in zip(topic.needs, profile.needs, strict=True):
            where = self._meets(terms, segment)
            if where is None:
                missing.append(group)
            else:
                met += 1
                positions |= where
                terms_met |= terms & reading.positions_by_term.keys()
                if where:
                    why.append(_words_at(reading, where))
        spots = tuple(segment.offset + reading.words[p].start for p in sorted(positions) if p >= 0)
        equal = [
            figure
            for figure in _equal_figures(segment.figures, profile.claims)
            if not missing or is_beside(figure, spots, text)
        ]
        if missing:
            reason = f"nothing in it on {_label(missing[0])}"
            # The first group tells what the topic is; one of the others may be left unsaid.
            if len(missing) > 1 or not positions or missing[0] == topic.needs[0]:
                is_named = self._anchors(topic, segment)[0] is not None and bool(topic.anchors)
                return Rejection(topic, reason, met / len(topic.needs), is_named) if positions else None
            if _is_distinctive(equal):
                why.append(f"the figure {equal[0].wording}")
        own, inherited = self._anchors(topic, segment)
        if own is None:
            reason = f"it does not name {_label(topic.anchors[0])}"
            could_take = len(topic.needs) > 1 or any(
                f.dimension in profile.dimensions for f in segment.figures
            )
            return Rejection(topic, reason, 0.9, could_take) if positions else None
        positions |= own
        if own:
            why.append(_words_at(reading, own))
        terms_met |= {t for g in topic.anchors for t in g} & reading.positions_by_term.keys()
        passed = []
        for rule, veto in self._rules(profile, segment, is_named=bool(own), is_partial=bool(missing)):
            if veto:
                return Rejection(topic, veto, 0.8)
            passed.append(rule)
        features = self._features(profile, segment, positions, own, inherited, met, equal, candidate)
        return Match(
            topic, 0.0, features, frozenset((segment.index, p) for p in positions), segment.figures, text,
            spots, segment.index, (segment.offset, segment.offset + len(segment.text)),
            tuple(w for w in why if w), tuple(sorted(terms_met)), tuple(passed),
        )  # fmt: skip

    def _meets(self, group: frozenset[str], segment: Segment) -> set[int] | None:
        """The words that meet one term of the group; None where none does."""
        found = segment.reading.positions_by_term
        terms = group & found.keys()
        where = {position for term in terms for position in found[term]}
        is_met = bool(terms)
        # A figure stands at no word: it counts as a place of its own, below zero.
        for n, figure in enumerate(segment.figures):
            if f"unit:{figure.dimension}" in group:
                is_met = True
                where.add(-1 - n)
        return where if is_met else None

    def _anchors(self, topic: Topic, segment: Segment) -> tuple[set[int] | None, bool]:
        """Words of the segment that meet the anchors; None where a group is unmet.

        A sentence that leaves out the country borrows it from its setting.
        """
        own: set[int] = set()
        inherited = False
        for group in topic.anchors:
            here = set().union(*(segment.reading.positions(term) for term in group))
            if here:
                own |= here
            elif segment.borrowed.intersection(group):
                inherited = True
            else:
                return None, False
        return own, inherited

    def _rules(
        self, profile: TopicProfile, segment: Segment, *, is_named: bool, is_partial: bool
    ) -> Iterator[tuple[str, str]]:
        """Yield each rule that applies, in words, and what speaks against the topic, "" if it passes."""
        topic, reading = profile.topic, segment.reading
        if topic.unless:
            met = next((term for term in topic.unless if reading.positions(term)), "")
            yield f"it does not speak of {_label(topic.unless)}", met and f"it speaks of {met.lstrip('#@')}"
        if is_partial or not is_named:
            abroad = sorted(self._foreign(profile, reading))
            yield "it names no other country", f"it speaks of {_label(abroad)}" if abroad else ""
        years = years_of(segment.figures)
        if years and not topic.is_answer_date:
            is_other = profile.is_of_other_years(years)
            yield "it names no other year", f"it speaks of {', '.join(map(str, sorted(years)))}" * is_other
        other = self._other_matters(profile, reading)
        yield (
            "it is about no other kind of event",
            f"it is about another matter ({other[0]})" if other else "",
        )

    def _foreign(self, profile: TopicProfile, reading: TermsFound) -> set[str]:
        return {place for place in reading.places if place not in profile.places}

    def _other_matters(self, profile: TopicProfile, reading: TermsFound) -> list[str]:
        found = []
        for kind, where in reading.events.items():
            if kind in _SOFT_MATTERS:
                continue
            if any(reading.words[p].stem not in profile.vocabulary for p in where):
                found.append(kind)
        return found

    def _features(
        self, profile: TopicProfile, segment: Segment, positions: set[int], own: set[int],
        inherited: bool, met: int, equal: Sequence[Figure], candidate: Candidate,
    ) -> dict[str, float]:  # fmt: skip
        reading = segment.reading
        content = [(i, w) for i, w in enumerate(reading.words) if i in positions or w.is_content]
        weight = {i: self._idf.get(w.stem, self._idf_unknown) for i, w in content}
        explained = {i for i, w in content if i in positions or w.stem in profile.vocabulary}
        total = sum(weight.values()) or 1.0
        cues = {i for t in profile.topic.cues for i in reading.positions(t)}
        fits = {f.dimension for f in segment.figures} & profile.dimensions
        years = years_of(segment.figures)
        likeness = max(
            (fuzz.token_set_ratio(segment.text[:1000], w) for w in profile.wordings[:40]), default=0.0
        )
        coverage = sum(weight[i] for i in explained) / total
        is_partial = met < len(profile.topic.needs) and not _is_distinctive(equal)
        missing = 1.0 if is_partial else 0.0
        return {
            "coverage": coverage,
            "missing_group": missing,
            "missing_uncovered": missing * (1 - coverage),
            "met_groups": met / 3,
            "own_anchor": 0.0 if inherited or not own else 1.0,
            "figure_fits": 1.0 if fits else 0.0,
            "figure_equal": 1.0 if _is_distinctive(equal) else 0.0,
            "search_rank": 1.0 / (1 + candidate.rank),
            "search_strength": candidate.strength,
            "likeness": likeness / 100,
            "foreign_place": 1.0 if self._foreign(profile, reading) else 0.0,
            "other_matter": 1.0 if reading.events else 0.0,
            "cue_share": min(1.0, len(cues - positions) / 2),
            "same_year": 1.0 if profile.years and any(y in profile.years for y in years) else 0.0,
            "length": min(1.0, len(reading.words) / 40),
            "unexplained": min(1.0, sum(weight[i] for i, _ in content if i not in explained) / 25),
        }


def _equal_figures(figures: Iterable[Figure], claims: Iterable[Claim]) -> list[Figure]:
    """The message's figures that a claim states too, in value and kind."""
    values = {
        (c.figure.value, c.figure.dimension)
        for c in claims
        if c.figure is not None and c.figure.value is not None
    }
    values |= {(value, "") for value, _ in values}
    return [f for f in figures if f.value is not None and (f.value, f.dimension) in values]


def _is_distinctive(figures: Sequence[Figure]) -> bool:
    """Is one of the figures rare enough to be a trace by itself (164, 1,600; not 10)?"""
    return any(f.value is not None and f.value >= 100 and not f.vague for f in figures)


def _words_at(reading: TermsFound, where: Iterable[int]) -> str:
    return " ".join(reading.words[i].raw for i in sorted(where) if i >= 0)


def _label(group: Sequence[str]) -> str:
    return " or ".join(term.lstrip("#@").removeprefix("unit:").replace("_", " ") for term in group[:3])
