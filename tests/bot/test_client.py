"""What the client asks of Discord, what it says at start, and that it goes on whatever happens."""

import asyncio
import logging
import sqlite3
from collections.abc import Iterator

import discord
import pytest

from bot.client import EXTENSIONS, CrosscheckBot, intents_for
from bot.run import keep_texts_out_of_logs, opened_bot
from config import Settings
from config.settings import DATABASE_NAME
from tests.bot.conftest import DEATHS, DETAINED, Newsroom, newsroom_on

MARKER = "zyxomarker"
MODERATORS = {"watch", "setup", "audit", "stats", "queue", "claim", "Add as claim"}
SYNC = r"/applications/\d+/commands"


def test_it_asks_for_few_intents(settings: Settings) -> None:
    few = {"guilds", "guild_messages", "dm_messages"}
    blind = settings.model_copy(update={"read_messages": False})
    assert {name for name, is_on in intents_for(blind) if is_on} == few
    assert {name for name, is_on in intents_for(settings) if is_on} == few | {"message_content"}


async def test_it_never_pings_and_keeps_no_messages(room: Newsroom) -> None:
    allowed = room.bot.allowed_mentions
    assert allowed is not None
    assert allowed.to_dict() == {"parse": []}
    assert not room.bot.cached_messages
    assert {type(cog).__module__ for cog in room.bot.cogs.values()} == set(EXTENSIONS)


async def test_commands_are_sent_only_where_they_changed(settings: Settings) -> None:
    async with newsroom_on(settings) as room:
        assert len(room.requests("PUT", SYNC)) == 1
        await room.restart()
        assert len(room.requests("PUT", SYNC)) == 1
        await room.bot.reply_store.set_meta("commands_hash", "of an older version")
        await room.restart()
        assert len(room.requests("PUT", SYNC)) == 2


async def test_commands_are_sent_where_the_setting_says_so(settings: Settings) -> None:
    async with newsroom_on(settings) as room:
        room.bot.settings = settings.model_copy(update={"sync_commands": True})
        await room.restart()
        assert len(room.requests("PUT", SYNC)) == 2


async def test_it_says_what_it_will_not_see(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    blind = settings.model_copy(update={"read_messages": False})
    async with newsroom_on(blind) as room:
        [warning] = [r for r in caplog.records if r.name == "bot.client" and r.levelno == logging.WARNING]
        assert "sees no message texts" in warning.getMessage()
        await room.watch("all")
        await room.alice.send(room.desk, DEATHS)
        assert room.said() == []
        await room.alice.send(room.desk, f"{room.bot_mention} {DEATHS}")
        assert len(room.said()) == 1


async def test_it_says_nothing_of_the_kind_where_it_sees_all(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    async with newsroom_on(settings):
        assert [r for r in caplog.records if r.levelno >= logging.WARNING] == []


async def test_commands_everybody_may_use_work_where_the_bot_is_installed_by_a_person(room: Newsroom) -> None:
    commands = {c["name"]: c for c in (room.requests("PUT", SYNC)[0].json or [])}
    lookups = {"topic", "source", "sources", "about"}
    everybody = {"check", "Check figures", "optout", "privacy", "forgetme", *lookups}
    in_servers = {*MODERATORS, "suggest"}
    assert everybody | in_servers == set(commands)
    for name, command in commands.items():
        assert set(command["contexts"]) == ({0} if name in in_servers else {0, 1, 2})
        assert set(command["integration_types"]) == ({0} if name in in_servers else {0, 1})
    assert commands["watch"]["default_member_permissions"] == discord.Permissions(manage_guild=True).value


async def test_closing_waits_for_what_was_begun(settings: Settings) -> None:
    async with opened_bot(settings) as bot:
        done: list[str] = []

        async def answer() -> None:
            async with bot.work(), bot.work():
                await asyncio.sleep(0.05)
                done.append("answered")

        task = asyncio.create_task(answer())
        await asyncio.sleep(0)
        await bot.close()
        assert done == ["answered"]
        await task


async def test_a_fault_in_a_listener_is_logged_and_the_bot_goes_on(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await room.watch("all")

    async def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as patched:
        patched.setattr(room.bot.automatic, "answer", fails)
        await room.alice.send(room.desk, DEATHS)
    assert [str(e) for e in room.env.errors] == ["a fault of ours"]
    assert any("on_message failed" in r.getMessage() for r in caplog.records)
    await room.alice.send(room.desk, DETAINED)
    assert len(room.said()) == 1


async def test_a_locked_database_is_silence_unasked_and_the_bot_goes_on(
    settings: Settings, impatient: None
) -> None:
    async with newsroom_on(settings) as room:
        await room.watch("all")
        await room.bot.reply_store.fingerprint("so that the key is made")
        other = sqlite3.connect(settings.database_path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        message = await room.alice.send(room.desk, DEATHS)
        assert room.said() == []
        assert {type(e).__name__ for e in room.env.errors} == {"DatabaseBusy"}
        other.execute("ROLLBACK")
        other.close()
        await room.deliver_again(message)
        assert len(room.said()) == 1


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    caplog.set_level(logging.DEBUG)
    levels = {name: logging.getLogger(name).level for name in ("discord", "aiosqlite")}
    keep_texts_out_of_logs()
    yield caplog
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


async def test_no_text_of_a_message_is_logged_or_stored(
    settings: Settings, everything_logged: pytest.LogCaptureFixture
) -> None:
    text = f"{DEATHS}, says {MARKER}"
    async with newsroom_on(settings) as room:
        await room.watch("all")
        message = await room.alice.send(room.desk, text)
        await room.alice.edit(message, text.replace("500", "900"))
        reply = room.said()[0]
        for label in ("More", "Why", "Wrong match"):
            await room.bob.click(reply, label=label)
        await room.alice.delete(message)
        await room.alice.send(room.desk, f"{room.bot_mention} {text}")
        await room.alice.send(room.desk, f"Nothing but {MARKER}")
        await room.alice.slash(room.desk, "check", text=text)
        # Only a public question that found nothing leaves words behind, for the moderators' queue.
        await room.alice.slash(room.desk, "check", text=MARKER, private=True)
        await room.alice.slash(room.desk, "topic show", name=MARKER)
        room.env.inject_error("POST", "/channels/*/messages", status=403)
        await room.bob.send(room.desk, f"{DETAINED}, says {MARKER}")
        await room.alice.send_dm(f"{room.bot_mention} {text}")
        assert room.env.errors
        files = list(settings.data_dir.glob(f"{DATABASE_NAME}*"))
        assert len(files) == 3
        for file in files:
            assert MARKER.encode() not in file.read_bytes().lower(), file.name
    assert everything_logged.records
    said = [r for r in everything_logged.records if not r.name.startswith(("discord", "asyncio"))]
    assert [r.name for r in said if MARKER in f"{r.getMessage()}{r.exc_text or ''}".lower()] == []


def test_libraries_that_write_out_texts_stay_above_debug(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, before, after in (
        ("discord", logging.NOTSET, logging.INFO),
        ("aiosqlite", logging.ERROR, logging.ERROR),
    ):
        monkeypatch.setattr(logging.getLogger(name), "level", before)
        keep_texts_out_of_logs()
        assert logging.getLogger(name).level == after


def test_the_bot_is_sharded() -> None:
    assert issubclass(CrosscheckBot, discord.AutoShardedClient)
