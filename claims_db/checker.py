"""A message in, the findings out: read the figures, find the topics, set the claims beside them.

    message -> clean -> figures + terms -> candidates (FTS5) -> matches (gates, vetoes, score)
            -> claims of each topic, compared with the figures -> Answer

Retrieval goes by words; whether two figures agree is decided on the figures.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Final, Literal

from claims_db.attribution import own_figures
from claims_db.compare import compare_claim, different_scope, do_claims_differ, load_rates
from claims_db.figures import Figure, edtf, read_figures
from claims_db.matcher import Matcher
from claims_db.matching import Match, Matching, Weights
from claims_db.models import Answer, Claim, Comparison, Evidence, Finding, Source, Statement, Topic
from claims_db.store import SHIPPED, Store
from claims_db.text import STOPWORDS, clean, stem, words

Mode = Literal["message", "check"]
MAX_MESSAGE_CHARS: Final = 20_000
"""A longer message is read up to here; Discord's own limit is 4,000."""
_MAX_FINDINGS: Final = 8
_CONTEXT_WORDS: Final = 8


def load_weights() -> Weights:
    """The scorer's weights that ship with Crosscheck (data/weights.json)."""
    raw = json.loads(files("claims_db").joinpath("data/weights.json").read_text(encoding="utf-8"))
    return Weights(
        bias=float(raw["bias"]),
        by_feature={k: float(v) for k, v in raw["by_feature"].items()},
        message_threshold=float(raw["message_threshold"]),
        check_threshold=float(raw["check_threshold"]),
        partial_threshold=float(raw["partial_threshold"]),
    )


@dataclass(frozen=True, slots=True)
class _Knowledge:
    """What one server's messages are matched against."""

    matcher: Matcher
    claims_by_topic: dict[str, list[Claim]]
    sources: dict[str, Source]


class Checker:
    """Checks messages against a Store. One instance serves every server and task."""

    def __init__(self, store: Store, weights: Weights | None = None) -> None:
        self._store = store
        self.weights = weights if weights is not None else load_weights()
        self._knowledge: dict[str, _Knowledge] = {}
        self._loading = asyncio.Lock()

    def forget(self, guild_id: str = SHIPPED) -> None:
        """Read the server's claims anew at its next message; for all servers where none is named."""
        if guild_id:
            self._knowledge.pop(guild_id, None)
        else:
            self._knowledge.clear()

    async def check(self, text: str, *, mode: Mode = "check", guild_id: str = SHIPPED) -> Answer:
        """What the sources say on the message.

        `mode` "message" is for messages nobody asked about: a higher threshold, and
        `should_speak` says whether to answer at all. Never raises on any text; raises
        StoreError where the database can't be read.
        """
        text = clean(text[:MAX_MESSAGE_CHARS])
        statement = Statement(text, read_figures(text))
        knowledge = await self._load(guild_id)
        terms = knowledge.matcher.search_terms(text)
        if not terms:
            return Answer(statement, silence="there is nothing in it to look up")
        found = await self._store.candidates(terms, guild_id)
        matching = knowledge.matcher.match(text, statement.figures, found)
        return self._answer(statement, matching, knowledge, mode)

    async def _load(self, guild_id: str) -> _Knowledge:
        known = self._knowledge.get(guild_id)
        if known is not None:
            return known
        asked_for = guild_id
        async with self._loading:
            known = self._knowledge.get(guild_id)
            if known is None and guild_id != SHIPPED and not await self._store.has_own(guild_id):
                # Servers that added nothing share what ships with Crosscheck.
                known = self._knowledge.get(SHIPPED)
                guild_id = SHIPPED
            if known is None:
                topics = await self._store.topics(guild_id)
                by_topic: dict[str, list[Claim]] = {t.slug: [] for t in topics}
                for claim in await self._store.claims(guild_id):
                    by_topic.setdefault(claim.topic, []).append(claim)
                lexicon = await self._store.lexicon(topics, guild_id)
                sources = {s.code: s for s in await self._store.sources(guild_id)}
                await asyncio.to_thread(load_rates)
                matcher = await asyncio.to_thread(Matcher, topics, by_topic, lexicon, self.weights)
                known = _Knowledge(matcher, by_topic, sources)
                self._knowledge[guild_id] = known
            self._knowledge[asked_for] = known
            return known

    def _answer(self, statement: Statement, matching: Matching, knowledge: _Knowledge, mode: Mode) -> Answer:
        weights = self.weights
        threshold = weights.message_threshold if mode == "message" else weights.check_threshold

        def is_sure(match: Match) -> bool:
            return match.score >= (weights.partial_threshold if match.is_partial else threshold)

        sure = [match for match in matching.matches if is_sure(match)][:_MAX_FINDINGS]
        findings = tuple(
            _finding(match, sure, knowledge.claims_by_topic[match.topic.slug], knowledge.sources)
            for match in sure
        )
        near = [m.topic for m in matching.matches if not is_sure(m)]
        near += [r.topic for r in matching.rejections]
        should_speak = any(f.is_telling for f in findings)
        silence = ""
        if not findings:
            silence = _silence(matching, threshold)
        elif not should_speak:
            silence = "nothing differs: neither the message from the sources, nor they among themselves"
        return Answer(statement, findings, should_speak, silence, tuple(near[:3]))


