"""The moderators' channel of a server: where a change that waits for a second pair of eyes is shown."""

import logging
from typing import Any, Final

import aiohttp
import discord

from bot.answering.posting import embed
from bot.moderation.queue_buttons import desk_view
from bot.moderation.queue_text import desk_card
from bot.quiet import QUIET
from bot.services import Services
from claims_db.errors import UnknownClaim
from claims_db.models import Claim
from claims_db.storage.queue_items import QueueItem

WAITS: Final = (
    "A second moderator has to approve this. I have asked in the moderators' channel; `/queue` shows it too."
)
WAITS_UNSEEN: Final = (
    "A second moderator has to approve this in `/queue`: I could not post in the moderators' channel."
)
_log = logging.getLogger(__name__)


async def current_claim(bot: Services, item: QueueItem) -> Claim | None:
    """Return the claim that the item would change, as it is now; None if it is new or no longer there."""
    if item.claim is None or not item.subject or item.action == "add":
        return None
    try:
        return await bot.store.claim(item.subject, item.guild_id)
    except UnknownClaim:
        return None


async def desk_arguments(bot: Services, item: QueueItem) -> dict[str, Any]:
    """Return the keyword arguments to edit the message that shows the item in the moderators' channel."""
    card = desk_card(item, await current_claim(bot, item))
    return {"embed": embed(card), "view": desk_view(item), "allowed_mentions": QUIET}


async def announce(bot: Services, item: QueueItem) -> bool:
    """Post a waiting change in the server's moderators' channel, with Approve, Edit and Reject.

    Return False if the server has no such channel or the bot can't post there; the change waits in /queue
    all the same. An error from Discord is logged, not raised.
    """
    settings = await bot.server_settings.guild(item.guild_id)
    channel = bot.get_channel(int(settings.desk_channel_id)) if settings.desk_channel_id else None
    if not isinstance(channel, discord.TextChannel) or str(channel.guild.id) != item.guild_id:
        _log.warning("item %s: its server has no moderators' channel that the bot can see", item.proposal_id)
        return False
    arguments = await desk_arguments(bot, item)
    if arguments["view"] is None:
        del arguments["view"]
    try:
        await channel.send(**arguments)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        _log.warning("item %s could not be announced (%s)", item.proposal_id, type(error).__name__)
        return False
    return True
