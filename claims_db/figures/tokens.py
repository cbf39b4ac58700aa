"""Cut a text into tokens: the only pass over raw characters, so its cost is linear.

>>> [(t.kind, t.text) for t in tokenize("3,393 hurt")]
[('digits', '3'), ('mark', ','), ('digits', '393'), ('space', ' '), ('word', 'hurt')]
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

TokenKind = Literal["digits", "word", "space", "mark"]

# Only ASCII digits are digits: str.isdigit() is also true of footnote superscripts.
_TOKEN_RE: Final = re.compile(
    r"(?P<digits>[0-9]+)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<space>[^\S\n]+|\n+)"
    r"|(?P<mark>.)",
    re.DOTALL,
)
_URL_RE: Final = re.compile(r"<?(?:https?://|www\.)\S+", re.IGNORECASE)
_MAIL_RE: Final = re.compile(r"(?<!\S)[\w.+-]{1,64}@[\w.-]{1,255}")


@dataclass(frozen=True, slots=True)
class Token:
    """A run of one kind of character; `start` and `end` are offsets into the text."""

    kind: TokenKind
    text: str
    start: int
    end: int

    @property
    def folded(self) -> str:
        return self.text.casefold()


def mask_addresses(text: str) -> str:
    """The text with URLs and mail addresses blanked out, offsets unchanged."""
    masked = _URL_RE.sub(lambda m: " " * len(m.group()), text)
    return _MAIL_RE.sub(lambda m: " " * len(m.group()), masked) if "@" in masked else masked


def tokenize(text: str) -> list[Token]:
    """All tokens of the text, in order, nothing left out."""
    return [
        Token(m.lastgroup, m.group(), m.start(), m.end())  # type: ignore[arg-type]
        for m in _TOKEN_RE.finditer(text)
    ]
