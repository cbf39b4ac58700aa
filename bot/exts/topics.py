"""/topic: what the sources say on one, for everybody; adding, editing and merging, for moderators."""

from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.posting import follow_up, trigger_of
from bot.choices import choice, guild_key, topic_choices
from bot.errors import UserError
from bot.moderation.again import AgainView
from bot.moderation.queue_desk import WAITS, WAITS_UNSEEN, announce
from bot.moderation.topic_forms import TopicModal, problems_text, topic_text
from bot.permissions import require_moderator
from bot.quiet import QUIET
from bot.rendering.markdown import escape
from claims_db.drafts.topic_form import TopicForm, form_of, read_topic
from claims_db.errors import BadRecords, Conflict
from claims_db.models import Topic
from claims_db.storage.audit import Merge
from claims_db.storage.queue_items import QueueItem

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_CONFLICT: Final = (
    "Nothing was saved: somebody else has changed this topic in the meantime. Look at it with /topic show, "
    "then open the form again; submitting it replaces their version."
)


@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
@app_commands.allowed_installs(guilds=True, users=True)
class Topics(commands.GroupCog, group_name="topic"):
    """Everybody sees topics; moderators add and edit those of their server."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot

    @app_commands.command(name="show")
    @app_commands.describe(name="The topic")
    async def show(self, interaction: discord.Interaction, name: app_commands.Range[str, 1, 100]) -> None:
        """Show what the sources say on a topic."""
        await interaction.response.defer(thinking=True)
        async with self.bot.work():
            outgoing = await self.bot.asked.topic(name, trigger_of(interaction))
            await follow_up(interaction, outgoing, self.bot.reply_store)

    @app_commands.command(name="add")
    async def add(self, interaction: discord.Interaction) -> None:
        """Add a topic to this server: its question, its words and its names."""
        await require_moderator(self.bot, interaction)
        await interaction.response.send_modal(TopicModal("New topic", None, self._take_new))

    async def _take_new(self, interaction: discord.Interaction, form: TopicForm) -> None:
        await self._save(interaction, form, None)

    @app_commands.command(name="edit")
    @app_commands.describe(name="The topic")
    async def edit(self, interaction: discord.Interaction, name: app_commands.Range[str, 1, 100]) -> None:
        """Edit a topic for this server: its question, its words and its names."""
        await require_moderator(self.bot, interaction)
        topic = await self.bot.store.topic(name, guild_key(interaction))

        async def take(answered: discord.Interaction, form: TopicForm) -> None:
            await self._save(answered, form, topic)

        await interaction.response.send_modal(TopicModal("Edit topic", form_of(topic), take))

    async def _save(self, interaction: discord.Interaction, form: TopicForm, earlier: Topic | None) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        await require_moderator(self.bot, interaction)
        guild_id, by = guild_key(interaction), str(interaction.user.id)
        store = self.bot.store
        async with self.bot.work():
            topics = await store.topics(guild_id)
            lexicon = await store.lexicon(topics, guild_id)
            try:
                topic, names = read_topic(form, lexicon, earlier)
            except BadRecords as error:
                await self._say_problems(interaction, error, form, earlier)
                return
            try:
                if earlier is None:
                    await self.bot.editors.topics.add(guild_id, topic, by=by, names=names)
                else:
                    await self.bot.editors.topics.edit(guild_id, topic, by=by, names=names, before=earlier)
            except Conflict:
                now = await store.topic(topic.slug, guild_id)
                await self._say_problems(interaction, BadRecords(_CONFLICT, []), form, now)
                return
        text = f"{topic_text(topic)}\nSaved for this server."
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=QUIET)

    async def _say_problems(
        self, interaction: discord.Interaction, error: BadRecords, form: TopicForm, earlier: Topic | None
    ) -> None:
        async def take(again: discord.Interaction, typed: TopicForm) -> None:
            await self._save(again, typed, earlier)

        await interaction.followup.send(
            problems_text(error), view=AgainView(lambda: TopicModal("Topic", form, take)), ephemeral=True,
            allowed_mentions=QUIET,
        )  # fmt: skip

    @app_commands.command(name="merge")
    @app_commands.describe(
        name="The topic to move claims from",
        into="The topic to move them to",
        undo="True: undo the merge and show the topic again",
    )
    async def merge(
        self,
        interaction: discord.Interaction,
        name: app_commands.Range[str, 1, 100],
        into: app_commands.Range[str, 1, 100] = "",
        undo: bool = False,
    ) -> None:
        """Merge a topic into another for this server, with its claims, or undo a merge."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await require_moderator(self.bot, interaction)
        guild_id, by = guild_key(interaction), str(interaction.user.id)
        async with self.bot.work():
            if undo:
                topic = await self.bot.editors.topics.unmerge(guild_id, name.strip(), by=by)
                text = f"{escape(topic.title)} is a separate topic again, with its claims."
            elif not into:
                raise UserError("Nothing was merged. Give the topic to move the claims to, in into.")
            else:
                store = self.bot.store
                gone, kept = await store.topic(name, guild_id), await store.topic(into, guild_id)
                merge = await self.bot.queue.merge_topics(guild_id, gone.slug, kept.slug, by=by)
                text = await self._merge_text(merge, kept)
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=QUIET)

    async def _merge_text(self, merge: Merge | QueueItem, kept: Topic) -> str:
        if isinstance(merge, QueueItem):
            return WAITS if await announce(self.bot, merge) else WAITS_UNSEEN
        return (
            f"{merge.claims} claims are now under {escape(kept.title)} in this server. "
            "To revert, use /topic merge with undo."
        )

    @show.autocomplete("name")
    @edit.autocomplete("name")
    @merge.autocomplete("into")
    async def _complete_topic(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await topic_choices(self.bot, interaction, current)

    @merge.autocomplete("name")
    async def _complete_merged(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if not interaction.namespace.undo:
            return await topic_choices(self.bot, interaction, current)
        merged = await self.bot.store.merged_topics(guild_key(interaction))
        return [choice(f"{slug} (now under {into})", slug) for slug, into in merged.items()][:25]


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Topics(bot))
