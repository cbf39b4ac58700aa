"""What a chart shows, before anybody draws it."""

from dataclasses import dataclass
from typing import Literal

from bot.charts.axes import Axis

Shape = Literal["dot", "right", "left", "nearly", "band", "range", "none"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a figure shows on the axis, in the axis's own numbers."""

    shape: Shape
    low: float
    high: float
    is_hollow: bool = False


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One claim: who says it and how, its standing and day (`notes`), its mark.

    `date` is the figure itself, EDTF, where it is a date.
    """

    source: str
    kind: str
    wording: str
    status: str
    notes: tuple[str, ...]
    mark: Mark
    date: str = ""


@dataclass(frozen=True, slots=True)
class MessageLine:
    """The message's own figure: a dashed line, or two with what lies between them."""

    wording: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ChartModel:
    """Everything a chart shows, and so what tells one from another; rows of one source stand together."""

    title: str
    aspect: str
    axis: Axis
    rows: tuple[ChartRow, ...]
    message_lines: tuple[MessageLine, ...] = ()
    notes: tuple[str, ...] = ()
