"""Digits that state no quantity: labels, names, footnote marks, clock times, versions."""

from typing import Final

from claims_db.figures.tokens import Token
from claims_db.figures.units import CURRENCY_BY_PREFIX

_LABELS: Final = frozenset(
    """article articles section sections chapter clause paragraph page pages figure table note footnote
    vol volume issue no nr number flight boeing airbus route highway room floor gate platform bus line
    channel version v release build port step part episode season level lvl apollo formula area
    windows ubuntu iphone android ios python gpt covid agent studio file resolution protocol g""".split()
)
_GLUED_OK: Final = frozenset({"mid", "pre", "post", "late", "early", "around", "ca", "c", "and", "to"})


def _glued_left(tokens: list[Token], i: int) -> Token | None:
    before = tokens[i - 1] if i else None
    return None if before is None or before.kind == "space" else before


def is_label(tokens: list[Token], i: int) -> bool:
    """Do the digits at tokens[i] name or mark something instead of stating how many?"""
    before = _glued_left(tokens, i)
    if before is not None:
        if before.kind == "word":
            return before.folded not in CURRENCY_BY_PREFIX and before.folded not in ("x", "n")
        if before.text in "-‑–_/" and i >= 2:
            left = tokens[i - 2]
            if left.kind == "word" and left.folded not in _GLUED_OK:
                return True
            if left.kind == "digits" and before.text == "/":
                return True
        if before.text in "#@":
            return True
        if before.kind == "mark" and before.text in ")]”»’'\"!?" and i >= 2:
            # A closing mark after a letter or another mark: a footnote. An opening quotation
            # mark stands after a blank, so '162 wealthy people' is not taken for one.
            left = tokens[i - 2]
            if left.kind != "space":
                return True
        if before.text == "." and i >= 2 and tokens[i - 2].kind in ("word", "mark"):
            after = tokens[i + 1] if i + 1 < len(tokens) else None
            if len(tokens[i].text) <= 2 and (after is None or after.kind == "space"):
                return tokens[i - 2].kind == "mark" or len(tokens[i - 2].text) > 3
    word = tokens[i - 2] if i >= 2 and tokens[i - 1].kind == "space" else None
    if word is not None and word.text == "." and i >= 3:
        word = tokens[i - 3] if tokens[i - 3].folded in ("no", "nr", "art", "fig", "vol") else word
    if word is not None and word.folded in _LABELS and word.folded not in ("number", "line", "part"):
        return word.folded != "no" or tokens[i - 2].text == "."
    return _is_clock_or_version(tokens, i)


def _is_clock_or_version(tokens: list[Token], i: int) -> bool:
    def text(j: int) -> str:
        return tokens[j].text if 0 <= j < len(tokens) else ""

    def has_digits(j: int) -> bool:
        return 0 <= j < len(tokens) and tokens[j].kind == "digits"

    if text(i + 1) == ":" and has_digits(i + 2) and len(text(i + 2)) == 2:
        return True
    if text(i - 1) == ":" and has_digits(i - 2):
        return True
    if text(i + 1) == "/" and has_digits(i + 2):
        return True
    if text(i + 1).casefold() in ("am", "pm") or text(i + 2).casefold() in ("am", "pm"):
        return len(text(i)) <= 2
    if text(i + 1) == "." and has_digits(i + 2) and text(i + 3) == "." and has_digits(i + 4):
        return not all(len(text(j)) == 3 for j in (i + 2, i + 4)) and len(text(i + 4)) != 4
    if text(i - 1) == "." and has_digits(i - 2):
        return True
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if after is not None and after.kind == "word":
        suffix = after.folded
        glued = {"st", "nd", "rd", "th", "k", "m", "mm", "mn", "mln", "mio", "bn", "bln", "b", "t",
                 "tn", "s", "km", "kg", "pct", "percent", "eur", "usd", "gbp", "yo", "y", "year",
                 "million", "billion", "thousand", "ish", "h", "min", "hrs", "days", "cm", "x",
                 "people", "dead", "killed", "arrested", "tenge", "kzt"}  # fmt: skip
        return suffix not in glued
    return False
