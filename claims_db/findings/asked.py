"""Which question of a topic does a text ask for? What is asked leads the answer."""

import re
from collections.abc import Mapping
from typing import Final

from claims_db.findings.binding import Near, Sentence, best_slots, missing_share
from claims_db.findings.questions import Question, TopicQuestions

_MISSING_LIMIT: Final = 0.4
_KIND_ASKED: Final = 0.6
_PLACE_IN_DATA: Final = 0.05
_KINDS: Final = (
    (
        re.compile(
            r"\b(?:when|what (?:day|date|year|month)|which (?:day|date|year|month)|since when)\b", re.I
        ),
        "date",
    ),
    (re.compile(r"\bhow (?:much|expensive|costly)\b", re.I), "money"),
    (re.compile(r"\bhow long\b", re.I), "duration"),
    (re.compile(r"\bhow many\b", re.I), "count"),
    (re.compile(r"\b(?:who|whom|whose)\b", re.I), "statement"),
    (re.compile(r"\b(?:why|what for|how come)\b", re.I), "statement"),
)


def order_of_questions(sentence: Sentence, topic: TopicQuestions) -> Mapping[str, float]:
    """Return for every aspect how much the sentence asks for it; a higher number leads."""
    near = {key: (1.0, n) for n, (_, _, keys) in enumerate(sentence.words) for key in keys}
    text = sentence.text[sentence.start :]
    asked = next((kind for pattern, kind in _KINDS if pattern.search(text)), "")
    return {q.aspect: _score(q, near, asked) for q in topic.questions}


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
