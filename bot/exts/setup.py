"""/setup: who moderates claims in a server, where moderators are told things, and how careful to be."""

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
    """The server's settings in sentences."""
    role = f"<@&{guild.moderator_role_id}>" if guild.moderator_role_id else "nobody else"
    desk = f"<#{guild.desk_channel_id}>" if guild.desk_channel_id else "nowhere: choose a channel with desk"
    pair = "waits for a second moderator" if guild.needs_second else "is written at once"
    others = " New and edited topics and sources do not wait; merges do." if guild.needs_second else ""
    questions = "are gathered in /queue" if guild.collects_questions else "are not kept"
    return (
        f"Claims may be written by those who manage the server and by: {role}\n"
        f"Moderators are told things in: {desk}\n"
        f"A claim that one moderator writes or changes {pair}.{others}\n"
        f"Questions that found nothing {questions}, without names."
    )


class Setup(commands.Cog):
    """A server's own settings; only those who manage the server may change them."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot

    @app_commands.command(name="setup")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(
        role="Members with this role may write claims, too",
        desk="Where I tell moderators about approvals and corrections",
        second_pair="True: a claim that one moderator writes waits for another; topics and sources do not",
        questions="True: /check questions that found nothing are gathered in /queue, without names",
        no_role="True: only those who manage the server may write claims",
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
        """Choose who may write claims here, and where I tell moderators things."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        if interaction.guild_id is None or not interaction.permissions.manage_guild:
            raise app_commands.MissingPermissions(["manage_guild"])
        if role is not None and role.is_default():
            raise UserError("Nothing was changed: everybody has that role. Choose one that moderators have.")
        if desk is not None and (missing := missing_permissions(desk)):
            raise UserError(
                f"Nothing was changed: in {desk.mention} I lack {', '.join(missing)}. "
                "Grant that, then set it again."
            )
        known = await self.bot.server_settings.guild(str(interaction.guild_id))
        chosen = replace(
            known,
            moderator_role_id=""
            if no_role
            else str(role.id)
            if role is not None
            else known.moderator_role_id,
            desk_channel_id=str(desk.id) if desk is not None else known.desk_channel_id,
            needs_second=known.needs_second if second_pair is None else second_pair,
            collects_questions=known.collects_questions if questions is None else questions,
        )
        if chosen.needs_second and not chosen.desk_channel_id:
            raise UserError("Nothing was changed: a second pair of eyes needs the desk channel to ask in.")
        if chosen != known:
            await self.bot.server_settings.save(chosen, by=str(interaction.user.id))
        await interaction.followup.send(settings_text(chosen), ephemeral=True, allowed_mentions=QUIET)


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Setup(bot))
