"""A newsroom to act in: the real bot on a database of its own, a server, channels and people.

simcord's private parts, and the reply store's clock, are touched here and nowhere else.
"""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

import discord
import pytest
import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.types import HttpLogEntry

from bot.charts import cache as chart_cache
from bot.charts.chart import Chart, draw_chart
from bot.charts.model import ChartModel
from bot.client import CrosscheckBot
from bot.run import opened_bot
from claims_db.storage import database
from claims_db.storage.build import open_store
from config import Settings
from config.settings import DATABASE_NAME
from tests.conftest import Clock

DEATHS: Final = "500 people were killed in Kazakhstan in January 2022"
DETAINED: Final = "3,000 people were arrested in Kazakhstan in January 2022"
TROOPS: Final = "How many CSTO troops were sent to Kazakhstan?"
SIGNATURE: Final = (
    "CSTO troops: 'more than 2,000' per source 004; "
    "'no foreign troops engaged against rioters' per source 001"
)
_MESSAGE_RE: Final = re.compile(
    r"/channels/\d+/messages(?:/\d+)?|/webhooks/\d+/\w+(?:/messages/[@\w]+)?|/interactions/\d+/\w+/callback"
)


def is_loop(task: asyncio.Task[Any]) -> bool:
    """Is it one of discord.ext.tasks, which never ends?"""
    return getattr(task.get_coro(), "__qualname__", "") == "Loop._loop"


def set_clock(bot: CrosscheckBot, clock: Clock) -> None:
    """What the bot enters in its database is of the clock's time."""
    bot.reply_store._now = clock
    bot.desk._now = bot.desk.audit_log._now = clock
    for store in (bot.wrong_matches, bot.statistics, bot.retention):
        store._now = clock


class Newsroom:
    """The bot, its server and the people in it."""

    def __init__(self, env: simcord.Env, bot: CrosscheckBot, clock: Clock) -> None:
        self.env = env
        self.bot = bot
        self.clock = clock
        self.guild = env.create_guild("News")
        self.desk = self.guild.create_text_channel("desk")
        self.mods = self.guild.create_text_channel("mods")
        role = self.mod_role = self.guild.create_role(
            "mod", permissions=discord.Permissions(manage_guild=True, manage_messages=True)
        )
        # What a command answers may be nothing: a test that reads it fails there.
        self.alice: Any = self.guild.add_member(env.create_user("alice"))
        self.bob: Any = self.guild.add_member(env.create_user("bob"))
        self.mod: Any = self.guild.add_member(env.create_user("mod"), roles=[role])
        self._restarted = AsyncExitStack()

    @property
    def bot_mention(self) -> str:
        return f"<@{self.env.backend.bot_user.id}>"

    async def watch(self, step: str, channel: ChannelHandle | None = None, **options: Any) -> str:
        """The moderator sets a channel's step; returns what the bot says."""
        result = await self.mod.slash(
            self.mods, "watch set", channel=channel or self.desk, step=step, **options
        )
        assert result.response is not None
        return str(result.response.content)

    def said(self, channel: ChannelHandle | None = None) -> list[discord.Message]:
        """The bot's messages in a channel that everybody sees."""
        bot_id = self.env.backend.bot_user.id
        return [
            m for m in (channel or self.desk).history() if m.author.id == bot_id and not m.flags.ephemeral
        ]

    async def rest(self) -> None:
        """Wait for much work: settling looks at every task at every step, dear with a thousand of them."""
        while pending := [t for t in self.env._work.tasks if not t.done() and not is_loop(t)]:
            await asyncio.wait(pending)
        await self.settle()

    async def settle(self) -> None:
        await self.env.settle(timeout=60, idle=0.001)

    async def deliver_again(self, message: discord.Message) -> None:
        """The gateway brings a message a second time."""
        backend = self.env.backend
        backend.announce_message_create(backend.get_message(message.channel.id, message.id))
        await self.settle()

    async def update(self, message: discord.Message, **fields: Any) -> None:
        """Discord itself changes a message: a preview arrives, somebody pins it."""
        self.env.backend.edit_message(message.channel.id, message.id, fields)
        await self.settle()

    async def start_thread(self, channel: ChannelHandle, name: str = "thread") -> ChannelHandle:
        made = self.env.backend.create_thread(channel.id, name, owner_id=self.alice.id)
        await self.settle()
        return ChannelHandle(self.env, self.guild, made)

    async def forge(self, channel: ChannelHandle, custom_id: str) -> discord.Message:
        """A message with a button whose custom id somebody made up."""
        button = {"type": 2, "style": 1, "label": "Forged", "custom_id": custom_id}
        stored = self.env.backend.create_message(
            channel.id,
            self.env.backend.bot_user.id,
            "forged",
            components=[{"type": 1, "components": [button]}],
        )
        await self.settle()
        return next(m for m in channel.history() if m.id == stored.id)

    async def restart(self) -> None:
        """Stop the bot and start another on the same database."""
        fresh = await self._restarted.enter_async_context(opened_bot(self.bot.settings))
        set_clock(fresh, self.clock)
        await self.env.restart_bot(fresh)
        self.bot = fresh

    async def close(self) -> None:
        await self._restarted.aclose()

    def requests(self, method: str, path: str) -> list[HttpLogEntry]:
        """What the bot asked of Discord so far, by method and a pattern of the path."""
        found = self.env.http_requests
        return [r for r in found if r.method == method and re.fullmatch(path, r.path)]

    def replies(self) -> list[Any]:
        """The bodies of the messages that the bot posted itself, not in answer to a command."""
        return [r.json for r in self.requests("POST", r"/channels/\d+/messages")]

    async def rows(self, table: str) -> int:
        """How many rows a table of the database has."""
        row = await self.bot.store.database.row(f"SELECT count(*) AS n FROM {table}")  # noqa: S608
        assert row is not None
        return int(row["n"])


