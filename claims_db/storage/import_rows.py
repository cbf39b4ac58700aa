"""Write an import inside a transaction: SQL only, many rows at a time.

Everything is computed before the transaction begins, to keep it short: other writes wait for it.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from claims_db.errors import NotAllowed
from claims_db.matching.lexicon import Lexicon
from claims_db.models import Claim, Source, Topic
from claims_db.records.import_plan import ImportPlan
from claims_db.records.records import SHOWN, ClaimRow, SourceRow, TopicRow
from claims_db.storage.audit import append_entry, person_id
from claims_db.storage.corrections import POSTED_WITHIN
from claims_db.storage.database import Transaction
from claims_db.storage.own_rows import drop_copies, put_source, put_topic
from claims_db.storage.rows import claim_values
from claims_db.storage.upserts import claim_upsert

_CHUNK: Final = 500
_ACTION: Final = "import"
_BREATH: Final = 0.0002
"""Seconds to sleep so that the event loop gets its turn: this runs in a thread beside it."""


@dataclass(frozen=True, slots=True)
class ImportRows:
    """An import ready to be written.

    `expected` are the revisions it was planned on, 0 for new claims; `shown` are the ids of claims that
    change in a way replies show.
    """

    plan: ImportPlan
    at: float
    claims: Sequence[tuple[Any, ...]]
    entries: Sequence[tuple[str, str, str]]
    expected: dict[str, int]
    shown: Sequence[str]

    @classmethod
    def of(
        cls,
        plan: ImportPlan,
        existing: Sequence[Claim],
        take_id: Callable[[Claim], str],
        at: float,
        latest: Mapping[str, int],
    ) -> "ImportRows":
        """Compute the rows.

        `existing` are all claims that the server sees or hides, `take_id` returns the id for a new claim,
        `at` is the time of the write, and `latest` the highest revision that each claim ever had there.
        """
        slots = _Slots(existing)
        claims, entries, expected, shown = [], [], {}, []
        for n, (before, after) in enumerate(plan.claims):
            if n % 20 == 0:
                time.sleep(_BREATH)
            if before is None:
                claim = slots.take(replace(after, id=take_id(after), guild_id=plan.guild_id, revision=1))
            else:
                revision = 1 + max(before.revision, latest.get(before.id, 0))
                claim = replace(after, guild_id=plan.guild_id, revision=revision)
            old, new = _record(before), _record(claim) or {}
            if old is not None and any(old[key] != new[key] for key in SHOWN):
                shown.append(claim.id)
            expected[claim.id.casefold()] = before.revision if before is not None else 0
            claims.append((*claim_values(claim), False))
            entries.append((claim.id, _dump(old), _dump(new)))
        return cls(plan, at, claims, entries, expected, shown)


def _record(claim: Claim | None) -> dict[str, Any] | None:
    return ClaimRow.of(claim).model_dump() if claim is not None else None


def _dump(record: dict[str, Any] | None) -> str:
    return json.dumps(record, ensure_ascii=False) if record else ""


class _Slots:
    """Positions for new claims, as in `append_claim`: first on their question, or last in their topic."""

    def __init__(self, existing: Sequence[Claim]) -> None:
        self._first: dict[tuple[str, str], int] = {}
        self._next: dict[str, int] = {}
        for claim in existing:
            self._enter(claim)

    def _enter(self, claim: Claim) -> None:
        key = claim.topic, claim.aspect
        self._first[key] = min(claim.position, self._first.get(key, claim.position))
        self._next[claim.topic] = max(claim.position + 1, self._next.get(claim.topic, 0))

    def take(self, claim: Claim) -> Claim:
        """Return the new claim with its position."""
        last = self._next.get(claim.topic, 0)
        positioned = replace(claim, position=self._first.get((claim.topic, claim.aspect), last))
        self._enter(positioned)
        return positioned


async def write_import(
    db: Transaction, rows: ImportRows, lexicon: Lexicon | None, *, by: str, since: float,
    on_progress: Callable[[str, int, int], None],
) -> int:  # fmt: skip
    """Write everything with its audit entries; return how many replies are to be corrected.

    `lexicon` is that of the plan's topics, None if it has none. Replies given before `since` are left as
    they are. Raises NotAllowed if a claim has changed since the import was planned.
    """
    guild_id = rows.plan.guild_id
    await _check_unchanged(db, guild_id, rows.expected)
    for source_before, source in rows.plan.sources:
        await _write_source(db, rows, source_before, source, by)
    if lexicon is not None:
        for before, topic in rows.plan.topics:
            await _write_topic(db, rows, before, topic, lexicon, by)
    person, last = await person_id(db, by), await db.number("SELECT max(audit_id) FROM audit")
    upsert = claim_upsert()
    total = len(rows.claims)
    for start in range(0, total, _CHUNK):
        on_progress("Writing", start, total)
        await db.executemany(upsert, rows.claims[start : start + _CHUNK])
        await db.executemany(
            "INSERT INTO audit (guild_id, written_at, person_id, action, kind, subject, before, after) "
            "VALUES (?, ?, ?, ?, 'claim', ?, ?, ?)",
            [(guild_id, rows.at, person, _ACTION, *entry) for entry in rows.entries[start : start + _CHUNK]],
        )
    await drop_copies(db, guild_id)
    on_progress("Writing", total, total)
    return await _enqueue_corrections(db, guild_id, rows.shown, last, since) if rows.shown else 0


async def _check_unchanged(db: Transaction, guild_id: str, expected: dict[str, int]) -> None:
    rows = await db.rows(
        "SELECT lower(id), revision FROM claim WHERE guild_id IN ('', ?) "
        "AND lower(id) IN (SELECT value FROM json_each(?)) ORDER BY guild_id",
        (guild_id, json.dumps(list(expected))),
    )
    present = {str(row[0]): int(row[1]) for row in rows}
    if any(present.get(key, 0) != revision for key, revision in expected.items()):
        raise NotAllowed(
            "Claims have changed while the file was being read. Nothing was imported: try again."
        )


async def _write_source(
    db: Transaction, rows: ImportRows, before: Source | None, source: Source, by: str
) -> None:
    own = replace(source, guild_id=rows.plan.guild_id)
    await put_source(db, own)
    old = SourceRow.of(before).model_dump() if before is not None else {}
    await append_entry(
        db, own.guild_id, by, _ACTION, "source", own.code, old, SourceRow.of(own).model_dump(), at=rows.at
    )


async def _write_topic(
    db: Transaction, rows: ImportRows, before: Topic | None, topic: Topic, lexicon: Lexicon, by: str
) -> None:
    own = replace(topic, guild_id=rows.plan.guild_id)
    await put_topic(db, own, lexicon)
    old = TopicRow.of(before).model_dump() if before is not None else {}
    await append_entry(
        db, own.guild_id, by, _ACTION, "topic", own.slug, old, TopicRow.of(own).model_dump(), at=rows.at
    )


async def _enqueue_corrections(
    db: Transaction, guild_id: str, claim_ids: Sequence[str], after: int, since: float
) -> int:
    """Enqueue corrections for the writes after number `after`, and notices to moderators; return how many
    replies are to be corrected.

    There is a correction for each reply that shows one of the claims, also if it is just being posted, and
    a notice for each write that has one.
    """
    await db.execute(
        "INSERT OR IGNORE INTO correction (audit_id, reply_id, guild_id) "
        "SELECT DISTINCT audit.audit_id, reply.reply_id, reply.guild_id FROM audit "
        "JOIN reply_claim ON claim_id = audit.subject AND claim_guild_id IN ('', ?1) "
        "JOIN reply USING (reply_id) "
        "WHERE audit.audit_id > ?2 AND audit.kind = 'claim' "
        "AND audit.subject IN (SELECT value FROM json_each(?3)) "
        "AND reply.guild_id = ?1 AND reply.created_at > ?4 "
        "AND (reply.message_id <> '' OR reply.created_at > audit.written_at - ?5)",
        (guild_id, after, json.dumps(list(claim_ids)), since, POSTED_WITHIN),
    )
    await db.execute(
        "INSERT INTO notice (audit_id, guild_id) "
        "SELECT DISTINCT audit_id, guild_id FROM correction WHERE audit_id > ?",
        (after,),
    )
    return await db.number("SELECT count(DISTINCT reply_id) FROM correction WHERE audit_id > ?", (after,))
