"""Cut a text into tokens: the only pass over raw characters, so its cost is linear.

>>> [(t.kind, t.text) for t in tokenize("3,393 hurt")]
[('digits', '3'), ('mark', ','), ('digits', '393'), ('space', ' '), ('word', 'hurt')]
"""

import re
import unicodedata
from typing import Final, Literal, NamedTuple

TokenKind = Literal["digits", "word", "space", "mark"]

# \d is every script's decimal digits; superscripts and circled digits are not among them.
_TOKEN_RE: Final = re.compile(
    r"(?P<digits>\d+)"
    r"|(?P<raised>[⁰¹²³⁴-⁹₀-₉①-⓿]+)"
    r"|(?P<vulgar>[¼-¾⅐-⅞])"
    r"|(?P<elided>(?:jusqu|lorsqu|qu|[cdjlmnst])['’](?!s\b)(?=[^\W\d_]))"
    r"|(?P<word>[^\W\d_¼-¾⅐-⅞]+(?:['’][^\W\d_]+)*)"
    r"|(?P<space>[^\S\n]+|\n+)"
    r"|(?P<mark>.)",
    re.DOTALL | re.IGNORECASE,
)
_KINDS: Final[dict[str, TokenKind]] = {
    "digits": "digits",
    "raised": "mark",
    "vulgar": "word",
    "elided": "word",
    "word": "word",
    "space": "space",
    "mark": "mark",
}
_URL_RE: Final = re.compile(r"<?(?:https?://|www\.)\S+", re.IGNORECASE)
_MAIL_RE: Final = re.compile(r"(?<!\S)[\w.+-]{1,64}@[\w.-]{1,255}")
_HIDDEN: Final = "\u00ad\u061c\u200b-\u200f\u2060\u2066-\u2069\ufeff"
"""Soft hyphens, zero-width characters and direction marks: they split a number that a reader sees whole."""
_COMBINING: Final = "\u0300-\u036f"
_UNSEEN_RE: Final = re.compile(f"[{_HIDDEN}{_COMBINING}]")
_MARKS: Final = {
    **{chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)},  # full-width forms
    "’": "'",
    "٬": "'",
    "٫": ".",
    "٪": "%",
    "·": ".",
    "⁄": "/",
    "−": "-",
    "‐": "-",
    "‑": "-",
}
_FOLDED: Final = str.maketrans({"’": "'", "ё": "е"})


class Token(NamedTuple):
    """A run of one kind of character.

    `text` has digits of any script as ASCII digits. `folded` is for look-ups: words in lower case with
    straight apostrophes and without a possessive, marks as their ASCII twins. `start` and `end` are
    offsets into the text.
    """

    kind: TokenKind
    text: str
    folded: str
    start: int
    end: int


def mask_addresses(text: str) -> str:
    """Return the text with URLs and mail addresses blanked out, offsets unchanged."""
    masked = _URL_RE.sub(lambda m: " " * len(m.group()), text)
    return _MAIL_RE.sub(lambda m: " " * len(m.group()), masked) if "@" in masked else masked


def tokenize(text: str) -> list[Token]:
    """Return all tokens of the text, in order; characters that nobody sees are left out."""
    seen, starts, ends = (text, None, None) if text.isascii() else _seen(text)
    tokens = []
    for match in _TOKEN_RE.finditer(seen):
        kind = _KINDS[match.lastgroup or "mark"]
        part, start, end = match.group(), match.start(), match.end()
        folded = part
        if kind == "word":
            folded = part.casefold() if part.isascii() else part.casefold().translate(_FOLDED)
            folded = folded[:-2] if folded[-2:] == "'s" else folded
        elif kind == "digits" and not part.isascii():
            part = folded = "".join(str(unicodedata.decimal(digit)) for digit in part)
        elif kind == "mark":
            folded = _MARKS.get(part, part)
        if starts is not None and ends is not None:
            start, end = starts[start], ends[end - 1]
        tokens.append(Token(kind, part, folded, start, end))
    return tokens


def _seen(text: str) -> tuple[str, list[int] | None, list[int] | None]:
    """Return the text without hidden characters, accents composed, and where each character was."""
    if _UNSEEN_RE.search(text) is None:
        return text, None, None
    kept: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, char in enumerate(text):
        if _UNSEEN_RE.match(char) is None:
            kept.append(char)
            starts.append(place)
            ends.append(place + 1)
        elif kept and unicodedata.combining(char):
            composed = unicodedata.normalize("NFC", kept[-1] + char)
            if len(composed) == 1:
                kept[-1], ends[-1] = composed, place + 1
    return "".join(kept), starts, ends
