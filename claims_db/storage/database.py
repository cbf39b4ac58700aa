"""The connection: one file, a writer and a reader, one lock for write transactions.

A connection serialises statements, not transactions, so every write goes through
`Database.transaction()`, which holds a lock from BEGIN IMMEDIATE to COMMIT. Reads use a connection
of their own and never see a half-done write.

A killed process loses nothing that was committed. Where the power fails, synchronous = NORMAL may lose
the last commits, each as a whole.
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import aiosqlite

from claims_db.errors import DatabaseBusy, NotADatabase, NotWritable, StoreError
from claims_db.storage.migrations import migrate

_BUSY_TIMEOUT_MS: Final = 5000
_PAUSES: Final = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6)


def mapped_error(error: sqlite3.Error, path: Path) -> StoreError:
    """The house's error for one of sqlite3's, with what to do about it."""
    text = str(error)
    if "not a database" in text or "malformed" in text or "encrypted" in text:
        return NotADatabase(f"{path} is not a database. Move it away, or choose another data directory.")
    if "readonly" in text or "unable to open" in text:
        return NotWritable(f"{path} can't be written. Check its permissions, or set CROSSCHECK_DATA_DIR.")
    if "full" in text:
        return NotWritable(f"{path} can't grow: the disk is full.")
    if "locked" in text or "busy" in text:
        return DatabaseBusy(f"{path} is held by another process. Try again when it has finished.")
    return StoreError(f"{path}: {text}")


class Database:
    """An open database file. Make it with `open`, close it with `close`."""

    def __init__(self, path: Path, writer: aiosqlite.Connection, reader: aiosqlite.Connection) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._lock = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path) -> "Database":
        """Open or create the file and bring it up to date; raises a StoreError."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotWritable(
                f"{path.parent} can't be made ({error.strerror}). Set CROSSCHECK_DATA_DIR to a "
                "folder that can be written."
            ) from None
        try:
            # For its owner only, and not left to SQLite: aiosqlite's thread would complain after us.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError:
            raise mapped_error(sqlite3.OperationalError("unable to open"), path) from None
        opened: list[aiosqlite.Connection] = []
        try:
            for _ in range(2):
                db = await aiosqlite.connect(path, isolation_level=None)
                opened.append(db)
                db.row_factory = sqlite3.Row
                await db.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
                await db.execute("PRAGMA foreign_keys = ON")
                await db.execute("PRAGMA secure_delete = ON")
                if db is opened[0]:
                    # The version is read before anything is written to a file that may not be ours.
                    await _patiently(partial(migrate, db, str(path)))
                    await _patiently(partial(db.execute, "PRAGMA journal_mode = WAL"))
                    await db.execute("PRAGMA synchronous = NORMAL")
                else:
                    await db.execute("PRAGMA query_only = ON")
        except BaseException as error:
            for db in opened:
                await db.close()
            if isinstance(error, sqlite3.Error):
                raise mapped_error(error, path) from None
            raise
        return cls(path, opened[0], opened[1])

    async def close(self) -> None:
        """Finish the write that is under way, fold the log into the file, close."""
        async with self._lock:
            await self._reader.close()
            await self._writer.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """A write transaction: all of it or nothing, one at a time. No network inside."""
        async with self._lock:
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                yield self._writer
                await self._writer.execute("COMMIT")
            except BaseException as error:
                await asyncio.shield(asyncio.ensure_future(self._roll_back()))
                if isinstance(error, sqlite3.Error):
                    raise mapped_error(error, self.path) from error
                raise

    async def fold_log(self) -> bool:
        """Fold the write-ahead log into the file and empty it: what was deleted is in neither any more.

        False where another process was reading: the next call does it.
        """
        async with self._lock:
            try:
                async with self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
                    row = await cursor.fetchone()
            except sqlite3.Error as error:
                raise mapped_error(error, self.path) from error
        return row is not None and not row[0]

    async def _roll_back(self) -> None:
        """Leave no transaction open, also where a BEGIN or COMMIT was cancelled on its way."""
        # Statements run in order: after this one, whatever was on its way has arrived.
        await self._writer.execute("SELECT 1")
        if self._writer.in_transaction:
            await self._writer.execute("ROLLBACK")

    async def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        try:
            async with self._reader.execute(sql, parameters) as cursor:
                return list(await cursor.fetchall())
        except UnicodeEncodeError:  # a lone surrogate: SQLite takes none, so nothing stored has one
            return await self.rows(sql, tuple(map(_storable, parameters)))
        except sqlite3.Error as error:
            raise mapped_error(error, self.path) from error

    async def row(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        found = await self.rows(sql, parameters)
        return found[0] if found else None


async def _patiently(work: Callable[[], Awaitable[object]]) -> None:
    """Do the work, again where the file is locked: not every lock heeds the busy timeout.

    SQLite gives up at once where waiting could be for ever, as when several processes open a new
    file and one of them switches it to the write-ahead log.
    """
    for pause in _PAUSES:
        try:
            await work()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) and "busy" not in str(error):
                raise
            await asyncio.sleep(pause)
        else:
            return
    await work()


def _storable(value: Any) -> Any:
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


def placeholders(values: Iterable[Any]) -> str:
    """ "?, ?, ?" for as many values."""
    return ", ".join("?" for _ in values)
