"""What the buttons under a reply do: More, Why, Wrong match and its Undo, Remove."""

import logging
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.answering.buttons import ReplyButton, undo_view
from bot.answering.guard import read_text
from bot.answering.incoming import post_of
from bot.answering.posting import embed, is_message_of
from bot.choices import guild_key
from bot.errors import answer_error
from bot.permissions import is_moderator
from bot.quiet import QUIET
from bot.rendering.cards import TOTAL_LIMIT, Card
from bot.rendering.markdown import escape, shorten
from claims_db.storage.fingerprint import NearKeys
from claims_db.storage.replies import Reply

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_log = logging.getLogger(__name__)
_GONE = "I have no record of this reply any more."
_MAX_MESSAGES = 5


class Buttons(commands.Cog):
    """More and Why answer privately; Wrong match silences until it is undone; Remove is for the poster
    and moderators."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(ReplyButton)

    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(ReplyButton)

    @commands.Cog.listener("on_reply_button")
    async def press(self, interaction: discord.Interaction, action: str, reply_id: int) -> None:
        """Do what the button says; acknowledged before the database is asked."""
        try:
            await interaction.response.defer(ephemeral=True, thinking=action != "remove")
            async with self.bot.work():
                reply = await self.bot.reply_store.reply(reply_id)
                if reply is None or not await self._belongs_to(interaction, reply, action):
                    await self._say(interaction, _GONE)
                elif action == "more":
                    await self._more(interaction, reply)
                elif action == "why":
                    await self._why(interaction, reply)
                elif action == "wrong":
                    await self._wrong(interaction, reply)
                elif action == "undo":
                    await self._undo(interaction, reply)
                else:
                    await self._remove(interaction, reply)
        except Exception as error:  # noqa: BLE001  (or the person would wait for ever)
            await answer_error(interaction, error)

    async def _belongs_to(self, interaction: discord.Interaction, reply: Reply, action: str) -> bool:
        """Return whether the pressed button is one of this reply's.

        Its number alone does not say so: it may be forged, or from before the database was lost.
        """
        here = guild_key(interaction)
        if reply.guild_id != here or not (here or reply.channel_id == str(interaction.channel_id)):
            return False
        if action == "undo":  # under the private answer to Wrong match
            return True
        if reply.is_private and str(interaction.user.id) == reply.author_id:
            return True
        message = interaction.message
        if message is None or not is_message_of(reply, message):
            return False
        if not reply.message_id:
            await self.bot.reply_store.set_message_seen(
                reply.trigger_id, str(message.id), str(message.channel.id)
            )
        return True

    async def _say(self, interaction: discord.Interaction, text: str) -> None:
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=QUIET)

    async def _more(self, interaction: discord.Interaction, reply: Reply) -> None:
        pages = await self.bot.explaining.pages(reply)
        if not pages:
            await self._say(interaction, _GONE)
            return
        batches: list[list[Card]] = [[]]
        for page in pages:
            if sum(map(len, batches[-1])) + len(page) > TOTAL_LIMIT:
                batches.append([])
            batches[-1].append(page)
        for batch in batches[:_MAX_MESSAGES]:
            await interaction.followup.send(
                embeds=[embed(page) for page in batch], ephemeral=True, allowed_mentions=QUIET
            )
        if len(batches) > _MAX_MESSAGES:
            await self._say(interaction, "There is more: use /topic for one topic at a time.")

    async def _why(self, interaction: discord.Interaction, reply: Reply) -> None:
        text = await self._trigger_text(reply)
        await self._say(interaction, await self.bot.explaining.why(reply, text))

    async def _trigger_text(self, reply: Reply) -> str | None:
        """The text that was answered, read again from Discord; None where it can't be."""
        guild_id = int(reply.guild_id) if reply.guild_id else None
        channel = self.bot.get_partial_messageable(int(reply.channel_id), guild_id=guild_id)
        try:
            message = await channel.fetch_message(int(reply.trigger_id))
        except discord.HTTPException:
            return None  # a slash command, a deleted message, or no permission to read
        post = post_of(message)
        return read_text(post.content, is_asked=reply.kind == "asked", previews=post.previews).checked_text

    async def _wrong(self, interaction: discord.Interaction, reply: Reply) -> None:
        place = reply.guild_id or reply.channel_id  # one person's direct messages are not another's
        near = await self._near_prints(reply)
        is_unasked = reply.kind == "unasked"
        wrong_matches = self.bot.wrong_matches
        new = [
            shown.topic
            for shown in reply.topics
            if await wrong_matches.report_wrong(
                place, shown.topic, reply.fingerprint, near=near, is_unasked=is_unasked
            )
        ]
        if not new:
            await self._say(
                interaction, "That was noted already: I will not bring it up for this again here."
            )
            return
        self.bot.statistics.count("wrong", reply.guild_id, reply.channel_id, new)
        await interaction.followup.send(
            "Noted: I will not bring this up for this message or near-copies of it here.",
            view=undo_view(reply.reply_id), ephemeral=True, allowed_mentions=QUIET,
        )  # fmt: skip
        if is_unasked:
            await self._pause(reply.guild_id, new)

    async def _near_prints(self, reply: Reply) -> NearKeys | None:
        """What near-copies of the message are known by, where it can still be read as it was."""
        reply_store = self.bot.reply_store
        text = await self._trigger_text(reply)
        if not text or await reply_store.fingerprint(text) != reply.fingerprint:
            return None
        return await reply_store.near_keys(text)

    async def _pause(self, guild_id: str, topics: list[str]) -> None:
        """Pause the topics that were reported too often, and tell the moderators once."""
        await self.bot.statistics.flush()
        due = [t for t in topics if await self.bot.wrong_matches.pause_where_due(guild_id, t)]
        guild = await self.bot.server_settings.guild(guild_id)
        if not due or not guild.desk_channel_id:
            return
        titles = {t.slug: t.title for t in await self.bot.store.topics(guild_id)}
        names = ", ".join(f"**{escape(titles.get(slug, slug))}**" for slug in due)
        desk = self.bot.get_partial_messageable(int(guild.desk_channel_id), guild_id=int(guild_id))
        text = (
            f"Paused: {shorten(names, 900)}. Too many of my unasked replies on it were reported as wrong "
            "matches. Unasked I tell only you about it from now on; asked I still answer. "
            "`/watch resume` lets me reply again."
        )
        try:
            await desk.send(text, allowed_mentions=QUIET, silent=True)
        except discord.HTTPException as error:
            _log.warning("server %s: moderators could not be told of a pause (%s)", guild_id, error.status)

    async def _undo(self, interaction: discord.Interaction, reply: Reply) -> None:
        place = reply.guild_id or reply.channel_id
        wrong_matches = self.bot.wrong_matches
        undone = [
            shown.topic
            for shown in reply.topics
            if await wrong_matches.withdraw_wrong(place, shown.topic, reply.fingerprint)
        ]
        if undone:
            self.bot.statistics.count("wrong", reply.guild_id, reply.channel_id, undone, by=-1)
        await self._say(
            interaction, "Undone: it counts as a match again." if undone else "It was undone already."
        )

    async def _remove(self, interaction: discord.Interaction, reply: Reply) -> None:
        is_poster = str(interaction.user.id) == reply.author_id
        if not (is_poster or await is_moderator(self.bot, interaction)):
            await self._say(interaction, "Only the person I replied to and moderators can remove this.")
            return
        # Through the interaction: works on private answers and where the bot is not a member, too.
        await interaction.delete_original_response()
        await self.bot.reply_store.remove(reply.reply_id)
        await self._say(interaction, "Removed.")


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Buttons(bot))
