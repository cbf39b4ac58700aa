"""What sites ask of bots: their robots.txt, read once an hour.

A site without the file, or whose file can't be reached, allows everything; one that answers for it with a
server error allows nothing for the moment (RFC 9309, section 2.3.1).
"""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from weakref import WeakValueDictionary

from protego import Protego
from yarl import URL

from bot.articles.page import FetchError, Reason

MAX_BYTES: Final = 512 * 1024
_MAX_SITES: Final = 512
# Parsed, a file made for it takes some eighty times its length in memory.
_MAX_CHARS: Final = 2 * 1024 * 1024
_FRESH: Final = 3600.0
_FRESH_AFTER_FAILURE: Final = 300.0
_ALL: Final = ""
_NOTHING: Final = "User-agent: *\nDisallow: /"
_AGENT_LINE_RE: Final = re.compile(
    r"\s*user(?:-|\s*)agent(?:\s*:|\s|$)\s*(\*(?=\s|#|$)|[a-z_-]*)", re.IGNORECASE
)

Read = Callable[[URL], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class _Kept:
    until: float
    chars: int
    rules: Protego


class Robots:
    """The rules of the sites visited lately, with `*` and `$` in their paths.

    `read` fetches a robots.txt, raising FetchError. Rules are parsed and matched in a thread, because a
    hostile file of the largest size takes half a second.
    """

    def __init__(self, read: Read, agent: str) -> None:
        self._read = read
        self._agent = agent.partition("/")[0].lower()
        self._sites: OrderedDict[URL, _Kept] = OrderedDict()
        self._chars = 0
        self._asking: WeakValueDictionary[URL, asyncio.Lock] = WeakValueDictionary()

    async def allow(self, url: URL) -> bool:
        """May the bot read this page?"""
        origin = url.origin()
        lock = self._asking.setdefault(origin, asyncio.Lock())
        async with lock:
            kept = self._sites.get(origin)
            if kept is None or kept.until < time.monotonic():
                kept = await self._ask(origin)
                self._keep(origin, kept)
        return await asyncio.to_thread(kept.rules.can_fetch, str(url), self._agent)

    async def _ask(self, origin: URL) -> _Kept:
        text, fresh = _ALL, _FRESH_AFTER_FAILURE
        try:
            text, fresh = await self._read(origin / "robots.txt"), _FRESH
        except FetchError as error:
            if error.reason is Reason.BUSY:
                raise
            if error.reason is Reason.HTTP_STATUS and error.status is not None:
                is_broken = error.status >= 500
                text, fresh = (_NOTHING, _FRESH_AFTER_FAILURE) if is_broken else (_ALL, _FRESH)
        rules = await asyncio.to_thread(parsed_rules, text, self._agent)
        return _Kept(time.monotonic() + fresh, len(text), rules)

    def _keep(self, origin: URL, kept: _Kept) -> None:
        earlier = self._sites.pop(origin, None)
        self._chars += kept.chars - (earlier.chars if earlier is not None else 0)
        self._sites[origin] = kept
        while len(self._sites) > _MAX_SITES or self._chars > _MAX_CHARS:
            _, oldest = self._sites.popitem(last=False)
            self._chars -= oldest.chars


def parsed_rules(text: str, agent: str) -> Protego:
    """The rules of a robots.txt for this bot and for all.

    Protego keeps a list of rules for every bot that is named, so that a thousand names before a thousand
    rules cost a million entries; and it takes "cross" for a name of ours. So each line that names another
    bot is made to name one and the same.
    """

    def renamed(line: str) -> str:
        named = _AGENT_LINE_RE.match(line)
        if named is None:
            return line
        name = named[1].lower()
        return f"User-agent: {name if name in {'*', agent} else 'other'}"

    return Protego.parse("\n".join(map(renamed, text.splitlines())))
