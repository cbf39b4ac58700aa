"""Dates in running text, read from tokens to EDTF with the precision stated.

>>> text = Cursor(tokenize("5-6 January 2022"), vocabulary_of("en"))
>>> read_date(text, 0).date
'2022-01-05/2022-01-06'
"""

import re
from typing import Final

from claims_db.figures import edtf
from claims_db.figures.cursor import Cursor
from claims_db.figures.tokens import tokenize
from claims_db.figures.vocabulary import vocabulary_of
from claims_db.figures.years import DASHES, DateSpan, range_mark, read_short_year, read_year, year_at

__all__ = ["Cursor", "DateSpan", "read_date", "tokenize", "vocabulary_of"]

_NOT_SHORT: Final = 4
"""A month's abbreviation has so many letters at most, and may have a dot."""
_AMBIGUOUS_MONTHS: Final = frozenset("may march mar mars mai jan sep dec jun apr mayo marzo avril".split())
"""Some are words and names too: they need a day, a year or a capital."""
_NEED_A_YEAR: Final = frozenset("may march mar mars mai".split())
_DAY_SUFFIXES: Final = frozenset({"st", "nd", "rd", "th", "er"})
_DAY_ENDINGS: Final = frozenset({"го", "е", "ого"})
"""Russian adds them with a hyphen: "5-го января"."""
_ARTICLES: Final = frozenset({"the", "le", "el", "den", "dem"})
_ISO_RE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9-])")
_ISO_MONTH_RE: Final = re.compile(r"([0-9]{4})-(0[1-9])(?![0-9-])")
_DOTTED_RE: Final = re.compile(r"([0-9]{1,2})([./])([0-9]{1,2})\2([0-9]{4})(?![0-9./])")
_WRITTEN: Final = 5
"""Tokens of a date in digits: three numbers and two marks."""


def read_date(cursor: Cursor, i: int) -> DateSpan | None:
    """Return the date that starts at tokens[i], or None.

    A bare four-digit number is a candidate year: the caller, who knows what is counted, decides. Days
    without a month keep their precision ("XXXX-XX-11").
    """
    kind = cursor.kind(i)
    if kind == "word":
        return _read_month_first(cursor, i)
    if kind != "digits":
        return None
    return (
        _read_written(cursor, i)
        or _read_day_first(cursor, i)
        or read_year(cursor, i)
        or _read_lone_day(cursor, i)
    )


def _day_at(cursor: Cursor, i: int) -> tuple[int, int] | None:
    """Return (day, index past it) for "5", "5th", "5-го"; None for anything else."""
    token = cursor.at(i)
    if token is None or token.kind != "digits" or len(token.text) > 2:
        return None
    day = int(token.text)
    if not 1 <= day <= 31:
        return None
    if cursor.folded(i + 1) in _DAY_SUFFIXES:
        return day, i + 2
    if cursor.folded(i + 1) == "-" and cursor.folded(i + 2) in _DAY_ENDINGS:
        return day, i + 3
    return day, i + 1


def _month_at(cursor: Cursor, i: int) -> tuple[int, int] | None:
    """Return (month, index past it, with the dot of an abbreviation), or None."""
    if cursor.kind(i) != "word":
        return None
    month = cursor.vocabulary.words.months.get(cursor.folded(i))
    if month is None:
        return None
    is_short = len(cursor.folded(i)) <= _NOT_SHORT and cursor.folded(i + 1) == "."
    return int(month), i + 2 if is_short else i + 1


def _year_after(cursor: Cursor, i: int) -> tuple[int | None, int]:
    """Return the year that follows a day or month ("January 2022", "January '22"), if any, and its end."""
    j = i + 1 if cursor.folded(i) == "," else i
    j = cursor.past_blank(j)
    if cursor.folded(j) in cursor.vocabulary.words.of | {"del"}:
        j = cursor.past_blank(j + 1)
    found = (year_at(cursor, j) or read_short_year(cursor, j)) if j > i else None
    return (found[0], found[1]) if found is not None else (None, i)


def _format(year: int | None, month: int | None, day: int | None) -> str:
    text = f"{year:04d}" if year is not None else "XXXX"
    if month is not None or day is not None:
        text += f"-{month:02d}" if month is not None else "-XX"
    if day is not None:
        text += f"-{day:02d}"
    return text


