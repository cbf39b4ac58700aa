"""Words of a text as the matcher sees them: folded, stemmed, in order.

>>> [w.stem for w in words("The Übermen's arrests in Ñandú")]
['the', 'ubermen', 'arrest', 'in', 'nandu']
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import Stemmer

_WORD_RE: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Before a digit a point ends a sentence only after a word: "No. 60" and "approx. 240" go on.
_SENTENCE_END_RE: Final = re.compile(
    r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(]*[^\W\d_a-z])|(?<=[a-z]{4}[.!?])(?<!approx\.)\s+(?=\d)|\n+"
)
_INVISIBLE: Final = dict.fromkeys((8203, 8204, 8205, 8206, 8207, 8288, 65279, 173))
_INVISIBLE.update(dict.fromkeys(range(0x202A, 0x202F)))
_INVISIBLE.update(dict.fromkeys(range(0x2066, 0x206A)))
_SURROGATES_RE: Final = re.compile("[\ud800-\udfff\x00]")
_MAX_WORD: Final = 64

STOPWORDS: Final = frozenset(
    """a about above after again all also am an and any are as at be been before being both but by can
    could did do does doing down during each few for from further get got had has have having he her
    here hers him his how i if in into is it its itself just let like me more most my no nor not now
    of off ok on once only or other our out over own really right s same she should so some such t
    than that the their them then there these they thing this those through to too under until up
    us very was we were what when where which while who whom why will with would yes you your
    im ive dont doesnt didnt isnt arent wasnt cant thats whats theres hes shes lol hey hi hello
    please thanks guys anyone someone something somebody anybody know think say says said tell told
    heard read see saw still ever even exactly actually really many much ago since per via re vs
    according claim claims claimed report reports reported source sources piece story article copy
    draft para desk line check fact sure true correct wrong number numbers figure figures""".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: as written, folded (no case, no accents), stemmed, and where."""

    raw: str
    folded: str
    stem: str
    start: int

    @property
    def is_capitalised(self) -> bool:
        return self.raw[:1].isupper()

    @property
    def is_upper(self) -> bool:
        return self.raw.isupper()

    @property
    def is_content(self) -> bool:
        return self.folded not in STOPWORDS and not self.folded.isdigit() and len(self.folded) > 1


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case, no accents, no possessive: the form in which names are compared."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    plain = plain.casefold().replace("’", "'")
    plain = plain.removesuffix("'s")
    return plain.replace("'", "")


_STEMMER: Final = Stemmer.Stemmer("english")


@lru_cache(maxsize=65536)
def stem(folded: str) -> str:
    """The Porter stem of a folded word; irregular verbs of the news are brought to their base."""
    return str(_STEMMER.stemWord(_IRREGULAR.get(folded, folded)))


_IRREGULAR: Final = {
    "dead": "dead", "died": "die", "dying": "die", "dies": "die", "slain": "slay", "shot": "shot",
    "held": "held", "women": "woman", "men": "man", "policemen": "policeman", "stole": "steal",
    "stolen": "steal", "began": "begin", "begun": "begin", "broke": "break", "fled": "flee",
    "rose": "rise", "risen": "rise", "fell": "fall", "fallen": "fallen", "took": "take",
    "taken": "take", "gave": "give", "given": "give", "went": "go", "gone": "gone", "came": "come",
    "left": "left", "quit": "quit", "won": "win", "paid": "pay", "burnt": "burn", "beaten": "beaten",
    "wives": "wife", "children": "child", "sworn": "swear", "sought": "seek", "brought": "bring",
    "sent": "send", "led": "lead", "fought": "fight", "overthrown": "overthrow", "chose": "choose",
    "chosen": "choose", "ran": "run", "spoke": "speak", "spoken": "speak", "wrote": "write",
    "written": "write", "met": "meet", "built": "build", "hid": "hide", "hidden": "hide",
}  # fmt: skip


def clean(text: str) -> str:
    """The text without invisible characters, NULs and lone surrogates.

    Offsets into the cleaned text are what the rest of the package speaks of.
    """
    return _SURROGATES_RE.sub(" ", text).translate(_INVISIBLE)


def words(text: str) -> list[Word]:
    """The words of the text in order; hyphenated ones apart, so "Jean-Luc" is two."""
    found = []
    for match in _WORD_RE.finditer(text):
        raw = match.group()
        if len(raw) > _MAX_WORD:
            continue
        folded = fold(raw)
        if folded:
            found.append(Word(raw, folded, stem(folded), match.start()))
    return found


def sentences(text: str) -> list[tuple[int, str]]:
    """(offset, sentence) for each sentence of the text; line breaks end one too."""
    found: list[tuple[int, str]] = []
    start = 0
    for match in _SENTENCE_END_RE.finditer(text):
        if text[start : match.start()].strip():
            found.append((start, text[start : match.start()]))
        start = match.end()
    if text[start:].strip():
        found.append((start, text[start:]))
    return found


def location_in_text(text: str, offset: int) -> tuple[int, int]:
    """Return (paragraph, sentence in it) of the offset, both counted from 1.

    >>> location_in_text("One. Two.\\nThree. Four.", 17)
    (2, 2)
    """
    before = text[:offset]
    line_start = before.rfind("\n") + 1
    paragraph = 1 + sum(1 for line in before[:line_start].split("\n") if line.strip())
    return paragraph, 1 + len(sentences(before[line_start:]))
