"""A start that can't succeed is one clear line and an exit code of its own, never a traceback."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from pydantic import SecretStr

from bot.articles.command import ArticleError, read_place
from bot.articles.fetch import Fetcher
from bot.cli import app as cli
from bot.client import CrosscheckBot
from bot.run import opened_bot, run_bot
from bot.start import StartError, token_of
from config import Settings
from config.settings import DATABASE_NAME

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-that-nobody-may-see"  # noqa: S105


class Response:
    """As much of an HTTP response as discord.py's errors want."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "a reason"


@pytest.fixture
def with_token(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("CROSSCHECK_DATA_DIR", str(settings.data_dir))
    monkeypatch.chdir(settings.data_dir)
    return Settings()


def started(settings: Settings, **more: str) -> subprocess.CompletedProcess[str]:
    """`python -m bot` on a data directory, without any network."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CROSSCHECK", "DISCORD"))}
    environment = {**kept, "CROSSCHECK_DATA_DIR": str(settings.data_dir), "PYTHONPATH": str(ROOT), **more}
    return subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-m", "bot"],
        cwd=settings.data_dir, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """The only line on standard error."""
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    [line] = done.stderr.splitlines()
    return line


def test_a_missing_token(settings: Settings) -> None:
    done = started(settings)
    assert one_line(done) == (
        "crosscheck: DISCORD_TOKEN is not set. Put the bot's token there, or in a .env file."
    )
    assert done.returncode == 78


@pytest.mark.parametrize(
    ("token", "says"),
    [
        ("  ", "DISCORD_TOKEN is not set"),
        ("a token", "DISCORD_TOKEN holds characters that no token has"),
        ("a-tok\nen", "DISCORD_TOKEN holds characters that no token has"),
        ("“a-token”", "DISCORD_TOKEN holds characters that no token has"),
    ],
)
def test_a_text_that_can_be_no_token(settings: Settings, token: str, says: str) -> None:
    with pytest.raises(StartError, match=says) as caught:
        token_of(settings.model_copy(update={"discord_token": SecretStr(token)}))
    assert caught.value.exit_code == 78


def test_a_bad_token_is_told_before_discord_is_loaded(settings: Settings) -> None:
    done = started(settings, DISCORD_TOKEN="a token", PYTHONPROFILEIMPORTTIME="1")  # noqa: S106
    lines = done.stderr.splitlines()
    assert [line for line in lines if not line.startswith("import time:")] == [
        "crosscheck: DISCORD_TOKEN holds characters that no token has. Copy it again."
    ]
    loaded = {line.rpartition("|")[2].strip() for line in lines}
    assert "bot.start" in loaded
    assert not loaded & {"discord", "matplotlib", "aiohttp"}


def test_a_newer_database(settings: Settings) -> None:
    with sqlite3.connect(settings.database_path) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()
    done = started(settings, DISCORD_TOKEN=TOKEN)
    assert DATABASE_NAME in one_line(done)
    assert "newer" in one_line(done)
    assert TOKEN not in done.stderr
    assert done.returncode == 76


def test_a_file_that_is_no_database(settings: Settings) -> None:
    settings.database_path.write_text("not a database, but long enough to look like a file" * 20)
    done = started(settings, DISCORD_TOKEN=TOKEN)
    assert "is not a database" in one_line(done)
    assert done.returncode == 74


def test_a_bad_setting(settings: Settings) -> None:
    done = started(settings, CROSSCHECK_TOPIC_WINDOW_HOURS="many", DISCORD_TOKEN=TOKEN)
    assert one_line(done).startswith("crosscheck: CROSSCHECK_TOPIC_WINDOW_HOURS: ")
    assert done.returncode == 78


def closed_with(code: int) -> discord.ConnectionClosed:
    socket: Any = SimpleNamespace(close_code=code)
    return discord.ConnectionClosed(socket, shard_id=0)


def failures() -> list[tuple[BaseException, str, int]]:
    refused: Any = Response(401)
    down: Any = Response(503)
    return [
        (discord.LoginFailure("Improper token has been passed."), "Discord refused DISCORD_TOKEN", 77),
        (discord.PrivilegedIntentsRequired(None), "CROSSCHECK_READ_MESSAGES=false", 77),
        (closed_with(4004), "Discord refused DISCORD_TOKEN", 77),
        (closed_with(4013), "Discord closed the connection (4013)", 69),
        (aiohttp.ClientConnectionError(), "Discord can't be reached", 69),
        (OSError(101, "Network is unreachable"), "Discord can't be reached", 69),
        (TimeoutError(), "Discord can't be reached", 69),
        (discord.GatewayNotFound(), "Discord can't be reached", 69),  # type: ignore[no-untyped-call]
        (discord.DiscordServerError(down, "down"), "Discord answered 503 at start", 69),
        (discord.HTTPException(refused, "no"), "Discord answered 401 at start", 69),
    ]


@pytest.mark.parametrize(("failure", "words", "code"), failures(), ids=lambda v: type(v).__name__)
def test_a_refused_start(
    with_token: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    failure: BaseException, words: str, code: int,
) -> None:  # fmt: skip
    async def start(_bot: CrosscheckBot, token: str, **_: Any) -> None:
        assert token == TOKEN
        raise failure

    monkeypatch.setattr(CrosscheckBot, "start", start)
    monkeypatch.setattr(sys, "argv", ["crosscheck", "run"])
    with pytest.raises(SystemExit) as exit_:
        cli.main()
    assert exit_.value.code == code
    said = capsys.readouterr()
    [line] = [line for line in said.err.splitlines() if line.startswith("crosscheck: ")]
    assert words in line
    assert "Traceback" not in said.err
    assert TOKEN not in said.err + said.out


async def test_the_real_client_reports_no_network(
    with_token: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through discord.py itself, as far as it goes before the first byte."""

    async def refuse(*_: Any, **__: Any) -> None:
        raise aiohttp.ClientConnectionError("no network in tests")

    monkeypatch.setattr(aiohttp.TCPConnector, "_create_connection", refuse)
    with pytest.raises(StartError, match="can't be reached") as error:
        await run_bot(with_token)
    assert error.value.exit_code == 69


@pytest.mark.skipif(os.name != "posix", reason="permissions of their own kind")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o666])
async def test_a_file_that_everybody_can_read_is_warned_of(
    with_token: Settings, mode: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def start(_bot: CrosscheckBot, _token: str, **_: Any) -> None:
        pass

    monkeypatch.setattr(CrosscheckBot, "start", start)
    files = [with_token.database_path, Path(".env")]
    for file in files:
        file.touch()
        file.chmod(mode)
    await run_bot(with_token)
    warned = [r.message for r in caplog.records if r.name == "bot.run"]
    assert warned == [
        f"The permissions of {file} let everybody read it. Run: chmod o-rwx {file}"
        for file in files
        if mode & 0o007
    ]


async def test_an_unstarted_bot_closes_cleanly_and_frees_its_file(settings: Settings) -> None:
    async with opened_bot(settings):
        pass
    async with opened_bot(settings) as bot:
        assert not bot.is_ready()
    assert [p.name for p in settings.data_dir.glob(f"{DATABASE_NAME}-*")] == []


async def test_a_stop_signal_ends_it(with_token: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    import signal

    stopped = asyncio.Event()

    async def start(_bot: CrosscheckBot, _token: str, **_: Any) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(stopped.wait(), 60)

    close = CrosscheckBot.close

    async def closed(bot: CrosscheckBot) -> None:
        stopped.set()
        await close(bot)

    monkeypatch.setattr(CrosscheckBot, "start", start)
    monkeypatch.setattr(CrosscheckBot, "close", closed)
    await run_bot(with_token)
    assert stopped.is_set()
    asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
    asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)


async def test_a_stop_signal_ends_waiting_for_a_gateway(
    with_token: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """discord.py tries again for ever, and does not look whether it was closed."""
    import signal

    async def start(_bot: CrosscheckBot, _token: str, **_: Any) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.Event().wait()

    monkeypatch.setattr(CrosscheckBot, "start", start)
    await asyncio.wait_for(run_bot(with_token), 60)
    asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
    asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)


async def test_the_ports_of_pages_are_the_settings(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Any] = []

    class Noted(Fetcher):
        def __init__(self, **options: Any) -> None:
            taken.append(options["ports"])
            super().__init__(**options)

    monkeypatch.setattr("bot.run.Fetcher", Noted)
    monkeypatch.setattr("bot.articles.command.Fetcher", Noted)
    more = settings.model_copy(update={"fetch_ports": frozenset({8080})})
    async with opened_bot(more):
        pass
    with pytest.raises(ArticleError):
        await read_place("http://127.0.0.1:8080/", more)
    assert taken == [frozenset({8080})] * 2
