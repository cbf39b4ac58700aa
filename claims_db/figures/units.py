"""Units, what they measure, and the factors between them.

Factors: litre per US gallon 3.785411784 (NIST SP 811, appendix B); a month is taken as 30.44 days
and a year as 365.25 (the Julian year), which is enough to set durations side by side.
"""

from decimal import Decimal
from typing import Final

CURRENCY_BY_SIGN: Final = {"$": "USD", "€": "EUR", "£": "GBP", "₸": "KZT", "₽": "RUB", "¥": "CNY",
                           "₹": "INR", "₺": "TRY", "₴": "UAH", "₩": "KRW", "₪": "ILS"}  # fmt: skip
CURRENCY_BY_WORD: Final = {
    "долларов": "USD", "доллара": "USD", "доллар": "USD", "евро": "EUR", "тенге": "KZT", "рублей": "RUB",
    "dollar": "USD", "dollars": "USD", "usd": "USD", "bucks": "USD", "euro": "EUR", "euros": "EUR",
    "eur": "EUR", "pound": "GBP", "pounds": "GBP", "gbp": "GBP", "sterling": "GBP", "tenge": "KZT",
    "kzt": "KZT", "ruble": "RUB", "rubles": "RUB", "rouble": "RUB", "roubles": "RUB", "rub": "RUB",
    "yuan": "CNY", "rmb": "CNY", "yen": "JPY", "rupee": "INR", "rupees": "INR", "lira": "TRY",
    "liras": "TRY", "hryvnia": "UAH", "franc": "CHF", "francs": "CHF", "chf": "CHF", "won": "KRW",
    "shekel": "ILS", "shekels": "ILS", "peso": "MXN", "pesos": "MXN", "rand": "ZAR",
}  # fmt: skip
CURRENCY_BY_PREFIX: Final = {"us": "USD", "usd": "USD", "eur": "EUR", "gbp": "GBP", "rs": "INR",
                             "kzt": "KZT", "rub": "RUB", "chf": "CHF", "inr": "INR"}  # fmt: skip
UNIT_BY_WORD: Final = {
    "percent": "percent", "pct": "percent", "percentage": "percent",
    "second": "second", "seconds": "second", "minute": "minute", "minutes": "minute",
    "min": "minute", "mins": "minute", "hour": "hour", "hours": "hour", "hrs": "hour",
    "day": "day", "days": "day", "night": "day", "nights": "day", "week": "week", "weeks": "week",
    "month": "month", "months": "month", "year": "year", "years": "year", "yrs": "year",
    "decade": "decade", "decades": "decade", "century": "century", "centuries": "century",
    "km": "km", "kms": "km", "kilometre": "km", "kilometres": "km", "kilometer": "km",
    "kilometers": "km", "mile": "mile", "miles": "mile", "metre": "m", "metres": "m",
    "meter": "m", "meters": "m", "litre": "litre", "litres": "litre", "liter": "litre",
    "liters": "litre", "gallon": "gallon", "gallons": "gallon", "ton": "tonne", "tons": "tonne",
    "tonne": "tonne", "tonnes": "tonne", "kg": "kg", "kilo": "kg", "kilos": "kg", "barrel": "barrel",
    "barrels": "barrel", "rem": "rem", "rems": "rem", "degree": "degree", "degrees": "degree",
    "times": "times", "fold": "times",
}  # fmt: skip

# unit -> (dimension, factor to the dimension's base unit)
_FACTORS: Final = {
    "second": ("duration", "1"), "minute": ("duration", "60"), "hour": ("duration", "3600"),
    "day": ("duration", "86400"), "week": ("duration", "604800"),
    "month": ("duration", "2630016"), "year": ("duration", "31557600"),
    "decade": ("duration", "315576000"), "century": ("duration", "3155760000"),
    "m": ("length", "1"), "km": ("length", "1000"), "mile": ("length", "1609.344"),
    "litre": ("volume", "1"), "gallon": ("volume", "3.785411784"),
    "barrel": ("volume", "158.987294928"), "kg": ("mass", "1"), "tonne": ("mass", "1000"),
    "rem": ("radiation dose", "1"), "degree": ("temperature", "1"),
    "percent": ("percent", "1"), "point": ("percentage points", "1"), "times": ("ratio", "1"),
    "people": ("people", "1"), "things": ("things", "1"), "rank": ("rank", "1"),
    "age": ("age", "1"),
}  # fmt: skip
CURRENCIES: Final = frozenset(CURRENCY_BY_SIGN.values()) | frozenset(CURRENCY_BY_WORD.values())
UNITS: Final = frozenset(_FACTORS) | CURRENCIES


def dimension(unit: str) -> str:
    """What the unit measures: "people", "money", "duration" ...; "" for no unit.

    Raises KeyError for a unit nobody knows.
    """
    if not unit:
        return ""
    return "money" if unit in CURRENCIES else _FACTORS[unit][0]


def factor(unit: str) -> Decimal:
    """How many base units of its dimension one of this unit is; 1 for currencies and none."""
    return Decimal(_FACTORS[unit][1]) if unit in _FACTORS else Decimal(1)
