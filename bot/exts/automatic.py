"""Replies nobody asked for: messages, edits and deletions, on the channel's step of the ladder."""

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import discord
from discord.ext import commands

from bot.answering.guard import Refusal, look_at
from bot.answering.incoming import is_mentioned, mention_texts, post_of
from bot.answering.outgoing import Outgoing, Remade, Silence, shadow_head
from bot.answering.posting import answered_by, edit_reply, post, take_back
from bot.rendering.cards import CONTENT_LIMIT
from bot.rendering.markdown import shorten
from claims_db.storage.channels import Channel
from claims_db.storage.replies import Reply, Trigger

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_log = logging.getLogger(__name__)
_AT_ONCE: Final = 64
"""Messages checked at the same time; the rest wait their turn."""

_FRESH: Final = timedelta(hours=1)
"""An older message without a reply stays without: Discord updates it when somebody pins it, too."""


class Automatic(commands.Cog):
    """Speaks only where a figure differs or sources do, once per message, topic and window.

    A message edited is checked again and its reply edited or taken back; a message deleted takes its
    reply along. Nothing of a message is logged but its id.
    """

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot
        self._turns = asyncio.Semaphore(_AT_ONCE)

    def _lock(self, message_id: int) -> asyncio.Lock:
        return self.bot.reply_lock(str(message_id))

    @commands.Cog.listener("on_message")
    async def consider(self, message: discord.Message) -> None:
        """Look at a message and reply where there is something to say."""
        if message.guild is None or message.author.bot or is_mentioned(self.bot.user, message):
            return
        channel = await self._channel(message, message.guild.id)
        if channel.step == "off":
            return  # most messages of most servers: no turn, no lock
        async with self._turns, self._lock(message.id), self.bot.work():
            await self._consider(message, message.guild.id, channel)

    async def _consider(self, message: discord.Message, guild_id: int, channel: Channel) -> None:
        is_out = channel.step != "off" and await self.bot.channels.is_opted_out(str(message.author.id))
        reading = look_at(post_of(message), channel.step, is_opted_out=is_out)
        if isinstance(reading, Refusal):
            return
        trigger = Trigger(
            trigger_id=str(message.id), guild_id=str(guild_id), channel_id=str(message.channel.id),
            author_id=str(message.author.id), kind="shadow" if channel.step == "shadow" else "unasked",
        )  # fmt: skip
        outcome = await self.bot.automatic.answer(reading, channel, trigger)
        if isinstance(outcome, Silence):
            _log.debug("message %s: silent", message.id)
            return
        if outcome.is_for_moderators:
            await self._shadow(message, channel, outcome)
        elif await self._reply(message, outcome):
            self.bot.statistics.count("answered", trigger.guild_id, trigger.channel_id, outcome.topics)

    async def _channel(self, message: discord.Message, guild_id: int) -> Channel:
        """The channel's settings; a thread without its own has its parent's."""
        parent = str(message.channel.parent_id) if isinstance(message.channel, discord.Thread) else ""
        return await self.bot.channels.channel(str(message.channel.id), str(guild_id), parent_id=parent)

    async def _reply(self, message: discord.Message, outgoing: Outgoing) -> bool:
        return await post(
            message.reply, outgoing, self.bot.reply_store,
            nonce=str(message.id), suppress_embeds=True, mention_author=False, silent=True,
        )  # fmt: skip

    async def _shadow(self, message: discord.Message, channel: Channel, outgoing: Outgoing) -> None:
        """Tell the moderators what would have been said, and to which message; nobody where there is no
        channel for that."""
        guild = await self.bot.server_settings.guild(channel.guild_id)
        told_in = channel.moderators_channel_id or guild.desk_channel_id
        if not told_in:
            if outgoing.reply_id is not None:
                await self.bot.reply_store.withdraw(outgoing.reply_id)
            return
        desk = self.bot.get_partial_messageable(int(told_in), guild_id=int(channel.guild_id))
        head = shadow_head(channel.guild_id, str(message.channel.id), str(message.id))
        text = shorten(f"{head}\n{outgoing.content}", CONTENT_LIMIT)
        await post(
            desk.send, Outgoing(content=text, reply_id=outgoing.reply_id), self.bot.reply_store,
            nonce=str(message.id), posted_in=told_in, silent=True,
        )  # fmt: skip

    @commands.Cog.listener("on_message")
    async def note_own_message(self, message: discord.Message) -> None:
        """Find out what a reply was posted as, whether or not Discord's answer arrives."""
        if self.bot.user is None or message.author.id != self.bot.user.id:
            return
        async with self.bot.work():
            await self.bot.reply_store.set_message_seen(
                answered_by(message), str(message.id), str(message.channel.id)
            )

    @commands.Cog.listener("on_raw_message_edit")
    async def follow_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Check an edited message again: its reply is edited, taken back, or given now."""
        message = payload.message
        if message.author.bot:
            return
        async with self._turns, self._lock(message.id), self.bot.work():
            reply = await self.bot.reply_store.reply_to(str(message.id))
            if reply is not None and reply.kind == "asked":
                await self._answer_again(message, reply)
            elif payload.guild_id is None:
                return
            elif reply is not None and reply.kind == "unasked":
                await self._follow(message, reply, await self._channel(message, payload.guild_id))
            elif reply is None and _is_fresh(message) and not is_mentioned(self.bot.user, message):
                channel = await self._channel(message, payload.guild_id)
                await self._consider(message, payload.guild_id, channel)

    async def _answer_again(self, message: discord.Message, reply: Reply) -> None:
        """Answer an edited mention again."""
        if not reply.message_id:
            return
        remade = await self.bot.asked.answer_again(
            await mention_texts(message), reply, is_under_another=message.reference is not None
        )
        if remade is not None:
            await self._show(reply, remade)

    async def _follow(self, message: discord.Message, reply: Reply, channel: Channel) -> None:
        """Edit or take back the automatic reply to an edited message."""
        incoming = post_of(message)
        is_out = await self.bot.channels.is_opted_out(incoming.author_id)
        reading = look_at(incoming, channel.step, is_opted_out=is_out)
        if isinstance(reading, Refusal):
            await self._take_back(reply)
            return
        message_key = await self.bot.reply_store.fingerprint(reading.known_by)
        if not reply.message_id or message_key == reply.fingerprint:
            return
        remade = await self.bot.automatic.answer_again(reading, reply, channel)
        await (self._take_back(reply) if remade is None else self._show(reply, remade))

    async def _show(self, reply: Reply, remade: Remade) -> None:
        """Edit the reply, and record what it shows once Discord has taken it."""
        reply_store = self.bot.reply_store
        if await edit_reply(self.bot, reply, remade.outgoing, reply_store):
            await reply_store.replace_findings(
                reply.reply_id, remade.findings, remade.message_key, note=remade.note
            )

    async def _take_back(self, reply: Reply) -> None:
        await take_back(self.bot, reply, self.bot.reply_store)

    @commands.Cog.listener("on_raw_message_delete")
    async def follow_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """A deleted message takes its reply along."""
        async with self._lock(payload.message_id), self.bot.work():
            reply = await self.bot.reply_store.reply_to(str(payload.message_id))
            if reply is not None and reply.kind != "shadow":
                await self._take_back(reply)

    @commands.Cog.listener("on_raw_bulk_message_delete")
    async def follow_bulk_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Messages deleted together take their replies along."""
        async with self.bot.work():
            ids = [str(i) for i in sorted(payload.message_ids)]
            for answered in await self.bot.reply_store.replies_to(ids):
                async with self._lock(int(answered.trigger_id)):  # it may just be being posted
                    reply = await self.bot.reply_store.reply_to(answered.trigger_id)
                    if reply is not None and reply.kind != "shadow":
                        await self._take_back(reply)

    @commands.Cog.listener("on_guild_remove")
    async def forget_guild(self, guild: discord.Guild) -> None:
        """A server that removed the bot is watched no more; its claims stay for a while."""
        await self.bot.channels.forget_guild(str(guild.id))


def _is_fresh(message: discord.Message) -> bool:
    return discord.utils.utcnow() - message.created_at < _FRESH


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Automatic(bot))
