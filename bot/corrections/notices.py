"""Moderators are told in their desk channel what became of the corrections of a write, once."""

import logging
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

import aiohttp
import discord

from bot.answering.posting import refusal
from bot.corrections.living import LivingReplies
from bot.corrections.retries import Retries
from bot.quiet import QUIET
from bot.rendering.cards import CONTENT_LIMIT
from bot.rendering.markdown import join_within
from claims_db.storage.notices import Notice, NoticeStore

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_log = logging.getLogger(__name__)
_HISTORY: Final = 50
"""Messages of the desk that are looked through for a notice which may have been sent."""


class ModeratorNotices:
    """Gives each server's notices in one message, also where it was cut off before."""

    def __init__(
        self, bot: "CrosscheckBot", notices: NoticeStore, living: LivingReplies, retries: Retries
    ) -> None:
        self._bot = bot
        self._notices = notices
        self._living = living
        self._retries = retries

    async def give_all(self) -> None:
        """Tell of every write whose corrections are all made."""
        while ready := [n for n in await self._notices.ready() if self._retries.is_due(f"desk {n.guild_id}")]:
            for (guild_id, _), notices in groupby(ready, key=lambda n: (n.guild_id, n.is_cut_off)):
                async with self._bot.work():
                    await self._give(guild_id, list(notices))

    async def _give(self, guild_id: str, notices: list[Notice]) -> None:
        guild = await self._bot.server_settings.guild(guild_id)
        lines = [await self._living.report(guild_id, notice.entry.audit_id) for notice in notices]
        text = _message([line for line in lines if line])
        if text and guild.desk_channel_id:
            desk = self._bot.get_partial_messageable(int(guild.desk_channel_id), guild_id=int(guild_id))
            try:
                if not (notices[0].is_cut_off and await self._is_told(desk, text)):
                    await self._notices.begin(notices)
                    nonce = f"{notices[-1].entry.audit_id}n{guild_id}"[:25]
                    await desk.send(text, allowed_mentions=QUIET, silent=True, nonce=nonce)
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                if refusal(error) is None and self._retries.put_off(f"desk {guild_id}"):
                    return
                _log.info("server %s: the desk could not be told (%s)", guild_id, type(error).__name__)
        await self._notices.finish(notices)
        self._retries.settle(f"desk {guild_id}")

    async def _is_told(self, desk: discord.PartialMessageable, text: str) -> bool:
        """Did the moderators get this before the bot was cut off? Where it can't be seen, say yes."""
        me = self._bot.user
        try:
            said = [m.content async for m in desk.history(limit=_HISTORY) if m.author == me]
        except (discord.Forbidden, discord.NotFound):
            return True
        return text in said


def _message(lines: Sequence[str]) -> str:
    text, left_out = join_within(list(lines), CONTENT_LIMIT - 40)
    return f"{text}\n{left_out} more: see the history" if left_out else text
