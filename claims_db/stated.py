"""The figure of a message as the ledger keeps it: its parsed values, none of the message's words."""

import json
from decimal import Decimal
from typing import Final

from claims_db.figures import Figure

_WORDS: Final = {
    "=": "", ">": "more than ", ">=": "at least ", "<": "less than ", "<=": "at most ", "~": "about ",
    "nearly": "nearly ", "up_to": "up to ", "range": "",
}  # fmt: skip
_KEPT: Final = ("comparator", "unit", "per", "date", "negated", "vague")


def dump_figure(figure: Figure | None) -> str:
    """The figure's values as JSON, "" for none."""
    if figure is None:
        return ""
    record = {name: getattr(figure, name) for name in _KEPT if getattr(figure, name)}
    for name in ("value", "value_high"):
        if (amount := getattr(figure, name)) is not None:
            record[name] = str(amount)
    return json.dumps(record)


def load_figure(text: str) -> Figure | None:
    """The figure of what `dump_figure` gave, worded anew: "more than 2,000"."""
    if not text:
        return None
    record = json.loads(text)
    for name in ("value", "value_high"):
        if name in record:
            record[name] = Decimal(record[name])
    figure = Figure(**record)
    return Figure(**record, wording=spelled(figure))


def spelled(figure: Figure) -> str:
    """The figure in digits.

    >>> spelled(Figure(value=Decimal(2000), comparator=">", unit="people"))
    'more than 2,000'
    """
    if figure.value is None:
        return figure.date
    if figure.negated:
        return "none"
    unit = {"people": "", "things": "", "percent": " percent"}.get(figure.unit, f" {figure.unit}".rstrip())
    high = f" to {figure.value_high:,f}" if figure.value_high is not None else ""
    return f"{_WORDS[figure.comparator]}{figure.value:,f}{high}{unit}"
