"""The form for a new claim, filled with a figure that was found in a message, an article or a suggestion."""

from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from bot.choices import guild_key
from bot.errors import answer_error
from bot.moderation.claim_forms import FIELDS_OF_A_MESSAGE, ClaimModal
from bot.moderation.message_drafts import coded
from bot.permissions import require_moderator
from bot.quiet import QUIET
from bot.rendering.markdown import escape
from claims_db.addresses import normalised
from claims_db.drafts.claim_draft import ClaimDraft
from claims_db.models import Source

if TYPE_CHECKING:
    from bot.client import CrosscheckBot


async def open_filled_form(
    bot: "CrosscheckBot", interaction: discord.Interaction, draft: ClaimDraft, source: Source | None
) -> None:
    """Open the form; a source given by its address is added with the claim's preview."""

    async def take(answered: discord.Interaction, typed: ClaimDraft) -> None:
        await answered.response.defer(thinking=True, ephemeral=True)
        async with bot.work():
            await require_moderator(bot, answered)
            code = await _source_code(bot, answered, typed.source, source)
            await bot.claim_desk.preview(answered, replace(typed, source=code), None)

    try:
        await interaction.response.send_modal(
            ClaimModal("Add as claim", draft, take, fields=FIELDS_OF_A_MESSAGE)
        )
    except discord.HTTPException as error:
        await answer_error(interaction, error)


async def _source_code(
    bot: "CrosscheckBot", interaction: discord.Interaction, typed: str, linked: Source | None
) -> str:
    """Return the code of the source; one given by its address is looked up, or added."""
    guild_id, store = guild_key(interaction), bot.store
    try:
        address = normalised(typed)
    except ValueError:
        return typed  # a code, which the preview checks
    known = await store.source_by_address(address, guild_id)
    if known is not None:
        return known.code
    is_linked = linked is not None and linked.url and normalised(linked.url) == address
    new = linked if linked is not None and is_linked else Source("", typed, "news report", url=typed)
    taken = frozenset(s.code.casefold() for s in await store.sources(guild_id))
    added = await bot.editors.sources.add(guild_id, coded(new, taken), by=str(interaction.user.id))
    await interaction.followup.send(
        f"Source **{escape(added.code)}** was added for that address; /source edit says more of it.",
        ephemeral=True, allowed_mentions=QUIET,
    )  # fmt: skip
    return added.code
