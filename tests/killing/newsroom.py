"""The real bot on a folder, with a channel that outlives it, and its worker of corrections."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.client import CrosscheckBot
from bot.corrections.living import LivingReplies
from bot.corrections.notices import ModeratorNotices
from bot.corrections.pace import Pace
from bot.corrections.retries import Retries
from bot.exts.corrections import Corrections
from bot.run import opened_bot
from claims_db.storage.corrections import Correction
from claims_db.storage.notices import NoticeStore
from claims_db.storage.servers import ServerSettings
from config import Settings
from config.settings import DATABASE_NAME
from tests.killing.channel import Channel
from tests.killing.fuse import Fuse, Place

FREE: Final = "100"
"""A server where one moderator is enough."""
STRICT: Final = "200"
"""A server where a second one has to approve."""
SERVERS: Final = (FREE, STRICT)


def channel_in(guild_id: str) -> str:
    return f"{guild_id}5"


def desk_of(guild_id: str) -> str:
    return f"{guild_id}9"


class Clock:
    """Seconds that pass when somebody says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class KilledNewsroom:
    """The bot, the channel it writes to, and its corrections, whose retries go by `clock`."""

    bot: CrosscheckBot
    channel: Channel
    corrections: Corrections
    clock: Clock


def mark_edits(bot: CrosscheckBot, channel: Channel, fuse: Fuse, place: Place) -> None:
    """The place says when an edit is under way, the channel what it is made for."""
    begin, finish = bot.corrections.begin, bot.corrections.finish

    async def marked_begin(correction: Correction) -> None:
        channel.correction = correction.correction_id
        await begin(correction)
        place.editing(True)
        fuse.burn("begun")

    async def marked_finish(correction: Correction, problem: str = "") -> None:
        await finish(correction, problem)
        place.editing(False)

    bot.corrections.begin = marked_begin  # type: ignore[method-assign]
    bot.corrections.finish = marked_finish  # type: ignore[method-assign]


@asynccontextmanager
async def newsroom_in(folder: Path, fuse: Fuse, place: Place) -> AsyncIterator[KilledNewsroom]:
    """Open it as the bot is opened; the folder holds the data under "data"."""
    settings = Settings(data_dir=folder, fetch_links=False, _env_file=None)  # type: ignore[call-arg]
    channel = Channel(folder / "channel.jsonl", fuse)
    async with opened_bot(settings, data_dir=folder / "data") as bot:
        channel.serve(bot)
        mark_edits(bot, channel, fuse, place)
        for guild_id in SERVERS:
            wanted = ServerSettings(
                guild_id, desk_channel_id=desk_of(guild_id), needs_second=guild_id == STRICT
            )
            if await bot.server_settings.guild(guild_id) != wanted:
                await bot.server_settings.save(wanted, by="1")
        clock = Clock()
        living = LivingReplies(
            store=bot.store, reply_store=bot.reply_store, charts=bot.charts, corrections=bot.corrections
        )
        retries = Retries(now=clock)
        notices = ModeratorNotices(bot, NoticeStore(bot.store.database), living, retries)
        pace = Pace(between=0, per_channel=1000, window=0)
        yield KilledNewsroom(bot, channel, Corrections(bot, living, notices, retries, pace), clock)


def database_in(folder: Path) -> Path:
    return folder / DATABASE_NAME


def nowhere() -> Place:
    """For whoever is not killed."""
    return Place(Path(os.devnull))
