"""Which question of a topic does a text ask for? What is asked leads the answer."""

import re
from collections.abc import Mapping
from typing import Final

from claims_db.findings.binding import Near, Sentence, best_slots, missing_share
from claims_db.findings.questions import Question, TopicQuestions

_MISSING_LIMIT: Final = 0.4
_KIND_ASKED: Final = 0.6
_PLACE_IN_DATA: Final = 0.05
_LEAST: Final = 0.3
_NEARLY: Final = 0.2
_KINDS: Final = (
    (
        re.compile(
            r"\b(?:when|what (?:day|date|year|month)|which (?:day|date|year|month)|since when)\b",
            re.IGNORECASE,
        ),
        "date",
    ),
    (re.compile(r"\bhow (?:much|expensive|costly)\b", re.IGNORECASE), "money"),
    (re.compile(r"\bhow long\b", re.IGNORECASE), "duration"),
    (re.compile(r"\bhow many\b", re.IGNORECASE), "count"),
    (re.compile(r"\b(?:who|whom|whose)\b", re.IGNORECASE), "statement"),
    (re.compile(r"\b(?:why|what for|how come)\b", re.IGNORECASE), "statement"),
)


def order_of_questions(sentence: Sentence, topic: TopicQuestions) -> Mapping[str, float]:
    """Return the aspects that the sentence asks for, each with how much; they lead, the highest first.

    Those are the one that its words fit best, and others that they fit nearly as well.
    """
    near = {key: (1.0, n) for n, (_, _, keys) in enumerate(sentence.words) for key in keys}
    text = sentence.text[sentence.start :]
    asked = next((kind for pattern, kind in _KINDS if pattern.search(text)), "")
    scores = {q.aspect: _score(q, near, asked) for q in topic.questions}
    best = max(scores.values(), default=0.0)
    return {aspect: score for aspect, score in scores.items() if score >= max(_LEAST, best - _NEARLY)}


def _score(question: Question, near: Near, asked: str) -> float:
    score = min(2.0, sum(strength for _, strength in best_slots(question, near)))
    score -= _MISSING_LIMIT * missing_share(question, near)[0] + _PLACE_IN_DATA * question.position
    if asked and _is_of_kind(question, asked):
        score += _KIND_ASKED
    return score


def _is_of_kind(question: Question, asked: str) -> bool:
    dimensions = {c.figure.dimension if c.figure is not None else "statement" for c in question.claims}
    if asked == "count":
        return bool(dimensions & {"people", "things", ""})
    return asked in dimensions
