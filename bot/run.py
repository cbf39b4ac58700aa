"""Run the bot: the one place that knows the settings, the database and Discord together."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import aiohttp
import discord

from bot.answering.asked import AskedAnswers
from bot.answering.automatic import AutomaticReplies, Windows
from bot.answering.explaining import Explanations
from bot.answering.lookup import Lookup
from bot.answering.outgoing import Silence
from bot.answering.recorded import RecordedFindings
from bot.articles.fetch import Fetcher
from bot.articles.reader import ArticleReader
from bot.articles.worker import ExtractionPool
from bot.charts.cache import ChartCache
from bot.client import CrosscheckBot
from bot.moderation.message_drafts import MessageDrafts
from bot.start import StartError, token_of
from claims_db.checker import Checker
from claims_db.compare import load_rates
from claims_db.moderation.editors import Editors
from claims_db.moderation.queue import Queue
from claims_db.records.dataset import DATA_DIR
from claims_db.storage.build import open_store
from claims_db.storage.channels import ChannelStore
from claims_db.storage.corrections import CorrectionStore
from claims_db.storage.people import PeopleStore
from claims_db.storage.replies import ReplyStore, Trigger
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
async def opened_bot(
    settings: Settings,
    *,
    data_dir: Path = DATA_DIR,
    on_silence: Callable[[Trigger, Silence], None] | None = None,
    now: Callable[[], float] = time.time,
) -> AsyncIterator[CrosscheckBot]:
    """The bot with all it needs, not yet connected; closed in the right order afterwards.

    `on_silence` is called with each watched message that gets no automatic reply, and why; `now` is the
    clock, in seconds since the epoch, of all that is stored.
    """
    store = await open_store(
        settings.database_path, data_dir=data_dir, correction_days=settings.correction_days
    )
    try:
        await asyncio.to_thread(load_rates)
        checker = Checker(store)
        fetcher = Fetcher(is_on=settings.fetch_links, proxy=settings.fetch_proxy, ports=settings.fetch_ports)
        pool = ExtractionPool()
        statistics = Statistics(store.database, now=now)
        articles = ArticleReader(fetcher=fetcher, pool=pool, checker=checker, store=store)
        reply_store, wrong_matches = (
            ReplyStore(store.database, now=now),
            WrongMatches(store.database, now=now),
        )
        charts, lookup = ChartCache(), Lookup(checker, articles)
        asked = AskedAnswers(
            store=store, checker=checker, lookup=lookup, reply_store=reply_store, charts=charts,
            wrong_matches=wrong_matches, statistics=statistics,
        )  # fmt: skip
        automatic = AutomaticReplies(
            checker=checker, lookup=lookup, reply_store=reply_store, wrong_matches=wrong_matches,
            statistics=statistics, on_silence=on_silence,
            windows=Windows(settings.topic_window_hours * _HOUR, settings.link_window_hours * _HOUR),
        )  # fmt: skip

        def tell_change(guild_id: str) -> None:
            checker.forget(guild_id)
            bot.dispatch("claims_change", guild_id)

        editors = Editors.over(
            store, correction_days=settings.correction_days, on_change=tell_change, now=now
        )
        server_settings = ServerStore(store.database, now=now)
        bot = CrosscheckBot(
            settings=settings,
            store=store,
            checker=checker,
            reply_store=reply_store,
            wrong_matches=wrong_matches,
            charts=charts,
            asked=asked,
            automatic=automatic,
            explaining=Explanations(
                store=store, checker=checker, recorded=RecordedFindings(store, reply_store)
            ),
            channels=ChannelStore(store.database),
            server_settings=server_settings,
            editors=editors,
            corrections=CorrectionStore(store.database),
            statistics=statistics,
            people=PeopleStore(store.database),
            retention=Retention(store.database, keep_of(settings), on_change=checker.forget, now=now),
            queue=Queue(editors, server_settings, now=now),
            message_drafts=MessageDrafts(checker, articles, store),
        )
        async with fetcher, pool:
            try:
                yield bot
            finally:
                await bot.close()
                await charts.close()
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
    token = token_of(settings)
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
