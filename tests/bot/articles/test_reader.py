"""A link in, the findings out: over real sockets, a hundred at once, a fifth of them hostile."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bench.links import HOSTILE, hundred_links, local_fetcher, served_pages
from bot.articles.reader import ArticleReader
from bot.articles.worker import ExtractionPool
from claims_db.checker import Checker
from claims_db.storage.store import Store
from tests.made_up import WEIGHTS


@pytest.fixture
async def site() -> AsyncIterator[str]:
    async with served_pages() as address:
        yield address


@pytest.fixture
async def reader(store: Store, site: str, pool: ExtractionPool) -> AsyncIterator[ArticleReader]:
    async with local_fetcher(site, seconds=3) as fetcher:
        yield ArticleReader(fetcher=fetcher, pool=pool, checker=Checker(store, WEIGHTS), store=store)


async def test_a_link_is_answered_from_its_article(reader: ArticleReader, site: str) -> None:
    found = await reader.read(f"{site}/good/7", "")
    assert found.is_read
    assert [f.topic.slug for f in found.findings] == ["dam-deaths"]
    assert {e.stated.wording for e in found.findings[0].evidence if e.stated is not None} == {"67"}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_page_ends_in_one_sentence(reader: ArticleReader, site: str, name: str) -> None:
    found = await reader.read(f"{site}/{name}/1", "")
    assert not found.is_read
    assert found.findings == ()
    assert found.note.endswith(".")


async def test_the_same_address_is_fetched_once(reader: ArticleReader, site: str) -> None:
    first = await reader.read(f"{site}/good/3", "")
    assert await reader.read(f"{site}/good/3?utm_source=x#top", "") is first


async def test_what_is_no_address_is_told(reader: ArticleReader) -> None:
    found = await reader.read("http://", "")
    assert not found.is_read
    assert found.note


async def test_a_hundred_links_at_once_are_all_answered(reader: ArticleReader, site: str) -> None:
    good, hostile = hundred_links(site)
    found = await asyncio.gather(*(reader.read(url, "") for url in (*good, *hostile)))
    assert all(f.findings for f in found[: len(good)])
    assert not any(f.is_read for f in found[len(good) :])


async def test_a_link_to_a_source_is_answered_from_the_database(reader: ArticleReader, store: Store) -> None:
    async with store.database.transaction() as db:
        await db.execute("UPDATE source SET url = 'https://www.paper.example/dam/' WHERE code = 'B2'")
    found = await reader.read("http://paper.example/dam?utm_source=feed", "")
    assert found.is_read
    assert "source B2" in found.note
    assert "dam-deaths" in {f.topic.slug for f in found.findings}
