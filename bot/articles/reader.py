"""From a link to findings: the page is fetched and read, and its figures set against the sources.

What was found is kept for a while by address, so that a link posted in many channels is fetched once; the
article's text is not kept.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.articles import FetchError, decode
from bot.articles.article import Article, ExtractionError
from bot.articles.fetch import Fetcher
from bot.articles.worker import ExtractionPool
from claims_db.addresses import normalised
from claims_db.checker import Checker
from claims_db.models import Finding
from claims_db.store import Store

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
        self._kept: OrderedDict[tuple[str, str], tuple[float, LinkFindings]] = OrderedDict()

    async def read(self, url: str, guild_id: str) -> LinkFindings:
        """The findings on the article behind a link; never raises for anything the page does."""
        try:
            key = (normalised(url), guild_id)
        except ValueError as error:
            return LinkFindings(url, is_read=False, note=str(error))
        kept = self._kept.get(key)
        if kept is not None and self._now() - kept[0] < _KEPT_SECONDS:
            return kept[1]
        known = await self._known_source(key[0], guild_id)
        found = known if known is not None else await self._read(url, guild_id)
        self._kept[key] = (self._now(), found)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return found

    async def _read(self, url: str, guild_id: str) -> LinkFindings:
        try:
            article = await self.article(url)
        except (FetchError, ExtractionError) as error:
            return LinkFindings(url, is_read=False, note=str(error))
        answer = await self._checker.check_article(
            article.title, article.text, published=article.published, guild_id=guild_id
        )
        return LinkFindings(url, answer.findings, note=article.note)

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
        page = await self._fetcher.fetch(url)
        text = decode(page)
        if page.content_type == _TEXT_TYPE:
            return Article(url=page.final_url, title="", text=text)
        return await self._pool.extract(text, page.final_url)
