"""`make demo`: the real bot on a simulated Discord, in the terminal and on a local page.

No token and no network: simcord takes Discord's place, and the database is a temporary one. Only
bot/demo/ needs simcord, which `make demo` installs.
"""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import discord
from rich.console import Console
from simcord import Env

from bot.answering.outgoing import Silence
from bot.client import CrosscheckBot
from bot.demo.moderator import ModeratorPlay, ModeratorScript
from bot.demo.page import serve
from bot.demo.script import BOT, Newsroom, Play, load_script
from bot.demo.transcript import Transcript
from bot.run import opened_bot
from claims_db.storage.replies import Trigger
from config import Settings

_CHANNEL: Final = "newsroom"
_CHANNEL_TOPIC: Final = "Crosscheck's demo: nothing written here leaves your computer"
_SETTLE_SECONDS: Final = 30
_TICK_SECONDS: Final = 2


class _WallClock:
    """The simulated Discord's clock: the real time plus what the simulation has skipped."""

    def __init__(self) -> None:
        self.elapsed = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.elapsed)

    def advance(self, seconds: float) -> None:
        self.elapsed += seconds


@asynccontextmanager
async def opened_newsroom() -> AsyncIterator[Newsroom]:
    """Open a simulated server with the bot in it; it is gone afterwards, with its database."""
    with tempfile.TemporaryDirectory(prefix="crosscheck-demo-") as folder:
        # Not from the environment or .env: a demo is the same everywhere. Without windows, topics and
        # links are answered every time, because people try things.
        settings = Settings.model_construct(
            data_dir=Path(folder), topic_window_hours=0, link_window_hours=0, fetch_links=False
        )
        silences: dict[int, str] = {}

        def note_silence(trigger: Trigger, silence: Silence) -> None:
            silences[int(trigger.trigger_id)] = silence.reason

        async with opened_bot(settings, on_silence=note_silence) as bot:
            env = Env(bot, check_errors=False, settle_timeout=_SETTLE_SECONDS, shard_count=1)
            backend: Any = env.backend
            backend.clock = _WallClock()
            backend.bot_user.name = BOT
            await env.start()
            try:
                with env.time_context():
                    yield _furnished(env, silences, bot)
            finally:
                await env.shutdown()


def _furnished(env: Env, silences: dict[int, str], bot: CrosscheckBot) -> Newsroom:
    async def work_off() -> None:
        if await bot.corrections.next_pending(1):
            await env.advance_time(_TICK_SECONDS)

    guild = env.create_guild("The Daily Example")
    channel = guild.create_text_channel(_CHANNEL, topic=_CHANNEL_TOPIC)
    may = discord.Permissions(manage_guild=True, manage_messages=True)
    moderators = guild.create_role("moderators", permissions=may)
    return Newsroom(
        env=env,
        channel=channel,
        you=guild.add_member(env.create_user("You")),
        moderator=guild.add_member(env.create_user("Moderator"), roles=[moderators]),
        stranger=guild.add_member(env.create_user("Stranger")),
        silences=silences,
        work_off=work_off,
    )


async def _demo(console: Console, *, once: bool, port: int) -> None:
    script = load_script()
    async with opened_newsroom() as room:
        people = {p.id: p.name for p in (room.you, room.moderator, room.stranger)}
        out = Transcript(console, channel_names={room.channel.id: _CHANNEL}, user_names=people)
        console.print("Crosscheck on a simulated Discord: no token, no network, a temporary database.")
        play = Play(room, script, out)
        await play.run()
        await ModeratorPlay(room, ModeratorScript(**script.moderator), play, out).run()
        room.env.raise_errors()
        if not once:
            await serve(room, script, out, console, port)


def run_demo(console: Console, *, once: bool = False, port: int = 0) -> None:
    """Act the conversation, then serve the page; with `once`, only the conversation."""
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)
    try:
        asyncio.run(_demo(console, once=once, port=port))
    finally:
        root.setLevel(level)
