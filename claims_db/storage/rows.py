"""Rows of the database and the values they stand for: columns, and how one becomes the other."""

import json
import sqlite3
from decimal import Decimal
from typing import Any, Final, cast

from claims_db.figures import Comparator, Figure
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
    """The values of SOURCE_COLUMNS."""
    return (
        source.guild_id, source.code, source.title, source.kind, source.publisher, source.speaker,
        source.published, source.is_date_inferred, source.language, source.sha256, source.url,
        source.note,
    )  # fmt: skip


def source_from(row: sqlite3.Row) -> Source:
    """The source of a row with SOURCE_COLUMNS."""
    values = dict(row)
    values["is_date_inferred"] = bool(values["is_date_inferred"])
    values["kind"] = cast("SourceKind", values["kind"])
    return Source(**values)


def topic_from(row: sqlite3.Row) -> Topic:
    """The topic of a row with TOPIC_COLUMNS."""
    values = dict(row)
    for key in ("anchors", "needs"):
        values[key] = tuple(tuple(group) for group in json.loads(values[key]))
    for key in ("cues", "unless", "part_of", "related"):
        values[key] = tuple(json.loads(values[key]))
    values["is_answer_date"] = bool(values["is_answer_date"])
    return Topic(**values)


def claim_values(claim: Claim) -> tuple[Any, ...]:
    """The values of CLAIM_COLUMNS."""
    figure = claim.figure
    return (
        claim.guild_id, claim.id, claim.topic, claim.source, claim.aspect, claim.wording,
        claim.excerpt, claim.offset,
        str(figure.value) if figure is not None and figure.value is not None else None,
        str(figure.value_high) if figure is not None and figure.value_high is not None else None,
        figure.comparator if figure is not None else "=",
        figure.unit if figure is not None else "",
        figure.per if figure is not None else "",
        figure.date if figure is not None else "",
        figure.counted if figure is not None else "",
        figure.negated if figure is not None else False,
        figure.vague if figure is not None else False,
        claim.stance, claim.scope, claim.as_of, claim.attributed_to, claim.status, claim.note,
        claim.position, claim.revision,
    )  # fmt: skip


def claim_from(row: sqlite3.Row) -> Claim:
    """The claim of a row; a column merged_into names the topic that the claim's own was merged into."""
    figure: Figure | None = None
    if row["value"] is not None or row["date_value"]:
        figure = Figure(
            value=Decimal(row["value"]) if row["value"] is not None else None,
            value_high=Decimal(row["value_high"]) if row["value_high"] is not None else None,
            comparator=cast("Comparator", row["comparator"]), unit=row["unit"], per=row["per"],
            date=row["date_value"], counted=row["counted"], negated=bool(row["is_negated"]),
            vague=bool(row["is_vague"]), wording=row["wording"],
        )  # fmt: skip
    return Claim(
        id=row["id"], topic=row["merged_into"] or row["topic"], source=row["source"], wording=row["wording"],
        excerpt=row["excerpt"], offset=row["char_start"], figure=figure, aspect=row["aspect"],
        stance=row["stance"], scope=row["scope"], as_of=row["as_of"],
        attributed_to=row["attributed_to"], status=cast("ClaimStatus", row["status"]),
        note=row["note"], position=row["position"], revision=row["revision"],
        guild_id=row["guild_id"],
    )  # fmt: skip
