"""The queue of corrections: edits of replies that show a claim which has changed since.

A correction is entered in the transaction that changes the claim, so that neither exists without the
other, and made afterwards. Its state goes pending -> sending -> done or failed. One that is 'sending'
when the bot starts was cut off: only the reply itself shows whether it was edited.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

from claims_db.storage.audit import AUDIT_COLUMNS, AuditEntry, entry_from
from claims_db.storage.database import Database, Transaction, placeholders

LONGEST_CORRECTED: Final = 90 * 24 * 3600.0
"""Seconds after which a reply is no longer corrected, whatever the setting says."""

POSTED_WITHIN: Final = 600.0
"""Seconds within which a reply is posted after it was entered; after that it never will be."""

CorrectionState = Literal["pending", "sending", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Correction:
    """One reply to edit because of one write, and the outcome.

    `is_past`: the reply was rebuilt after the write, and does not mention it.
    """

    correction_id: int
    reply_id: int
    state: CorrectionState
    problem: str
    entry: AuditEntry
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far the corrections of one write are; `problems` are (what went wrong, how often)."""

    pending: int
    done: int
    problems: tuple[tuple[str, int], ...]

    @property
    def failed(self) -> int:
        return sum(count for _, count in self.problems)


async def enqueue_corrections(
    db: Transaction, audit_id: int, claim_ids: Sequence[str], guild_id: str, *, since: float
) -> int:
    """Enqueue a correction for each reply that shows one of the claims; return how many.

    Call it inside the write's transaction. It concerns replies given after the time `since`, also those that
    are just being posted, and only the server's; a write to a shipped claim concerns every server that has
    no row of its own in its place.
    """
    cursor = await db.execute(
        "INSERT OR IGNORE INTO correction (audit_id, reply_id, guild_id) "  # noqa: S608
        "SELECT DISTINCT ?, reply.reply_id, reply.guild_id FROM reply_claim JOIN reply USING (reply_id) "
        f"WHERE reply_claim.claim_id IN ({placeholders(claim_ids)}) "
        "AND reply_claim.claim_guild_id IN ('', ?) AND (? = '' OR reply.guild_id = ?) "
        "AND (? <> '' OR NOT EXISTS (SELECT 1 FROM claim AS own WHERE own.guild_id <> '' "
        "AND own.guild_id = reply.guild_id AND own.id = reply_claim.claim_id)) AND reply.created_at > ? "
        "AND (reply.message_id <> '' OR reply.created_at > "
        "(SELECT written_at FROM audit WHERE audit_id = ?) - ?)",
        (
            audit_id, *claim_ids, guild_id, guild_id, guild_id, guild_id, since, audit_id, POSTED_WITHIN,
        ),
    )  # fmt: skip
    await _enqueue_notice(db, audit_id)
    return cursor.rowcount


async def enqueue_overtaken(db: Transaction, reply_id: int) -> None:
    """Enqueue a correction for each claim of a reply that changed while the reply was being made.

    Call it inside the transaction that enters what the reply shows.
    """
    cursor = await db.execute(
        "INSERT OR IGNORE INTO correction (audit_id, reply_id, guild_id) "
        "SELECT written.audit_id, reply.reply_id, reply.guild_id "
        "FROM reply JOIN reply_claim USING (reply_id) "
        "JOIN claim AS seen ON seen.id = reply_claim.claim_id AND seen.guild_id IN ('', reply.guild_id) "
        "JOIN audit AS written ON written.audit_id = (SELECT max(audit_id) FROM audit "
        "WHERE audit.guild_id = seen.guild_id AND kind = 'claim' AND subject = seen.id) "
        "WHERE reply_id = ?1 AND (seen.guild_id <> '' OR NOT EXISTS (SELECT 1 FROM claim AS own "
        "WHERE own.guild_id <> '' AND own.guild_id = reply.guild_id AND own.id = seen.id)) "
        "AND NOT EXISTS (SELECT 1 FROM reply_claim AS shown WHERE shown.reply_id = ?1 "
        "AND shown.claim_id = seen.id AND shown.claim_guild_id = seen.guild_id "
        "AND shown.revision >= seen.revision) "
        "RETURNING audit_id",
        (reply_id,),
    )
    for row in await cursor.fetchall():
        await _enqueue_notice(db, row["audit_id"])


