"""Shows a moderator the progress of an import, by editing the answer about once a second."""

import asyncio
import logging
from contextlib import suppress
from typing import Self

import discord
from discord.ext import tasks

from bot.quiet import QUIET

_log = logging.getLogger(__name__)


class ImportTeller:
    """While the context is entered, keeps the answer at what `show` was last called with."""

    def __init__(self, interaction: discord.Interaction) -> None:
        self._interaction = interaction
        self._text = "Reading the file ..."
        self._sent_text = ""
        self._loop = tasks.loop(seconds=1.0)(self._send)

    def show(self, what: str, done: int, total: int) -> None:
        """Record the progress; the loop sends it to Discord."""
        self._text = f"{what} {total:,} rows ..." if not done else f"{what} {done:,} of {total:,} rows ..."

    async def __aenter__(self) -> Self:
        self._loop.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        task = self._loop.get_task()
        self._loop.cancel()
        if task is not None:
            with suppress(asyncio.CancelledError):
                await task

    async def _send(self) -> None:
        if self._text == self._sent_text:
            return
        self._sent_text = self._text
        try:
            await self._interaction.edit_original_response(content=self._sent_text, allowed_mentions=QUIET)
        except discord.HTTPException as error:
            _log.info("the progress of an import could not be shown (%s)", error.status)
