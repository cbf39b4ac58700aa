"""Whose figure is it? In a message on several topics, each figure goes to the topic it stands by.

"500 detained in Atyrau, 1,600 police injured": 500 is not set against the injured.
"""

import re
from collections.abc import Sequence
from typing import Final

from claims_db.figures import Figure
from claims_db.matching import Match
from claims_db.models import Claim

_BREAK_RE: Final = re.compile(r"[.;:!?\n]|,(?!\d)|\b(?:and|but|while|plus)\b", re.IGNORECASE)
_BREAK_COST: Final = 25
_BESIDE: Final = 30
_TOLERANCE: Final = 4
"""Characters by which two topics may be as near as makes no difference."""


def own_figures(match: Match, rivals: Sequence[Match], claims: Sequence[Claim]) -> tuple[Figure, ...]:
    """The figures of the match's sentence that no rival topic stands nearer to.

    A figure that one of the topic's own claims states stays with it all the same.
    """
    others = [m for m in rivals if m.topic.slug != match.topic.slug and m.segment == match.segment]
    values = {c.figure.value for c in claims if c.figure is not None and c.figure.value is not None}
    kept = []
    for figure in match.figures:
        mine = _distance(figure, match)
        nearest = min((_distance(figure, other) for other in others), default=mine)
        if mine <= nearest + _TOLERANCE or (figure.value is not None and figure.value in values):
            kept.append(figure)
    return tuple(kept)


def is_beside(figure: Figure, spots: Sequence[int], text: str) -> bool:
    """Does the figure stand by one of the words at these offsets, in the same part of the sentence?"""
    return any(_span(figure, spot, text) <= _BESIDE for spot in spots)


def _distance(figure: Figure, match: Match) -> int:
    """Characters from the figure to the nearest word that told the topic, breaks counted extra."""
    return min((_span(figure, spot, match.text) for spot in match.spots), default=0)


def _span(figure: Figure, spot: int, text: str) -> int:
    if figure.start <= spot < figure.end:
        return 0
    between = text[figure.end : spot] if spot >= figure.end else text[spot : figure.start]
    return len(between) + _BREAK_COST * len(_BREAK_RE.findall(between))
