"""Units, what they measure, and the factors between them.

Factors: litre per US gallon 3.785411784, metre per foot 0.3048, kilogram per pound 0.45359237 (NIST
SP 811, appendix B); a month is taken as 30.44 days and a year as 365.25 (the Julian year), which is
enough to set durations side by side.
"""

from decimal import Decimal
from typing import Final

CURRENCY_BY_SIGN: Final = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "₸": "KZT",
    "₽": "RUB",
    "¥": "CNY",
    "₹": "INR",
    "₺": "TRY",
    "₴": "UAH",
    "₩": "KRW",
    "₪": "ILS",
    "₦": "NGN",
}
CURRENCY_BY_PREFIX: Final = {
    "us": "USD",
    "usd": "USD",
    "eur": "EUR",
    "gbp": "GBP",
    "rs": "INR",
    "kzt": "KZT",
    "rub": "RUB",
    "chf": "CHF",
    "inr": "INR",
    "cny": "CNY",
    "jpy": "JPY",
    "aud": "AUD",
    "cad": "CAD",
}
DOLLAR_BY_OWNER: Final = {
    "a": "AUD",
    "au": "AUD",
    "c": "CAD",
    "ca": "CAD",
    "hk": "HKD",
    "nz": "NZD",
    "s": "SGD",
    "r": "BRL",
    "us": "USD",
    "u": "USD",
    "american": "USD",
    "australian": "AUD",
    "canadian": "CAD",
    "singapore": "SGD",
}
"""Whose dollar: the letters before the sign ("A$20") or the word before "dollars"; "R$" is the real."""
_MORE_CURRENCIES: Final = frozenset(
    """CHF MXN ZAR SEK NOK PLN BRL AUD CAD HKD NZD SGD UZS AED SAR JPY IRR AZN GEL THB MYR IDR BDT HUF CZK
    KES""".split()
)

# unit -> (dimension, factor to the dimension's base unit)
_FACTORS: Final = {
    "second": ("duration", "1"),
    "minute": ("duration", "60"),
    "hour": ("duration", "3600"),
    "day": ("duration", "86400"),
    "week": ("duration", "604800"),
    "month": ("duration", "2630016"),
    "year": ("duration", "31557600"),
    "decade": ("duration", "315576000"),
    "century": ("duration", "3155760000"),
    "mm": ("length", "0.001"),
    "cm": ("length", "0.01"),
    "inch": ("length", "0.0254"),
    "foot": ("length", "0.3048"),
    "yard": ("length", "0.9144"),
    "m": ("length", "1"),
    "km": ("length", "1000"),
    "mile": ("length", "1609.344"),
    "m2": ("area", "1"),
    "km2": ("area", "1000000"),
    "hectare": ("area", "10000"),
    "acre": ("area", "4046.8564224"),
    "m3": ("volume", "1000"),
    "litre": ("volume", "1"),
    "gallon": ("volume", "3.785411784"),
    "barrel": ("volume", "158.987294928"),
    "mg": ("mass", "0.000001"),
    "g": ("mass", "0.001"),
    "lb": ("mass", "0.45359237"),
    "kg": ("mass", "1"),
    "tonne": ("mass", "1000"),
    "MW": ("power", "1"),
    "GW": ("power", "1000"),
    "kWh": ("energy", "1"),
    "rem": ("radiation dose", "1"),
    "degree": ("temperature", "1"),
    "percent": ("percent", "1"),
    "point": ("percentage points", "1"),
    "times": ("ratio", "1"),
    "people": ("people", "1"),
    "things": ("things", "1"),
    "rank": ("rank", "1"),
    "age": ("age", "1"),
}
CURRENCIES: Final = frozenset(CURRENCY_BY_SIGN.values()) | _MORE_CURRENCIES
UNITS: Final = frozenset(_FACTORS) | CURRENCIES


def dimension(unit: str) -> str:
    """Return what the unit measures: "people", "money", "duration" ...; "" for no unit.

    Raises KeyError for a unit nobody knows.
    """
    if not unit:
        return ""
    return "money" if unit in CURRENCIES else _FACTORS[unit][0]


def factor(unit: str) -> Decimal:
    """Return how many base units of its dimension the unit is; 1 for currencies and none."""
    return Decimal(_FACTORS[unit][1]) if unit in _FACTORS else Decimal(1)
