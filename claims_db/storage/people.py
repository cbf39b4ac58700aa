"""What is stored about a person, which is never more than an id, and how to forget it."""

from dataclasses import dataclass
from typing import Any, Final

from claims_db.storage.database import Database

_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Held:
    """How many rows name a person: replies to their messages, answers they wait for, writes in audit logs,
    and suggestions and drafts; and whether they opted out."""

    replies: int = 0
    waiting: int = 0
    writes: int = 0
    proposals: int = 0
    is_opted_out: bool = False


class PeopleStore:
    """What is stored under people's ids, over all servers and direct messages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def held(self, user_id: str) -> Held:
        """Return what is stored about the person right now."""
        row = await self._database.row(
            "SELECT (SELECT count(*) FROM reply WHERE author_id = ?1) AS replies, "
            "(SELECT count(*) FROM asker WHERE user_id = ?1) AS waiting, "
            "(SELECT count(*) FROM audit JOIN person USING (person_id) WHERE user_id = ?1) AS writes, "
            "(SELECT count(*) FROM proposal JOIN person ON person.person_id IN "
            "(proposal.person_id, proposal.decided_by) WHERE user_id = ?1) AS proposals, "
            "EXISTS (SELECT 1 FROM opted_out WHERE user_id = ?1) AS is_out",
            (user_id,),
        )
        if row is None:
            return Held()
        return Held(row["replies"], row["waiting"], row["writes"], row["proposals"], bool(row["is_out"]))

    async def forget(self, user_id: str, *, keeps_opt_out: bool) -> None:
        """Delete the person's id from every row, and from the file.

        Replies and the audit log stay, without a name. An opt-out needs the id: it is deleted as well, unless
        `keeps_opt_out`.
        """
        if not user_id:
            return
        await self._in_batches(
            "UPDATE reply SET author_id = '' WHERE reply_id IN "
            "(SELECT reply_id FROM reply WHERE author_id = ? LIMIT ?)",
            user_id,
        )
        await self._in_batches(
            "DELETE FROM asker WHERE rowid IN (SELECT rowid FROM asker WHERE user_id = ? LIMIT ?)", user_id
        )
        async with self._database.transaction() as db:
            await db.execute("UPDATE person SET user_id = NULL WHERE user_id = ?", (user_id,))
            if not keeps_opt_out:
                await db.execute("DELETE FROM opted_out WHERE user_id = ?", (user_id,))
        await self._database.fold_log()

    async def _in_batches(self, sql: str, *values: Any) -> None:
        """Repeat the write until no rows are left for it, so that no transaction lasts long."""
        while True:
            async with self._database.transaction() as db:
                cursor = await db.execute(sql, (*values, _BATCH))
            if cursor.rowcount < _BATCH:
                return
