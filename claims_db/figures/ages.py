"""A person's age: "the mayor, 68,", "who is 75", "aged 40", "died at 62"."""

from typing import Final

from claims_db.figures.cursor import Cursor
from claims_db.figures.numeral import Numeral

_OLDEST: Final = 120
_AGED: Final = frozenset({"aged", "age"})
_IS: Final = frozenset({"is", "turns", "turned", "he's", "she's"})
_DIED: Final = frozenset({"died", "dies", "retired"})
_SOMEBODY: Final = frozenset("boy girl man woman child teenager youth student pensioner lad".split())


def is_age(cursor: Cursor, numeral: Numeral, words: list[str]) -> bool:
    """Return whether the numeral is somebody's age; `words` are those that follow it."""
    value = numeral.value
    if not 1 <= value <= _OLDEST or value != int(value) or numeral.scale > 1:
        return False
    at = cursor.before_blank(numeral.first)
    before = cursor.folded(at)
    earlier = cursor.words_before(at, 2)
    if before in _AGED or (before == "of" and earlier[-1:] == ["age"]):
        return True
    if before == "of" and earlier[-1:] and earlier[-1] in _SOMEBODY:
        return not words
    if before == "at" and earlier[-1:] and earlier[-1] in _DIED:
        return True
    if before in _IS:
        return not words
    if before != "," or cursor.folded(numeral.last) not in (",", "."):
        return False
    name = cursor.before(at)
    return name is not None and name.kind == "word"
