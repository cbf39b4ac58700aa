"""Text that others wrote, made harmless for a Discord message. Pure.

Nothing a source or a user wrote may ping anybody, format anything, become a link, or break out of the
quotation it stands in.
"""

import re
import unicodedata
from typing import Final

_MARKUP_RE: Final = re.compile(r"([\\*_~`|<>\[\]()#])")
_LIST_RE: Final = re.compile(r"^(\d*)([-+.])(\s)")
_BLANKS_RE: Final = re.compile(r"\s+")
_GAP: Final = "\u200b"
"""A zero-width space: breaks a mention or an address without showing."""


def is_invisible(char: str) -> bool:
    """Control, format and bidirectional characters, which can hide or reorder what is read."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") and char not in "\n\t"


def bare(text: str) -> str:
    """The text on one line, without characters that can't be seen."""
    return _BLANKS_RE.sub(" ", "".join(c for c in text if not is_invisible(c))).strip()


def escape(text: str) -> str:
    """The text as plain words in a Discord message, on one line.

    >>> escape("[x](http://y) **@everyone**")
    '\\\\[x\\\\]\\\\(http:\\u200b//y\\\\) \\\\*\\\\*@\\u200beveryone\\\\*\\\\*'
    """
    safe = _MARKUP_RE.sub(r"\\\1", bare(text))
    safe = _LIST_RE.sub(r"\1\\\2\3", safe)
    return safe.replace("@", f"@{_GAP}").replace("://", f":{_GAP}//")


def shorten(text: str, limit: int) -> str:
    """The text cut at a word to at most `limit` characters, with an ellipsis.

    Works on escaped text: a backslash is never parted from what it escapes.
    """
    if len(text) <= limit:
        return text
    cut = text[: max(0, limit - 1)]
    space = cut.rfind(" ")
    if space > limit // 2:
        cut = cut[:space]
    trailing = len(cut) - len(cut.rstrip("\\"))
    if trailing % 2:
        cut = cut[:-1]
    return f"{cut.rstrip()}…" if limit > 0 else ""


def in_quotes(wording: str, limit: int) -> str:
    """Return the wording between quotation marks, escaped and short; a mark inside it does not end it."""
    inside = escape(wording).replace("'", "’")
    return f"'{shorten(inside, limit)}'"


def join_within(lines: list[str], limit: int, *, separator: str = "\n") -> tuple[str, int]:
    """As many whole lines as fit, and how many were left out; the first is shortened to fit."""
    kept: list[str] = []
    size = 0
    for line in lines:
        cost = len(line) + (len(separator) if kept else 0)
        if size + cost > limit:
            if kept:
                break
            line = shorten(line, limit)
            cost = len(line)
        kept.append(line)
        size += cost
    return separator.join(kept), len(lines) - len(kept)
