"""/about: what the bot is, and what it stores."""

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
    "Crosscheck sets the figures in a message against a claims database built from source documents, and "
    "shows who says what. It never says true or false.\n\n"
    "`/check` a sentence, use **Check figures** on a message, or mention me. `/topic show`, `/source show` "
    "and `/sources` show what the database holds; `/suggest` proposes a claim.\n\n"
    "Moderators: `/setup`, `/watch`, `/claim`, `/topic`, `/source`, `/queue`, `/audit`, `/stats`.\n\n"
    "No message text is stored or logged: `/privacy` says what is."
)


class About(commands.Cog):
    """What Crosscheck is."""

    @app_commands.command(name="about")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def about(self, interaction: discord.Interaction) -> None:
        """What Crosscheck is, and what it stores."""
        await interaction.response.send_message(
            embed=embed(Card("Crosscheck", _ABOUT)), ephemeral=True, allowed_mentions=QUIET
        )


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(About())
