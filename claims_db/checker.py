"""A message in, the findings out: read the figures, find the topics, set the claims beside them.

    message -> clean -> figures + terms -> candidates (FTS5) -> matches (gates, vetoes, score)
            -> claims of each topic, compared with the figures -> Answer

Retrieval goes by words; whether two figures agree is decided on the figures.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any, Final, TypeVar

from claims_db.compare import do_claims_differ, load_rates
from claims_db.drafts.from_article import ArticleDraft, propose
from claims_db.figures import MAX_CHARS, Figure, read_figures
from claims_db.findings.assignment import Assigner
from claims_db.findings.findings import article_findings, evidence_for, finding_for, finding_of
from claims_db.gc_pause import gc_paused
from claims_db.matching.article_matcher import ArticleMatcher
from claims_db.matching.matches import ArticleWeights, Candidate, Match, MatchResult, Mode, Weights
from claims_db.matching.message_matcher import MessageMatcher
from claims_db.matching.passages import article_segments, search_passages
from claims_db.models import SHIPPED, Answer, Claim, Finding, Source, Statement, Topic
from claims_db.storage.store import Store
from claims_db.text import clean, sentences

T = TypeVar("T")

MAX_MESSAGE_CHARS: Final = 20_000
"""A longer message is read up to here; Discord's own limit is 4,000."""
_LONG: Final = 800
_MAX_FINDINGS: Final = 8
_MAX_TITLE_CHARS: Final = 500
_MAX_KNOWN: Final = 64
"""Servers with claims of their own that are kept ready to be matched against."""


def load_weights() -> Weights:
    """The scorer's weights that ship with Crosscheck (data/weights.json)."""
    raw = json.loads(files("claims_db").joinpath("data/weights.json").read_text(encoding="utf-8"))
    article = raw["article"]
    return Weights(
        bias=float(raw["bias"]),
        by_feature={k: float(v) for k, v in raw["by_feature"].items()},
        article=ArticleWeights(
            bias=float(article["bias"]),
            by_feature={k: float(v) for k, v in article["by_feature"].items()},
            threshold=float(article["threshold"]),
            unasked_threshold=float(article["unasked_threshold"]),
            best_threshold=float(article["best_threshold"]),
        ),
        message_threshold=float(raw["message_threshold"]),
        check_threshold=float(raw["check_threshold"]),
        partial_threshold=float(raw["partial_threshold"]),
    )


@dataclass(frozen=True, slots=True)
class _Knowledge:
    """What one server's messages are matched against."""

    matcher: MessageMatcher
    article_matcher: ArticleMatcher
    assigner: Assigner
    claims_by_topic: dict[str, list[Claim]]
    sources: dict[str, Source]


