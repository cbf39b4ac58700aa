"""Set a topic's claims beside a text's figures, in the order in which a reply shows them.

Pure: matches and claims in, findings out. Only a figure that answers a question of the topic is compared, and
only with the claims on that question.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from claims_db.compare import compare_claim, different_scope, do_claims_differ
from claims_db.figures import Figure
from claims_db.findings.asked import order_of_questions
from claims_db.findings.aspects import is_same_kind, with_unit
from claims_db.findings.assignment import Assigned, Assigner
from claims_db.findings.occasion import is_on_event
from claims_db.kept_figure import KeptFigure
from claims_db.matching.matches import Match, Weights
from claims_db.models import SUPERSEDED, Claim, Comparison, Evidence, Finding, Source, Topic
from claims_db.text import location_in_text

_MOST_FIGURES: Final = 60
"""Figures of an article that are set beside one topic's claims; more stand only in tables."""
_ORDER: Final = {"agrees": 0, "compatible": 1, "differs": 2, "not comparable": 3, "different scope": 4}
_HISTORY: Final = frozenset({"denied", "revised"})
"""Statuses of a figure that contradicts nobody: it is history."""


def evidence_for(
    claims: Sequence[Claim], sources: Mapping[str, Source], stated: Mapping[Figure, str] | None = None,
    *, order: Mapping[str, float] | None = None, stated_on: str = "",
) -> tuple[Evidence, ...]:  # fmt: skip
    """Return a topic's claims in the order a reply shows them, each with its relation to the figures.

    `stated` are the text's figures, each with the aspect it answers; `order` says by aspect how much the text
    asks for it; `stated_on` is the article's date, "" for a message.
    """
    evidence = []
    for claim in claims:
        comparison, figure = _best_comparison(claim, stated or {}, stated_on)
        evidence.append(Evidence(claim, sources[claim.source], comparison, figure))
    return _in_order(evidence, set((stated or {}).values()), order or {})


def evidence_again(
    claims: Sequence[Claim],
    sources: Mapping[str, Source],
    kept: Mapping[str, KeptFigure],
    stated_on: str = "",
    *,
    shown: Sequence[str] = (),
) -> tuple[Evidence, ...]:
    """Return what `evidence_for` would, without the text: each claim against the figure kept for it.

    `shown` are the claims' ids in the order in which they were shown: what was asked leads again.
    """
    evidence = []
    for claim in claims:
        comparison, figure = None, None
        if claim.id in kept and claim.figure is not None:
            figure = kept[claim.id].figure
            comparison = (
                different_scope(figure, claim)
                if kept[claim.id].is_aside
                else compare_claim(figure, claim, stated_on=stated_on)
            )
        evidence.append(Evidence(claim, sources[claim.source], comparison, figure))
    answered = {c.aspect for c in claims if c.id in kept and not kept[c.id].is_aside}
    if not answered and shown:
        places = {claim_id: n for n, claim_id in enumerate(shown)}
        evidence.sort(key=lambda e: places.get(e.claim.id, len(shown)))
    return _in_order(evidence, answered, {})


def _in_order(
    evidence: Sequence[Evidence], answered: Collection[str], asked: Mapping[str, float]
) -> tuple[Evidence, ...]:
    """Return the evidence in the order of a reply.

    First come withdrawn claims that the message repeats, then the questions that it answers or, if it answers
    none, asks, then the rest, each in the order of the data.
    """

    def key(item: Evidence) -> tuple[bool, bool, float]:
        aspect = item.claim.aspect
        if answered:
            return not item.is_repeat, aspect not in answered, 0.0
        return not item.is_repeat, aspect not in asked, -asked.get(aspect, 0.0)

    return tuple(sorted(evidence, key=key))


def finding_of(
    topic: Topic, evidence: tuple[Evidence, ...], *, score: float = 1.0, needed: float | None = None,
    passed: tuple[str, ...] = (), why: tuple[str, ...] = (), terms: tuple[str, ...] = (),
    sentences: tuple[tuple[int, int], ...] = (), places: tuple[tuple[int, int], ...] = (),
    stated_on: str = "", is_question: bool = False, is_on_event: bool = True,
) -> Finding:  # fmt: skip
    """Return the finding of a topic's claims; every Finding is made here.

    What is said of differences follows from the evidence: on the questions that the text's figures answer or,
    if `is_question` says that it asks, on all. The other values are those of Finding.
    """
    claims = sorted((e.claim for e in evidence), key=lambda c: (c.position, not c.guild_id, c.id))
    answered = {e.claim.aspect for e in evidence if e.stated is not None}
    spoken = [c for c in claims if c.aspect in answered] if answered else claims if is_question else []
    return Finding(
        topic=topic, evidence=evidence, score=score, why=why, terms=terms, sentences=sentences,
        places=places, needed=needed, passed=passed, stated_on=stated_on,
        do_sources_differ=do_claims_differ(claims),
        does_message_differ=any(map(_is_contradiction, evidence)),
        is_disputed=is_disputed(spoken), is_on_event=is_on_event,
    )  # fmt: skip


