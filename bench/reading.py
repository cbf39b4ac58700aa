"""What reading a linked article costs, step by step: `python -m bench.reading`.

The labelled articles of bench/articles on the shipped subject, three joined to one of a usual length (4 to
6 KB), inside a page of the usual weight: extraction as the worker does it, trafilatura alone with metadata
in the same run, and the rest (figures, sentences, matching, comparing). Absolute times are this
machine's; quote the ratios.
"""

import asyncio
import html
import logging
import statistics
import tempfile
import time
from pathlib import Path
from typing import Final

from bench.articles import read_articles
from bench.extraction import SavedPage, alone_with_metadata, padded
from bot.articles.extract import extract_article
from claims_db.checker import Checker
from claims_db.storage.build import open_store

_JOINED: Final = 3
_ROUNDS: Final = 3


def pages() -> list[SavedPage]:
    """Pages of a usual length and weight."""
    told = [a.article for a in read_articles() if a.expected]
    found = []
    for n in range(0, len(told) - _JOINED + 1, _JOINED):
        parts = told[n : n + _JOINED]
        text = "\n".join(part.text for part in parts)
        body = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())
        title = html.escape(parts[0].title)
        page = (
            f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article>"
            "</body></html>"
        )
        made = SavedPage(str(n), f"https://page.example/{n}", page, text, parts[0].title, "", "en", True)
        found.append(padded(made))
    return found


def report(name: str, seconds: list[float]) -> float:
    """Print a step's figures; returns its median."""
    seconds.sort()
    median = statistics.median(seconds)
    print(
        f"{name}: {len(seconds) / sum(seconds):.0f} articles a second, p50 {median * 1000:.1f} ms, "
        f"p99 {seconds[int(len(seconds) * 0.99)] * 1000:.1f} ms"
    )
    return median


async def measure() -> None:
    logging.disable()
    found = pages()
    size = statistics.fmean(len(page.text) for page in found)
    print(f"{len(found)} articles of {size / 1000:.1f} KB on average")
    times: dict[str, list[float]] = {"extraction": [], "trafilatura alone, with metadata": [], "the rest": []}
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(Path(folder) / "claims.sqlite3")
        try:
            checker = Checker(store)
            await checker.check("warm")
            for _ in range(_ROUNDS):
                for page in found:
                    started = time.perf_counter()
                    article = extract_article(page.html, page.url)
                    extracted = time.perf_counter()
                    alone_with_metadata(page)
                    compared = time.perf_counter()
                    await checker.check_article(article.title, article.text, published="2022-02-01")
                    times["extraction"].append(extracted - started)
                    times["trafilatura alone, with metadata"].append(compared - extracted)
                    times["the rest"].append(time.perf_counter() - compared)
        finally:
            await store.close()
    medians = {name: report(name, seconds) for name, seconds in times.items()}
    for name in ("extraction", "trafilatura alone, with metadata"):
        print(f"the rest / {name} at p50: {medians['the rest'] / medians[name]:.2f}")


if __name__ == "__main__":
    asyncio.run(measure())
