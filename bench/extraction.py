"""How well and how fast articles are read from pages: `python -m bench.extraction`.

Over the made-up pages in bench/pages: token precision, recall and F1 (means over the pages) of ours,
of trafilatura alone in its three settings and of readability-lxml, then pages a second, p50 and p99 of
each in the same run. Absolute times are this machine's; quote the ratio. The pages are few and our own:
they show that kinds of page are handled, not how the tools do on the web.
"""

import json
import logging
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import trafilatura

from bot.articles.extract import extract_article

PAGES_DIR: Final = Path(__file__).parent / "pages"
_ROUNDS: Final = 5


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page, and what a reader would take from it."""

    name: str
    url: str
    html: str
    text: str
    title: str
    published: str
    language: str
    is_complete: bool


def read_pages() -> list[SavedPage]:
    facts = json.loads((PAGES_DIR / "expected.json").read_text(encoding="utf-8"))
    return [
        SavedPage(
            name=name,
            html=(PAGES_DIR / f"{name}.html").read_bytes().decode(fact.pop("charset")),
            text=(PAGES_DIR / f"{name}.txt").read_text(encoding="utf-8"),
            **fact,
        )
        for name, fact in facts.items()
    ]


def score(found: str, expected: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of the words, as bags; nothing found where nothing is to be found is right."""
    a, b = (Counter(re.findall(r"\w+", text.casefold())) for text in (found, expected))
    if not a and not b:
        return 1.0, 1.0, 1.0
    common = (a & b).total()
    precision, recall = common / max(1, a.total()), common / max(1, b.total())
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def ours(page: SavedPage) -> str:
    return extract_article(page.html, page.url).text


def alone(*, recall: bool = False, precision: bool = False) -> Callable[[SavedPage], str]:
    def read(page: SavedPage) -> str:
        found = trafilatura.extract(
            page.html,
            url=page.url,
            with_metadata=False,
            include_comments=False,
            favor_recall=recall,
            favor_precision=precision,
        )
        return found or ""

    return read


def alone_with_metadata(page: SavedPage) -> str:
    found = trafilatura.bare_extraction(page.html, url=page.url, with_metadata=True, include_comments=False)
    return (found.text or "") if isinstance(found, trafilatura.settings.Document) else ""


def methods() -> dict[str, Callable[[SavedPage], str]]:
    found: dict[str, Callable[[SavedPage], str]] = {
        "ours": ours,
        "trafilatura alone": alone(),
        "trafilatura alone, with metadata": alone_with_metadata,
        "trafilatura alone, for recall": alone(recall=True),
        "trafilatura alone, for precision": alone(precision=True),
    }
    try:
        from lxml.html import fromstring
        from readability import Document
    except ImportError:
        print('readability-lxml is not installed, so it is left out: pip install "readability-lxml<0.9"')
        return found

    def readability(page: SavedPage) -> str:
        return str(fromstring(Document(page.html).summary()).text_content())

    return found | {"readability-lxml": readability}


def padded(page: SavedPage) -> SavedPage:
    """The page with what a real one drags along: 100 KB of script and a footer of 500 links."""
    links = "".join(f'<li><a class="nav-link" href="/topic/{n}">Topic {n}</a></li>' for n in range(500))
    noise = f"<footer><ul>{links}</ul></footer><script>{'window.x={a:1};' * 6500}</script>"
    head, end, tail = page.html.rpartition("</body>")
    return replace(page, html=head + noise + end + tail if end else tail + noise)


def main() -> None:
    logging.disable()
    pages = read_pages()
    heavy = [padded(page) for page in pages]
    size = statistics.fmean(len(page.html) for page in heavy) / 1000
    print(f"{len(pages)} pages; for the times each is padded to some {size:.0f} KB")
    medians: dict[str, float] = {}
    for name, read in methods().items():
        scores = [score(read(page), page.text) for page in pages]
        seconds = []
        for _ in range(_ROUNDS):
            for page in heavy:
                started = time.perf_counter()
                read(page)
                seconds.append(time.perf_counter() - started)
        seconds.sort()
        medians[name] = statistics.median(seconds)
        precision, recall, f1 = (statistics.fmean(column) for column in zip(*scores, strict=True))
        print(
            f"{name}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}; "
            f"{len(seconds) / sum(seconds):.0f} pages a second, p50 {medians[name] * 1000:.2f} ms, "
            f"p99 {seconds[int(len(seconds) * 0.99)] * 1000:.2f} ms"
        )
        weak = [f"{page.name} {s[2]:.2f}" for page, s in zip(pages, scores, strict=True) if s[2] < 0.9]
        print(f"    F1 below 0.9: {', '.join(weak) or 'none'}")
    for name in ("trafilatura alone", "trafilatura alone, with metadata"):
        print(f"ours / {name} at p50: {medians['ours'] / medians[name]:.2f}")


if __name__ == "__main__":
    main()