class Checker:
    """Checks messages against a Store. One instance serves every server and task."""

    def __init__(self, store: Store, weights: Weights | None = None) -> None:
        self._store = store
        self.weights = weights if weights is not None else load_weights()
        self._knowledge: dict[str, _Knowledge] = {}
        self._loading = asyncio.Lock()
        self._working = asyncio.Lock()
        self._times_forgotten: Counter[str] = Counter()

    def forget(self, guild_id: str = SHIPPED) -> None:
        """Read the server's claims anew at its next message; for all servers where none is named."""
        self._times_forgotten[guild_id] += 1
        if guild_id:
            self._knowledge.pop(guild_id, None)
        else:
            self._knowledge.clear()

    def revision(self, guild_id: str = SHIPPED) -> int:
        """A number that changes whenever `forget` is called for the server or for all: what was found
        under another number may be out of date."""
        return sum(self._times_forgotten[key] for key in {guild_id, SHIPPED})

    async def check(self, text: str, *, mode: Mode = "check", guild_id: str = SHIPPED) -> Answer:
        """What the sources say on the message.

        `mode` "message" is for messages nobody asked about: a higher threshold, and
        `should_speak` says whether to answer at all. Never raises on any text; raises
        StoreError where the database can't be read.
        """
        text = clean(text[:MAX_MESSAGE_CHARS])
        statement = Statement(text, await self._worked(text, read_figures, text))
        knowledge = await self._load(guild_id)
        found = await self._candidates(text, knowledge.matcher, guild_id)
        if found is None:
            return Answer(statement, silence="there is nothing in it to look up")
        matching = await self._worked(text, knowledge.matcher.match, text, statement.figures, found)
        answer = self._answer(statement, matching, knowledge, mode)
        if not statement.figures:
            return answer
        reading = await self._worked(text, knowledge.matcher.lexicon.read, text)
        return replace(answer, terms=frozenset(reading.positions_by_term))

    async def _candidates(self, text: str, matcher: MessageMatcher, guild_id: str) -> list[Candidate] | None:
        """Search for the topics of each passage; None if there is nothing to search for.

        A long message is searched passage by passage: among the words of all, those of one sentence would
        be lost. A topic keeps its best rank.
        """
        best: dict[str, Candidate] = {}
        is_empty = True
        for passage in search_passages(text):
            terms = matcher.search_terms(passage)
            if not terms:
                continue
            is_empty = False
            for candidate in await self._store.candidates(terms, guild_id):
                other = best.get(candidate.slug)
                if other is None or candidate.rank < other.rank:
                    best[candidate.slug] = candidate
        return None if is_empty else sorted(best.values(), key=lambda c: c.rank)

    async def check_article(
        self, title: str, text: str, *, published: str = "", guild_id: str = SHIPPED
    ) -> Answer:
        """What the sources say on an article's figures, most telling first.

        The title and the lead are the setting that sentences borrow their country, year and event
        from. `published` is an EDTF date or "". Offsets in the findings are into `text`. Never raises
        on any text; raises StoreError where the database can't be read.
        """
        text, figures, matches, knowledge = await self._match_article(title, text, published, guild_id)
        findings = await self._apart(
            article_findings,
            matches,
            self.weights,
            knowledge.assigner,
            knowledge.claims_by_topic,
            knowledge.sources,
            published,
        )
        silence = "" if findings else "nothing in it that the claims database covers"
        statement = Statement(text, figures)
        return Answer(statement, findings, any(f.is_telling for f in findings), silence)

    async def topic_finding(self, topic: Topic, guild_id: str = SHIPPED) -> Finding:
        """Return what the sources say on a topic, as a finding without a message."""
        claims = (await self._store.claims_by_topic([topic.slug], guild_id))[topic.slug]
        sources = {s.code: s for s in await self._store.sources(guild_id)}
        evidence = evidence_for(claims, sources)
        return finding_of(topic, evidence, passed=("it was asked for by name",))

    async def source_findings(self, code: str, guild_id: str = SHIPPED) -> tuple[Finding, ...]:
        """Return the topics a source speaks on where sources part ways, as findings without a message."""
        knowledge = await self._load(guild_id)
        passed = (f"the link is to source {code}, which speaks on it",)
        found = []
        for topic in await self._store.topics(guild_id):
            claims = knowledge.claims_by_topic.get(topic.slug, [])
            if any(c.source == code for c in claims) and do_claims_differ(claims):
                evidence = evidence_for(claims, knowledge.sources)
                found.append(finding_of(topic, evidence, passed=passed))
        return tuple(found)

    async def propose_claims(
        self, title: str, text: str, *, published: str = "", guild_id: str = SHIPPED
    ) -> list[ArticleDraft]:
        """The article's figures as claims to review, by the same reading and matching as an answer."""
        text, figures, matches, _ = await self._match_article(title, text, published, guild_id)
        return propose(text, sentences(text), figures, self.weights.article.sure(matches))

    async def _match_article(
        self, title: str, text: str, published: str, guild_id: str
    ) -> tuple[str, tuple[Figure, ...], list[Match], _Knowledge]:
        title, text = clean(title[:_MAX_TITLE_CHARS]), clean(text[:MAX_CHARS])
        figures = await self._apart(read_figures, text)
        knowledge = await self._load(guild_id)
        lexicon = knowledge.matcher.lexicon
        segments = await self._apart(article_segments, title, text, figures, published, lexicon)
        matches = await self._apart(knowledge.article_matcher.match, text, segments)
        return text, figures, matches, knowledge

    async def _load(self, guild_id: str) -> _Knowledge:
        known = self._knowledge.pop(guild_id, None)
        if known is not None:
            self._knowledge[guild_id] = known  # the most recently used stand last
            return known
        asked_for = guild_id
        async with self._loading:
            revision = self.revision(asked_for)
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
                with gc_paused():
                    matcher = await asyncio.to_thread(MessageMatcher, topics, by_topic, lexicon, self.weights)
                    articles = await asyncio.to_thread(ArticleMatcher, matcher.profiles, self.weights.article)
                known = _Knowledge(matcher, articles, Assigner(topics, by_topic, lexicon), by_topic, sources)
            if self.revision(asked_for) == revision:  # else it may be of before what was to be forgotten
                self._knowledge[guild_id] = self._knowledge[asked_for] = known
                self._drop_least_used()
            return known

    async def _worked(self, text: str, work: Callable[..., T], *values: Any) -> T:
        """What the work gives; done in a thread where the text is so long that the event loop would wait."""
        return await self._apart(work, *values) if len(text) > _LONG else work(*values)

    async def _apart(self, work: Callable[..., T], *values: Any) -> T:
        """What the work gives, done in a thread. One at a time: several would each keep the interpreter
        from the event loop in turn, and be done no sooner."""
        async with self._working:
            return await asyncio.to_thread(work, *values)

    def _drop_least_used(self) -> None:
        """Servers with claims of their own take some megabytes each: only the liveliest are kept."""
        while len({id(known) for known in self._knowledge.values()}) > _MAX_KNOWN:
            self._knowledge.pop(next(iter(self._knowledge)))

    def _answer(
        self, statement: Statement, matching: MatchResult, knowledge: _Knowledge, mode: Mode
    ) -> Answer:
        threshold = self.weights.threshold(mode)

        def is_sure(match: Match) -> bool:
            return self.weights.is_sure(match, mode)

        sure = [match for match in matching.matches if is_sure(match)][:_MAX_FINDINGS]
        assigned = knowledge.assigner.assign(sure)
        findings = tuple(
            finding_for(
                match,
                knowledge.assigner,
                assigned.get(match.topic.slug, ()),
                claims,
                knowledge.sources,
                self.weights.needed(match, mode),
            )
            for match in sure
            if (claims := knowledge.claims_by_topic[match.topic.slug])
        )
        near = [m.topic for m in matching.matches if not is_sure(m)]
        near += [r.topic for r in matching.rejections if r.is_near]
        should_speak = any(f.is_telling for f in findings)
        silence = ""
        if not findings:
            silence = _silence(matching, threshold)
        elif not should_speak:
            silence = "nothing differs: neither the message from the sources, nor they among themselves"
        return Answer(statement, findings, should_speak, silence, tuple(near[:3]))


def _silence(matching: MatchResult, threshold: float) -> str:
    if matching.matches:
        best = matching.matches[0]
        return f"{best.topic.title}: too unsure ({best.score:.2f}, {threshold:.2f} is needed)"
    near = next((r for r in matching.rejections if r.is_near), None)
    if near is not None:
        return f"{near.topic.title}: {near.reason}"
    return "nothing in the claims database is on this"


__all__ = ["Checker", "Mode", "evidence_for", "load_weights"]
