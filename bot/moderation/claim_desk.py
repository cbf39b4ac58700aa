"""Previews of drafts, and what follows: saving a draft, or asking a second moderator to approve it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import discord

from bot.choices import guild_key
from bot.moderation.again import AgainView
from bot.moderation.claim_forms import ClaimModal, form_draft
from bot.moderation.claim_text import difference_text, preview_text
from bot.moderation.draft_buttons import draft_view
from bot.moderation.queue_desk import WAITS, WAITS_UNSEEN, announce
from bot.moderation.topic_forms import problems_text
from bot.permissions import require_moderator
from bot.quiet import QUIET
from bot.rendering.markdown import escape, shorten
from bot.services import Services
from claims_db.drafts.claim_draft import ClaimDraft, read_draft
from claims_db.errors import BadRecords, ClaimConflict
from claims_db.models import Claim, Source, Topic
from claims_db.storage.audit import Change, ClaimAction
from claims_db.storage.queue_items import QueueItem

_DONE = {
    "add": "has been added", "edit": "has been saved", "retract": "is marked as retracted",
    "restore": "has been restored", "hide": "is now hidden in this server",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What a server's drafts are read against.

    `topics` maps slugs to topics; the slug of a topic that was merged maps to the topic it was merged into.
    """

    topics: dict[str, Topic]
    sources: dict[str, Source]
    claims_by_topic: dict[str, list[Claim]]

    def read(self, draft: ClaimDraft, original: Claim | None) -> Claim:
        """Return the claim that the draft describes; raise BadRecords if it can't be read.

        A claim whose topic was merged into another keeps its old topic, so that undoing the merge takes
        the claim along.
        """
        claim = read_draft(draft, self.topics, self.sources, self.claims_by_topic)
        old_topic = self.topics.get(original.topic) if original is not None else None
        if original is not None and old_topic is not None and old_topic.slug == claim.topic:
            return replace(claim, topic=original.topic)
        return claim


_TRACED_DAYS: Final = 7


