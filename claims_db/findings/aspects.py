"""Kinds and units of figures on one question, and the question that a new claim is likely to answer."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from claims_db.compare import compare_claim
from claims_db.figures import Figure
from claims_db.figures.nouns import THINGS
from claims_db.models import Claim
from claims_db.text import STOPWORDS, stem, words

_CONTEXT_WORDS: Final = 8
_CONTEXT_CHARS: Final = 120
_YEAR_RE: Final = re.compile(r"(?<![0-9])(?:1[89]|20)[0-9]{2}(?![0-9])")
_EXCLUDED_RE: Final = re.compile(
    r"\b(?:not|rather than|instead of|isn't|wasn't)\s+(?:on\s+|in\s+)?$", re.IGNORECASE
)
_FIRST: Final = 0.3
_SAME: Final = 0.8
_SUPPORTED: Final = 0.4
"""Weights beside one for every word that only this aspect has: its place, an equal figure, support."""


def is_same_kind(stated: Figure, claimed: Figure) -> bool:
    """Can the two answer one question? A bare number can be of people, of things or of money.

    A noun that nobody listed may be of people, too: "129,000 Germans".
    """
    if {stated.dimension, claimed.dimension} == {"people", "things"}:
        things = stated if stated.dimension == "things" else claimed
        nouns = things.counted.split()
        return bool(nouns) and not any(noun in THINGS for noun in nouns)
    return stated.dimension == claimed.dimension or (stated.dimension == "" and not claimed.is_date)


def aspect_of(figure: Figure, claims: Sequence[Claim], text: str, told: frozenset[str]) -> str:
    """The aspect of the topic that the figure speaks to, "" where no claim is of its kind.

    Told by the words around the figure that only one aspect has, then by an equal figure, then by
    the order of the claims. A year beside the figure leaves only the aspects of that year, where
    there are any. `told` are the stems of the words that told the topic: they say nothing here.
    "No troops fired" denies an act and counts nobody, so a negated figure may speak to statements, too.
    """
    rivals = [
        c for c in claims if (is_same_kind(figure, c.figure) if c.figure is not None else figure.negated)
    ]
    rivals = _of_the_year(figure, rivals, text) or rivals
    words_by_aspect: dict[str, set[str]] = {}
    for claim in claims:
        words_by_aspect.setdefault(claim.aspect, set()).update(_claim_stems(claim))
    context = _context(figure, text) - told
    best, best_score = "", -1.0
    for n, aspect in enumerate(dict.fromkeys(c.aspect for c in rivals)):
        others = set().union(*(w for a, w in words_by_aspect.items() if a != aspect))
        score = _FIRST / (1 + n) + len(context & (words_by_aspect[aspect] - others))
        relations = [compare_claim(figure, c) for c in rivals if c.aspect == aspect]
        if any(r.reason.startswith(("the same figure", "the same date")) for r in relations):
            score += _SAME
        elif any(r.is_support for r in relations):
            score += _SUPPORTED
        if score > best_score:
            best, best_score = aspect, score
    return best


def _of_the_year(figure: Figure, claims: Sequence[Claim], text: str) -> list[Claim]:
    """The claims of the one year named beside the figure; none where it names no year or several."""
    if figure.is_date:
        return []
    beside = text[max(0, figure.start - _CONTEXT_CHARS // 2) : figure.end + _CONTEXT_CHARS // 2]
    years = set(_YEAR_RE.findall(beside)) - {figure.wording}
    if len(years) != 1:
        return []
    year = years.pop()
    return [c for c in claims if year in f"{c.aspect} {c.scope}"]


def _claim_stems(claim: Claim) -> frozenset[str]:
    name = _stems(claim.aspect.replace("-", " "))
    if claim.figure is None:
        return name | _stems(claim.wording)
    return name | _stems(claim.figure.counted) | _stems(claim.excerpt)


@lru_cache(maxsize=16384)
def _stems(text: str) -> frozenset[str]:
    """The stems of what a claim says: the same few thousand texts at every message."""
    return frozenset(w.stem for w in words(text) if w.is_content)


def _context(figure: Figure, text: str) -> set[str]:
    """The stems of the words around the figure."""
    before = words(text[max(0, figure.start - _CONTEXT_CHARS) : figure.start])[-_CONTEXT_WORDS:]
    after = words(text[figure.end : figure.end + _CONTEXT_CHARS])[:_CONTEXT_WORDS]
    found = {w.stem for w in (*before, *after) if w.is_content}
    return found | {stem(word) for word in figure.counted.split() if word not in STOPWORDS}


def with_unit(figure: Figure, aspect: str, claims: Sequence[Claim]) -> Figure:
    """A bare number with the unit of the claim it agrees with, or of the aspect's first claim."""
    if figure.dimension not in ("", "things", "people"):
        return figure
    figures = [c.figure for c in claims if c.aspect == aspect and c.figure is not None]
    if figure.dimension and any(f.dimension == figure.dimension for f in figures):
        return figure
    figures = [f for f in figures if is_same_kind(figure, f)]
    alike = [f for f in figures if f.value == figure.value] or figures
    return replace(figure, unit=alike[0].unit, per=alike[0].per) if alike else figure


def without_excluded(figures: Sequence[Figure], text: str) -> list[Figure]:
    """The figures without those a message sets aside beside another of their kind ("150, not 238")."""
    kept = [f for f in figures if not _EXCLUDED_RE.search(text[max(0, f.start - 16) : f.start])]
    kinds = {f.dimension for f in kept}
    return [f for f in figures if f in kept or f.dimension not in kinds]
