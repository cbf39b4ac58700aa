"""A topic for a fact-check that no topic of the server fits, made of the claim's own words. Pure."""

import re
from typing import Final

from claims_db.exchange.claim_reviews import short_digest
from claims_db.models import Topic
from claims_db.text import Word, fold, words

_MAX_TITLE: Final = 60
_MAX_SLUG: Final = 40
_MAX_NEEDS: Final = 3
_LEAST_NEEDS: Final = 2
"""A topic told by a single word would answer whatever uses that word."""


def topic_for(text: str) -> Topic | None:
    """The topic of a claim: the same for the same words, found again by at most three of them.

    None where the claim has too few words to be told by. A name tells most, then a long word; a name that
    only begins the sentence counts as a word.
    """
    found: dict[str, tuple[bool, int, Word]] = {}
    for n, word in enumerate(words(text)):
        if word.is_content and not any(c.isdigit() for c in word.folded):
            found.setdefault(word.stem, (not (word.is_capitalised and n), -len(word.folded), word))
    telling = sorted(found.values(), key=lambda entry: entry[:2])[:_MAX_NEEDS]
    if len(telling) < _LEAST_NEEDS:
        return None
    chosen = sorted((word for _, _, word in telling), key=lambda word: word.start)
    name = re.sub(r"[^a-z0-9]+", "-", " ".join(word.folded for word in words(text))).strip("-")
    slug = f"{name[:_MAX_SLUG].strip('-')}-{short_digest(fold(text), 6)}".strip("-")
    return Topic(
        slug=slug, title=_shortened(text, _MAX_TITLE), question=_shortened(text, 300),
        scope="as fact-checkers put it", needs=tuple((word.folded,) for word in chosen),
    )  # fmt: skip


def _shortened(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return f"{cut[:space] if space > limit // 2 else cut}…"