class ClaimDesk:
    """Shows previews, saves drafts and reports the result."""

    def __init__(self, bot: Services) -> None:
        self.bot = bot

    async def known(self, guild_id: str, topics: Sequence[str] = ()) -> Known:
        """Return the server's topics and sources, and the claims of the topics named."""
        store = self.bot.store
        by_slug = {t.slug: t for t in await store.topics(guild_id)}
        merged = await store.merged_topics(guild_id)
        by_slug |= {old: by_slug[into] for old, into in merged.items() if into in by_slug}
        names = {name.casefold() for name in topics}
        slugs = [t.slug for key, t in by_slug.items() if {key, t.slug, t.title.casefold()} & names]
        sources = {s.code: s for s in await store.sources(guild_id)}
        return Known(by_slug, sources, await store.claims_by_topic(slugs, guild_id))

    async def preview(
        self, interaction: discord.Interaction, draft: ClaimDraft, original: Claim | None
    ) -> None:
        """Read the draft, store it and show how it was read; if it can't be read, show why.

        In that case a button opens the form again with everything that was typed. `original` is the claim
        to edit, None for a new one. The interaction must have been deferred.
        """
        guild_id, by = guild_key(interaction), str(interaction.user.id)
        context = await self.known(guild_id, [draft.topic])
        try:
            claim = context.read(draft, original)
        except BadRecords as error:
            await self._say_problems(interaction, error, draft, original)
            return
        action: ClaimAction = "add"
        if original is not None:
            claim = _as_revision_of(claim, original)
            action = "edit"
        draft_id = await self.bot.queue.keep_draft(guild_id, action=action, claim=claim, by=by)
        await self.show(interaction, claim, original, draft_id)

    async def _say_problems(
        self, interaction: discord.Interaction, error: BadRecords, draft: ClaimDraft, original: Claim | None
    ) -> None:
        async def take(again: discord.Interaction, typed: ClaimDraft) -> None:
            await again.response.defer(thinking=True, ephemeral=True)
            async with self.bot.work():
                await self.preview(again, typed, original)

        view = AgainView(lambda: ClaimModal("Claim", draft, take))
        await interaction.followup.send(
            problems_text(error), view=view, ephemeral=True, allowed_mentions=QUIET
        )

    async def show(
        self, interaction: discord.Interaction, claim: Claim, original: Claim | None, draft_id: int
    ) -> None:
        """Show the preview with its buttons."""
        guild_id = guild_key(interaction)
        store = self.bot.store
        siblings = await store.siblings(claim, guild_id)
        head = "**Preview, not saved yet**"
        if original is not None:
            head += f"\n{difference_text(original, claim)}\n"
        would_answer = await self._would_answer(guild_id, claim) if original is None else ""
        text = shorten(f"{head}\n{preview_text(claim, siblings, would_answer)}", 1990)
        await interaction.followup.send(
            text, view=draft_view(draft_id), ephemeral=True, allowed_mentions=QUIET
        )

    async def _would_answer(self, guild_id: str, claim: Claim) -> str:
        """Say how many recent messages the claim could have answered; "" if there are none."""
        topic = await self.bot.store.topic(claim.topic, guild_id)
        _, messages = await self.bot.statistics.would_answer(guild_id, topic, claim.figure, _TRACED_DAYS)
        if not messages:
            return ""
        noun = "message" if messages == 1 else "messages"
        return f"It could have answered {messages} {noun} in the last {_TRACED_DAYS} days."

    async def write(
        self, interaction: discord.Interaction, action: ClaimAction, claim: Claim, reason: str = ""
    ) -> None:
        """Save without a preview, or ask the second moderator if the server requires one."""
        guild_id, by = guild_key(interaction), str(interaction.user.id)
        draft_id = await self.bot.queue.keep_draft(guild_id, action=action, claim=claim, by=by, reason=reason)
        await self.submit(interaction, draft_id, action, claim)

    async def submit(
        self, interaction: discord.Interaction, draft_id: int, action: ClaimAction, claim: Claim
    ) -> None:
        """Submit a draft and report the result; if somebody else saved first, show the difference."""
        guild_id, by = guild_key(interaction), str(interaction.user.id)
        try:
            change = await self.bot.queue.submit(guild_id, draft_id, by=by)
        except ClaimConflict as conflict:
            await self._say_conflict(interaction, conflict, claim, draft_id)
            return
        if change is None:
            item = await self.bot.queue.item(guild_id, draft_id)
            is_asked = item is not None and await announce(self.bot, item)
            text = WAITS if is_asked else WAITS_UNSEEN
        else:
            text = written_text(action, change)
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=QUIET)

    async def _say_conflict(
        self, interaction: discord.Interaction, conflict: ClaimConflict, mine: Claim, draft_id: int
    ) -> None:
        text = (
            f"{escape(str(conflict))} Your version is not lost. It would change the claim like this:\n"
            f"{difference_text(conflict.current, mine)}"
        )
        await interaction.followup.send(
            shorten(text, 1990), view=draft_view(draft_id, "mine", "cancel"), ephemeral=True,
            allowed_mentions=QUIET,
        )  # fmt: skip

    def edit_modal(
        self,
        claim: Claim,
        *,
        original: Claim | None = None,
        status: str | None = None,
        note: str | None = None,
    ) -> ClaimModal:
        """Return the form filled with the claim.

        `original` is the claim as stored; if left out, it is the claim itself, or None for a new claim,
        which has no id yet.
        """
        based_on = original if original is not None else (claim if claim.id else None)
        draft = form_draft(claim)
        if status is not None:
            draft = replace(draft, status=status)
        if note is not None:
            draft = replace(draft, note=note)

        async def take(interaction: discord.Interaction, typed: ClaimDraft) -> None:
            await interaction.response.defer(thinking=True, ephemeral=True)
            async with self.bot.work():
                await require_moderator(self.bot, interaction)
                await self.preview(interaction, typed, based_on)

        return ClaimModal("Edit claim", draft, take)


def _as_revision_of(claim: Claim, original: Claim) -> Claim:
    """Return the claim with the id, position, server and revision of the original, which it is to replace."""
    return replace(
        claim, id=original.id, position=original.position, revision=original.revision,
        guild_id=original.guild_id,
    )  # fmt: skip


def written_text(action: ClaimAction, change: Change) -> str:
    """Return what to tell a moderator once a claim is saved."""
    claim = change.claim
    done = _DONE[action]
    if action == "restore" and claim.is_withdrawn:
        done = f"is shown again and is still {claim.status}"
    text = f"**{escape(claim.id)}** {done} (revision {claim.revision}, write {change.audit_id})."
    if change.replies:
        replies = "1 reply shows" if change.replies == 1 else f"{change.replies} replies show"
        text += f" {replies} it and will be corrected."
    return text


def claim_action(item: QueueItem) -> ClaimAction:
    """Return what the draft of a claim would do to it."""
    return item.action if item.action and item.action != "merge" else "add"
