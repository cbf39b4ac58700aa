"""A finding as a picture: figures that answer one question, side by side, and who says them. Pure.

Chosen here: which figures, in which order, on which axis, and the words for those who can't see
the picture. The drawing itself is in drawing.

    Chart: Death toll. Source 001: '238 people were killed', official, as of 2022-11. ...
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.charts.axes import date_axis, number_axis
from bot.charts.drawing import render
from bot.charts.model import ChartModel, ChartRow, Mark, MessageLine, Shape
from bot.charts.text import plain, shorten
from bot.rendering.fair_cut import fair_cut
from bot.rendering.lines import said_by
from claims_db.compare import DEFAULT_WIDTHS
from claims_db.figures import Figure, edtf, intervals, units
from claims_db.models import Evidence, Finding

MAX_ROWS: Final = 10
MAX_ALT_TEXT: Final = 1000
_MAX_QUOTED: Final = 80
_MAX_MESSAGE_LINES: Final = 2
_SMALLEST, _LARGEST = Decimal("1e-300"), Decimal("1e300")
_STATUS_WORDS: Final = {
    "retracted": "later retracted", "revised": "later revised", "estimated": "estimate",
    "asserted": "",
}  # fmt: skip
_SHAPES: Final[dict[str, Shape]] = {
    "=": "dot", ">": "right", ">=": "right", "<": "left", "<=": "left", "up_to": "left",
    "~": "band", "nearly": "nearly", "range": "range",
}  # fmt: skip

_Kind = tuple[str, str, str]
"""What figures on one axis share: dimension, currency, and what it is a price per."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A PNG for the eye and the same in words."""

    png: bytes
    alt_text: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A claim's figure that can be drawn, and what it shows on the axis."""

    evidence: Evidence
    figure: Figure
    mark: Mark


def draw_chart(model: ChartModel) -> Chart:
    """Return the chart of what is to be shown."""
    return Chart(render(model), alt_text(model))


def chart_model(finding: Finding) -> ChartModel | None:
    """Return what a chart shows: the figures of one aspect and one unit, source by source.

    None if no question has two figures to set side by side.
    """
    drawable = _drawable(finding.evidence)
    chosen = _chosen(drawable)
    if not chosen:
        return None
    aspect, kind = chosen[0].evidence.claim.aspect, _kind(chosen[0].figure)
    shown = _by_source(fair_cut(chosen, MAX_ROWS, lambda drawn: drawn.evidence.claim.source))
    unit, per = chosen[0].figure.unit, chosen[0].figure.per
    lines = _message_lines(chosen, kind, unit)
    reaches = [(d.mark.low, d.mark.high) for d in shown] + [(m.low, m.high) for m in lines]
    if kind[0] == "date":
        axis = date_axis(reaches)
    else:
        caption = " per ".join(part for part in (_unit_word(unit), per) if part)
        is_whole = unit in ("people", "things", "rank")
        axis = number_axis([end for reach in reaches for end in reach], caption, is_whole=is_whole)
    elsewhere = sum(d.evidence.claim.aspect == aspect and _kind(d.figure) != kind for d in drawable)
    return ChartModel(
        title=plain(finding.topic.title) or finding.topic.slug,
        aspect=_aspect_words(aspect, drawable),
        axis=axis,
        rows=tuple(_row(d) for d in shown),
        message_lines=tuple(lines),
        notes=_notes(len(chosen) - len(shown), elsewhere),
    )


def alt_text(model: ChartModel) -> str:
    """The chart in words, a sentence a figure; what does not fit is counted."""
    sentences = [f"Chart: {_ended(model.title)}"]
    sentences += [f"The message says {_quoted(line.wording)}." for line in model.message_lines]
    for row in model.rows:
        day = f" ({row.date.replace('/', ' to ')})" if row.date else ""
        sentences.append(
            f"Source {row.source}: {_ended(', '.join((_quoted(row.wording) + day, *row.notes)))}"
        )
    sentences += [_ended(note) for note in model.notes]
    for kept in range(len(sentences), 0, -1):
        rest = f" And {len(sentences) - kept} more." if kept < len(sentences) else ""
        text = " ".join(sentences[:kept]) + rest
        if len(text) <= MAX_ALT_TEXT:
            return text
    return shorten(sentences[0], MAX_ALT_TEXT)


def _quoted(text: str) -> str:
    return f"'{shorten(text, _MAX_QUOTED)}'"


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _drawable(evidence: Sequence[Evidence]) -> list[_Drawn]:
    """The evidence that can be drawn, without the same wording from the same source twice."""
    seen: set[tuple[str, tuple[str, str, bool]]] = set()
    kept = []
    for one in evidence:
        claim = one.claim
        key = (claim.aspect, said_by(claim))
        if claim.figure is None or key in seen:
            continue
        mark = _mark(claim.figure, claim.figure.unit, is_hollow=claim.is_withdrawn)
        if mark is not None:
            seen.add(key)
            kept.append(_Drawn(one, claim.figure, mark))
    return kept


