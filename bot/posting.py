"""Outgoing messages as discord.py wants them, and what Discord's refusals mean."""

import io
from typing import Any, Final

import aiohttp
import discord

from bot.buttons import reply_view
from bot.cards import Card
from bot.queue_buttons import tell_view
from bot.responder import CHART_NAME, Outgoing
from claims_db.ledger import Ledger, Trigger

QUIET: Final = discord.AllowedMentions.none()
"""Nobody is ever pinged: given on every send and on every edit, where defaults would apply again."""
_DISAGREE: Final = discord.Colour(0xE69F00)
_AGREE: Final = discord.Colour(0x56B4E9)


def embed(card: Card) -> discord.Embed:
    """The card as an embed; colour says nothing that words do not."""
    made = discord.Embed(
        title=card.title, description=card.description, colour=_DISAGREE if card.is_disagreement else _AGREE
    )
    if card.footer:
        made.set_footer(text=card.footer)
    if card.image:
        made.set_image(url=f"attachment://{card.image}")
    return made


def send_arguments(outgoing: Outgoing) -> dict[str, Any]:
    """Keyword arguments for send(): content, embeds, chart with its alt text, buttons, no pings."""
    arguments: dict[str, Any] = {"allowed_mentions": QUIET}
    if outgoing.content:
        arguments["content"] = outgoing.content
    if outgoing.cards:
        arguments["embeds"] = [embed(card) for card in outgoing.cards]
    if outgoing.chart is not None:
        arguments["file"] = discord.File(
            io.BytesIO(outgoing.chart.png), CHART_NAME, description=outgoing.chart.alt_text[:1024]
        )
    if outgoing.reply_id is not None:
        arguments["view"] = reply_view(outgoing.reply_id)
    elif outgoing.question_id is not None:
        arguments["view"] = tell_view(outgoing.question_id)
    return arguments


def edit_arguments(outgoing: Outgoing) -> dict[str, Any]:
    """Keyword arguments for edit(): everything anew, also what is gone."""
    arguments = send_arguments(outgoing)
    file = arguments.pop("file", None)
    arguments.setdefault("content", None)
    arguments.setdefault("embeds", [])
    arguments["attachments"] = [file] if file is not None else []
    return arguments


def trigger_of(interaction: discord.Interaction) -> Trigger:
    """The command that is answered, by its ids."""
    return Trigger(
        trigger_id=str(interaction.id),
        guild_id=str(interaction.guild_id or ""),
        channel_id=str(interaction.channel_id or ""),
        author_id=str(interaction.user.id),
        kind="asked",
    )


async def follow_up(interaction: discord.Interaction, outgoing: Outgoing, ledger: Ledger) -> None:
    """Post the answer to a command; one that could not be posted leaves the ledger again."""
    try:
        sent = await interaction.followup.send(**send_arguments(outgoing), wait=True)
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        if outgoing.reply_id is not None:
            await ledger.withdraw(outgoing.reply_id)
        raise
    if outgoing.reply_id is not None:
        await ledger.set_message(outgoing.reply_id, str(sent.id))
