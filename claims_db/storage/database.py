"""The connection: one file, a writer and a reader, one lock for write transactions.

A connection serialises statements, not transactions, so every write goes through
`Database.transaction()`, which holds a lock from BEGIN IMMEDIATE to COMMIT. Reads use a connection
of their own and never see a half-done write.

A killed process loses nothing that was committed. If the power fails, synchronous = NORMAL may lose the
last commits, each as a whole.
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
    """Translate a sqlite3 error into a StoreError that says what to do.

    The lowest byte of an error code is its kind (sqlite.org/rescode.html).
    """
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return NotADatabase(f"{path} is not a database. Move it away, or choose another data directory.")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return _not_writable(path)
        case sqlite3.SQLITE_FULL:
            return NotWritable(f"{path} can't grow: the disk is full.")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return DatabaseBusy(f"{path} is in use by another process. Try again when it has finished.")
    return StoreError(f"{path}: {error}")


def _not_writable(path: Path) -> NotWritable:
    return NotWritable(f"{path} can't be written. Check its permissions, or set CROSSCHECK_DATA_DIR.")


class Transaction:
    """An open write transaction, made by `Database.transaction`. Only storage/ calls its methods."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> aiosqlite.Cursor:
        """Run one statement; the cursor has `rowcount` and `lastrowid`."""
        return await self._connection.execute(sql, parameters)

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run the statement once for each row of parameters."""
        await self._connection.executemany(sql, rows)

    async def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """Return all rows of a query, including what this transaction wrote."""
        async with self._connection.execute(sql, parameters) as cursor:
            return list(await cursor.fetchall())

    async def row(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Row | None:
        """Return the first row of a query, or None."""
        async with self._connection.execute(sql, parameters) as cursor:
            return await cursor.fetchone()

    async def number(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Return the one number that a query gives, 0 if it gives none."""
        row = await self.row(sql, parameters)
        return int(row[0]) if row is not None and row[0] is not None else 0


class Database:
    """An open database file. Make it with `open`, close it with `close`."""

    def __init__(self, path: Path, writer: aiosqlite.Connection, reader: aiosqlite.Connection) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._lock = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path) -> "Database":
        """Open or create the file and bring it up to date; raises a StoreError if that fails."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotWritable(
                f"{path.parent} can't be created ({error.strerror}). Set CROSSCHECK_DATA_DIR to a "
                "folder that can be written."
            ) from None
        try:
            # For its owner only. If SQLite failed to create it, aiosqlite's thread would complain after us.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError:
            raise _not_writable(path) from None
        connections: list[aiosqlite.Connection] = []
        try:
            for _ in range(2):
                db = await aiosqlite.connect(path, isolation_level=None)
                connections.append(db)
                db.row_factory = sqlite3.Row
                await db.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
                await db.execute("PRAGMA foreign_keys = ON")
                await db.execute("PRAGMA secure_delete = ON")
                if db is connections[0]:
                    # Read the version before writing anything: the file may not be ours.
                    await _retry_while_locked(partial(migrate, db, str(path)))
                    await _retry_while_locked(partial(db.execute, "PRAGMA journal_mode = WAL"))
                    await db.execute("PRAGMA synchronous = NORMAL")
                else:
                    await db.execute("PRAGMA query_only = ON")
        except BaseException as error:
            for db in connections:
                await db.close()
            if isinstance(error, sqlite3.Error):
                raise mapped_error(error, path) from None
            raise
        return cls(path, connections[0], connections[1])

    async def close(self) -> None:
        """Let the write that is under way finish, fold the log into the file, and close it."""
        async with self._lock:
            await self._reader.close()
            await self._writer.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Open a write transaction: all or nothing, one at a time. Don't use the network inside."""
        async with self._lock:
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                yield Transaction(self._writer)
                await self._writer.execute("COMMIT")
            except BaseException as error:
                await asyncio.shield(asyncio.ensure_future(self._roll_back()))
                if isinstance(error, sqlite3.Error):
                    raise mapped_error(error, self.path) from error
                raise

    async def fold_log(self) -> bool:
        """Fold the write-ahead log into the file and empty it, so that deleted data is in neither.

        Return False if another process was reading; the next call will do it.
        """
        async with self._lock:
            try:
                async with self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
                    row = await cursor.fetchone()
            except sqlite3.Error as error:
                raise mapped_error(error, self.path) from error
        return row is not None and not row[0]

    async def _roll_back(self) -> None:
        """Leave no transaction open, even if a BEGIN or COMMIT was cancelled on its way."""
        # Statements run in order: once this one has run, so has the one that was cancelled.
        await self._writer.execute("SELECT 1")
        if self._writer.in_transaction:
            await self._writer.execute("ROLLBACK")

    async def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """Return all rows of a query."""
        try:
            async with self._reader.execute(sql, parameters) as cursor:
                return list(await cursor.fetchall())
        except UnicodeEncodeError:  # a lone surrogate: SQLite takes none, so nothing stored has one
            return await self.rows(sql, tuple(map(_storable, parameters)))
        except sqlite3.Error as error:
            raise mapped_error(error, self.path) from error

    async def row(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Row | None:
        """Return the first row of a query, or None."""
        rows = await self.rows(sql, parameters)
        return rows[0] if rows else None


async def _retry_while_locked(work: Callable[[], Awaitable[object]]) -> None:
    """Do the work, again while the file is locked: SQLite does not apply busy_timeout to every lock.

    It gives up at once if waiting could last for ever, as when several processes open a new file and
    one of them switches it to the write-ahead log.
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
    """Return "?, ?, ?", a question mark for each value."""
    return ", ".join("?" for _ in values)
