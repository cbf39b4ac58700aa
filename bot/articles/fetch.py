"""Fetches a page that somebody posted a link to, as if every such page were hostile.

Only the public internet is reached, at few ports, for a limited time and size; only text is taken. Nothing
about the person travels along, no cookie is kept, and the log learns a host and a reason, never an address.
"""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from types import TracebackType
from typing import Final, Self, TypeVar
from weakref import WeakValueDictionary

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot import __version__
from bot.articles import robots
from bot.articles.body import read_body
from bot.articles.page import FetchError, Limits, Page, Reason, Validators, decode, is_text
from bot.articles.resolver import (
    LOCAL,
    AddressRule,
    AddressRules,
    guarded_session,
    is_public,
    is_refusal,
)

__all__ = ["AGENT", "FetchError", "Fetcher", "Limits", "Page", "Reason", "decode"]

_log = logging.getLogger(__name__)

AGENT: Final = f"Crosscheck/{__version__} (newsroom fact-checking bot)"
PORTS: Final = frozenset({80, 443})
_HEADERS: Final = {
    "User-Agent": AGENT,
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
}
_KINDS: Final = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_MAX_FIELD: Final = 500
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})

_LATE: Final = "The page took too long to arrive."
_NO_TEXT: Final = "Only web pages and plain text are read."

T = TypeVar("T")
Take = Callable[[aiohttp.ClientResponse], Awaitable[T]]


