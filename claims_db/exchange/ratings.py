"""What a fact-check's rating amounts to. Everybody has a scale of their own; data/ratings.json maps them.

>>> stance_of("Mostly False", "2", "1", "5")
'mixed'
"""

import json
import math
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal

from claims_db.models import ClaimStatus
from claims_db.text import fold, words

Stance = Literal["false", "mixed", "true", "unrated"]
_STANCES: Final[tuple[Stance, ...]] = ("false", "mixed", "true")
STATUS_BY_STANCE: Final[dict[Stance, ClaimStatus]] = {
    "false": "denied", "mixed": "alleged", "true": "asserted", "unrated": "reported",
}  # fmt: skip
_END: Final = Decimal("0.1")
"""How far from an end of its scale, as a share of it, a number may be to mean that end."""


@lru_cache(maxsize=1)
def _stances() -> dict[str, Stance]:
    """Return stances by folded phrase."""
    raw = json.loads(files("claims_db").joinpath("data/ratings.json").read_text(encoding="utf-8"))
    return {_fold_phrase(phrase): stance for stance in _STANCES for phrase in raw[stance]}


@lru_cache(maxsize=1)
def _negations() -> frozenset[str]:
    raw = json.loads(files("claims_db").joinpath("data/ratings.json").read_text(encoding="utf-8"))
    return frozenset(fold(word) for word in raw["negations"])


def _fold_phrase(text: str) -> str:
    return " ".join(word.folded for word in words(text)) or fold(text).strip()


def stance_of(name: str, value: str = "", worst: str = "", best: str = "") -> Stance:
    """Return the stance of a rating: its words decide, or its number if they say nothing.

    A known phrase inside a longer one does not count, so that "not true" is not "true"; if the phrases that
    do count disagree, the stance is "mixed".
    """
    stance = _by_words(name[:300])
    return stance if stance is not None else _by_number(value, worst, best)


def _by_words(name: str) -> Stance | None:
    text = _fold_phrase(name)
    stances = _stances()
    if text in stances:
        return stances[text]
    phrases = [phrase for phrase in stances if f" {phrase} " in f" {text} "]
    # A phrase inside a longer one ("true" in "not true") says nothing by itself.
    counted = {stances[p] for p in phrases if not any(p != o and f" {p} " in f" {o} " for o in phrases)}
    if len(counted) > 1:
        return "mixed"
    if counted == {"true"} and set(text.split()) & _negations():
        return "mixed"  # "not entirely accurate"
    return next(iter(counted), None)


def _by_number(value: str, worst: str, best: str) -> Stance:
    try:
        number, low, high = Decimal(value), Decimal(worst or "1"), Decimal(best or "5")
        if not all(math.isfinite(each) for each in (number, low, high)) or low == high:
            return "unrated"
        share = (number - low) / (high - low)
    except (InvalidOperation, ValueError, OverflowError):
        return "unrated"
    if not 0 <= share <= 1:
        return "unrated"
    if share <= _END:
        return "false"
    return "true" if share >= 1 - _END else "mixed"
