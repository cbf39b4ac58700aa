"""Drafts of claims, made from a message and the article it links to, for a moderator to complete."""

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from bot.answering.guard import MessageText
from bot.articles.article import Article, ExtractionError
from bot.articles.page import FetchError
from bot.articles.reader import ArticleReader
from claims_db.addresses import normalised
from claims_db.checker import Checker
from claims_db.drafts.claim_draft import ClaimDraft
from claims_db.drafts.from_article import NEW_TOPIC, ArticleDraft
from claims_db.models import Source
from claims_db.records.records import wording_words
from claims_db.storage.store import Store

MAX_DRAFTS: Final = 25
_NOT_CODE_RE: Final = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Drafts:
    """At most 25 drafts, and the linked page as a source, which has no code if it is new.

    `note` says why the link could not be read; "" if it was read or there is none.
    """

    drafts: tuple[ClaimDraft, ...]
    source: Source | None = None
    note: str = ""


class MessageDrafts:
    """Reads messages and articles for claims, with the same reading and matching as for an answer."""

    def __init__(self, checker: Checker, articles: ArticleReader, store: Store) -> None:
        self._checker = checker
        self._articles = articles
        self._store = store

    async def drafts(self, reading: MessageText, guild_id: str) -> Drafts:
        """Return the figures of the message itself and of the article behind its first link, best first."""
        own = await self._checker.propose_claims("", reading.text, guild_id=guild_id) if reading.text else []
        source, note = None, ""
        linked: list[ArticleDraft] = []
        if reading.links:
            address = reading.links[0]
            source = await self._stored_source(address, guild_id)
            try:
                article = await self._articles.article(address)
                linked = await self._checker.propose_claims(
                    article.title, article.text, published=article.published, guild_id=guild_id
                )
                source = source or _new_source(article, address)
            except (FetchError, ExtractionError) as error:
                note = str(error)
                source = source or _new_source(None, address)
        code = "" if source is None else source.code or source.url
        day = "" if source is None else source.published
        drafts = [_draft(p, code, day) for p in sorted((*own, *linked), key=_order)][:MAX_DRAFTS]
        if not drafts and reading.text:
            words = wording_words(reading.text)
            drafts = [ClaimDraft(source=code, wording=words, excerpt=words)]
        return Drafts(tuple(dict.fromkeys(drafts)), source, note)

    async def _stored_source(self, address: str, guild_id: str) -> Source | None:
        try:
            return await self._store.source_by_address(normalised(address), guild_id)
        except ValueError:
            return None


def _order(proposal: ArticleDraft) -> tuple[bool, bool]:
    """Return a key that sorts figures before months and years, and existing topics before new ones.

    A month or a year usually only says when something happened.
    """
    figure = proposal.figure
    return figure.is_date and figure.date.count("-") < 2, proposal.topic == NEW_TOPIC


def _draft(proposal: ArticleDraft, source: str, day: str) -> ClaimDraft:
    return ClaimDraft(
        topic="" if proposal.topic == NEW_TOPIC else proposal.topic, source=source,
        figure=proposal.figure.wording, wording=proposal.wording, excerpt=proposal.excerpt,
        attributed_to=proposal.attributed_to, status=proposal.status, as_of=day,
    )  # fmt: skip


def _new_source(article: Article | None, address: str) -> Source:
    if article is None:
        return Source("", _site(address), "news report", publisher=_site(address), url=address)
    return Source(
        "", article.title or _site(address), "news report", publisher=article.site or _site(address),
        published=article.published, language=article.language or "en", url=article.canonical or address,
    )  # fmt: skip


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "page").removeprefix("www.")


def coded(source: Source, taken: frozenset[str]) -> Source:
    """Return the source with a code made from its site, one that is not taken: "example-1"."""
    name = _NOT_CODE_RE.sub("", _site(source.url).split(".")[0])[:20] or "page"
    number = next(n for n in range(1, len(taken) + 2) if f"{name}-{n}".casefold() not in taken)
    return replace(source, code=f"{name}-{number}")
