"""What the commands share: opening the store, the progress of a build, and printing."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final, Self

from rich.console import Console
from rich.progress import Progress, TaskID

from claims_db.storage.build import open_store
from claims_db.storage.store import Store
from config import load_settings

ERRORS: Final = Console(stderr=True, highlight=False, emoji=False)


def run_with_store(work: Callable[[Store], Coroutine[Any, Any, None]], *, rebuild: bool = False) -> None:
    """Open the store and run `work` with it; end quietly if the reader of a pipe closes it early."""

    async def _with_store() -> None:
        async with _opened_store(rebuild=rebuild) as store:
            await work(store)

    try:
        asyncio.run(_with_store())
        sys.stdout.flush()
    except BrokenPipeError:
        # Otherwise Python complains again when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@asynccontextmanager
async def _opened_store(*, rebuild: bool = False) -> AsyncIterator[Store]:
    settings = load_settings()
    with BuildProgress() as progress:
        store = await open_store(settings.database_path, on_progress=progress.show, rebuild=rebuild)
    try:
        yield store
    finally:
        await store.close()


class BuildProgress:
    """A progress bar that appears on a terminal only, and only if the work takes over a second.

    A file or a pipe gets nothing: a scheduled job mails whatever reaches standard error.
    """

    def __init__(self, console: Console = ERRORS, now: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._now = now
        self._started = now()
        self._bar: Progress | None = None
        self._task = TaskID(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, done: int, total: int) -> None:
        """Show that `done` of `total` rows are written."""
        if self._bar is None and self._console.is_terminal and self._now() - self._started > 1:
            self._bar = Progress(console=self._console, transient=True)
            self._task = self._bar.add_task("Building the claims database", total=total)
            self._bar.start()
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=total)


def print_json(record: dict[str, Any]) -> None:
    """Print the record on one line."""
    sys.stdout.write(json.dumps(record, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def console() -> Console:
    """Return a console on standard output, wide if it is not a terminal, so that tables are not cut."""
    out = Console(highlight=False, emoji=False)
    if not out.is_terminal:
        out.width = 160
    return out
