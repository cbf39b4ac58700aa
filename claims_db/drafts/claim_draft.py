"""A claim as it was typed into a form, or read from a file or an article, and the claim it stands for.

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

from claims_db.drafts.topic_form import slug_of
from claims_db.errors import BadRecords, Problem, problems_of
from claims_db.figures import Figure, read_figures
from claims_db.findings.aspects import aspect_of, is_same_kind, with_unit
from claims_db.findings.restriction import is_same_restriction, restriction
from claims_db.kept_figure import spelled
from claims_db.models import CLAIM_STATUSES, Claim, Source, Topic
from claims_db.records.records import MAX_EXCERPT_WORDS, ClaimRow, wording_problem
from claims_db.text import clean

MAX_FIELD: Final = 1000
"""The most characters that a field may have."""
DEFAULT_ASPECT: Final = "main"
_EXACT: Final = ("value", "value_high", "comparator", "unit", "per", "date", "counted")


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """The texts typed for a claim. Only topic, source and either figure or stance are required.

    `figure` is read as a message would be ("more than 2,000 troops", "5 January 2022"). If `value` or
    `date` is filled in, it is taken as it is and `figure` is not read. `wording` is what replies print;
    left out, it is the figure's words. `excerpt`, left out, is the wording.
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


def draft_of(claim: Claim) -> ClaimDraft:
    """Return the draft that reads as this claim."""
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
    """Return the claim that the draft states; raises BadRecords with every problem found.

    `topics` by slug and `sources` by code are those of the server. `claims_by_topic` are compared with the
    figure to choose an aspect of its topic, if the draft names none.
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
        slugs = ", ".join(list(topics)[:3])
        right = f"one of the topics, such as {slugs}" if topics else "a topic: add one with /topic add first"
        problems.append(Problem("topic", f"there is no topic {draft.topic[:60]!r}", right))
    if source is None:
        codes = ", ".join(list(sources)[:8])
        right = f"one of {codes}" if sources else "a source: add one with /source add first"
        problems.append(Problem("source", f"there is no source {draft.source[:40]!r}", right))
    figure = _figure(draft, problems)
    wording = draft.wording or (figure.wording if figure is not None else "") or draft.excerpt
    excerpt = draft.excerpt or wording
    if wording and (problem := wording_problem(wording, excerpt)):
        right = (
            f"at most {MAX_EXCERPT_WORDS} words, copied from the source"
            if problem.startswith("excerpt has")
            else "only words of the excerpt, in the same order"
        )
        problems.append(Problem("excerpt" if "excerpt has" in problem else "wording", problem, right))
    if draft.status and draft.status not in CLAIM_STATUSES:
        wrong = f"{draft.status[:40]!r} is not a status"
        problems.append(Problem("status", wrong, f"one of {', '.join(CLAIM_STATUSES)}"))
    if problems or topic is None or source is None:
        raise BadRecords("The claim can't be accepted as it is.", problems)
    siblings = claims_by_topic.get(topic.slug, ())
    if figure is not None and not draft.value and not draft.date:
        aspect = draft.aspect or _figure_aspect(figure, wording, excerpt, topic, siblings)
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
    return _claim_of(record | _figure_record(figure), draft)


def _topic(name: str, topics: Mapping[str, Topic]) -> Topic | None:
    key = name.casefold()
    by_title = {t.title.casefold(): t for t in topics.values()}
    return topics.get(key) or by_title.get(key)


def _source(code: str, sources: Mapping[str, Source]) -> Source | None:
    return {key.casefold(): source for key, source in sources.items()}.get(code.casefold())


def _figure(draft: ClaimDraft, problems: list[Problem]) -> Figure | None:
    """Return the figure that the draft states; None for a statement, or after adding a problem."""
    if draft.value or draft.date:
        return _exact_figure(draft, problems)
    text = draft.figure or draft.wording
    figures = read_figures(text)
    if not draft.figure and draft.stance:
        return None
    if len(figures) == 1:
        return figures[0]
    example = 'one figure or date, such as "more than 2,000 troops" or "5 January 2022"'
    if not text:
        problems.append(Problem("figure", "there is neither a figure nor a stance", example))
    elif not figures:
        problems.append(Problem("figure", f"no figure can be read from {text[:80]!r}", example))
    else:
        wordings = ", ".join(repr(f.wording) for f in figures[:4])
        problems.append(Problem("figure", f"there are several: {wordings}", "one figure per claim"))
    return None


def _exact_figure(draft: ClaimDraft, problems: list[Problem]) -> Figure | None:
    exact = {name: getattr(draft, name) for name in _EXACT if getattr(draft, name)}
    flags = {name: getattr(draft, name).casefold() in ("yes", "true", "1") for name in ("negated", "vague")}
    try:
        row = ClaimRow.model_validate(
            dict.fromkeys(("id", "topic", "source", "aspect", "wording", "excerpt"), "x")
            | {"offset": 0} | exact | flags
        )  # fmt: skip
    except ValidationError as error:
        problems += problems_of(error, _RIGHT, otherwise="see the template", of_whole=_column_of)
        return None
    figure = row.claim(0).figure
    return replace(figure, wording=draft.figure or spelled(figure)) if figure is not None else None


def _column_of(wrong: str) -> str:
    """Return the column to name for an error in the figure as a whole."""
    return "unit" if "unit" in wrong else "value"


def _figure_record(figure: Figure | None) -> dict[str, Any]:
    if figure is None:
        return {}
    return figure.record() | {"unit": figure.unit if figure.is_date else figure.unit or "things"}


def _figure_aspect(
    figure: Figure, wording: str, excerpt: str, topic: Topic, siblings: Sequence[Claim]
) -> str:
    """Return the question that a new figure answers: that of claims which restrict theirs alike.

    A figure of a group or place that no other claim is about gets a question of its own, named after it.
    """
    own = restriction(wording, figure, topic)
    alike = [
        claim
        for claim in siblings
        if claim.figure is not None
        and is_same_restriction(own, restriction(claim.wording, claim.figure, topic))
    ]
    if not own:
        return aspect_of(figure, alike, excerpt, frozenset())
    same = [c.aspect for c in alike if c.figure is not None and is_same_kind(figure, c.figure)]
    return same[0] if same else slug_of(" ".join(own))


def _statement_aspect(siblings: Sequence[Claim], stance: str) -> str:
    """Return the aspect that other statements on the topic speak to, "" if there are none."""
    aspects = [c.aspect for c in siblings if c.stance]
    same = [c.aspect for c in siblings if c.stance and c.stance == stance]
    return next(iter(same or aspects), "")


def _claim_of(record: dict[str, Any], draft: ClaimDraft) -> Claim:
    try:
        claim = ClaimRow.model_validate(record).claim(0)
    except ValidationError as error:
        problems = problems_of(error, _RIGHT, otherwise="see the template", of_whole=_column_of)
        raise BadRecords("The claim can't be accepted as it is.", problems) from None
    return replace(claim, id=draft.id)


_RIGHT: Final = {
    "id": "letters, digits and hyphens, at most 64; or nothing",
    "aspect": "lower-case letters, digits and hyphens; or nothing",
    "as_of": "a date such as 2022-01-05, 2022-01 or 2022",
    "date": "a date such as 2022-01-05, 2022-01 or 2022",
    "value": "a plain number such as 2000 or 1.5, with a unit such as people, percent or USD",
    "value_high": 'a plain number, with the comparator "range"',
    "comparator": "one of = > >= < <= ~ nearly up_to range",
    "unit": "a unit such as people, things, percent, USD",
    "status": f"one of {', '.join(CLAIM_STATUSES)}",
    "wording": "only words of the excerpt, in the same order",
    "excerpt": f"at most {MAX_EXCERPT_WORDS} words, copied from the source",
    "offset": "a whole number: where in the source the excerpt begins",
}
