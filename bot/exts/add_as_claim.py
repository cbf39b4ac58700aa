"""The message command "Add as claim": a form filled with a figure of the message or of its link."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.incoming import asked_text
from bot.choices import guild_key
from bot.errors import UserError
from bot.moderation.filled_form import open_filled_form
from bot.moderation.message_drafts import Drafts
from bot.permissions import require_moderator
from bot.quiet import QUIET
from bot.rendering.markdown import bare, escape, shorten

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

    def __init__(self, bot: "CrosscheckBot", drafts: Drafts) -> None:
        super().__init__(timeout=900)
        self._bot = bot
        self._drafts = drafts
        self.add_item(_Choice(drafts))

    async def choose(self, interaction: discord.Interaction, number: int) -> None:
        """Open the form for the figure of this number."""
        await open_filled_form(self._bot, interaction, self._drafts.drafts[number], self._drafts.source)


class AddAsClaim(commands.Cog):
    """Moderators turn a message into a claim of their server."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot
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
        reading = asked_text(message)
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
                "\n".join(lines), view=_Chooser(self.bot, drafts), ephemeral=True, allowed_mentions=QUIET
            )


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(AddAsClaim(bot))
