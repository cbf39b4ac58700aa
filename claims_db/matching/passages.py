"""Cut a text into the parts that are matched one by one, each with what it may borrow.

A short message is one segment. A longer one is cut into sentences, which borrow the country from the
message. An article's sentences borrow it only from the title and the lead, and only while the paragraph
has not turned to another country; a year or an event named in the setting holds until another is named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from claims_db.figures import Figure, edtf
from claims_db.matching.lexicon import Lexicon, TermsFound
from claims_db.text import sentences

WHOLE_MESSAGE_WORDS: Final = 45
"""Messages up to this long are read as one; longer ones sentence by sentence."""
MAX_SEGMENTS: Final = 400
_MAX_SENTENCE: Final = 1000
"""What runs on longer is no sentence (a list, a table): it is cut, so that work stays linear."""
_LEAD_WORDS: Final = 80
_LEAST_LEAD_WORDS: Final = 8
_DISASTERS: Final = frozenset(
    """accident avalanche-landslide crash earthquake epidemic explosion fire flood heatwave mine-accident
    sport storm""".split()
)
"""Kinds of event that hold for a whole article named after them: their dead are not an unrest's."""
_RECENT_YEARS: Final = 1
"""An article speaks of the year it was published in and of the one before."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a text, its figures with offsets into the whole text.

    `borrowed` are the terms ("@name") that may stand in for an anchor the segment leaves out,
    `years` those of its setting, `events` the kinds of event of its setting with their words' stems.
    """

    index: int
    offset: int
    text: str
    reading: TermsFound
    figures: tuple[Figure, ...]
    borrowed: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    events: tuple[tuple[str, frozenset[str]], ...] = ()
    abroad: str = ""


def years_of(figures: Sequence[Figure]) -> set[int]:
    """The years that dates among the figures name; spans over a century say nothing."""
    found: set[int] = set()
    for figure in figures:
        span = edtf.years(figure.date) if figure.is_date else None
        if span is not None and len(span) <= 100:
            found.update(span)
    return found


def _within(figures: Sequence[Figure], offset: int, text: str) -> tuple[Figure, ...]:
    return tuple(f for f in figures if offset <= f.start < offset + len(text))


def message_segments(text: str, figures: Sequence[Figure], lexicon: Lexicon) -> list[Segment]:
    """The segments of a message; every sentence may borrow the names of the whole."""
    whole = lexicon.read(text)
    borrowed = frozenset(whole.positions_by_term)
    if len(whole.words) <= WHOLE_MESSAGE_WORDS:
        return [Segment(0, 0, text, whole, tuple(figures), borrowed)]
    return [
        Segment(n, offset, part, lexicon.read(part), _within(figures, offset, part), borrowed)
        for n, (offset, part) in enumerate(sentences(text)[:MAX_SEGMENTS])
    ]


def search_passages(text: str) -> list[str]:
    """Return the parts of a message that are searched on their own: all of a short one, sentences of a long.

    Sentences are taken together up to the length of a short message, so that work stays in proportion.
    """
    passages: list[str] = []
    words = 0
    for _, sentence in sentences(text)[:MAX_SEGMENTS]:
        length = len(sentence.split())
        if passages and words + length <= WHOLE_MESSAGE_WORDS:
            passages[-1] += f" {sentence}"
            words += length
        else:
            passages.append(sentence)
            words = length
    return passages


def article_segments(
    title: str, text: str, figures: Sequence[Figure], published: str, lexicon: Lexicon
) -> list[Segment]:
    """The sentences of an article, each in its setting. `published` is an EDTF date or ""."""
    parts = [piece for part in sentences(text) for piece in _pieces(*part)][:MAX_SEGMENTS]
    lead = lead_of(text)
    setting = lexicon.read(f"{title}\n{lead}")
    home = frozenset(setting.positions_by_term)
    years = _setting_years(len(lead), figures, published)
    titled = lexicon.read(title)
    events = tuple(
        (kind, frozenset(titled.words[p].stem for p in where))
        for kind, where in titled.events.items()
        if kind in _DISASTERS
    )
    segments = []
    abroad, paragraph_years, end = "", frozenset[int](), 0
    for n, (offset, part) in enumerate(parts):
        if "\n" in text[end:offset]:
            abroad, paragraph_years = "", frozenset()
        end = offset + len(part)
        reading = lexicon.read(part)
        inside = _within(figures, offset, part)
        named = years_of(inside)
        if named:
            paragraph_years = frozenset(named)
        abroad = _abroad(reading, setting, abroad)
        segments.append(
            Segment(n, offset, part, reading, inside, home, paragraph_years or years, events, abroad)
        )
    return segments


def _pieces(offset: int, sentence: str) -> Iterator[tuple[int, str]]:
    """The sentence, cut between words where it is too long, each piece with its offset."""
    while len(sentence) > _MAX_SENTENCE:
        cut = max(sentence.rfind(" ", 0, _MAX_SENTENCE), 0) or _MAX_SENTENCE
        yield offset, sentence[:cut]
        offset, sentence = offset + cut, sentence[cut:]
    yield offset, sentence


def lead_of(text: str) -> str:
    """The first paragraphs of an article, until eight words were said; at most eighty words."""
    end = 0
    while end < len(text) and len(text[:end].split()) < _LEAST_LEAD_WORDS:
        line_end = text.find("\n", end + 1)
        end = line_end if line_end >= 0 else len(text)
    words = text[:end].split()
    return text[:end] if len(words) <= _LEAD_WORDS else " ".join(words[:_LEAD_WORDS])


def _setting_years(lead_end: int, figures: Sequence[Figure], published: str) -> frozenset[int]:
    """The years the article speaks of where a sentence names none: those of its lead and its date."""
    years = years_of([f for f in figures if f.start < lead_end])
    span = edtf.years(published) if published else None
    if span is not None and len(span) == 1:
        years |= {span[0] - n for n in range(_RECENT_YEARS + 1)}
    return frozenset(years)


def _abroad(reading: TermsFound, setting: TermsFound, before: str) -> str:
    """The place elsewhere that the passage has turned to; "" at home."""
    if any(term.startswith("@") and setting.positions(term) for term in reading.positions_by_term):
        return ""
    elsewhere = [place for place in reading.places if place not in setting.places]
    return elsewhere[0] if elsewhere else before
