"""Bringing a file up to date: in order, whole or not at all, and never somebody else's file."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiosqlite
import pytest

from claims_db.errors import NewerDatabase, NotADatabase, NotWritable, StoreError
from claims_db.storage import migrations
from claims_db.storage.database import Database
from claims_db.storage.replies import ReplyStore, Trigger

Scripts = list[tuple[int, str]]
FIRST = (1, "CREATE TABLE one (id INTEGER PRIMARY KEY);")
SECOND = (2, "CREATE TABLE two (id INTEGER PRIMARY KEY); INSERT INTO one VALUES (7);")
BROKEN = (3, "CREATE TABLE three (id INTEGER PRIMARY KEY); DELETE FROM one; INSERT INTO nowhere VALUES (1);")


def use(monkeypatch: pytest.MonkeyPatch, *scripts: tuple[int, str]) -> None:
    monkeypatch.setattr(migrations, "scripts", lambda: list(scripts))


def numbers(path: Path, *queries: str) -> list[int]:
    with closing(sqlite3.connect(path)) as db:
        return [db.execute(query).fetchone()[0] for query in queries]


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as db:
        return {row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@asynccontextmanager
async def connected(path: Path) -> AsyncIterator[aiosqlite.Connection]:
    db = await aiosqlite.connect(path, isolation_level=None)
    try:
        yield db
    finally:
        await db.close()


async def migrated(path: Path) -> int:
    async with connected(path) as db:
        return await migrations.migrate(db, str(path))


def test_the_scripts_are_numbered_from_one_without_gaps() -> None:
    found = [number for number, _ in migrations.scripts()]
    assert found == list(range(1, len(found) + 1))


def test_no_script_ends_the_transaction_it_runs_in() -> None:
    for _, sql in migrations.scripts():
        assert "COMMIT" not in sql.upper()


async def test_scripts_run_in_order_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, FIRST, SECOND)
    path = tmp_path / "db"
    assert await migrated(path) == 2
    assert await migrated(path) == 0
    assert numbers(path, "PRAGMA user_version", "PRAGMA application_id", "SELECT id FROM one") == [
        2, migrations.APPLICATION_ID, 7,
    ]  # fmt: skip


async def test_a_file_of_an_older_version_gets_what_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "db"
    use(monkeypatch, FIRST)
    await migrated(path)
    use(monkeypatch, FIRST, SECOND)
    assert await migrated(path) == 1
    assert tables(path) == {"one", "two"}


@pytest.mark.parametrize(
    ("replies", "corrected", "expected"), [([], [], 1), ([3, 5], [2], 6), ([3], [5, 9], 10), ([], [7], 8)]
)
async def test_an_older_file_goes_on_above_every_reply_number_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    replies: list[int], corrected: list[int], expected: int,
) -> None:  # fmt: skip
    path = tmp_path / "db"
    with monkeypatch.context() as older:
        use(older, *migrations.scripts()[:3])
        await migrated(path)
    with closing(sqlite3.connect(path)) as db:
        for n in replies:
            db.execute(
                "INSERT INTO reply (reply_id, guild_id, channel_id, trigger_id, author_id, kind, "
                "fingerprint, created_at) VALUES (?, '9', '1', ?, '5', 'unasked', 'print', 1)",
                (n, f"m{n}"),
            )
        db.execute("INSERT INTO audit VALUES (1, '9', 1, NULL, 'edit', 'claim', 'A1', '', '', '')")
        db.executemany(
            "INSERT INTO correction (audit_id, reply_id, guild_id) VALUES (1, ?, '9')",
            [(n,) for n in corrected],
        )
        db.commit()
    database = await Database.open(path)
    reply_store = ReplyStore(database)
    try:
        for n in replies:
            await reply_store.remove(n)
        assert await reply_store.enter(Trigger("new", "9", "1", "5", "unasked"), [], "print") == expected
    finally:
        await database.close()


async def test_a_script_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "db"
    use(monkeypatch, FIRST, SECOND, BROKEN)
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        await migrated(path)
    assert tables(path) == {"one", "two"}
    assert numbers(path, "PRAGMA user_version", "SELECT count(*) FROM one") == [2, 1]


async def test_a_first_script_that_fails_leaves_an_empty_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "db"
    use(monkeypatch, (1, BROKEN[1]))
    with pytest.raises(StoreError):
        await Database.open(path)
    assert tables(path) == set()
    assert numbers(path, "PRAGMA user_version", "PRAGMA application_id") == [0, 0]


async def test_an_empty_file_is_adopted(tmp_path: Path) -> None:
    path = tmp_path / "db"
    path.touch()
    await (await Database.open(path)).close()
    assert "claim" in tables(path)


async def test_a_file_of_a_newer_version_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "db"
    use(monkeypatch, FIRST, SECOND)
    await migrated(path)
    before = path.read_bytes()
    use(monkeypatch, FIRST)
    with pytest.raises(NewerDatabase, match="format 2, this one knows 1") as caught:
        await Database.open(path)
    assert caught.value.exit_code == 76
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE bookmark (url TEXT);",
        "PRAGMA application_id = 1234;",
        "PRAGMA application_id = 1234; CREATE TABLE claim (id TEXT); PRAGMA user_version = 1;",
        "CREATE TABLE claim (id TEXT); PRAGMA user_version = 1;",
    ],
)
async def test_another_programs_file_is_left_alone(tmp_path: Path, script: str) -> None:
    path = tmp_path / "db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script)
    before = path.read_bytes()
    with pytest.raises(NotADatabase, match="another program"):
        await Database.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["a list\n", "a longer list of things to do\n" * 100, "\0" * 5000])
async def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "db"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(NotADatabase):
        await Database.open(path)
    assert path.read_text(encoding="utf-8") == content
    assert files_in(tmp_path) == ["db"]


@pytest.mark.parametrize("place", ["file/db", "file/deeper/db"])
async def test_a_folder_that_cannot_be_made_is_not_writable(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotWritable, match="CROSSCHECK_DATA_DIR"):
        await Database.open(tmp_path / place)


async def test_a_folder_in_the_files_place_is_not_writable(tmp_path: Path) -> None:
    (tmp_path / "db").mkdir()
    with pytest.raises(NotWritable):
        await Database.open(tmp_path / "db")


async def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    opening = (Database.open(tmp_path / "db") for _ in range(8))
    found = await asyncio.gather(*opening, return_exceptions=True)
    for database in found:
        if isinstance(database, Database):
            await database.close()
    assert [repr(error) for error in found if not isinstance(error, Database)] == []
    assert numbers(tmp_path / "db", "PRAGMA user_version") == [migrations.scripts()[-1][0]]


def other_process(path: Path) -> None:
    """What a second Crosscheck writes while the first one looks."""
    number, sql = migrations.scripts()[0]
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript(
            f"BEGIN IMMEDIATE;{sql};PRAGMA application_id = {migrations.APPLICATION_ID};"
            f"PRAGMA user_version = {number};COMMIT;"
        )


@pytest.mark.parametrize("moment", ["user_version", "application_id", "sqlite_schema", "BEGIN IMMEDIATE"])
async def test_another_process_may_be_quicker_at_any_moment(tmp_path: Path, moment: str) -> None:
    path = tmp_path / "db"
    seen: list[str] = []

    def interfere(statement: str) -> None:
        if moment in statement and not seen:
            seen.append(statement)
            other_process(path)

    async with connected(path) as db:
        await db.execute("PRAGMA busy_timeout = 0")
        await db.set_trace_callback(interfere)
        await migrations.migrate(db, str(path))
    assert numbers(path, "PRAGMA user_version") == [migrations.scripts()[-1][0]]
