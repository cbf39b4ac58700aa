"""/about: what the bot is and how to use it."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.posting import embed
from bot.quiet import QUIET
from bot.rendering.cards import Card

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_ABOUT = (
    "I compare the figures in a message with a claims database built from source documents, and show who "
    "says what. I never say whether something is true or false.\n\n"
    "To ask, use `/check` with a sentence, **Check figures** on a message, or mention me. `/topic show`, "
    "`/source show` and `/sources` show what the database holds; `/suggest` suggests a claim.\n\n"
    "For moderators: `/setup`, `/watch`, `/claim`, `/topic`, `/source`, `/queue`, `/audit`, `/stats`.\n\n"
    "I neither store nor log the text of messages. `/privacy` shows what I do store."
)


class About(commands.Cog):
    """What Crosscheck is."""

    @app_commands.command(name="about")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def about(self, interaction: discord.Interaction) -> None:
        """Show what Crosscheck is and how to use it."""
        await interaction.response.send_message(
            embed=embed(Card("Crosscheck", _ABOUT)), ephemeral=True, allowed_mentions=QUIET
        )


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(About())
