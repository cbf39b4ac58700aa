"""Charts drawn once: rendered in a worker thread, kept for the next who asks."""

import asyncio
import logging
from collections import OrderedDict

from bot.charts.chart import Chart, draw_chart
from claims_db.models import Finding

logger = logging.getLogger(__name__)

_Key = tuple[str, str, tuple[tuple[str, str, int, str, str], ...]]


class ChartCache:
    """The last `max_items` charts. One instance serves one event loop.

    Whoever asks for a chart that is being drawn waits for that one. Charts are drawn one at a
    time: drawing holds the interpreter, so a second thread would gain nothing.
    """

    def __init__(self, max_items: int = 128) -> None:
        self._max_items = max_items
        self._charts: OrderedDict[_Key, asyncio.Task[Chart | None]] = OrderedDict()
        self._drawing = asyncio.Lock()

    async def chart(self, finding: Finding) -> Chart | None:
        """The finding's chart; None where there is nothing to draw, or drawing failed."""
        key = _key(finding)
        task = self._charts.get(key)
        if task is None:
            task = asyncio.create_task(self._draw(key, finding))
            self._charts[key] = task
            while len(self._charts) > self._max_items:
                self._charts.popitem(last=False)
        else:
            self._charts.move_to_end(key)
        # One who stops waiting does not take the chart from the others.
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Cancel what is being drawn, and forget every chart."""
        tasks = [task for task in self._charts.values() if not task.done()]
        self._charts.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _draw(self, key: _Key, finding: Finding) -> Chart | None:
        try:
            async with self._drawing:
                return await asyncio.to_thread(draw_chart, finding)
        except Exception:
            logger.exception("no chart for topic %s", finding.topic.slug)
            self._charts.pop(key, None)
            return None


def _key(finding: Finding) -> _Key:
    """What the picture depends on: the claims as they stand, and what the message said of each."""
    return (
        finding.topic.slug,
        finding.topic.guild_id,
        tuple(
            (
                evidence.claim.id,
                evidence.claim.guild_id,
                evidence.claim.revision,
                evidence.stated.wording if evidence.stated is not None else "",
                evidence.comparison.relation if evidence.comparison is not None else "",
            )
            for evidence in finding.evidence
        ),
    )
