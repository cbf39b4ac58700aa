"""The form for a claim, as Discord shows it, and the draft that it gives."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Final

import discord

from bot.errors import answer_error
from claims_db.drafts.claim_draft import MAX_FIELD, ClaimDraft, draft_of
from claims_db.kept_figure import spelled
from claims_db.models import Claim

Take = Callable[[discord.Interaction, ClaimDraft], Awaitable[None]]
_LABELS: Final = {
    "figure": ("Figure or date; empty for a statement", "more than 2,000 people"),
    "wording": ("Wording: what replies print in quotes", "At least 40 died"),
    "excerpt": ("Excerpt: up to 12 words, as in the source", "At least 40 people died in the flood"),
    "attributed_to": ("Whom the source cites for it", "the ministry of health"),
    "as_of": ("The day it was true of", "2022-01-05"),
    "topic": ("Topic", "dam-deaths"),
    "source": ("Source: its code, or a new one's address", "N1"),
}
_LIMITS: Final = {
    "figure": 200, "wording": 300, "excerpt": 500, "attributed_to": 200, "as_of": 40, "topic": 100,
    "source": 1000,
}  # fmt: skip
_EXACT: Final = ("value", "value_high", "comparator", "unit", "per", "date", "counted", "negated", "vague")
FIELDS: Final = ("figure", "wording", "excerpt", "attributed_to", "as_of")
FIELDS_OF_A_MESSAGE: Final = ("topic", "source", "figure", "wording", "excerpt")


class ClaimModal(discord.ui.Modal):
    """Asks for five fields of a claim; what it does not ask for stays as the draft has it."""

    def __init__(
        self, title: str, draft: ClaimDraft, take: Take, *, fields: tuple[str, ...] = FIELDS
    ) -> None:
        super().__init__(title=title, timeout=3600)
        self._draft = draft
        self._take = take
        self.inputs: dict[str, discord.ui.TextInput[Any]] = {}
        for name in fields:
            label, example = _LABELS[name]
            self.inputs[name] = discord.ui.TextInput(
                label=label, placeholder=example, max_length=_LIMITS[name], custom_id=name,
                default=_fitting(draft, name) or None,
                required=name in ("topic", "source"),
                style=discord.TextStyle.paragraph if name == "excerpt" else discord.TextStyle.short,
            )  # fmt: skip
            self.add_item(self.inputs[name])

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        typed = {name: field.value.strip() for name, field in self.inputs.items()}
        for name in list(typed):
            is_kept = typed[name] == _fitting(self._draft, name).strip()
            if is_kept and len(getattr(self._draft, name)) <= MAX_FIELD:
                del typed[name]  # left as it was: what did not fit into the field is not lost
        await self._take(interaction, with_typed(self._draft, typed))

    async def on_error(  # type: ignore[override]  # as discord.py declares it for modals
        self, interaction: discord.Interaction, error: Exception, /
    ) -> None:
        await answer_error(interaction, error)


def _fitting(draft: ClaimDraft, name: str) -> str:
    """As much of a field as the form has room for."""
    return str(getattr(draft, name))[: _LIMITS[name]]


def form_draft(claim: Claim) -> ClaimDraft:
    """The claim as the form shows it: its figure in digits, everything else as it is."""
    return replace(draft_of(claim), figure=spelled(claim.figure) if claim.figure is not None else "")


def with_typed(draft: ClaimDraft, typed: dict[str, str]) -> ClaimDraft:
    """The draft with what was typed over it. A figure typed anew is read anew; one left as it was
    keeps what it was read as."""
    changed = replace(draft, **typed)
    if typed.get("figure", draft.figure) == draft.figure:
        return changed
    return replace(changed, **dict.fromkeys(_EXACT, ""))
