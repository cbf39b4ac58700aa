"""The words to read a text with: those of its language, and what is clear from the other languages.

>>> language_of(tokenize("mindestens 12 Tote"))
'de'
"""

import dataclasses
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from claims_db.figures.tokens import Token, tokenize
from claims_db.figures.words import Phrase, Words
from claims_db.figures.words_de import GERMAN
from claims_db.figures.words_en import ENGLISH
from claims_db.figures.words_es import SPANISH
from claims_db.figures.words_fr import FRENCH
from claims_db.figures.words_ru import RUSSIAN

__all__ = ["Phrases", "Vocabulary", "language_of", "tokenize", "vocabulary_of"]

LANGUAGES: Final = {words.language: words for words in (ENGLISH, RUSSIAN, FRENCH, GERMAN, SPANISH)}
VULGAR_FRACTIONS: Final = {
    entry[0]: Decimal(entry[1]) / Decimal(entry[2])
    for entry in "½12 ⅓13 ⅔23 ¼14 ¾34 ⅕15 ⅖25 ⅗35 ⅘45 ⅙16 ⅚56 ⅛18 ⅜38 ⅝58 ⅞78".split()
}
_TELLING: Final = 400
"""So many words of a text tell its language."""
_LETTERS: Final = {
    "ru": frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюя"),
    "es": frozenset("ñáíóú"),
    "de": frozenset("äöü"),
    "fr": frozenset("çœèêàùâîû"),
}
"""Letters that tell the language of a text without any word that does."""
_DECIMAL_COMMA: Final = frozenset({"ru", "fr", "de", "es"})
_DECIMAL_POINT: Final = frozenset({"en", "ru"})
"""A dot between three digits and one to three can be a decimal point; elsewhere it groups thousands."""


class Phrases:
    """Phrases by their first and by their last word, the longest first."""

    def __init__(self, names: Mapping[Phrase, str]) -> None:
        self.by_first: dict[str, list[tuple[Phrase, str]]] = {}
        self._by_last: dict[str, list[tuple[Phrase, str]]] = {}
        self.longest = max((len(phrase) for phrase in names), default=0)
        for phrase, name in sorted(names.items(), key=lambda pair: -len(pair[0])):
            self.by_first.setdefault(phrase[0], []).append((phrase, name))
            self._by_last.setdefault(phrase[-1], []).append((phrase, name))

    def ending(self, words: Sequence[str]) -> tuple[int, str] | None:
        """Return the length and the name of the longest phrase that ends the words, or None."""
        for phrase, name in self._by_last.get(words[-1], ()) if words else ():
            if tuple(words[-len(phrase) :]) == phrase:
                return len(phrase), name
        return None


class Vocabulary:
    """The words to read a text of one language with, merged from all, and how it writes decimals.

    `starts` are the words that a figure can start with, so that all others are passed by at once.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.words = _merged(LANGUAGES[language])
        self.has_decimal_comma = language in _DECIMAL_COMMA
        self.has_decimal_point = language in _DECIMAL_POINT
        words = self.words
        self.hedges = Phrases(words.hedges)
        self.afterthoughts = Phrases(words.afterthoughts)
        self.no = Phrases(dict.fromkeys(words.no, ""))
        self.nobody = Phrases(dict.fromkeys(words.nobody, ""))
        self.to = Phrases(dict.fromkeys(words.to, ""))
        self.per = Phrases(dict.fromkeys(words.per, ""))
        self.ago = Phrases(dict.fromkeys(words.ago, ""))
        self.since = Phrases(dict.fromkeys(words.since, ""))
        self.proportions = Phrases(dict.fromkeys(words.proportions, ""))
        self.and_halves = Phrases(dict.fromkeys(words.and_halves, ""))
        self.people = words.people | _singulars(ENGLISH.people)
        self.things = words.things | _singulars(ENGLISH.things)
        self.modifiers = words.modifiers | _singulars(ENGLISH.things | ENGLISH.people)
        self.is_german = language == "de"
        self.starts = frozenset().union(
            words.numbers, words.lone, words.articles, words.ordinals, words.groups, words.vague, words.few,
            words.halves, words.half_of, words.parts, words.multiples, words.months, words.decades,
            words.scales, words.hundreds, words.twice, words.openers, words.ages_of_time,
            self.no.by_first, self.nobody.by_first, VULGAR_FRACTIONS,
        )  # fmt: skip


def plain(word: str) -> str:
    """Return the word without accents: "más" -> "mas"."""
    if word.isascii():
        return word
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return bare if bare.isascii() else word


def _merged(own: Words) -> Words:
    """Return the language's words, with those of the others that mean nothing else in it."""
    fields: dict[str, Any] = {"language": own.language}
    others = [words for words in LANGUAGES.values() if words is not own]
    for field in dataclasses.fields(Words):
        if field.name == "language":
            continue
        found = dict(_items(getattr(own, field.name), is_plain=True))
        for words in others:
            for key, value in _items(getattr(words, field.name)):
                if _only(key) not in words.elsewhere:
                    found.setdefault(key, value)
        is_mapping = isinstance(getattr(own, field.name), Mapping)
        fields[field.name] = found if is_mapping else frozenset(found)
    return Words(**fields)


