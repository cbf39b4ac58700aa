"""Delete what was stored longer than the settings allow, from the file as well.

The connections overwrite what they delete. A search index keeps deleted words until its segments are
merged, so that is done here. (SQLite 3.42 and newer could overwrite them at once, but older versions can't
read an index written that way.)
"""

import json
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from claims_db.storage.database import Database

_BATCH: Final = 500
_MERGED_PAGES: Final = 100
_LONGEST_WINDOW_DAYS: Final = 30.0
_CHANGES: Final = "SELECT total_changes()"
_DAY: Final = 24 * 3600.0
_INDEXES: Final = ("topic_fts", "claim_fts")
_SERVER_TABLES: Final = (
    ("spoken", "channel_id IN (SELECT channel_id FROM reply WHERE guild_id = ?1)"),
    ("reply", "guild_id = ?1"), ("channel", "guild_id = ?1"), ("wrong_match", "guild_id = ?1"),
    ("tally", "guild_id = ?1"), ("trace", "guild_id = ?1"), ("paused_topic", "guild_id = ?1"),
    ("claim", "guild_id = ?1"), ("topic", "guild_id = ?1"), ("source", "guild_id = ?1"),
    ("lexicon_entry", "guild_id = ?1"), ("proposal", "guild_id = ?1"),
    ("notice", "guild_id = ?1"),
    ("correction", "guild_id = ?1 OR audit_id IN (SELECT audit_id FROM audit WHERE guild_id = ?1)"),
    ("audit", "guild_id = ?1"),
)  # fmt: skip
"""What a server leaves behind, in an order in which it can be deleted; its settings go last."""
_FINISHED: Final = (
    "state IN ('done', 'failed') AND audit_id IN (SELECT audit_id FROM audit WHERE written_at < ?)"
)
_ORPHANED: Final = "state IN ('done', 'failed') AND reply_id NOT IN (SELECT reply_id FROM reply)"
_NOTIFIED: Final = "state = 'told' AND audit_id IN (SELECT audit_id FROM audit WHERE written_at < ?)"
_KEYS: Final = {
    "tally": "guild_id, day, channel_id, topic, event", "trace": "guild_id, fingerprint",
    "notice": "audit_id, guild_id",
}  # fmt: skip
"""The primary keys of tables without row ids."""


@dataclass(frozen=True, slots=True)
class Keep:
    """How long each kind of record is stored, in days."""

    replies: float = 90
    traces: float = 14
    counts: float = 400
    questions: float = 90
    left_servers: float = 30
    wrong_matches: float = 365


class Retention:
    """Deletes expired records. `on_change` is called with the id of a server whose claims were deleted."""

    def __init__(
        self,
        database: Database,
        keep: Keep,
        *,
        on_change: Callable[[str], None] = lambda _guild_id: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.keep = keep
        self._database = database
        self._on_change = on_change
        self._now = now

    async def sweep(self, present: Collection[str] = ()) -> int:
        """Delete everything that is due, one batch per transaction; return the number of rows.

        The bot is in the servers in `present`: they are never taken for servers it has left.
        """
        deleted = await self._delete_old()
        for guild_id in await self._left_servers(present):
            deleted += await self._delete_server(guild_id)
        deleted += await self._delete(
            "person",
            "person_id NOT IN (SELECT person_id FROM audit WHERE person_id IS NOT NULL "
            "UNION SELECT person_id FROM proposal WHERE person_id IS NOT NULL "
            "UNION SELECT decided_by FROM proposal WHERE decided_by IS NOT NULL)",
        )
        for index in _INDEXES:
            await self._merge(index)
        await self._database.fold_log()
        return deleted

    async def _delete_old(self) -> int:
        keep = self.keep
        first_day = datetime.fromtimestamp(self._before(keep.counts), UTC).date().isoformat()
        questions = self._before(keep.questions)
        due: tuple[tuple[str, str, Any], ...] = (
            ("reply", "created_at < ?", self._before(keep.replies)),
            ("spoken", "spoken_at < ?", self._before(_LONGEST_WINDOW_DAYS)),
            ("wrong_match", "reported_at < ?", self._before(keep.wrong_matches)),
            ("trace", "seen_at < ?", self._before(keep.traces)),
            ("tally", "day < ?", first_day),
            (
                "proposal",
                "state IN ('accepted', 'rejected') AND coalesce(decided_at, made_at) < ?",
                questions,
            ),
            ("proposal", "(state = 'draft' OR kind = 'question') AND made_at < ?", questions),
            ("correction", _FINISHED, self._before(keep.replies)),
            ("notice", _NOTIFIED, self._before(keep.replies)),
        )
        deleted = 0
        for table, condition, value in due:
            deleted += await self._delete(table, condition, value)
        return deleted + await self._delete("correction", _ORPHANED)

    def _before(self, days: float) -> float:
        return self._now() - days * _DAY

    async def _left_servers(self, present: Collection[str]) -> list[str]:
        rows = await self._database.rows(
            "SELECT guild_id FROM guild WHERE left_at < ? AND guild_id <> '' "
            "AND guild_id NOT IN (SELECT value FROM json_each(?))",
            (self._before(self.keep.left_servers), json.dumps(sorted(present))),
        )
        return [str(row["guild_id"]) for row in rows]

    async def _delete_server(self, guild_id: str) -> int:
        """Delete everything of the server; stop if the bot is back in it in the meantime."""
        deleted = 0
        has_left = "EXISTS (SELECT 1 FROM guild WHERE guild_id = ?1 AND left_at IS NOT NULL)"
        for table, condition in _SERVER_TABLES:
            deleted += await self._delete(table, f"({condition}) AND {has_left}", guild_id)
        deleted += await self._delete("guild", "guild_id = ?1 AND left_at IS NOT NULL", guild_id)
        self._on_change(guild_id)
        return deleted

    async def _delete(self, table: str, condition: str, *values: Any) -> int:
        """Delete the rows that meet the condition, batch by batch; return how many."""
        key = _KEYS.get(table, "rowid")
        sql = (
            f"DELETE FROM {table} WHERE ({key}) IN "  # noqa: S608
            f"(SELECT {key} FROM {table} WHERE {condition} LIMIT {_BATCH})"
        )
        deleted = 0
        while True:
            async with self._database.transaction() as db:
                cursor = await db.execute(sql, values)
            deleted += cursor.rowcount
            if cursor.rowcount < _BATCH:
                return deleted

    async def _merge(self, index: str) -> None:
        """Merge the segments of a search index, some pages per transaction, which drops deleted words."""
        pages = -_MERGED_PAGES  # negative: SQLite first puts all segments on one level
        while True:
            async with self._database.transaction() as db:
                before = await db.number(_CHANGES)
                await db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', ?)", (pages,))  # noqa: S608
                if await db.number(_CHANGES) - before < 2:
                    return
            pages = _MERGED_PAGES
