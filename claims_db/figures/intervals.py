"""What a figure allows: the hard interval (logic) and the soft one (what a reader takes from it).

"more than 2,000" logically allows a million; a reader takes it as a little over 2,000. Two
figures agree only where both intervals meet. Computed, never stored, so that the widths can
change without touching a claim. The widths are the house's judgement (see Widths).
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from claims_db.figures.model import Figure

_INFINITY: Final = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Widths:
    """How far a hedge reaches, as a share of the number.

    about: "about n" is n give or take half its rounding step, at least `about_least`, at most
    `about_most`. over: "more than n" reaches to n plus its rounding step or `over`.
    nearly, under, up_to: the share of n below which the word would mislead.
    vague: "at least dozens" reaches to n times this, about as far as "dozens" does.
    touching: two bounds on opposite sides of one round number count as touching within it.
    """

    about_least: Decimal = Decimal("0.05")
    about_most: Decimal = Decimal("0.15")
    over: Decimal = Decimal("0.10")
    nearly: Decimal = Decimal("0.90")
    under: Decimal = Decimal("0.80")
    up_to: Decimal = Decimal("0.50")
    vague: Decimal = Decimal(5)
    touching: Decimal = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`; an open end leaves out its own value."""

    low: Decimal
    high: Decimal
    is_low_open: bool = False
    is_high_open: bool = False

    def meets(self, other: "Interval") -> bool:
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low > high:
            return False
        if low < high:
            return True
        for side in (self, other):
            if (side.low == low and side.is_low_open) or (side.high == low and side.is_high_open):
                return False
        return True

    def gap(self, other: "Interval") -> Decimal:
        """The distance between the two; 0 where they touch or meet."""
        return max(Decimal(0), max(self.low, other.low) - min(self.high, other.high))


def granularity(value: Decimal) -> Decimal:
    """The rounding step that the trailing zeros suggest: 1,600 -> 100, 238 -> 1, 50 -> 10."""
    if value == 0:
        return Decimal(1)
    exponent = value.normalize().as_tuple().exponent
    return Decimal(10) ** exponent if isinstance(exponent, int) else Decimal(1)


def hard(figure: Figure) -> Interval:
    """What the words logically allow. The figure must have a value."""
    n = _value(figure)
    match figure.comparator:
        case ">":
            return Interval(n, _INFINITY, is_low_open=True)
        case ">=":
            return Interval(n, _INFINITY)
        case "<" | "nearly":
            low = n * Decimal("0.9") if figure.comparator == "nearly" else -_INFINITY
            return Interval(low, n, is_high_open=True)
        case "<=" | "up_to":
            return Interval(-_INFINITY, n)
        case "range":
            top = figure.value_high if figure.value_high is not None else n
            return Interval(n, top)
        case "~":
            return soft(figure, Widths())
        case "=":
            return Interval(n, n)


def soft(figure: Figure, widths: Widths) -> Interval:
    """What a reader takes from the words. The figure must have a value."""
    n = _value(figure)
    step = granularity(n)
    match figure.comparator:
        case ">" | ">=":
            reach = n + max(step if n >= 100 else Decimal(0), abs(n) * widths.over)
            if figure.vague:
                reach = max(reach, n * widths.vague)
            return Interval(n, reach, is_low_open=figure.comparator == ">")
        case "<":
            return Interval(n * widths.under, n, is_high_open=True)
        case "nearly":
            return Interval(n * widths.nearly, n, is_high_open=True)
        case "<=" | "up_to":
            return Interval(n * widths.up_to, n)
        case "range":
            top = figure.value_high if figure.value_high is not None else n
            return Interval(n, top)
        case "~":
            reach = min(max(step / 2, abs(n) * widths.about_least), abs(n) * widths.about_most)
            return Interval(n - reach, n + reach)
        case "=":
            return Interval(n, n)


def _value(figure: Figure) -> Decimal:
    if figure.value is None:
        raise ValueError("a date has no interval of values")
    return figure.value
