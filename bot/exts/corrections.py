"""Replies follow the claims: those that showed a claim which changed are edited, and moderators told."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

import aiohttp
import discord
from discord.ext import commands, tasks

from bot.cards import CONTENT_LIMIT
from bot.living import LivingReplies
from bot.markdown import join_within
from bot.pace import Pace
from bot.posting import QUIET, edit_arguments, embed, message_of
from bot.responder import Outgoing
from claims_db.corrections import Correction
from claims_db.errors import StoreError
from claims_db.ledger import Reply
from claims_db.notices import Notice, NoticeStore

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_log = logging.getLogger(__name__)
GONE: Final = "the message is gone"
NO_ACCESS: Final = "no access to the channel"
PRIVATE: Final = "private answers can't be changed"
NEVER_POSTED: Final = "it was never posted"
OUT_OF_REACH: Final = "Discord could not be reached"
_UNKNOWN_CHANNEL: Final = 10003
_MAX_TRIES: Final = 10
_MAX_WAITS: Final = 5
"""How often a reply that is just being posted is waited for."""
_FIRST_PAUSE: Final = 15.0
"""Seconds before the second try; each later pause is twice as long. Ten tries take two hours."""
_BATCH: Final = 25
_IDLE: Final = 1800.0
"""Seconds between looks where nobody said that a claim changed."""
_SOON: Final = 1.0
_AGAIN: Final = 20.0
_LOOKS: Final = 3
"""Looks after a change: a reply that was being made meanwhile may be entered a little later."""
_HISTORY: Final = 50


@dataclass(frozen=True, slots=True)
class _Later:
    """What failed for the moment: how often, and when it is tried again."""

    tries: int
    due: float


class Corrections(commands.Cog):
    """Works the queue of corrections off, one edit at a time; goes on where it was after a restart."""

    def __init__(
        self, bot: "CrosscheckBot", living: LivingReplies, notices: NoticeStore, *,
        pace: Pace | None = None, now: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.bot = bot
        self.living = living
        self.pace = pace or Pace()
        self._notices = notices
        self._now = now
        self._later: dict[int | str, _Later] = {}
        self._looks = _LOOKS

    async def cog_load(self) -> None:
        self.work_off.start()

    async def cog_unload(self) -> None:
        task = self.work_off.get_task()
        self.work_off.cancel()
        if task is not None and task is not asyncio.current_task():
            await asyncio.gather(task, return_exceptions=True)

    @commands.Cog.listener("on_claims_change")
    async def wake(self, _guild_id: str) -> None:
        """A claim changed: look at the queue at once."""
        self._looks = _LOOKS
        self.work_off.change_interval(seconds=_SOON)

    @tasks.loop(seconds=_IDLE)
    async def work_off(self) -> None:
        """Make every correction that can be made now. Nothing that goes wrong ends the loop."""
        self._looks -= 1
        try:
            await self.correct_all()
        except Exception:  # noqa: BLE001
            _log.exception("the queue of corrections could not be worked off")
            self._looks = _LOOKS
        pause = _AGAIN if self._looks > 0 else _IDLE
        for later in self._later.values():
            pause = min(pause, max(later.due - self._now(), _SOON))
        self.work_off.change_interval(seconds=pause)

    @work_off.before_loop
    async def _until_connected(self) -> None:
        await self.bot.wait_until_ready()

    async def correct_all(self) -> None:
        """Work off what is due, telling moderators of every write that is finished."""
        while batch := await self._due():
            for correction in batch:
                await self._correct(correction)
            await self._tell()
        await self._tell()

    async def _due(self) -> list[Correction]:
        found = await self.bot.corrections.next_pending(_BATCH + len(self._later))
        return [c for c in found if self._is_due(c.reply_id)]

    def _is_due(self, key: int | str) -> bool:
        later = self._later.get(key)
        return later is None or later.due <= self._now()

    def _put_off(self, key: int | str, *, most: int = _MAX_TRIES) -> bool:
        """Try again later; False where it was tried often enough."""
        tries = self._later[key].tries + 1 if key in self._later else 1
        if tries >= most:
            return False
        self._later[key] = _Later(tries, self._now() + _FIRST_PAUSE * 2.0 ** (tries - 1))
        return True

    async def _correct(self, found: Correction) -> None:
        ledger, reply_id = self.bot.responder.ledger, found.reply_id
        reply = await ledger.reply(reply_id)
        if reply is not None and reply.message_id and not reply.is_private:
            await self.pace.wait(reply.posted_in)
        async with self.bot.work():
            try:
                async with self.bot.reply_lock(reply.trigger_id if reply is not None else ""):
                    # Both may have changed while the pace was kept.
                    correction, reply = (
                        await self.bot.corrections.open_on(reply_id), await ledger.reply(reply_id)
                    )  # fmt: skip
                    problem = await self._edited(correction, reply) if correction is not None else None
            except Exception as error:  # noqa: BLE001
                _log.warning("reply %s: could not be corrected (%s)", reply_id, type(error).__name__)
                if not isinstance(error, StoreError):
                    _log.debug("reply %s", reply_id, exc_info=True)
                correction, problem = found, None
                if not self._put_off(reply_id):
                    problem = "an error of the bot's"
            if correction is None or problem is None:
                return
            await self.bot.corrections.finish(correction, problem)
            self._later.pop(reply_id, None)

    async def _edited(self, correction: Correction, reply: Reply | None) -> str | None:
        """Edit the reply: "" where it shows the claims as they are, else why that can't be; None where
        it is to be tried again."""
        if reply is None:
            return GONE
        if reply.is_private:
            return PRIVATE
        if not reply.message_id:  # it is just being posted, or the bot was stopped then
            return None if self._put_off(reply.reply_id, most=_MAX_WAITS) else NEVER_POSTED
        outgoing = await self.living.made_anew(reply)
        message = message_of(self.bot, reply)
        try:
            # Cut off before, or made anew in the meantime: it may say all this already.
            may_be_made = correction.state == "sending" or correction.is_past
            if may_be_made and await self._is_made(message, outgoing):
                return ""
            await self.bot.corrections.begin(correction)
            await message.edit(**edit_arguments(outgoing))
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            problem = _problem(error)
            if problem is None and not self._put_off(reply.reply_id):
                problem = OUT_OF_REACH
            if problem == GONE:
                await self.bot.responder.ledger.remove(reply.reply_id)
            _log.info("reply %s: not corrected (%s)", reply.reply_id, problem or "later")
            return problem
        return ""

    async def _is_made(self, message: discord.PartialMessage, outgoing: Outgoing) -> bool:
        try:
            return shows(await message.fetch(), outgoing)
        except discord.Forbidden:
            return False  # without its history the channel may still let the bot edit what it wrote

    async def _tell(self) -> None:
        """Tell each server's moderators of the writes whose corrections are all made, in one message."""
        while ready := [n for n in await self._notices.ready() if self._is_due(f"desk {n.guild_id}")]:
            for (guild_id, _), notices in groupby(ready, key=lambda n: (n.guild_id, n.is_cut_off)):
                async with self.bot.work():
                    await self._tell_desk(guild_id, list(notices))

    async def _tell_desk(self, guild_id: str, notices: list[Notice]) -> None:
        guild = await self.bot.guild_settings.guild(guild_id)
        lines = [await self.living.report(guild_id, notice.entry.audit_id) for notice in notices]
        text = _notice_text([line for line in lines if line])
        if text and guild.desk_channel_id:
            desk = self.bot.get_partial_messageable(int(guild.desk_channel_id), guild_id=int(guild_id))
            try:
                is_told = any(notice.is_cut_off for notice in notices) and await self._is_told(desk, text)
                if not is_told:
                    await self._notices.begin(notices)
                    nonce = f"{notices[-1].entry.audit_id}n{guild_id}"[:25]
                    await desk.send(text, allowed_mentions=QUIET, silent=True, nonce=nonce)
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                if _problem(error) is None and self._put_off(f"desk {guild_id}"):
                    return
                _log.info("server %s: the desk could not be told (%s)", guild_id, type(error).__name__)
        await self._notices.finish(notices)
        self._later.pop(f"desk {guild_id}", None)

    async def _is_told(self, desk: discord.PartialMessageable, text: str) -> bool:
        """Did the moderators read this before the bot was cut off? Where it can't be seen, say yes."""
        me = self.bot.user
        try:
            return any(
                [m async for m in desk.history(limit=_HISTORY) if m.author == me and m.content == text]
            )
        except (discord.Forbidden, discord.NotFound):
            return True


