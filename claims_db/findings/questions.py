"""What tells the questions of one topic apart: words, places and years, worked out from its claims.

"1,112 convicted" and "128 imprisoned" answer two questions of one topic. A figure of a message is bound to
one of them by the words around it, so a question is described by the words that only it has: those of its
name, of what its claims count, and of their wordings without the figures.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from claims_db.figures import edtf, read_figures
from claims_db.matching.lexicon import Lexicon
from claims_db.models import Claim, Topic
from claims_db.text import Word

_GENERIC: Final = frozenset(
    """number total amount count figure toll size sum overall main value quantity extent""".split()
)
"""Words of a question's name that restrict nothing: such a question is about the whole."""
_VAGUE_NUMBERS: Final = frozenset(
    """dozens dozen hundreds hundred thousands thousand millions million billions billion scores several
    few many around about nearly almost over under least most more less than close up""".split()
)
"""Words of a wording that belong to its figure: they don't say what is counted."""

Keys = frozenset[str]
"""What a word may be met by: its stem, and the concepts ("#killed") and names ("@verania") it belongs to."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A word that describes a question. `weight` is 1 if only this question has it, 0 if all have."""

    stem: str
    keys: Keys
    weight: float


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a topic, and what a text must say for a figure to answer it.

    `limits` are the words of its name and, apart, of what each claim counts: a text that leaves them out
    may speak of something wider. A question about the whole has none. `said` are the keys of all that its
    claims say.
    """

    aspect: str
    claims: tuple[Claim, ...]
    slots: tuple[Slot, ...]
    limits: tuple[tuple[Slot, ...], ...]
    is_whole: bool
    places: frozenset[str]
    years: frozenset[int]
    position: int
    said: Keys

    @property
    def limit_stems(self) -> frozenset[str]:
        return frozenset(slot.stem for group in self.limits for slot in group)


@dataclass(frozen=True, slots=True)
class TopicQuestions:
    """The questions of a topic in the order of its claims, and the words that say what the topic counts."""

    topic: Topic
    questions: tuple[Question, ...]
    counted: Keys
    stems: frozenset[str]
    said: Keys
    title: Keys


def questions_of(topic: Topic, claims: Sequence[Claim], lexicon: Lexicon) -> TopicQuestions:
    """Describe the questions that the claims of a topic answer."""
    by_aspect: dict[str, list[Claim]] = {}
    for claim in claims:
        by_aspect.setdefault(claim.aspect, []).append(claim)
    texts = {aspect: _described(aspect, group, lexicon) for aspect, group in by_aspect.items()}
    spread = Counter(key for described in texts.values() for key in set().union(*described.values()))
    weigh = _Weights(spread, len(texts))
    years = _years(topic.years)
    questions = tuple(
        _question(n, aspect, tuple(by_aspect[aspect]), texts[aspect], weigh, lexicon, years)
        for n, aspect in enumerate(texts)
    )
    about = keys_by_word(f"{topic.counted}. {topic.title}. {topic.question}", lexicon)
    counted = frozenset(key for word, keys in about if not _is_name(keys) for key in keys)
    said = _all_keys(f"{topic.title}. {topic.question}. {topic.scope}", lexicon)
    return TopicQuestions(
        topic,
        questions,
        counted,
        frozenset(word.stem for word, _ in about),
        said,
        _all_keys(topic.title, lexicon),
    )


@dataclass(frozen=True, slots=True)
class _Weights:
    spread: Mapping[str, int]
    size: int

    def of(self, keys: Keys) -> float:
        """Return the mean over the keys of how telling each is among the topic's questions."""
        n = self.size
        weights = [math.log((n + 1) / self.spread[key]) / math.log(n + 1) for key in keys if self.spread[key]]
        return sum(weights) / len(weights) if weights else 0.0


def _described(aspect: str, claims: Sequence[Claim], lexicon: Lexicon) -> dict[str, Keys]:
    """Return the keys by stem of all words that describe the question."""
    found: dict[str, Keys] = {}
    for text in (aspect.replace("-", " "), *map(_counted, claims), *map(_without_figures, claims)):
        for word, keys in keys_by_word(text, lexicon):
            found.setdefault(word.stem, keys)
    return found


def _question(
    position: int, aspect: str, claims: tuple[Claim, ...], described: Mapping[str, Keys], weigh: _Weights,
    lexicon: Lexicon, years: frozenset[int],
) -> Question:  # fmt: skip
    slots = tuple(Slot(stem, keys, weigh.of(keys)) for stem, keys in described.items())
    name = [
        word for word, _ in keys_by_word(aspect.replace("-", " "), lexicon) if word.folded not in _GENERIC
    ]
    groups = [name, *([w for w, _ in keys_by_word(_counted(c), lexicon)] for c in claims if _counted(c))]
    by_stem = {slot.stem: slot for slot in slots}
    limits = tuple(dict.fromkeys(tuple(by_stem[w.stem] for w in group) for group in groups if group))
    where = " ".join((aspect.replace("-", " "), *(c.scope for c in claims if c.figure is not None)))
    places = frozenset(key for _, keys in keys_by_word(aspect.replace("-", " "), lexicon) for key in keys
                       if key.startswith("@"))  # fmt: skip
    return Question(
        aspect, claims, slots, () if not name else limits, not name, places, _years(where) or years, position,
        _all_keys(" ".join((where, *map(_counted, claims), *(c.wording for c in claims))), lexicon),
    )  # fmt: skip


def _all_keys(text: str, lexicon: Lexicon) -> Keys:
    return frozenset(key for _, keys in keys_by_word(text, lexicon) for key in keys)


def keys_by_word(text: str, lexicon: Lexicon) -> list[tuple[Word, Keys]]:
    """Return the content words of a text, each with the keys it can be met by."""
    read = lexicon.read(text)
    terms: dict[int, set[str]] = {}
    for term, positions in read.positions_by_term.items():
        if term.startswith(("#", "@")):
            for position in positions:
                terms.setdefault(position, set()).add(term)
    return [
        (word, frozenset({word.stem, *_most_telling(terms.get(n, set()), lexicon)}))
        for n, word in enumerate(read.words)
        if word.is_content
    ]


def _most_telling(terms: set[str], lexicon: Lexicon) -> set[str]:
    """Return the terms of a word without the names that only hold another: a city without its country."""
    holders = {
        f"@{holder}"
        for term in terms
        if term.startswith("@")
        for holder in lexicon.holders(term[1:])
        if holder != term[1:]
    }
    return terms - holders


def _is_name(keys: Iterable[str]) -> bool:
    return any(key.startswith("@") for key in keys)


def _counted(claim: Claim) -> str:
    return claim.figure.counted if claim.figure is not None else ""


def _without_figures(claim: Claim) -> str:
    """Return the claim's wording without its figures and the words that belong to them."""
    text = claim.wording
    for figure in reversed(read_figures(text)):
        number = figure.wording if figure.is_date else figure.wording.removesuffix(figure.counted)
        text = text[: figure.start] + " " * len(number) + text[figure.start + len(number) :]
    return " ".join(part for part in text.split() if part.casefold().strip(".,;") not in _VAGUE_NUMBERS)


def _years(text: str) -> frozenset[int]:
    found: set[int] = set()
    for figure in read_figures(text):
        span = edtf.years(figure.date) if figure.is_date else None
        if span is not None and len(span) <= 3:
            found.update(span)
    return frozenset(found)
