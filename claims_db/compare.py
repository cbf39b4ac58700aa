"""Set two figures against each other: agrees, compatible, differs, different scope, not comparable.

The order of the rules: same aspect of the topic, or no comparison; the same unit, converted where a
table allows; hard intervals, then soft ones. A withdrawn claim is never support: the relation says what
the numbers do, the flag "withdrawn" what they are worth.

>>> compare(Figure(value=Decimal(164), unit="people"),
...         Figure(value=Decimal(160), comparator=">", unit="people")).relation
'compatible'
"""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from currency_converter import CurrencyConverter, RateNotFoundError

from claims_db.figures import Figure, edtf, intervals, units
from claims_db.figures.intervals import Widths
from claims_db.models import SUPERSEDED, Claim, Comparison

DEFAULT_WIDTHS: Final = Widths()
_FAR_APART: Final = Decimal("0.6")
"""What is literally possible differs all the same if the two lie so far apart, as a share of the smaller."""
_NEARLY_EQUAL: Final = Decimal("0.02")
_SMALL: Final = 100
"""Exact counts of people below this are compared exactly, however they are hedged."""


def compare(
    stated: Figure,
    claimed: Figure,
    *,
    widths: Widths = DEFAULT_WIDTHS,
    stated_on: str = "",
    claimed_on: str = "",
    is_cumulative: bool = False,
) -> Comparison:
    """The relation of one figure to another on the same question.

    `stated_on` and `claimed_on` are EDTF dates of what the figures speak of: a difference
    between figures of different dates on a count that only grows is flagged "later count" or
    "later count is lower". Money in two currencies is converted by the day's ECB rate where there
    is one. Never raises.
    """
    if stated.is_date or claimed.is_date:
        return _compare_dates(stated, claimed)
    converted, note = _convert(stated, claimed, claimed_on or stated_on)
    if converted is None:
        return Comparison("not comparable", note)
    result = _compare_values(converted, claimed, widths)
    flags = result.flags + (("converted",) if note else ())
    if result.is_far_apart and is_cumulative and stated_on and claimed_on:
        flags += _later(stated, stated_on, claimed, claimed_on)
    reason = f"{result.reason} ({note})" if note else result.reason
    return Comparison(result.relation, reason, flags)


def compare_claim(
    stated: Figure, claim: Claim, *, widths: Widths = DEFAULT_WIDTHS, stated_on: str = ""
) -> Comparison:
    """The relation of a message's figure to a claim, its status taken into account.

    `stated_on` is the EDTF date of the article that states it: a number of people of another day
    than the claim's is flagged as the later or earlier count that it is.
    """
    if claim.figure is None:
        return Comparison("not comparable", "the source gives no figure here")
    result = compare(
        stated, claim.figure, widths=widths, stated_on=stated_on, claimed_on=claim.as_of,
        is_cumulative=claim.figure.dimension == "people",
    )  # fmt: skip
    if claim.is_withdrawn:
        return replace(
            result,
            reason=f"{result.reason}; the figure was {claim.status}",
            flags=(*result.flags, "withdrawn"),
        )
    return result


def different_scope(stated: Figure, claim: Claim) -> Comparison:
    """The relation to a claim that answers another question of the topic."""
    what = claim.scope or claim.aspect
    return Comparison("different scope", f"this is about something else: {what}")


def _compare_dates(stated: Figure, claimed: Figure) -> Comparison:
    if not (stated.is_date and claimed.is_date):
        return Comparison("not comparable", "a date and an amount")
    if not edtf.are_comparable(stated.date, claimed.date):
        return Comparison("not comparable", "the dates name different parts of a date")
    if edtf.contains(stated.date, claimed.date):
        same = stated.date == claimed.date
        return Comparison("agrees", "the same date" if same else "one date lies within the other")
    if edtf.overlap(stated.date, claimed.date):
        return Comparison("compatible", "the periods overlap")
    return Comparison("differs", "the dates are different")


