"""The chart cache: one drawing for all who ask at once, and no more kept than allowed."""

import asyncio
import logging
import threading
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.charts import cache as chart_cache
from bot.charts.cache import ChartCache
from bot.charts.chart import Chart
from bot.charts.model import ChartModel
from claims_db.figures import Figure
from claims_db.models import Claim, Comparison, Evidence, Finding, Source, Topic

TOPIC = Topic(slug="dam", title="Dam deaths", question="How many died?", scope="Orlow dam")
FOUR = Figure(value=Decimal(4), wording="four")
TWO = tuple(
    Evidence(Claim(f"{code}-1", "dam", code, "4 died", "4 died", figure=FOUR), Source(code, "t", "interview"))
    for code in ("A1", "B2")
)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Titles of the charts that were drawn; "broken" can't be."""
    titles: list[str] = []

    def draw(model: ChartModel) -> Chart:
        assert threading.current_thread() is not threading.main_thread()
        titles.append(model.title)
        if model.title == "broken":
            raise ValueError("no ink")
        return Chart(b"png", model.title)

    monkeypatch.setattr(chart_cache, "draw_chart", draw)
    return titles


def about(slug: str, *evidence: Evidence) -> Finding:
    """A finding on a topic with this slug and title."""
    return Finding(replace(TOPIC, slug=slug, title=slug), evidence or TWO, score=0.9)


class TestCache:
    async def test_who_asks_at_once_shares_one_drawing(self, calls: list[str]) -> None:
        cache = ChartCache()
        charts = await asyncio.gather(*(cache.chart(about("dam")) for _ in range(10)))
        assert calls == ["dam"]
        assert all(chart is charts[0] is not None for chart in charts)

    async def test_nothing_is_drawn_where_there_is_nothing_to_set_side_by_side(
        self, calls: list[str]
    ) -> None:
        assert await ChartCache().chart(about("dam", TWO[0])) is None
        assert calls == []

    async def test_what_looks_the_same_is_drawn_once(self, calls: list[str]) -> None:
        cache = ChartCache()
        first, second = TWO
        await cache.chart(about("dam"))
        await cache.chart(about("dam", replace(first, claim=replace(first.claim, revision=2)), second))
        await cache.chart(replace(about("dam"), topic=replace(TOPIC, title="dam", guild_id="7")))
        await cache.chart(replace(about("dam"), score=0.5))
        assert calls == ["dam"]

    async def test_what_looks_different_is_drawn_again(self, calls: list[str]) -> None:
        cache = ChartCache()
        first, second = TWO
        agrees = Comparison("agrees", "the same figure")
        await cache.chart(about("dam"))
        await cache.chart(about("dam", replace(first, stated=FOUR, comparison=agrees), second))
        await cache.chart(
            about("dam", replace(first, claim=replace(first.claim, status="retracted")), second)
        )
        await cache.chart(replace(about("dam"), topic=replace(TOPIC, title="the dam")))
        assert calls == ["dam"] * 3 + ["the dam"]

    async def test_a_chart_follows_its_topics_title(self) -> None:
        cache = ChartCache()
        first = await cache.chart(about("dam"))
        renamed = replace(about("dam"), topic=replace(TOPIC, slug="dam", title="Second title"))
        second = await cache.chart(renamed)
        assert first is not None
        assert second is not None
        assert (first.alt_text[:11], second.alt_text[:20]) == ("Chart: dam.", "Chart: Second title.")

    async def test_the_least_used_goes_first(self, calls: list[str]) -> None:
        cache = ChartCache(max_items=2)
        for slug in ("a", "b", "a", "c", "a", "b"):
            await cache.chart(about(slug))
        assert calls == ["a", "b", "c", "b"]

    async def test_a_failure_is_logged_and_tried_again(
        self, calls: list[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        cache = ChartCache()
        with caplog.at_level(logging.ERROR):
            assert await cache.chart(about("broken")) is None
            assert await cache.chart(about("broken")) is None
        assert calls == ["broken", "broken"]
        assert [record.getMessage() for record in caplog.records] == ["no chart for topic broken"] * 2

    async def test_closing_waits_for_no_chart_and_keeps_none(self, calls: list[str]) -> None:
        cache = ChartCache()
        waits = asyncio.ensure_future(cache.chart(about("dam")))
        await asyncio.sleep(0)
        await cache.close()
        with pytest.raises(asyncio.CancelledError):
            await waits
        await cache.chart(about("dam"))
        assert calls[-1:] == ["dam"]

    async def test_one_who_stops_waiting_leaves_the_chart_to_the_others(self, calls: list[str]) -> None:
        cache = ChartCache()
        leaves, stays = (asyncio.ensure_future(cache.chart(about("dam"))) for _ in range(2))
        await asyncio.sleep(0)
        leaves.cancel()
        assert await stays == Chart(b"png", "dam")
        assert leaves.cancelled()
        assert calls == ["dam"]
