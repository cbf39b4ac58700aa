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
"""How far from an end of its scale a number may be to mean that end."""


@lru_cache(maxsize=1)
def _stances() -> dict[str, Stance]:
    """Stances by folded phrase."""
    raw = json.loads(files("claims_db").joinpath("data/ratings.json").read_text(encoding="utf-8"))
    return {_folded(phrase): stance for stance in _STANCES for phrase in raw[stance]}


@lru_cache(maxsize=1)
def _negations() -> frozenset[str]:
    raw = json.loads(files("claims_db").joinpath("data/ratings.json").read_text(encoding="utf-8"))
    return frozenset(fold(word) for word in raw["negations"])


def _folded(text: str) -> str:
    return " ".join(word.folded for word in words(text)) or fold(text).strip()


def stance_of(name: str, value: str = "", worst: str = "", best: str = "") -> Stance:
    """The stance of a rating: its words decide, the number where they say nothing.

    Of several known phrases in the words the longest one counts, so that "not true" is not "true";
    where phrases as long say different things, it is mixed.
    """
    told = _by_words(name[:300])
    return told if told is not None else _by_number(value, worst, best)


def _by_words(name: str) -> Stance | None:
    text = _folded(name)
    stances = _stances()
    if text in stances:
        return stances[text]
    found = [phrase for phrase in stances if f" {phrase} " in f" {text} "]
    # A phrase inside a longer one ("true" in "not true") says nothing of its own.
    telling = {stances[p] for p in found if not any(p != o and f" {p} " in f" {o} " for o in found)}
    if len(telling) > 1:
        return "mixed"
    if telling == {"true"} and set(text.split()) & _negations():
        return "mixed"  # "not entirely accurate"
    return next(iter(telling), None)


def _by_number(value: str, worst: str, best: str) -> Stance:
    try:
        given, low, high = Decimal(value), Decimal(worst or "1"), Decimal(best or "5")
        if not all(math.isfinite(number) for number in (given, low, high)) or low == high:
            return "unrated"
        share = (given - low) / (high - low)
    except (InvalidOperation, ValueError, OverflowError):
        return "unrated"
    if not 0 <= share <= 1:
        return "unrated"
    if share <= _END:
        return "false"
    return "true" if share >= 1 - _END else "mixed"
