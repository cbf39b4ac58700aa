"""Replies to be corrected: those that showed a claim which has changed since.

A correction is entered in the transaction that changes the claim, so that neither is there without
the other, and worked off afterwards. Its state goes pending -> sending -> done or failed. 'sending'
that is found at a start was cut off: whether the reply was edited can only be seen on the reply.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

import aiosqlite

from claims_db.database import Database, placeholders
from claims_db.trail import AUDIT_COLUMNS, AuditEntry, entry_from

LONGEST_CORRECTED: Final = 90 * 24 * 3600.0
"""Seconds after which a reply is not corrected any more, whatever the setting says."""

CorrectionState = Literal["pending", "sending", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Correction:
    """One reply to edit because of one write, and what became of it."""

    correction_id: int
    reply_id: int
    state: CorrectionState
    problem: str
    entry: AuditEntry


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far the corrections of one write are; `problems` are (what was wrong, how often)."""

    pending: int
    done: int
    problems: tuple[tuple[str, int], ...]

    @property
    def failed(self) -> int:
        return sum(count for _, count in self.problems)


async def enqueue_corrections(
    db: aiosqlite.Connection, audit_id: int, claim_ids: Sequence[str], guild_id: str, *, since: float
) -> int:
    """Inside the write's transaction: one correction for each reply that shows one of the claims.

    Only replies given after `since`, and only those of the server; a write to shipped claims concerns
    every server that has no row of its own in their place. Returns how many replies that are.
    """
    cursor = await db.execute(
        "INSERT OR IGNORE INTO correction (audit_id, reply_id, guild_id) "  # noqa: S608
        "SELECT DISTINCT ?, reply.reply_id, reply.guild_id FROM reply_claim JOIN reply USING (reply_id) "
        f"WHERE reply_claim.claim_id IN ({placeholders(claim_ids)}) "
        "AND reply_claim.claim_guild_id IN ('', ?) AND (? = '' OR reply.guild_id = ?) "
        "AND reply.message_id <> '' AND reply.created_at > ?",
        (audit_id, *claim_ids, guild_id, guild_id, guild_id, since),
    )
    return cursor.rowcount


class CorrectionStore:
    """The queue of corrections."""

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    async def next_pending(self, limit: int) -> list[Correction]:
        """The oldest corrections to make, cut-off ones first; one a reply, the latest write's."""
        rows = await self._database.rows(
            f"SELECT correction.*, {AUDIT_COLUMNS} FROM correction JOIN audit USING (audit_id) "  # noqa: S608
            "LEFT JOIN person USING (person_id) WHERE correction_id IN "
            "(SELECT max(correction_id) FROM correction WHERE state IN ('pending', 'sending') "
            "GROUP BY reply_id) ORDER BY state = 'sending' DESC, correction_id LIMIT ?",
            (limit,),
        )
        return [_correction(row) for row in rows]

    async def shown_on(self, reply_id: int, limit: int = 3) -> list[Correction]:
        """The corrections a reply has to name, the latest first, made or about to be."""
        rows = await self._database.rows(
            f"SELECT correction.*, {AUDIT_COLUMNS} FROM correction JOIN audit USING (audit_id) "  # noqa: S608
            "LEFT JOIN person USING (person_id) WHERE reply_id = ? ORDER BY correction_id DESC LIMIT ?",
            (reply_id, limit),
        )
        return [_correction(row) for row in rows]

    async def begin(self, correction: Correction) -> None:
        """Discord is about to be asked. Earlier corrections of the reply are covered by this one."""
        async with self._database.transaction() as db:
            await db.execute(
                "UPDATE correction SET state = 'sending' WHERE reply_id = ? AND correction_id <= ? "
                "AND state IN ('pending', 'sending')",
                (correction.reply_id, correction.correction_id),
            )

    async def finish(self, correction: Correction, problem: str = "") -> None:
        """The reply was edited, or can't be and why."""
        async with self._database.transaction() as db:
            await db.execute(
                "UPDATE correction SET state = ?, problem = ? WHERE reply_id = ? AND correction_id <= ? "
                "AND state IN ('pending', 'sending')",
                ("failed" if problem else "done", problem, correction.reply_id, correction.correction_id),
            )

    async def outcome(self, audit_id: int, guild_id: str) -> Outcome:
        """How far the corrections of a write are, in one server."""
        rows = await self._database.rows(
            "SELECT state, problem, count(*) AS count FROM correction WHERE audit_id = ? AND guild_id = ? "
            "GROUP BY state, problem ORDER BY count DESC",
            (audit_id, guild_id),
        )
        counts = {
            state: sum(int(row["count"]) for row in rows if row["state"] == state)
            for state in ("pending", "sending", "done")
        }
        failed = tuple((str(r["problem"]), int(r["count"])) for r in rows if r["state"] == "failed")
        return Outcome(counts["pending"] + counts["sending"], counts["done"], failed)


def _correction(row: sqlite3.Row) -> Correction:
    return Correction(
        row["correction_id"], row["reply_id"], cast("CorrectionState", row["state"]), row["problem"],
        entry_from(row),
    )  # fmt: skip
