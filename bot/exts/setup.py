"""/setup: who moderates claims in a server, in which channel, and whether two moderators are needed."""

from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import UserError
from bot.exts.watch import missing_permissions
from bot.quiet import QUIET
from claims_db.storage.servers import ServerSettings

if TYPE_CHECKING:
    from bot.client import CrosscheckBot


def settings_text(guild: ServerSettings) -> str:
    """Return the server's settings in sentences."""
    role = f" and with the role <@&{guild.moderator_role_id}>" if guild.moderator_role_id else " only"
    channel = f"<#{guild.desk_channel_id}>" if guild.desk_channel_id else "none yet; choose one with desk"
    second = "waits for a second moderator's approval" if guild.needs_second else "is saved at once"
    others = " New and edited topics and sources do not wait; merges do." if guild.needs_second else ""
    questions = "are collected in /queue, without names" if guild.collects_questions else "are not kept"
    return (
        f"Who may write claims: people with the Manage Server permission{role}\n"
        f"Moderators' channel: {channel}\n"
        f"A claim that a moderator adds or changes {second}.{others}\n"
        f"Questions that found nothing {questions}."
    )


class Setup(commands.Cog):
    """A server's settings; only those who manage the server may change them."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot

    @app_commands.command(name="setup")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(
        role="Members with this role may write claims too",
        desk="The moderators' channel, where I ask for approvals and report corrections",
        second_pair="True: a second moderator has to approve each claim; topics and sources do not wait",
        questions="True: /check questions that found nothing are collected in /queue, without names",
        no_role="True: only people with the Manage Server permission may write claims",
    )
    async def setup_server(
        self,
        interaction: discord.Interaction,
        role: discord.Role | None = None,
        desk: discord.TextChannel | None = None,
        second_pair: bool | None = None,
        questions: bool | None = None,
        no_role: bool = False,
    ) -> None:
        """Choose who may write claims in this server and which channel is for moderators."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        if interaction.guild_id is None or not interaction.permissions.manage_guild:
            raise app_commands.MissingPermissions(["manage_guild"])
        if role is not None and role.is_default():
            raise UserError("Nothing changed. Everybody has that role; choose one that only moderators have.")
        if desk is not None and (missing := missing_permissions(desk)):
            raise UserError(
                f"Nothing changed. In {desk.mention} I am missing these permissions: {', '.join(missing)}. "
                "Grant them to my role, then try again."
            )
        before = await self.bot.server_settings.guild(str(interaction.guild_id))
        after = replace(
            before,
            moderator_role_id=""
            if no_role
            else str(role.id)
            if role is not None
            else before.moderator_role_id,
            desk_channel_id=str(desk.id) if desk is not None else before.desk_channel_id,
            needs_second=before.needs_second if second_pair is None else second_pair,
            collects_questions=before.collects_questions if questions is None else questions,
        )
        if after.needs_second and not after.desk_channel_id:
            raise UserError(
                "Nothing changed. To ask for a second approval, I need a moderators' channel: "
                "choose it with desk."
            )
        if after != before:
            await self.bot.server_settings.save(after, by=str(interaction.user.id))
        await interaction.followup.send(settings_text(after), ephemeral=True, allowed_mentions=QUIET)


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Setup(bot))
