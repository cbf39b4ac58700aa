"""The figure of a message as the ledger keeps it: its parsed values, none of the message's words."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from claims_db.figures import Figure
from claims_db.models import Evidence

_WORDS: Final = {
    "=": "", ">": "more than ", ">=": "at least ", "<": "less than ", "<=": "at most ", "~": "about ",
    "nearly": "nearly ", "up_to": "up to ", "range": "",
}  # fmt: skip
_KEPT: Final = ("comparator", "unit", "per", "date", "negated", "vague")


@dataclass(frozen=True, slots=True)
class Stated:
    """A message's figure as it was set against a claim; `is_aside`: the claim is about something else."""

    figure: Figure
    is_aside: bool = False


def dump_stated(evidence: Evidence) -> str:
    """What the message's figure was beside the claim, as JSON, "" for none."""
    if evidence.stated is None or evidence.comparison is None:
        return ""
    is_aside = evidence.comparison.relation == "different scope"
    return json.dumps({"figure": dump_figure(evidence.stated), "is_aside": is_aside})


def load_stated(text: str) -> Stated | None:
    """What `dump_stated` was given."""
    record = json.loads(text) if text else {}
    figure = load_figure(record.get("figure", ""))
    return Stated(figure, bool(record["is_aside"])) if figure is not None else None


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
