"""A board of counts as a PNG, for a dark background and a phone 360 pixels wide. Pure.

Drawn like the charts of figures (drawing): no pyplot, pixels from the top left.
"""

import io
from collections.abc import Sequence
from typing import Final, Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from bot.charts.stats_board import Board, Row
from bot.charts.text import drawable, font, shorten, width
from claims_db.storage.statistics import EVENTS, Event

WIDTH: Final = 1080
_DPI: Final = 72  # a point is a pixel
_MARGIN, _PAD = 24, 20
_LEFT: Final = _MARGIN + _PAD
_RIGHT: Final = WIDTH - _LEFT
_TITLE, _HEADER, _LABEL, _SMALL = 44, 30, 32, 27
_ROW_HEIGHT: Final = 94
_BAR, _THIN = 24, 10
_BACKGROUND, _PANEL, _LANE = "#2b2d31", "#35373c", "#44474e"
_TEXT, _MUTED = "#f2f3f5", "#c4c9d0"
# Okabe and Ito's colours, those light enough for a dark background.
_COLOURS: Final[dict[Event, str]] = {"asked": "#56b4e9", "answered": "#20b88c", "wrong": "#e69f00"}
_LEGEND: Final[dict[Event, str]] = {
    "asked": "asked", "answered": "answered unasked", "wrong": "reported as wrong",
}  # fmt: skip


def render(board: Board) -> bytes:
    """The picture as a PNG, 1080 pixels wide; the same board gives the same bytes."""
    return _Drawing(board).png()


class _Drawing:
    """One picture on its way."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._figure = Figure(figsize=(WIDTH / _DPI, 1), dpi=_DPI, facecolor=_BACKGROUND)
        FigureCanvasAgg(self._figure)  # makes itself the figure's canvas
        self._axes: Axes = self._figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_axis_off()

    def png(self) -> bytes:
        self._write(_LEFT, 50, self._board.span, _TITLE, is_bold=True)
        self._write(_LEFT, 100, _words(self._board.total), _LABEL, colour=_MUTED)
        y = self._legend(146.0)
        if self._board.topics:
            y = self._panel("By topic", self._board.topics, y) + 14
        y = self._panel("By channel", self._board.channels, y)
        height = -(-(y + _MARGIN) // 9) * 9  # whole eighths of an inch have no rounding error
        self._figure.set_size_inches(WIDTH / _DPI, height / _DPI)
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        out = io.BytesIO()
        self._figure.savefig(out, format="png", dpi=_DPI, facecolor=_BACKGROUND, metadata={"Software": None})
        return out.getvalue()

    def _write(
        self, x: float, y: float, text: str, size: float, *, colour: str = _TEXT, is_bold: bool = False,
        align: Literal["left", "right"] = "left",
    ) -> None:  # fmt: skip
        self._axes.text(
            x, y, text, fontproperties=font(size, is_bold=is_bold), color=colour, ha=align,
            va="center_baseline", parse_math=False, zorder=5,
        )  # fmt: skip

    def _box(self, x: float, y: float, wide: float, high: float, colour: str, z: float = 3.0) -> None:
        self._axes.add_patch(Rectangle((x, y), wide, high, facecolor=colour, edgecolor="none", zorder=z))

    def _legend(self, y: float) -> float:
        x = float(_LEFT)
        for event, words in _LEGEND.items():
            self._box(x, y - 11, 24, 24 if event != "wrong" else _THIN, _COLOURS[event])
            self._write(x + 36, y, words, _SMALL, colour=_MUTED)
            x += 36 + width(words, _SMALL) + 44
        return y + 34

    def _panel(self, title: str, rows: Sequence[Row], y: float) -> float:
        height = 60 + _ROW_HEIGHT * len(rows)
        self._box(_MARGIN, y, WIDTH - 2 * _MARGIN, height, _PANEL, z=0)
        self._write(_LEFT, y + 32, title, _HEADER, colour=_MUTED, is_bold=True)
        most = max((row.drawn for row in rows), default=0) or 1
        for n, row in enumerate(rows):
            self._row(row, y + 60 + n * _ROW_HEIGHT, (_RIGHT - _LEFT) / most)
        return y + height

    def _row(self, row: Row, y: float, scale: float) -> None:
        counts = _words(row)
        self._write(_RIGHT, y + 18, counts, _SMALL, colour=_MUTED, align="right")
        room = _RIGHT - _LEFT - width(counts, _SMALL) - 30
        label = drawable(row.label)
        limit = len(label)
        while width(label, _LABEL) > room and limit > 4:
            limit = min(limit - 1, len(label) - 1)
            label = shorten(label, limit)
        self._write(_LEFT, y + 18, label, _LABEL)
        if row.is_rest:
            return
        self._box(_LEFT, y + 42, _RIGHT - _LEFT, _BAR, _LANE, z=1)
        x = float(_LEFT)
        for event in EVENTS:
            if event in ("asked", "answered") and row.count(event):
                wide = max(row.count(event) * scale, 4)
                self._box(x, y + 42, wide, _BAR, _COLOURS[event])
                x += wide
        if row.count("wrong"):
            wide = max(row.count("wrong") * scale, 6)
            self._box(_LEFT, y + 42 + _BAR + 3, wide, _THIN, _COLOURS["wrong"])


def _words(row: Row) -> str:
    return " · ".join(f"{row.count(e):,} {e}" for e in EVENTS if row.count(e)) or "nothing"
