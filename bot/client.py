"""The Discord client: its collaborators come in through the constructor, its features are extensions."""

import asyncio
import contextlib
import hashlib
import json
import logging
from collections.abc import AsyncIterator
from typing import Any, Final
from weakref import WeakValueDictionary

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.asked import AskedAnswers
from bot.answering.automatic import AutomaticReplies
from bot.answering.explaining import Explanations
from bot.charts.cache import ChartCache
from bot.errors import answer_error
from bot.moderation.asker_notices import AskerNotices
from bot.moderation.claim_desk import ClaimDesk
from bot.moderation.message_drafts import MessageDrafts
from bot.quiet import QUIET
from claims_db.checker import Checker
from claims_db.errors import StoreError
from claims_db.moderation.editors import Editors
from claims_db.moderation.queue import Queue
from claims_db.storage.channels import ChannelStore
from claims_db.storage.corrections import CorrectionStore
from claims_db.storage.people import PeopleStore
from claims_db.storage.replies import ReplyStore
from claims_db.storage.retention import Retention
from claims_db.storage.servers import ServerStore
from claims_db.storage.statistics import Statistics
from claims_db.storage.store import Store
from claims_db.storage.wrong_matches import WrongMatches
from config import Settings

_log = logging.getLogger(__name__)
EXTENSIONS: Final = (
    "bot.exts.ask", "bot.exts.topics", "bot.exts.sources", "bot.exts.about", "bot.exts.watch",
    "bot.exts.automatic", "bot.exts.buttons", "bot.exts.privacy",
    "bot.exts.stats", "bot.exts.upkeep",
    "bot.exts.setup", "bot.exts.audit", "bot.exts.claims", "bot.exts.add_as_claim",
    "bot.exts.claim_files", "bot.exts.queue", "bot.exts.suggest", "bot.exts.corrections",
)  # fmt: skip
_DRAIN_SECONDS: Final = 10


def intents_for(settings: Settings) -> discord.Intents:
    """The fewest intents: servers and messages; message texts only where the setting asks for them."""
    intents = discord.Intents.none()
    intents.guilds = True
    intents.guild_messages = True
    intents.dm_messages = True
    intents.message_content = settings.read_messages
    return intents


class _Tree(app_commands.CommandTree["CrosscheckBot"]):
    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        await answer_error(interaction, error)


class CrosscheckBot(commands.AutoShardedBot):
    """Crosscheck on Discord: holds the services that its extensions use."""

    def __init__(
        self,
        *,
        settings: Settings,
        store: Store,
        checker: Checker,
        reply_store: ReplyStore,
        wrong_matches: WrongMatches,
        charts: ChartCache,
        asked: AskedAnswers,
        automatic: AutomaticReplies,
        explaining: Explanations,
        channels: ChannelStore,
        server_settings: ServerStore,
        editors: Editors,
        corrections: CorrectionStore,
        statistics: Statistics,
        people: PeopleStore,
        retention: Retention,
        queue: Queue,
        message_drafts: MessageDrafts,
    ) -> None:
        super().__init__(
            command_prefix=(),
            help_command=None,
            intents=intents_for(settings),
            allowed_mentions=QUIET,
            tree_cls=_Tree,
            max_messages=None,
            chunk_guilds_at_startup=False,
        )
        self.settings = settings
        self.store = store
        self.checker = checker
        self.reply_store = reply_store
        self.wrong_matches = wrong_matches
        self.charts = charts
        self.asked = asked
        self.automatic = automatic
        self.explaining = explaining
        self.channels = channels
        self.server_settings = server_settings
        self.editors = editors
        self.corrections = corrections
        self.statistics = statistics
        self.people = people
        self.retention = retention
        self.queue = queue
        self.message_drafts = message_drafts
        self.claim_desk = ClaimDesk(self)
        self.asker_notices = AskerNotices(self, queue)
        self._at_work: set[asyncio.Task[Any]] = set()
        self._reply_locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._is_set_up = False

    async def setup_hook(self) -> None:
        """Load the features and send the commands to Discord where they changed."""
        self._is_set_up = True
        for extension in EXTENSIONS:
            await self.load_extension(extension)
        await self._sync_commands()
        if not self.settings.read_messages:
            _log.warning(
                "Without the message content intent (CROSSCHECK_READ_MESSAGES is off) Crosscheck sees no "
                "message texts: /check, the message command and mentions work, automatic replies do not."
            )

    async def _sync_commands(self) -> None:
        """Sync only a changed set of commands: Discord allows few syncs a day."""
        described = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        described += [
            c.to_dict(self.tree) for c in self.tree.get_commands(type=discord.AppCommandType.message)
        ]
        text = json.dumps([str(self.application_id), described], sort_keys=True, default=str)
        digest = hashlib.sha256(text.encode()).hexdigest()
        if self.settings.sync_commands or await self.reply_store.get_meta("commands_hash") != digest:
            synced = await self.tree.sync()
            await self.reply_store.set_meta("commands_hash", digest)
            _log.info("%d commands sent to Discord", len(synced))

    async def on_ready(self) -> None:
        _log.info("Connected to %d servers", len(self.guilds))

    async def on_message(self, message: discord.Message, /) -> None:
        """No text commands: messages are the business of the extensions' listeners."""

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        _log.exception("%s failed", event_method)

    def reply_lock(self, trigger_id: str) -> asyncio.Lock:
        """Held by whoever makes or changes the reply to a message."""
        return self._reply_locks.setdefault(trigger_id, asyncio.Lock())

    @contextlib.asynccontextmanager
    async def work(self) -> AsyncIterator[None]:
        """Marks what must be finished before the bot closes."""
        task = asyncio.current_task()
        if task is None or task in self._at_work:
            yield
            return
        self._at_work.add(task)
        try:
            yield
        finally:
            self._at_work.discard(task)

    async def _write_counts(self) -> None:
        try:
            await self.statistics.flush()
        except StoreError as error:  # closing goes on
            _log.warning("The last counts could not be written: %s", error)

    async def close(self) -> None:
        """Finish what was begun, then disconnect."""
        pending = self._at_work - {asyncio.current_task()}
        if pending:
            await asyncio.wait(pending, timeout=_DRAIN_SECONDS)
        await self._write_counts()
        if self._is_set_up:  # discord.py can't close a sharded client that never connected
            await super().close()
        else:
            await self.http.close()
