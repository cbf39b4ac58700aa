"""An amount of nothing: "no foreign troops", "nobody was killed", "aucun mort", "никто не погиб"."""

from dataclasses import dataclass
from typing import Final

from claims_db.figures import nouns
from claims_db.figures.cursor import Cursor
from claims_db.figures.vocabulary import Vocabulary

_AFTER_NO: Final = frozenset(
    """one more less fewer longer doubt way need other matter such reliable idea reason problem
    official independent their his her its my our your the""".split()
)
_MOST_AUXILIARIES: Final = 5
_PHRASE: Final = 4
_OF_THE: Final = frozenset({"the", "all"})


@dataclass(frozen=True, slots=True)
class Nothing:
    """What there is none of, and the index past the words that say so."""

    unit: str
    counted: str
    last: int


def read_nothing(cursor: Cursor, i: int) -> Nothing | None:
    """Return the amount of nothing that starts at tokens[i], or None."""
    return _nobody(cursor, i) or _no_noun(cursor, i)


def _no_noun(cursor: Cursor, i: int) -> Nothing | None:
    """Return "no foreign troops", "not a single shop", "zero deaths"."""
    vocabulary = cursor.vocabulary
    found = cursor.phrase_at(i, vocabulary.no)
    if found is None:
        return None
    places = cursor.places_from(found[0], _PHRASE)
    phrase = nouns.counted_words([cursor.folded(j) for j in places], vocabulary)
    if not phrase or phrase[0] in _AFTER_NO or phrase[0] in vocabulary.words.points:
        return None
    noun = nouns.noun_place(_before_of(phrase, vocabulary), vocabulary)
    if noun is None:
        return None
    is_people = phrase[noun] in vocabulary.people
    is_plain = cursor.folded(i) == "no" and found[0] == i + 1
    if not is_people and is_plain and phrase[noun] not in vocabulary.words.things:
        return None  # "no answer"
    return Nothing("people" if is_people else "things", " ".join(phrase), places[noun] + 1)


def _before_of(phrase: list[str], vocabulary: Vocabulary) -> list[str]:
    """Return the head of the phrase: "record" of "record of arrest"."""
    of = next((n for n, word in enumerate(phrase) if n and word in vocabulary.words.of), len(phrase))
    return phrase[:of]


def _nobody(cursor: Cursor, i: int) -> Nothing | None:
    """Return "nobody was killed", "none of the shops were looted": zero of what the verb counts."""
    vocabulary = cursor.vocabulary
    found = cursor.phrase_at(i, vocabulary.nobody)
    if found is None:
        return None
    places = cursor.places_from(found[0], _MOST_AUXILIARIES + 2)
    words = [cursor.folded(j) for j in places]
    auxiliaries = vocabulary.words.auxiliaries | vocabulary.words.of | _OF_THE
    n = 0
    while n < len(words) and words[n] in auxiliaries and n < _MOST_AUXILIARIES:
        n += 1
    if n == len(words):
        return _none_of_a_number(cursor, places[-1] if places else i)
    place = nouns.noun_place(words[n : n + 2], vocabulary)
    if place is None or (place == 1 and words[n] in vocabulary.words.stops):
        return None
    has_of = bool(vocabulary.words.of & set(words[:n]))
    if not has_of and (words[n + place] not in vocabulary.people or _OF_THE & set(words[:n])):
        return None  # "nobody has the answer"
    unit = "people" if words[n + place] in vocabulary.people else "things"
    return Nothing(unit, words[n + place], places[n + place] + 1)


def _none_of_a_number(cursor: Cursor, j: int) -> Nothing | None:
    """Return "none of the 49 officers", up to the number, which is a figure of its own."""
    k = cursor.past_blank(j + 1)
    if cursor.kind(k) != "digits":
        return None
    phrase = nouns.counted_words(cursor.words_from(k + 1, 4), cursor.vocabulary)
    noun = nouns.noun_place(phrase, cursor.vocabulary)
    if noun is None:
        return None
    unit = "people" if phrase[noun] in cursor.vocabulary.people else "things"
    return Nothing(unit, " ".join(phrase), j + 1)
