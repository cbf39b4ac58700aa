"""Outgoing messages as discord.py wants them; posting, editing and deleting them over a wire that fails."""

import asyncio
import io
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import aiohttp
import discord

from bot.answering.buttons import reply_view
from bot.answering.outgoing import CHART_NAME, Outgoing, shadow_head
from bot.quiet import QUIET
from bot.rendering.cards import Card
from claims_db.storage.replies import Reply, ReplyStore, Trigger

_log = logging.getLogger(__name__)
T = TypeVar("T")
GONE: Final = "the message is gone"
NO_ACCESS: Final = "no access to the channel"
FAILURES: Final = (discord.HTTPException, aiohttp.ClientError, OSError)
"""What a request to Discord may raise."""
_PAUSES: Final = (1.0, 4.0)
"""Seconds before the second and the third try of a request."""
_NONCE_SECONDS: Final = 60.0
"""Seconds after which nothing is sent again: Discord remembers a nonce for a few minutes."""
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


async def post(
    send: Callable[..., Awaitable[discord.Message]],
    outgoing: Outgoing,
    reply_store: ReplyStore,
    *,
    nonce: str,
    posted_in: str = "",
    **options: Any,
) -> bool:
    """Post a message of the bot's own with `send`; returns whether it was posted.

    If no answer comes, the message is sent again: under the same nonce Discord does not post it twice. A
    reply that Discord refuses is withdrawn. One that may have been posted or not is marked as unclear, and
    its message is found when the gateway brings it. `posted_in` is the channel, if it is not that of the
    message answered.
    """
    reply_id = outgoing.reply_id
    try:
        sent = await _persist(lambda: send(**send_arguments(outgoing), **options, nonce=nonce))
    except FAILURES as error:
        if reply_id is not None and await _is_posted_after_all(reply_id, error, reply_store):
            return True
        _log.warning("message %s: the reply could not be posted (%s)", nonce, _status(error))
        return False
    if reply_id is not None:
        await reply_store.set_message(reply_id, str(sent.id), posted_in=posted_in)
    return True


async def follow_up(
    interaction: discord.Interaction,
    outgoing: Outgoing,
    reply_store: ReplyStore,
    *,
    view: discord.ui.View | None = None,
) -> None:
    """Show the answer to a deferred command; an answer that Discord refuses is withdrawn.

    The deferred message is edited, because an edit can be repeated: for follow-ups there are no nonces.
    `view` has the buttons under an answer that is not recorded.
    """
    reply_id = outgoing.reply_id
    arguments = edit_arguments(outgoing)
    if view is not None:
        arguments["view"] = view
    try:
        sent = await _persist(lambda: interaction.edit_original_response(**arguments))
    except FAILURES as error:
        if reply_id is not None:
            await _is_posted_after_all(reply_id, error, reply_store)
        raise
    if reply_id is not None:
        await reply_store.set_message(reply_id, str(sent.id))


async def edit_reply(
    client: discord.Client, reply: Reply, outgoing: Outgoing, reply_store: ReplyStore
) -> bool:
    """Edit a reply's message; returns whether that was done. A reply without its message is removed."""
    try:
        await _persist(lambda: message_of(client, reply).edit(**edit_arguments(outgoing)))
    except discord.NotFound:
        await reply_store.remove(reply.reply_id)
        return False
    except FAILURES as error:
        _log.warning("reply %s: could not be edited (%s)", reply.reply_id, _status(error))
        return False
    return True


async def take_back(client: discord.Client, reply: Reply, reply_store: ReplyStore) -> None:
    """Delete a reply's message and then the reply, so that a message that stays keeps its buttons."""
    try:
        if reply.message_id:
            await _persist(message_of(client, reply).delete)
    except discord.NotFound:
        pass  # somebody was quicker
    except FAILURES as error:
        _log.warning("reply %s: could not be deleted (%s)", reply.reply_id, _status(error))
        return
    await reply_store.remove(reply.reply_id)


def answered_by(message: discord.Message) -> str:
    """Return the id of the message or command that a message of the bot's answers, "" if none."""
    if message.reference is not None:
        return str(message.reference.message_id or "")
    if message.interaction_metadata is not None:
        return str(message.interaction_metadata.id)
    return str(message.nonce or "")  # that of a shadow; only the gateway's event has it


def is_message_of(reply: Reply, message: discord.Message) -> bool:
    """Return whether the reply was posted as this message, even if Discord's answer was lost."""
    if reply.message_id:
        return str(message.id) == reply.message_id
    head = shadow_head(reply.guild_id, reply.channel_id, reply.trigger_id)
    return answered_by(message) == reply.trigger_id or message.content.startswith(head)


async def _is_posted_after_all(reply_id: int, error: Exception, reply_store: ReplyStore) -> bool:
    """Return whether the gateway has brought the reply; if not, withdraw it or mark it as unclear."""
    reply = await reply_store.reply(reply_id)
    if reply is not None and reply.message_id:
        return True
    if _is_unclear(error):
        await reply_store.mark_unclear(reply_id)
    else:
        await reply_store.withdraw(reply_id)
    return False


async def _persist(work: Callable[[], Awaitable[T]]) -> T:
    """Do work that can be repeated, again after a pause if it is unclear whether Discord did it."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    for pause in _PAUSES:
        try:
            return await work()
        except FAILURES as error:
            if not _is_unclear(error) or loop.time() - started > _NONCE_SECONDS:
                raise
            await asyncio.sleep(pause)
    return await work()


def _is_unclear(error: Exception) -> bool:
    """Return whether Discord may have done what it was asked: only a refusal is clear."""
    return not isinstance(error, discord.HTTPException) or error.status >= 500


def _status(error: Exception) -> object:
    return getattr(error, "status", type(error).__name__)