def pinging(requests: list[HttpLogEntry]) -> list[HttpLogEntry]:
    """The requests with words in them that did not say that nobody is to be pinged."""
    found = []
    for request in requests:
        body = request.json
        if request.method not in ("POST", "PATCH") or not _MESSAGE_RE.fullmatch(request.path) or not body:
            continue
        data = (body.get("data") or {}) if request.path.endswith("/callback") else body
        mentions = data.get("allowed_mentions")
        is_quiet = mentions is not None and mentions.get("parse") == [] and not mentions.get("replied_user")
        if (data.get("content") or data.get("embeds")) and not is_quiet:
            found.append(request)
    return found


@asynccontextmanager
async def newsroom_on(
    settings: Settings, clock: Clock | None = None, **options: Any
) -> AsyncIterator[Newsroom]:
    """A newsroom on a database; at its end no request of the bot's may have pinged anybody."""
    clock = clock or Clock()
    async with opened_bot(settings) as bot:
        set_clock(bot, clock)
        env = simcord.Env(bot, settle_timeout=30, shard_count=1, **options)
        await env.start()
        room = Newsroom(env, bot, clock)
        try:
            yield room
            assert pinging(env.http_requests) == []
        finally:
            await env.shutdown()
            await room.close()
        env._raise_errors_since(env._errors_acknowledged)


@pytest.fixture(autouse=True, scope="session")
def _fast_settling() -> Iterator[None]:
    defaults: dict[str, Any] = simcord.Env._settle_internal.__kwdefaults__ or {}
    before = defaults["idle"]
    defaults["idle"] = 0.001
    yield
    defaults["idle"] = before


@pytest.fixture(autouse=True, scope="session")
def _charts_drawn_once() -> Iterator[None]:
    """Half a second a chart: the same one is not drawn for every test."""
    drawn: dict[ChartModel, Chart] = {}
    draw = draw_chart

    def draw_once(model: ChartModel) -> Chart:
        if model not in drawn:
            drawn[model] = draw(model)
        return drawn[model]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(chart_cache, "draw_chart", draw_once)
        yield


@pytest.fixture(scope="session")
def built_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped claims as a database file, built once."""
    path = tmp_path_factory.mktemp("built") / DATABASE_NAME

    async def build() -> None:
        await (await open_store(path)).close()

    asyncio.run(build())
    return path


@pytest.fixture
def settings(tmp_path: Path, built_database: Path) -> Settings:
    """Settings with a data directory that holds a copy of the built database."""
    shutil.copy(built_database, tmp_path / DATABASE_NAME)
    return Settings(data_dir=tmp_path, _env_file=None)  # type: ignore[call-arg]


@pytest.fixture
async def room(settings: Settings) -> AsyncIterator[Newsroom]:
    async with newsroom_on(settings) as opened:
        yield opened


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot waits for a locked database for a tenth of a second only."""
    monkeypatch.setattr(database, "_BUSY_TIMEOUT_MS", 100)


__all__ = ["ChannelHandle", "Clock", "MemberActor", "Newsroom"]
