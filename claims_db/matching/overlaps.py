"""Matches of one sentence beside each other: which say more, and which say nothing of their own."""

from collections.abc import Sequence
from dataclasses import replace

from claims_db.matching.matches import Match


def without_lesser_parts(matches: list[Match]) -> list[Match]:
    """Without topics of which the message says nothing but what a topic met in full says too.

    "500 died" is on the death toll, not on those who died in custody.
    """
    return [
        match
        for match in matches
        if not (
            match.is_partial
            and any(not other.is_partial and match.positions <= other.positions for other in matches)
        )
    ]


def beside_each_other(matches: list[Match]) -> list[Match]:
    """The matches of one sentence with the features that only show beside the others.

    `relative`: how much of the message it explains, as a share of what the best one does.
    `unshared`: the share of its words that no match explaining more has too.
    `overshadowed`: another topic sees all that this one sees, and more.
    """
    most = max((m.features["coverage"] for m in matches), default=0.0) or 1.0
    ranked = sorted(matches, key=lambda m: (-m.features["coverage"], -m.features.get("search_rank", 0.0)))
    taken: set[tuple[int, int]] = set()
    finished = []
    for match in ranked:
        fresh = len(match.positions - taken) / (len(match.positions) or 1)
        taken |= match.positions
        features = {
            **match.features,
            "relative": match.features["coverage"] / most,
            "unshared": fresh,
            "overshadowed": float(_is_overshadowed(match, matches)),
        }
        finished.append(replace(match, features=features))
    return finished


def _is_overshadowed(match: Match, matches: Sequence[Match]) -> bool:
    """Does another topic, met in full, see all that this one sees and more?"""
    return any(
        match.positions < other.positions
        and other.features["missing_group"] <= match.features["missing_group"]
        for other in matches
    )
