"""Reading an article for the command line: from a file or from an address."""

from pathlib import Path
from typing import Any, Final

from bot.articles.article import Article, ExtractionError
from bot.articles.extract import extract_article, extract_text
from bot.articles.fetch import Fetcher
from bot.articles.page import FetchError, Page, decode, is_text
from bot.articles.worker import ExtractionPool
from claims_db.checker import Checker
from claims_db.errors import ClaimsError
from config import Settings

_MAX_FILE: Final = 3 * 1024 * 1024
_HTML_ENDINGS: Final = frozenset({".html", ".htm", ".xhtml"})


class ArticleError(ClaimsError):
    """The article can't be read; the message says why."""

    exit_code = 66


async def read_place(place: str, settings: Settings) -> Article:
    """The article at an address or in a file; raises ArticleError with one sentence."""
    try:
        if place.casefold().startswith(("http://", "https://")):
            return await _read_address(place, settings)
        return read_file(Path(place))
    except (FetchError, ExtractionError) as error:
        raise ArticleError(str(error)) from None
    except OSError as error:
        raise ArticleError(f"{place} can't be read ({error.strerror}).") from None


def read_file(path: Path) -> Article:
    """The article in an HTML or text file; raises ArticleError, ExtractionError or OSError."""
    with path.open("rb") as file:
        body = file.read(_MAX_FILE + 1)
    if len(body) > _MAX_FILE:
        raise ArticleError(f"{path} is over {_MAX_FILE // 1024 // 1024} MiB.")
    is_page = path.suffix.casefold() in _HTML_ENDINGS
    if not is_text("text/html" if is_page else "text/plain", body):
        raise ArticleError(f"{path} is no text and no HTML page.")
    text = decode(Page(url=path.name, final_url=path.name, body=body))
    is_page = is_page or text.lstrip()[:200].casefold().startswith(("<!doctype html", "<html"))
    return extract_article(text, "") if is_page else extract_text(text)


async def _read_address(url: str, settings: Settings) -> Article:
    fetching = Fetcher(is_on=settings.fetch_links, proxy=settings.fetch_proxy, ports=settings.fetch_ports)
    async with fetching as fetcher:
        page = await fetcher.fetch(url)
    text = decode(page)
    if page.content_type == "text/plain":
        return extract_text(text, page.final_url)
    async with ExtractionPool() as pool:
        return await pool.extract(text, page.final_url)


async def propose_claims(checker: Checker, article: Article) -> list[dict[str, Any]]:
    """A source record, then a claim record for every figure of the article, ready to be reviewed."""
    source = {
        "title": article.title, "publisher": article.site, "published": article.published,
        "language": article.language, "url": article.canonical or article.url, "kind": "news report",
    }  # fmt: skip
    proposals = await checker.propose_claims(article.title, article.text, published=article.published)
    return [{"source": source}, *({"claim": p.record("new source")} for p in proposals)]
