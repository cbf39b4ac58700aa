"""The unit of a numeral: the currency sign before it, the percent sign or unit word after it."""

from typing import Final

from claims_db.figures import units
from claims_db.figures.cursor import Cursor
from claims_db.figures.numerals import Numeral

_CODES: Final = frozenset({"USD", "EUR", "GBP", "KZT", "RUB", "CHF", "INR"})
_DOLLAR_OWNERS: Final = frozenset({"us", "american", "u"})
_AGE_WORDS: Final = frozenset({"old", "aged", "age", "yo"})
_PER_DIMENSIONS: Final = frozenset({"volume", "mass", "duration"})


def read_unit(cursor: Cursor, first: int, numeral: Numeral) -> tuple[str, str, int]:
    """(unit, per, index past the unit's words) of a numeral whose figure begins at `first`."""
    last = numeral.last
    if numeral.form == "fraction":
        return "percent", "", last
    currency = _currency_before(cursor, first)
    if currency:
        return currency, *_read_per(cursor, last)
    j = last
    if cursor.folded(j) in units.CURRENCY_BY_SIGN:
        return units.CURRENCY_BY_SIGN[cursor.folded(j)], *_read_per(cursor, j + 1)
    if cursor.is_blank(j) or cursor.folded(j) in ("-", "‑"):
        j += 1
    return _read_unit_word(cursor, j, numeral)


def _read_unit_word(cursor: Cursor, j: int, numeral: Numeral) -> tuple[str, str, int]:
    word, after = cursor.folded(j), cursor.folded(j + 2)
    if word == "%":
        return "percent", "", j + 1
    if word == "per" and after == "cent":
        return "percent", "", j + 3
    if word in _DOLLAR_OWNERS and after in ("dollar", "dollars"):
        return "USD", *_read_per(cursor, j + 3)
    if word in units.CURRENCY_BY_WORD:
        return units.CURRENCY_BY_WORD[word], *_read_per(cursor, j + 1)
    if word in ("of", "de", "d") and after in units.CURRENCY_BY_WORD:
        return units.CURRENCY_BY_WORD[after], *_read_per(cursor, j + 3)
    if word == "yo":
        return "age", "", j + 1
    unit = units.UNIT_BY_WORD.get(word, "")
    if unit == "percent" and after in ("point", "points"):
        return "point", "", j + 3
    if unit == "year" and after in _AGE_WORDS:
        return "age", "", j + 3
    if not unit or (word == "second" and numeral.form != "digits"):
        return "", "", numeral.last
    return unit, *_read_per(cursor, j + 1)


def _currency_before(cursor: Cursor, first: int) -> str:
    before = cursor.at(first - 1)
    if before is None:
        return ""
    if before.text in units.CURRENCY_BY_SIGN:
        return units.CURRENCY_BY_SIGN[before.text]
    if before.kind == "word":
        return units.CURRENCY_BY_PREFIX.get(before.folded, "")
    code = cursor.at(first - 2)
    return code.text if before.kind == "space" and code is not None and code.text in _CODES else ""


def _read_per(cursor: Cursor, last: int) -> tuple[str, int]:
    """(unit, index past it) of "per litre", "a gallon", "/kg"; ("", last) where there is none."""
    if cursor.folded(last) == "/":
        word, end = cursor.folded(last + 1), last + 2
    elif cursor.folded(last + 1) in ("per", "a", "an", "the", "each") and cursor.is_blank(last + 2):
        word, end = cursor.folded(last + 3), last + 4
    else:
        return "", last
    unit = units.UNIT_BY_WORD.get(word, "")
    return (unit, end) if unit and units.dimension(unit) in _PER_DIMENSIONS else ("", last)
