"""Run the bot: the one place that knows the settings, the database and Discord together."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import aiohttp
import discord

from bot.answering.responder import Responder, Windows
from bot.articles.fetch import Fetcher
from bot.articles.reader import ArticleReader
from bot.articles.worker import ExtractionPool
from bot.charts.cache import ChartCache
from bot.client import CrosscheckBot
from bot.moderation.message_drafts import MessageDrafts
from bot.start import StartError
from claims_db.checker import Checker
from claims_db.compare import load_rates
from claims_db.moderation.desk import Desk
from claims_db.moderation.queue import Queue
from claims_db.records.dataset import DATA_DIR
from claims_db.storage.build import open_store
from claims_db.storage.channels import ChannelStore
from claims_db.storage.corrections import CorrectionStore
from claims_db.storage.people import PeopleStore
from claims_db.storage.replies import ReplyStore
from claims_db.storage.retention import Keep, Retention
from claims_db.storage.servers import ServerStore
from claims_db.storage.statistics import Statistics
from claims_db.storage.wrong_matches import WrongMatches
from config import Settings
from config.settings import DOTENV

_log = logging.getLogger(__name__)
_HOUR: Final = 3600
_TOKEN_REFUSED: Final = 4004
_NEW_TOKEN: Final = "Discord refused DISCORD_TOKEN. Copy it anew from the developer portal."  # noqa: S105


def keep_texts_out_of_logs() -> None:
    """At DEBUG these libraries write out what passes through them, message texts included."""
    for name in ("discord", "aiosqlite"):
        logger = logging.getLogger(name)
        logger.setLevel(max(logging.INFO, logger.level))


def warn_of_open_files(*paths: Path) -> None:
    """Log a warning for each file whose permissions are for everybody."""
    for path in paths:
        try:
            mode = path.stat().st_mode
        except OSError:
            continue  # it is not there, or can't be read by us either
        if os.name == "posix" and mode & 0o007:
            _log.warning("The permissions of %s let everybody read it. Run: chmod o-rwx %s", path, path)


@asynccontextmanager
async def opened_bot(settings: Settings, *, data_dir: Path = DATA_DIR) -> AsyncIterator[CrosscheckBot]:
    """The bot with all it needs, not yet connected; closed in the right order afterwards."""
    store = await open_store(settings.database_path, data_dir=data_dir)
    try:
        await asyncio.to_thread(load_rates)
        checker = Checker(store)
        fetcher = Fetcher(is_on=settings.fetch_links, proxy=settings.fetch_proxy, ports=settings.fetch_ports)
        pool = ExtractionPool()
        statistics = Statistics(store.database)
        articles = ArticleReader(fetcher=fetcher, pool=pool, checker=checker, store=store)
        responder = Responder(
            store=store,
            checker=checker,
            reply_store=ReplyStore(store.database),
            charts=ChartCache(),
            windows=Windows(settings.topic_window_hours * _HOUR, settings.link_window_hours * _HOUR),
            wrong_matches=WrongMatches(store.database),
            statistics=statistics,
            articles=articles,
        )

        def tell_change(guild_id: str) -> None:
            checker.forget(guild_id)
            bot.dispatch("claims_change", guild_id)

        desk = Desk(store, correction_days=settings.correction_days, on_change=tell_change)
        server_settings = ServerStore(store.database)
        bot = CrosscheckBot(
            settings=settings,
            responder=responder,
            channels=ChannelStore(store.database),
            server_settings=server_settings,
            desk=desk,
            corrections=CorrectionStore(store.database),
            statistics=statistics,
            people=PeopleStore(store.database),
            retention=Retention(store.database, keep_of(settings), on_change=checker.forget),
            queue=Queue(desk, server_settings),
            message_drafts=MessageDrafts(checker, articles, store),
        )
        async with fetcher, pool:
            try:
                yield bot
            finally:
                await bot.close()
    finally:
        await store.close()


def keep_of(settings: Settings) -> Keep:
    """How long things are kept, as the settings say."""
    return Keep(
        replies=settings.keep_replies_days, traces=settings.keep_traces_days,
        counts=settings.keep_counts_days, questions=settings.keep_questions_days,
        left_servers=settings.keep_left_servers_days, wrong_matches=settings.keep_wrong_matches_days,
    )  # fmt: skip


async def run_bot(settings: Settings) -> None:
    """Connect and stay connected until asked to stop; raises StartError where that can't be."""
    keep_texts_out_of_logs()
    token = settings.discord_token.get_secret_value().strip()
    if not token:
        raise StartError("DISCORD_TOKEN is not set. Put the bot's token there, or in a .env file.", 78)
    if not token.isascii() or not token.isprintable() or " " in token:
        raise StartError("DISCORD_TOKEN holds characters that no token has. Copy it anew.", 78)
    warn_of_open_files(settings.database_path, Path(DOTENV))
    async with opened_bot(settings) as bot:
        loop = asyncio.get_running_loop()
        running = asyncio.create_task(_start(bot, token))
        is_asked_to_stop = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # Windows
                loop.add_signal_handler(name, is_asked_to_stop.set)
        asked = asyncio.create_task(is_asked_to_stop.wait())
        await asyncio.wait({running, asked}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        if running.done():
            running.result()
        else:
            await bot.close()
            running.cancel()  # discord.py goes on trying to reach a gateway, also when closed
            await asyncio.gather(running, return_exceptions=True)


async def _start(bot: CrosscheckBot, token: str) -> None:
    try:
        await bot.start(token)
    except discord.LoginFailure:
        raise StartError(_NEW_TOKEN, 77) from None
    except discord.ConnectionClosed as error:
        if error.code == _TOKEN_REFUSED:
            raise StartError(_NEW_TOKEN, 77) from None
        raise StartError(f"Discord closed the connection ({error.code}). Try again later.", 69) from None
    except discord.PrivilegedIntentsRequired:
        raise StartError(
            "Discord does not grant this bot the message content intent. Switch it on in the developer "
            "portal (Bot, Privileged Gateway Intents), or set CROSSCHECK_READ_MESSAGES=false.",
            77,
        ) from None
    except (aiohttp.ClientError, OSError, TimeoutError, discord.GatewayNotFound):
        raise StartError("Discord can't be reached. Check the network, then start again.", 69) from None
    except discord.HTTPException as error:
        raise StartError(f"Discord answered {error.status} at start. Try again later.", 69) from None
