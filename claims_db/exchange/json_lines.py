"""Claims as JSON Lines, with their sources and topics: nothing is lost.

{"source": {...}}, {"topic": {...}} or {"claim": {...}}, one a line. The output of
`crosscheck article --claims` can be imported once the source has its code and every claim its topic.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from claims_db.drafts.claim_draft import COLUMNS
from claims_db.drafts.from_article import NEW_TOPIC
from claims_db.errors import Problem
from claims_db.exchange.batch import (
    MAX_PROBLEMS,
    MAX_ROWS,
    Batch,
    ExportSet,
    FileClaim,
    bad_file,
    raise_if_any,
    source_of,
    topic_of,
)
from claims_db.models import Source, Topic
from claims_db.records.records import ClaimRow, SourceRow, TopicRow

NEW_SOURCE: Final = "new source"
_MAX_LINE: Final = 256 * 1024
_LINE: Final = '{"source": {...}}, {"topic": {...}} or {"claim": {...}}'


def read_json_lines(text: str) -> Batch:
    """Return the records of the lines; raises BadRecords with every problem found."""
    claims: list[FileClaim] = []
    sources: list[tuple[int, Source]] = []
    topics: list[tuple[int, Topic]] = []
    problems: list[Problem] = []
    start, number = 0, 0
    while start < len(text) and len(problems) < MAX_PROBLEMS:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        number += 1
        if number > 2 * MAX_ROWS or len(claims) > MAX_ROWS:
            raise bad_file(f"it has over {MAX_ROWS:,} lines", "several smaller files", number)
        kind, record = _record(text, start, end, number, problems)
        if kind == "source" and (source := source_of(record, number, problems)) is not None:
            sources.append((number, source))
        elif kind == "topic" and (topic := topic_of(record, number, problems)) is not None:
            topics.append((number, topic))
        elif kind == "claim" and (claim := claim_of(record, number, problems)) is not None:
            claims.append(claim)
        start = end + 1
    raise_if_any(problems)
    return Batch(tuple(_with_source(c, sources) for c in claims), tuple(sources), tuple(topics))


def _record(
    text: str, start: int, end: int, number: int, problems: list[Problem]
) -> tuple[str, Mapping[str, Any]]:
    """Return the kind of record on a line, and the record; "" if there is none, or after adding a problem."""
    if end - start > _MAX_LINE:
        problems.append(
            Problem("", f"the line has {end - start:,} characters", f"at most {_MAX_LINE:,}", number)
        )
        return "", {}
    line = text[start:end].strip()
    if not line:
        return "", {}
    try:
        value = json.loads(line, parse_int=str, parse_float=str, parse_constant=str)
    except ValueError:
        problems.append(Problem("", "the line is not valid JSON", _LINE, number))
        return "", {}
    except RecursionError:
        problems.append(Problem("", "it is nested too deeply", _LINE, number))
        return "", {}
    if isinstance(value, dict) and len(value) == 1:
        kind, record = next(iter(value.items()))
        if kind in ("source", "topic", "claim") and isinstance(record, dict):
            return kind, record
    problems.append(Problem("", "the line is not a source, topic or claim", _LINE, number))
    return "", {}


def claim_of(record: Mapping[str, Any], row: int, problems: list[Problem]) -> FileClaim | None:
    """Return the claim of a record with the columns of a draft, or None after adding problems."""
    cells, before = {}, len(problems)
    for key, value in list(record.items())[:100]:
        if key == "revision":
            continue
        if key not in COLUMNS:
            problems.append(Problem(key[:40], "there is no such field", f"one of {', '.join(COLUMNS)}", row))
        elif isinstance(value, dict | list):
            problems.append(Problem(key, "it holds several values", "one text or number", row))
        else:
            cells[key] = _as_text(value)
    if len(problems) > before:
        return None
    revision = str(record.get("revision") or "0")
    return FileClaim(row, cells, int(revision) if revision.isdecimal() and len(revision) < 10 else 0)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)


def _with_source(claim: FileClaim, sources: list[tuple[int, Source]]) -> FileClaim:
    """Return the claim with its placeholders from an article resolved: no topic, the file's one source."""
    cells = dict(claim.cells)
    if cells.get("topic") == NEW_TOPIC:
        cells["topic"] = ""
    if cells.get("source") == NEW_SOURCE and len(sources) == 1:
        cells["source"] = sources[0][1].code
    return FileClaim(claim.row, cells, claim.revision, claim.text)


def write_json_lines(export_set: ExportSet) -> bytes:
    """Return the claims as JSON Lines, after the sources and topics that do not ship with Crosscheck."""
    records: list[dict[str, Any]] = [
        {"source": SourceRow.of(source).model_dump()}
        for code, source in export_set.sources.items()
        if code in export_set.own_sources
    ]
    records += [
        {"topic": TopicRow.of(topic).model_dump()}
        for slug, topic in export_set.topics.items()
        if slug in export_set.own_topics
    ]
    records += [{"claim": ClaimRow.of(claim).model_dump()} for claim in export_set.claims]
    return "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records).encode()
