"""/privacy, /optout and /forgetme: what is stored and what people can do about it, across all servers."""

import re
from typing import TYPE_CHECKING, Any, Final, Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import answer_error
from bot.quiet import QUIET
from claims_db.storage.people import Held
from claims_db.storage.retention import Keep

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_LABELS: Final = {"all": "Forget me", "keep": "Forget me, keep my opt-out", "no": "Cancel"}
_STAYS: Final = (
    "What stays: the IDs of the messages I replied to, so that my reply goes when a message is deleted; and "
    "what you wrote for a newsroom (claims, reasons, suggestions), which is theirs, without your name."
)


def privacy_text(held: Held, keep: Keep) -> str:
    """Say what is stored, for how long, and how much of it is about the reader."""
    return (
        "**What I store.** I neither store nor log the text of messages. This is what I do store:\n"
        f"• For each reply, for {keep.replies:g} days: the IDs of the message, its channel and its author, "
        "the figures I read in it, the claims I showed, and a fingerprint that can't be turned back into "
        "text.\n"
        f"• Counts without names, for {keep.counts:g} days: what was asked, answered and reported, by day, "
        "channel and topic.\n"
        f"• What messages with figures were about, as topic terms and numbers, for {keep.traces:g} days.\n"
        f"• Reports of wrong matches, as fingerprints, for {keep.wrong_matches:g} days.\n"
        "• If the server collects them (/setup): the words and figures of a public /check that found "
        f"nothing, without your name, for {keep.questions:g} days.\n"
        "• What people give me on purpose: suggestions, claims, sources and topics, and who wrote them. "
        f"Decided suggestions for {keep.questions:g} days, the rest for as long as I am in the server.\n"
        f"• {keep.left_servers:g} days after a server removes me, I delete everything I stored for it.\n\n"
        f"{_counts_text(held)}\n\n"
        "`/optout` stops me from looking at your messages unless you ask me to. `/forgetme` removes your ID "
        "from everything I store."
    )


def _counts_text(held: Held) -> str:
    """Say how much is stored under the reader's id right now."""
    return (
        "**About you right now, across all servers:** "
        f"replies to you: {held.replies}; answers you are waiting for: {held.waiting}; "
        f"changes in audit logs: {held.writes}; suggestions and drafts: {held.proposals}; "
        f"opted out: {'yes' if held.is_opted_out else 'no'}."
    )


class ForgetButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=r"crosscheck:forget:(?P<choice>all|keep|no)",
):
    """Confirms /forgetme for whoever presses it."""

    def __init__(self, choice: str) -> None:
        self.choice = choice
        style = discord.ButtonStyle.secondary if choice == "no" else discord.ButtonStyle.danger
        super().__init__(
            discord.ui.Button(label=_LABELS[choice], style=style, custom_id=f"crosscheck:forget:{choice}")
        )

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction,
        _item: discord.ui.Item[discord.ui.View],
        match: re.Match[str],
        /,
    ) -> Self:
        return cls(match["choice"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        bot: CrosscheckBot = interaction.client
        try:
            await interaction.response.defer()
            text = "Nothing changed."
            if self.choice != "no":
                async with bot.work():
                    await bot.people.forget(str(interaction.user.id), keeps_opt_out=self.choice == "keep")
                exception = " Only your opt-out stays, with your ID." if self.choice == "keep" else ""
                text = f"Done: I have forgotten you.{exception}\n{_STAYS}"
            await interaction.edit_original_response(content=text, view=None, allowed_mentions=QUIET)
        except Exception as error:  # noqa: BLE001  (or the person would wait for ever)
            await answer_error(interaction, error)


class Privacy(commands.Cog):
    """What people see and decide about what is stored about them, across all servers."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(ForgetButton)

    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(ForgetButton)

    @app_commands.command(name="privacy")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def privacy(self, interaction: discord.Interaction) -> None:
        """Show what I store, for how long, and how much of it is about you."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        held = await self.bot.people.held(str(interaction.user.id))
        text = privacy_text(held, self.bot.retention.keep)
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=QUIET)

    @app_commands.command(name="optout")
    @app_commands.describe(out="True: look at my messages only when I ask; False: no longer opted out")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def optout(self, interaction: discord.Interaction, out: bool = True) -> None:
        """Choose whether I may look at your messages when you don't ask me to."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await self.bot.channels.set_opted_out(str(interaction.user.id), is_out=out)
        text = (
            "From now on I look at your messages only when you ask me to, in every server."
            if out
            else "I may look at your messages again, in channels where automatic replies are on."
        )
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=QUIET)

    @app_commands.command(name="forgetme")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def forgetme(self, interaction: discord.Interaction) -> None:
        """Remove your ID from everything I store, in every server."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        held = await self.bot.people.held(str(interaction.user.id))
        view = discord.ui.View(timeout=None)
        for choice in ("all", "keep", "no") if held.is_opted_out else ("all", "no"):
            view.add_item(ForgetButton(choice))
        text = (
            f"{_counts_text(held)}\n\nI will remove your ID from all of it, in every server. This can't be "
            "undone: you can no longer remove my replies to you, and I won't send you the answers to your "
            f"suggestions.\n{_STAYS}"
        )
        await interaction.followup.send(text, view=view, ephemeral=True, allowed_mentions=QUIET)


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Privacy(bot))
