"""The form for a claim as a Discord modal, and the draft made from it."""

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
    "excerpt": ("Excerpt: up to 12 words, verbatim", "At least 40 people died in the flood"),
    "attributed_to": ("Who the source cites for it", "the ministry of health"),
    "as_of": ("As of: the date the figure is for", "2022-01-05"),
    "topic": ("Topic", "dam-deaths"),
    "source": ("Source: a code, or the address of a new one", "N1"),
}
_LIMITS: Final = {
    "figure": 200, "wording": 300, "excerpt": 500, "attributed_to": 200, "as_of": 40, "topic": 100,
    "source": 1000,
}  # fmt: skip
_EXACT: Final = ("value", "value_high", "comparator", "unit", "per", "date", "counted", "negated", "vague")
FIELDS: Final = ("figure", "wording", "excerpt", "attributed_to", "as_of")
FIELDS_OF_A_MESSAGE: Final = ("topic", "source", "figure", "wording", "excerpt")


class ClaimModal(discord.ui.Modal):
    """Asks for five fields of a claim; the draft's other fields stay as they are."""

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
                default=_field_start(draft, name) or None,
                required=name in ("topic", "source"),
                style=discord.TextStyle.paragraph if name == "excerpt" else discord.TextStyle.short,
            )  # fmt: skip
            self.add_item(self.inputs[name])

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        typed = {name: field.value.strip() for name, field in self.inputs.items()}
        for name in list(typed):
            is_unchanged = typed[name] == _field_start(self._draft, name).strip()
            if is_unchanged and len(getattr(self._draft, name)) <= MAX_FIELD:
                del typed[name]  # the draft's value may be longer than what the form could show
        await self._take(interaction, _with_typed(self._draft, typed))

    async def on_error(  # type: ignore[override]  # as discord.py declares it for modals
        self, interaction: discord.Interaction, error: Exception, /
    ) -> None:
        await answer_error(interaction, error)


def _field_start(draft: ClaimDraft, name: str) -> str:
    """Return as much of a field as the form has room for."""
    return str(getattr(draft, name))[: _LIMITS[name]]


def form_draft(claim: Claim) -> ClaimDraft:
    """Return the claim as a draft for the form, with its figure in digits."""
    return replace(draft_of(claim), figure=spelled(claim.figure) if claim.figure is not None else "")


def _with_typed(draft: ClaimDraft, typed: dict[str, str]) -> ClaimDraft:
    """Return the draft with the typed fields replaced.

    A figure that was changed is read from its text again; one left alone keeps its exact values.
    """
    changed = replace(draft, **typed)
    if typed.get("figure", draft.figure) == draft.figure:
        return changed
    return replace(changed, **dict.fromkeys(_EXACT, ""))