class Fetcher:
    """Fetches pages; use it as `async with Fetcher(...) as fetcher`.

    `resolver`, `may_connect` and `tls` are for tests, which have only their own machine to connect to. With a
    proxy the proxy decides on the addresses of names; addresses written out and local names are refused here.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        is_on: bool = True,
        proxy: str = "",
        ports: frozenset[int] = PORTS,
        resolver: AbstractResolver | None = None,
        may_connect: AddressRule = is_public,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._is_on = is_on
        self._proxy = URL(proxy) if proxy else None
        self._rules = AddressRules(ports, may_connect, (self._proxy and self._proxy.raw_host) or "")
        self._resolver = resolver
        self._may_connect = may_connect
        self._tls = tls
        self._session: aiohttp.ClientSession | None = None
        self._robots = robots.Robots(self._robots_text, AGENT)
        self._slots = asyncio.Semaphore(self._limits.at_once)
        self._hosts: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def __aenter__(self) -> Self:
        self._session = guarded_session(
            may_connect=self._may_connect if self._proxy is None else lambda _: True,
            resolver=self._resolver,
            headers=_HEADERS,
            connect=self._limits.connect,
            tls=self._tls,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def fetch(self, url: str) -> Page:
        """The page at an address; raises FetchError with a reason and a sentence."""

        async def take(response: aiohttp.ClientResponse) -> Page:
            return await self._page(url, response)

        return await self._fetch(url, take)

    async def fetch_if_changed(self, url: str, earlier: Validators) -> Page | None:
        """The page at an address, or None where the site says that it is what it was earlier.

        The condition is sent only to the very address the earlier page came from in the end, be it reached
        at once or by redirects; where another one answers, the page is fetched as if for the first time.
        Raises FetchError as `fetch` does.
        """

        async def take(response: aiohttp.ClientResponse) -> Page | None:
            if response.status == 304 and str(response.url) == earlier.final_url:
                return None
            return await self._page(url, response)

        return await self._fetch(url, take, earlier)

    async def _fetch(self, url: str, take: Take[T], earlier: Validators | None = None) -> T:
        host = "-"
        try:
            if not self._is_on:
                raise FetchError(Reason.OFF, "Reading linked pages is switched off.")
            start = self._rules.checked(url)
            host = start.raw_host or "-"
            try:
                async with asyncio.timeout(self._limits.total):
                    return await self._follow(start, take, earlier, heeds_robots=True)
            except TimeoutError:
                raise FetchError(Reason.TIMEOUT, _LATE) from None
        except FetchError as error:
            _log.info("%s: %s", host, error.reason)
            raise

    async def _follow(
        self, url: URL, take: Take[T], earlier: Validators | None = None, *, heeds_robots: bool
    ) -> T:
        """Go where the address leads, redirect by redirect, each checked like the first."""
        seen = set()
        for _ in range(self._limits.redirects + 1):
            if url in seen:
                break
            seen.add(url)
            if heeds_robots and not await self._robots.allow(url):
                raise FetchError(Reason.ROBOTS, "The site asks bots not to read this page.")
            within = self._limits.total if heeds_robots else self._limits.robots
            condition = earlier.headers if earlier is not None and earlier.final_url == str(url) else {}
            gone_to = await self._hop(url, take, within, condition)
            if not isinstance(gone_to, URL):
                return gone_to
            url = gone_to
        raise FetchError(Reason.TOO_MANY_REDIRECTS, "The page redirects too often.")

    async def _hop(self, url: URL, take: Take[T], within: float, headers: dict[str, str]) -> T | URL:
        """What one address answers, or where it redirects to."""
        if self._session is None:
            raise RuntimeError("use the fetcher as `async with Fetcher(...)`")
        get = self._session.get
        try:
            async with (
                self._slot(url),
                asyncio.timeout(within),
                get(url, allow_redirects=False, proxy=self._proxy, headers=headers) as response,
            ):
                if response.status in _REDIRECTS:
                    return self._redirected(url, response.headers.get("Location", ""))
                return await take(response)
        except aiohttp.ClientSSLError:
            raise FetchError(Reason.TLS, "The site's certificate can't be trusted.") from None
        except TimeoutError:
            raise FetchError(Reason.TIMEOUT, _LATE) from None
        except (aiohttp.ClientError, OSError, UnicodeError) as error:
            if is_refusal(error):
                raise FetchError(Reason.REFUSED_ADDRESS, LOCAL) from None
            raise FetchError(Reason.NETWORK, "The site can't be reached, or broke off.") from None

    @asynccontextmanager
    async def _slot(self, url: URL) -> AsyncIterator[None]:
        """A place among those who read at once, first from this host, then from anywhere."""
        host = (url.raw_host or "").rstrip(".")
        of_host = self._hosts.setdefault(host, asyncio.Semaphore(self._limits.per_host))
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(self._limits.queue):
                    await held.enter_async_context(of_host)
                    await held.enter_async_context(self._slots)
            except TimeoutError:
                raise FetchError(Reason.BUSY, "Too many pages are being read just now.") from None
            yield

    async def _page(self, url: str, response: aiohttp.ClientResponse) -> Page:
        if response.status not in {200, 203}:
            sentence = f"The site answered {response.status} instead of showing the page."
            raise FetchError(Reason.HTTP_STATUS, sentence, status=response.status)
        headers = response.headers
        kind = response.content_type if headers.get("Content-Type", "").strip() else ""
        if kind and kind not in _KINDS:
            raise FetchError(Reason.NOT_TEXT, _NO_TEXT)
        body = await read_body(response, self._limits.max_bytes)
        if not is_text(kind, body):
            raise FetchError(Reason.NOT_TEXT, _NO_TEXT)
        return Page(
            url=url,
            final_url=str(response.url),
            body=body,
            content_type=kind,
            charset=response.charset or "",
            etag=headers.get("ETag", "")[:_MAX_FIELD],
            last_modified=headers.get("Last-Modified", "")[:_MAX_FIELD],
        )

    async def _robots_text(self, url: URL) -> str:
        async def take(response: aiohttp.ClientResponse) -> str:
            if response.status != 200:
                raise FetchError(Reason.HTTP_STATUS, "There is no robots.txt.", status=response.status)
            body = await read_body(response, robots.MAX_BYTES, cuts=True)
            return body.decode("utf-8-sig", "replace")

        return await self._follow(url, take, heeds_robots=False)

    def _redirected(self, url: URL, location: str) -> URL:
        try:
            if not location:
                raise ValueError("a redirect to nowhere")
            return self._rules.checked(str(url.join(URL(location))))
        except (FetchError, ValueError) as error:
            if isinstance(error, FetchError) and error.reason is Reason.REFUSED_ADDRESS:
                raise
            raise FetchError(
                Reason.REDIRECT_REFUSED, "The page redirects to a place not read here."
            ) from None
