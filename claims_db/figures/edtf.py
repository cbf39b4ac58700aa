"""Dates as EDTF strings (ISO 8601-2), the few forms that news texts need, and their comparison.

    2022-01-05   a day           XXXX-01-05   a day of an unknown year
    2022-01      a month         193X         a decade
    2022         a year          19XX         a century
    2022-01-05/2022-01-06        an interval (both ends in any of the forms above)

>>> contains("2022-01", "2022-01-05")
True
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_PART_RE: Final = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX|XXXX)(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}))?)?"
)


_Days = tuple[datetime.date, datetime.date]


@dataclass(frozen=True, slots=True)
class _Part:
    first_year: int | None
    last_year: int | None
    month: int | None
    day: int | None


@lru_cache(maxsize=4096)
def _parse_part(text: str) -> _Part:
    match = _PART_RE.fullmatch(text)
    if match is None:
        raise ValueError(f"not a date: {text!r} (expected forms: 2022, 2022-01, 2022-01-05)")
    year, month, day = match["year"], match["month"], match["day"]
    first = last = None
    if year != "XXXX":
        first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    m = int(month) if month and month != "XX" else None
    d = int(day) if day else None
    if m is not None and not 1 <= m <= 12:
        raise ValueError(f"not a date: {text!r} (no month {m})")
    if d is not None:
        longest = calendar.monthrange(first or 2000, m)[1] if m is not None else 31
        if not 1 <= d <= longest:
            raise ValueError(f"not a date: {text!r} (no such day)")
    return _Part(first, last, m, d)


def check(text: str) -> str:
    """The text itself, if it is one of the forms above; raises ValueError with the reason."""
    ends = text.split("/")
    if len(ends) > 2:
        raise ValueError(f"not a date: {text!r}")
    for end in ends:
        _parse_part(end)
    return text


def years(text: str) -> range | None:
    """The years the date can fall in; None where the year is unknown."""
    parts = [_parse_part(end) for end in text.split("/")]
    if parts[0].first_year is None or parts[-1].last_year is None:
        return None
    return range(parts[0].first_year, parts[-1].last_year + 1)


def _earliest(part: _Part, year: int) -> datetime.date:
    return datetime.date(year, part.month or 1, part.day or 1)


def _latest(part: _Part, year: int) -> datetime.date:
    month = part.month or 12
    return datetime.date(year, month, part.day or calendar.monthrange(year, month)[1])


def bounds(text: str, *, year: int | None = None) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of the date; `year` stands in for an unknown one. None without either."""
    parts = [_parse_part(end) for end in text.split("/")]
    first, last = parts[0].first_year or year, parts[-1].last_year or year
    if first is None or last is None or (parts[0].month is None and parts[0].day is not None):
        return None
    try:
        return _earliest(parts[0], max(first, 1)), _latest(parts[-1], max(last, 1))
    except ValueError:  # 29 February in a year that has none
        return None


def _shared_bounds(a: str, b: str) -> tuple[_Days, _Days] | None:
    years_a, years_b = years(a), years(b)
    fallback_a = years_b[0] if years_b else 2000
    fallback_b = years_a[0] if years_a else 2000
    bounds_a, bounds_b = bounds(a, year=fallback_a), bounds(b, year=fallback_b)
    return None if bounds_a is None or bounds_b is None else (bounds_a, bounds_b)


def are_comparable(a: str, b: str) -> bool:
    """Do the two say something about the same component (year, month, day)?"""
    if _shared_bounds(a, b) is None:
        return False
    known_a, known_b = _components(a), _components(b)
    return bool(known_a & known_b)


def _components(text: str) -> set[str]:
    part = _parse_part(text.split("/")[0])
    known = set()
    if part.first_year is not None:
        known.add("year")
    if part.month is not None:
        known.add("month")
    if part.day is not None:
        known.add("day")
    return known


def contains(a: str, b: str) -> bool:
    """Does one of the two dates lie within the other ("1991" and "1991-12-16")?"""
    shared = _shared_bounds(a, b)
    if shared is None:
        return False
    (a1, a2), (b1, b2) = shared
    return (a1 <= b1 and b2 <= a2) or (b1 <= a1 and a2 <= b2)


def overlap(a: str, b: str) -> bool:
    """Do the two dates share a day?"""
    shared = _shared_bounds(a, b)
    if shared is None:
        return False
    (a1, a2), (b1, b2) = shared
    return a1 <= b2 and b1 <= a2
