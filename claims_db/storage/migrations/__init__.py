"""Numbered SQL files, each applied in one transaction together with its number.

The whole script runs as BEGIN IMMEDIATE ... PRAGMA user_version ... COMMIT, because sqlite3's
executescript() commits whatever transaction is open before it starts.
"""

import re
import sqlite3
from importlib.resources import files
from typing import Final

import aiosqlite

from claims_db.errors import NewerDatabase, NotADatabase

APPLICATION_ID: Final = 0x43584B31
"""Written into the file's header, so that another program's database is never taken for ours."""

_NAME_RE: Final = re.compile(r"(\d{4})_\w+\.sql")


def scripts() -> list[tuple[int, str]]:
    """Return (number, SQL) of every migration, in order."""
    migrations = []
    for entry in files(__name__).iterdir():
        match = _NAME_RE.fullmatch(entry.name)
        if match is not None:
            migrations.append((int(match[1]), entry.read_text(encoding="utf-8")))
    return sorted(migrations)


async def migrate(db: aiosqlite.Connection, path: str) -> int:
    """Bring the database up to date; return how many migrations ran.

    Raises NotADatabase if the file belongs to another program, NewerDatabase if a newer Crosscheck wrote
    it. A migration that fails leaves nothing behind.
    """
    version, owner, tables = await _state(db)
    migrations = scripts()
    if owner not in (0, APPLICATION_ID) or (owner == 0 and tables):
        raise NotADatabase(f"{path} is another program's database. Choose another data directory.")
    if version > migrations[-1][0]:
        raise NewerDatabase(
            f"{path} was written by a newer Crosscheck (format {version}, this one knows "
            f"{migrations[-1][0]}). Update Crosscheck, or choose another data directory."
        )
    pending = [(number, sql) for number, sql in migrations if number > version]
    for number, sql in pending:
        script = (
            f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA application_id = {APPLICATION_ID};\n"
            f"PRAGMA user_version = {number};\nCOMMIT;"
        )
        try:
            await db.executescript(script)
        except sqlite3.Error:
            if db.in_transaction:
                await db.execute("ROLLBACK")
            if (await _state(db))[0] >= number:  # another process was quicker
                continue
            raise
    return len(pending)


async def _state(db: aiosqlite.Connection) -> tuple[int, int, int]:
    """Return (version, application id, number of tables) in one statement: another process may be at work."""
    async with db.execute(
        "SELECT (SELECT user_version FROM pragma_user_version), "
        "(SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_schema)"
    ) as cursor:
        row = await cursor.fetchone()
    return (int(row[0]), int(row[1]), int(row[2])) if row is not None else (0, 0, 0)
