"""A claim as somebody gives it, in a form, a file or from an article; read and checked, in words.

    draft (texts only) + the topics and sources of the server -> Claim, or what is wrong, column by column

>>> topic = Topic("dam-deaths", "Dam deaths", "How many died?", scope="Orlow")
>>> source = Source("B2", "The dam, a year on", "news report")
>>> draft = ClaimDraft(topic="dam-deaths", source="B2", figure="25 people")
>>> read_draft(draft, {topic.slug: topic}, {source.code: source}, {}).figure.value
Decimal('25')
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from pydantic import ValidationError

from claims_db.errors import BadRecords
from claims_db.figures import Figure, read_figures
from claims_db.findings.aspects import aspect_of, with_unit
from claims_db.kept_figure import spelled
from claims_db.models import CLAIM_STATUSES, Claim, Source, Topic
from claims_db.records.records import MAX_EXCERPT_WORDS, ClaimRow, wording_problem
from claims_db.text import clean

MAX_FIELD: Final = 1000
"""Characters that any one field may have."""
DEFAULT_ASPECT: Final = "main"
_EXACT: Final = ("value", "value_high", "comparator", "unit", "per", "date", "counted")


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """What was typed for a claim. Only topic, source and one of figure and stance are needed.

    `figure` is read as a message would be ("more than 2,000 troops", "5 January 2022"). Where `value`
    or `date` is given it is taken as it is and `figure` is not read. `wording` is what replies print;
    it is the figure's words where it is left out, and `excerpt` is the wording where that is.
    """

    topic: str = ""
    source: str = ""
    figure: str = ""
    wording: str = ""
    excerpt: str = ""
    id: str = ""
    aspect: str = ""
    stance: str = ""
    scope: str = ""
    as_of: str = ""
    attributed_to: str = ""
    status: str = ""
    note: str = ""
    offset: str = ""
    value: str = ""
    value_high: str = ""
    comparator: str = ""
    unit: str = ""
    per: str = ""
    date: str = ""
    counted: str = ""
    negated: str = ""
    vague: str = ""


COLUMNS: Final = tuple(field.name for field in fields(ClaimDraft))


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row, and what would be right. `row` is 0 where there is only one."""

    column: str
    wrong: str
    right: str
    row: int = 0


def draft_of(claim: Claim) -> ClaimDraft:
    """The draft that reads as this claim."""
    record = ClaimRow.of(replace(claim, id=claim.id or "new")).model_dump() | {"id": claim.id}
    texts = {
        key: "yes" if value is True else "" if value in (None, False) else str(value)
        for key, value in record.items()
        if key in COLUMNS
    }
    return ClaimDraft(**texts)


def read_draft(
    draft: ClaimDraft,
    topics: Mapping[str, Topic],
    sources: Mapping[str, Source],
    claims_by_topic: Mapping[str, Sequence[Claim]],
) -> Claim:
    """The claim that the draft gives; raises BadRecords with every problem found.

    `topics` by slug and `sources` by code are those of the server; `claims_by_topic` tells which aspect
    of its topic a figure speaks to, where the draft does not say.
    """
    draft = ClaimDraft(**{name: clean(getattr(draft, name)).strip() for name in COLUMNS})
    problems = [
        Problem(name, f"it has {len(getattr(draft, name))} characters", f"at most {MAX_FIELD}")
        for name in COLUMNS
        if len(getattr(draft, name)) > MAX_FIELD
    ]
    if problems:
        raise BadRecords("The claim is too long.", problems)
    topic = _topic(draft.topic, topics)
    source = _source(draft.source, sources)
    if topic is None:
        right = f"one of the topics, such as {', '.join(list(topics)[:3])}" if topics else "a topic"
        problems.append(Problem("topic", f"there is no topic {draft.topic[:60]!r}", right))
    if source is None:
        known = ", ".join(list(sources)[:8]) or "none yet: add one with /source add"
        problems.append(Problem("source", f"there is no source {draft.source[:40]!r}", f"one of {known}"))
    figure = _figure(draft, problems)
    wording = draft.wording or (figure.wording if figure is not None else "") or draft.excerpt
    excerpt = draft.excerpt or wording
    if wording and (problem := wording_problem(wording, excerpt)):
        right = (
            f"at most {MAX_EXCERPT_WORDS} words, copied from the source"
            if problem.startswith("excerpt has")
            else "words of the excerpt only, in its order"
        )
        problems.append(Problem("excerpt" if "excerpt has" in problem else "wording", problem, right))
    if draft.status and draft.status not in CLAIM_STATUSES:
        problems.append(
            Problem("status", f"{draft.status[:40]!r} is none", f"one of {', '.join(CLAIM_STATUSES)}")
        )
    if problems or topic is None or source is None:
        raise BadRecords("The claim can't be taken as it is.", problems)
    siblings = claims_by_topic.get(topic.slug, ())
    if figure is not None and not draft.value and not draft.date:
        aspect = draft.aspect or aspect_of(figure, siblings, excerpt, frozenset())
        figure = with_unit(figure, aspect, siblings)
    else:
        aspect = draft.aspect
    record: dict[str, Any] = {
        "id": draft.id or "new", "topic": topic.slug, "source": source.code, "wording": wording,
        "aspect": aspect or _statement_aspect(siblings, draft.stance) or DEFAULT_ASPECT,
        "excerpt": excerpt, "scope": draft.scope, "as_of": draft.as_of, "stance": draft.stance,
        "attributed_to": draft.attributed_to, "status": draft.status or "asserted", "note": draft.note,
        "offset": int(draft.offset) if draft.offset.isdecimal() else 0,
    }  # fmt: skip
    return _checked(record | _figure_record(figure), draft)


