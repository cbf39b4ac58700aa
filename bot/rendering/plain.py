"""Findings in, text out: the one renderer of plain-text answers. Pure.

Dam break: 'more than 40 dead' per source B2; 'no casualties' per source A1
"""

from collections.abc import Sequence
from typing import Final

from claims_db.figures import Figure
from claims_db.models import Answer, Claim, Comparison, Evidence, Finding, Topic

NOTHING_FOUND: Final = "Nothing in the claims database on this."
_LINE_CLAIMS: Final = 6
STATUS_NOTES: Final = {
    "retracted": "later retracted", "revised": "later revised", "denied": "denied",
    "planned": "planned", "alleged": "alleged", "estimated": "estimate", "official": "official",
}  # fmt: skip
SYMBOLS: Final = {
    "agrees": "=", "compatible": "≈", "differs": "≠", "different scope": "↔", "not comparable": "·",
}  # fmt: skip


def quote(claim: Claim) -> str:
    """The wording between quotation marks, with its source and, where it fell, that first.

    >>> quote(Claim("B2-7", "dam-deaths", "B2", "more than 40 dead", "more than 40 dead"))
    "'more than 40 dead' per source B2"
    """
    prefix = f"{STATUS_NOTES[claim.status]}: " if claim.status in ("retracted", "revised", "denied") else ""
    return f"{prefix}'{claim.wording}' per source {claim.source}"


def said_by(claim: Claim) -> tuple[str, str, bool]:
    """What makes two claims of one finding the same to a reader: source, wording, whether it fell."""
    return claim.source, claim.wording.casefold(), claim.is_withdrawn


def distinct_claims(finding: Finding) -> list[Claim]:
    """The finding's claims without the same wording from the same source twice; one that fell is another."""
    seen: set[tuple[str, str, bool]] = set()
    kept = []
    for evidence in finding.evidence:
        key = said_by(evidence.claim)
        if key not in seen:
            seen.add(key)
            kept.append(evidence.claim)
    return kept


def fair_choice(claims: Sequence[Claim], limit: int) -> list[Claim]:
    """At most `limit` claims in their order, every source heard before one is heard again."""
    first: dict[str, int] = {}
    for place, claim in enumerate(claims):
        first.setdefault(claim.source, place)
    places = list(dict.fromkeys([*first.values(), *range(len(claims))]))[:limit]
    return [claims[place] for place in sorted(places)]


def topic_line(finding: Finding, *, limit: int = _LINE_CLAIMS) -> str:
    """One line for one topic: its title, then who says what, most telling first."""
    claims = distinct_claims(finding)
    shown = fair_choice(claims, limit)
    line = f"{finding.topic.title}: " + "; ".join(quote(claim) for claim in shown)
    rest = len(claims) - len(shown)
    return f"{line}; and {rest} more" if rest > 0 else line


def relation_lines(finding: Finding) -> list[str]:
    """What the message stated against each claim it can be set against, one line each."""
    lines = [
        _relation_line(evidence.stated, evidence.comparison, evidence.claim)
        for evidence in finding.evidence
        if evidence.comparison is not None
        and evidence.stated is not None
        and evidence.comparison.relation not in ("not comparable", "different scope")
    ]
    return list(dict.fromkeys(lines))


def relation_words(comparison: Comparison) -> str:
    """The relation as the verb of a sentence: "differs from", "agrees with"."""
    if "stretch" in comparison.flags:
        return "is literally possible but far from"
    return {
        "agrees": "agrees with",
        "compatible": "is compatible with",
        "differs": "differs from",
        "different scope": "is not the same thing as",
        "not comparable": "can't be compared with",
    }[comparison.relation]


def relation_symbol(comparison: Comparison, claim: Claim) -> str:
    """The sign before the relation; a figure that fell agrees with nothing any more."""
    return "·" if claim.is_withdrawn and comparison.is_support else SYMBOLS[comparison.relation]


def relation_verb(comparison: Comparison, claim: Claim) -> str:
    """The relation as the verb of a sentence; to say what a figure that fell said is to repeat it."""
    return "repeats" if claim.is_withdrawn and comparison.is_support else relation_words(comparison)


def _relation_line(stated: Figure, comparison: Comparison, claim: Claim) -> str:
    flags = "; ".join(f for f in comparison.flags if f not in ("withdrawn", "converted", "stretch"))
    note = f" ({flags})" if flags else ""
    symbol, verb = relation_symbol(comparison, claim), relation_verb(comparison, claim)
    return f"{symbol} '{stated.wording}' {verb} {quote(claim)}{note}"


def provenance(evidence: Evidence) -> str:
    """Who says it, in what kind of document, with what standing, of what day."""
    claim, source = evidence.claim, evidence.source
    parts: list[str] = [source.kind]
    if source.speaker:
        parts.append(source.speaker)
    if claim.attributed_to:
        parts.append(f"citing {claim.attributed_to}")
    if claim.status in STATUS_NOTES:
        parts.append(STATUS_NOTES[claim.status])
    if claim.as_of:
        parts.append(f"as of {claim.as_of}")
    return ", ".join(parts)


def nothing_found(nearest: Sequence[Topic]) -> str:
    """The answer to somebody who asked, where the database has nothing."""
    if not nearest:
        return NOTHING_FOUND
    return f"{NOTHING_FOUND} Nearest topics: {', '.join(t.title for t in nearest)}."


def plain_text(answer: Answer) -> str:
    """The whole answer as plain text: a line per topic, and what the message said against it."""
    if not answer.findings:
        return nothing_found(answer.nearest)
    blocks = []
    for finding in answer.findings:
        lines = [topic_line(finding)]
        lines += [f"  {line}" for line in relation_lines(finding)]
        blocks.append("\n".join(lines))
    return "\n".join(blocks)
