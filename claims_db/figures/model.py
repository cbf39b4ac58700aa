"""The quantity as stated: what every other module of the package passes around."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

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

    def record(self) -> dict[str, Any]:
        """Return the figure as plain values, amounts as text; `wording` and offsets are left out.

        >>> record = Figure(value=Decimal("2000"), comparator=">", unit="people").record()
        >>> record["value"], record["comparator"], record["value_high"]
        ('2000', '>', None)
        """
        return {
            "comparator": self.comparator, "unit": self.unit, "per": self.per, "date": self.date,
            "negated": self.negated, "vague": self.vague, "counted": self.counted,
            "value": str(self.value) if self.value is not None else None,
            "value_high": str(self.value_high) if self.value_high is not None else None,
        }  # fmt: skip

    @classmethod
    def of_record(cls, record: Mapping[str, Any], *, wording: str = "") -> "Figure | None":
        """Make the figure of a record; None if it has neither a value nor a date.

        Keys that are missing take the defaults, and others than those of `record()` are ignored.
        """
        value, high = record.get("value"), record.get("value_high")
        if value is None and not record.get("date"):
            return None
        return cls(
            value=Decimal(value) if value is not None else None,
            value_high=Decimal(high) if high is not None else None,
            comparator=record.get("comparator") or "=", unit=record.get("unit", ""),
            per=record.get("per", ""), date=record.get("date", ""), counted=record.get("counted", ""),
            negated=bool(record.get("negated")), vague=bool(record.get("vague")), wording=wording,
        )  # fmt: skip
