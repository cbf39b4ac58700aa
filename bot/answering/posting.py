"""Outgoing messages as discord.py wants them, and what Discord's refusals mean."""

import io
from typing import Any, Final

import aiohttp
import discord

from bot.answering.buttons import reply_view
from bot.answering.outgoing import CHART_NAME, Outgoing
from bot.quiet import QUIET
from bot.rendering.cards import Card
from claims_db.storage.replies import Reply, ReplyStore, Trigger

GONE: Final = "the message is gone"
NO_ACCESS: Final = "no access to the channel"
_UNKNOWN_CHANNEL: Final = 10003
_TOO_MANY: Final = 429
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
    return arguments


def edit_arguments(outgoing: Outgoing) -> dict[str, Any]:
    """Return keyword arguments for edit(): everything from scratch, also what is gone."""
    arguments: dict[str, Any] = {"view": None} | send_arguments(outgoing)
    file = arguments.pop("file", None)
    arguments.setdefault("content", None)
    arguments.setdefault("embeds", [])
    arguments["attachments"] = [file] if file is not None else []
    return arguments


def shows(message: discord.Message, outgoing: Outgoing) -> bool:
    """Does the message say exactly this?"""

    def words(card: discord.Embed) -> tuple[object, ...]:
        return card.title, (card.description or "").strip(), card.footer.text, card.colour

    cards = [embed(card) for card in outgoing.cards]
    return message.content.strip() == outgoing.content.strip() and (
        [words(e) for e in message.embeds] == [words(e) for e in cards]
    )


def refusal(error: Exception) -> str | None:
    """Why Discord will never do what it was asked, for moderators; None where it may later."""
    if isinstance(error, discord.NotFound):
        return NO_ACCESS if error.code == _UNKNOWN_CHANNEL else GONE
    if isinstance(error, discord.Forbidden):
        return NO_ACCESS
    if isinstance(error, discord.HTTPException) and error.status < 500 and error.status != _TOO_MANY:
        return f"Discord refused the edit ({error.status})"
    return None


def message_of(client: discord.Client, reply: Reply) -> discord.PartialMessage:
    """The message that a reply is, to be fetched, edited or deleted."""
    guild_id = int(reply.guild_id) if reply.guild_id else None
    channel = client.get_partial_messageable(int(reply.posted_in or reply.channel_id), guild_id=guild_id)
    return channel.get_partial_message(int(reply.message_id))


def trigger_of(interaction: discord.Interaction, *, is_private: bool = False) -> Trigger:
    """The command that is answered, by its ids; `is_private` where only the person sees the answer."""
    return Trigger(
        trigger_id=str(interaction.id),
        guild_id=str(interaction.guild_id or ""),
        channel_id=str(interaction.channel_id or ""),
        author_id=str(interaction.user.id),
        kind="asked",
        is_private=is_private,
    )


async def follow_up(
    interaction: discord.Interaction,
    outgoing: Outgoing,
    reply_store: ReplyStore,
    *,
    view: discord.ui.View | None = None,
) -> None:
    """Post the answer to a command; an answer that could not be posted is not recorded.

    `view` has the buttons under an answer that is not recorded.
    """
    arguments = send_arguments(outgoing)
    if view is not None:
        arguments["view"] = view
    try:
        sent = await interaction.followup.send(**arguments, wait=True)
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        if outgoing.reply_id is not None:
            await reply_store.withdraw(outgoing.reply_id)
        raise
    if outgoing.reply_id is not None:
        await reply_store.set_message(outgoing.reply_id, str(sent.id))
