"""/privacy, /optout and /forgetme: what is stored, and what a person decides about it, in every server."""

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
    "What stays: the message numbers that replies hang on, so that a deleted message takes its reply along; "
    "and what you wrote for a newsroom (claims, reasons, suggestions), which is theirs, without your name."
)


def privacy_text(held: Held, keep: Keep) -> str:
    """What is stored, how long, and what of it is the reader's, in plain words."""
    return (
        "**What I store.** No text of messages: it is neither stored nor logged.\n"
        "• For a reply: the numbers of the message, its channel and its author, which figures I read in it, "
        "which claims I showed, and a fingerprint that can't be read back. "
        f"{keep.replies:g} days.\n"
        "• For counts, without people: what was asked, answered and reported, by day, channel and topic. "
        f"{keep.counts:g} days. What messages with figures were about, as topics' terms and numbers: "
        f"{keep.traces:g} days.\n"
        f"• Wrong matches, as fingerprints: {keep.wrong_matches:g} days.\n"
        "• Of a public /check that found nothing, its words and figures without your name, where the server "
        f"gathers them (/setup): {keep.questions:g} days.\n"
        "• What is written to me on purpose: suggestions, claims, sources, topics, and who wrote which. "
        f"Decided suggestions {keep.questions:g} days; the rest as long as the server keeps me.\n"
        f"• When a server removes me, everything of it goes after {keep.left_servers:g} days.\n\n"
        f"{held_text(held)}\n\n"
        "`/optout` keeps me from looking at your messages for automatic replies. "
        "`/forgetme` takes your name out."
    )


def held_text(held: Held) -> str:
    """What is stored under the reader's id right now, as counts."""
    return (
        "**On you, right now, over all servers:** "
        f"{held.replies} replies to you, {held.waiting} answers you wait for, {held.writes} writes in audit "
        f"trails, {held.proposals} suggestions or drafts, "
        f"{'an opt-out' if held.is_opted_out else 'no opt-out'}."
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
            text = "Nothing was changed."
            if self.choice != "no":
                async with bot.work():
                    await bot.people.forget(str(interaction.user.id), keeps_opt_out=self.choice == "keep")
                kept = " Your opt-out stays, and with it your id." if self.choice == "keep" else ""
                text = f"Done: you are forgotten.{kept}\n{_STAYS}"
            await interaction.edit_original_response(content=text, view=None, allowed_mentions=QUIET)
        except Exception as error:  # noqa: BLE001  (or the person would wait for ever)
            await answer_error(interaction, error)


class Privacy(commands.Cog):
    """What people see and decide about what is stored on them; it holds in every server."""

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
        """What I store, for how long, and what of it is about you."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        held = await self.bot.people.held(str(interaction.user.id))
        text = privacy_text(held, self.bot.retention.keep)
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=QUIET)

    @app_commands.command(name="optout")
    @app_commands.describe(out="True: never look at my messages unless I ask; False: look again")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def optout(self, interaction: discord.Interaction, out: bool = True) -> None:
        """Choose whether I may look at your messages for automatic replies."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await self.bot.channels.set_opted_out(str(interaction.user.id), is_out=out)
        text = (
            "I will not look at your messages for automatic replies any more, in any server. "
            "What you ask me I still answer."
            if out
            else "I may look at your messages again where a channel is watched."
        )
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=QUIET)

    @app_commands.command(name="forgetme")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def forgetme(self, interaction: discord.Interaction) -> None:
        """Have your name taken out of everything I store."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        held = await self.bot.people.held(str(interaction.user.id))
        view = discord.ui.View(timeout=None)
        for choice in ("all", "keep", "no") if held.is_opted_out else ("all", "no"):
            view.add_item(ForgetButton(choice))
        text = (
            f"{held_text(held)}\n\nYour id goes from all of it, in every server. This can't be undone: you "
            "can't take down my replies to you any more, and I will not tell you what became of your "
            f"suggestions.\n{_STAYS}"
        )
        await interaction.followup.send(text, view=view, ephemeral=True, allowed_mentions=QUIET)


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Privacy(bot))
