"""From a page's HTML to its article. Pure, synchronous, and not to be trusted with time: see worker.py.

trafilatura finds the main text. Around it stand bounds for what would take it minutes, and the cases
in which its text is not the article: walls, frames, pages that a script fills, menus left at the edges.
"""

import datetime
import html as entities
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import trafilatura
from lxml.html import HtmlElement
from trafilatura.metadata import extract_metadata

from bot.articles.article import Article, ExtractionError
from bot.articles.language import tell_language

__all__ = ["ExtractionError", "extract_article", "extract_text"]

MAX_CHARS: Final = 3 * 2**20
MAX_TEXT: Final = 300_000
MAX_ELEMENTS: Final = 30_000
_MAX_ATTRIBUTES: Final = 1000
_MAX_RENAMED: Final = 200
_MAX_TITLE: Final = 300
_SHORT: Final = 80
_FEW_PARAGRAPHS: Final = 1500
_FOR_SUBSCRIBERS: Final = "The rest of the article is for subscribers only."

_TAG_RE: Final = re.compile("<[a-zA-Z]")
_LONG_TAG_RE: Final = re.compile("<[a-zA-Z][^<>]{5000}[^<>]*")
_QUOTED_RE: Final = re.compile("\"[^\"]*\"|'[^']*'")
_MARKUP_RE: Final = re.compile(r"<[^<>]{1,500}>")
_UNREADABLE_RE: Final = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f]")
_ROW_RULE_RE: Final = re.compile(r"[|\s:-]+")
_SENTENCE_END: Final = tuple(".!?…:;\"'”’»)。؟！？")

