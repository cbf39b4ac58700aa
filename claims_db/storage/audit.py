"""The audit trail: who wrote what, when, before and after. Rows are only ever added.

The same rows are the revisions of a claim: its history is read from them, and undoing a write puts
their `before` back. People are numbers in it, so that somebody can be forgotten without rewriting it.
"""

import asyncio
import csv
import io
import json
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, cast

import aiosqlite

from claims_db.models import WITHDRAWN, Claim
from claims_db.storage.database import Database

SubjectKind = Literal["claim", "source", "topic", "name", "setting"]
_TURN: Final = 100
"""Entries read before the event loop has its turn, about 2 ms."""
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
SUBJECT_KINDS: Final[tuple[SubjectKind, ...]] = ("claim", "source", "topic", "name", "setting")
AUDIT_COLUMNS: Final = (
    "audit.audit_id, audit.guild_id AS written_in, audit.written_at, person.user_id, audit.action, "
    "audit.kind, audit.subject, audit.before, audit.after, audit.reason"
)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One write. `user_id` is "" for a release of the shipped claims and for forgotten people.

    `before` and `after` are records (see `records`), empty where there was or is nothing.
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
        """The day of the write, UTC."""
        return datetime.fromtimestamp(self.written_at, UTC).date().isoformat()


def entry_from(row: sqlite3.Row) -> AuditEntry:
    """The entry of a row that has AUDIT_COLUMNS."""
    return AuditEntry(
        row["audit_id"], row["written_in"], row["written_at"], row["user_id"] or "", row["action"],
        cast("SubjectKind", row["kind"]), row["subject"], json.loads(row["before"] or "{}"),
        json.loads(row["after"] or "{}"), row["reason"],
    )  # fmt: skip


async def person_id(db: aiosqlite.Connection, user_id: str) -> int | None:
    """The number a person has in the trail, made where they have none; None for nobody."""
    if not user_id:
        return None
    await db.execute("INSERT OR IGNORE INTO person (user_id) VALUES (?)", (user_id,))
    async with db.execute("SELECT person_id FROM person WHERE user_id = ?", (user_id,)) as cursor:
        row = await cursor.fetchone()
    return int(row[0]) if row is not None else None


async def append_entry(
    db: aiosqlite.Connection, guild_id: str, by: str, action: str, kind: SubjectKind, subject: str,
    before: Mapping[str, Any], after: Mapping[str, Any], *, at: float, reason: str = "",
) -> int:  # fmt: skip
    """Inside the write's transaction: add it to the trail; returns its number."""
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


class AuditLog:
    """Reads the audit trail of a server."""

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    async def entries(
        self, guild_id: str, *, kind: str = "", subject: str = "", by: str = "", action: str = "",
        days: float = 0, limit: int = 100,
    ) -> list[AuditEntry]:  # fmt: skip
        """The server's writes that fit every filter given, the latest first.

        Those to shipped records by a release are among them.
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
        """One write of the server by its number."""
        row = await self._database.row(
            f"SELECT {AUDIT_COLUMNS} FROM audit LEFT JOIN person USING (person_id) "  # noqa: S608
            "WHERE guild_id = ? AND audit_id = ?",
            (guild_id, audit_id),
        )
        return entry_from(row) if row is not None else None

    async def fall_of(self, guild_id: str, claim: Claim) -> AuditEntry | None:
        """The latest write that withdrew the claim; None where it never stood."""
        for entry in await self.entries(guild_id, kind="claim", subject=claim.id):
            has_stood = entry.before.get("status", "retracted") not in WITHDRAWN
            if entry.after.get("status") == claim.status and has_stood:
                return entry
        return None


def audit_csv(entries: list[AuditEntry]) -> str:
    """The entries as CSV, oldest first; cells that a spreadsheet would run begin with an apostrophe."""
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
    """Return the text as a cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
