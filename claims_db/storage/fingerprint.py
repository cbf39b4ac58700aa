"""A message's fingerprint: enough to recognise it, not enough to read it.

A keyed hash of the sorted stems and figures, so that case, order, punctuation and filler words do
not matter. The key is made once for a database and never leaves it.

A short message has near keys as well: one for the whole message, and one with each word left out in turn,
always with the figures as they were read. Two messages are near if one has a single word that the other
lacks, but not if a figure differs or its "more than" is missing.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Final

from claims_db.figures import read_figures
from claims_db.kept_figure import dump_figure
from claims_db.text import words

_DECIMAL_RE: Final = re.compile(r"\d+(?:[.,]\d+)*[.,]\d{1,2}(?!\d)")
_MODIFIERS: Final = frozenset("no not over under above below more most".split())
"""Common words that change a figure's meaning."""
_MAX_NEAR_CHARS: Final = 600
_LEAST_WORDS, _MOST_WORDS = 2, 24
"""Words beside the figures. With fewer, one word is too much of a message; with more, keys are too many."""


@dataclass(frozen=True, slots=True)
class NearKeys:
    """The near keys of a message: `whole` of all its words, `lacking` of all but one in turn."""

    whole: str
    lacking: tuple[str, ...]


def fingerprint(text: str, key: bytes) -> str:
    """Return 32 hex digits, the same for near-copies of a message; "" for a text without words.

    >>> fingerprint("238 dead!", b"k") == fingerprint("Dead: 238", b"k")
    True
    """
    stems = {w.stem for w in words(text) if w.is_content or w.folded.isdigit()}
    stems |= _modifiers(text)
    if not stems:
        return ""
    # Split into words, 1.5 and 5.1 are the same two.
    return _hash(key, sorted(stems | set(_DECIMAL_RE.findall(text))))


def near_keys(text: str, key: bytes) -> NearKeys | None:
    """Return the near keys of a short message with a figure; None for any other text."""
    if len(text) > _MAX_NEAR_CHARS:
        return None
    figures = read_figures(text)
    spans = [(f.start, f.end) for f in figures]
    stems = {w.stem for w in words(text) if w.is_content and not any(a <= w.start < b for a, b in spans)}
    if not figures or not _LEAST_WORDS <= len(stems) <= _MOST_WORDS:
        return None
    figure_values = sorted(dump_figure(f) for f in figures)
    digits = sorted({w.folded for w in words(text) if any(c.isdigit() for c in w.folded)})
    digits += sorted(_modifiers(text))
    droppable = sorted(s for s in stems if not any(c.isdigit() for c in s))

    def near_key(some_stems: set[str]) -> str:
        return _hash(key, ["near", *sorted(some_stems), *digits, *figure_values])

    may_lack = len(stems) > _LEAST_WORDS
    return NearKeys(near_key(stems), tuple(near_key(stems - {s}) for s in droppable if may_lack))


def _modifiers(text: str) -> set[str]:
    return {w.folded for w in words(text)} & _MODIFIERS


def _hash(key: bytes, parts: list[str]) -> str:
    return hmac.new(key, " ".join(parts).encode(), hashlib.sha256).hexdigest()[:32]