async def _enqueue_notice(db: Transaction, audit_id: int) -> None:
    """Enter a notice to moderators in each server in which the write has corrections."""
    await db.execute(
        "INSERT INTO notice (audit_id, guild_id) "
        "SELECT DISTINCT audit_id, guild_id FROM correction WHERE audit_id = ? "
        "ON CONFLICT DO NOTHING",
        (audit_id,),
    )


async def pass_over(db: Transaction, reply_id: int) -> None:
    """Mark a reply's earlier corrections as past: the rebuilt reply does not mention them.

    Call it inside the transaction that enters what the rebuilt reply shows.
    """
    await db.execute("UPDATE correction SET is_past = 1 WHERE reply_id = ?", (reply_id,))


class CorrectionStore:
    """The queue of corrections."""

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    async def next_pending(self, limit: int) -> list[Correction]:
        """Return the oldest corrections to make, those that were cut off first.

        Each reply has one, that of the latest write. Servers take turns, so that none waits until all
        replies of another are corrected.
        """
        rows = await self._database.rows(
            f"SELECT correction.*, {AUDIT_COLUMNS} FROM correction JOIN audit USING (audit_id) "  # noqa: S608
            "LEFT JOIN person USING (person_id) JOIN "
            "(SELECT max(correction_id) AS latest, max(state = 'sending') AS is_cut_off, "
            "row_number() OVER (PARTITION BY guild_id ORDER BY max(correction_id)) AS turn "
            "FROM correction WHERE state IN ('pending', 'sending') GROUP BY guild_id, reply_id) "
            "ON latest = correction_id ORDER BY is_cut_off DESC, turn, correction_id LIMIT ?",
            (limit,),
        )
        return [_correction(row) for row in rows]

    async def open_on(self, reply_id: int) -> Correction | None:
        """Return the latest correction that the reply still waits for, or None."""
        row = await self._database.row(
            f"SELECT correction.*, {AUDIT_COLUMNS} FROM correction JOIN audit USING (audit_id) "  # noqa: S608
            "LEFT JOIN person USING (person_id) WHERE reply_id = ? AND state IN ('pending', 'sending') "
            "ORDER BY correction_id DESC LIMIT 1",
            (reply_id,),
        )
        return _correction(row) if row is not None else None

    async def shown_on(self, reply_id: int, limit: int = 3) -> list[Correction]:
        """Return the corrections that the reply has to mention, made or about to be, the latest first."""
        rows = await self._database.rows(
            f"SELECT correction.*, {AUDIT_COLUMNS} FROM correction JOIN audit USING (audit_id) "  # noqa: S608
            "LEFT JOIN person USING (person_id) WHERE reply_id = ? AND is_past = 0 "
            "ORDER BY correction_id DESC LIMIT ?",
            (reply_id, limit),
        )
        return [_correction(row) for row in rows]

    async def begin(self, correction: Correction) -> None:
        """Mark the correction as being sent, and with it the earlier ones of the reply, which it covers."""
        async with self._database.transaction() as db:
            await db.execute(
                "UPDATE correction SET state = 'sending' WHERE reply_id = ? AND correction_id <= ? "
                "AND state IN ('pending', 'sending')",
                (correction.reply_id, correction.correction_id),
            )

    async def finish(self, correction: Correction, problem: str = "") -> None:
        """Mark the correction as done or, if there is a problem, as failed because of it."""
        async with self._database.transaction() as db:
            await db.execute(
                "UPDATE correction SET state = ?, problem = ? WHERE reply_id = ? AND correction_id <= ? "
                "AND state IN ('pending', 'sending')",
                ("failed" if problem else "done", problem, correction.reply_id, correction.correction_id),
            )

    async def outcome(self, audit_id: int, guild_id: str) -> Outcome:
        """Return how far the corrections of a write are in one server."""
        rows = await self._database.rows(
            "SELECT state, problem, count(*) AS count FROM correction WHERE audit_id = ? AND guild_id = ? "
            "GROUP BY state, problem ORDER BY count DESC",
            (audit_id, guild_id),
        )
        counts = {
            state: sum(int(row["count"]) for row in rows if row["state"] == state)
            for state in ("pending", "sending", "done")
        }
        problems = tuple((str(r["problem"]), int(r["count"])) for r in rows if r["state"] == "failed")
        return Outcome(counts["pending"] + counts["sending"], counts["done"], problems)


def _correction(row: sqlite3.Row) -> Correction:
    return Correction(
        row["correction_id"], row["reply_id"], cast("CorrectionState", row["state"]), row["problem"],
        entry_from(row), bool(row["is_past"]),
    )  # fmt: skip
