"""Dates in running English text, read from tokens to EDTF with the precision stated.

>>> read_date(tokenize("5-6 January 2022"), 0).date
'2022-01-05/2022-01-06'
>>> read_date(tokenize("the 1930s"), 2).date
'193X'
"""

import re
from dataclasses import dataclass
from typing import Final

from claims_db.figures import edtf
from claims_db.figures.tokens import Token, tokenize

__all__ = ["DateSpan", "read_date", "tokenize"]

_MONTHS: Final = {
    name: n
    for n, names in enumerate(
        [
            "january jan janvier januar январь января январе",
            "february feb fevrier februar февраль февраля феврале",
            "march mar mars marz март марта марте",
            "april apr avril апрель апреля апреле",
            "may mai май мая мае",
            "june jun juin juni июнь июня июне",
            "july jul juillet juli июль июля июле",
            "august aug aout август августа августе",
            "september sep sept septembre сентябрь сентября сентябре",
            "october oct octobre oktober октябрь октября октябре",
            "november nov novembre ноябрь ноября ноябре",
            "december dec decembre dezember декабрь декабря декабре",
        ],
        1,
    )
    for name in names.split()
}
"""English, French, German and Russian, folded."""
_AFTER_DOT: Final = frozenset("januar februar marz mai juni juli oktober dezember".split())
"""German sets a dot after the day; after English ones a dot ends the sentence."""
# Some are words and names too: they need a day or a year beside them.
_AMBIGUOUS_MONTHS: Final = frozenset(
    {"may", "march", "mar", "mars", "mai", "jan", "sep", "dec", "jun", "apr"}
)
_FIRST_YEAR: Final = 1700
"""News rarely speak of years before this; "1600 hurt" is a count in any language."""
_DASHES: Final = frozenset({"-", "–", "—", "‑"})
_YEAR_CUES: Final = frozenset(
    "in since from until till by before after during of year early late mid around circa between "
    "and to for back end spring summer autumn winter fall election elections the".split()
)
_DAY_SUFFIXES: Final = frozenset({"st", "nd", "rd", "th"})
_ISO_RE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9-])")
_DOTTED_RE: Final = re.compile(r"([0-9]{1,2})([./])([0-9]{1,2})\2([0-9]{4})(?![0-9./])")


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date in tokens[first:last]."""

    date: str
    first: int
    last: int


def _at(tokens: list[Token], i: int) -> Token | None:
    return tokens[i] if 0 <= i < len(tokens) else None


def _past_blank(tokens: list[Token], i: int) -> int:
    token = _at(tokens, i)
    return i + 1 if token is not None and token.kind == "space" else i


def _day_at(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """(day, index past it) for "5", "5th"; None for anything else."""
    token = _at(tokens, i)
    if token is None or token.kind != "digits" or len(token.text) > 2:
        return None
    day = int(token.text)
    if not 1 <= day <= 31:
        return None
    suffix = _at(tokens, i + 1)
    if suffix is not None and suffix.folded in _DAY_SUFFIXES:
        return day, i + 2
    return day, i + 1


def _month_at(tokens: list[Token], i: int) -> tuple[int, int] | None:
    token = _at(tokens, i)
    if token is None or token.folded not in _MONTHS:
        return None
    dot = _at(tokens, i + 1)
    is_short = len(token.text) <= 4
    return _MONTHS[token.folded], i + 2 if is_short and dot is not None and dot.text == "." else i + 1


def _year_at(tokens: list[Token], i: int) -> tuple[int, int] | None:
    token = _at(tokens, i)
    if token is None or token.kind != "digits" or len(token.text) != 4:
        return None
    year = int(token.text)
    if not _FIRST_YEAR <= year <= 2100:
        return None
    mark, more = _at(tokens, i + 1), _at(tokens, i + 2)
    runs_on = mark is not None and mark.text in ".,'" and more is not None and more.kind == "digits"
    return None if runs_on else (year, i + 1)


def _year_after(tokens: list[Token], i: int) -> tuple[int | None, int]:
    """The year that follows a day or month ("January 2022", "January 5, 2022"), if any."""
    j = i
    comma = _at(tokens, j)
    if comma is not None and comma.text == ",":
        j += 1
    j = _past_blank(tokens, j)
    word = _at(tokens, j)
    if word is not None and word.folded == "of":
        j = _past_blank(tokens, j + 1)
    found = _year_at(tokens, j)
    return (found[0], found[1]) if found is not None and j > i else (None, i)


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


def _range_mark(tokens: list[Token], i: int) -> int | None:
    """The index past "-", "to" or "and" at i, or None."""
    j = _past_blank(tokens, i)
    token = _at(tokens, j)
    if token is None or not (token.text in _DASHES or token.folded in ("to", "and", "or")):
        return None
    return _past_blank(tokens, j + 1)


def _read_day_first(tokens: list[Token], i: int) -> DateSpan | None:
    """ "5 January 2022", "the 5th of January", "5-6 January", "7 and 10 January"."""
    start = _day_at(tokens, i)
    if start is None:
        return None
    day, j = start
    last_day: int | None = None
    mark = _range_mark(tokens, j)
    if mark is not None:
        second = _day_at(tokens, mark)
        if second is not None:
            k = _past_blank(tokens, second[1])
            if _month_at(tokens, k) is not None:
                last_day, j = second
    k = _past_blank(tokens, j)
    word = _at(tokens, k)
    if word is not None and word.folded == "of":
        k = _past_blank(tokens, k + 1)
    elif word is not None and word.text == "." and k == j:
        named = _at(tokens, after := _past_blank(tokens, k + 1))
        k = after if named is not None and named.folded in _AFTER_DOT else k
    month = _month_at(tokens, k)
    if month is None:
        return None
    year, end = _year_after(tokens, month[1])
    text = _format(year, month[0], day)
    if last_day is not None:
        text += "/" + _format(year, month[0], last_day)
    return _checked(text, i, end)


def _read_month_first(tokens: list[Token], i: int) -> DateSpan | None:
    """ "January 5, 2022", "Jan 5-6", "January 2022", "January"."""
    month = _month_at(tokens, i)
    if month is None:
        return None
    k = _past_blank(tokens, month[1])
    word = _at(tokens, k)
    if word is not None and word.folded == "the":
        k = _past_blank(tokens, k + 1)
    day = _day_at(tokens, k)
    if day is not None:
        mark = _range_mark(tokens, day[1])
        second = _day_at(tokens, mark) if mark is not None and tokens[mark - 1].text in _DASHES else None
        year, end = _year_after(tokens, second[1] if second else day[1])
        text = _format(year, month[0], day[0])
        if second is not None:
            text += "/" + _format(year, month[0], second[0])
        return _checked(text, i, end)
    year, end = _year_after(tokens, month[1])
    if year is None and (tokens[i].folded in _AMBIGUOUS_MONTHS and not tokens[i].text[0].isupper()):
        return None
    if year is None and tokens[i].folded in ("may", "march", "mar", "mars", "mai"):
        return None
    return DateSpan(_format(year, month[0], None), i, end)


def _read_year(tokens: list[Token], i: int) -> DateSpan | None:
    """ "2022", "1930-1933", "2020-21", "the 1930s", "1990/91"."""
    found = _year_at(tokens, i)
    if found is None:
        return None
    year, j = found
    tail = _at(tokens, j)
    apostrophe = tail is not None and tail.text in "'’"
    letter = _at(tokens, j + 1) if apostrophe else tail
    if letter is not None and letter.folded == "s" and year % 10 == 0:
        end = j + (2 if apostrophe else 1)
        return DateSpan(f"{year // 10}X", i, end)
    if tail is not None and tail.text in _DASHES | {"/"}:
        nxt = _at(tokens, j + 1)
        if nxt is not None and nxt.kind == "digits" and len(nxt.text) in (2, 4):
            last = int(nxt.text) if len(nxt.text) == 4 else year // 100 * 100 + int(nxt.text)
            if year < last <= 2100:
                return DateSpan(f"{year}/{last}", i, j + 2)
            return None
    before = _at(tokens, i - 2)
    if before is not None and before.folded in ("between", "from"):
        mark = _range_mark(tokens, j)
        second = _year_at(tokens, mark) if mark is not None else None
        if second is not None and second[0] > year:
            return DateSpan(f"{year}/{second[0]}", i, second[1])
    return DateSpan(str(year), i, j)


def _read_written(tokens: list[Token], i: int) -> DateSpan | None:
    """ "2022-01-05", "20.11.2022", "13/01/2022"; day/month order only where it is certain."""
    text = "".join(t.text for t in tokens[i : i + 5])
    iso = _ISO_RE.match(text)
    if iso is not None:
        return _checked(iso.group(), i, i + 5)
    dotted = _DOTTED_RE.match(text)
    if dotted is None:
        return None
    first, second, year = int(dotted[1]), int(dotted[3]), int(dotted[4])
    if dotted[2] == "/" and first <= 12 and second <= 12 and first != second:
        return _checked(_format(year, None, None), i, i + 5)
    day, month = (second, first) if second > 12 else (first, second)
    return _checked(_format(year, month, day), i, i + 5)


def _read_lone_day(tokens: list[Token], i: int) -> DateSpan | None:
    """ "on the 11th": a day of an unknown month."""
    token, suffix = tokens[i], _at(tokens, i + 1)
    if suffix is None or suffix.folded not in _DAY_SUFFIXES or len(token.text) > 2:
        return None
    the, on = _at(tokens, i - 2), _at(tokens, i - 4)
    if the is None or the.folded != "the" or on is None:
        return None
    if on.folded not in ("on", "by", "until", "since", "from", "of"):
        return None
    nxt = _at(tokens, _past_blank(tokens, i + 2))
    if nxt is not None and nxt.kind == "word" and nxt.folded not in ("and", "or", "of", "to", "that"):
        return None
    return _checked(f"XXXX-XX-{int(token.text):02d}", i, i + 2)


def read_date(tokens: list[Token], i: int) -> DateSpan | None:
    """The date that starts at tokens[i], or None.

    A bare four-digit number is a candidate year: the caller, who knows what is counted,
    decides. Days without a month keep their precision ("XXXX-XX-11").
    """
    token = tokens[i]
    if token.kind == "word":
        return _read_month_first(tokens, i)
    if token.kind != "digits":
        return None
    return (
        _read_written(tokens, i)
        or _read_day_first(tokens, i)
        or _read_year(tokens, i)
        or _read_lone_day(tokens, i)
    )


def is_year_cue(token: Token | None) -> bool:
    """Does this word make a four-digit number after it a year ("in 2022")?"""
    return token is not None and token.folded in _YEAR_CUES
