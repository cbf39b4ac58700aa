"""Servers' own settings: who moderates, the moderators' channel, whether a second moderator must approve."""

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

    `moderator_role_id` is the role that may write claims, as may those who manage the server; "" for no
    role. `desk_channel_id` is the moderators' channel. `needs_second`: one moderator's change waits for
    the approval of another. `collects_questions`: a `/check` that found nothing is put in the queue.
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
        """Return the server's settings, or the defaults if nobody set any."""
        row = await self._database.row("SELECT * FROM guild WHERE guild_id = ?", (guild_id,))
        return _settings(row) if row is not None else ServerSettings(guild_id)

    async def save(self, settings: ServerSettings, *, by: str) -> None:
        """Write the settings, with an audit entry."""
        before = await self.guild(settings.guild_id)
        async with self._database.transaction() as db:
            await db.execute(
                "INSERT INTO guild VALUES (?, ?, ?, ?, ?, NULL) ON CONFLICT (guild_id) DO UPDATE SET "
                "moderator_role_id = excluded.moderator_role_id, desk_channel_id = excluded.desk_channel_id, "
                "needs_second = excluded.needs_second, collects_questions = excluded.collects_questions",
                (
                    settings.guild_id, settings.moderator_role_id, settings.desk_channel_id,
                    settings.needs_second, settings.collects_questions,
                ),
            )  # fmt: skip
            await append_entry(
                db, settings.guild_id, by, "set", "setting", "server", asdict(before), asdict(settings),
                at=self._now(),
            )  # fmt: skip

    async def set_left(self, guild_id: str, *, has_left: bool) -> None:
        """Note that the bot was removed from the server, or is back; what it left behind is deleted later."""
        async with self._database.transaction() as db:
            await db.execute("INSERT OR IGNORE INTO guild (guild_id) VALUES (?)", (guild_id,))
            await db.execute(
                "UPDATE guild SET left_at = ? WHERE guild_id = ?",
                (self._now() if has_left else None, guild_id),
            )

    async def note_present(self, guild_ids: Collection[str]) -> None:
        """Note that the bot is in these servers and no others: they may have changed while it was offline."""
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


def _settings(row: sqlite3.Row) -> ServerSettings:
    return ServerSettings(
        row["guild_id"], row["moderator_role_id"], row["desk_channel_id"], bool(row["needs_second"]),
        bool(row["collects_questions"]),
    )  # fmt: skip
