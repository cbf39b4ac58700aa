"""From an article to claims that a moderator can review: its figures as claim records.

Articles are read and matched as for an answer; a figure that no topic covers is put under "new topic".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from claims_db.drafts.status_words import read_status
from claims_db.figures import Figure
from claims_db.matching.matches import Match
from claims_db.records.records import MAX_EXCERPT_WORDS

NEW_TOPIC: Final = "new topic"
_WORD_RE: Final = re.compile(r"\w+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """A claim that an article makes, ready for review. `excerpt` is at `offset` in the article's text."""

    topic: str
    figure: Figure
    wording: str
    excerpt: str
    offset: int
    attributed_to: str
    status: str

    def record(self, source: str) -> dict[str, Any]:
        """Return the draft as a [[claim]] record without an id, which the moderator chooses."""
        record: dict[str, Any] = {
            "topic": self.topic, "source": source, "wording": self.wording, "excerpt": self.excerpt,
            "offset": self.offset, "attributed_to": self.attributed_to, "status": self.status,
        }  # fmt: skip
        figure = (
            self.figure if self.figure.unit or self.figure.is_date else replace(self.figure, unit="things")
        )
        return record | {name: value for name, value in figure.record().items() if value}


def propose(
    text: str, sentences: Sequence[tuple[int, str]], figures: Sequence[Figure], matches: Sequence[Match]
) -> list[ArticleDraft]:
    """Return a draft for every figure of the article, in the order of the text."""
    drafts = []
    for n, (start, sentence) in enumerate(sentences):
        end = start + len(sentence)
        next_sentence = sentences[n + 1][1] if n + 1 < len(sentences) else ""
        status = read_status(sentence, next_sentence)
        sentence_matches = sorted((m for m in matches if m.sentence[0] == start), key=lambda m: -m.score)
        for figure in figures:
            if not start <= figure.start < end:
                continue
            excerpt, offset = excerpt_around(text, figure, start, end)
            topic = sentence_matches[0].topic.slug if sentence_matches else NEW_TOPIC
            drafts.append(
                ArticleDraft(
                    topic, figure, figure.wording, excerpt, offset, status.attributed_to, status.status
                )
            )
    return drafts


def excerpt_around(text: str, figure: Figure, start: int, end: int) -> tuple[str, int]:
    """Return at most twelve words of the sentence around the figure, verbatim, and their offset."""
    words = [(start + m.start(), start + m.end()) for m in _WORD_RE.finditer(text[start:end])]
    figure_words = [i for i, (a, b) in enumerate(words) if b > figure.start and a < figure.end]
    if not figure_words:
        return text[figure.start : figure.end], figure.start
    first, last = figure_words[0], figure_words[-1]
    while last - first + 1 < MAX_EXCERPT_WORDS and (first > 0 or last < len(words) - 1):
        if last < len(words) - 1:
            last += 1
        if last - first + 1 < MAX_EXCERPT_WORDS and first > 0:
            first -= 1
    a = min(words[first][0], figure.start)
    b = max(words[min(last, first + MAX_EXCERPT_WORDS - 1)][1], figure.end)
    return text[a:b], a
