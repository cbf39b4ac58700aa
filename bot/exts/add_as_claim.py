"""The message command "Add as claim": a form filled with a figure of the message or of its link."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.guard import read_post
from bot.answering.incoming import post_of
from bot.answering.posting import QUIET
from bot.choices import guild_key
from bot.errors import UserError, answer_error
from bot.moderation.claim_desk import ClaimDesk
from bot.moderation.claim_forms import FIELDS_OF_A_MESSAGE, ClaimModal
from bot.moderation.message_drafts import Drafts, coded
from bot.permissions import require_moderator
from bot.rendering.markdown import bare, escape, shorten
from claims_db.addresses import normalised
from claims_db.drafts.claim_draft import ClaimDraft
from claims_db.models import Source

if TYPE_CHECKING:
    from bot.client import CrosscheckBot


class _Choice(discord.ui.Select["_Chooser"]):
    def __init__(self, drafts: Drafts) -> None:
        options = [
            discord.SelectOption(
                label=shorten(bare(draft.figure or draft.wording), 100) or "a statement",
                description=shorten(bare(f"{draft.topic or 'topic?'}: {draft.excerpt}"), 100),
                value=str(n),
            )
            for n, draft in enumerate(drafts.drafts)
        ]
        super().__init__(placeholder="Which figure?", options=options)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        if self.view is not None:
            await self.view.choose(interaction, int(self.values[0]))


class _Chooser(discord.ui.View):
    """Offers the figures that were read; choosing one opens the form."""

    def __init__(self, cog: "AddAsClaim", drafts: Drafts) -> None:
        super().__init__(timeout=900)
        self._cog = cog
        self._drafts = drafts
        self.add_item(_Choice(drafts))

    async def choose(self, interaction: discord.Interaction, number: int) -> None:
        """Open the form for the figure of this number."""
        await self._cog.open_form(interaction, self._drafts.drafts[number], self._drafts.source)


class AddAsClaim(commands.Cog):
    """Moderators turn a message into a claim of their server."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot
        self.desk = ClaimDesk(bot)
        self._menu = app_commands.ContextMenu(name="Add as claim", callback=self.add_message)
        self._menu.allowed_contexts = app_commands.AppCommandContext(guild=True)
        self._menu.allowed_installs = app_commands.AppInstallationType(guild=True)
        self._menu.default_permissions = discord.Permissions(manage_messages=True)

    async def cog_load(self) -> None:
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    async def add_message(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Offer the figures of a message, and of the article it links to, as claims."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await require_moderator(self.bot, interaction)
        reading = read_post(post_of(message))
        if not reading.text and not reading.links:
            raise UserError("That message has no text to make a claim from.")
        async with self.bot.work():
            drafts = await self.bot.message_drafts.drafts(reading, guild_key(interaction))
            if not drafts.drafts:
                why = drafts.note or "I found no figure in it."
                raise UserError(f"There is nothing to fill the form with. {escape(why)} Use /claim add.")
            lines = ["Choose a figure, and the form opens with it filled in."]
            if drafts.source is not None:
                name = f"source {drafts.source.code}" if drafts.source.code else "a new source"
                lines.append(f"The link is {escape(name)}: {shorten(escape(drafts.source.title), 200)}")
            if drafts.note:
                lines.append(f"-# {escape(drafts.note)}")
            await interaction.followup.send(
                "\n".join(lines), view=_Chooser(self, drafts), ephemeral=True, allowed_mentions=QUIET
            )

    async def open_form(
        self, interaction: discord.Interaction, draft: ClaimDraft, source: Source | None
    ) -> None:
        """Open the form; a source given by its address is added with the claim's preview."""

        async def take(answered: discord.Interaction, typed: ClaimDraft) -> None:
            await answered.response.defer(thinking=True, ephemeral=True)
            async with self.bot.work():
                await require_moderator(self.bot, answered)
                code = await self._source_code(answered, typed.source, source)
                await self.desk.preview(answered, replace(typed, source=code), None)

        try:
            await interaction.response.send_modal(
                ClaimModal("Add as claim", draft, take, fields=FIELDS_OF_A_MESSAGE)
            )
        except discord.HTTPException as error:
            await answer_error(interaction, error)

    async def _source_code(self, interaction: discord.Interaction, typed: str, linked: Source | None) -> str:
        """The code of the source; one given by its address is looked up, or added."""
        guild_id, store = guild_key(interaction), self.bot.responder.store
        try:
            address = normalised(typed)
        except ValueError:
            return typed  # a code, which the preview checks
        known = await store.source_by_address(address, guild_id)
        if known is not None:
            return known.code
        is_linked = linked is not None and linked.url and normalised(linked.url) == address
        new = linked if linked is not None and is_linked else Source("", typed, "news report", url=typed)
        taken = frozenset(s.code.casefold() for s in await store.sources(guild_id))
        added = await self.bot.editors.sources.add(guild_id, coded(new, taken), by=str(interaction.user.id))
        await interaction.followup.send(
            f"Source **{escape(added.code)}** was added for that address; /source edit says more of it.",
            ephemeral=True, allowed_mentions=QUIET,
        )  # fmt: skip
        return added.code


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(AddAsClaim(bot))
