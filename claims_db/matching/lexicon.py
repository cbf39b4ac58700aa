"""Find in a message the words and names that topics refer to.

A Lexicon is built from data: concepts ("#killed": words that mean the same), names ("@verania", with
spellings and the larger name they stand for), places of the world and kinds of events (to notice that
a message is about something else), and the plain words of the topics. It knows no subject itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from claims_db.text import STOPWORDS, Word, stem, words

_FUZZY_LEAST_LENGTH: Final = 6
_FUZZY_CUTOFF: Final = 84.0
"""Likeness (rapidfuzz ratio) from which an unknown word is a misspelt name: two letters of nine."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its spellings; `within` is the larger name it stands for, "" for none."""

    key: str
    kind: str
    spellings: tuple[str, ...]
    within: str = ""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The places of the world and kinds of events, by spelling case: see data/places.toml."""

    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    capitalised: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    upper: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found at words[first:last] of a message."""

    term: str
    first: int
    last: int

    @property
    def positions(self) -> range:
        return range(self.first, self.last)


@dataclass(frozen=True, slots=True)
class TermsFound:
    """All terms found in a message: by term, the word positions that met it."""

    words: tuple[Word, ...]
    positions_by_term: Mapping[str, frozenset[int]]
    places: Mapping[str, frozenset[int]]
    events: Mapping[str, frozenset[int]]

    def positions(self, term: str) -> frozenset[int]:
        return self.positions_by_term.get(term, frozenset())


_Phrase = tuple[str, ...]


