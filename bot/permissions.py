"""Who may do what in a server, checked in code: Discord's default permissions are only defaults."""

import discord
from discord import app_commands

from bot.services import Services


def is_persons_own(interaction: discord.Interaction) -> bool:
    """Does the person use the bot as an app of their own, and not as the server's?"""
    return interaction.is_user_integration() and not interaction.is_guild_integration()


async def is_moderator(bot: Services, interaction: discord.Interaction) -> bool:
    """Does the person manage this server, or have the role that /setup names?

    Nobody is a moderator in direct messages, nor in a server in which the bot itself is not installed.
    """
    if interaction.guild_id is None or is_persons_own(interaction):
        return False
    if interaction.permissions.manage_guild:
        return True
    guild = await bot.server_settings.guild(str(interaction.guild_id))
    roles = getattr(interaction.user, "roles", ())
    return bool(guild.moderator_role_id) and any(str(r.id) == guild.moderator_role_id for r in roles)


async def require_moderator(bot: Services, interaction: discord.Interaction) -> None:
    """Raise an error, which `answer_error` reports to the user, if they may not write claims."""
    if interaction.guild_id is None:
        raise app_commands.NoPrivateMessage
    if not await is_moderator(bot, interaction):
        raise app_commands.MissingPermissions(["manage_guild"])
