"""Servers' own settings: who moderates there, where the desk is, whether a second pair of eyes is needed."""

import json
import sqlite3
import time
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass

from claims_db.storage.audit import append_entry
from claims_db.storage.database import Database


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """A server's settings.

    `moderator_role_id` may write claims beside those who manage the server, "" for nobody else.
    `desk_channel_id` is where moderators are told things. `needs_second`: a claim by one moderator
    waits for another. `collects_questions`: what was asked and not found is kept for the queue.
    """

    guild_id: str
    moderator_role_id: str = ""
    desk_channel_id: str = ""
    needs_second: bool = False
    collects_questions: bool = True


class ServerStore:
    """Reads and writes servers' settings."""

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    async def guild(self, guild_id: str) -> ServerSettings:
        """The server's settings; the defaults where nobody set any."""
        row = await self._database.row("SELECT * FROM guild WHERE guild_id = ?", (guild_id,))
        return _guild(row) if row is not None else ServerSettings(guild_id)

    async def save(self, guild: ServerSettings, *, by: str) -> None:
        """Write the settings, with their trail."""
        before = await self.guild(guild.guild_id)
        async with self._database.transaction() as db:
            await db.execute(
                "INSERT INTO guild VALUES (?, ?, ?, ?, ?, NULL) ON CONFLICT (guild_id) DO UPDATE SET "
                "moderator_role_id = excluded.moderator_role_id, desk_channel_id = excluded.desk_channel_id, "
                "needs_second = excluded.needs_second, collects_questions = excluded.collects_questions",
                (
                    guild.guild_id, guild.moderator_role_id, guild.desk_channel_id, guild.needs_second,
                    guild.collects_questions,
                ),
            )  # fmt: skip
            await append_entry(
                db, guild.guild_id, by, "set", "setting", "server", asdict(before), asdict(guild),
                at=self._now(),
            )  # fmt: skip

    async def set_left(self, guild_id: str, *, has_left: bool) -> None:
        """The bot was removed from the server, or is back: what it left behind goes after a while."""
        async with self._database.transaction() as db:
            await db.execute("INSERT OR IGNORE INTO guild (guild_id) VALUES (?)", (guild_id,))
            await db.execute(
                "UPDATE guild SET left_at = ? WHERE guild_id = ?",
                (self._now() if has_left else None, guild_id),
            )

    async def note_present(self, guild_ids: Collection[str]) -> None:
        """The bot is in these servers now and in no other: they may have changed while it was away."""
        present = json.dumps(sorted(guild_ids))
        async with self._database.transaction() as db:
            await db.execute(
                "INSERT OR IGNORE INTO guild (guild_id) SELECT guild_id FROM (SELECT guild_id FROM channel "
                "UNION SELECT guild_id FROM claim UNION SELECT guild_id FROM topic "
                "UNION SELECT guild_id FROM source UNION SELECT guild_id FROM reply "
                "UNION SELECT guild_id FROM proposal) "
                "WHERE guild_id <> '' AND guild_id NOT IN (SELECT value FROM json_each(?))",
                (present,),
            )
            await db.execute(
                "UPDATE guild SET left_at = NULL WHERE left_at IS NOT NULL "
                "AND guild_id IN (SELECT value FROM json_each(?))",
                (present,),
            )
            await db.execute(
                "UPDATE guild SET left_at = ? WHERE left_at IS NULL "
                "AND guild_id NOT IN (SELECT value FROM json_each(?))",
                (self._now(), present),
            )


def _guild(row: sqlite3.Row) -> ServerSettings:
    return ServerSettings(
        row["guild_id"], row["moderator_role_id"], row["desk_channel_id"], bool(row["needs_second"]),
        bool(row["collects_questions"]),
    )  # fmt: skip