def _topic(name: str, topics: Mapping[str, Topic]) -> Topic | None:
    key = name.casefold()
    by_title = {t.title.casefold(): t for t in topics.values()}
    return topics.get(key) or by_title.get(key)


def _source(code: str, sources: Mapping[str, Source]) -> Source | None:
    return {key.casefold(): source for key, source in sources.items()}.get(code.casefold())


def _figure(draft: ClaimDraft, problems: list[Problem]) -> Figure | None:
    """The figure that the draft states; None for a statement, or with a problem added."""
    if draft.value or draft.date:
        return _exact_figure(draft, problems)
    text = draft.figure or draft.wording
    found = read_figures(text)
    if not draft.figure and draft.stance:
        return None
    if len(found) == 1:
        return found[0]
    example = 'one figure or date, such as "more than 2,000 troops" or "5 January 2022"'
    if not text:
        problems.append(Problem("figure", "there is neither a figure nor a stance", example))
    elif not found:
        problems.append(Problem("figure", f"no figure can be read from {text[:80]!r}", example))
    else:
        several = ", ".join(repr(f.wording) for f in found[:4])
        problems.append(Problem("figure", f"there are several: {several}", "one figure a claim"))
    return None


def _exact_figure(draft: ClaimDraft, problems: list[Problem]) -> Figure | None:
    given = {name: getattr(draft, name) for name in _EXACT if getattr(draft, name)}
    flags = {name: getattr(draft, name).casefold() in ("yes", "true", "1") for name in ("negated", "vague")}
    try:
        row = ClaimRow.model_validate(
            dict.fromkeys(("id", "topic", "source", "aspect", "wording", "excerpt"), "x")
            | {"offset": 0} | given | flags
        )  # fmt: skip
    except ValidationError as error:
        for wrong in error.errors():
            column = _column(wrong)
            problems.append(
                Problem(
                    column, wrong["msg"].removeprefix("Value error, "), _RIGHT.get(column, "see the template")
                )
            )
        return None
    figure = row.claim(0).figure
    return replace(figure, wording=draft.figure or spelled(figure)) if figure is not None else None


def _column(wrong: Any) -> str:
    """The column of a mistake; what concerns several is put down to the one it names."""
    if wrong["loc"]:
        return str(wrong["loc"][0])
    return "unit" if "unit" in wrong["msg"] else "value"


def _figure_record(figure: Figure | None) -> dict[str, Any]:
    if figure is None:
        return {}
    return figure.record() | {"unit": figure.unit if figure.is_date else figure.unit or "things"}


def _statement_aspect(siblings: Sequence[Claim], stance: str) -> str:
    """A statement speaks to the aspect of its topic that other statements speak to."""
    aspects = [c.aspect for c in siblings if c.stance]
    same = [c.aspect for c in siblings if c.stance and c.stance == stance]
    return next(iter(same or aspects), "")


def _checked(record: dict[str, Any], draft: ClaimDraft) -> Claim:
    try:
        claim = ClaimRow.model_validate(record).claim(0)
    except ValidationError as error:
        problems = []
        for wrong in error.errors():
            column = _column(wrong)
            message = wrong["msg"].removeprefix("Value error, ")
            problems.append(Problem(column, message, _RIGHT.get(column, "see the template")))
        raise BadRecords("The claim can't be taken as it is.", problems) from None
    return replace(claim, id=draft.id)


_RIGHT: Final = {
    "id": "letters, digits and hyphens, at most 64; or nothing",
    "aspect": "small letters, digits and hyphens; or nothing",
    "as_of": "a date such as 2022-01-05, 2022-01 or 2022",
    "date": "a date such as 2022-01-05, 2022-01 or 2022",
    "value": "a plain number such as 2000 or 1.5, with a unit such as people, percent or USD",
    "value_high": 'a plain number, with the comparator "range"',
    "comparator": "one of = > >= < <= ~ nearly up_to range",
    "unit": "a unit such as people, things, percent, USD",
    "status": f"one of {', '.join(CLAIM_STATUSES)}",
    "wording": "words of the excerpt only, in its order",
    "excerpt": f"at most {MAX_EXCERPT_WORDS} words, copied from the source",
    "offset": "a whole number, where the excerpt begins in the source",
}
