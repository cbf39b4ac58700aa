"""Articles with the topics an answer must, and may, cover; made up, figures too, in words of our own."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.articles.article import Article
from bot.articles.command import read_file

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """An article; `expected` are the topics it states something on, `acceptable` those it touches."""

    name: str
    article: Article
    expected: frozenset[str]
    acceptable: frozenset[str]


def read_articles(folder: Path = _FOLDER / "train") -> Iterator[LabelledArticle]:
    """The articles of a folder with its expected.json, in order of name."""
    labels = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    for name, label in sorted(labels.items()):
        article = read_file(folder / name)
        yield LabelledArticle(name, article, frozenset(label["expected"]), frozenset(label["acceptable"]))
