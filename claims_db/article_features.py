"""What tells a sentence of an article that speaks on a topic from one that only shares its words."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from claims_db.attribution import is_beside
from claims_db.compare import compare_claim
from claims_db.figures import Figure
from claims_db.likeness import Likeness
from claims_db.profile import TopicProfile
from claims_db.segments import Segment, years_of
from claims_db.text import Word

ARTICLE_FEATURES: Final = (
    "coverage", "relative", "unshared", "overshadowed", "missing_group", "first_before", "other_before",
    "other_setting", "met_here", "anchor_here", "anchor_setting", "one_word", "distinct_words", "spread",
    "rarity", "rarest", "phrase", "cue_share", "like", "like_before", "like_rank",
    "wants_figure", "lacks_figure", "figure_fits", "figure_beside", "figure_near", "figure_equal", "figure_rare",
    "date_equal", "same_year", "other_year", "other_year_before", "setting_year", "unless", "abroad_here",
    "abroad_before", "other_event", "setting_event", "titled", "repeated", "neighbour", "company", "at_home",
    "length", "unexplained", "full", "near_full", "near_like", "fits_like",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Groups:
    """How the groups of a topic are met in a sentence.

    `here` are word positions by group met in the sentence, `before` and `setting` count groups that
    only the sentences before or the title and lead meet, `missing` those met nowhere.
    """

    here: tuple[frozenset[int], ...]
    is_first_here: bool
    before: int
    setting: int
    missing: int
    terms: frozenset[str]


class Ground:
    """What is worked out once of a sentence, for all topics."""

    def __init__(self, segment: Segment, before: Sequence[Segment], idf: Mapping[str, float], unknown: float,
                 likeness: Likeness) -> None:  # fmt: skip
        self.segment = segment
        self.words = segment.reading.words
        self.weight = {
            i: idf.get(w.stem, unknown) for i, w in enumerate(self.words) if w.is_content
        }
        self.total = sum(self.weight.values()) or 1.0
        self.years = years_of(segment.figures)
        stems = _stems(self.words)
        self.like = likeness.of(stems)
        self.like_before = likeness.of(stems.union(*(_stems(b.reading.words) for b in before)))
        ranked = sorted(self.like, key=lambda slug: -self.like[slug])
        self.rank = {slug: n for n, slug in enumerate(ranked)}
        self.unit_terms = {f"unit:{f.dimension}" for f in segment.figures}
        self.terms = self.unit_terms | segment.reading.positions_by_term.keys()


def _stems(words: Sequence[Word]) -> set[str]:
    return {w.stem for w in words if w.is_content}


def sentence_features(
    profile: TopicProfile, ground: Ground, groups: Groups, positions: frozenset[int], own: frozenset[int],
    spots: Sequence[int], text: str,
) -> dict[str, float]:  # fmt: skip
    """The features of one match that its sentence alone gives."""
    segment, topic = ground.segment, profile.topic
    weight = ground.weight
    explained = sum(
        w for i, w in weight.items() if i in positions or ground.words[i].stem in profile.vocabulary
    )
    met = sorted(p for p in positions - own if p >= 0)
    stems = {ground.words[p].stem for p in met}
    idfs = [weight.get(p, 0.0) for p in met]
    fits = [f for f in segment.figures if f.dimension in profile.dimensions and not _is_setting_date(f, profile)]
    beside = [f for f in fits if is_beside(f, spots, text)]
    nearest = _nearest(fits, profile)
    wants = profile.figure_share
    like = ground.like.get(topic.slug, 0.0)
    cues = {i for t in topic.cues for i in segment.reading.positions(t)} - positions
    years = ground.years
    is_full = groups.is_first_here and not (groups.before or groups.setting or groups.missing)
    values = {c.figure.value for c in profile.claims if c.figure is not None}
    equal = [f for f in segment.figures if f.value is not None and f.value in values and not f.vague]
    dates = {c.figure.date for c in profile.claims if c.figure is not None and c.figure.is_date}
    return {
        "coverage": explained / ground.total,
        "missing_group": float(groups.missing),
        "first_before": float(not groups.is_first_here),
        "other_before": float(groups.before),
        "other_setting": float(groups.setting),
        "met_here": len(groups.here) / 3,
        "anchor_here": float(bool(own)),
        "anchor_setting": float(all(
            any(t in segment.borrowed or t in ground.terms for t in g) for g in topic.anchors)),
        "one_word": float(len(stems) <= 1),
        "distinct_words": min(1.0, len(stems) / 5),
        "spread": min(1.0, (met[-1] - met[0]) / 20) if met else 0.0,
        "rarity": sum(idfs) / (len(idfs) or 1) / 6,
        "rarest": max(idfs, default=0.0) / 6,
        "phrase": float(any(" " in t for t in groups.terms)),
        "cue_share": min(1.0, len(cues) / 3),
        "like": like,
        "like_before": ground.like_before.get(topic.slug, 0.0),
        "like_rank": 1 / (1 + ground.rank.get(topic.slug, 99)),
        "wants_figure": wants,
        "lacks_figure": wants * (not fits),
        "figure_fits": float(bool(fits)),
        "figure_beside": float(bool(beside)),
        "figure_near": nearest,
        "figure_equal": float(bool(equal)),
        "figure_rare": float(any(f.value is not None and f.value >= 100 for f in equal)),
        "date_equal": float(any(f.is_date and any(_same_date(f.date, d) for d in dates) for f in segment.figures)),
        "same_year": float(bool(profile.years) and any(y in (profile.years or ()) for y in years)),
        "other_year": float(bool(years) and profile.is_of_other_years(years)),
        "other_year_before": float(
            not years and bool(segment.years) and profile.is_of_other_years(set(segment.years))),
        "setting_year": float(profile.years is not None and any(y in profile.years for y in segment.years)),
        "unless": float(any(segment.reading.positions(t) for t in topic.unless)),
        "abroad_here": float(any(p not in profile.places for p in segment.reading.places)),
        "abroad_before": float(bool(segment.abroad) and segment.abroad not in profile.places),
        "other_event": float(any(
            ground.words[p].stem not in profile.vocabulary
            for where in segment.reading.events.values() for p in where)),
        "length": min(1.0, len(ground.words) / 40),
        "unexplained": min(1.0, (ground.total - explained) / 25),
        "full": float(is_full),
        "near_full": nearest * is_full,
        "near_like": nearest * like,
        "fits_like": like * (1.0 if fits else 0.0),
    }  # fmt: skip


def article_features(
    slugs_by_sentence: Mapping[int, Counter[str]], slug: str, sentence: int, is_titled: bool, at_home: float
) -> dict[str, float]:
    """The features that only the whole article gives."""
    total = Counter[str]()
    for found in slugs_by_sentence.values():
        total.update(found)
    beside = slugs_by_sentence.get(sentence - 1, Counter()) + slugs_by_sentence.get(sentence + 1, Counter())
    return {
        "titled": float(is_titled),
        "repeated": min(1.0, (total[slug] - 1) / 3),
        "neighbour": float(slug in beside),
        "company": min(1.0, math.log(1 + len(total)) / 4),
        "at_home": at_home,
    }


def _is_setting_date(figure: Figure, profile: TopicProfile) -> bool:
    return figure.is_date and (not profile.topic.is_answer_date or len(figure.date) <= 4)


def _same_date(a: str, b: str) -> bool:
    return len(a) > 5 and a[-5:] == b[-5:] and (a[:4] == b[:4] or "XXXX" in (a[:4], b[:4]))


def _nearest(figures: Sequence[Figure], profile: TopicProfile) -> float:
    """How near the figures come to what the sources say: 1 for agreement, 0 for another order of size."""
    best = 0.0
    for figure in figures:
        for claim in profile.claims:
            stated = claim.figure
            if stated is None or stated.dimension != figure.dimension:
                continue
            if compare_claim(figure, claim).is_support:
                return 1.0
            if figure.value and stated.value and figure.value > 0 and stated.value > 0:
                ratio = abs(math.log(float(figure.value) / float(stated.value)))
                best = max(best, 1.0 - ratio / 3)
    return best
