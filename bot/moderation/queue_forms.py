"""The forms of the moderators' queue: an answer or a reason, and a claim filled from a suggestion."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import discord

from bot.errors import answer_error
from claims_db.drafts.claim_draft import ClaimDraft
from claims_db.moderation.queue import MAX_ANSWER
from claims_db.records.records import wording_words
from claims_db.storage.queue_items import QueueItem

_TIMEOUT: Final = 3600


class WordsForm(discord.ui.Modal):
    """Asks for one text and passes it to `take`."""

    def __init__(
        self,
        title: str,
        label: str,
        take: Callable[[discord.Interaction, str], Awaitable[None]],
        *,
        is_needed: bool = True,
    ) -> None:
        super().__init__(title=title, timeout=_TIMEOUT)
        self._take = take
        self.words: discord.ui.TextInput[Any] = discord.ui.TextInput(
            label=label, style=discord.TextStyle.paragraph, required=is_needed, max_length=MAX_ANSWER
        )
        self.add_item(self.words)

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        await self._take(interaction, self.words.value)

    async def on_error(  # type: ignore[override]  # as discord.py declares it for modals
        self, interaction: discord.Interaction, error: Exception, /
    ) -> None:
        await answer_error(interaction, error)


def draft_from(item: QueueItem) -> ClaimDraft:
    """Return the draft that fills the form with what a suggestion or a question says.

    A suggestion's figure is left empty: it is read from its words.
    """
    words = wording_words(item.text) if item.kind == "suggestion" else ""
    return ClaimDraft(
        source=item.link or item.source, figure="" if words else next(iter(item.figures), ""),
        wording=words, excerpt=words,
    )  # fmt: skip
