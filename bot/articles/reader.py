"""From a link to findings: the page is fetched and read, and its figures set against the sources.

What was found is kept for an hour by address, so that a link posted in many channels is fetched once. After
that the site is asked whether the page changed; if not, what was found holds for another hour. The article's
text is not kept.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakValueDictionary

from bot.articles.article import Article, ExtractionError
from bot.articles.fetch import Fetcher
from bot.articles.page import FetchError, Page, Validators, decode
from bot.articles.worker import ExtractionPool
from claims_db.addresses import normalised
from claims_db.checker import Checker
from claims_db.models import Finding
from claims_db.storage.store import Store

MAX_READ: Final = 2
"""Links of one message that are read."""
_KEPT: Final = 256
_KEPT_SECONDS: Final = 3600.0
_TEXT_TYPE: Final = "text/plain"


@dataclass(frozen=True, slots=True)
class LinkFindings:
    """What the sources say on a linked article; `note` says why it could not be read, or not in full."""

    url: str
    findings: tuple[Finding, ...] = ()
    is_read: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was found, when, by which revision of the claims, and how to ask whether the page changed."""

    at: float
    revision: int
    found: LinkFindings
    validators: Validators | None = None


_Found = tuple[LinkFindings, Validators | None]


def joined(own: Sequence[Finding], linked: Sequence[LinkFindings]) -> list[Finding]:
    """Return a message's own findings, then those of its links on other topics."""
    found = list(own)
    for link in linked:
        slugs = {f.topic.slug for f in found}
        found += [f for f in link.findings if f.topic.slug not in slugs]
    return found


class ArticleReader:
    """Reads linked articles. One instance serves every server and task."""

    def __init__(
        self,
        *,
        fetcher: Fetcher,
        pool: ExtractionPool,
        checker: Checker,
        store: Store,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetcher = fetcher
        self._pool = pool
        self._checker = checker
        self._store = store
        self._now = now
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._reading: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def read_all(self, urls: Sequence[str], guild_id: str) -> list[LinkFindings]:
        """Return the findings on the first linked articles, at most two."""
        return list(await asyncio.gather(*(self.read(url, guild_id) for url in urls[:MAX_READ])))

    async def read(self, url: str, guild_id: str) -> LinkFindings:
        """The findings on the article behind a link; never raises for anything the page does.

        Who asks for an address while it is being read for the same server waits for that reading. Where the
        claims have changed since (see Checker.revision), the page is read anew.
        """
        try:
            key = (normalised(url), guild_id)
        except ValueError as error:
            return LinkFindings(url, is_read=False, note=str(error))
        lock = self._reading.setdefault(key, asyncio.Lock())
        async with lock:
            revision = self._checker.revision(guild_id)
            kept = self._kept.get(key)
            if kept is not None and kept.revision != revision:
                kept = None
            if kept is None or self._now() - kept.at >= _KEPT_SECONDS:
                found, validators = await self._renewed(url, key, kept)
                kept = _Kept(self._now(), revision, found, validators)
                self._keep(key, kept)
        return kept.found

    def _keep(self, key: tuple[str, str], kept: _Kept) -> None:
        self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    async def _renewed(self, url: str, key: tuple[str, str], kept: _Kept | None) -> _Found:
        """The findings on a page that was not read yet, or so long ago that it may have changed."""
        address, guild_id = key
        known = await self._known_source(address, guild_id)
        if known is not None:
            return known, None
        try:
            if kept is None or kept.validators is None:
                page = await self._fetcher.fetch(url)
            else:
                changed = await self._fetcher.fetch_if_changed(url, kept.validators)
                if changed is None:
                    return kept.found, kept.validators
                page = changed
            article = await self._article(page)
        except (FetchError, ExtractionError) as error:
            return LinkFindings(url, is_read=False, note=str(error)), None
        answer = await self._checker.check_article(
            article.title, article.text, published=article.published, guild_id=guild_id
        )
        return LinkFindings(url, answer.findings, note=article.note), page.validators

    async def _known_source(self, address: str, guild_id: str) -> LinkFindings | None:
        """The findings on a page that is itself a source: the topics on which others differ from it."""
        source = await self._store.source_by_address(address, guild_id)
        if source is None:
            return None
        findings = await self._checker.source_findings(source.code, guild_id)
        note = f"This page is source {source.code} in the claims database: {source.title}."
        return LinkFindings(address, findings, note=note)

    async def article(self, url: str) -> Article:
        """The article behind a link; raises FetchError or ExtractionError with a sentence."""
        return await self._article(await self._fetcher.fetch(url))

    async def _article(self, page: Page) -> Article:
        text = decode(page)
        if page.content_type == _TEXT_TYPE:
            return Article(url=page.final_url, title="", text=text)
        return await self._pool.extract(text, page.final_url)