def _checked(text: str, first: int, last: int) -> DateSpan | None:
    try:
        return DateSpan(edtf.check(text), first, last)
    except ValueError:
        return None


def _read_day_first(cursor: Cursor, i: int) -> DateSpan | None:
    """Return "5 January 2022", "the 5th of January", "5-6 January", "7 and 10 January", "5 de enero"."""
    start = _day_at(cursor, i)
    if start is None:
        return None
    day, j = start
    last_day: int | None = None
    mark = range_mark(cursor, j)
    if mark is not None:
        second = _day_at(cursor, mark)
        if second is not None and _month_at(cursor, _month_place(cursor, second[1])) is not None:
            last_day, j = second
    month = _month_at(cursor, _month_place(cursor, j))
    if month is None:
        return None
    year, end = _year_after(cursor, month[1])
    text = _format(year, month[0], day)
    if last_day is not None:
        text += "/" + _format(year, month[0], last_day)
    return _checked(text, i, end)


def _month_place(cursor: Cursor, j: int) -> int:
    """Return where the month of a day that ends before tokens[j] stands: past "of" or German's dot."""
    k = cursor.past_blank(j)
    if cursor.folded(k) in cursor.vocabulary.words.of:
        return cursor.past_blank(k + 1)
    if cursor.folded(k) == "." and k == j and cursor.vocabulary.is_german:
        return cursor.past_blank(k + 1)
    return k


def _read_month_first(cursor: Cursor, i: int) -> DateSpan | None:
    """Return "January 5, 2022", "Jan 5-6", "January 2022", "January"."""
    month = _month_at(cursor, i)
    if month is None:
        return None
    k = cursor.past_blank(month[1])
    if cursor.folded(k) in _ARTICLES:
        k = cursor.past_blank(k + 1)
    day = _day_at(cursor, k)
    if day is not None:
        mark = range_mark(cursor, day[1])
        is_dash = mark is not None and cursor.folded(mark - 1) in DASHES
        second = _day_at(cursor, mark) if mark is not None and is_dash else None
        year, end = _year_after(cursor, second[1] if second else day[1])
        text = _format(year, month[0], day[0])
        if second is not None:
            text += "/" + _format(year, month[0], second[0])
        return _checked(text, i, end)
    year, end = _year_after(cursor, month[1])
    word = cursor.folded(i)
    if year is None and (word in _NEED_A_YEAR or not _is_clear_month(cursor, i)):
        return None
    return DateSpan(_format(year, month[0], None), i, end)


def _is_clear_month(cursor: Cursor, i: int) -> bool:
    return cursor.folded(i) not in _AMBIGUOUS_MONTHS or cursor.tokens[i].text[0].isupper()


def _read_written(cursor: Cursor, i: int) -> DateSpan | None:
    """Return "2022-01-05", "20.11.2022", "13/01/2022"; day and month only if their order is certain."""
    text = "".join(t.text for t in cursor.tokens[i : i + _WRITTEN])
    iso = _ISO_RE.match(text)
    if iso is not None:
        return _checked(iso.group(), i, i + _WRITTEN)
    month_only = _ISO_MONTH_RE.match(text)
    if month_only is not None:
        return _checked(month_only.group(), i, i + 3)
    dotted = _DOTTED_RE.match(text)
    if dotted is None:
        return None
    first, second, year = int(dotted[1]), int(dotted[3]), int(dotted[4])
    if dotted[2] == "/" and first <= 12 and second <= 12 and first != second:
        return _checked(_format(year, None, None), i, i + _WRITTEN)
    day, month = (second, first) if second > 12 else (first, second)
    return _checked(_format(year, month, day), i, i + _WRITTEN)


def _read_lone_day(cursor: Cursor, i: int) -> DateSpan | None:
    """Return "on the 11th": a day of an unknown month."""
    text = cursor.tokens[i].text
    if cursor.folded(i + 1) not in _DAY_SUFFIXES or len(text) > 2 or cursor.folded(i - 2) != "the":
        return None
    if cursor.folded(i - 4) not in ("on", "by", "until", "since", "from", "of"):
        return None
    following = cursor.past_blank(i + 2)
    if cursor.kind(following) == "word" and cursor.folded(following) not in ("and", "or", "of", "to", "that"):
        return None
    return _checked(f"XXXX-XX-{int(text):02d}", i, i + 2)
