"""Notices to moderators: that a write's corrections in their server are all made.

A notice is entered with the corrections, in the write's transaction. It becomes 'sending' before Discord is
asked, so that after a crash the bot checks the moderators' channel before it posts the notice again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from claims_db.storage.audit import AUDIT_COLUMNS, AuditEntry, entry_from
from claims_db.storage.database import Database


@dataclass(frozen=True, slots=True)
class Notice:
    """One write to report in one server. `is_cut_off`: it may have been reported before a crash."""

    guild_id: str
    entry: AuditEntry
    is_cut_off: bool


class NoticeStore:
    """The notices that are still to be posted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ready(self, limit: int = 100) -> list[Notice]:
        """Return notices of writes that have no correction left to make, in order, a server's together.

        Those of a release wait for all of its corrections in the server, to be posted at once.
        """
        rows = await self._database.rows(
            f"SELECT notice.guild_id AS posted_in, notice.state, {AUDIT_COLUMNS} "  # noqa: S608
            "FROM notice JOIN audit USING (audit_id) LEFT JOIN person USING (person_id) "
            "WHERE notice.state <> 'told' AND NOT EXISTS (SELECT 1 FROM correction AS left_over "
            "JOIN audit AS written USING (audit_id) WHERE left_over.state IN ('pending', 'sending') "
            "AND left_over.guild_id = notice.guild_id AND (left_over.audit_id = notice.audit_id "
            "OR audit.action = 'release' AND written.action = 'release')) "
            "ORDER BY notice.guild_id, notice.audit_id LIMIT ?",
            (limit,),
        )
        return [Notice(row["posted_in"], entry_from(row), row["state"] == "sending") for row in rows]

    async def begin(self, notices: Sequence[Notice]) -> None:
        """Mark the notices as about to be posted."""
        await self._set_state(notices, "sending")

    async def finish(self, notices: Sequence[Notice]) -> None:
        """Mark the notices as finished: the moderators were notified, or can't be."""
        await self._set_state(notices, "told")

    async def _set_state(self, notices: Sequence[Notice], state: str) -> None:
        async with self._database.transaction() as db:
            await db.executemany(
                "UPDATE notice SET state = ? WHERE audit_id = ? AND guild_id = ?",
                [(state, notice.entry.audit_id, notice.guild_id) for notice in notices],
            )
