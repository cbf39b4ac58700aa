"""Set a topic's claims beside a text's figures: which aspect a figure speaks to, and in what order to show.

Pure: matches and claims in, findings out.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from claims_db.compare import compare_claim, different_scope, do_claims_differ
from claims_db.figures import Figure, edtf
from claims_db.findings.aspects import aspect_of, is_same_kind, one_per_aspect, with_unit, without_excluded
from claims_db.kept_figure import KeptFigure
from claims_db.matching.figure_owner import own_figures
from claims_db.matching.matches import Match, Weights
from claims_db.models import Claim, Comparison, Evidence, Finding, Source, Topic
from claims_db.text import location_in_text, words

_MOST_FIGURES: Final = 60
"""Figures of an article that are set beside one topic's claims; more stand only in tables."""


def evidence_for(
    topic: Topic, claims: Sequence[Claim], sources: Mapping[str, Source], figures: Sequence[Figure] = (),
    text: str = "", told: frozenset[str] = frozenset(), spots: Sequence[int] = (), stated_on: str = "",
) -> tuple[Evidence, ...]:  # fmt: skip
    """Return the claims of a topic in the order a reply shows them, each set against the figures.

    `told` are the stems of the words that told the topic, `spots` their offsets in `text`;
    `stated_on` is the article's date, "" for a message.
    """
    found: dict[Figure, str] = {}
    for read in without_excluded(figures, text):
        if _is_stated(read, topic, claims):
            aspect = aspect_of(read, claims, text, told)
            found[with_unit(read, aspect, claims)] = aspect
    stated = one_per_aspect(found, claims, spots, text)
    evidence = []
    for claim in claims:
        comparison, figure = _best_comparison(claim, stated, stated_on)
        evidence.append(Evidence(claim, sources[claim.source], comparison, figure))
    return _in_order(evidence, {aspect for aspect in stated.values() if aspect})


def evidence_again(
    claims: Sequence[Claim],
    sources: Mapping[str, Source],
    kept: Mapping[str, KeptFigure],
    stated_on: str = "",
) -> tuple[Evidence, ...]:
    """Return what `evidence_for` would, without the text: each claim against the figure kept for it."""
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
    return _in_order(evidence, {c.aspect for c in claims if c.id in kept and not kept[c.id].is_aside})


def _in_order(evidence: Sequence[Evidence], spoken: Collection[str]) -> tuple[Evidence, ...]:
    """Return the evidence in the order of a reply.

    First withdrawn claims that the message repeats, then the aspects it speaks of, then the rest, each
    in the order of the data.
    """

    def key(item: Evidence) -> tuple[bool, bool]:
        return not item.is_repeat, bool(spoken) and item.claim.aspect not in spoken

    return tuple(sorted(evidence, key=key))


def finding_of(
    topic: Topic, evidence: tuple[Evidence, ...], *, score: float = 1.0, needed: float | None = None,
    passed: tuple[str, ...] = (), why: tuple[str, ...] = (), terms: tuple[str, ...] = (),
    sentences: tuple[tuple[int, int], ...] = (), places: tuple[tuple[int, int], ...] = (),
    stated_on: str = "",
) -> Finding:  # fmt: skip
    """Return the finding of a topic's claims; every Finding is made here.

    What is said of differences follows from the evidence. The other values are those of Finding.
    """
    claims = sorted((e.claim for e in evidence), key=lambda c: (c.position, not c.guild_id, c.id))
    return Finding(
        topic=topic, evidence=evidence, score=score, why=why, terms=terms, sentences=sentences,
        places=places, needed=needed, passed=passed, stated_on=stated_on,
        do_sources_differ=do_claims_differ(claims),
        does_message_differ=any(e.comparison is not None and e.comparison.is_far_apart for e in evidence),
    )  # fmt: skip


def finding_for(
    match: Match, rivals: Sequence[Match], claims: Sequence[Claim], sources: Mapping[str, Source],
    needed: float,
) -> Finding:  # fmt: skip
    """Return the finding for a match in a message; `rivals` are all topics the message is about."""
    return _finding([match], own_figures(match, rivals, claims), claims, sources, needed)