def _silence(matching: Matching, threshold: float) -> str:
    if matching.matches:
        best = matching.matches[0]
        return f"{best.topic.title}: too unsure ({best.score:.2f}, {threshold:.2f} is needed)"
    if matching.rejections:
        near = matching.rejections[0]
        return f"{near.topic.title}: {near.reason}"
    return "nothing in the claims database is on this"


def evidence_for(
    topic: Topic, claims: Sequence[Claim], sources: dict[str, Source], figures: Sequence[Figure] = (),
    text: str = "", told: frozenset[str] = frozenset(),
) -> tuple[Evidence, ...]:  # fmt: skip
    """The claims of a topic in the order a reply shows them, each with its relation to the figures.

    `told` are the stems of the words that told the topic: they say nothing on the aspect.
    First withdrawn claims that the message repeats, then the aspect the message speaks of, then
    the rest, each in the order of the data.
    """
    stated: dict[Figure, str] = {}
    for read in figures:
        if _is_stated(read, topic, claims):
            aspect = _aspect_of(read, claims, text, told)
            stated[_with_unit(read, aspect, claims)] = aspect
    spoken = {aspect for aspect in stated.values() if aspect}
    rows: list[tuple[tuple[bool, bool], Evidence]] = []
    for claim in claims:
        comparison, figure = _best_comparison(claim, stated)
        is_repeat = comparison is not None and claim.is_withdrawn and comparison.is_support
        key = (not is_repeat, bool(spoken) and claim.aspect not in spoken)
        rows.append((key, Evidence(claim, sources[claim.source], comparison, figure)))
    return tuple(evidence for _, evidence in sorted(rows, key=lambda row: row[0]))


def _finding(
    match: Match, rivals: Sequence[Match], claims: Sequence[Claim], sources: dict[str, Source]
) -> Finding:
    figures = own_figures(match, rivals, claims)
    told = frozenset(w.stem for w in words(match.text) if w.start in match.spots)
    evidence = evidence_for(match.topic, claims, sources, figures, match.text, told)
    return Finding(
        topic=match.topic,
        evidence=evidence,
        score=match.score,
        why=match.why,
        terms=match.terms,
        do_sources_differ=do_claims_differ(list(claims)),
        does_message_differ=any(e.comparison is not None and e.comparison.is_far_apart for e in evidence),
    )


def _is_same_kind(stated: Figure, claimed: Figure) -> bool:
    """Can the two answer one question? A bare number can be of people, of things or of money."""
    return stated.dimension == claimed.dimension or (stated.dimension == "" and not claimed.is_date)


