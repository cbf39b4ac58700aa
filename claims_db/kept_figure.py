"""A message's figure as it is stored with a reply: its parsed values, none of the message's words."""

import json
from dataclasses import dataclass, replace
from typing import Final

from claims_db.figures import Figure
from claims_db.models import Evidence

_WORDS: Final = {
    "=": "", ">": "more than ", ">=": "at least ", "<": "less than ", "<=": "at most ", "~": "about ",
    "nearly": "nearly ", "up_to": "up to ", "range": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeptFigure:
    """A message's figure that was compared with a claim. `is_aside`: the claim has a different scope."""

    figure: Figure
    is_aside: bool = False


def dump_kept(evidence: Evidence) -> str:
    """Return the message's figure that the claim is compared with as JSON, "" if there is none."""
    if evidence.stated is None or evidence.comparison is None:
        return ""
    is_aside = evidence.comparison.relation == "different scope"
    return json.dumps({"figure": dump_figure(evidence.stated), "is_aside": is_aside})


def load_kept(text: str) -> KeptFigure | None:
    """Return the figure that `dump_kept` wrote; None for ""."""
    record = json.loads(text) if text else {}
    figure = load_figure(record.get("figure", ""))
    return KeptFigure(figure, bool(record["is_aside"])) if figure is not None else None


def dump_figure(figure: Figure | None) -> str:
    """Return the figure's values as JSON, without the message's words; "" for None."""
    if figure is None:
        return ""
    return json.dumps({name: value for name, value in figure.record().items() if value and name != "counted"})


def load_figure(text: str) -> Figure | None:
    """Return the figure that `dump_figure` wrote, in a new wording: "more than 2,000". None for ""."""
    figure = Figure.of_record(json.loads(text)) if text else None
    return replace(figure, wording=spelled(figure)) if figure is not None else None


def spelled(figure: Figure) -> str:
    """Return the figure in digits, a date as EDTF.

    >>> from decimal import Decimal
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
