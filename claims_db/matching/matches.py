"""The values that matching hands around: candidates in, matches and near misses out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from claims_db.figures import Figure
from claims_db.models import Topic

Mode = Literal["message", "check"]
"""How a text came: posted unasked, or asked about."""


@dataclass(frozen=True, slots=True)
class ArticleWeights:
    """The weights by feature for an article's sentences, and the scores it needs.

    `threshold` is what a topic needs to be shown, `unasked_threshold` what it needs in a reply nobody
    asked for, and `best_threshold` what the best topic of an article needs: an article on another event
    seldom comes near any.
    """

    bias: float
    by_feature: Mapping[str, float]
    threshold: float
    unasked_threshold: float
    best_threshold: float

    def sure(self, matches: Sequence["Match"]) -> list["Match"]:
        """Return the matches of an article that are good enough to show."""
        if max((m.score for m in matches), default=0.0) < self.best_threshold:
            return []
        return [m for m in matches if m.score >= self.threshold]

    def needed(self, score: float, best: float) -> float:
        """Return what a score had to reach, in an article whose best one is `best`."""
        return max(self.threshold, self.best_threshold) if score >= best else self.threshold


@dataclass(frozen=True, slots=True)
class Weights:
    """The scorer's weights by feature, and from which score the bot answers.

    `partial_threshold` is for topics of which the message meets all groups but one. Articles have
    weights of their own: what a message leaves out, an article says elsewhere.
    """

    bias: float
    by_feature: Mapping[str, float]
    article: ArticleWeights
    message_threshold: float = 0.5
    check_threshold: float = 0.4
    partial_threshold: float = 0.5

    def threshold(self, mode: Mode) -> float:
        """The score a topic met in full needs."""
        return self.message_threshold if mode == "message" else self.check_threshold

    def needed(self, match: "Match", mode: Mode) -> float:
        """Return the score that the match needs to be shown."""
        return self.partial_threshold if match.is_partial else self.threshold(mode)

    def is_sure(self, match: "Match", mode: Mode) -> bool:
        """Is the match good enough to show?"""
        return match.score >= self.needed(match, mode)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic that a search found: its place, from 0, and its BM25 as a share of the best one's."""

    slug: str
    rank: int
    strength: float


@dataclass(frozen=True, slots=True)
class Match:
    """A topic that the message is about, with the calibrated probability that it is.

    `text` is the whole text, `figures` are those of the sentence it was found in, numbered
    `segment` and standing at `sentence` (start, end); `spots` are the offsets of the words that told
    the topic, names apart. `passed` are the rules that were checked and passed, in words.
    """

    topic: Topic
    score: float
    features: Mapping[str, float]
    positions: frozenset[tuple[int, int]]
    figures: tuple[Figure, ...]
    text: str
    spots: tuple[int, ...]
    segment: int
    sentence: tuple[int, int]
    why: tuple[str, ...]
    terms: tuple[str, ...]
    passed: tuple[str, ...] = ()

    @property
    def is_partial(self) -> bool:
        return bool(self.features["missing_group"])


@dataclass(frozen=True, slots=True)
class Rejection:
    """A topic that came near, and what spoke against it.

    `is_near` is whether the message names what the topic is about, or states a figure it could take:
    the others are of no use to a person.
    """

    topic: Topic
    reason: str
    nearness: float
    is_near: bool = True


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The matches, best first, and the near misses, nearest first."""

    matches: tuple[Match, ...]
    rejections: tuple[Rejection, ...]


def logistic(bias: float, by_feature: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The probability that weighted features stand for; features without a weight count nothing."""
    z = bias + sum(by_feature.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))
