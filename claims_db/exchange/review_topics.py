"""A topic for a fact-check that fits no topic of the server, made from the claim's own words. Pure."""

import re
from typing import Final

from claims_db.exchange.claim_reviews import short_digest
from claims_db.models import Topic
from claims_db.text import Word, fold, words

_MAX_TITLE: Final = 60
_MAX_SLUG: Final = 40
_MAX_NEEDS: Final = 3
_LEAST_NEEDS: Final = 2
"""A topic that needs a single word would answer every message with that word."""


def topic_for(text: str) -> Topic | None:
    """Return a topic for a claim, the same for the same words, that needs at most three of them.

    None if the claim has too few words to match. Names come first, then the longest words; a capitalised
    word at the beginning does not count as a name.
    """
    candidates: dict[str, tuple[bool, int, Word]] = {}
    for n, word in enumerate(words(text)):
        if word.is_content and not any(c.isdigit() for c in word.folded):
            candidates.setdefault(word.stem, (not (word.is_capitalised and n), -len(word.folded), word))
    best = sorted(candidates.values(), key=lambda entry: entry[:2])[:_MAX_NEEDS]
    if len(best) < _LEAST_NEEDS:
        return None
    chosen = sorted((word for _, _, word in best), key=lambda word: word.start)
    name = re.sub(r"[^a-z0-9]+", "-", " ".join(word.folded for word in words(text))).strip("-")
    slug = f"{name[:_MAX_SLUG].strip('-')}-{short_digest(fold(text), 6)}".strip("-")
    return Topic(
        slug=slug, title=_shorten(text, _MAX_TITLE), question=_shorten(text, 300),
        scope="as fact-checkers put it", needs=tuple((word.folded,) for word in chosen),
    )  # fmt: skip


def _shorten(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return f"{cut[:space] if space > limit // 2 else cut}…"
