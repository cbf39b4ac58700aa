"""Background work: writing the counts, deleting expired data, recording which servers the bot is in."""

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import discord
from discord.ext import commands, tasks

from claims_db.errors import StoreError

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_log = logging.getLogger(__name__)
_FLUSH_SECONDS: Final = 30
_SETTLED: Final = 120.0
"""Seconds between a start and the first deletion; then once a day."""
_DAY: Final = 24 * 3600.0


class Upkeep(commands.Cog):
    """Three loops, and a look at which servers the bot is in."""

    def __init__(self, bot: "CrosscheckBot", *, now: Callable[[], float] = time.time) -> None:
        self.bot = bot
        self._now = now
        self._next_sweep = now() + _SETTLED

    async def cog_load(self) -> None:
        self.flush.start()
        self.withdraw.start()
        self.sweep.start()

    async def cog_unload(self) -> None:
        self.flush.cancel()
        self.withdraw.cancel()
        self.sweep.cancel()

    @tasks.loop(seconds=_FLUSH_SECONDS)
    async def flush(self) -> None:
        """Write the counts of the last half minute."""
        async with self.bot.work():
            try:
                await self.bot.statistics.flush()
            except StoreError as error:
                _log.warning("Counts will be written later: %s", error)

    @tasks.loop(minutes=1)
    async def withdraw(self) -> None:
        """Withdraw replies that Discord never answered for and the gateway never brought."""
        async with self.bot.work():
            try:
                await self.bot.reply_store.withdraw_unclear()
            except StoreError as error:
                _log.warning("Replies that were not posted are withdrawn later: %s", error)

    @tasks.loop(minutes=1)
    async def sweep(self) -> None:
        """Delete expired data two minutes after a start, then once a day."""
        now = self._now()
        if now < self._next_sweep:
            return
        self._next_sweep = now + _DAY
        await self.sweep_now()

    async def sweep_now(self) -> None:
        """Delete expired data now; if the database can't be used, leave it to the next sweep."""
        async with self.bot.work():
            try:
                count = await self.bot.retention.sweep({str(guild.id) for guild in self.bot.guilds})
            except StoreError as error:
                _log.warning("Expired rows will be deleted tomorrow: %s", error)
            else:
                _log.info("%d expired rows were deleted", count)

    @commands.Cog.listener("on_ready")
    async def note_servers(self) -> None:
        """Record the servers the bot is in: it may have been removed or added while it was offline."""
        async with self.bot.work():
            await self.bot.server_settings.note_present({str(guild.id) for guild in self.bot.guilds})

    @commands.Cog.listener("on_guild_remove")
    async def note_left(self, guild: discord.Guild) -> None:
        """Record that the bot left a server; its data is kept for a while, in case the bot comes back."""
        async with self.bot.work():
            await self.bot.server_settings.set_left(str(guild.id), has_left=True)

    @commands.Cog.listener("on_guild_join")
    async def note_joined(self, guild: discord.Guild) -> None:
        """Record that the bot is back; if in time, everything is as it was, but no channel is watched."""
        async with self.bot.work():
            await self.bot.server_settings.set_left(str(guild.id), has_left=False)


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Upkeep(bot))
