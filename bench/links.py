"""A hundred links at once, a fifth of them hostile: `python -m bench.links`.

Serves made-up pages on this machine, reads them all at once, and prints how many were answered, how
long it took, and how far the event loop lagged meanwhile.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from aiohttp import web

from bot.articles.fetch import Fetcher, Limits
from bot.articles.reader import ArticleReader
from bot.articles.worker import ExtractionPool
from claims_db.checker import Checker
from claims_db.storage.build import open_store

ARTICLE: Final = """<!doctype html>
<html lang="en"><head><title>Verania mourns after the dam breaks</title></head>
<body><nav>Home News Sport</nav><article><h1>Verania mourns after the dam breaks</h1>
<p>ORLOW, 4 May 2019. The Orlow dam in Verania broke on Friday, and the valley below it was flooded.</p>
<p>Rescue workers said that {number} people died when the dam broke, and that the search goes on.</p>
<p>The mayor of Orlow asked everybody to stay away from the river until the water has gone down.</p>
</article></body></html>"""
HOSTILE: Final = ("endless", "drip", "bomb", "loop", "inside")


async def _good(request: web.Request) -> web.Response:
    number = 60 + int(request.match_info["n"])
    return web.Response(text=ARTICLE.format(number=number), content_type="text/html")


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/html"})
    await response.prepare(request)
    with suppress(ConnectionError):  # the reader hangs up, as it should
        for _ in range(400):
            await response.write(b"<p>" + b"x" * 65_536)
    return response


async def _drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/html"})
    await response.prepare(request)
    with suppress(ConnectionError):
        while True:
            await response.write(b"<")
            await asyncio.sleep(0.02)
    return response


async def _bomb(_request: web.Request) -> web.Response:
    return web.Response(text="<div>" * 200_000, content_type="text/html")


async def _loop(request: web.Request) -> web.Response:
    raise web.HTTPFound(request.path)


async def _inside(_request: web.Request) -> web.Response:
    raise web.HTTPFound("http://169.254.169.254/latest/meta-data/")


@asynccontextmanager
async def served_pages() -> AsyncIterator[str]:
    """The address of a local server: /good/N is an article, the others are hostile."""
    app = web.Application()
    app.router.add_get("/good/{n}", _good)
    for name, answer in zip(HOSTILE, (_endless, _drip, _bomb, _loop, _inside), strict=True):
        app.router.add_get(f"/{name}/{{n}}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", 0)
    await listener.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def local_fetcher(site: str, *, seconds: float = 1.0) -> Fetcher:
    """A fetcher that may reach the local server, and nothing else; it gives up on a page after `seconds`."""
    limits = Limits(total=seconds, connect=seconds, queue=60.0, robots=seconds, at_once=8, per_host=8)
    port = int(site.rsplit(":", 1)[1])
    return Fetcher(limits, ports=frozenset({port}), may_connect=lambda a: a == "127.0.0.1")


def hundred_links(site: str) -> tuple[list[str], list[str]]:
    """Eighty good links and twenty hostile ones."""
    good = [f"{site}/good/{n}" for n in range(80)]
    return good, [f"{site}/{name}/{n}" for n in range(4) for name in HOSTILE]


async def measure() -> None:
    lags: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(Path(folder) / "claims.sqlite3")
        try:
            async with (
                served_pages() as site,
                local_fetcher(site) as fetcher,
                ExtractionPool(waiting=128) as pool,
            ):
                reader = ArticleReader(fetcher=fetcher, pool=pool, checker=Checker(store), store=store)
                await reader.read(f"{site}/good/999", "")  # the worker starts, the claims are loaded
                watching = asyncio.create_task(_watch(lags))
                good, hostile = hundred_links(site)
                started = time.perf_counter()
                found = await asyncio.gather(*(reader.read(url, "") for url in (*good, *hostile)))
                seconds = time.perf_counter() - started
                watching.cancel()
        finally:
            await store.close()
    lags.sort()
    read = [sum(f.is_read for f in part) for part in (found[:80], found[80:])]
    p50, p99 = (lags[int(len(lags) * share)] * 1000 for share in (0.5, 0.99))
    print(f"{read[0]} of 80 good links read, {read[1]} of 20 hostile, {seconds:.1f} s in all")
    print(f"loop lag p50 {p50:.1f} ms, p99 {p99:.1f} ms")


async def _watch(lags: list[float]) -> None:
    while True:
        started = time.perf_counter()
        await asyncio.sleep(0.005)
        lags.append(time.perf_counter() - started - 0.005)


if __name__ == "__main__":
    asyncio.run(measure())
