"""Findings in, text out: answers as plain text. Pure."""

from collections.abc import Sequence
from typing import Final

from bot.rendering.lines import STATUS_NOTES, TERMINAL, relation_line, topic_line
from claims_db.models import Answer, Evidence, Finding, Topic

NOTHING_FOUND: Final = "Nothing in the claims database on this."


def relation_lines(finding: Finding) -> list[str]:
    """Return what the message stated against each claim it can be set against, one line each."""
    lines = [
        relation_line(evidence, TERMINAL)
        for evidence in finding.evidence
        if evidence.comparison is not None
        and evidence.comparison.relation not in ("not comparable", "different scope")
    ]
    return [line for line in dict.fromkeys(lines) if line]


def provenance(evidence: Evidence) -> str:
    """Return who says it, in what kind of document, with what standing, of what day."""
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
    """Return the answer to somebody who asked, if the database has nothing."""
    if not nearest:
        return NOTHING_FOUND
    return f"{NOTHING_FOUND} Nearest topics: {', '.join(t.title for t in nearest)}."


def plain_text(answer: Answer) -> str:
    """Return the whole answer: a line per topic, and what the message said against it."""
    if not answer.findings:
        return nothing_found(answer.nearest)
    blocks = []
    for finding in answer.findings:
        lines = [topic_line(finding, TERMINAL)]
        lines += [f"  {line}" for line in relation_lines(finding)]
        blocks.append("\n".join(lines))
    return "\n".join(blocks)
