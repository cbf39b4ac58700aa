"""The forms of the moderators' queue: an answer or a reason, and what a change would write."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import discord

from bot.errors import answer_error
from claims_db.drafts import ClaimDraft, draft_of
from claims_db.models import Claim
from claims_db.queue import MAX_ANSWER

_FIELDS: Final = {
    "figure": "The figure, in words as a message has it",
    "wording": "The wording that replies print",
    "excerpt": "The excerpt of the source, at most 12 words",
    "attributed_to": "Who says so in the source",
    "note": "What readers should know of it",
}
_EXACT: Final = ("value", "value_high", "comparator", "unit", "per", "date", "counted", "negated", "vague")
_TIMEOUT: Final = 3600


class _Form(discord.ui.Modal):
    async def on_error(  # type: ignore[override]  # as discord.py declares it for modals
        self, interaction: discord.Interaction, error: Exception, /
    ) -> None:
        await answer_error(interaction, error)


class WordsForm(_Form):
    """Asks for one text and hands it to `take`."""

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


class ChangeForm(_Form):
    """Asks how the claim of a change should read instead and hands the draft to `take`."""

    def __init__(
        self, title: str, claim: Claim, take: Callable[[discord.Interaction, ClaimDraft], Awaitable[None]]
    ) -> None:
        super().__init__(title=title, timeout=_TIMEOUT)
        self._take = take
        self._draft = draft_before(claim)
        self._inputs: dict[str, discord.ui.TextInput[Any]] = {}
        for name, label in _FIELDS.items():
            if name == "figure" and claim.figure is None:
                continue
            is_long = name in ("excerpt", "note")
            field: discord.ui.TextInput[Any] = discord.ui.TextInput(
                label=label,
                style=discord.TextStyle.paragraph if is_long else discord.TextStyle.short,
                default=getattr(self._draft, name) or None,
                required=name in ("figure", "wording"),
                max_length=1000,
                custom_id=name,
            )
            self._inputs[name] = field
            self.add_item(field)

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        typed = {name: field.value for name, field in self._inputs.items()}
        await self._take(interaction, draft_with(self._draft, typed))


def draft_before(claim: Claim) -> ClaimDraft:
    """The claim as a form shows it; one that is yet to be added has no id."""
    draft = draft_of(replace(claim, id=claim.id or "new"))
    figure = claim.figure.wording if claim.figure is not None else ""
    return replace(draft, id=claim.id, figure=figure)


def draft_with(draft: ClaimDraft, typed: Mapping[str, str]) -> ClaimDraft:
    """The draft with what was typed; a figure that was left as it was is not read anew."""
    changed = replace(draft, **typed)
    if changed.figure.strip() == draft.figure.strip():
        return changed
    return replace(changed, aspect=draft.aspect, **dict.fromkeys(_EXACT, ""))
