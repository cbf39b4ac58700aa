"""The words of a language that figures are made of, as tables: one `words_xx.py` file per language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

Phrase = tuple[str, ...]
NO_WORDS: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of one language, folded as tokens are; a field left out means that it has none.

    `common` are frequent words that tell the language. `elsewhere` are words and phrases that mean
    something else in another of the languages: they count only in a text of this one.
    """

    language: str
    common: frozenset[str] = NO_WORDS
    elsewhere: frozenset[str] = NO_WORDS

    # Numerals. `numbers` add up below a thousand ("twenty", "двести"), `hundreds` and `scales` multiply,
    # `lone` scales need no number before them ("mille"), `over_tens` go on after sixty ("soixante-dix").
    numbers: Mapping[str, Decimal] = field(default_factory=dict)
    hundreds: frozenset[str] = NO_WORDS
    scales: Mapping[str, Decimal] = field(default_factory=dict)
    lone: frozenset[str] = NO_WORDS
    over_tens: frozenset[str] = NO_WORDS
    twenties: frozenset[str] = NO_WORDS
    articles: frozenset[str] = NO_WORDS
    joins: frozenset[str] = NO_WORDS
    tens_joins: frozenset[str] = NO_WORDS
    points: frozenset[str] = NO_WORDS
    ordinals: Mapping[str, Decimal] = field(default_factory=dict)

    # Groups ("dozen"), of which `rough` ones after an article are not exact ("une dizaine"), vague plurals
    # with their range ("hundreds") and words for three to nine ("several").
    groups: Mapping[str, Decimal] = field(default_factory=dict)
    rough: frozenset[str] = NO_WORDS
    vague: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    few: frozenset[str] = NO_WORDS

    # Fractions: "half a million", "and a half", thirds and quarters, "half of", "in" of "one in five".
    # `clear_parts` need no "of" after them, `twice` needs "as" or "the". `openers` are further words that
    # a figure can start with.
    halves: frozenset[str] = NO_WORDS
    and_halves: frozenset[Phrase] = frozenset()
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    clear_parts: frozenset[str] = NO_WORDS
    half_of: frozenset[str] = NO_WORDS
    of: frozenset[str] = NO_WORDS
    proportions: frozenset[Phrase] = frozenset()
    multiples: Mapping[str, Decimal] = field(default_factory=dict)
    twice: Mapping[str, Decimal] = field(default_factory=dict)
    twice_of: frozenset[str] = NO_WORDS
    openers: frozenset[str] = NO_WORDS

    # Ranges: "between 2 and 3", "from 2 to 3", "2 or 3".
    between: frozenset[str] = NO_WORDS
    origin: frozenset[str] = NO_WORDS
    to: frozenset[Phrase] = frozenset()
    conjunctions: frozenset[str] = NO_WORDS
    alternatives: frozenset[str] = NO_WORDS

    # Comparators before and after a numeral.
    hedges: Mapping[Phrase, str] = field(default_factory=dict)
    afterthoughts: Mapping[Phrase, str] = field(default_factory=dict)

    # Nothing: "no" before a noun, "nobody" before a verb, which `auxiliaries` may part.
    no: frozenset[Phrase] = frozenset()
    nobody: frozenset[Phrase] = frozenset()
    auxiliaries: frozenset[str] = NO_WORDS

    # What is counted. `stops` end a noun phrase.
    people: frozenset[str] = NO_WORDS
    things: frozenset[str] = NO_WORDS
    modifiers: frozenset[str] = NO_WORDS
    stops: frozenset[str] = NO_WORDS

    # Units and rates.
    units: Mapping[str, str] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)
    cents: Mapping[str, str] = field(default_factory=dict)
    ages: frozenset[str] = NO_WORDS
    per: frozenset[Phrase] = frozenset()
    each: frozenset[str] = NO_WORDS
    long: frozenset[str] = NO_WORDS

    # Time and labels. `ages_of_time` are plurals that stand for a range of years ("decades").
    ages_of_time: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    months: Mapping[str, Decimal] = field(default_factory=dict)
    decades: Mapping[str, Decimal] = field(default_factory=dict)
    year_cues: frozenset[str] = NO_WORDS
    year_words: frozenset[str] = NO_WORDS
    events: frozenset[str] = NO_WORDS
    ago: frozenset[Phrase] = frozenset()
    since: frozenset[Phrase] = frozenset()
    clock_cues: frozenset[str] = NO_WORDS
    clock_words: frozenset[str] = NO_WORDS
    labels: frozenset[str] = NO_WORDS
    soft_labels: frozenset[str] = NO_WORDS


def word_set(text: str) -> frozenset[str]:
    """Return the words of the text."""
    return frozenset(text.split())


def phrase_set(text: str) -> frozenset[Phrase]:
    """Return the phrases that "|" separates.

    >>> sorted(phrase_set("per | for every"))
    [('for', 'every'), ('per',)]
    """
    return frozenset(tuple(phrase.split()) for phrase in text.split("|"))


def by_value(lines: str) -> dict[str, Decimal]:
    """Return the value of each word; a line is a value and its words.

    >>> by_value("2 two zwei")
    {'two': Decimal('2'), 'zwei': Decimal('2')}
    """
    rows = [line.split() for line in lines.splitlines() if line.strip()]
    return {word: Decimal(value) for value, *names in rows for word in names}


def counting(words: str, start: int = 0, step: int = 1) -> dict[str, Decimal]:
    """Return the values of words that count on from `start`; "/" parts the forms of one number.

    >>> counting("zwei/zwo drei", 2)
    {'zwei': Decimal('2'), 'zwo': Decimal('2'), 'drei': Decimal('3')}
    """
    return {
        word: Decimal(start + n * step) for n, names in enumerate(words.split()) for word in names.split("/")
    }


def by_range(lines: str) -> dict[str, tuple[Decimal, Decimal]]:
    """Return the lowest and the highest value of each word; a line is two values and their words."""
    rows = [line.split() for line in lines.splitlines() if line.strip()]
    return {word: (Decimal(low), Decimal(high)) for low, high, *names in rows for word in names}


def by_name(lines: str) -> dict[str, str]:
    """Return the name that each word stands for; a line is a name and its words."""
    rows = [line.split() for line in lines.splitlines() if line.strip()]
    return {word: name for name, *names in rows for word in names}


def by_phrase(lines: str) -> dict[Phrase, str]:
    """Return what each phrase stands for; a line is the name and its phrases, separated by "|".

    >>> by_phrase("> more than | over")
    {('more', 'than'): '>', ('over',): '>'}
    """
    found: dict[Phrase, str] = {}
    for line in lines.splitlines():
        name, _, phrases = line.strip().partition(" ")
        found.update({tuple(phrase.split()): name for phrase in phrases.split("|") if phrase.strip()})
    return found


def forms(stems: str, endings: str) -> frozenset[str]:
    """Return every stem with every ending; "-" is the ending of the stem alone.

    >>> sorted(forms("soldat", "- en"))
    ['soldat', 'soldaten']
    """
    return frozenset(s + (e if e != "-" else "") for s in stems.split() for e in endings.split())
