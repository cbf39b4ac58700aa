"""Set a topic's claims beside a text's figures, in the order in which a reply shows them.

Pure: matches and claims in, findings out. Only a figure that answers a question of the topic is compared, and
only with the claims on that question.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from claims_db.compare import compare_claim, do_claims_differ
from claims_db.figures import Figure
from claims_db.findings.asked import order_of_questions
from claims_db.findings.aspects import is_same_kind, with_unit
from claims_db.findings.assignment import Assigned, Assigner
from claims_db.findings.occasion import is_on_event
from claims_db.matching.matches import Match, Weights
from claims_db.models import Claim, Comparison, Evidence, Finding, Source, Topic
from claims_db.text import location_in_text

_MOST_FIGURES: Final = 60
"""Figures of an article that are set beside one topic's claims; more stand only in tables."""
_ORDER: Final = {"agrees": 0, "compatible": 1, "differs": 2, "not comparable": 3, "different scope": 4}


def evidence_for(
    topic: Topic, claims: Sequence[Claim], sources: Mapping[str, Source],
    stated: Mapping[Figure, str] | None = None, *, order: Mapping[str, float] | None = None,
    stated_on: str = "",
) -> tuple[Evidence, ...]:  # fmt: skip
    """Return the claims of a topic in the order a reply shows them, each with its relation to the figures.

    `stated` are the text's figures, each with the aspect it answers; `order` says by aspect how much the text
    asks for it; `stated_on` is the article's date, "" for a message. First come withdrawn claims that the
    message repeats, then the questions that the message answers or asks, then the rest, each in the order
    of the data.
    """
    answered = set((stated or {}).values())
    asked = order or {}
    rows: list[tuple[tuple[bool, bool, float], Evidence]] = []
    for claim in claims:
        comparison, figure = _best_comparison(claim, stated or {}, stated_on)
        is_repeat = comparison is not None and claim.is_withdrawn and comparison.relation == "agrees"
        is_aside = claim.aspect not in answered if answered else claim.aspect not in asked
        key = (not is_repeat, is_aside, 0.0 if answered else -asked.get(claim.aspect, 0.0))
        rows.append((key, Evidence(claim, sources[claim.source], comparison, figure)))
    return tuple(evidence for _, evidence in sorted(rows, key=lambda row: row[0]))


def finding_for(
    match: Match, assigner: Assigner, assigned: Sequence[Assigned], claims: Sequence[Claim],
    sources: Mapping[str, Source],
) -> Finding:  # fmt: skip
    """Return the finding for a match in a message."""
    return _finding([match], assigner, assigned, claims, sources)


def _finding(
    matches: Sequence[Match], assigner: Assigner, assigned: Sequence[Assigned], claims: Sequence[Claim],
    sources: Mapping[str, Source], published: str = "",
) -> Finding:  # fmt: skip
    """Return the finding for the sentences of one topic, with the figures they state."""
    best = max(matches, key=lambda m: m.score)
    stated = {with_unit(a.bound.figure, a.bound.aspect, claims): a.bound.aspect for a in assigned}
    order = order_of_questions(assigner.sentence(best), assigner.questions(best))
    evidence = evidence_for(best.topic, claims, sources, stated, order=order, stated_on=published)
    spoken = [c for c in claims if c.aspect in set(stated.values())]
    sentence = assigner.sentence(best)
    is_stated = assigner.states(best)
    return Finding(
        topic=best.topic,
        evidence=evidence,
        score=best.score,
        why=best.why,
        terms=best.terms,
        sentences=tuple(m.sentence for m in matches),
        do_sources_differ=do_claims_differ(list(claims)),
        does_message_differ=any(_is_contradiction(e) for e in evidence),
        is_disputed=is_disputed(spoken) if stated else not is_stated and is_disputed(claims),
        is_on_event=not is_stated or is_on_event(best, sentence, assigner.event(best.topic), evidence),
    )


def _is_contradiction(evidence: Evidence) -> bool:
    """Does the text's figure differ from one that a source stands by, or repeat one that was taken back?"""
    comparison = evidence.comparison
    if comparison is None:
        return False
    if evidence.claim.status in _TAKEN_BACK:
        return comparison.relation == "agrees"
    return comparison.is_far_apart and evidence.claim.status not in _HISTORY


_HISTORY: Final = frozenset({"denied", "revised"})
_TAKEN_BACK: Final = frozenset({"retracted", "revised", "denied"})


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
    by_topic: dict[str, list[Match]] = {}
    for match in sorted(sure, key=lambda m: m.sentence):
        by_topic.setdefault(match.topic.slug, []).append(match)
    findings = []
    for slug, found in by_topic.items():
        claims = claims_by_topic[slug]
        if not claims:
            continue  # all are hidden in this server, or none was added yet
        figures = assigned.get(slug, [])[:_MOST_FIGURES]
        finding = _finding(found, assigner, figures, claims, sources, published)
        findings.append(
            replace(finding, places=tuple(location_in_text(m.text, m.sentence[0]) for m in found))
        )
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
