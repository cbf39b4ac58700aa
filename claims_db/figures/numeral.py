"""A numeral as it stands in the tokens: what the modules that read one return."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from claims_db.figures.model import Comparator

NumeralForm = Literal["digits", "words", "ordinal", "fraction"]
CEILING: Final = Decimal(10) ** 15
"""No figure in the news is larger; what seems to be is a serial number."""


def plain(value: Decimal) -> Decimal:
    """Return the value without decimals that are noughts: 50.0 is 50."""
    whole = value.to_integral_value()
    return whole if whole == value else value


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral in tokens[first:last].

    `high` is set for vague words ("dozens": 24 to 99), with `is_vague`, and for "double-digit", without.
    `comparator` is one that the words themselves hold ("une dizaine" is about ten). A fraction's value is
    in percent. `digits` is the plain digit string of the whole part, "" for words; `scale` is what a scale
    word ("million", "k") multiplied it by. `grouped` is the value if the one separator, which was read as
    a decimal point, groups thousands instead ("2.500"); what is counted decides.
    """

    value: Decimal
    first: int
    last: int
    form: NumeralForm
    digits: str = ""
    high: Decimal | None = None
    scale: Decimal = Decimal(1)
    is_vague: bool = False
    comparator: Comparator = "="
    grouped: Decimal | None = None