_CONSENT_RE: Final = re.compile(
    r"\bcookies?\b|\bconsent\b|\baccept all\b|\bmanage (?:options|choices)\b|personal data"
    r"|our (?:\d+ )?partners|personali[sz]ed advertising|privacy settings|\bzustimm|einwillig|datenschutz"
    r"|personenbezogen|\bconsentement|données personnelles|\baccepter\b|файл\w* cookie|персональн\w+ данн",
    re.IGNORECASE,
)
_ASKING_RE: Final = re.compile(
    r"\baccept all\b|\bby (?:clicking|continuing)\b|\bwe (?:and our|use cookies)|\buse cookies\b"
    r"|alle akzeptieren|wir (?:und unsere|verwenden|nutzen)|tout accepter"
    r"|nous (?:et nos|utilisons)|мы используем|принять все",
    re.IGNORECASE,
)
_LOGIN_RE: Final = re.compile(
    r"subscribe (?:now )?to (?:continue|read|keep)|to (?:continue|keep) reading|already a subscriber"
    r"|(?:sign|log) in to (?:read|continue)|(?:article|story) is (?:only )?(?:for|available to) subscribers"
    r"|weiterlesen mit|bereits abonnent|nur für abonnent|réservée? aux abonn|déjà abonn"
    r"|только (?:для )?подписчик|доступ\w* (?:только )?подписчик|оформите подписку"
    r"|exclusivo para suscriptores|riservato agli abbonati",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _JsonLdArticle:
    """What the page's JSON-LD says of its article."""

    body: str = ""
    headline: str = ""
    published: str = ""
    language: str = ""
    is_free: bool = True


def extract_article(html: str, url: str) -> Article:
    """The article on a page; raises ExtractionError, and nothing else, if it can't be read."""
    try:
        return _extract(html, url)
    except ExtractionError:
        raise
    except (MemoryError, RecursionError):
        raise ExtractionError("This page is too large or too deeply nested to be read.") from None
    except Exception as error:
        raise ExtractionError("This page could not be read as an article.") from error


def extract_text(text: str, url: str = "") -> Article:
    """The article in a plain-text file: its first short line may be the title."""
    lines = list(_lines(_UNREADABLE_RE.sub(" ", text[:MAX_CHARS])))
    title = lines[0] if lines and len(lines[0]) <= _MAX_TITLE and not lines[0].endswith(".") else ""
    body = lines[1:] if title and len(lines) > 1 else lines
    article = Article(url=url, title=title, text="\n".join(body), language=tell_language("\n".join(lines)))
    if not lines:
        return replace(article, is_complete=False, note="The file is empty.")
    return _bounded(article, is_whole=len(text) <= MAX_CHARS)


def _extract(html: str, url: str) -> Article:
    is_whole = len(html) <= MAX_CHARS
    html = _UNREADABLE_RE.sub(" ", html[:MAX_CHARS])
    _refuse_hostile(html)
    if "<html" not in html[:2000].lower():
        html = f"<html>{html}"
    tree = trafilatura.load_html(html)
    if tree is None:
        return Article(url=url, title="", text="", is_complete=False, note="The page is empty.")
    stated = _stated(tree)
    meta = extract_metadata(tree, url, {"original_date": True, "extensive_search": False})
    title = _one_line(meta.title or stated.headline or _first(tree, "//meta[@property='og:title']/@content"))
    title = title or _one_line(_first(tree, "//title/text()"))
    _rename(tree)
    document = trafilatura.bare_extraction(tree, url=url, include_comments=False)
    found = document.text if isinstance(document, trafilatura.settings.Document) else None
    text = "\n".join(_without_edges(list(_lines(found or "")), title))
    if len(stated.body) > 2 * len(text) or ("\n" in stated.body and "\n" not in text):
        text = stated.body
    text, note = _look_for_walls(text, tree, stated)
    declared = _first(tree, "//html/@lang") or _first(tree, "//meta[@property='og:locale']/@content")
    article = Article(
        url=url,
        title=title,
        text=text,
        published=_day(stated.published) or _day(meta.date or ""),
        language=tell_language(text, declared or stated.language),
        canonical=_canonical(tree, url),
        site=_one_line(meta.sitename or urlsplit(url).hostname or ""),
        is_complete=not note,
        note=note,
    )
    return _bounded(article, is_whole=is_whole)


def _rename(tree: HtmlElement) -> None:
    """Call captions paragraphs and tables that only lay out paragraphs divs, so that both are kept."""
    for caption in tree.xpath("//figure//figcaption")[:_MAX_RENAMED]:
        caption.tag = "p"
        for figure in caption.iterancestors("figure"):
            figure.tag = "div"
    for cell in tree.xpath("//td[count(./p) > 1]")[:_MAX_RENAMED]:
        for element in (cell, *cell.iterancestors("tr", "tbody", "table")):
            element.tag = "div"


def _refuse_hostile(html: str) -> None:
    """What takes the parser or trafilatura quadratic time is not an article."""
    if sum(1 for _ in _TAG_RE.finditer(html)) > MAX_ELEMENTS:
        raise ExtractionError("This page has too many elements to be read as an article.")
    for tag in _LONG_TAG_RE.finditer(html):
        if len(_QUOTED_RE.sub("", tag.group()).split()) > _MAX_ATTRIBUTES:
            raise ExtractionError("This page has an element with too many attributes to be read.")


def _bounded(article: Article, *, is_whole: bool) -> Article:
    if len(article.text) <= MAX_TEXT and is_whole:
        return article
    note = article.note or "Only the beginning was read: the rest is beyond the size this bot reads."
    return replace(article, text=article.text[:MAX_TEXT], is_complete=False, note=note)


def _lines(text: str) -> Iterator[str]:
    """The paragraphs of a text, without the marks of lists and tables."""
    for raw in text.splitlines():
        line = " ".join(raw.split())
        if line.startswith("|") and line.endswith("|"):
            if _ROW_RULE_RE.fullmatch(line):
                continue
            line = line.strip("| ")
        line = line.removeprefix("- ")
        if line:
            yield line


def _without_edges(lines: list[str], title: str) -> list[str]:
    """The lines without menu entries before and after the text, and without the title before it."""
    start, end = 0, len(lines)
    while start < end and (_is_menu(lines[start]) or lines[start].casefold() == title.casefold()):
        start += 1
    while end > start and _is_menu(lines[end - 1]):
        end -= 1
    return lines[start:end]


def _is_menu(line: str) -> bool:
    is_short = len(line) <= 30 and len(line.split()) <= 3
    return is_short and not line.endswith(_SENTENCE_END) and not any(c.isdigit() for c in line)


def _look_for_walls(text: str, tree: HtmlElement, stated: _JsonLdArticle) -> tuple[str, str]:
    """The text without a wall's own words, and a sentence on what stands before the article, or ''."""
    if tree.find(".//frameset") is not None:
        return "", "The page is made of frames, and its text is on another page."
    lines = text.split("\n")
    is_short = len(text) < 2 * _FEW_PARAGRAPHS
    if is_short:
        consent = sum(len(line) for line in lines if _CONSENT_RE.search(line))
        if consent > len(text) / 2 and _ASKING_RE.search(text):
            return "", "The page shows a cookie notice instead of the article."
    for number, line in enumerate(lines):
        if (is_short or number >= len(lines) - 3) and len(line) < 300 and _LOGIN_RE.search(line):
            return "\n".join(lines[:number]), _FOR_SUBSCRIBERS
    if not stated.is_free and len(text) < _FEW_PARAGRAPHS:
        return text, _FOR_SUBSCRIBERS
    if len(text) < _FEW_PARAGRAPHS / 2 and _LOGIN_RE.search(trafilatura.html2txt(tree)):
        return text, _FOR_SUBSCRIBERS
    if len(text) >= _SHORT:
        return text, ""
    if tree.find(".//iframe") is not None:
        return text, "The page is made of frames, and its text is on another page."
    if tree.find(".//script") is not None:
        return text, "The page holds no article to read; a script may fill it in a browser."
    return text, "The page holds no article to read."


def _stated(tree: HtmlElement) -> _JsonLdArticle:
    for script in tree.xpath("//script[@type='application/ld+json']")[:20]:
        try:
            parsed = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(parsed):
            if "Article" in str(node.get("@type", ""))[:200] or "articleBody" in node:
                return _JsonLdArticle(
                    body="\n".join(_lines(_plain(_string(node, "articleBody")))),
                    headline=_plain(_string(node, "headline")),
                    published=_string(node, "datePublished"),
                    language=_string(node, "inLanguage"),
                    is_free=str(node.get("isAccessibleForFree", True)).lower() != "false",
                )
    return _JsonLdArticle()


def _nodes(parsed: Any) -> Iterator[dict[str, Any]]:
    """The objects at the top of a JSON-LD script, in its lists and in its graph."""
    for item in parsed if isinstance(parsed, list) else [parsed]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (node for node in (graph if isinstance(graph, list) else []) if isinstance(node, dict))


def _string(node: dict[str, Any], key: str) -> str:
    value = node.get(key)
    return _UNREADABLE_RE.sub(" ", value) if isinstance(value, str) else ""


def _plain(text: str) -> str:
    return (
        entities.unescape(_MARKUP_RE.sub("\n", entities.unescape(text))) if re.search("[<&]", text) else text
    )


def _first(tree: HtmlElement, path: str) -> str:
    return next((str(value).strip() for value in tree.xpath(path) if str(value).strip()), "")


def _one_line(text: str) -> str:
    return " ".join(text[: 4 * _MAX_TITLE].split())[:_MAX_TITLE]


def _day(text: str) -> str:
    """The EDTF day of an ISO date; '' for what is none, or lies ahead."""
    try:
        day = datetime.date.fromisoformat(text.strip()[:10])
    except ValueError:
        return ""
    tomorrow = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)
    return day.isoformat() if day <= tomorrow else ""


def _canonical(tree: HtmlElement, url: str) -> str:
    """The address the page calls its own; only on its own site, since a page may claim anything."""
    claimed = _first(tree, "//link[@rel='canonical']/@href") or _first(
        tree, "//meta[@property='og:url']/@content"
    )
    try:
        joined = urljoin(url, claimed) if claimed else ""
        parts, own = urlsplit(joined), urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or len(joined) > 2000:
        return ""
    return joined if _bare_host(parts.hostname) == _bare_host(own.hostname) else ""


def _bare_host(host: str | None) -> str:
    return re.sub(r"^(?:(?:www|m|mobile|amp)\.)+", "", (host or "").lower())
