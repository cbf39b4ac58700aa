"""Charts drawn once: rendered in a worker thread, kept for the next who asks."""

import asyncio
import logging
from collections import OrderedDict

from bot.charts.chart import Chart, chart_model, draw_chart
from bot.charts.model import ChartModel
from claims_db.models import Finding

_log = logging.getLogger(__name__)


class ChartCache:
    """The last `max_items` charts, by what they show. One instance serves one event loop.

    Whoever asks for a chart that is being drawn waits for that one. Charts are drawn one at a
    time: drawing holds the interpreter, so a second thread would gain nothing.
    """

    def __init__(self, max_items: int = 128) -> None:
        self._max_items = max_items
        self._charts: OrderedDict[ChartModel, asyncio.Task[Chart | None]] = OrderedDict()
        self._drawing = asyncio.Lock()

    async def chart(self, finding: Finding) -> Chart | None:
        """Return the finding's chart; None if there is nothing to draw, or drawing failed."""
        try:
            model = chart_model(finding)
        except Exception:  # noqa: BLE001  (an answer without a chart is an answer)
            _log.exception("no chart for topic %s", finding.topic.slug)
            return None
        if model is None:
            return None
        task = self._charts.get(model)
        if task is None:
            task = asyncio.create_task(self._draw(model, finding.topic.slug))
            self._charts[model] = task
            while len(self._charts) > self._max_items:
                self._charts.popitem(last=False)
        else:
            self._charts.move_to_end(model)
        # One who stops waiting does not take the chart from the others.
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Cancel what is being drawn, and forget every chart."""
        tasks = [task for task in self._charts.values() if not task.done()]
        self._charts.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _draw(self, model: ChartModel, slug: str) -> Chart | None:
        try:
            async with self._drawing:
                return await asyncio.to_thread(draw_chart, model)
        except Exception:  # noqa: BLE001  (an answer without a chart is an answer)
            _log.exception("no chart for topic %s", slug)
            self._charts.pop(model, None)
            return None