def finding_for(
    match: Match, assigner: Assigner, assigned: Sequence[Assigned], claims: Sequence[Claim],
    sources: Mapping[str, Source], needed: float,
) -> Finding:  # fmt: skip
    """Return the finding for a match in a message, with the figures assigned to its topic."""
    return _finding([match], assigner, assigned, claims, sources, needed)


def _finding(
    matches: Sequence[Match], assigner: Assigner, assigned: Sequence[Assigned], claims: Sequence[Claim],
    sources: Mapping[str, Source], needed: float, published: str = "",
    places: tuple[tuple[int, int], ...] = (),
) -> Finding:  # fmt: skip
    """Return the finding for the sentences of one topic, with the figures they state."""
    best = max(matches, key=lambda m: m.score)
    sentence = assigner.sentence(best)
    stated = {with_unit(a.bound.figure, a.bound.aspect, claims): a.bound.aspect for a in assigned}
    order = order_of_questions(sentence, assigner.questions(best))
    evidence = evidence_for(claims, sources, stated, order=order, stated_on=published)
    is_question = not assigner.states(best)
    is_meant = is_question or is_on_event(best, sentence, assigner.event(best.topic), evidence)
    return finding_of(
        best.topic, evidence, score=best.score, needed=needed, passed=best.passed, why=best.why,
        terms=best.terms, sentences=tuple(m.sentence for m in matches), places=places, stated_on=published,
        is_question=is_question, is_on_event=is_meant,
    )  # fmt: skip


def _is_contradiction(evidence: Evidence) -> bool:
    """Does the text's figure differ from one that a source stands by, or repeat one that was taken back?"""
    comparison = evidence.comparison
    if comparison is None:
        return False
    if evidence.claim.status in SUPERSEDED:
        return comparison.relation == "agrees"
    return comparison.is_far_apart and evidence.claim.status not in _HISTORY


def is_disputed(claims: Sequence[Claim]) -> bool:
    """Do the claims part ways on a question, those that were revised or denied apart?"""
    return do_claims_differ([c for c in claims if c.status not in _HISTORY])


def _best_comparison(
    claim: Claim, stated: Mapping[Figure, str], stated_on: str
) -> tuple[Comparison | None, Figure | None]:
    """Return the closest relation that any of the text's figures on its question has to the claim."""
    best: tuple[Comparison | None, Figure | None] = (None, None)
    for figure, aspect in stated.items():
        if aspect != claim.aspect or claim.figure is None or not is_same_kind(figure, claim.figure):
            continue
        comparison = compare_claim(figure, claim, stated_on=stated_on)
        if best[0] is None or _ORDER[comparison.relation] < _ORDER[best[0].relation]:
            best = (comparison, figure)
    return best


def article_findings(
    matches: Sequence[Match], weights: Weights, assigner: Assigner,
    claims_by_topic: Mapping[str, Sequence[Claim]], sources: Mapping[str, Source], published: str = "",
) -> tuple[Finding, ...]:  # fmt: skip
    """Return one finding a topic, over all the sentences that speak of it, most telling first.

    First topics of which no source has the article's figure, then those on which sources part ways, then
    those on which all agree; within each, the surest first. `published` is the article's EDTF date or "".
    """
    sure = weights.article.sure(matches)
    assigned = assigner.assign(sure)
    best = max((m.score for m in sure), default=0.0)
    by_topic: dict[str, list[Match]] = {}
    for match in sorted(sure, key=lambda m: m.sentence):
        by_topic.setdefault(match.topic.slug, []).append(match)
    findings = []
    for slug, found in by_topic.items():
        claims = claims_by_topic[slug]
        if not claims:
            continue  # all are hidden in this server, or none was added yet
        figures = assigned.get(slug, [])[:_MOST_FIGURES]
        needed = weights.article.needed(max(m.score for m in found), best)
        places = tuple(location_in_text(m.text, m.sentence[0]) for m in found)
        findings.append(_finding(found, assigner, figures, claims, sources, needed, published, places))
    return tuple(sorted(findings, key=_telling))


def _telling(finding: Finding) -> tuple[int, float]:
    stated = [e.comparison for e in finding.evidence if e.comparison is not None]
    has_support = any(c.is_support for c in stated)
    if finding.does_message_differ and not has_support:
        rank = 0
    elif finding.do_sources_differ or finding.does_message_differ:
        rank = 1
    else:
        rank = 2
    return rank, -finding.score
