"""/watch: how far the bot may go in a channel, set by people who manage the server; paused topics."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.choices import choice, guild_key, nearest
from bot.errors import UserError
from bot.quiet import QUIET
from bot.rendering.cards import CONTENT_LIMIT
from bot.rendering.markdown import escape, shorten
from claims_db.storage.channels import STEPS, Channel, Step

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_MEANING: Final[dict[Step, str]] = {
    "off": "I answer only when asked",
    "shadow": "I post what I would have replied in a channel for moderators",
    "links": "I reply to messages with links if figures differ",
    "all": "I reply to any message if figures differ",
}
_CHOICES: Final = [app_commands.Choice(name=f"{s}: {_MEANING[s]}"[:100], value=s) for s in STEPS]
_NEEDED: Final = ("view_channel", "send_messages", "read_message_history", "embed_links", "attach_files")


def missing_permissions(channel: discord.TextChannel | discord.Thread) -> list[str]:
    """Return the names of the permissions that the bot needs to reply in the channel but lacks."""
    permissions = channel.permissions_for(channel.guild.me)
    needed = [
        "send_messages_in_threads" if n == "send_messages" and isinstance(channel, discord.Thread) else n
        for n in _NEEDED
    ]
    return [name.replace("_", " ") for name in needed if not getattr(permissions, name)]


@app_commands.guild_only()
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class Watch(commands.GroupCog, group_name="watch"):
    """Sets and shows how far the bot may go in each channel: off, shadow, links or all."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        # Discord's default permissions are only a default: an admin can grant the command to anybody.
        if not interaction.permissions.manage_guild:
            raise app_commands.MissingPermissions(["manage_guild"])
        return True

    @app_commands.command(name="set")
    @app_commands.describe(
        channel="The channel to set",
        step="How far I may go there",
        moderators="For shadow: the channel in which to post what I would have replied",
        threshold="Reply only above this score, from 0 to 1; leave out for the default",
    )
    @app_commands.choices(step=_CHOICES)
    async def set_step(
        self,
        interaction: discord.Interaction,
        channel: discord.TextChannel | discord.Thread,
        step: app_commands.Choice[str],
        moderators: discord.TextChannel | None = None,
        threshold: app_commands.Range[float, 0.0, 1.0] | None = None,
    ) -> None:
        """Choose how far I may go in a channel."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        before = await self.bot.channels.channel(str(channel.id), str(channel.guild.id))
        chosen: Step = next(s for s in STEPS if s == step.value)
        settings = replace(
            before,
            step=chosen,
            moderators_channel_id=str(moderators.id)
            if moderators is not None
            else before.moderators_channel_id,
            threshold=threshold if threshold is not None else before.threshold,
        )
        self._check_shadow(interaction, settings)
        if chosen in ("links", "all"):
            self._check_permissions(channel)
        await self.bot.channels.save(settings)
        note = ""
        if chosen != "off" and not self.bot.settings.read_messages:
            note = "\nHowever, I run without the message content intent, so I can't read messages there."
        await interaction.followup.send(
            f"{channel.mention}: **{chosen}**, {_MEANING[chosen]}.{note}", allowed_mentions=QUIET
        )

    def _check_permissions(self, channel: discord.TextChannel | discord.Thread) -> None:
        missing = missing_permissions(channel)
        if missing:
            raise UserError(
                f"Nothing changed. In {channel.mention} I am missing these permissions: "
                f"{', '.join(missing)}. Grant them to my role, then try again."
            )

    def _check_shadow(self, interaction: discord.Interaction, settings: Channel) -> None:
        if settings.step != "shadow":
            return
        if not settings.moderators_channel_id:
            raise UserError("Nothing changed. For shadow, also choose a channel for moderators.")
        guild = interaction.guild
        channel = guild.get_channel(int(settings.moderators_channel_id)) if guild is not None else None
        if not isinstance(channel, discord.TextChannel):
            raise UserError("Nothing changed. I can't see the channel for moderators; give me access to it.")
        self._check_permissions(channel)

    @app_commands.command(name="show")
    async def show(self, interaction: discord.Interaction) -> None:
        """Show where I may reply automatically in this server."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        channels = await self.bot.channels.channels(str(interaction.guild_id))
        lines = [
            f"<#{c.channel_id}>: **{c.step}**, {_MEANING[c.step]}"
            + (f", moderators <#{c.moderators_channel_id}>" if c.moderators_channel_id else "")
            + (f", threshold {c.threshold:.2f}" if c.threshold is not None else "")
            for c in channels
        ]
        text = "\n".join(lines[:40]) or "Off everywhere: I answer only when asked."
        titles = await self._paused(interaction)
        if titles:
            named = ", ".join(escape(title) for title in titles.values())
            text += f"\nPaused after too many wrong matches: {named}. `/watch resume` lets me reply again."
        await interaction.followup.send(shorten(text, CONTENT_LIMIT), allowed_mentions=QUIET)

    async def _paused(self, interaction: discord.Interaction) -> dict[str, str]:
        """Return the titles of the server's paused topics, by slug."""
        slugs = await self.bot.wrong_matches.paused_topics(guild_key(interaction))
        if not slugs:
            return {}
        titles = {t.slug: t.title for t in await self.bot.store.topics(guild_key(interaction))}
        return {slug: titles.get(slug, slug) for slug in sorted(slugs)}

    @app_commands.command(name="resume")
    @app_commands.describe(topic="The paused topic")
    async def resume(self, interaction: discord.Interaction, topic: app_commands.Range[str, 1, 100]) -> None:
        """Let me reply automatically again on a topic that was paused."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        paused = await self._paused(interaction)
        typed = topic.strip().casefold()
        slug = next((s for s, title in paused.items() if typed in (s, title.casefold())), "")
        if not slug or not await self.bot.wrong_matches.resume_topic(guild_key(interaction), slug):
            names = f" Paused: {', '.join(map(escape, paused.values()))}." if paused else ""
            raise UserError(shorten(f"That topic is not paused here.{names}", CONTENT_LIMIT))
        await interaction.followup.send(
            f"**{escape(paused[slug])}** is no longer paused. Earlier reports don't count any more.",
            allowed_mentions=QUIET,
        )

    @resume.autocomplete("topic")
    async def _complete_paused(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if not interaction.permissions.manage_guild:
            return []
        paused = await self._paused(interaction)
        return [choice(paused[slug], slug) for slug in await nearest(current, paused)]


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Watch(bot))
