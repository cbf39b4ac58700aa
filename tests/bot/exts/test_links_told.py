"""A posted link: its figures in a short reply, and behind More the sentences that state them."""

import pytest

from bot.articles.fetch import Fetcher
from bot.articles.page import Page
from tests.bot.conftest import Newsroom
from tests.bot.correcting import change_to, work_off

LINK = "https://wire.example/kazakhstan"
TEXT = (
    "Kazakhstan: death toll of January unrest reaches 500\n"
    "Kazakhstan's prosecutors gave a new death toll of the January 2022 unrest on Thursday.\n"
    "It snowed. In all 500 people were killed in the unrest in Kazakhstan in January 2022, they said."
)


DATED = """<!DOCTYPE html><html lang="en"><head><title>Kazakhstan: death toll of January unrest</title>
<meta property="article:published_time" content="2023-06-01T09:00:00Z"></head><body><article>
<h1>Kazakhstan: death toll of January unrest</h1>
<p>Kazakhstan's prosecutors gave a new death toll of the January 2022 unrest on Thursday.</p>
<p>In all 300 people were killed in the unrest in Kazakhstan in January 2022, they said.</p>
<p>The commission had read the files again for more than a year, and closed them in the same week.</p>
</article></body></html>"""


@pytest.fixture(autouse=True)
def _page(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fetch(_self: Fetcher, url: str) -> Page:
        return Page(url=url, final_url=url, body=TEXT.encode(), content_type="text/plain")

    monkeypatch.setattr(Fetcher, "fetch", fetch)


async def test_more_names_the_sentence_of_the_article(room: Newsroom) -> None:
    await room.watch("links")
    await room.alice.send(room.desk, f"have you seen this? {LINK}")
    [reply] = room.said()
    assert reply.content.startswith("Death toll: '238 people were killed' per source 001")
    assert "'500' differs from" in reply.content
    more = await room.bob.click(reply, label="More")
    assert more.response is not None
    first = more.response.embeds[0].description or ""
    assert first.startswith("-# In the article: paragraph 1")
    assert "paragraph 3, sentence 2" in first.splitlines()[0]


async def test_a_message_names_no_place_in_an_article(room: Newsroom) -> None:
    await room.watch("all")
    await room.alice.send(room.desk, "500 people were killed in Kazakhstan in January 2022")
    more = await room.bob.click(room.said()[0], label="More")
    assert more.response is not None
    assert "In the article" not in (more.response.embeds[0].description or "")


async def test_a_later_count_is_named_also_after_a_correction(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetch(_self: Fetcher, url: str) -> Page:
        return Page(url=url, final_url=url, body=DATED.encode(), content_type="text/html")

    monkeypatch.setattr(Fetcher, "fetch", fetch)
    await room.watch("links")
    await room.alice.send(room.desk, f"have you seen this? {LINK}")
    [reply] = room.said()
    assert "≠ '300' differs from '238 people were killed' per source 001 (later count)" in reply.content
    more = await room.bob.click(reply, label="More")
    assert more.response is not None
    body = more.response.embeds[0].description or ""
    assert "≠ differs, later count · **'238 people were killed' per source 001**" in body
    await change_to(room, 240)
    await work_off(room)
    [reply] = room.said()
    assert "≠ '300' differs from '240 people were killed' per source 001 (later count)" in reply.content
