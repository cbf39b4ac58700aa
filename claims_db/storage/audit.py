"""The audit log: who wrote what, when, before and after. Entries are only ever added.

The same entries are the revisions of a claim: its history is read from them, and undoing a write puts
their `before` back. People are numbers in it, so that an id can be forgotten without rewriting the log.
"""

import asyncio
import csv
import io
import json
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, cast

from claims_db.models import WITHDRAWN, Claim
from claims_db.records.records import ClaimRow
from claims_db.storage.database import Database, Transaction, placeholders

SubjectKind = Literal["claim", "source", "topic", "name", "setting"]
_TURN: Final = 100
"""Entries processed between yields to the event loop, about 2 ms."""
ClaimAction = Literal["add", "edit", "retract", "restore", "hide"]
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
SUBJECT_KINDS: Final[tuple[SubjectKind, ...]] = ("claim", "source", "topic", "name", "setting")
AUDIT_COLUMNS: Final = (
    "audit.audit_id, audit.guild_id AS written_in, audit.written_at, person.user_id, audit.action, "
    "audit.kind, audit.subject, audit.before, audit.after, audit.reason"
)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One write. `user_id` is "" for a release of the shipped claims and for people who were forgotten.

    `before` and `after` are records (see `records`), empty if there was or is nothing.
    """

    audit_id: int
    guild_id: str
    written_at: float
    user_id: str
    action: str
    kind: SubjectKind
    subject: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str

    @property
    def day(self) -> str:
        """The day of the write, in UTC."""
        return datetime.fromtimestamp(self.written_at, UTC).date().isoformat()

    @property
    def is_without_change(self) -> bool:
        """Whether the two records differ in nothing but their revision."""
        return {**self.before, "revision": 0} == {**self.after, "revision": 0}


@dataclass(frozen=True, slots=True)
class Change:
    """A write to a claim: its number in the log, the claim as it is now, how many replies to correct."""

    audit_id: int
    claim: Claim
    replies: int


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge of topics: its number in the log, how many claims it moved, how many replies to correct."""

    audit_id: int
    claims: int
    replies: int


def record_of(claim: Claim) -> dict[str, Any]:
    """Return the claim as the log stores it."""
    return ClaimRow.of(claim).model_dump()


def entry_from(row: sqlite3.Row) -> AuditEntry:
    """Return the entry of a row that has AUDIT_COLUMNS."""
    return AuditEntry(
        row["audit_id"], row["written_in"], row["written_at"], row["user_id"] or "", row["action"],
        cast("SubjectKind", row["kind"]), row["subject"], json.loads(row["before"] or "{}"),
        json.loads(row["after"] or "{}"), row["reason"],
    )  # fmt: skip


async def person_id(db: Transaction, user_id: str) -> int | None:
    """Return a person's number in the log, which is made if they have none; None if `user_id` is ""."""
    if not user_id:
        return None
    await db.execute("INSERT OR IGNORE INTO person (user_id) VALUES (?)", (user_id,))
    return await db.number("SELECT person_id FROM person WHERE user_id = ?", (user_id,)) or None


async def append_entry(
    db: Transaction, guild_id: str, by: str, action: str, kind: SubjectKind, subject: str,
    before: Mapping[str, Any], after: Mapping[str, Any], *, at: float, reason: str = "",
) -> int:  # fmt: skip
    """Add a write to the log, inside the write's own transaction; return its number."""
    cursor = await db.execute(
        "INSERT INTO audit (guild_id, written_at, person_id, action, kind, subject, before, after, reason) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            guild_id, at, await person_id(db, by), action, kind, subject,
            json.dumps(before, ensure_ascii=False) if before else "",
            json.dumps(after, ensure_ascii=False) if after else "", reason,
        ),
    )  # fmt: skip
    return cursor.lastrowid or 0


