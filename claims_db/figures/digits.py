"""Numerals in digits: separators of thousands, decimals and fraction signs, starting at one token."""

from dataclasses import replace
from decimal import Decimal
from typing import Final, NamedTuple

from claims_db.figures.cursor import Cursor
from claims_db.figures.numeral import Numeral
from claims_db.figures.vocabulary import VULGAR_FRACTIONS

_GROUP_MARKS: Final = frozenset(",.'_")
_MAX_DIGITS: Final = 15
_MAX_GROUPS: Final = 6
_LEAD_SIGNS: Final = frozenset("$€£₸₽¥₹-(~<>≈≥≤+±")


def read_digits(cursor: Cursor, i: int) -> Numeral | None:
    """Return the numeral that starts with the digits at tokens[i]; None if it has too many digits.

    A dot that leads (".5%") belongs to the numeral. The words after it ("million") do not.
    """
    head = cursor.tokens[i].text
    if len(head) > _MAX_DIGITS:
        return None
    if has_lead_point(cursor, i):
        return Numeral(Decimal(f"0.{head}"), i - 1, i + 1, "digits", digits="0")
    run = _indian_groups(cursor, i) or _groups(cursor, i)
    numeral = _single_group(cursor, i, run)
    if numeral is None:
        fraction, last = ("", run.last) if run.is_repeated else _fraction(cursor, run.last, run.mark)
        whole = "".join(run.groups)
        if len(whole) + len(fraction) > _MAX_DIGITS:
            return None
        numeral = Numeral(Decimal(f"{whole}.{fraction or 0}"), i, last, "digits", digits=whole)
        if not fraction:
            numeral = replace(numeral, value=Decimal(whole))
    return _with_fraction_sign(cursor, numeral)


def has_lead_point(cursor: Cursor, i: int) -> bool:
    """Return whether a dot that starts a number stands before the digits at i, as in ".5%"."""
    if cursor.folded(i - 1) != ".":
        return False
    before = cursor.at(i - 2)
    return before is None or before.kind == "space" or before.folded in _LEAD_SIGNS


class _Run(NamedTuple):
    """Groups of digits, the mark between them, the index past them; is the last one printed twice?"""

    groups: list[str]
    mark: str
    last: int
    is_repeated: bool = False


def _groups(cursor: Cursor, i: int) -> _Run:
    """Return the groups of three digits that start at tokens[i]."""
    head = cursor.tokens[i].text
    groups, mark, j = [head], "", i + 1
    if len(head) > 3 or head[0] == "0":
        return _Run(groups, mark, j)
    while len(groups) < _MAX_GROUPS:
        k = j + 1
        sep = " " if cursor.is_blank(j) and len(cursor.tokens[j].text) == 1 else cursor.folded(j)
        if sep == "," and cursor.is_blank(k) and cursor.kind(k + 1) == "digits":
            # "1, 000": no number of its own starts with a nought.
            k += 1 if cursor.tokens[k + 1].text[0] == "0" else 0
        group = cursor.at(k)
        if group is None or group.kind != "digits" or len(group.text) != 3:
            break
        if not (sep == " " or sep in _GROUP_MARKS) or mark not in ("", sep):
            break
        if sep == " " and group.text == groups[-1]:
            # "120 120 tenge" is a misprint, not a hundred and twenty thousand.
            return _Run(groups, mark, k + 1, is_repeated=True)
        mark = sep
        groups.append(group.text)
        j = k + 1
    return _Run(groups, mark, j)


def _indian_groups(cursor: Cursor, i: int) -> _Run | None:
    """Return the groups of "12,34,567", two digits each before the last three; None for others."""
    groups, j = [cursor.tokens[i].text], i + 1
    if len(groups[0]) > 2 or groups[0][0] == "0":
        return None
    while cursor.folded(j) == "," and cursor.kind(j + 1) == "digits" and len(groups) < _MAX_GROUPS:
        group = cursor.tokens[j + 1].text
        groups.append(group)
        j += 2
        if len(group) == 3:
            return _Run(groups, ",", j) if len(groups) > 2 else None
        if len(group) != 2:
            return None
    return None


def _single_group(cursor: Cursor, i: int, run: _Run) -> Numeral | None:
    """Return "2.500" or, in a language with a decimal comma, "2,500" as a decimal; None for others."""
    if len(run.groups) != 2 or run.is_repeated:
        return None
    vocabulary = cursor.vocabulary
    is_point = run.mark == "." and vocabulary.has_decimal_point
    is_comma = run.mark == "," and vocabulary.has_decimal_comma
    whole, part = run.groups
    if not (is_point or is_comma) or part == "000" or _starts_fraction(cursor, run.last):
        return None
    value, grouped = Decimal(f"{whole}.{part}"), Decimal(whole + part)
    return Numeral(value, i, run.last, "digits", digits=whole, grouped=grouped)


def _starts_fraction(cursor: Cursor, j: int) -> bool:
    return cursor.folded(j) in (",", ".") and cursor.kind(j + 1) == "digits"


def _fraction(cursor: Cursor, j: int, mark: str) -> tuple[str, int]:
    """Return the decimals that follow at j and the index past them; ("", j) if there are none."""
    sep, tail = cursor.folded(j), cursor.at(j + 1)
    if tail is None or tail.kind != "digits" or sep == mark:
        return "", j
    longest = 9 if sep == "." or cursor.vocabulary.has_decimal_comma else 2
    runs_on = _starts_fraction(cursor, j + 2)
    if sep not in (",", ".") or len(tail.text) > longest or runs_on:
        return "", j
    return tail.text, j + 2


def _with_fraction_sign(cursor: Cursor, numeral: Numeral) -> Numeral:
    """Return the numeral with the "½" or the " 1/2" that follows it."""
    j = cursor.past_blank(numeral.last)
    sign = VULGAR_FRACTIONS.get(cursor.folded(j))
    if sign is not None:
        return replace(numeral, value=numeral.value + sign, last=j + 1, grouped=None)
    if j == numeral.last or cursor.folded(j + 1) != "/":
        return numeral
    over, under, after = cursor.at(j), cursor.at(j + 2), cursor.at(j + 3)
    if over is None or under is None or over.kind != "digits" or under.kind != "digits":
        return numeral
    if len(over.text) > 1 or len(under.text) > 1 or int(over.text) >= int(under.text):
        return numeral
    if int(over.text) == 0 or (after is not None and after.text == "/"):
        return numeral
    part = Decimal(over.text) / Decimal(under.text)
    return replace(numeral, value=numeral.value + part, last=j + 3, grouped=None)
