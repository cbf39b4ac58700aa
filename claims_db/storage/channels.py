"""How far the bot may go in a channel, and which people it must not look at."""

import sqlite3
from dataclasses import dataclass
from typing import Literal, cast

from claims_db.storage.database import Database

Step = Literal["off", "shadow", "links", "all"]
STEPS: tuple[Step, ...] = ("off", "shadow", "links", "all")


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel's step on the ladder.

    off: silent. shadow: what the bot would have said goes to the moderators' channel. links: messages
    with a link are answered. all: every message is looked at. `threshold` raises the scorer's own,
    unless it is None.
    """

    channel_id: str
    guild_id: str
    step: Step = "off"
    moderators_channel_id: str = ""
    threshold: float | None = None


class ChannelStore:
    """Reads and writes channels' steps and people's opt-outs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def channel(self, channel_id: str, guild_id: str, *, parent_id: str = "") -> Channel:
        """Return the channel's settings, or else its parent's; step "off" if neither has any."""
        rows = await self._database.rows(
            "SELECT * FROM channel WHERE channel_id IN (?, ?)", (channel_id, parent_id)
        )
        channels = {row["channel_id"]: _channel(row) for row in rows}
        return channels.get(channel_id) or channels.get(parent_id) or Channel(channel_id, guild_id)

    async def channels(self, guild_id: str) -> list[Channel]:
        """Return the server's channels that are not off."""
        rows = await self._database.rows(
            "SELECT * FROM channel WHERE guild_id = ? AND step <> 'off' ORDER BY channel_id", (guild_id,)
        )
        return [_channel(row) for row in rows]

    async def save(self, channel: Channel) -> None:
        async with self._database.transaction() as db:
            await db.execute(
                "INSERT INTO channel VALUES (?, ?, ?, ?, ?) ON CONFLICT (channel_id) DO UPDATE SET "
                "step = excluded.step, moderators_channel_id = excluded.moderators_channel_id, "
                "threshold = excluded.threshold",
                (
                    channel.channel_id, channel.guild_id, channel.step,
                    channel.moderators_channel_id, channel.threshold,
                ),
            )  # fmt: skip

    async def forget_guild(self, guild_id: str) -> None:
        """Delete a server's channels, when the bot is removed from it."""
        async with self._database.transaction() as db:
            await db.execute("DELETE FROM channel WHERE guild_id = ?", (guild_id,))

    async def is_opted_out(self, user_id: str) -> bool:
        row = await self._database.row("SELECT 1 FROM opted_out WHERE user_id = ?", (user_id,))
        return row is not None

    async def set_opted_out(self, user_id: str, *, is_out: bool) -> None:
        async with self._database.transaction() as db:
            if is_out:
                await db.execute("INSERT OR IGNORE INTO opted_out VALUES (?)", (user_id,))
                await db.execute("UPDATE reply SET author_id = '' WHERE author_id = ?", (user_id,))
            else:
                await db.execute("DELETE FROM opted_out WHERE user_id = ?", (user_id,))


def _channel(row: sqlite3.Row) -> Channel:
    return Channel(
        row["channel_id"], row["guild_id"], cast("Step", row["step"]), row["moderators_channel_id"],
        row["threshold"],
    )  # fmt: skip
