"""Rows of the database and the values they stand for: the columns, and both conversions."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any, Final, cast

from claims_db.figures import Figure
from claims_db.models import Claim, ClaimStatus, Source, SourceKind, Topic

SOURCE_COLUMNS: Final = (
    "guild_id, code, title, kind, publisher, speaker, published, is_date_inferred, language, "
    "sha256, url, note"
)
TOPIC_COLUMNS: Final = (
    "guild_id, slug, title, question, scope, counted, years, is_answer_date, anchors, needs, cues, "
    "unless, part_of, related, family"
)
CLAIM_COLUMNS: Final = (
    "guild_id, id, topic, source, aspect, wording, excerpt, char_start, value, value_high, "
    "comparator, unit, per, date_value, counted, is_negated, is_vague, stance, scope, as_of, "
    "attributed_to, status, note, position, revision"
)


def source_values(source: Source) -> tuple[Any, ...]:
    """Return the values of SOURCE_COLUMNS."""
    return (
        source.guild_id, source.code, source.title, source.kind, source.publisher, source.speaker,
        source.published, source.is_date_inferred, source.language, source.sha256, source.url,
        source.note,
    )  # fmt: skip


def source_from(row: sqlite3.Row) -> Source:
    """Return the source of a row with SOURCE_COLUMNS."""
    values = dict(row)
    values["is_date_inferred"] = bool(values["is_date_inferred"])
    values["kind"] = cast("SourceKind", values["kind"])
    return Source(**values)


def topic_from(row: sqlite3.Row | Mapping[str, Any]) -> Topic:
    """Return the topic of a row with TOPIC_COLUMNS."""
    values = dict(row)
    for key in ("anchors", "needs"):
        values[key] = tuple(tuple(group) for group in json.loads(values[key]))
    for key in ("cues", "unless", "part_of", "related"):
        values[key] = tuple(json.loads(values[key]))
    values["is_answer_date"] = bool(values["is_answer_date"])
    return Topic(**values)


_NO_FIGURE: Final = Figure(date="2000").record() | {"date": ""}


def claim_values(claim: Claim) -> tuple[Any, ...]:
    """Return the values of CLAIM_COLUMNS."""
    figure = claim.figure.record() if claim.figure is not None else _NO_FIGURE
    return (
        claim.guild_id, claim.id, claim.topic, claim.source, claim.aspect, claim.wording,
        claim.excerpt, claim.offset, figure["value"], figure["value_high"], figure["comparator"],
        figure["unit"], figure["per"], figure["date"], figure["counted"], figure["negated"], figure["vague"],
        claim.stance, claim.scope, claim.as_of, claim.attributed_to, claim.status, claim.note,
        claim.position, claim.revision,
    )  # fmt: skip


def claim_from(row: sqlite3.Row) -> Claim:
    """Return the claim of a row; its column merged_into names the topic that the claim's was merged into."""
    record = dict(row) | {
        "date": row["date_value"], "negated": row["is_negated"], "vague": row["is_vague"],
    }  # fmt: skip
    figure = Figure.of_record(record, wording=row["wording"])
    return Claim(
        id=row["id"], topic=row["merged_into"] or row["topic"], source=row["source"], wording=row["wording"],
        excerpt=row["excerpt"], offset=row["char_start"], figure=figure, aspect=row["aspect"],
        stance=row["stance"], scope=row["scope"], as_of=row["as_of"],
        attributed_to=row["attributed_to"], status=cast("ClaimStatus", row["status"]),
        note=row["note"], position=row["position"], revision=row["revision"],
        guild_id=row["guild_id"],
    )  # fmt: skip
