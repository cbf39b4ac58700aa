"""A chart model as a PNG, for a dark background and a phone 360 pixels wide. Pure.

Matplotlib draws without pyplot: a figure of its own for every picture, every size and colour
given, nothing left behind in the process. Coordinates are pixels from the top left.
"""

import io
import math
from itertools import groupby
from typing import Final, Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse, Rectangle

from bot.charts.model import ChartModel, ChartRow, Mark
from bot.charts.text import drawable, font, shorten, width

WIDTH: Final = 1080
_DPI: Final = 72  # a point is a pixel
_MARGIN: Final = 24
_PAD: Final = 20
_LEFT: Final = _MARGIN + _PAD
_RIGHT: Final = WIDTH - _LEFT
_TITLE, _HEADER, _LABEL, _SMALL = 44, 30, 32, 30
_HEADER_HEIGHT: Final = 50
_ROW_HEIGHT: Final = 92
_GROUP_GAP: Final = 14
_ARROW: Final = 110
_MAX_WORDING: Final = 36

_BACKGROUND, _PANEL, _GRID, _LANE = "#2b2d31", "#35373c", "#4a4d54", "#54575f"
_TEXT, _MUTED, _GREY = "#f2f3f5", "#c4c9d0", "#b4bac3"
# Okabe and Ito's colours, those light enough for a dark background.
_MESSAGE: Final = "#f0e442"
_BLUE, _ORANGE, _GREEN = "#56b4e9", "#e69f00", "#20b88c"
_COLOURS: Final = {
    "official": _BLUE, "estimated": _ORANGE, "alleged": _ORANGE, "planned": _ORANGE,
    "retracted": _GREY, "denied": _GREY, "revised": _ORANGE,
}  # fmt: skip
_STANDING: Final = {"retracted": "later retracted", "denied": "denied", "revised": "later revised"}


def render(model: ChartModel) -> bytes:
    """The picture as a PNG, 1080 pixels wide; the same model gives the same bytes."""
    return _Drawing(model).png()


