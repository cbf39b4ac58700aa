"""Articles read again: after an hour, after the claims changed, and by many at once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bench.links import ARTICLE, local_fetcher
from bot.articles.reader import ArticleReader, LinkFindings
from bot.articles.worker import ExtractionPool
from claims_db.checker import Checker
from claims_db.storage.store import Store
from tests.bot.articles.sites import HERE, Site, Writer, response, site
from tests.made_up import WEIGHTS

ETAG = ('ETag: "a1"',)
OK, SAME, GONE = "200 OK", "304 Not Modified", "410 Gone"
HOUR = 3600.0


@dataclass
class Press:
    """A site with one article, and a clock to put forward."""

    headers: tuple[str, ...] = ETAG
    toll: int = 67
    is_gone: bool = False
    now: float = 0.0
    gave: list[str] = field(default_factory=list)
    here: Site = field(default_factory=Site)
    is_asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, _: str, writer: Writer) -> None:
        self.is_asked.set()
        is_conditional = 'If-None-Match: "a1"\r\n' in self.here.heads[-1]
        await asyncio.sleep(0.05)
        status = GONE if self.is_gone else SAME if is_conditional and self.headers == ETAG else OK
        self.gave.append(status)
        body = ARTICLE.format(number=self.toll).encode() if status == OK else b""
        writer.write(response(body, *self.headers, status=status))


@dataclass(frozen=True)
class Desk:
    """Someone who reads what the press has."""

    press: Press
    checker: Checker
    articles: ArticleReader

    async def read(self, guild_id: str = "1", *, later: float = 0.0) -> LinkFindings:
        self.press.now += later
        return await self.articles.read(self.press.here.url("/story", HERE), guild_id)


@pytest.fixture
async def desk(store: Store, pool: ExtractionPool) -> AsyncIterator[Desk]:
    press, checker = Press(), Checker(store, WEIGHTS)
    async with (
        site(press.answer) as press.here,
        local_fetcher(f"http://{HERE}:{press.here.port}", seconds=30) as fetcher,
    ):
        articles = ArticleReader(
            fetcher=fetcher, pool=pool, checker=checker, store=store, now=lambda: press.now
        )
        yield Desk(press, checker, articles)


def toll(found: LinkFindings) -> set[str]:
    return {e.stated.wording for e in found.findings[0].evidence if e.stated is not None}


async def test_within_the_hour_nobody_is_asked(desk: Desk) -> None:
    first = await desk.read()
    assert toll(first) == {"67"}
    assert await desk.read(later=HOUR - 1) is first
    assert desk.press.gave == [OK]


async def test_an_unchanged_article_holds_for_another_hour_each_time(desk: Desk) -> None:
    first = await desk.read()
    for later in (HOUR, HOUR - 1, 1, HOUR * 30):
        assert await desk.read(later=later) is first
    assert desk.press.gave == [OK, SAME, SAME, SAME]


async def test_a_changed_article_is_read_anew_and_kept_by_its_new_name(desk: Desk) -> None:
    await desk.read()
    desk.press.headers, desk.press.toll = ('ETag: "a2"',), 68
    assert toll(await desk.read(later=HOUR)) == {"68"}
    await desk.read(later=HOUR)
    assert desk.press.gave == [OK, OK, OK]
    assert 'If-None-Match: "a2"\r\n' in desk.press.here.heads[-1]


async def test_without_validators_the_article_is_fetched_anew(desk: Desk) -> None:
    desk.press.headers = ()
    await desk.read()
    desk.press.toll = 68
    assert toll(await desk.read(later=HOUR)) == {"68"}
    assert "If-" not in "".join(desk.press.here.heads)


async def test_what_could_not_be_read_is_not_asked_for_on_a_condition(desk: Desk) -> None:
    await desk.read()
    desk.press.is_gone = True
    gone = await desk.read(later=HOUR)
    assert not gone.is_read
    assert "410" in gone.note
    desk.press.is_gone = False
    assert toll(await desk.read(later=HOUR)) == {"67"}
    assert desk.press.gave == [OK, GONE, OK]


@pytest.mark.parametrize("forgotten", ["1", ""])
async def test_other_claims_mean_other_findings(desk: Desk, store: Store, forgotten: str) -> None:
    first = await desk.read()
    async with store.database.transaction() as db:
        await db.execute("UPDATE claim SET wording = 'Some 50' WHERE id = 'A1-1'")
        if forgotten:
            await db.execute("UPDATE claim SET guild_id = '1' WHERE id = 'A1-1'")
    desk.checker.forget(forgotten)
    second = await desk.read()
    assert second is not first
    assert "Some 50" in {e.claim.wording for e in second.findings[0].evidence}
    assert await desk.read() is second
    assert desk.press.gave == [OK, OK]


async def test_the_claims_of_another_server_change_nothing(desk: Desk) -> None:
    first = await desk.read()
    desk.checker.forget("2")
    assert await desk.read() is first
    assert desk.press.gave == [OK]


async def test_all_who_ask_at_once_share_one_fetch(desk: Desk) -> None:
    found = await asyncio.gather(*(desk.read() for _ in range(5)), desk.read("2"))
    assert {id(f) for f in found[:5]} == {id(found[0])}
    assert desk.press.gave == [OK, OK]  # one for each server
    again = await asyncio.gather(*(desk.read(later=HOUR) for _ in range(2)))
    assert again == [found[0]] * 2
    assert len(desk.press.gave) == 3


async def test_who_gives_up_leaves_the_reading_to_the_next(desk: Desk) -> None:
    first, second = (asyncio.create_task(desk.read()) for _ in range(2))
    await desk.press.is_asked.wait()
    first.cancel()
    assert toll(await second) == {"67"}
    assert first.cancelled()
    assert await desk.read() is second.result()
