"""/stats: what was asked, answered, met with silence and reported in a server, for its moderators."""

import asyncio
import io
from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.charts import stats_drawing
from bot.charts.stats_board import board_alt_text, board_of, board_text
from bot.choices import guild_key
from bot.permissions import require_moderator
from bot.quiet import QUIET

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_DAYS: Final = 30
_CHART: Final = "stats.png"


class Stats(commands.Cog):
    """Counts by topic and by channel, never by person."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot
        self._drawing = asyncio.Semaphore(1)

    @app_commands.command(name="stats")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_messages=True)
    @app_commands.describe(days="How many days to look back; 30 if you leave it out")
    async def stats(
        self, interaction: discord.Interaction, days: app_commands.Range[int, 1, 365] = _DAYS
    ) -> None:
        """Show what I was asked here, what I answered, and what was reported as wrong."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await require_moderator(self.bot, interaction)
        async with self.bot.work():
            guild_id = guild_key(interaction)
            titles = {t.slug: t.title for t in await self.bot.store.topics(guild_id)}
            statistics = await self.bot.statistics.totals(guild_id, days)
            board = board_of(
                statistics, days, lambda slug: titles.get(slug, slug), lambda key: _name(interaction, key)
            )
            if board.is_empty:
                await interaction.followup.send(
                    "I was not asked anything and looked at nothing here in that time.",
                    ephemeral=True,
                    allowed_mentions=QUIET,
                )
                return
            async with self._drawing:  # one at a time: it is half a second of work
                png = await asyncio.to_thread(stats_drawing.render, board)
            file = discord.File(io.BytesIO(png), _CHART, description=board_alt_text(board))
            await interaction.followup.send(
                board_text(board), file=file, ephemeral=True, allowed_mentions=QUIET
            )


def _name(interaction: discord.Interaction, channel_id: str) -> str:
    """Return the channel's name, if the person may see the channel."""
    guild, person = interaction.guild, interaction.user
    channel = guild.get_channel_or_thread(int(channel_id)) if guild is not None else None
    if channel is None or not isinstance(person, discord.Member):
        return "a deleted channel"
    return f"#{channel.name}" if channel.permissions_for(person).view_channel else "a channel you can't see"


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Stats(bot))