async def latest_revisions(
    db: Database | Transaction, guild_id: str, claim_ids: Sequence[str]
) -> dict[str, int]:
    """Return, by claim, the highest revision that a write of the server gave it."""
    rows = await db.rows(
        "SELECT subject, max(max(coalesce(json_extract(after, '$.revision'), 0), "
        "coalesce(json_extract(iif(before = '', '{}', before), '$.revision'), 0))) AS latest FROM audit "
        "WHERE guild_id = ? AND kind = 'claim' AND after <> '' "
        "AND subject IN (SELECT value FROM json_each(?)) GROUP BY subject",
        (guild_id, json.dumps(list(claim_ids))),
    )
    return {str(row["subject"]): int(row["latest"] or 0) for row in rows}


class AuditLog:
    """Reads the audit log of a server."""

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    async def entries(
        self, guild_id: str, *, kind: str = "", subject: str = "", by: str = "", action: str = "",
        days: float = 0, limit: int = 100,
    ) -> list[AuditEntry]:  # fmt: skip
        """Return the server's writes that fit every filter given, the latest first.

        They include what releases wrote to shipped records. `days` 0 is no limit.
        """
        rows = await self._database.rows(
            f"SELECT {AUDIT_COLUMNS} FROM audit LEFT JOIN person USING (person_id) "  # noqa: S608
            "WHERE guild_id IN (?1, '') AND (?2 = '' OR kind = ?2) AND (?3 = '' OR subject = ?3) "
            "AND (?4 = '' OR user_id = ?4) AND (?5 = '' OR action = ?5) AND written_at >= ?6 "
            "ORDER BY audit_id DESC LIMIT ?7",
            (guild_id, kind, subject, by, action, self._now() - days * 86400 if days else 0, limit),
        )
        entries: list[AuditEntry] = []
        for start in range(0, len(rows), _TURN):
            entries += map(entry_from, rows[start : start + _TURN])
            await asyncio.sleep(0)
        return entries

    async def entry(self, guild_id: str, audit_id: int) -> AuditEntry | None:
        """Return one write of the server by its number, or None."""
        row = await self._database.row(
            f"SELECT {AUDIT_COLUMNS} FROM audit LEFT JOIN person USING (person_id) "  # noqa: S608
            "WHERE guild_id = ? AND audit_id = ?",
            (guild_id, audit_id),
        )
        return entry_from(row) if row is not None else None

    async def retraction_of(self, guild_id: str, claim: Claim) -> AuditEntry | None:
        """Return the latest write that gave the claim its withdrawn status; None if it never had another."""
        row = await self._database.row(
            f"SELECT {AUDIT_COLUMNS} FROM audit LEFT JOIN person USING (person_id) "  # noqa: S608
            "WHERE guild_id IN (?, '') AND kind = 'claim' AND subject = ? AND before <> '' AND after <> '' "
            "AND json_extract(after, '$.status') = ? AND json_extract(before, '$.status') "
            f"NOT IN ({placeholders(WITHDRAWN)}) ORDER BY audit_id DESC LIMIT 1",
            (guild_id, claim.id, claim.status, *sorted(WITHDRAWN)),
        )
        return entry_from(row) if row is not None else None


def audit_csv(entries: list[AuditEntry]) -> str:
    """Return the entries as CSV, oldest first, every cell a `safe_cell`."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["number", "when", "who", "action", "kind", "subject", "before", "after", "reason"])
    for entry in reversed(entries):
        when = datetime.fromtimestamp(entry.written_at, UTC).isoformat(timespec="seconds")
        cells = [
            str(entry.audit_id), when, entry.user_id, entry.action, entry.kind, entry.subject,
            json.dumps(entry.before, ensure_ascii=False) if entry.before else "",
            json.dumps(entry.after, ensure_ascii=False) if entry.after else "", entry.reason,
        ]  # fmt: skip
        writer.writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()


def safe_cell(text: str) -> str:
    """Return the text as a cell that no spreadsheet takes for a formula: with an apostrophe in front if it
    looks like one (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