def _finding(
    matches: Sequence[Match], figures: Sequence[Figure], claims: Sequence[Claim],
    sources: Mapping[str, Source], needed: float, published: str = "",
    places: tuple[tuple[int, int], ...] = (),
) -> Finding:  # fmt: skip
    """Return the finding for the sentences of one topic, with the figures they state."""
    best = max(matches, key=lambda m: m.score)
    evidence = evidence_for(
        best.topic, claims, sources, figures, best.text, _told(matches), best.spots, published
    )
    return finding_of(
        best.topic, evidence, score=best.score, needed=needed, passed=best.passed, why=best.why,
        terms=best.terms, sentences=tuple(m.sentence for m in matches), places=places, stated_on=published,
    )  # fmt: skip


def _is_stated(figure: Figure, topic: Topic, claims: Sequence[Claim]) -> bool:
    """Is the figure something the message says on the topic, not its setting ("in January 2022")?"""
    rivals = [c.figure for c in claims if c.figure is not None and is_same_kind(figure, c.figure)]
    if not rivals:
        return False
    if figure.is_date and not topic.is_answer_date:
        return figure.date.count("-") == 2 and any(
            r.is_date and edtf.are_comparable(figure.date, r.date) for r in rivals
        )
    if figure.is_date and topic.years and len(figure.date) <= 7:
        return not all(edtf.contains(figure.date, r.date) for r in rivals if r.is_date)
    return True


def _best_comparison(
    claim: Claim, stated: dict[Figure, str], stated_on: str
) -> tuple[Comparison | None, Figure | None]:
    """The closest relation that any of the message's figures has to the claim."""
    order = {"agrees": 0, "compatible": 1, "differs": 2, "not comparable": 3, "different scope": 4}
    best: tuple[Comparison | None, Figure | None] = (None, None)
    for figure, aspect in stated.items():
        if claim.figure is None or not is_same_kind(figure, claim.figure):
            continue
        same = aspect == claim.aspect
        if same:
            comparison = compare_claim(figure, claim, stated_on=stated_on)
        else:
            comparison = different_scope(figure, claim)
        if best[0] is None or order[comparison.relation] < order[best[0].relation]:
            best = (comparison, figure)
    return best


def article_findings(
    matches: Sequence[Match], weights: Weights, claims_by_topic: Mapping[str, Sequence[Claim]],
    sources: Mapping[str, Source], published: str = "",
) -> tuple[Finding, ...]:  # fmt: skip
    """Return one finding a topic, over all the sentences that speak of it, most telling first.

    First topics where no source has the article's figure, then those where sources part ways, then
    those where all agree; within each, the surest first. `published` is the article's EDTF date or "".
    """
    sure = weights.article.sure(matches)
    best = max((m.score for m in sure), default=0.0)
    by_topic: dict[str, list[Match]] = {}
    for match in sorted(sure, key=lambda m: m.sentence):
        by_topic.setdefault(match.topic.slug, []).append(match)
    findings = []
    for slug, found in by_topic.items():
        claims = claims_by_topic[slug]
        if not claims:
            continue  # all are hidden in this server, or none was added yet
        figures = [f for m in found for f in own_figures(m, sure, claims)][:_MOST_FIGURES]
        needed = weights.article.needed(max(m.score for m in found), best)
        places = tuple(location_in_text(m.text, m.sentence[0]) for m in found)
        findings.append(_finding(found, figures, claims, sources, needed, published, places))
    return tuple(sorted(findings, key=_telling))


def _told(matches: Sequence[Match]) -> frozenset[str]:
    """The stems of the words that told the topic."""
    stems: set[str] = set()
    for match in matches:
        start, end = match.sentence
        stems |= {w.stem for w in words(match.text[start:end]) if start + w.start in match.spots}
    return frozenset(stems)


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
