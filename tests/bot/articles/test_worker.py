"""The pool of extraction workers: time limit, death, replacement, bounds, and leaving nothing behind."""

import asyncio
import logging
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator

import pytest

from bot.articles.article import Article, Busy, ExtractionError
from bot.articles.worker import ExtractionPool

URL = "https://news.example/story"
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>Fire in Hale</title></head><body><article>'
    "<p>The town has 1,200 houses and 37 of them burnt down on Monday night, the mayor said.</p>"
    "<p>Some 90 people sleep in the school until the army has put up its 40 tents.</p></article></body>"
)


def act(html: str, url: str) -> Article:
    """In the worker: do what the page says, then say in which process."""
    match html.partition(" "):
        case ("sleep", _, seconds):
            time.sleep(float(seconds))
        case ("spin", _, _):
            while True:
                pass
        case ("die", _, _):
            os._exit(3)
        case ("fill", _, _):
            bytearray(4 * 2**30)
        case ("raise", _, _):
            raise RuntimeError(html)
        case ("refuse", _, _):
            raise ExtractionError("Refused.")
    return Article(url=url, title=str(os.getpid()), text=html)


@pytest.fixture(autouse=True)
def leaves_no_process() -> Iterator[None]:
    yield
    assert [p for p in multiprocessing.active_children() if p.name == "extraction"] == []


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def pid_of(pool: ExtractionPool) -> int:
    return int((await pool.extract("hello", URL)).title)


async def test_a_page_is_read_in_another_process() -> None:
    async with ExtractionPool() as pool:
        article = await pool.extract(PAGE, URL)
    assert article.title == "Fire in Hale"
    assert "37 of them" in article.text


async def test_nothing_starts_before_the_first_page() -> None:
    async with ExtractionPool():
        assert multiprocessing.active_children() == []


async def test_one_worker_serves_many_pages_and_dies_with_the_pool() -> None:
    async with ExtractionPool(extract=act) as pool:
        pids = {await pid_of(pool) for _ in range(5)}
        assert len(pids) == 1
        assert os.getpid() not in pids
    assert not is_running(pids.pop())


@pytest.mark.parametrize("deed", ["sleep 60", "spin"])
async def test_a_stuck_worker_is_killed_and_replaced(deed: str, caplog: pytest.LogCaptureFixture) -> None:
    async with ExtractionPool(extract=act, seconds=1) as pool:
        stuck = await pid_of(pool)
        with pytest.raises(ExtractionError, match="too long"):
            await pool.extract(deed, URL)
        assert not is_running(stuck)
        assert await pid_of(pool) != stuck
    assert URL not in caplog.text


async def test_the_bot_goes_on_while_a_page_is_stuck() -> None:
    async with ExtractionPool(extract=act, seconds=1) as pool:
        await pid_of(pool)
        stuck = asyncio.create_task(pool.extract("spin", URL))
        turns = 0
        while not stuck.done():
            await asyncio.sleep(0.01)
            turns += 1
        assert turns > 2  # were the loop held, it would be done by the second
        with pytest.raises(ExtractionError):
            await stuck


async def test_a_dead_worker_is_replaced() -> None:
    async with ExtractionPool(extract=act) as pool:
        first = await pid_of(pool)
        with pytest.raises(ExtractionError, match="could not be read"):
            await pool.extract("die", URL)
        second = await pid_of(pool)
        assert second != first


@pytest.mark.skipif(sys.platform == "win32", reason="no signals to send")
async def test_a_worker_killed_while_idle_costs_no_page() -> None:
    async with ExtractionPool(extract=act) as pool:
        first = await pid_of(pool)
        os.kill(first, signal.SIGKILL)
        await asyncio.sleep(0.2)
        assert await pid_of(pool) != first


async def test_errors_in_the_worker_are_sentences_and_keep_it_alive() -> None:
    async with ExtractionPool(extract=act) as pool:
        first = await pid_of(pool)
        with pytest.raises(ExtractionError, match=r"^Refused\.$"):
            await pool.extract("refuse", URL)
        with pytest.raises(ExtractionError, match=r"^This page could not be read as an article\.$"):
            await pool.extract("raise", URL)
        assert await pid_of(pool) == first


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="no limit on address space")
async def test_memory_of_a_worker_is_bounded() -> None:
    async with ExtractionPool(extract=act) as pool:
        with pytest.raises(ExtractionError):
            await pool.extract("fill", URL)


async def test_workers_are_replaced_after_so_many_pages() -> None:
    async with ExtractionPool(extract=act, pages_each=2) as pool:
        pids = [await pid_of(pool) for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


async def test_more_pages_than_places_are_refused() -> None:
    async with ExtractionPool(extract=act, waiting=1) as pool:
        running, waiting = (asyncio.create_task(pool.extract("sleep 0.3", URL)) for _ in range(2))
        await asyncio.sleep(0)
        with pytest.raises(Busy, match="Too many pages"):
            await pool.extract("hello", URL)
        await asyncio.gather(running, waiting)
        await pid_of(pool)  # there is room again


async def test_two_workers_read_side_by_side() -> None:
    async with ExtractionPool(extract=act, workers=2) as pool:
        first, second = await asyncio.gather(*(pool.extract("sleep 0.5", URL) for _ in range(2)))
        assert first.title != second.title
        with pytest.raises(ExtractionError):
            await pool.extract("die", URL)
        await asyncio.gather(pid_of(pool), pid_of(pool))


async def test_who_gives_up_frees_his_place() -> None:
    async with ExtractionPool(extract=act, waiting=1) as pool:
        first = asyncio.create_task(pool.extract("sleep 0.5", URL))
        await asyncio.sleep(0)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(pool.extract("hello", URL), 0.05)
        assert (await pool.extract("hello", URL)).text == "hello"
        await first


async def test_closing_ends_what_runs_and_what_waits() -> None:
    pool = ExtractionPool(extract=act, seconds=60)
    pid = await pid_of(pool)
    tasks = [asyncio.create_task(pool.extract("spin", URL)) for _ in range(3)]
    await asyncio.sleep(0.1)
    await pool.close()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [str(r) for r in results] == ["The bot is shutting down."] * 3
    assert not is_running(pid)
    with pytest.raises(ExtractionError, match="shutting down"):
        await pool.extract("hello", URL)
    await pool.close()


async def test_closing_while_a_worker_starts() -> None:
    pool = ExtractionPool(extract=act)
    task = asyncio.create_task(pool.extract("hello", URL))
    await asyncio.sleep(0.02)
    await pool.close()
    with pytest.raises(ExtractionError, match="shutting down"):
        await task


async def test_a_hostile_page_does_not_hold_the_pool(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    attributes = " ".join(f"a{n}" for n in range(400_000))
    hidden = f"<html><body><p x='>' y='<b>' {attributes.replace(' a', ' <a', 1)}>x</p></body></html>"
    async with ExtractionPool(seconds=4) as pool:
        for html in (hidden, "<div>" * 100_000, "<" * 3_000_000):
            try:
                await pool.extract(html, URL)
            except ExtractionError as error:
                assert str(error).endswith(".")  # noqa: PT017  (either way is right)
        assert (await pool.extract(PAGE, URL)).title == "Fire in Hale"
    assert "news.example" not in caplog.text
