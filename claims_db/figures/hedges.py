"""Comparators and hedges around a numeral: "more than", "nearly", "at least", "or so", "give or take"."""

from typing import Final, cast

from claims_db.figures import nouns
from claims_db.figures.cursor import Cursor
from claims_db.figures.model import Comparator

_SIGNS: Final[dict[str, Comparator]] = {
    "~": "~",
    "≈": "~",
    "±": "~",
    ">": ">",
    "<": "<",
    "≥": ">=",
    "≤": "<=",
}
_WITH_EQUALS: Final[dict[str, Comparator]] = {">": ">=", "<": "<="}
_BETWEEN: Final = frozenset("another further total of additional staggering whopping".split())
"""Words that may stand between the hedge and the numeral: "at least another 200"."""
_MOST_BETWEEN: Final = 3


def comparator_before(cursor: Cursor, i: int) -> tuple[Comparator, int] | None:
    """Return the comparator in front of tokens[i] and the index where its phrase starts."""
    j = cursor.before_blank(i)
    sign = cursor.at(j)
    if sign is not None and sign.text in _SIGNS:
        return None if _is_quote(cursor, j) else (_SIGNS[sign.text], j)
    if sign is not None and sign.text == "=" and cursor.folded(j - 1) in _WITH_EQUALS:
        return _WITH_EQUALS[cursor.folded(j - 1)], j - 1
    hedges = cursor.vocabulary.hedges
    places = cursor.places_before(i, hedges.longest + _MOST_BETWEEN)
    words = [cursor.folded(k) for k in places]
    for skipped in range(_MOST_BETWEEN + 1):
        end = len(words) - skipped
        found = hedges.ending(words[:end])
        if found is not None:
            first = end - found[0]
            outer = hedges.ending(words[:first]) if found[1] == "~" else None
            if outer is not None:  # "more than about 200"
                return cast("Comparator", outer[1]), places[first - outer[0]]
            return cast("Comparator", found[1]), places[first]
        if end < 1 or words[end - 1] not in _BETWEEN:
            return None
    return None


def _is_quote(cursor: Cursor, j: int) -> bool:
    """Return whether the sign at j starts a line as a quotation mark of Discord's."""
    before = cursor.at(j - 1)
    is_first = before is not None and "\n" in before.text
    return is_first and cursor.tokens[j].text == ">" and cursor.is_blank(j + 1)


def comparator_at_once(cursor: Cursor, i: int) -> tuple[Comparator, int] | None:
    """Return the comparator right after tokens[i - 1] and the index past it.

    "500+", "ten or so", "400, give or take,".
    """
    if cursor.folded(i) == "+":
        return ">=", i + 1
    if cursor.folded(i) == ",":
        found = _afterthought(cursor, cursor.past_blank(i + 1))
        return (found[0], found[1] + 1) if found is not None and cursor.folded(found[1]) == "," else None
    return _afterthought(cursor, cursor.past_joint(i))


def comparator_after_noun(cursor: Cursor, i: int) -> tuple[Comparator, int] | None:
    """Return the comparator after what is counted from tokens[i] on, and the index past it.

    "20 people or more", "100 people, give or take".
    """
    places = cursor.places_from(i, 6)
    phrase = nouns.counted_words([cursor.folded(j) for j in places], cursor.vocabulary)
    noun = nouns.noun_place(phrase, cursor.vocabulary)
    if noun is None:
        return None
    j = places[noun] + 1
    j += 1 if cursor.folded(j) == "," else 0
    return _afterthought(cursor, cursor.past_blank(j))


def _afterthought(cursor: Cursor, j: int) -> tuple[Comparator, int] | None:
    found = cursor.phrase_at(j, cursor.vocabulary.afterthoughts)
    if found is None:
        return None
    last, name = found
    following = cursor.past_blank(last)
    if cursor.kind(following) == "digits" or _starts_numeral(cursor, following):
        return None  # it belongs to the next numeral: "10 dead, at least 20 hurt"
    return cast("Comparator", name), last


def _starts_numeral(cursor: Cursor, j: int) -> bool:
    words, word = cursor.vocabulary.words, cursor.folded(j)
    return (
        word in words.numbers
        or word in words.articles
        or word in words.groups
        or word in ("than", "$", "€", "£")
    )
