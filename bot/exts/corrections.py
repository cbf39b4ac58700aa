"""Corrections: replies that show a changed claim are edited, and the moderators are notified."""

import asyncio
import logging
from typing import TYPE_CHECKING, Final

import aiohttp
import discord
from discord.ext import commands, tasks

from bot.answering.outgoing import Outgoing
from bot.answering.posting import GONE, edit_arguments, message_of, refusal, shows
from bot.corrections.living import LivingReplies
from bot.corrections.notices import ModeratorNotices
from bot.corrections.pace import Pace
from bot.corrections.retries import Retries
from claims_db.storage.corrections import Correction
from claims_db.storage.notices import NoticeStore
from claims_db.storage.replies import Reply

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_log = logging.getLogger(__name__)
PRIVATE: Final = "private answers can't be changed"
NEVER_POSTED: Final = "it was never posted"
OUT_OF_REACH: Final = "Discord could not be reached"
FAULT: Final = "an internal error"
_MAX_WAITS: Final = 5
"""How often to wait for a reply that is just being posted."""
_BATCH: Final = 25
_IDLE: Final = 1800.0
"""Seconds between looks at the queue if no change of a claim was announced."""
_SOON: Final = 1.0
_AGAIN: Final = 20.0
_LOOKS: Final = 3
"""Looks at the queue after a change: a reply made at the same time may be entered a little later."""


class Corrections(commands.Cog):
    """Processes the queue of corrections one edit at a time, and resumes after a restart."""

    def __init__(
        self,
        bot: "CrosscheckBot",
        living: LivingReplies,
        notices: ModeratorNotices,
        retries: Retries,
        pace: Pace,
    ) -> None:
        self.bot = bot
        self.living = living
        self.retries = retries
        self.pace = pace
        self._notices = notices
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
        """Look at the queue at once, because a claim changed."""
        self._looks = _LOOKS
        self.work_off.change_interval(seconds=_SOON)

    @tasks.loop(seconds=_IDLE)
    async def work_off(self) -> None:
        """Make every correction that can be made now. No error ends the loop."""
        self._looks -= 1
        try:
            await self.correct_all()
        except Exception:  # noqa: BLE001
            _log.exception("the queue of corrections could not be processed")
            self._looks = _LOOKS
        longest = _AGAIN if self._looks > 0 else _IDLE
        self.work_off.change_interval(seconds=max(_SOON, self.retries.pause(longest)))

    @work_off.before_loop
    async def _until_connected(self) -> None:
        await self.bot.wait_until_ready()

    async def correct_all(self) -> None:
        """Make the corrections that are due; notify moderators of every change that is finished."""
        while batch := await self._due():
            for correction in batch:
                await self._correct(correction)
            await self._notices.give_all()
        await self._notices.give_all()

    async def _due(self) -> list[Correction]:
        pending = await self.bot.corrections.next_pending(_BATCH + len(self.retries))
        return [c for c in pending if self.retries.is_due(c.reply_id)]

    async def _correct(self, found: Correction) -> None:
        reply_store, reply_id = self.bot.reply_store, found.reply_id
        reply = await reply_store.reply(reply_id)
        if reply is not None and reply.message_id and not reply.is_private:
            await self.pace.wait(reply.posted_in)
        async with self.bot.work():
            try:
                async with self.bot.reply_lock(reply.trigger_id if reply is not None else ""):
                    # Both may have changed during the wait.
                    correction = await self.bot.corrections.open_on(reply_id)
                    if correction is None:
                        self.retries.settle(reply_id)
                        return
                    problem = await self._edited(correction, await reply_store.reply(reply_id))
            except Exception as error:  # noqa: BLE001
                _log.exception("reply %s could not be corrected", reply_id, exc_info=error)
                correction = found
                problem = None if self.retries.put_off(reply_id) else FAULT
            if problem is not None:
                await self.bot.corrections.finish(correction, problem)
                self.retries.settle(reply_id)

    async def _edited(self, correction: Correction, reply: Reply | None) -> str | None:
        """Edit the reply. Return "" if it shows the claims as they are now, None to try again later, and
        otherwise the reason why it can't be edited."""
        if reply is None:
            return GONE
        if reply.is_private:
            return PRIVATE
        if not reply.message_id:  # it is just being posted, or the bot was stopped before it was
            return None if self.retries.put_off(reply.reply_id, most=_MAX_WAITS) else NEVER_POSTED
        outgoing = await self.living.made_anew(reply)
        message = message_of(self.bot, reply)
        # An earlier attempt was cut off, or the reply was rebuilt meanwhile: it may be up to date already.
        may_be_made = correction.state == "sending" or correction.is_past
        try:
            if may_be_made and await self._is_made(message, outgoing):
                return ""
            await self.bot.corrections.begin(correction)
            await message.edit(**edit_arguments(outgoing))
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            problem = refusal(error)
            if problem is None and not self.retries.put_off(reply.reply_id):
                problem = OUT_OF_REACH
            if problem == GONE:
                await self.bot.reply_store.remove(reply.reply_id)
            _log.info("reply %s: not corrected (%s)", reply.reply_id, problem or "later")
            return problem
        return ""

    async def _is_made(self, message: discord.PartialMessage, outgoing: Outgoing) -> bool:
        try:
            return shows(await message.fetch(), outgoing)
        except discord.Forbidden:
            return False  # even if it can't read the channel's history, the bot may be able to edit there


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    living = LivingReplies(
        store=bot.store,
        reply_store=bot.reply_store,
        charts=bot.charts,
        corrections=bot.corrections,
    )
    retries = Retries()
    notices = ModeratorNotices(bot, NoticeStore(bot.store.database), living, retries)
    await bot.add_cog(Corrections(bot, living, notices, retries, Pace()))
