"""Tells a moderator how far an import is, by editing the answer about once a second."""

import asyncio
import logging
from contextlib import suppress
from typing import Self

import discord
from discord.ext import tasks

from bot.quiet import QUIET

_log = logging.getLogger(__name__)


class ImportTeller:
    """While it is entered, what `show` was last given is what the answer says."""

    def __init__(self, interaction: discord.Interaction) -> None:
        self._interaction = interaction
        self._text = "Reading the file ..."
        self._told = ""
        self._loop = tasks.loop(seconds=1.0)(self._tell)

    def show(self, what: str, done: int, total: int) -> None:
        """Take down how far it is; Discord is told by and by."""
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

    async def _tell(self) -> None:
        if self._text == self._told:
            return
        self._told = self._text
        try:
            await self._interaction.edit_original_response(content=self._told, allowed_mentions=QUIET)
        except discord.HTTPException as error:
            _log.info("the progress of an import could not be told (%s)", error.status)
