"""Growth by a factor: "doubled", "twice as many", "double the number"."""

from decimal import Decimal
from typing import Final

from claims_db.figures.cursor import Cursor

_NOT_GROWTH: Final = frozenset({"down", "back", "up", "over", "as"})
"""After "doubled" it means something else: "doubled down", "doubled as"."""


def read_multiple(cursor: Cursor, i: int) -> tuple[Decimal, int] | None:
    """Return the factor that the words at tokens[i] state and the index past them, or None."""
    words = cursor.vocabulary.words
    word = cursor.folded(i)
    j = cursor.past_blank(i + 1)
    if word in words.multiples:
        return None if cursor.folded(j) in _NOT_GROWTH else (words.multiples[word], i + 1)
    if word in words.twice and cursor.folded(j) in words.twice_of and j > i + 1:
        is_role = cursor.folded(j) == "as" and cursor.folded(cursor.past_blank(j + 1)) in words.articles
        return None if is_role else (words.twice[word], i + 1)
    return None
