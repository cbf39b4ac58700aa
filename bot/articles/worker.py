"""Extraction in processes of its own, so that no page can stall, crash or fill the bot.

A worker that takes too long or dies is killed and replaced at the next page. Workers are plain
processes at the end of a pipe and not a ProcessPoolExecutor: that has no public way to kill one
worker before Python 3.14, and one that dies takes the work of all others with it.
"""

import asyncio
import contextlib
import faulthandler
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Final, Self

from bot.articles.article import Article, Busy, ExtractionError

__all__ = ["Busy", "ExtractionPool"]

Extract = Callable[[str, str], Article]

# Not forkserver: a page that kills its worker is rare, and a server process would outlive the pool.
_CONTEXT: Final = multiprocessing.get_context("spawn")
_START_SECONDS: Final = 30.0
_MEMORY: Final = 2**30

_log = logging.getLogger(__name__)


class ExtractionPool:
    """Reads pages in worker processes: `async with ExtractionPool() as pool: await pool.extract(html, url)`.

    Nothing starts before the first page. A page gets `seconds`; at most `workers` are read at a time
    and `waiting` wait, beyond which Busy is raised. A worker is replaced after `pages_each` pages.
    """

    def __init__(
        self,
        *,
        workers: int = 1,
        waiting: int = 8,
        seconds: float = 5.0,
        pages_each: int = 200,
        extract: Extract | None = None,
    ) -> None:
        self._places = workers + waiting
        self._seconds = seconds
        self._pages_each = pages_each
        self._extract = extract
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="extraction")
        self._lock = threading.Lock()
        self._taken = 0
        self._is_closed = False
        self._alive: set[_Worker] = set()
        self._idle: list[_Worker] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def extract(self, html: str, url: str) -> Article:
        """The article of a page; raises Busy, or ExtractionError with the sentence for it."""
        with self._lock:
            self._refuse_if_closed()
            if self._taken >= self._places:
                raise Busy("Too many pages are being read just now. Try again in a moment.")
            self._taken += 1
            job = self._threads.submit(self._run, html, url)
        # In the thread and not here: a caller who gives up does not stop the page being read.
        job.add_done_callback(lambda _: self._leave())
        return await asyncio.wrap_future(job)

    async def close(self) -> None:
        """Kill the workers and wait until they are gone. Pages being read end in ExtractionError."""
        with self._lock:
            self._is_closed = True
            workers = list(self._alive)
        for worker in workers:
            worker.kill()
        await asyncio.to_thread(self._threads.shutdown)
        for worker in workers:
            self._drop(worker)

    def _refuse_if_closed(self) -> None:
        if self._is_closed:
            raise ExtractionError("The bot is shutting down.")

    def _leave(self) -> None:
        with self._lock:
            self._taken -= 1

    def _run(self, html: str, url: str) -> Article:
        worker = self._take()
        try:
            reply = worker.ask(html, url, self._seconds)
        except TimeoutError:
            _log.warning("a page took more than %g s to read; its worker was killed", self._seconds)
            self._drop(worker)
            raise ExtractionError("This page takes too long to read.") from None
        except (EOFError, OSError):
            self._drop(worker)
            self._refuse_if_closed()
            _log.warning("a worker died over a page")
            raise ExtractionError("This page could not be read as an article.") from None
        if worker.pages >= self._pages_each:
            self._drop(worker)
        else:
            with self._lock:
                self._idle.append(worker)
        if isinstance(reply, ExtractionError):
            raise reply
        return reply

    def _take(self) -> "_Worker":
        """An idle worker, or a new one that is ready."""
        while self._idle:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is not None:
                if worker.is_alive:
                    return worker
                self._drop(worker)  # killed from outside while it had nothing to do
        with self._lock:
            self._refuse_if_closed()
            worker = _Worker(self._extract, self._seconds)
            self._alive.add(worker)
        try:
            worker.wait_until_ready()
        except (EOFError, OSError):  # TimeoutError is an OSError
            self._drop(worker)
            self._refuse_if_closed()
            _log.error("the worker that reads pages does not start")
            raise ExtractionError("Pages can't be read at the moment.") from None
        return worker

    def _drop(self, worker: "_Worker") -> None:
        worker.end()
        with self._lock:
            self._alive.discard(worker)


class _Worker:
    """One process and our end of its pipe. Used by one thread at a time, but for `kill`."""

    def __init__(self, extract: Extract | None, seconds: float) -> None:
        self.pages = 0
        self._pipe, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(
            target=_serve, args=(theirs, extract, seconds), name="extraction", daemon=True
        )
        self._process.start()
        theirs.close()  # or its end would never be seen as closed

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    def wait_until_ready(self) -> None:
        self._receive(_START_SECONDS)

    def ask(self, html: str, url: str, seconds: float) -> Article | ExtractionError:
        self.pages += 1
        self._pipe.send((html, url))
        reply = self._receive(seconds)
        if not isinstance(reply, Article | ExtractionError):
            raise EOFError
        return reply

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        """Kill the process and wait until it is gone; may be called again."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _receive(self, seconds: float) -> object:
        if not self._pipe.poll(seconds):
            raise TimeoutError
        received: object = self._pipe.recv()
        return received


def _serve(pipe: Connection, extract: Extract | None, seconds: float) -> None:
    """The life of a worker: read pages until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the bot's to handle
    logging.disable()  # what trafilatura says about a page holds its address
    read = extract or _extraction()
    _limit_memory()
    with open(os.devnull, "w") as nowhere, contextlib.suppress(EOFError, OSError):  # noqa: PTH123
        pipe.send(None)
        while True:
            html, url = pipe.recv()
            # Were the bot itself killed meanwhile, nobody would end a stuck worker but this.
            faulthandler.dump_traceback_later(seconds + 5, exit=True, file=nowhere)
            reply: Article | ExtractionError
            try:
                reply = read(html, url)
            except ExtractionError as error:
                reply = error
            except Exception:  # noqa: BLE001  (whatever a page brings about)
                reply = ExtractionError("This page could not be read as an article.")
            faulthandler.cancel_dump_traceback_later()
            pipe.send(reply)


def _extraction() -> Extract:
    from bot.articles.extract import extract_article  # heavy, and not for the bot's process

    return extract_article


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
