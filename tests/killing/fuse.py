"""Where a child kills itself, and where it was when it was killed."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from claims_db.storage.database import Database, Transaction

Point = Literal[
    "statement", "beginning", "split", "instructions", "committed", "unacknowledged", "begun", "sent",
]  # fmt: skip
"""At the n-th statement, at the n-th BEGIN, at one that is not the first of its operation, inside a
statement after n thousand instructions of SQLite's, after the n-th COMMIT, after the n-th write before it
is acknowledged, before and after the n-th edit that Discord makes."""
POINTS: Final[tuple[Point, ...]] = get_args(Point)
_INSTRUCTIONS: Final = 1000


@dataclass
class Fuse:
    """Kills its process when `point` is come to for the `left`-th time; never where there is no point."""

    point: Point | None
    left: int = 0

    def burn(self, point: Point) -> None:
        if point == self.point:
            self.left -= 1
            if self.left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


class Place:
    """Where a child is, in a file that outlives it: a byte each for its transaction, its operation and
    the worker of corrections."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT)
        self.is_in_transaction = False
        self.is_committed = False
        self._set(b"---", 0)

    def _set(self, marks: bytes, at: int) -> None:
        os.pwrite(self._fd, marks, at)

    def in_transaction(self, is_in: bool) -> None:
        self.is_in_transaction = is_in
        self._set(b"T" if is_in else b"-", 0)

    def operation(self, mark: Literal["-", "intended", "committed"]) -> None:
        self.is_committed = mark == "committed"
        self._set(mark[0].encode(), 1)

    def editing(self, is_editing: bool) -> None:
        self._set(b"E" if is_editing else b"-", 2)


def killed_where(path: Path) -> str:
    """Where the child was that wrote the file."""
    marks = path.read_text("ascii")
    if marks[0] == "T":
        return "in a transaction"
    if marks[2] == "E":
        return "during an edit"
    named = {"i": "before a write", "c": "between commit and acknowledgement"}
    return named.get(marks[1], "between operations")


async def watch(database: Database, fuse: Fuse, place: Place, operating: asyncio.Task[object]) -> None:
    """Light the fuse at the database's transactions; those of the task `operating` are its operations'."""

    def see(sql: str) -> None:
        fuse.burn("statement")
        if sql.startswith("BEGIN"):
            fuse.burn("beginning")
            if place.is_in_transaction:
                fuse.burn("split")

    real = database.transaction

    @asynccontextmanager
    async def transaction() -> AsyncIterator[Transaction]:
        if place.is_committed and asyncio.current_task() is operating:
            fuse.burn("split")
        async with real() as db:
            place.in_transaction(True)
            yield db
        place.in_transaction(False)
        if asyncio.current_task() is operating:
            place.operation("committed")
        fuse.burn("committed")

    database.transaction = transaction  # type: ignore[method-assign]
    await database._writer.set_trace_callback(see)
    if fuse.point == "instructions":
        await database._writer.set_progress_handler(lambda: fuse.burn("instructions"), _INSTRUCTIONS)
