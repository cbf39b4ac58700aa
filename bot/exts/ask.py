"""Asking: /check, the message command "Check figures", and a mention of the bot."""

import logging
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.asked import NOTHING_TO_CHECK
from bot.answering.guard import read_text
from bot.answering.incoming import asked_text, is_by_person, is_mentioned, mention_texts
from bot.answering.outgoing import Outgoing
from bot.answering.posting import follow_up, post, trigger_of
from bot.choices import guild_key, topic_choices
from bot.errors import UserError, sentence_for
from bot.moderation.queue_buttons import tell_view
from bot.permissions import is_persons_own
from claims_db.errors import ClaimsError
from claims_db.storage.replies import Trigger

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_log = logging.getLogger(__name__)
MAX_TEXT = 4000
_MAX_SUGGESTED = 40


class Ask(commands.Cog):
    """Answers always: the findings, or that the database has nothing, and what is near."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot
        self._menu = app_commands.ContextMenu(name="Check figures", callback=self.check_message)
        self._menu.allowed_contexts = app_commands.AppCommandContext(
            guild=True, dm_channel=True, private_channel=True
        )
        self._menu.allowed_installs = app_commands.AppInstallationType(guild=True, user=True)

    async def cog_load(self) -> None:
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.command(name="check")
    @app_commands.describe(
        text="A figure, a sentence, or a topic's name", private="Show the answer to me only"
    )
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def check(
        self,
        interaction: discord.Interaction,
        text: app_commands.Range[str, 1, MAX_TEXT],
        private: bool = False,
    ) -> None:
        """Set the figures in a text against the sources."""
        await interaction.response.defer(thinking=True, ephemeral=private)
        reading = read_text(text, is_asked=True)
        if reading.is_empty:
            raise UserError(NOTHING_TO_CHECK)
        async with self.bot.work():
            outgoing = await self.bot.asked.answer([reading], trigger_of(interaction, is_private=private))
            question_id = None
            if reading.text and not outgoing.cards and not private and not is_persons_own(interaction):
                question_id = await self._gather(interaction, reading.text)
            view = tell_view(question_id) if question_id is not None else None
            await follow_up(interaction, outgoing, self.bot.reply_store, view=view)

    async def _gather(self, interaction: discord.Interaction, text: str) -> int | None:
        """Count a question that found nothing in the moderators' queue, if the server wants that."""
        try:
            message_key = await self.bot.reply_store.fingerprint(text)
            return await self.bot.queue.note_question(guild_key(interaction), text, message_key)
        except ClaimsError as error:  # the person has an answer all the same
            _log.warning("a question could not be counted (%s)", type(error).__name__)
            return None

    @check.autocomplete("text")
    async def _complete_topic(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        # Discord puts the chosen suggestion in place of what was typed: a sentence gets none.
        typed = current.strip()
        if len(typed) > _MAX_SUGGESTED or any(c.isdigit() for c in typed) or len(typed.split()) > 3:
            return []
        found = await topic_choices(self.bot, interaction, typed, by_title=True)
        own = [app_commands.Choice(name=typed, value=typed)] if typed else []
        return [*own, *found][:25]

    async def check_message(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Set the figures in this message against the sources."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        reading = asked_text(message)
        if reading.is_empty:
            raise UserError(NOTHING_TO_CHECK)
        async with self.bot.work():
            outgoing = await self.bot.asked.answer([reading], trigger_of(interaction, is_private=True))
            await follow_up(interaction, outgoing, self.bot.reply_store)

    @commands.Cog.listener("on_message")
    async def answer_mention(self, message: discord.Message) -> None:
        """A mention of the bot checks the message, or the one it replies to."""
        if not is_by_person(message) or not is_mentioned(self.bot.user, message):
            return
        # An edit that comes meanwhile waits until there is a reply to edit.
        async with self.bot.work(), self.bot.reply_lock(str(message.id)):
            try:
                outgoing = await self.bot.asked.answer(
                    await mention_texts(message), _mention_trigger(message)
                )
            except ClaimsError as error:
                outgoing = Outgoing(content=sentence_for(error))
            await self._reply(message, outgoing)

    async def _reply(self, message: discord.Message, outgoing: Outgoing) -> None:
        if outgoing.cards and outgoing.reply_id is None:
            return  # the gateway delivered the message twice: it has its reply
        await post(message.reply, outgoing, self.bot.reply_store, nonce=str(message.id), mention_author=False)


def _mention_trigger(message: discord.Message) -> Trigger:
    return Trigger(
        trigger_id=str(message.id),
        guild_id=str(message.guild.id) if message.guild is not None else "",
        channel_id=str(message.channel.id),
        author_id=str(message.author.id),
        kind="asked",
    )


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Ask(bot))
