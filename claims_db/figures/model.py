"""The quantity as stated: what every other module of the package passes around."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from claims_db.figures.units import UNITS, dimension

Comparator = Literal["=", ">", ">=", "<", "<=", "~", "nearly", "up_to", "range"]
COMPARATORS: tuple[Comparator, ...] = ("=", ">", ">=", "<", "<=", "~", "nearly", "up_to", "range")


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity or a date as stated.

    Exactly one of `value` (a Decimal, scale applied, so "3bn" is 3000000000) and `date` (an
    EDTF string, precision as stated: "2022-01" stays a month) is set. `value_high` goes with
    the comparator "range". `unit` is a key of `units.DIMENSIONS` or "" where none is stated.
    `negated` goes with value 0 ("no foreign troops"). `vague` marks "dozens", "hundreds".
    `counted` is what is counted, in the text's own words, lower case, "" where nothing is said.
    `start` and `end` are offsets into the text that was read, 0 and 0 for stored figures.
    """

    value: Decimal | None = None
    value_high: Decimal | None = None
    comparator: Comparator = "="
    unit: str = ""
    per: str = ""
    date: str = ""
    counted: str = ""
    negated: bool = False
    vague: bool = False
    wording: str = ""
    start: int = 0
    end: int = 0

    def __post_init__(self) -> None:
        if (self.value is None) == (not self.date):
            raise ValueError("a figure has a value or a date, and not both")

    @property
    def dimension(self) -> str:
        """What is measured: "people", "money", "date" ...; "" for a bare number."""
        if self.date:
            return "date"
        return dimension(self.unit) if self.unit in UNITS else ""

    @property
    def is_date(self) -> bool:
        return bool(self.date)
