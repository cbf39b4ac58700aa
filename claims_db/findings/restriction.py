"""What a claim's wording restricts its figure to: a group, a place or a share of what its topic counts.

An editor types "six police officers" and "52 people died" under one topic and names no questions. The first
is about the police only, and must not be set against the second.
"""

import re
from collections.abc import Sequence
from typing import Final

from claims_db.figures import Figure, read_figures
from claims_db.figures.nouns import PEOPLE
from claims_db.findings.binding import ANYBODY
from claims_db.models import Topic
from claims_db.text import words

_EACH_RE: Final = re.compile(r"\b(?:each|every|per|apiece)\b", re.IGNORECASE)
_WHERE_RE: Final = re.compile(
    r"\b(?:in|on|at|under|inside|from|within|outside)\s+(?:the\s+|an?\s+)?((?:[^\W\d_][\w’'-]*\s?){1,3})",
    re.IGNORECASE,
)
_NO_PLACES: Final = frozenset(
    """all total sum january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday year years month months week weeks day days night
    morning evening court least most""".split()
)
EACH: Final = "each"


def restriction(wording: str, figure: Figure, topic: Topic) -> tuple[str, ...]:
    """Return the words that restrict the figure, in order; empty if the wording speaks of the whole.

    >>> topic = Topic("dead", "Dead at the dam", "How many people died?", "Orlow")
    >>> [figure] = read_figures("six police officers")
    >>> restriction("six police officers", figure, topic)
    ('police', 'officers')
    """
    if figure.is_date:
        return ()
    subject = words(f"{topic.title} {topic.question} {topic.scope} {topic.counted}")
    # "soldiers" under "Foreign troops" is another word for what the topic counts.
    counts_a_group = any(word.folded in PEOPLE - ANYBODY for word in subject)
    about = {word.stem for word in subject}
    found: dict[str, None] = {}
    if figure.dimension == "people" and not counts_a_group:
        for word in words(figure.counted):
            if word.folded in PEOPLE - ANYBODY and word.stem not in about:
                found[word.folded] = None
    spans = [(f.start, f.end) for f in read_figures(wording)]
    for match in _WHERE_RE.finditer(wording):
        for word in words(match[1]):
            at = match.start(1) + word.start
            is_figure = any(start <= at < end for start, end in spans)
            if word.is_content and not is_figure and word.folded not in _NO_PLACES and word.stem not in about:
                found[word.folded] = None
    if _EACH_RE.search(wording):
        found[EACH] = None
    return tuple(found)


def is_same_restriction(one: Sequence[str], other: Sequence[str]) -> bool:
    """Do two claims restrict their figures alike?"""
    return bool(set(one) & set(other)) if one and other else not one and not other
