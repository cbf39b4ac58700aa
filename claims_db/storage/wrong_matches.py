"""Wrong matches that people report, and topics that are paused because of them.

A wrong match silences a topic for a message and its copies in that server: for exact copies always, for
near ones (see `fingerprint`) in automatic replies. A topic that is reported too often is paused.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from claims_db.storage.database import Database, placeholders
from claims_db.storage.fingerprint import NearKeys

FLOOR_SHARE: Final = 0.2
"""A topic is paused from this share of wrong matches among its automatic replies in a server."""
FLOOR_REPLIES: Final = 5
FLOOR_REPORTS: Final = 2
FLOOR_DAYS: Final = 30
_DAY: Final = 24 * 3600.0


class WrongMatches:
    """Wrong matches and paused topics of every server.

    `scope_key` is a server's id or, in direct messages, the channel's.
    """

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    async def report_wrong(
        self,
        scope_key: str,
        topic: str,
        message_key: str,
        *,
        near: NearKeys | None = None,
        is_unasked: bool = False,
    ) -> bool:
        """Record that the topic does not fit the message; return False if that was recorded before."""
        keys = [] if near is None else [f"={near.whole}", *(f"-{key}" for key in near.lacking)]
        now = self._now()
        async with self._database.transaction() as db:
            cursor = await db.execute(
                "INSERT OR IGNORE INTO wrong_match (guild_id, topic, fingerprint, reported_at, is_unasked) "
                "VALUES (?, ?, ?, ?, ?)",
                (scope_key, topic, message_key, now, is_unasked),
            )
            is_new = cursor.rowcount == 1
            if is_new:
                await db.executemany(
                    "INSERT OR IGNORE INTO wrong_match (guild_id, topic, fingerprint, reported_at, near_to) "
                    "VALUES (?, ?, ?, ?, ?)",
                    [(scope_key, topic, key, now, message_key) for key in keys],
                )
        return is_new

    async def withdraw_wrong(self, scope_key: str, topic: str, message_key: str) -> bool:
        """Delete a report that was a mistake; return False if there is none."""
        async with self._database.transaction() as db:
            await db.execute(
                "DELETE FROM wrong_match WHERE guild_id = ? AND topic = ? AND near_to = ?",
                (scope_key, topic, message_key),
            )
            cursor = await db.execute(
                "DELETE FROM wrong_match WHERE guild_id = ? AND topic = ? AND fingerprint = ?",
                (scope_key, topic, message_key),
            )
        return cursor.rowcount == 1

    async def wrong_topics(
        self, scope_key: str, message_key: str, *, near: NearKeys | None = None
    ) -> set[str]:
        """Return the topics reported as wrong for messages with this fingerprint, or with a near one."""
        keys = [message_key]
        if near is not None:
            # A message with one word more or less than the reported one; not one with another word.
            keys += [f"={near.whole}", f"-{near.whole}", *(f"={key}" for key in near.lacking)]
        rows = await self._database.rows(
            f"SELECT topic FROM wrong_match WHERE guild_id = ? "  # noqa: S608
            f"AND fingerprint IN ({placeholders(keys)})",
            (scope_key, *keys),
        )
        return {str(row["topic"]) for row in rows}

    async def pause_where_due(self, guild_id: str, topic: str) -> bool:
        """Pause the topic if its reports pass the floor; return True if this call paused it.

        Counts the automatic replies and the reports of the last 30 days, or since the topic was resumed.
        """
        async with self._database.transaction() as db:
            pause = await db.row(
                "SELECT resumed_at FROM paused_topic WHERE guild_id = ? AND topic = ?", (guild_id, topic)
            )
            if pause is not None and pause["resumed_at"] is None:
                return False
            since = self._now() - FLOOR_DAYS * _DAY
            if pause is not None:
                since = max(since, pause["resumed_at"])
            row = await db.row(
                "SELECT (SELECT count(*) FROM wrong_match WHERE guild_id = ?1 AND topic = ?2 "
                "AND is_unasked AND reported_at > ?3) AS reports, "
                "(SELECT coalesce(sum(count), 0) FROM tally WHERE guild_id = ?1 AND topic = ?2 "
                "AND event = 'answered' AND day >= ?4) AS replies",
                (guild_id, topic, since, datetime.fromtimestamp(since, UTC).date().isoformat()),
            )
            if row is None or row["reports"] < FLOOR_REPORTS or row["replies"] < FLOOR_REPLIES:
                return False
            if row["reports"] < FLOOR_SHARE * row["replies"]:
                return False
            await db.execute(
                "INSERT INTO paused_topic (guild_id, topic, paused_at) VALUES (?, ?, ?) ON CONFLICT "
                "DO UPDATE SET paused_at = excluded.paused_at, resumed_at = NULL",
                (guild_id, topic, self._now()),
            )
            return True

    async def paused_topics(self, guild_id: str) -> set[str]:
        """Return the slugs of the server's paused topics."""
        rows = await self._database.rows(
            "SELECT topic FROM paused_topic WHERE guild_id = ? AND resumed_at IS NULL", (guild_id,)
        )
        return {str(row["topic"]) for row in rows}

    async def resume_topic(self, guild_id: str, topic: str) -> bool:
        """Answer the topic automatically again; return False if it was not paused."""
        async with self._database.transaction() as db:
            cursor = await db.execute(
                "UPDATE paused_topic SET resumed_at = ? WHERE guild_id = ? AND topic = ? "
                "AND resumed_at IS NULL",
                (self._now(), guild_id, topic),
            )
        return cursor.rowcount == 1
