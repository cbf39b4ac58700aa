"""/queue: what waits for moderators, page by page, and the buttons that decide it."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.posting import embed
from bot.choices import guild_key
from bot.errors import UserError, answer_error
from bot.moderation.again import AgainView
from bot.moderation.claim_forms import ClaimModal, form_draft
from bot.moderation.filled_form import open_filled_form
from bot.moderation.queue_buttons import DESK, PAGE_SIZE, QUEUE_BUTTONS, page_of, page_view
from bot.moderation.queue_desk import announce, current_claim, desk_arguments
from bot.moderation.queue_forms import WordsForm, draft_from
from bot.moderation.queue_text import decisions_text, queue_card
from bot.moderation.topic_forms import problems_text
from bot.permissions import require_moderator
from bot.quiet import QUIET
from claims_db.drafts.claim_draft import ClaimDraft
from claims_db.errors import BadRecords, ClaimsError, NotAllowed
from claims_db.models import Claim
from claims_db.storage.audit import Change
from claims_db.storage.queue_items import QueueItem

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_log = logging.getLogger(__name__)
_KINDS: Final = [
    app_commands.Choice(name="changes waiting for a second moderator", value="change"),
    app_commands.Choice(name="suggestions", value="suggestion"),
    app_commands.Choice(name="questions that found nothing", value="question"),
]
_GONE: Final = "That item is not in this server's queue."
_REASON: Final = "Reason (sent to those who asked)"


class ModeratorsQueue(commands.Cog):
    """The queue for moderators. Every press of a button checks the server and the permission again."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(*QUEUE_BUTTONS)

    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(*QUEUE_BUTTONS)

    @app_commands.command(name="queue")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_messages=True)
    @app_commands.describe(kind="Only one kind of item")
    @app_commands.choices(kind=_KINDS)
    async def queue(
        self, interaction: discord.Interaction, kind: app_commands.Choice[str] | None = None
    ) -> None:
        """Show what is waiting for moderators: changes, suggestions, questions that found nothing."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await require_moderator(self.bot, interaction)
        page = await self._page(guild_key(interaction), kind.value if kind is not None else "", 0)
        await interaction.followup.send(**page, ephemeral=True)

    async def _page(self, guild_id: str, kind: str, page: int) -> dict[str, Any]:
        """Return the keyword arguments for a message that shows a page, or the last page if it is past it."""
        counts = await self.bot.queue.counts(guild_id)
        total = sum(count for name, count in counts.items() if kind in ("", name))
        page = min(page, max(0, total - 1) // PAGE_SIZE)
        items = await self.bot.queue.open_items(guild_id, kind, limit=PAGE_SIZE, offset=page * PAGE_SIZE)
        current: dict[str, Claim] = {}
        for item in items:
            claim = await current_claim(self.bot, item)
            if claim is not None:
                current[item.subject] = claim
        view = page_view(items, kind, page, has_more=total > (page + 1) * PAGE_SIZE)
        card = queue_card(items, current, counts)
        return {"embed": embed(card), "view": view, "allowed_mentions": QUIET}

    @commands.Cog.listener("on_queue_page_button")
    async def press_page(self, interaction: discord.Interaction, place: str) -> None:
        """Turn to a page."""
        try:
            await interaction.response.defer()
            await require_moderator(self.bot, interaction)
            await self._show_again(interaction, place, None)
        except Exception as error:  # noqa: BLE001  (or the person would wait for ever)
            await answer_error(interaction, error)

    @commands.Cog.listener("on_queue_button")
    async def press(
        self, interaction: discord.Interaction, action: str, proposal_id: int, place: str
    ) -> None:
        """Approve an item at once, or open the form that the action needs."""
        try:
            if action == "approve":
                await interaction.response.defer()
                await self._decide(interaction, proposal_id, place, self._approve)
                return
            await require_moderator(self.bot, interaction)
            if action == "edit":
                await self._ask_for_edit(interaction, proposal_id, place)
                return
            if action == "claim":
                await self._ask_for_claim(interaction, proposal_id)
                return
            is_answer = action == "answer"
            title = f"{'Answer' if is_answer else 'Reject'} item {proposal_id}"
            label = "Your answer to those who asked" if is_answer else _REASON

            async def take(answered: discord.Interaction, words: str) -> None:
                async def decide(guild_id: str, item: int, by: str) -> str:
                    return await self._close(guild_id, item, by, words, is_answer=is_answer)

                await answered.response.defer()
                await self._decide(answered, proposal_id, place, decide)

            await interaction.response.send_modal(WordsForm(title, label, take))
        except Exception as error:  # noqa: BLE001
            await answer_error(interaction, error)

    async def _decide(
        self,
        interaction: discord.Interaction,
        proposal_id: int,
        place: str,
        decide: Callable[[str, int, str], Awaitable[str]],
    ) -> None:
        """Decide one item, update its message whether that succeeded or not, and say what was done."""
        await require_moderator(self.bot, interaction)
        guild_id, by = guild_key(interaction), str(interaction.user.id)
        async with self.bot.work():
            try:
                text = await decide(guild_id, proposal_id, by)
            except ClaimsError:
                await self._show_again(interaction, place, proposal_id)
                raise
            await self._show_again(interaction, place, proposal_id)
            await interaction.followup.send(text, ephemeral=True, allowed_mentions=QUIET)
            await self._tell(guild_id, [proposal_id])

    async def _approve(self, guild_id: str, proposal_id: int, by: str) -> str:
        change = await self.bot.queue.accept(guild_id, proposal_id, by=by)
        replies = f" Earlier replies to correct: {change.replies}." if change.replies else ""
        what = f"`{change.claim.id}`" if isinstance(change, Change) else f"{change.claims} claims moved"
        return f"Approved and saved as write {change.audit_id}: {what}.{replies}"

    async def _close(self, guild_id: str, proposal_id: int, by: str, words: str, *, is_answer: bool) -> str:
        if is_answer:
            await self.bot.queue.answer(guild_id, proposal_id, by=by, answer=words)
            return f"Item {proposal_id} is answered."
        await self.bot.queue.reject(guild_id, proposal_id, by=by, reason=words)
        return f"Item {proposal_id} is rejected."

    async def _show_again(
        self, interaction: discord.Interaction, place: str, proposal_id: int | None
    ) -> None:
        """Update the message of the button. If Discord refuses, the decision stands all the same."""
        guild_id = guild_key(interaction)
        item = await self.bot.queue.item(guild_id, proposal_id) if proposal_id is not None else None
        if place != DESK:
            arguments = await self._page(guild_id, *page_of(place))
        elif item is not None:
            arguments = await desk_arguments(self.bot, item)
        else:
            return
        try:
            await interaction.edit_original_response(**arguments)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            _log.warning("the message of the queue could not be updated (%s)", type(error).__name__)

    async def _tell(self, guild_id: str, proposal_ids: Sequence[int]) -> None:
        for proposal_id in proposal_ids:
            item = await self.bot.queue.item(guild_id, proposal_id)
            if item is not None:
                await self.bot.asker_notices.tell(item)

    @commands.Cog.listener("on_queue_all_button")
    async def press_all(
        self, interaction: discord.Interaction, action: str, proposal_ids: Sequence[int], place: str
    ) -> None:
        """Ask for an answer or a reason in a form, then decide all items that the page showed."""
        try:
            await require_moderator(self.bot, interaction)
            is_accept = action == "accept"
            label = "Your answer to those who asked" if is_accept else _REASON

            async def take(answered: discord.Interaction, words: str) -> None:
                await answered.response.defer()
                await require_moderator(self.bot, answered)
                guild_id, by = guild_key(answered), str(answered.user.id)
                queue = self.bot.queue
                async with self.bot.work():
                    if is_accept:
                        decisions = await queue.accept_many(guild_id, proposal_ids, by=by, answer=words)
                    else:
                        decisions = await queue.reject_many(guild_id, proposal_ids, by=by, reason=words)
                    await self._show_again(answered, place, None)
                    text = decisions_text(decisions, "accepted" if is_accept else "rejected")
                    await answered.followup.send(text, ephemeral=True, allowed_mentions=QUIET)
                    await self._tell(guild_id, [d.proposal_id for d in decisions if not d.problem])

            title = f"{action.capitalize()} {len(proposal_ids)} items"
            await interaction.response.send_modal(WordsForm(title, label, take, is_needed=not is_accept))
        except Exception as error:  # noqa: BLE001
            await answer_error(interaction, error)

    async def _ask_for_edit(self, interaction: discord.Interaction, proposal_id: int, place: str) -> None:
        item = await self.bot.queue.item(guild_key(interaction), proposal_id)
        if item is None:
            raise UserError(_GONE)
        if item.state != "open":
            raise NotAllowed(f"Item {proposal_id} has already been {item.state}.")
        if item.claim is None or item.action not in ("add", "edit"):
            raise UserError("This item can't be edited. Approve or reject it.")
        await interaction.response.send_modal(self._edit_form(item, form_draft(item.claim), place))

    def _edit_form(self, item: QueueItem, draft: ClaimDraft, place: str) -> ClaimModal:
        async def take(answered: discord.Interaction, typed: ClaimDraft) -> None:
            await answered.response.defer()
            await require_moderator(self.bot, answered)
            async with self.bot.work():
                try:
                    again = await self._edit(item, typed, str(answered.user.id))
                except BadRecords as error:
                    view = AgainView(lambda: self._edit_form(item, typed, place))
                    await answered.followup.send(
                        problems_text(error), view=view, ephemeral=True, allowed_mentions=QUIET
                    )
                    return
                new_item = await self.bot.queue.item(item.guild_id, again)
                await self._show_again(answered, place, again)
                if place != DESK and new_item is not None:
                    await announce(self.bot, new_item)
                text = f"Your version is item {again} now. Another moderator has to approve it."
                await answered.followup.send(text, ephemeral=True, allowed_mentions=QUIET)

        return ClaimModal(f"Edit item {item.proposal_id}", draft, take)

    async def _edit(self, item: QueueItem, draft: ClaimDraft, by: str) -> int:
        guild_id = item.guild_id
        known = await self.bot.claim_desk.known(guild_id, [draft.topic])
        current = await current_claim(self.bot, item)
        claim = known.read(draft, current)
        # On the current revision, so that whoever approves it sees how it differs from the claim today.
        revision = current.revision if current is not None else item.base_revision
        return await self.bot.queue.update_draft(
            guild_id, item.proposal_id, replace(claim, id=item.subject, revision=revision), by
        )

    async def _ask_for_claim(self, interaction: discord.Interaction, proposal_id: int) -> None:
        item = await self.bot.queue.item(guild_key(interaction), proposal_id)
        if item is None or item.kind == "change":
            raise UserError(_GONE)
        await open_filled_form(self.bot, interaction, draft_from(item), None)


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(ModeratorsQueue(bot))
