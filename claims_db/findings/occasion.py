"""Does a statement speak of the very event that a topic is about, or of another one like it?

People die and are arrested, and prices rise, in every year and place: "164 people died on the country's
roads" is not about an unrest. Unasked, a figure needs a sign that the event is meant: its words or its date,
a figure that comes close to a claim's, or a sentence in which nothing is foreign to the topic.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from claims_db.figures import edtf
from claims_db.findings.binding import Sentence
from claims_db.findings.questions import Keys, keys_by_word
from claims_db.matching.lexicon import Lexicon
from claims_db.matching.matches import Match
from claims_db.models import Evidence, Topic

_LEAST_TOPICS: Final = 3
_ALL_KNOWN: Final = 0.8
"""Share of the sentence, by weight of its words, from which nothing in it is foreign to the topic."""
_HALF_KNOWN: Final = 0.4
_ENGLISH_RE: Final = re.compile(
    r"\b(?:the|of|was|were|are|and|by|from|with|that|it|has|have|had|said|people)\b", re.IGNORECASE
)
_LEAST_VALUE: Final = 100
_NEAR: Final = Decimal("0.02")


def event_words(topics: Sequence[Topic], lexicon: Lexicon) -> Mapping[str, Keys]:
    """Return, by the years of topics, the keys of the words that name their common event.

    Those are the words that at least three topics of the same years have in title, question or scope, places
    apart: "unrest", "January". Topics without years have no event.
    """
    counts: dict[str, Counter[str]] = {}
    for topic in topics:
        if topic.years:
            text = f"{topic.title}. {topic.question}. {topic.scope}"
            keys = {
                key for word, keys in keys_by_word(text, lexicon) for key in keys if not word.folded.isdigit()
            }
            counts.setdefault(topic.years, Counter()).update(k for k in keys if not _is_place(k, lexicon))
    size = Counter(topic.years for topic in topics if topic.years)
    return {
        years: frozenset(k for k, n in counter.items() if n >= max(_LEAST_TOPICS, size[years] // 5))
        for years, counter in counts.items()
    }


def _is_place(key: str, lexicon: Lexicon) -> bool:
    spellings = {key} if key.startswith("@") else set()
    name = lexicon.name(key[1:]) if spellings else None
    return name is not None and name.kind == "place"


def is_on_event(match: Match, sentence: Sentence, event: Keys, evidence: Sequence[Evidence]) -> bool:
    """Does the match's sentence speak of its topic's event?"""
    if match.topic.is_answer_date:
        return True
    if any(_is_close(e) for e in evidence):
        return True
    if _ENGLISH_RE.search(sentence.text, sentence.start, sentence.end) is None:
        return True  # the words of other languages that are known are too few to judge the rest by
    coverage = match.features.get("coverage", 1.0)
    if event & sentence.keys or _names_the_date(match.topic, sentence):
        return True
    return coverage >= (_ALL_KNOWN if match.topic.years else _HALF_KNOWN)


def _names_the_date(topic: Topic, sentence: Sentence) -> bool:
    years = edtf.years(topic.years) if topic.years else None
    if years is None:
        return False
    dates = [f.date for f in sentence.figures if f.is_date]
    return any(year in years for year in sentence.years) or any(edtf.overlap(topic.years, d) for d in dates)


def _is_close(evidence: Evidence) -> bool:
    stated, claimed = evidence.stated, evidence.claim.figure
    if stated is None or claimed is None or stated.value is None or claimed.value is None:
        return False
    if stated.unit != claimed.unit or claimed.value < _LEAST_VALUE:
        return False
    return abs(stated.value - claimed.value) <= _NEAR * claimed.value
