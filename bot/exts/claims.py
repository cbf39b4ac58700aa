"""/claim: what moderators do with their server's claims."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands

if TYPE_CHECKING:
    from bot.client import CrosscheckBot


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    bot.tree.add_command(
        app_commands.Group(
            name="claim", description="Write this server's claims", guild_only=True,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            default_permissions=discord.Permissions(manage_messages=True),
        )
    )  # fmt: skip


async def teardown(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is unloaded."""
    bot.tree.remove_command("claim")
