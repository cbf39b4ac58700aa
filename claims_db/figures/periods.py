"""Lengths of time without a number: "a decade of rule", "a week-long strike", "a fortnight"."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from claims_db.figures.cursor import Cursor
from claims_db.figures.spelled import past_half

_TIME: Final = frozenset("hour day week month year decade century".split())
_FORTNIGHT: Final = Decimal(2)
_LASTING: Final = frozenset("for lasted lasting lasts spanning spanned".split())
_LONG: Final = frozenset("week month year decade century".split())
"""Lengths that "for" and "of" state: "a day of mourning" is a date."""
_RECENT: Final = frozenset("no recent past last coming next the these those earlier previous".split())
_NOT_A_LENGTH: Final = frozenset("the this that these those his her their its".split())
"""After "of" they make a date: "a day of the week"."""


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time and the index past its words; `high` is set for "decades"."""

    value: Decimal
    unit: str
    last: int
    high: Decimal | None = None


def read_period(cursor: Cursor, i: int) -> Period | None:
    """Return the length of time that starts at tokens[i], or None.

    "a year" is one only if it lasts: "for a year", "more than a year", "a year of protests".
    """
    word = cursor.folded(i)
    units = cursor.vocabulary.words.units
    ends = cursor.vocabulary.words.ages_of_time.get(word)
    if ends is not None and not _is_counted(cursor, i):
        return Period(ends[0], "year", i + 1, ends[1])
    whole = word.removesuffix("long")
    if whole != word and units.get(whole) in _TIME:
        return Period(Decimal(1), units[whole], i + 1)
    if units.get(word) in _TIME and _is_long(cursor, i):
        return Period(Decimal(1), units[word], cursor.past_joint(i + 1) + 1)
    if word not in cursor.vocabulary.words.articles or not cursor.is_blank(i + 1):
        return None
    j = i + 2
    noun = cursor.folded(j)
    if noun == "fortnight":
        return None if _is_ago(cursor, j) else Period(_FORTNIGHT, "week", j + 1)
    unit = units.get(noun, "")
    if unit not in _TIME or _is_ago(cursor, j):
        return None
    if _is_long(cursor, j):
        return Period(Decimal(1), unit, cursor.past_joint(j + 1) + 1)
    half_end = past_half(cursor, j + 1)
    if half_end > j + 1:
        return Period(Decimal("1.5"), unit, half_end)
    of = cursor.past_blank(j + 1)
    after = cursor.folded(cursor.past_blank(of + 1))
    is_of = cursor.folded(of) == "of" and after and after not in _NOT_A_LENGTH and unit in _LONG
    is_lasting = cursor.folded(cursor.before_blank(i)) in _LASTING and unit in _LONG
    is_lasting = is_lasting or _is_bounded(cursor, i)
    return Period(Decimal(1), unit, j + 1) if is_of or is_lasting else None


def _is_counted(cursor: Cursor, i: int) -> bool:
    """Return whether a number or "the last" stands before, so that it is no length of its own."""
    before = cursor.folded(cursor.before_blank(i))
    words = cursor.vocabulary.words
    is_number = before in words.numbers or before in words.few or before in words.groups
    return is_number or before in _RECENT


def _is_long(cursor: Cursor, i: int) -> bool:
    """Return whether "-long" or " long" follows tokens[i]."""
    return cursor.folded(cursor.past_joint(i + 1)) in cursor.vocabulary.words.long and (
        cursor.folded(i + 1) == "-" or cursor.vocabulary.is_german
    )


def _is_ago(cursor: Cursor, i: int) -> bool:
    return cursor.phrase_at(cursor.past_blank(i + 1), cursor.vocabulary.ago) is not None


def _is_bounded(cursor: Cursor, i: int) -> bool:
    """Return whether a comparator of two or more words, or "nearly", stands before: "more than a year"."""
    words = cursor.words_before(i, cursor.vocabulary.hedges.longest)
    found = cursor.vocabulary.hedges.ending(words)
    return found is not None and found[1] in (">", ">=", "<", "<=", "nearly")
