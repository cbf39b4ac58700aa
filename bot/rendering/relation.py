"""How a message's figure stands to a claim: a sign, a verb, a name, and what the flags add. Pure."""

from dataclasses import dataclass
from typing import Final

from claims_db.models import Claim, Comparison, Relation


@dataclass(frozen=True, slots=True)
class RelationWords:
    """A relation as a sign, as the verb of a sentence, and as a name."""

    symbol: str
    verb: str
    name: str


_WORDS: Final[dict[Relation, RelationWords]] = {
    "agrees": RelationWords("=", "agrees with", "agrees"),
    "compatible": RelationWords("≈", "is compatible with", "compatible"),
    "differs": RelationWords("≠", "differs from", "differs"),
    "different scope": RelationWords("↔", "is not the same thing as", "different scope"),
    "not comparable": RelationWords("·", "can't be compared with", "not comparable"),
}
_STRETCH: Final = RelationWords("≈", "is literally possible but far from", "far apart")
_REPEATED: Final = RelationWords("·", "repeats", "repeated")
_TOLD_BY_WORDS: Final = frozenset({"withdrawn", "stretch"})
"""Flags that the words above say already."""
_NOT_SHOWN: Final = frozenset({"converted"})


def relation_words(comparison: Comparison, claim: Claim) -> RelationWords:
    """Return the relation in words."""
    if claim.is_withdrawn and comparison.is_support:
        return _REPEATED
    return _STRETCH if "stretch" in comparison.flags else _WORDS[comparison.relation]


def flag_notes(comparison: Comparison) -> str:
    """Return what the flags add to the relation: "later count is lower; opposite sides", "" for nothing."""
    return "; ".join(f for f in comparison.flags if f not in _TOLD_BY_WORDS | _NOT_SHOWN)
