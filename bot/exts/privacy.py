"""/optout: a person may keep the bot from looking at their messages."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.posting import QUIET

if TYPE_CHECKING:
    from bot.client import CrosscheckBot


class Privacy(commands.Cog):
    """What people decide about their own messages; it holds in every server."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot

    @app_commands.command(name="optout")
    @app_commands.describe(out="True: never look at my messages unasked; False: look again")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def optout(self, interaction: discord.Interaction, out: bool = True) -> None:
        """Choose whether I may look at your messages unasked."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await self.bot.channels.set_opted_out(str(interaction.user.id), is_out=out)
        text = (
            "I will not look at your messages unasked any more, in any server. "
            "What you ask me I still answer."
            if out
            else "I may look at your messages again where a channel is watched."
        )
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=QUIET)


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Privacy(bot))
