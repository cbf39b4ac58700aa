"""Transactions: one at a time, all or nothing, and an error a person can act on."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from claims_db.errors import DatabaseBusy, NotADatabase, NotWritable, StoreError
from claims_db.storage import database as module
from claims_db.storage.database import Database, mapped_error, placeholders

INSERT = "INSERT INTO meta VALUES (?, 'x')"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "db")
    yield opened
    await opened.close()


async def keys(database: Database) -> list[str]:
    return [row["key"] for row in await database.rows("SELECT key FROM meta ORDER BY key")]


async def test_a_transaction_is_whole(database: Database) -> None:
    async with database.transaction() as db:
        await db.execute(INSERT, ("a",))
        await db.execute(INSERT, ("b",))
    assert await keys(database) == ["a", "b"]


async def fail_after(database: Database, key: str) -> None:
    async with database.transaction() as db:
        await db.execute(INSERT, (key,))
        raise KeyError(key)


async def test_an_error_inside_takes_everything_back(database: Database) -> None:
    with pytest.raises(KeyError):
        await fail_after(database, "a")
    assert await keys(database) == []


async def test_an_error_of_the_database_is_the_houses_own(database: Database) -> None:
    async with database.transaction() as db:
        await db.execute(INSERT, ("a",))
    with pytest.raises(StoreError, match="UNIQUE"):
        async with database.transaction() as db:
            await db.execute(INSERT, ("a",))
    with pytest.raises(StoreError, match="no such table"):
        await database.rows("SELECT * FROM nowhere")


async def test_transactions_take_turns_and_a_rollback_takes_only_its_own(database: Database) -> None:
    order: list[str] = []

    async def write(key: str, *, fails: bool) -> None:
        try:
            async with database.transaction() as db:
                for step in "12":
                    await db.execute(INSERT, (key + step,))
                    order.append(key)
                    await asyncio.sleep(0)  # let the others try to get in between
                if fails:
                    raise KeyError(key)
        except KeyError:
            pass

    await asyncio.gather(*(write(key, fails=key in "bd") for key in "abcde"))
    assert await keys(database) == ["a1", "a2", "c1", "c2", "e1", "e2"]
    assert order == [key for key in dict.fromkeys(order) for _ in range(2)]


async def test_a_reader_sees_no_half_done_write(database: Database) -> None:
    async with database.transaction() as db:
        await db.execute(INSERT, ("a",))
        assert await keys(database) == []
    assert await keys(database) == ["a"]


async def test_the_reader_cannot_write(database: Database) -> None:
    with pytest.raises(StoreError):
        await database.rows("INSERT INTO meta VALUES ('a', 'x') RETURNING key")
    assert await keys(database) == []


async def test_a_cancelled_write_is_taken_back(database: Database) -> None:
    inside = asyncio.Event()

    async def write() -> None:
        async with database.transaction() as db:
            await db.execute(INSERT, ("a",))
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.transaction() as db:
        await db.execute(INSERT, ("b",))
    assert await keys(database) == ["b"]


@pytest.mark.parametrize("turns", range(1, 8))
async def test_a_write_may_be_cancelled_at_any_step(database: Database, turns: int) -> None:
    async def write() -> None:
        async with database.transaction() as db:
            await db.execute(INSERT, ("a",))

    task = asyncio.create_task(write())
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with database.transaction() as db:
        await db.execute(INSERT, ("b",))
    assert (await keys(database))[-1:] == ["b"]


async def test_a_file_that_another_process_holds_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BUSY_TIMEOUT_MS", 1)
    database = await Database.open(tmp_path / "db")
    with closing(sqlite3.connect(tmp_path / "db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusy, match="another process"):
            async with database.transaction():
                pytest.fail("two writers at once")
        assert await keys(database) == []  # reading goes on
        other.execute("ROLLBACK")
    async with database.transaction() as db:
        await db.execute(INSERT, ("a",))
    assert await keys(database) == ["a"]
    await database.close()


async def test_what_was_written_is_there_after_closing(tmp_path: Path) -> None:
    for key in "ab":
        database = await Database.open(tmp_path / "deep" / "er" / "db")
        async with database.transaction() as db:
            await db.execute(INSERT, (key,))
        await database.close()
    assert [p.name for p in (tmp_path / "deep" / "er").iterdir()] == ["db"]
    database = await Database.open(tmp_path / "deep" / "er" / "db")
    assert await keys(database) == ["a", "b"]
    assert await database.row("SELECT key FROM meta WHERE key = 'c'") is None
    await database.close()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_NOTADB, NotADatabase),
        (sqlite3.SQLITE_CORRUPT, NotADatabase),
        (sqlite3.SQLITE_READONLY, NotWritable),
        (sqlite3.SQLITE_READONLY_DBMOVED, NotWritable),
        (sqlite3.SQLITE_CANTOPEN, NotWritable),
        (sqlite3.SQLITE_FULL, NotWritable),
        (sqlite3.SQLITE_BUSY, DatabaseBusy),
        (sqlite3.SQLITE_IOERR_READ, StoreError),
    ],
)
def test_each_error_of_sqlite_has_its_own_kind_and_names_the_file(code: int, kind: type[StoreError]) -> None:
    raised = sqlite3.OperationalError("in whatever words")
    raised.sqlite_errorcode = code
    error = mapped_error(raised, Path("/some/file"))
    assert type(error) is kind
    assert "/some/file" in str(error)


def test_placeholders_are_as_many_as_the_values() -> None:
    assert placeholders("abc") == "?, ?, ?"
    assert placeholders([]) == ""


async def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite3"
    database = await Database.open(path)
    await database.close()
    assert path.stat().st_mode & 0o077 == 0