def _is_stated(figure: Figure, topic: Topic, claims: Sequence[Claim]) -> bool:
    """Is the figure something the message says on the topic, not its setting ("in January 2022")?"""
    rivals = [c.figure for c in claims if c.figure is not None and _is_same_kind(figure, c.figure)]
    if not rivals:
        return False
    if figure.is_date and not topic.is_answer_date:
        return figure.date.count("-") == 2 and any(
            r.is_date and edtf.are_comparable(figure.date, r.date) for r in rivals
        )
    if figure.is_date and topic.years and len(figure.date) <= 7:
        return not all(edtf.contains(figure.date, r.date) for r in rivals if r.is_date)
    return True


def _aspect_of(figure: Figure, claims: Sequence[Claim], text: str, told: frozenset[str]) -> str:
    """The aspect of the topic that the figure speaks to.

    The topic's first aspect, unless the words around the figure are those of another one alone, or
    the figure is one that another aspect's claims state.
    """
    rivals = [c for c in claims if c.figure is not None and _is_same_kind(figure, c.figure)]
    words_by_aspect: dict[str, set[str]] = {}
    for claim in claims:
        words_by_aspect.setdefault(claim.aspect, set()).update(_claim_stems(claim))
    context = _context(figure, text) - told
    best, best_score = "", -1.0
    for n, aspect in enumerate(dict.fromkeys(c.aspect for c in rivals)):
        others = set().union(*(w for a, w in words_by_aspect.items() if a != aspect))
        score = 1.5 / (1 + n) + len(context & (words_by_aspect[aspect] - others))
        relations = [compare_claim(figure, c) for c in rivals if c.aspect == aspect]
        if any(r.relation == "agrees" for r in relations):
            score += 2.0
        elif any(r.is_support for r in relations):
            score += 0.5
        if score > best_score:
            best, best_score = aspect, score
    return best


def _claim_stems(claim: Claim) -> set[str]:
    counted = claim.figure.counted if claim.figure is not None else ""
    parts = (claim.aspect.replace("-", " "), counted, claim.excerpt)
    return {w.stem for part in parts for w in words(part) if w.is_content}


def _with_unit(figure: Figure, aspect: str, claims: Sequence[Claim]) -> Figure:
    """A bare number with the unit of the claim it agrees with, or of the aspect's first claim."""
    if figure.dimension:
        return figure
    figures = [c.figure for c in claims if c.aspect == aspect and c.figure is not None]
    alike = [f for f in figures if f.value == figure.value] or figures
    return replace(figure, unit=alike[0].unit, per=alike[0].per) if alike else figure


def _context(figure: Figure, text: str) -> set[str]:
    """The stems of the words around the figure, nearest first."""
    before = words(text[max(0, figure.start - 120) : figure.start])[-_CONTEXT_WORDS:]
    after = words(text[figure.end : figure.end + 120])[:_CONTEXT_WORDS]
    found = {w.stem for w in (*before, *after) if w.is_content}
    return found | {stem(word) for word in figure.counted.split() if word not in STOPWORDS}


def _best_comparison(claim: Claim, stated: dict[Figure, str]) -> tuple[Comparison | None, Figure | None]:
    """The closest relation that any of the message's figures has to the claim."""
    order = {"agrees": 0, "compatible": 1, "differs": 2, "not comparable": 3, "different scope": 4}
    best: tuple[Comparison | None, Figure | None] = (None, None)
    for figure, aspect in stated.items():
        if claim.figure is None or not _is_same_kind(figure, claim.figure):
            continue
        same = aspect == claim.aspect
        comparison = compare_claim(figure, claim) if same else different_scope(figure, claim)
        if best[0] is None or order[comparison.relation] < order[best[0].relation]:
            best = (comparison, figure)
    return best


__all__ = ["Checker", "Mode", "evidence_for", "load_weights"]
