"""Comparators and hedges around a numeral: "more than", "nearly", "at least", "or so"."""

from typing import Final

from claims_db.figures.model import Comparator
from claims_db.figures.tokens import Token

# Longest phrases first: the words that stand directly before the numeral.
_PHRASES: Final[dict[Comparator, str]] = {
    ">": "more than|over|above|upwards of|in excess of|exceeding|greater than|well over|just over|"
    "north of|topped|exceeds|exceeded|surpassed",
    ">=": "at least|no less than|no fewer than|not less than|not fewer than|a minimum of|minimum of|"
    "minimum|min",
    "<": "less than|fewer than|under|below|lower than|short of|only under|just under",
    "<=": "at most|no more than|not more than|a maximum of|maximum of|maximum|not over|not exceeding",
    "up_to": "up to|as many as|as much as",
    "nearly": "nearly|almost|close to|approaching|not quite|just shy of|nearing|near",
    "~": "about|around|some|roughly|approximately|approx|circa|ca|an estimated|estimated|closer to|"
    "in the region of|somewhere around|something like|give or take|maybe|or so|like|perhaps",
}
# Longest phrases first: the words that stand directly before the numeral.
_BEFORE: Final[list[tuple[tuple[str, ...], Comparator]]] = sorted(
    (
        (tuple(phrase.split()), comparator)
        for comparator, phrases in _PHRASES.items()
        for phrase in phrases.split("|")
    ),
    key=lambda pair: -len(pair[0]),
)
_SIGNS: Final[dict[str, Comparator]] = {
    "~": "~", "≈": "~", ">": ">", "<": "<", "≥": ">=", "≤": "<=", "±": "~",
}  # fmt: skip
_AFTER: Final[tuple[tuple[tuple[str, ...], Comparator], ...]] = (
    (("or", "so"), "~"),
    (("or", "more"), ">="),
    (("or", "thereabouts"), "~"),
    (("and", "more"), ">="),
    (("at", "least"), ">="),
    (("at", "most"), "<="),
    (("at", "the", "most"), "<="),
    (("or", "less"), "<="),
    (("or", "fewer"), "<="),
    (("plus",), ">="),
    (("odd",), "~"),
    (("ish",), "~"),
    (("something",), "~"),
    (("max",), "<="),
    (("maximum",), "<="),
    (("tops",), "<="),
    (("minimum",), ">="),
)


def words_before(tokens: list[Token], i: int, count: int) -> tuple[list[str], int]:
    """Up to `count` words directly before tokens[i], folded, and the index of the first."""
    words: list[str] = []
    j = i - 1
    first = i
    while j >= 0 and len(words) < count:
        token = tokens[j]
        if token.kind == "word":
            words.insert(0, token.folded)
            first = j
        elif token.kind != "space" and token.text not in "$€£₸₽¥₹\\“\"'‘":
            break
        j -= 1
    return words, first


def comparator_before(tokens: list[Token], i: int) -> tuple[Comparator, int] | None:
    """The comparator in front of tokens[i] and where its phrase starts."""
    j = i - 1
    while j >= 0 and (tokens[j].kind == "space" or tokens[j].text in "$€£₸₽¥₹\\"):
        j -= 1
    if j >= 0 and tokens[j].text in _SIGNS:
        sign = _SIGNS[tokens[j].text]
        return sign, j
    words, _ = words_before(tokens, i, 4)
    for phrase, comparator in _BEFORE:
        if len(phrase) <= len(words) and tuple(words[-len(phrase) :]) == phrase:
            _, first = words_before(tokens, i, len(phrase))
            return comparator, first
    return None


def comparator_after(tokens: list[Token], i: int) -> tuple[Comparator, int] | None:
    """The comparator that follows tokens[i - 1] ("500+", "ten or so") and where it ends."""
    if i < len(tokens) and tokens[i].text == "+":
        return ">=", i + 1
    words: list[str] = []
    ends: list[int] = []
    j = i
    while j < len(tokens) and len(words) < 3:
        token = tokens[j]
        if token.kind == "word":
            words.append(token.folded)
            ends.append(j + 1)
        elif token.kind != "space" and not (token.text == "-" and not words):
            break
        j += 1
    for phrase, comparator in _AFTER:
        if tuple(words[: len(phrase)]) == phrase:
            return comparator, ends[len(phrase) - 1]
    return None
