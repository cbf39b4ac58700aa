"""Telling those who asked what moderators decided, privately and once."""

import asyncio
import logging
from typing import Final

import aiohttp
import discord

from bot.moderation.queue_text import told_text
from bot.quiet import QUIET
from claims_db.moderation.queue import Queue
from claims_db.storage.queue_items import QueueItem

_log = logging.getLogger(__name__)
_SERVER_ERROR: Final = 500


class AskerNotices:
    """Sends direct messages to those who asked, and forgets who they were."""

    def __init__(self, client: discord.Client, queue: Queue) -> None:
        self._client = client
        self._queue = queue
        self._telling = asyncio.Lock()

    async def tell_owed(self) -> None:
        """Tell those whom a stop or an outage kept from being told; raises StoreError."""
        for item in await self._queue.to_tell():
            await self.tell(item)

    async def tell(self, item: QueueItem) -> None:
        """Tell everybody who asked of a decided item, and forget them; a failure is logged without text."""
        if item.state not in ("accepted", "rejected"):
            return
        async with self._telling:  # or a start in the middle would tell somebody twice
            for user_id in await self._queue.askers(item.proposal_id):
                if await self._is_settled(item, user_id):
                    await self._queue.forget_asker(item.proposal_id, user_id)

    async def _is_settled(self, item: QueueItem, user_id: str) -> bool:
        """Tell one person; False only if trying again later may help."""
        guild = self._client.get_guild(int(item.guild_id))
        text = told_text(item, guild.name if guild is not None else "")
        try:
            channel = await self._client.create_dm(discord.Object(int(user_id)))
            await channel.send(text, allowed_mentions=QUIET)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            _log.info("item %s: somebody could not be told (%s)", item.proposal_id, type(error).__name__)
            return isinstance(error, discord.HTTPException) and error.status < _SERVER_ERROR
        return True