def _items(table: Any, *, is_plain: bool = False) -> list[tuple[Any, Any]]:
    """Return the entries of a table, those without accents after those with them."""
    pairs = list(table.items()) if isinstance(table, Mapping) else [(key, None) for key in table]
    if not is_plain:
        return pairs
    bare = [
        (tuple(plain(w) for w in key) if isinstance(key, tuple) else plain(key), value)
        for key, value in pairs
    ]
    return bare + pairs


def _only(key: str | Phrase) -> str:
    """Return the word of a key that is one, "" for a longer phrase."""
    if isinstance(key, tuple):
        return key[0] if len(key) == 1 else ""
    return key


def _singulars(plurals: frozenset[str]) -> frozenset[str]:
    """Return the singulars of English plurals, without those that are adjectives or verbs."""
    found = set()
    for word in plurals:
        if not word.isascii() or len(word) < 4 or not word.endswith("s") or word in _NO_SINGULAR:
            continue
        if word.endswith("ies"):
            found.add(word[:-3] + "y")
        elif word.endswith(("ches", "shes", "sses", "xes")):
            found.add(word[:-2])
        elif not word.endswith("ss"):
            found.add(word[:-1])
    return frozenset(found)


_NO_SINGULAR: Final = frozenset(
    """forces lives locals nationals officials relatives militants times heads guys leaders states dies
    experts seniors reports calls comments votes posts charges homes others families peeps births
    corps""".split()
)


@lru_cache(maxsize=1)
def _language_by_word() -> dict[str, str]:
    """Return the language of each word that only one language has."""
    seen: dict[str, set[str]] = {}
    for language, words in LANGUAGES.items():
        own: set[str] = set(words.common)
        for field in dataclasses.fields(Words):
            if field.name in ("language", "common", "elsewhere"):
                continue
            for key, _ in _items(getattr(words, field.name), is_plain=True):
                own.update(key if isinstance(key, tuple) else (key,))
        for word in own:
            seen.setdefault(word, set()).add(language)
    owner = {word: min(names) for word, names in seen.items() if len(names) == 1 and len(word) > 1}
    return {
        word: language
        for word, language in owner.items()
        if word in LANGUAGES[language].common or word not in LANGUAGES[language].elsewhere
    }


def language_of(tokens: Sequence[Token]) -> str:
    """Return the language that most words of the text belong to, "en" if none does."""
    by_word = _language_by_word()
    counted: Counter[str] = Counter()
    told = 0
    for token in tokens:
        if token.kind == "word":
            language = by_word.get(token.folded)
            if language is not None:
                counted[language] += 1
                told += 1
                if told == _TELLING:
                    break
    if not counted:
        letters = set().union(*(token.folded for token in tokens[:_TELLING] if token.kind == "word"))
        return next((name for name, own in _LETTERS.items() if letters & own), "en")
    best = max(counted.values())
    return "en" if counted["en"] == best else max(counted, key=lambda name: counted[name])


@lru_cache(maxsize=len(LANGUAGES))
def vocabulary_of(language: str) -> Vocabulary:
    """Return the vocabulary of one of the languages; raises KeyError for another."""
    return Vocabulary(language)