def _chosen(drawable: Sequence[_Drawn]) -> list[_Drawn]:
    """The figures of the aspect the message spoke of, else of the first that has two; or none."""
    spoken = {d.evidence.claim.aspect for d in drawable if _is_spoken_of(d.evidence)}
    groups: dict[tuple[str, _Kind], list[_Drawn]] = {}
    for one in drawable:
        if not spoken or one.evidence.claim.aspect in spoken:
            groups.setdefault((one.evidence.claim.aspect, _kind(one.figure)), []).append(one)
    group = next((group for group in groups.values() if len(group) >= 2), [])
    # All in the unit of the first.
    unit = group[0].figure.unit if group else ""
    rescaled = []
    for one in group:
        mark = _mark(one.figure, unit, is_hollow=one.evidence.claim.is_withdrawn)
        if mark is not None:
            rescaled.append(_Drawn(one.evidence, one.figure, mark))
    return rescaled if len(rescaled) >= 2 else []


def _is_spoken_of(evidence: Evidence) -> bool:
    return evidence.comparison is not None and evidence.comparison.relation != "different scope"


def _kind(figure: Figure) -> _Kind:
    return figure.dimension, figure.unit if figure.dimension == "money" else "", figure.per


def _by_source(drawn: Sequence[_Drawn]) -> list[_Drawn]:
    order = list(dict.fromkeys(d.evidence.claim.source for d in drawn))
    return sorted(drawn, key=lambda d: order.index(d.evidence.claim.source))


def _mark(figure: Figure, unit: str, *, is_hollow: bool = False) -> Mark | None:
    """The figure's mark in the unit; None for what no axis can hold."""
    if figure.is_date:
        days = edtf.bounds(figure.date)
        if days is None:
            return None
        is_day = days[0] == days[1]
        first, last = float(days[0].toordinal()), float(days[1].toordinal() + 1)
        return Mark("dot" if is_day else "range", first, last, is_hollow)
    numbers = [n for n in (figure.value, figure.value_high) if n is not None]
    if not all(n == 0 or (n.is_finite() and _SMALLEST < abs(n) < _LARGEST) for n in numbers):
        return None
    if figure.negated:
        return Mark("none", 0.0, 0.0, is_hollow)
    shape: Shape = "band" if figure.vague else _SHAPES[figure.comparator]
    if shape in ("band", "nearly", "range"):
        reach = intervals.soft(figure, DEFAULT_WIDTHS)
        low, high = sorted((reach.low, reach.high))
    else:
        low = high = numbers[0]
    scale = units.factor(figure.unit) / units.factor(unit) if figure.unit != unit else Decimal(1)
    ends = float(low * scale), float(high * scale)
    return Mark(shape, *ends, is_hollow) if all(math.isfinite(end) for end in ends) else None


def _message_lines(chosen: Sequence[_Drawn], kind: _Kind, unit: str) -> list[MessageLine]:
    """The message's own figures, as far as they fit on the axis."""
    lines: dict[str, MessageLine] = {}
    for one in chosen:
        stated = one.evidence.stated
        if stated is None or not _is_spoken_of(one.evidence):
            continue
        is_alike = _kind(stated)[:2] == kind[:2] and stated.per in ("", kind[2])
        mark = _mark(stated, unit) if is_alike else None
        if mark is not None:
            wording = plain(stated.wording) or "its figure"
            middle = (mark.low + mark.high) / 2
            is_point = mark.shape == "dot"
            ends = (middle, middle) if is_point else (mark.low, mark.high)
            lines.setdefault(wording, MessageLine(wording, *ends))
    return list(lines.values())[:_MAX_MESSAGE_LINES]


def _row(drawn: _Drawn) -> ChartRow:
    claim, source = drawn.evidence.claim, drawn.evidence.source
    notes = [_STATUS_WORDS.get(claim.status, claim.status)]
    if claim.as_of and claim.as_of != drawn.figure.date:
        notes.append(f"as of {claim.as_of.replace('/', ' to ')}")
    if claim.attributed_to:
        notes.append(f"citing {shorten(plain(claim.attributed_to), 60)}")
    return ChartRow(
        source=plain(source.code),
        kind=source.kind,
        wording=plain(claim.wording),
        status=claim.status,
        notes=tuple(note for note in notes if note),
        mark=drawn.mark,
        date=drawn.figure.date,
    )


def _unit_word(unit: str) -> str:
    return {"percent": "%", "point": "percentage points"}.get(unit, "" if unit == "things" else unit)


def _aspect_words(aspect: str, drawable: Sequence[_Drawn]) -> str:
    """The aspect in words, where the topic has figures on more than one."""
    others = {d.evidence.claim.aspect for d in drawable} - {aspect}
    return plain(aspect.replace("-", " ")) if others and aspect not in ("main", "number") else ""


def _notes(hidden: int, elsewhere: int) -> tuple[str, ...]:
    notes = []
    if hidden:
        notes.append(f"{hidden} more {'figure' if hidden == 1 else 'figures'} not drawn")
    if elsewhere:
        notes.append(f"{elsewhere} in {'another unit' if elsewhere == 1 else 'other units'} not drawn")
    return tuple(notes)
