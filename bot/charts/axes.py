"""The horizontal axis of a chart: how far it reaches, linear or logarithmic, and its ticks. Pure.

Values are floats; days are their ordinals (`date.toordinal()`), a day reaching to the next one.
"""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LOG_FACTOR: Final = 20
"""Figures that span more than this factor are drawn on a logarithmic axis."""
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_SCALES: Final = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_LAST_DAY: Final = datetime.date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`, with (position, label) ticks and a caption that names the unit."""

    low: float
    high: float
    is_log: bool
    ticks: tuple[tuple[float, str], ...]
    caption: str = ""

    def share(self, value: float) -> float:
        """Where the value stands: 0 at the low end, 1 at the high end, never outside."""
        if self.is_log:
            low, high, at = math.log10(self.low), math.log10(self.high), math.log10(max(value, self.low))
        else:
            low, high, at = self.low, self.high, value
        return min(max((at - low) / (high - low), 0.0), 1.0)


def number_axis(values: Sequence[float], unit: str = "", *, is_whole: bool = False) -> Axis:
    """The axis for the values, at least one of them; logarithmic where they are far apart.

    `is_whole` keeps ticks off the fractions of what is counted in pieces.
    """
    low, high = min(values), max(values)
    if low > 0 and high / low > LOG_FACTOR:
        return _log_axis(low, high, unit)
    if 0 < low < high / 2:
        low = 0.0
    elif high < 0 and high > low / 2:
        high = 0.0
    if high - low <= max(abs(low), abs(high)) * 1e-9:
        room = max(abs(high) * 0.1, 1.0)
        low, high = low - room, high + room
    step = _nice_step((high - low) / 4, is_whole=is_whole)
    first = math.floor(low / step)
    last = max(math.ceil(high / step), first + 1)
    size, word = next(((s, w) for s, w in _SCALES if max(abs(low), abs(high)) >= s), (1.0, ""))
    ticks = tuple((n * step, _number(n * step / size, step / size)) for n in range(first, last + 1))
    caption = " ".join(part for part in (word, unit) if part)
    if first > 0:
        caption = f"{caption} (axis does not start at 0)".strip()
    return Axis(first * step, last * step, is_log=False, ticks=ticks, caption=caption)


def _log_axis(low: float, high: float, unit: str) -> Axis:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    stride = math.ceil((last - first) / 5)
    ticks = tuple((10.0**n, _power_of_ten(n)) for n in range(first, last + 1, stride))
    caption = f"{unit} (log scale: each line is {_power_of_ten(stride)} times the one before)".strip()
    return Axis(10.0**first, 10.0**last, is_log=True, ticks=ticks, caption=caption)


def _power_of_ten(exponent: int) -> str:
    if not -4 < exponent < 15:
        return f"1e{exponent}"
    for size, word in _SCALES:
        if 10.0**exponent >= size:
            return f"{10.0**exponent / size:.0f} {word}"
    return _number(10.0**exponent, 10.0**exponent)


def _number(value: float, step: float) -> str:
    """The number with as many decimals as the step has, thousands apart."""
    if abs(value) >= 1e9 or step < 1e-6:
        return f"{value:.3g}"
    return f"{value:,.{max(0, -math.floor(math.log10(step) + 1e-9))}f}"


def _nice_step(raw: float, *, is_whole: bool) -> float:
    """The next step up of 1, 2, 5, 10, 20 ...; a whole one for what is counted in pieces."""
    size = 10.0 ** math.floor(math.log10(raw))
    step = next((n * size for n in (1, 2, 5) if n * size >= raw * 0.999), 10 * size)
    return max(step, 1.0) if is_whole else step


def date_axis(spans: Sequence[tuple[float, float]]) -> Axis:
    """The axis for spans of days, at least one: ticks are days, months or years."""
    low, high = min(s[0] for s in spans), max(s[1] for s in spans)
    room = max((high - low) * 0.06, 1.0)
    low, high = max(low - room, 1.0), min(high + room, float(_LAST_DAY))
    first, last = _day(low), _day(high)
    years = f"{first.year}" if first.year == last.year else f"{first.year} to {last.year}"
    length = high - low
    if length <= 70:
        step = next(n for n in (1, 2, 3, 7, 14) if length / n <= 7)
        start = math.ceil(low)
        days = [d for d in range(start, math.floor(high), step) if d + 0.5 <= high]
        ticks = [(d + 0.5, f"{_day(d).day} {_MONTHS[_day(d).month - 1]}") for d in days]
        return Axis(low, high, is_log=False, ticks=tuple(ticks), caption=years)
    if length <= 1100:
        step = next(n for n in (1, 2, 3, 6, 12) if length / 30 / n <= 6)
        months = range(first.year * 12, last.year * 12 + 12, step)
        starts = [(datetime.date(m // 12, m % 12 + 1, 1).toordinal(), m) for m in months]
        ticks = [(float(d), f"{_MONTHS[m % 12]} {m // 12}") for d, m in starts if low <= d <= high]
        return Axis(low, high, is_log=False, ticks=tuple(ticks))
    step = int(_nice_step(length / 365.25 / 6, is_whole=True))
    numbers = range(-(-first.year // step) * step, last.year + 1, step)
    starts = [(datetime.date(max(y, 1), 1, 1).toordinal(), y) for y in numbers]
    ticks = [(float(d), str(y)) for d, y in starts if low <= d <= high]
    return Axis(low, high, is_log=False, ticks=tuple(ticks))


def _day(ordinal: float) -> datetime.date:
    return datetime.date.fromordinal(min(max(math.floor(ordinal), 1), _LAST_DAY))
