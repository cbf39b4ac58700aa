"""How fast messages are edited: evenly, and never many in one channel at once."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

_MAX_CHANNELS: Final = 1000


class Pace:
    """At most one step every `between` seconds, and `per_channel` in a channel in `window` seconds."""

    def __init__(
        self,
        *,
        between: float = 1.0,
        per_channel: int = 5,
        window: float = 5.0,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._between = between
        self._per_channel = per_channel
        self._window = window
        self._now = now
        self._sleep = sleep
        self._next = now()
        self._taken: dict[str, deque[float]] = {}

    async def wait(self, channel_id: str) -> None:
        """Return when the next step in the channel may be taken; it counts as taken."""
        while (pause := self._pause(channel_id)) > 0:
            await self._sleep(pause)
        at = self._now()
        self._next = at + self._between
        if len(self._taken) >= _MAX_CHANNELS:
            self._taken = {c: taken for c, taken in self._taken.items() if taken[-1] > at - self._window}
        self._taken.setdefault(channel_id, deque(maxlen=self._per_channel)).append(at)

    def _pause(self, channel_id: str) -> float:
        taken = self._taken.get(channel_id)
        is_full = taken is not None and len(taken) == self._per_channel
        free_at = taken[0] + self._window if taken and is_full else self._next
        return max(free_at, self._next) - self._now()
