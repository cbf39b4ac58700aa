"""/claim: moderators add, edit, retract and look up their server's claims."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands
from discord.ext import commands
from rapidfuzz import fuzz

from bot.answering.posting import embed
from bot.choices import best_hits, choice, claim_choices, guild_key, source_choices, topic_choices
from bot.errors import UserError, answer_error
from bot.moderation.claim_desk import claim_action
from bot.moderation.claim_forms import ClaimModal
from bot.moderation.claim_text import claim_lines, entry_line, figure_text, set_against
from bot.moderation.draft_buttons import DraftButton
from bot.permissions import require_moderator
from bot.quiet import QUIET
from bot.rendering.cards import DESCRIPTION_LIMIT, Card, quoted
from bot.rendering.markdown import escape, join_within
from claims_db.drafts.claim_draft import ClaimDraft
from claims_db.figures import read_figures
from claims_db.kept_figure import spelled
from claims_db.models import CLAIM_STATUSES, Claim

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_STATUSES: Final = [app_commands.Choice(name=status, value=status) for status in CLAIM_STATUSES]
_PAGE: Final = 15
_GONE: Final = "That draft has expired (drafts are kept for a week). Run the command again."


@app_commands.guild_only()
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_messages=True)
class Claims(commands.GroupCog, group_name="claim"):
    """What moderators do with claims. It concerns their server only: nothing changes in others."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot
        self.desk = bot.claim_desk

    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(DraftButton)

    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(DraftButton)

    @app_commands.command(name="add")
    @app_commands.describe(
        topic="The topic it belongs to",
        source="The source that says it",
        figure="The figure or date as the source states it; leave out for a statement",
        stance="For a statement: the position it takes, in a word or two",
        status="How the source presents it; asserted if you leave it out",
        question="Which of the topic's questions it answers, if there are several",
        note="What other moderators should know about it",
    )
    @app_commands.choices(status=_STATUSES)
    async def add(
        self,
        interaction: discord.Interaction,
        topic: app_commands.Range[str, 1, 100],
        source: app_commands.Range[str, 1, 100],
        figure: app_commands.Range[str, 0, 100] = "",
        stance: app_commands.Range[str, 0, 60] = "",
        status: app_commands.Choice[str] | None = None,
        question: app_commands.Range[str, 0, 60] = "",
        note: app_commands.Range[str, 0, 1000] = "",
    ) -> None:
        """Add a claim: fill in a form, look at the preview, save."""
        await require_moderator(self.bot, interaction)
        draft = ClaimDraft(
            topic=topic, source=source, figure=figure, stance=stance, aspect=question, note=note,
            status=status.value if status is not None else "",
        )  # fmt: skip
        await interaction.response.send_modal(ClaimModal("New claim", draft, self.take_new))

    async def take_new(self, interaction: discord.Interaction, draft: ClaimDraft) -> None:
        """Show the preview of a new claim whose form was submitted."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        async with self.bot.work():
            await require_moderator(self.bot, interaction)
            await self.desk.preview(interaction, draft, None)

    @app_commands.command(name="edit")
    @app_commands.describe(claim="The claim to edit", status="Its new status", note="Its new note")
    @app_commands.choices(status=_STATUSES)
    async def edit(
        self,
        interaction: discord.Interaction,
        claim: app_commands.Range[str, 1, 100],
        status: app_commands.Choice[str] | None = None,
        note: app_commands.Range[str, 0, 1000] | None = None,
    ) -> None:
        """Edit a claim for this server: fill in a form, look at the preview, save."""
        await require_moderator(self.bot, interaction)
        found = await self.bot.store.claim(claim, guild_key(interaction))
        if await self.bot.editors.claims.is_hidden(guild_key(interaction), found.id):
            raise UserError(f"{escape(found.id)} is hidden here. Restore it before you edit it.")
        await interaction.response.send_modal(
            self.desk.edit_modal(found, status=status.value if status is not None else None, note=note)
        )

    @app_commands.command(name="retract")
    @app_commands.describe(claim="The claim to retract", reason="Why; its history shows the reason")
    async def retract(
        self,
        interaction: discord.Interaction,
        claim: app_commands.Range[str, 1, 100],
        reason: app_commands.Range[str, 1, 500],
    ) -> None:
        """Mark a claim as retracted: it is kept, and replies say so first."""
        await self._write(interaction, "retract", claim, reason)

    @app_commands.command(name="restore")
    @app_commands.describe(claim="A retracted or hidden claim", reason="Why")
    async def restore(
        self,
        interaction: discord.Interaction,
        claim: app_commands.Range[str, 1, 100],
        reason: app_commands.Range[str, 0, 500] = "",
    ) -> None:
        """Undo a retraction, or show a hidden claim again."""
        await self._write(interaction, "restore", claim, reason)

    @app_commands.command(name="hide")
    @app_commands.describe(claim="The claim to hide", reason="Why")
    async def hide(
        self,
        interaction: discord.Interaction,
        claim: app_commands.Range[str, 1, 100],
        reason: app_commands.Range[str, 0, 500] = "",
    ) -> None:
        """Hide a claim in this server; /claim restore brings it back."""
        await self._write(interaction, "hide", claim, reason)

    async def _write(self, interaction: discord.Interaction, action: Any, claim_id: str, reason: str) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        await require_moderator(self.bot, interaction)
        async with self.bot.work():
            claim = await self.bot.store.claim(claim_id, guild_key(interaction))
            await self.desk.write(interaction, action, claim, reason)

    @app_commands.command(name="undo")
    @app_commands.describe(write="The number of the write to revert, from /claim history or /audit")
    async def undo(
        self, interaction: discord.Interaction, write: app_commands.Range[int, 1, 2**53 - 1]
    ) -> None:
        """Revert a claim to what it was before a write, as a new revision."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await require_moderator(self.bot, interaction)
        async with self.bot.work():
            action, claim = await self.bot.editors.claims.before_write(guild_key(interaction), write)
            await self.desk.write(interaction, action, claim, f"undoes write {write}")

    @app_commands.command(name="show")
    @app_commands.describe(claim="The claim to show")
    async def show(self, interaction: discord.Interaction, claim: app_commands.Range[str, 1, 100]) -> None:
        """Show everything about a claim, only to you."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await require_moderator(self.bot, interaction)
        guild_id, store = guild_key(interaction), self.bot.store
        found = await store.claim(claim, guild_id)
        siblings = await store.siblings(found, guild_id)
        owner = "this server's" if found.guild_id else "shipped"
        hidden = "" if any(c.id == found.id for c in siblings) else ", hidden here"
        lines = [*claim_lines(found), *set_against(found, siblings)]
        card = Card(
            f"Claim {escape(found.id)}", join_within(lines, DESCRIPTION_LIMIT)[0],
            f"{owner}{hidden}, revision {found.revision}",
        )  # fmt: skip
        await interaction.followup.send(embed=embed(card), ephemeral=True, allowed_mentions=QUIET)

    @app_commands.command(name="history")
    @app_commands.describe(claim="The claim whose history to show")
    async def history(self, interaction: discord.Interaction, claim: app_commands.Range[str, 1, 100]) -> None:
        """Show every write to a claim: who made it and what it changed."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await require_moderator(self.bot, interaction)
        entries = await self.bot.editors.claims.history(guild_key(interaction), claim)
        if not entries:
            text = "Nobody has changed this claim: it is as it shipped."
            await interaction.followup.send(text, ephemeral=True, allowed_mentions=QUIET)
            return
        lines = []
        for entry in entries[:_PAGE]:
            outcome = await self.bot.corrections.outcome(entry.audit_id, guild_key(interaction))
            lines.append(entry_line(entry))
            if outcome.done or outcome.failed or outcome.pending:
                counts = f"{outcome.done} corrected, {outcome.pending} pending, {outcome.failed} failed"
                lines.append(f"-# replies: {counts}")
        body, rest = join_within(lines, DESCRIPTION_LIMIT)
        footer = "To revert one, use /claim undo with its number."
        if rest:
            footer += " For older ones, use /audit."
        await interaction.followup.send(
            embed=embed(Card(f"History of {escape(entries[0].subject)}", body, footer)), ephemeral=True,
            allowed_mentions=QUIET,
        )  # fmt: skip

    @app_commands.command(name="search")
    @app_commands.describe(text="Words or a figure in the claim")
    async def search(self, interaction: discord.Interaction, text: app_commands.Range[str, 1, 200]) -> None:
        """Search this server's claims by their words."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await require_moderator(self.bot, interaction)
        claims = {c.id: c for c in await self.bot.store.claims(guild_key(interaction))}
        labels: dict[str, str] = {}
        for n, (key, c) in enumerate(claims.items()):
            labels[key] = f"{key} {c.source} {c.topic.replace('-', ' ')} {c.excerpt} {c.note}"
            if n % 1000 == 0:
                await asyncio.sleep(0)
        hits = await best_hits(text, labels, scorer=fuzz.token_set_ratio, limit=_PAGE, cutoff=50)
        await self._send_list(interaction, [claims[key] for key in hits], "No claim matches these words.")

    @app_commands.command(name="list")
    @app_commands.describe(
        topic="Only this topic", source="Only this source", status="Only this status",
        own="True: only claims written in this server", hidden="True: only claims hidden in this server",
        page="Page number",
    )  # fmt: skip
    @app_commands.choices(status=_STATUSES)
    async def list_claims(
        self,
        interaction: discord.Interaction,
        topic: app_commands.Range[str, 0, 100] = "",
        source: app_commands.Range[str, 0, 100] = "",
        status: app_commands.Choice[str] | None = None,
        own: bool = False,
        hidden: bool = False,
        page: app_commands.Range[int, 1, 1000] = 1,
    ) -> None:
        """List this server's claims, by topic, source or status."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await require_moderator(self.bot, interaction)
        guild_id, store = guild_key(interaction), self.bot.store
        slug = (await store.topic(topic, guild_id)).slug if topic else ""
        code = (await store.source(source, guild_id)).code if source else ""
        claims = await store.claims(guild_id, with_hidden=hidden)
        if hidden:
            shown = {c.id for c in await store.claims(guild_id)}
            claims = [c for c in claims if c.id not in shown]
        matches = [
            c
            for c in claims
            if slug in ("", c.topic) and code in ("", c.source) and (not own or c.guild_id)
            and (status is None or status.value == c.status)
        ]  # fmt: skip
        start = (page - 1) * _PAGE
        pages = max(1, -(-len(matches) // _PAGE))
        await self._send_list(
            interaction,
            matches[start : start + _PAGE],
            "No claim matches.",
            f"page {page} of {pages}, {len(matches)} claims",
        )

    async def _send_list(
        self, interaction: discord.Interaction, claims: list[Claim], if_empty: str, footer: str = ""
    ) -> None:
        if not claims:
            await interaction.followup.send(if_empty, ephemeral=True, allowed_mentions=QUIET)
            return
        lines = [
            f"**{escape(c.id)}** {quoted(c)}\n-# {escape(c.topic)}; {figure_text(c)}; {c.status}"
            for c in claims
        ]
        body = join_within(lines, DESCRIPTION_LIMIT)[0]
        await interaction.followup.send(
            embed=embed(Card("Claims", body, footer)), ephemeral=True, allowed_mentions=QUIET
        )

    @commands.Cog.listener("on_draft_button")
    async def press(self, interaction: discord.Interaction, action: str, draft_id: int) -> None:
        """Do what a button under a preview says."""
        try:
            await require_moderator(self.bot, interaction)
            guild_id, by = guild_key(interaction), str(interaction.user.id)
            item = await self.bot.queue.item(guild_id, draft_id)
            if item is None or item.claim is None or item.proposed_by != by or item.state != "draft":
                raise UserError(_GONE)
            claim, original = item.claim, None
            if item.action != "add":
                original = await self.bot.store.claim(claim.id, guild_id)
            if action == "edit":
                modal = self.desk.edit_modal(claim, original=original)
                await interaction.response.send_modal(modal)
                return
            await interaction.response.defer(thinking=True, ephemeral=True)
            async with self.bot.work():
                if action == "cancel":
                    await self.bot.queue.reject(guild_id, draft_id, by=by, reason="")
                    await interaction.followup.send(
                        "Nothing was saved.", ephemeral=True, allowed_mentions=QUIET
                    )
                    return
                if action == "mine" and original is not None:
                    claim = replace(claim, revision=original.revision)
                    await self.bot.queue.update_draft(guild_id, draft_id, claim, by)
                await self.desk.submit(interaction, draft_id, claim_action(item), claim)
        except Exception as error:  # noqa: BLE001  (or the person would wait for ever)
            await answer_error(interaction, error)

    @add.autocomplete("topic")
    @list_claims.autocomplete("topic")
    async def _complete_topic(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await topic_choices(self.bot, interaction, current)

    @add.autocomplete("source")
    @list_claims.autocomplete("source")
    async def _complete_source(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await source_choices(self.bot, interaction, current)

    @add.autocomplete("figure")
    async def _complete_figure(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Show how the figure would be read, while it is typed."""
        typed = current.strip()[:100]
        if not typed:
            return []
        figures = read_figures(typed)
        if len(figures) != 1:
            why = "no figure found" if not figures else "several figures; give one"
            return [choice(f"{typed} ({why})", typed)]
        unit = figures[0].unit or figures[0].counted
        return [choice(f"{typed} (read as {spelled(figures[0])} {unit})".replace(" )", ")"), typed)]

    @edit.autocomplete("claim")
    @retract.autocomplete("claim")
    @hide.autocomplete("claim")
    @show.autocomplete("claim")
    @history.autocomplete("claim")
    async def _complete_claim(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await claim_choices(self.bot, interaction, current)

    @restore.autocomplete("claim")
    async def _complete_restorable(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await claim_choices(self.bot, interaction, current, with_hidden=True)


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Claims(bot))