def _convert(stated: Figure, claimed: Figure, on: str) -> tuple[Figure | None, str]:
    """The stated figure in the claimed one's unit, and how; or None and why not."""
    a, b = stated.dimension, claimed.dimension
    loose = {"", "people", "things"}
    if a != b and not (a in loose and b in loose and "" in (a, b)):
        if {a, b} <= {"", *loose, "money", "percent", "duration", "age", "rank", "ratio"} and a == "":
            # A bare number takes the unit of the question: "the death toll is 500".
            return replace(stated, unit=claimed.unit), ""
        return None, f"different kinds of figure: {a or 'a bare number'} and {b or 'a bare number'}"
    if stated.per and claimed.per and stated.per != claimed.per:
        return None, f"prices per {stated.per} and per {claimed.per}"
    if a != "money" or stated.unit == claimed.unit:
        if a == b and stated.unit != claimed.unit and a not in loose:
            note = f"{stated.unit} converted to {claimed.unit}"
            to, by = units.factor(stated.unit), units.factor(claimed.unit)
            return _scaled(stated, claimed.unit, to, by), note
        return stated, ""
    rate = _rate(stated.unit, claimed.unit, on)
    if rate is None:
        return None, f"{stated.unit} and {claimed.unit} are not converted: no rate at hand"
    weaker = replace(stated, comparator="~") if stated.comparator == "=" else stated
    return _scaled(weaker, claimed.unit, rate), f"{stated.unit} converted to {claimed.unit} at the ECB rate"


def _scaled(figure: Figure, unit: str, to: Decimal, by: Decimal = Decimal(1)) -> Figure:
    """The figure times `to` over `by`; multiplied first, so that 14 days are two weeks exactly."""
    value = (figure.value or Decimal(0)) * to / by
    high = figure.value_high * to / by if figure.value_high is not None else None
    return replace(figure, value=value, value_high=high, unit=unit)


def load_rates() -> None:
    """Read the exchange rates now (half a second), not at the first sum of money."""
    _converter()


@lru_cache(maxsize=1)
def _converter() -> CurrencyConverter:
    return CurrencyConverter(fallback_on_missing_rate=True, fallback_on_wrong_date=True)


@lru_cache(maxsize=256)
def _rate(source: str, target: str, on: str) -> Decimal | None:
    """The ECB rate of the first day of the EDTF date `on`, else the latest; None without one."""
    days = edtf.bounds(on) if on else None
    try:
        rate = _converter().convert(1, source, target, date=days[0] if days else None)
    except (ValueError, RateNotFoundError):  # a currency the ECB does not list, such as the tenge
        return None
    return Decimal(str(rate))


def _compare_values(stated: Figure, claimed: Figure, widths: Widths) -> Comparison:
    if stated.negated != claimed.negated:
        return Comparison("differs", "one says none, the other gives an amount")
    if _words(stated) == _words(claimed):
        return Comparison("agrees", "the same figure")
    if _is_rounded(stated, claimed) or _is_nearly_equal(stated, claimed):
        return Comparison("agrees", "one is the other, rounded", ("approximately",))
    hard_a, hard_b = intervals.hard(stated), intervals.hard(claimed)
    soft_a, soft_b = intervals.soft(stated, widths), intervals.soft(claimed, widths)
    if hard_a.meets(hard_b):
        if not soft_a.meets(soft_b):
            if soft_a.gap(soft_b) > _FAR_APART * min(soft_a.high, soft_b.high):
                return Comparison("differs", "literally possible, but far from what it would be taken for")
            return Comparison("compatible", "literally possible, far apart", ("stretch",))
        return _meeting(stated, claimed, widths)
    if _is_small_count(stated, claimed):
        return Comparison("differs", "exact counts below a hundred differ")
    scale = max(abs(stated.value or Decimal(0)), abs(claimed.value or Decimal(0)))
    is_bounded = stated.comparator != "=" or claimed.comparator != "="
    if is_bounded and scale and hard_a.gap(hard_b) <= scale * widths.touching:
        return Comparison("compatible", "opposite sides of one round number", ("opposite sides",))
    if hard_a.gap(hard_b) == 0 and soft_a.meets(soft_b):
        return Comparison("compatible", "the bounds touch", ("opposite sides",))
    return Comparison("differs", "the figures exclude each other")


