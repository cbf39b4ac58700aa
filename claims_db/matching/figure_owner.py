"""Whose figure is it? In a message on several topics, each figure goes to the topic it stands by.

"500 detained in Atyrau, 1,600 police injured": 500 is not set against the injured.
"""

import re
from collections.abc import Sequence
from typing import Final

from claims_db.figures import Figure
from claims_db.matching.matches import Match

_BREAK_RE: Final = re.compile(
    r"[.;:!?\n]|,(?!\d)|\b(?:and|but|while|plus|incl|including|of whom|of them|among them)\b", re.IGNORECASE
)
_BREAK_COST: Final = 25
_BESIDE: Final = 30
_FAR: Final = 200
"""Breaks are counted over so many characters: beyond, a figure stands nowhere near."""
_TOLERANCE: Final = 4
"""Characters by which two topics may be as near as makes no difference."""


def is_nearer(figure: Figure, match: Match, other: Match) -> bool:
    """Does the match stand as near to the figure as the other, by the words they do not share?"""
    shared = set(match.spots) & set(other.spots)
    mine = [s for s in match.spots if s not in shared] or match.spots
    theirs = [s for s in other.spots if s not in shared] or other.spots
    distance = nearest_spot(figure, mine, match.text)
    return distance <= nearest_spot(figure, theirs, match.text) + _TOLERANCE


def is_beside(figure: Figure, spots: Sequence[int], text: str) -> bool:
    """Does the figure stand by one of the words at these offsets, in the same part of the sentence?"""
    return any(_span(figure, spot, text) <= _BESIDE for spot in spots)


def nearest_spot(figure: Figure, spots: Sequence[int], text: str) -> int:
    """Characters from the figure to the nearest of the words at these offsets, breaks counted extra.

    A word inside the figure ("January" in a date) tells nothing, unless there is no other.
    """
    # On either side a farther word has everything between that a nearer one has: two are enough.
    before = max((s for s in spots if s < figure.start), default=None)
    after = min((s for s in spots if s >= figure.end), default=None)
    return min((_span(figure, spot, text) for spot in (before, after) if spot is not None), default=0)


def _span(figure: Figure, spot: int, text: str) -> int:
    between = text[figure.end : spot] if spot >= figure.end else text[spot : figure.start]
    return len(between) + _BREAK_COST * len(_BREAK_RE.findall(between[:_FAR]))
