"""Answers and claims as JSON values, for programs that read Crosscheck's output."""

from decimal import Decimal
from typing import Any

from claims_db.models import Answer, Claim, Evidence, Finding, Source, Topic


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def claim_record(claim: Claim, topic: Topic, source: Source) -> dict[str, Any]:
    """Return a claim as a record, with everything that travels with its figure."""
    figure = claim.figure
    return {
        "id": claim.id,
        "topic": claim.topic,
        "title": topic.title,
        "source": claim.source,
        "source_kind": source.kind,
        "aspect": claim.aspect,
        "wording": claim.wording,
        "excerpt": claim.excerpt,
        "value": _number(figure.value) if figure is not None else None,
        "value_high": _number(figure.value_high) if figure is not None else None,
        "comparator": figure.comparator if figure is not None and not figure.is_date else None,
        "unit": figure.unit if figure is not None else "",
        "per": figure.per if figure is not None else "",
        "date_value": (figure.date or None) if figure is not None else None,
        "negated": figure.negated if figure is not None else False,
        "counted": figure.counted if figure is not None else "",
        "stance": claim.stance,
        "scope": claim.scope,
        "as_of": claim.as_of,
        "attributed_to": claim.attributed_to,
        "status": claim.status,
        "note": claim.note,
        "char_start": claim.offset,
        "char_end": claim.char_end,
        "revision": claim.revision,
    }


def _evidence_record(evidence: Evidence, topic: Topic) -> dict[str, Any]:
    record = claim_record(evidence.claim, topic, evidence.source)
    if not record["value"] and record["date_value"]:
        record["value"] = record["date_value"]
    comparison = evidence.comparison
    record["relation"] = comparison.relation if comparison is not None else None
    record["reason"] = comparison.reason if comparison is not None else None
    record["flags"] = list(comparison.flags) if comparison is not None else []
    record["stated"] = evidence.stated.wording if evidence.stated is not None else None
    return record


def _finding_record(finding: Finding, line: str) -> dict[str, Any]:
    return {
        "topic": finding.topic.slug,
        "title": finding.topic.title,
        "line": line,
        "score": round(finding.score, 4),
        "why": list(finding.why),
        "sentences": [{"start": start, "end": end} for start, end in finding.sentences],
        "places": [{"paragraph": paragraph, "sentence": n} for paragraph, n in finding.places],
        "sources_differ": finding.do_sources_differ,
        "message_differs": finding.does_message_differ,
        "evidence": [_evidence_record(e, finding.topic) for e in finding.evidence],
    }


def answer_record(answer: Answer, lines: list[str]) -> dict[str, Any]:
    """Return an answer as a record; `lines` are the plain-text lines of its findings, in the same order."""
    return {
        "speak": answer.should_speak,
        "silence": answer.silence or None,
        "findings": [_finding_record(f, line) for f, line in zip(answer.findings, lines, strict=True)],
        "nearest": [topic.slug for topic in answer.nearest],
    }
