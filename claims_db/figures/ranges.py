"""Two numerals that make one figure: "38-42%", "between 200 and 1,000", "20 or 30", "€1m to €2m"."""

from dataclasses import dataclass, replace
from typing import Final

from claims_db.figures import nouns, units
from claims_db.figures.cursor import Cursor
from claims_db.figures.labels import is_label
from claims_db.figures.measures import read_measure
from claims_db.figures.numeral import Numeral
from claims_db.figures.numerals import read_numeral

_DASHES: Final = frozenset({"-", "–", "—"})
_SPREADS_BELOW: Final = 1000
"""A scale word spreads to the left over a plain number below this: "3.5 and 5 million"."""
_CHANGES: Final = frozenset(
    """rose risen rise rises fell fallen fall falls grew grown grow increased increase dropped drop cut raised
    raise went jumped changed change declined decline soared surged climbed down up moved extended shortened
    shrank revised lifted slashed reduced lowered widened swung""".split()
)
_FAR_BACK: Final = 14
"""Tokens before "from" among which a verb of change may stand."""
_SPANNING: Final = frozenset(
    "ranging range ranges ranged anywhere somewhere estimates vary varies varied".split()
)


@dataclass(frozen=True, slots=True)
class Range:
    """The low and the high end; a change ("from 65 to 120 tenge") is two figures and not one."""

    low: Numeral
    high: Numeral
    is_change: bool = False


def read_range(cursor: Cursor, low: Numeral) -> Range | None:
    """Return the range or the change that starts with `low`, or None. A list, "2 and 3 arrests", is none."""
    if low.high is not None or low.form == "ordinal":
        return None
    unit_end = _past_unit(cursor, low)
    joint = _joint(cursor, unit_end)
    if joint is None:
        return None
    kind, k = joint
    high = _high_end(cursor, k, is_dash=kind == "dash")
    if high is None:
        return None
    opener = _opener(cursor, low.first)
    spread = _spread(low, high)
    is_spread = spread is not low
    low_value = spread.grouped if spread.grouped and high.grouped else spread.value
    high_value = high.grouped if spread.grouped and high.grouped else high.value
    if high_value <= low_value:
        return Range(spread, high, is_change=True) if opener == "origin" and kind == "to" else None
    is_one = _is_one(cursor, kind, opener, low, high)
    if is_one is None:
        return Range(low, high, is_change=True)
    return Range(spread, high) if is_one or is_spread else None


def _past_unit(cursor: Cursor, low: Numeral) -> int:
    """Return the index past the percent sign, currency or unit that the low end has of its own."""
    measure = read_measure(cursor, low.first, low)
    return measure.last if low.form == "digits" and measure.unit else low.last


def _joint(cursor: Cursor, j: int) -> tuple[str, int] | None:
    """Return the kind of the joint at tokens[j] (dash, to, and, or) and the index past it, or None."""
    words = cursor.vocabulary.words
    at = cursor.past_blank(j)
    mark = cursor.folded(at)
    if mark in _DASHES:
        is_tight = at == j
        if is_tight != (not cursor.is_blank(at + 1)):
            return None
        return ("dash" if is_tight else "spaced dash"), cursor.past_blank(at + 1)
    if at == j:
        return None
    found = cursor.phrase_at(at, cursor.vocabulary.to)
    if found is not None:
        return "to", cursor.past_blank(found[0])
    if mark in words.conjunctions:
        return "and", cursor.past_blank(at + 1)
    return ("or", cursor.past_blank(at + 1)) if mark in words.alternatives else None


def _high_end(cursor: Cursor, k: int, *, is_dash: bool) -> Numeral | None:
    if cursor.folded(k) in units.CURRENCY_BY_SIGN:
        k += 1
    elif cursor.folded(k) in cursor.vocabulary.words.conjunctions:
        return None
    token = cursor.at(k)
    if token is None or (token.kind == "digits" and not is_dash and is_label(cursor, k)):
        return None
    high = read_numeral(cursor, k)
    return None if high is None or high.form == "ordinal" or high.high is not None else high


def _spread(low: Numeral, high: Numeral) -> Numeral:
    """Return the low end with the scale that the high end has for both: "3.5 and 5 million"."""
    is_below = (
        high.scale > 1
        and low.scale == 1
        and low.value < _SPREADS_BELOW
        and low.value * high.scale <= high.value
    )
    if not is_below or low.form == "fraction" or high.form == "fraction":
        return low
    return replace(low, value=low.value * high.scale, scale=high.scale, grouped=None)


def _opener(cursor: Cursor, i: int) -> str:
    words = cursor.vocabulary.words
    j = cursor.before_blank(i)
    if cursor.folded(j) in units.CURRENCY_BY_SIGN:
        j = cursor.before_blank(j)
    words_before = cursor.words_before(j + 1, cursor.vocabulary.hedges.longest + 1)
    hedge = cursor.vocabulary.hedges.ending(words_before)
    if hedge is not None and len(words_before) > hedge[0]:  # "from about 60"
        words_before = words_before[: -hedge[0]]
    word = words_before[-1] if words_before else ""
    return "between" if word in words.between else "origin" if word in words.origin else ""


def _words_back(cursor: Cursor, i: int) -> set[str]:
    """Return the words of the clause before tokens[i], whatever parts them."""
    tokens = cursor.tokens[max(0, i - _FAR_BACK) : i]
    return {token.folded for token in tokens if token.kind == "word"}


def _is_one(cursor: Cursor, kind: str, opener: str, low: Numeral, high: Numeral) -> bool | None:
    """Return whether the two are one figure; None if they are a change from one to the other."""
    counted = nouns.counts(cursor, high.last)
    if kind == "dash" or (opener == "between" and kind in ("and", "to")):
        return True
    measure = read_measure(cursor, high.first, high)
    has_unit = bool(measure.unit)
    if kind == "spaced dash":
        return counted or has_unit
    if kind == "and":
        return False
    if kind == "or":
        return counted or (has_unit and high.form != "fraction") or low.form == high.form == "words"
    if opener == "origin":
        before = _words_back(cursor, low.first)
        is_share = measure.unit == "percent" and cursor.folded(cursor.past_blank(measure.last)) == "of"
        can_span = counted or is_share
        is_span = bool(_SPANNING & before) or (can_span and not _CHANGES & before)
        return True if is_span else None
    return counted or has_unit or bool(cursor.words_from(high.last, 1))