class _Drawing:
    """One picture on its way: the canvas, and how values lie on it."""

    def __init__(self, model: ChartModel) -> None:
        self._model = model
        self._figure = Figure(figsize=(WIDTH / _DPI, 1), dpi=_DPI, facecolor=_BACKGROUND)
        FigureCanvasAgg(self._figure)  # makes itself the figure's canvas
        self._axes: Axes = self._figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_axis_off()
        shapes = {row.mark.shape for row in model.rows}
        self._from = _LEFT + (_ARROW + 20 if "left" in shapes and model.axis.low != 0 else 30)
        self._to = _RIGHT - (_ARROW + 20 if "right" in shapes else 30)

    def png(self) -> bytes:
        y = self._title(20.0)
        top = y = self._message_labels(y)
        for _, rows in groupby(self._model.rows, key=lambda row: row.source):
            y = self._group(list(rows), y)
        self._ticks(top, y)
        self._message_marks(top, y)
        height = self._footer(y + 52)
        height = math.ceil(height / 9) * 9  # whole eighths of an inch have no rounding error
        self._figure.set_size_inches(WIDTH / _DPI, height / _DPI)
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        out = io.BytesIO()
        self._figure.savefig(out, format="png", dpi=_DPI, facecolor=_BACKGROUND, metadata={"Software": None})
        return out.getvalue()

    def _x(self, value: float) -> float:
        return self._from + self._model.axis.share(value) * (self._to - self._from)

    # Words

    def _fitted(self, text: str, size: float, room: float, *, is_bold: bool = False, end: str = "") -> str:
        """The text, shortened at a word until it fits; `end` closes a shortened quotation."""
        text = drawable(text)
        limit, body = len(text), text
        while (wide := width(body, size, is_bold=is_bold)) > room and limit > 4:
            limit = min(limit - 1, len(body) - 1, round(len(body) * room / wide) + 4)
            body = shorten(text.removesuffix(end) if end else text, limit) + end
        return body

    def _write(
        self, x: float, y: float, text: str, size: float, *, colour: str = _TEXT, is_bold: bool = False,
        align: Literal["left", "center", "right"] = "left", behind: str = "", z: float = 5.0,
    ) -> None:  # fmt: skip
        """The text, as it is (a dollar sign is no formula), centred on the height y."""
        box = {"facecolor": behind, "edgecolor": "none", "pad": 3.0} if behind else None
        self._axes.text(
            x, y, text, fontproperties=font(size, is_bold=is_bold), color=colour, ha=align,
            va="center_baseline", parse_math=False, bbox=box, zorder=z,
        )  # fmt: skip

    def _line(
        self, x1: float, x2: float, y1: float, y2: float, colour: str, width: float, *,
        z: float = 3.0, dashes: tuple[float, float] | None = None,
    ) -> None:  # fmt: skip
        style: Literal["-"] | tuple[float, tuple[float, float]] = "-" if dashes is None else (0.0, dashes)
        self._axes.add_line(
            Line2D([x1, x2], [y1, y2], color=colour, linewidth=width, linestyle=style, zorder=z,
                   solid_capstyle="butt", dash_capstyle="butt")
        )  # fmt: skip

    def _box(
        self, x: float, y: float, width: float, height: float, colour: str, *, edge: str = "none",
        z: float = 3.0, alpha: float = 1.0,
    ) -> None:  # fmt: skip
        self._axes.add_patch(
            Rectangle((x, y), width, height, facecolor=colour, edgecolor=edge, linewidth=4, alpha=alpha,
                      zorder=z)
        )  # fmt: skip

    # The parts, from top to bottom; each takes the height it begins at and returns where it ends.

    def _title(self, y: float) -> float:
        room = _RIGHT - _LEFT
        words = drawable(self._model.title).split(" ")
        first = words.pop(0)
        while words and width(f"{first} {words[0]}", _TITLE, is_bold=True) <= room:
            first = f"{first} {words.pop(0)}"
        for line in (first, " ".join(words)):
            if line:
                fitted = self._fitted(line, _TITLE, room, is_bold=True)
                self._write(_LEFT, y + 30, fitted, _TITLE, is_bold=True)
                y += 56
        if self._model.aspect:
            self._write(_LEFT, y + 20, self._fitted(self._model.aspect, _LABEL, room), _LABEL, colour=_MUTED)
            y += 44
        return y + 10

    def _message_labels(self, y: float) -> float:
        for line in self._model.message_lines:
            text = self._fitted(f"message: '{line.wording}'", _LABEL, _RIGHT - _LEFT, end="'")
            wide = width(text, _LABEL)
            middle = (self._x(line.low) + self._x(line.high)) / 2
            x = min(max(middle - wide / 2, _LEFT), _RIGHT - wide)
            self._write(x, y + 20, text, _LABEL, colour=_MESSAGE, z=8)
            y += 44
        return y + 6

    def _group(self, rows: list[ChartRow], y: float) -> float:
        height = _HEADER_HEIGHT + _ROW_HEIGHT * len(rows) + 6
        self._box(_MARGIN, y, WIDTH - 2 * _MARGIN, height, _PANEL, z=0)
        header = self._fitted(f"Source {rows[0].source} · {rows[0].kind}", _HEADER, _RIGHT - _LEFT)
        self._write(_LEFT, y + 28, header, _HEADER, colour=_MUTED, is_bold=True, behind=_PANEL)
        for n, row in enumerate(rows):
            self._row(row, y + _HEADER_HEIGHT + n * _ROW_HEIGHT)
        return y + height + _GROUP_GAP

    def _row(self, row: ChartRow, y: float) -> None:
        room = _RIGHT - _LEFT - 30
        notes = [note for note in row.notes if note != _STANDING.get(row.status)]
        quoted = f"'{shorten(drawable(row.wording), _MAX_WORDING)}'"
        while len(notes) > 2 or (len(notes) == 2 and notes[-1].startswith("citing")):
            if width(quoted, _LABEL) + width(drawable(" · ".join(notes)), _SMALL) <= room:
                break
            notes.pop()
        note = self._fitted(" · ".join(notes), _SMALL, room * 0.6)
        quoted = self._fitted(quoted, _LABEL, room - width(note, _SMALL), end="'")
        colour = _GREY if row.mark.is_hollow else _TEXT
        self._write(_LEFT, y + 20, quoted, _LABEL, colour=colour, behind=_PANEL)
        if row.mark.is_hollow:
            self._line(_LEFT, _LEFT + width(quoted, _LABEL), y + 21, y + 21, _GREY, 2, z=6)
        if note:
            self._write(_RIGHT, y + 20, note, _SMALL, colour=_MUTED, align="right", behind=_PANEL)
        lane = y + 64
        self._line(_LEFT, _RIGHT, lane, lane, _LANE, 2, z=1.5)
        left, right = self._mark(row.mark, lane, _COLOURS.get(row.status, _GREEN))
        word = "none" if row.mark.shape == "none" else ""
        word = ", ".join(part for part in (word, _STANDING.get(row.status, "")) if part)
        if word:
            fits = right + 16 + width(word, _SMALL) <= _RIGHT
            x = right + 16 if fits else left - 16 - width(word, _SMALL)
            self._write(x, lane, word, _SMALL, colour=_MUTED, behind=_PANEL)

    def _mark(self, mark: Mark, y: float, colour: str) -> tuple[float, float]:
        """Draw the mark; returns how far it reaches to the left and to the right."""
        low, high = self._x(mark.low), self._x(mark.high)
        fill = _PANEL if mark.is_hollow else colour
        match mark.shape:
            case "dot" | "none":
                middle = (low + high) / 2
                self._axes.add_patch(
                    Ellipse((middle, y), 30, 30, facecolor=fill, edgecolor=colour, linewidth=4, zorder=6)
                )
                return middle - 17, middle + 17
            case "right" | "left":
                tip = low + _ARROW if mark.shape == "right" else max(low - _ARROW, _LEFT)
                back = tip - 26 if mark.shape == "right" else tip + 26
                self._line(low, back, y, y, colour, 7, z=6)
                self._line(low, low, y - 17, y + 17, colour, 7, z=6)
                self._axes.fill([tip, back, back], [y, y - 16, y + 16], facecolor=fill, edgecolor=colour,
                                linewidth=3, zorder=6)  # fmt: skip
                return min(low, tip) - 4, max(low, tip) + 4
            case "nearly" | "band" | "range":
                return self._bar(mark, low, high, y, colour)

    def _bar(self, mark: Mark, low: float, high: float, y: float, colour: str) -> tuple[float, float]:
        if high - low < 24:  # too narrow to be seen
            middle = (low + high) / 2
            low, high = (high - 24, high) if mark.shape == "nearly" else (middle - 12, middle + 12)
        fill = _PANEL if mark.is_hollow else colour
        if mark.shape == "band":
            self._box(low, y - 15, high - low, 30, fill, z=6, alpha=0.55)
            self._box(low, y - 15, high - low, 30, "none", edge=colour, z=6)
            return low - 2, high + 2
        self._box(low, y - 7, high - low, 14, fill, edge=colour if mark.is_hollow else "none", z=6)
        for end in (high,) if mark.shape == "nearly" else (low, high):
            self._line(end, end, y - 17, y + 17, colour, 7, z=6)
        return low - 4, high + 4

    def _ticks(self, top: float, bottom: float) -> None:
        end = float("-inf")
        for value, label in self._model.axis.ticks:
            x = self._x(value)
            self._line(x, x, top, bottom, _GRID, 2, z=1)
            half = width(label, _SMALL) / 2
            at = min(max(x, _MARGIN + half), WIDTH - _MARGIN - half)
            if at - half > end + 20:
                self._write(at, bottom + 22, label, _SMALL, colour=_MUTED, align="center", z=7)
                end = at + half

    def _message_marks(self, top: float, bottom: float) -> None:
        for line in self._model.message_lines:
            low, high = self._x(line.low), self._x(line.high)
            if high - low > 4:
                self._box(low, top, high - low, bottom - top, _MESSAGE, z=2, alpha=0.12)
            for x in dict.fromkeys((low, high) if high - low > 4 else ((low + high) / 2,)):
                self._line(x, x, top, bottom, _MESSAGE, 4, z=4, dashes=(3, 2))

    def _footer(self, y: float) -> float:
        for text in (self._model.axis.caption, "; ".join(self._model.notes)):
            if text:
                fitted = self._fitted(text, _SMALL, _RIGHT - _LEFT)
                self._write(WIDTH / 2, y + 16, fitted, _SMALL, colour=_MUTED, align="center")
                y += 44
        return y + 12