def _notice_text(lines: Sequence[str]) -> str:
    text, left_out = join_within(list(lines), CONTENT_LIMIT - 40)
    return f"{text}\n{left_out} more: see the history" if left_out else text


def _problem(error: Exception) -> str | None:
    """Why Discord will never take this edit, for moderators; None where it may later."""
    if isinstance(error, discord.NotFound):
        return NO_ACCESS if error.code == _UNKNOWN_CHANNEL else GONE
    if isinstance(error, discord.Forbidden):
        return NO_ACCESS
    if isinstance(error, discord.HTTPException) and error.status < 500 and error.status != 429:
        return f"Discord refused the edit ({error.status})"
    return None


def shows(message: discord.Message, outgoing: Outgoing) -> bool:
    """Does the message say exactly this already?"""

    def words(card: discord.Embed) -> tuple[object, ...]:
        return card.title, (card.description or "").strip(), card.footer.text, card.colour

    cards = [embed(card) for card in outgoing.cards]
    return message.content.strip() == outgoing.content.strip() and (
        [words(e) for e in message.embeds] == [words(e) for e in cards]
    )


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    responder = bot.responder
    living = LivingReplies(
        store=responder.store, ledger=responder.ledger, charts=responder.charts, corrections=bot.corrections
    )
    await bot.add_cog(Corrections(bot, living, NoticeStore(responder.store.database)))