class _PhraseIndex:
    """Phrases by their first word; a lookup costs the phrases that start with the word."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[_Phrase, str]]] = defaultdict(list)
        self._seen: set[tuple[_Phrase, str]] = set()

    def add(self, phrase: _Phrase, term: str) -> None:
        if phrase and (phrase, term) not in self._seen:
            self._seen.add((phrase, term))
            self._by_first[phrase[0]].append((phrase, term))

    def find(self, keys: list[str]) -> list[Hit]:
        hits = []
        for i, key in enumerate(keys):
            for phrase, term in self._by_first.get(key, ()):
                if tuple(keys[i : i + len(phrase)]) == phrase:
                    hits.append(Hit(term, i, i + len(phrase)))
        return hits

    def firsts(self) -> set[str]:
        return set(self._by_first)


class Lexicon:
    """All terms the topics of a server use, compiled once and read many times."""

    def __init__(
        self,
        *,
        concepts: Mapping[str, Iterable[str]],
        names: Iterable[Name],
        gazetteer: Gazetteer,
        plain_terms: Iterable[str],
    ) -> None:
        self._stems = _PhraseIndex()
        self._names = _PhraseIndex()
        self._places = _PhraseIndex()
        self._events = _PhraseIndex()
        self._names_by_key = {name.key: name for name in names}
        self._upper_only: dict[_Phrase, bool] = {}
        self._capitalised: dict[_Phrase, str] = {}
        self._upper = dict(gazetteer.upper)
        self._single: dict[str, str] = {}
        self.concepts = {key: tuple(terms) for key, terms in concepts.items()}
        for key, spellings in self.concepts.items():
            for spelling in spellings:
                self._stems.add(_stems(spelling), f"#{key}")
        for term in plain_terms:
            if term[:1] not in "#@" and not term.startswith("unit:"):
                self._stems.add(_stems(term), term)
        for name in self._names_by_key.values():
            self._add_name(name)
        for key, spellings in gazetteer.places.items():
            for spelling in spellings:
                self._places.add(_folds(spelling), key)
        for key, spellings in gazetteer.capitalised.items():
            for spelling in spellings:
                self._capitalised[_folds(spelling)] = key
                self._places.add(_folds(spelling), key)
        for kind, spellings in gazetteer.events.items():
            for spelling in spellings:
                self._events.add(_folds(spelling), kind)
        self._known = self._stems.firsts() | {stem(w) for w in STOPWORDS}
        self._known_folds = self._places.firsts() | self._names.firsts() | self._events.firsts()
        self._fuzzy = lru_cache(maxsize=8192)(self._find_misspelt)
        self._term_stems = lru_cache(maxsize=None)(self._stems_of)
        self._term_places = lru_cache(maxsize=None)(self._places_of)

    def _add_name(self, name: Name) -> None:
        lower = {s for s in name.spellings if s.islower()}
        for spelling in name.spellings:
            phrase = _folds(spelling)
            self._names.add(phrase, name.key)
            if len(spelling) <= 3 and spelling.isupper() and spelling.lower() not in lower:
                self._upper_only[phrase] = True
            if len(phrase) == 1 and len(phrase[0]) >= _FUZZY_LEAST_LENGTH:
                self._single[phrase[0]] = name.key

    def holders(self, key: str) -> list[str]:
        """The name itself and every larger name it stands for, nearest first."""
        found: list[str] = []
        while key and key in self._names_by_key and key not in found:
            found.append(key)
            key = self._names_by_key[key].within
        return found

    def name(self, key: str) -> Name | None:
        """The name of that key."""
        return self._names_by_key.get(key)

    def spellings(self, term: str) -> tuple[str, ...]:
        """All the words a term stands for, for the search index."""
        if term.startswith("#"):
            return self.concepts.get(term[1:], ())
        if term.startswith("@"):
            name = self._names_by_key.get(term[1:])
            return name.spellings if name is not None else ()
        return () if term.startswith("unit:") else (term,)

    def stems_of(self, term: str) -> frozenset[str]:
        """The stems of all the words a term stands for."""
        return self._term_stems(term)

    def places_of(self, term: str) -> frozenset[str]:
        """The places of the world that a term's spellings name."""
        return self._term_places(term)

    def places_in(self, text: str) -> frozenset[str]:
        """The places of the world that a text names."""
        found = words(text)
        return frozenset(self._find_places(found, [w.folded for w in found]))

    def _stems_of(self, term: str) -> frozenset[str]:
        return frozenset(s for spelling in self.spellings(term) for s in _stems(spelling))

    def _places_of(self, term: str) -> frozenset[str]:
        return frozenset(p for spelling in self.spellings(term) for p in self.places_in(spelling))

    def read(self, text: str) -> TermsFound:
        """Everything in the text that some topic could refer to."""
        found = words(text)
        folds = [w.folded for w in found]
        stems = [w.stem for w in found]
        by_term: dict[str, set[int]] = defaultdict(set)
        for hit in self._stems.find(stems):
            by_term[hit.term].update(hit.positions)
        named: set[int] = set()
        for hit in self._names.find(folds):
            phrase = tuple(folds[hit.first : hit.last])
            if self._upper_only.get(phrase) and not found[hit.first].is_upper:
                continue
            named.update(hit.positions)
            for key in self.holders(hit.term):
                by_term[f"@{key}"].update(hit.positions)
        for i, word in enumerate(found):
            if i not in named and self._may_be_misspelt(word):
                key = self._fuzzy(word.folded)
                if key:
                    named.add(i)
                    for holder in self.holders(key):
                        by_term[f"@{holder}"].add(i)
        places = self._find_places(found, folds)
        events: dict[str, set[int]] = defaultdict(set)
        for hit in self._events.find(folds):
            events[hit.term].update(hit.positions)
        return TermsFound(
            tuple(found),
            {term: frozenset(where) for term, where in by_term.items()},
            places,
            {kind: frozenset(where) for kind, where in events.items()},
        )

    def _may_be_misspelt(self, word: Word) -> bool:
        return (
            len(word.folded) >= _FUZZY_LEAST_LENGTH
            and word.stem not in self._known
            and word.folded not in self._known_folds
            and word.folded.isalpha()
        )

    def _find_misspelt(self, folded: str) -> str:
        """The key of the name the word misspells, "" for none; the first letter is seldom wrong."""
        matches = process.extract(
            folded, self._single.keys(), scorer=fuzz.ratio, score_cutoff=_FUZZY_CUTOFF, limit=3
        )
        for spelling, _, _ in matches:
            if abs(len(spelling) - len(folded)) <= 2 and _sound(spelling) == _sound(folded):
                return self._single[spelling]
        return ""

    def _find_places(self, found: list[Word], folds: list[str]) -> dict[str, frozenset[int]]:
        """Places of the world, longest match first."""
        places: dict[str, set[int]] = defaultdict(set)
        taken: set[int] = set()
        for hit in sorted(self._places.find(folds), key=lambda h: h.first - h.last):
            phrase = tuple(folds[hit.first : hit.last])
            if taken & set(hit.positions):
                continue
            if phrase in self._capitalised and not found[hit.first].is_capitalised:
                continue
            taken.update(hit.positions)
            places[hit.term].update(hit.positions)
        for i, word in enumerate(found):
            if word.raw in self._upper and i not in taken:
                places[self._upper[word.raw]].add(i)
        return {key: frozenset(where) for key, where in places.items()}


def _sound(word: str) -> str:
    """The first letter, alike for letters that transliterations take for one another."""
    return {"q": "k", "c": "k", "j": "z", "y": "z", "s": "z"}.get(word[0], word[0])


@lru_cache(maxsize=65536)
def _stems(phrase: str) -> _Phrase:
    return tuple(w.stem for w in words(phrase))


@lru_cache(maxsize=65536)
def _folds(phrase: str) -> _Phrase:
    return tuple(w.folded for w in words(phrase))


__all__ = ["Gazetteer", "Hit", "Lexicon", "Name", "TermsFound"]
