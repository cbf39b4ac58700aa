"""What a figure counts: people, things, money, time; told from the words around the numeral."""

from collections.abc import Sequence
from typing import Final

from claims_db.figures.cursor import Cursor
from claims_db.figures.vocabulary import LANGUAGES, Vocabulary, vocabulary_of

__all__ = ["PEOPLE", "THINGS", "counted_words", "counts", "people_noun", "vocabulary_of"]

_LONGEST = 6
PEOPLE: Final = frozenset[str]().union(*(vocabulary_of(language).people for language in LANGUAGES))
"""Nouns that count people, in every language that is read."""
THINGS: Final = frozenset[str]().union(*(vocabulary_of(language).things for language in LANGUAGES))


def counted_words(words: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """Return the noun phrase that starts the words: up to six, stopping at a verb or preposition.

    >>> counted_words("members of the security forces were injured".split(), vocabulary_of("en"))
    ['members', 'of', 'the', 'security', 'forces']
    """
    phrase: list[str] = []
    for word in words[:_LONGEST]:
        if word in vocabulary.words.stops:
            break
        phrase.append(word)
    return phrase


def people_noun(words: Sequence[str], vocabulary: Vocabulary) -> bool | None:
    """Return True if the phrase counts people, False if things, None if neither is known.

    The first known noun decides, unless it only modifies the next: "terrorist attacks" are things.
    """
    place = noun_place(words, vocabulary)
    return None if place is None else words[place] in vocabulary.people


def noun_place(words: Sequence[str], vocabulary: Vocabulary) -> int | None:
    """Return the index of the known noun that decides what the phrase counts, or None."""
    people, things = vocabulary.people, vocabulary.things
    for n, word in enumerate(words):
        if word not in people and word not in things:
            continue
        place = n
        while place + 1 < len(words) and words[place] in vocabulary.modifiers:
            if words[place + 1] not in people and words[place + 1] not in things:
                break
            place += 1
        return place
    return None


def counted(cursor: Cursor, i: int) -> bool | None:
    """Return what `people_noun` does of the phrase at tokens[i], with or without "of"."""
    words = cursor.words_from(i, 5)
    if words and words[0] in cursor.vocabulary.words.of:
        words = words[1:]
    return people_noun(counted_words(words, cursor.vocabulary), cursor.vocabulary)


def counts(cursor: Cursor, i: int) -> bool:
    """Return whether the phrase at tokens[i], with or without "of", counts people or known things."""
    return counted(cursor, i) is not None
