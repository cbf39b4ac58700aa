"""Two numerals that make one figure: "38-42%", "between 200 and 1,000", "3.5 and 5 million"."""

from dataclasses import replace
from typing import Final

from claims_db.figures import hedges
from claims_db.figures.cursor import Cursor
from claims_db.figures.labels import is_label
from claims_db.figures.numerals import Numeral, read_numeral

_DASHES: Final = frozenset({"-", "–", "—"})
_JOINERS: Final = frozenset({"and", "to", "or"})
_SPREADS_BELOW: Final = 1000
"""A scale word spreads to the left over a plain number below this: "3.5 and 5 million"."""


def read_range(
    cursor: Cursor, low: Numeral, *, decimal_comma: bool = False
) -> tuple[Numeral, Numeral] | None:
    """The low and the high end of the range that starts with `low`, or None.

    "from 65 to 120" is a change, not a range: None. So is a list, "2 and 3 arrests".
    """
    if low.high is not None or low.form == "ordinal":
        return None
    j = low.last + (1 if cursor.is_blank(low.last) else 0)
    mark = cursor.folded(j)
    is_dash = mark in _DASHES and j == low.last
    if not (is_dash or mark in _JOINERS):
        return None
    k = j + (2 if cursor.is_blank(j + 1) else 1)
    if cursor.folded(k) in ("$", "€", "£"):
        k += 1
    token = cursor.at(k)
    if token is None or (token.kind == "digits" and not is_dash and is_label(cursor.tokens, k)):
        return None
    high = read_numeral(cursor.tokens, k, decimal_comma=decimal_comma)
    if high is None or high.form == "ordinal" or high.high is not None:
        return None
    opener = _opener(cursor, low.first)
    is_one = is_dash or opener == "between" or (mark == "to" and opener != "from" and _counts(cursor, high))
    if high.scale > 1 and low.scale == 1 and low.value < _SPREADS_BELOW:
        low = replace(low, value=low.value * high.scale, scale=high.scale)
    elif not is_one:
        return None
    return (low, high) if high.value > low.value else None


def _opener(cursor: Cursor, i: int) -> str:
    before, _ = hedges.words_before(cursor.tokens, i, 1)
    return before[0] if before and before[0] in ("between", "from") else ""


def _counts(cursor: Cursor, high: Numeral) -> bool:
    """Is something counted after it ("100 to 200 of whom"), so that the two are one figure?"""
    return bool(cursor.words_from(high.last, 1)) or cursor.folded(high.last) == "%"
