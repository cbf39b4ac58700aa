"""The workers that read pages, shared by the tests of a file: one takes a second to start."""

import asyncio
from collections.abc import Iterator

import pytest

from bot.articles.worker import ExtractionPool


@pytest.fixture(scope="module")
def pool() -> Iterator[ExtractionPool]:
    opened = ExtractionPool(waiting=128)
    yield opened
    asyncio.run(opened.close())
