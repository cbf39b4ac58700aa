"""What sites ask of bots: their robots.txt, read once an hour.

A site without the file, or whose file can't be reached, allows everything; one that answers for it with a
server error allows nothing for the moment (RFC 9309, section 2.3.1).
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.robotparser import RobotFileParser
from weakref import WeakValueDictionary

from yarl import URL

from bot.articles import FetchError, Reason

MAX_BYTES: Final = 512 * 1024
_MAX_SITES: Final = 512
_FRESH: Final = 3600.0
_FRESH_AFTER_FAILURE: Final = 300.0
_ALL: Final = ()
_NOTHING: Final = ("User-agent: *", "Disallow: /")

Read = Callable[[URL], Awaitable[str]]


class Robots:
    """The rules of the sites visited lately. `read` fetches a robots.txt, raising FetchError."""

    def __init__(self, read: Read, agent: str) -> None:
        self._read = read
        self._agent = agent
        self._sites: OrderedDict[URL, tuple[float, RobotFileParser]] = OrderedDict()
        self._asking: WeakValueDictionary[URL, asyncio.Lock] = WeakValueDictionary()

    async def allow(self, url: URL) -> bool:
        """May the bot read this page?"""
        origin = url.origin()
        lock = self._asking.setdefault(origin, asyncio.Lock())
        async with lock:
            until, rules = self._sites.get(origin, (0.0, None))
            if rules is None or until < time.monotonic():
                rules, fresh = await self._ask(origin)
                self._sites[origin] = (time.monotonic() + fresh, rules)
                if len(self._sites) > _MAX_SITES:
                    self._sites.popitem(last=False)
        return rules.can_fetch(self._agent, str(url))

    async def _ask(self, origin: URL) -> tuple[RobotFileParser, float]:
        try:
            text = await self._read(origin / "robots.txt")
            return _parsed(text.splitlines()), _FRESH
        except FetchError as error:
            if error.reason is Reason.BUSY:
                raise
            if error.reason is Reason.HTTP_STATUS and error.status is not None:
                is_broken = error.status >= 500
                return _parsed(_NOTHING if is_broken else _ALL), _FRESH_AFTER_FAILURE if is_broken else _FRESH
        except ValueError:  # the parser raises it for some paths that are none
            pass
        return _parsed(_ALL), _FRESH_AFTER_FAILURE


def _parsed(lines: list[str] | tuple[str, ...]) -> RobotFileParser:
    parser = RobotFileParser()
    parser.parse(lines)
    return parser
