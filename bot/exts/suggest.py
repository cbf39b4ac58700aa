"""/suggest, the button under an answer that found nothing, and telling who asked what became of it."""

import logging
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.choices import guild_key
from bot.errors import answer_error
from bot.moderation.queue_buttons import TellButton
from bot.permissions import is_persons_own
from bot.quiet import QUIET
from claims_db.errors import StoreError
from claims_db.storage.queue_items import MAX_LINK, MAX_SOURCE, MAX_SUGGESTION

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_log = logging.getLogger(__name__)


class Suggestions(commands.Cog):
    """What everybody can put in the moderators' queue. Moderators don't see who waits for an answer."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(TellButton)

    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(TellButton)

    @app_commands.command(name="suggest")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.describe(
        text="The claim to add, or what to check",
        source="Where it comes from",
        link="A web address to look at",
        tell_me="True: send me the moderators' answer privately",
    )
    async def suggest(
        self,
        interaction: discord.Interaction,
        text: app_commands.Range[str, 1, MAX_SUGGESTION],
        source: app_commands.Range[str, 0, MAX_SOURCE] = "",
        link: app_commands.Range[str, 0, MAX_LINK] = "",
        tell_me: bool = True,
    ) -> None:
        """Suggest a claim or ask for a check; this server's moderators see it without your name."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        if interaction.guild_id is None or is_persons_own(interaction):
            raise app_commands.NoPrivateMessage
        async with self.bot.work():
            number = await self.bot.queue.suggest(
                guild_key(interaction), text, by=str(interaction.user.id), wants_answer=tell_me,
                source=source, link=link,
            )  # fmt: skip
        promise = " I will send you their answer privately." if tell_me else ""
        await interaction.followup.send(
            f"Thank you. Moderators see it as item {number}, without your name.{promise}",
            ephemeral=True,
            allowed_mentions=QUIET,
        )

    @commands.Cog.listener("on_tell_button")
    async def press_tell(self, interaction: discord.Interaction, proposal_id: int) -> None:
        """Note that the person wants to know the answer to a question that found nothing."""
        try:
            await interaction.response.defer(thinking=True, ephemeral=True)
            async with self.bot.work():
                is_noted = await self.bot.queue.add_asker(
                    guild_key(interaction), proposal_id, str(interaction.user.id)
                )
            text = (
                "I will send you the moderators' answer privately. Nobody else learns that you asked."
                if is_noted
                else "Moderators have already decided this one. Ask again with /check, or use /suggest."
            )
            await interaction.followup.send(text, ephemeral=True, allowed_mentions=QUIET)
        except Exception as error:  # noqa: BLE001  (or the person would wait for ever)
            await answer_error(interaction, error)

    @commands.Cog.listener("on_ready")
    async def tell_what_is_owed(self) -> None:
        """Tell those whom a stop or an outage kept from being told."""
        async with self.bot.work():
            try:
                await self.bot.asker_notices.tell_owed()
            except StoreError as error:
                _log.warning("those who asked could not be told (%s)", type(error).__name__)


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Suggestions(bot))