def _words(figure: Figure) -> tuple[object, ...]:
    return figure.value, figure.value_high, figure.comparator


def _meeting(stated: Figure, claimed: Figure, widths: Widths) -> Comparison:
    comparators = {stated.comparator, claimed.comparator}
    if comparators == {"=", "~"}:
        return Comparison("agrees", "within what the rounding allows", ("approximately",))
    if comparators == {"=", "range"} and not (stated.vague or claimed.vague):
        return Comparison("agrees", "the exact figure lies in the range")
    return Comparison("compatible", "both can be true")


def _is_rounded(stated: Figure, claimed: Figure) -> bool:
    """Is one of two exact figures the other rounded to fewer decimals (70.96 and 71 percent)?"""
    if stated.comparator != "=" or claimed.comparator != "=" or stated.value is None or claimed.value is None:
        return False
    places = [-int(v.as_tuple().exponent) for v in (stated.value, claimed.value)]
    if places[0] == places[1] or max(places) <= 0:
        return False
    step = Decimal(1).scaleb(-max(0, min(places)))
    return stated.value.quantize(step) == claimed.value.quantize(step)


def _is_nearly_equal(stated: Figure, claimed: Figure) -> bool:
    """Are two figures of a hundred or more in the same words within two percent of each other?"""
    a, b = stated.value, claimed.value
    if a is None or b is None or stated.value_high is not None or claimed.value_high is not None:
        return False
    is_alike = stated.comparator == claimed.comparator or {stated.comparator, claimed.comparator} == {
        "=",
        "~",
    }
    return is_alike and min(a, b) >= _SMALL and abs(a - b) <= _NEARLY_EQUAL * max(a, b)


def _is_small_count(stated: Figure, claimed: Figure) -> bool:
    is_people = stated.unit in ("people", "") and claimed.unit in ("people", "")
    values = [f.value for f in (stated, claimed) if f.value is not None]
    is_exact = stated.comparator == "=" and claimed.comparator == "="
    return is_people and is_exact and all(v < _SMALL for v in values)


def _later(stated: Figure, stated_on: str, claimed: Figure, claimed_on: str) -> tuple[str, ...]:
    a, b = edtf.bounds(stated_on), edtf.bounds(claimed_on)
    if a is None or b is None or stated.value is None or claimed.value is None or a == b:
        return ()
    later, earlier = (stated, claimed) if a[0] > b[0] else (claimed, stated)
    is_lower = (later.value or 0) < (earlier.value or 0)
    return ("later count is lower",) if is_lower else ("later count",)


def do_claims_differ(claims: list[Claim], *, widths: Widths = DEFAULT_WIDTHS) -> bool:
    """Do the claims of one topic part ways among themselves?

    They do where two of one aspect give figures that differ or lie far apart, or take different
    stances; and where one was retracted, revised or denied later, which a reader should know.
    """
    if any(c.status in SUPERSEDED and c.figure is not None for c in claims):
        return True
    by_aspect: dict[str, list[Claim]] = {}
    for claim in claims:
        by_aspect.setdefault(claim.aspect, []).append(claim)
    for group in by_aspect.values():
        if len({c.stance for c in group if c.stance}) > 1:
            return True
        figures = [c.figure for c in group if c.figure is not None]
        for n, one in enumerate(figures):
            for other in figures[n + 1 :]:
                if compare(one, other, widths=widths).is_far_apart:
                    return True
    return False
