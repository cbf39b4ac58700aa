"""Text of sources and messages made fit to be drawn: one line, no tricks, only glyphs the font has. Pure.

>>> shorten("Three hundred and forty of these were underground", 32)
'Three hundred and forty of…'
"""

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

import matplotlib
from matplotlib.font_manager import FontProperties, get_font

_MAX_CHARS: Final = 400
_FONTS: Final = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def plain(text: str) -> str:
    """The text on one line, without control, bidi and invisible characters.

    At most one combining mark stays on a letter, and no more than 400 characters stay at all.
    """
    kept: list[str] = []
    was_mark = False
    for char in unicodedata.normalize("NFC", text[: 4 * _MAX_CHARS]):
        category = unicodedata.category(char)
        if category[0] == "Z" or category == "Cc":
            kept.append(" ")
        elif category[0] != "C" and not (category[0] == "M" and was_mark):
            kept.append(char)
        was_mark = category[0] == "M"
    line = " ".join("".join(kept).split())
    return shorten(line, _MAX_CHARS)


def drawable(text: str) -> str:
    """The plain text with what the font has no glyph for left out; letters leave an ellipsis."""
    known = _known_glyphs()
    kept: list[str] = []
    for char in plain(text):
        if ord(char) in known:
            kept.append(char)
        elif char.isalnum() and (not kept or kept[-1] != "…"):
            kept.append("…")
    return " ".join("".join(kept).split())


def shorten(text: str, limit: int) -> str:
    """The text in at most `limit` characters, cut between two words where it can be."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    if not text[limit - 1].isspace() and " " in head.strip():
        head = head.rsplit(" ", 1)[0]
    return head.rstrip(" ,;:.…-–—(") + "…"


def font(size: float, *, is_bold: bool = False) -> FontProperties:
    """DejaVu Sans as it ships with matplotlib, whatever fonts or settings the machine has."""
    return FontProperties(fname=str(_file(is_bold=is_bold)), size=size)


def width(text: str, size: float, *, is_bold: bool = False) -> float:
    """How wide the text is in pixels, drawn at 72 dots to the inch."""
    face = get_font(str(_file(is_bold=is_bold)))
    face.set_size(size, 72)
    face.set_text(text)
    return float(face.get_width_height()[0]) / 64


def _file(*, is_bold: bool) -> Path:
    return _FONTS / ("DejaVuSans-Bold.ttf" if is_bold else "DejaVuSans.ttf")


@lru_cache(maxsize=1)
def _known_glyphs() -> frozenset[int]:
    """The characters that both cuts of the font have."""
    regular, bold = (get_font(str(_file(is_bold=is_bold))).get_charmap() for is_bold in (False, True))
    return frozenset(regular) & frozenset(bold)
