"""Replies made anew from the database, without the message they answer: claims as they are now."""

from collections.abc import Sequence
from typing import Final

from bot.answering.outgoing import Outgoing, cards_with_chart, shadow_head
from bot.charts.cache import ChartCache
from bot.corrections.text import correction_lines, report
from bot.rendering.cards import CONTENT_LIMIT, reply_lines
from bot.rendering.markdown import escape, join_within, shorten
from claims_db.compare import compare_claim, different_scope, do_claims_differ
from claims_db.kept_figure import KeptFigure
from claims_db.models import SHIPPED, Claim, Evidence, Finding, Source, Topic
from claims_db.storage.audit import AuditLog
from claims_db.storage.corrections import CorrectionStore
from claims_db.storage.replies import Reply, ReplyStore
from claims_db.storage.store import Store

_NOTHING_LEFT: Final = "Nothing in the claims database on this any more."
_LOOKED_AT: Final = 12
"""Corrections of a reply among which those with something to say are looked for."""


class LivingReplies:
    """What a reply given earlier says today, and what became of a write's corrections."""

    def __init__(
        self, *, store: Store, reply_store: ReplyStore, charts: ChartCache, corrections: CorrectionStore
    ) -> None:
        self._store = store
        self._reply_store = reply_store
        self._charts = charts
        self._corrections = corrections
        self._audit_log = AuditLog(store.database)

    async def made_anew(self, reply: Reply) -> Outgoing:
        """The reply with the claims as they are, and what was corrected; the ledger knows it shows them.

        The figures of the message are those that were set against each claim when it was answered.
        """
        topics = {topic.slug: topic for topic in await self._store.topics(reply.guild_id)}
        findings = await self._findings(reply, topics)
        shown = [evidence.claim for finding in findings for evidence in finding.evidence]
        await self._reply_store.show_revisions(reply.reply_id, shown)
        corrected = await self._corrections.shown_on(reply.reply_id, _LOOKED_AT)
        titles = {slug: topic.title for slug, topic in topics.items()}
        small = [*correction_lines(corrected, titles), *map(escape, reply.note.splitlines())]
        tail = "\n".join(f"-# {line}" for line in small if line)
        if not findings or reply.kind != "asked":
            return Outgoing(content=_content(reply, findings, tail), reply_id=reply.reply_id)
        content = shorten(tail, CONTENT_LIMIT)
        return await cards_with_chart(findings, self._charts, content=content, reply_id=reply.reply_id)

    async def _findings(self, reply: Reply, topics: dict[str, Topic]) -> list[Finding]:
        merged = await self._store.merged_topics(reply.guild_id)
        stated = await self._reply_store.stated(reply.reply_id)
        sources = {source.code: source for source in await self._store.sources(reply.guild_id)}
        shown_by_slug = {merged.get(shown.topic, shown.topic): shown for shown in reversed(reply.topics)}
        slugs = list(dict.fromkeys(merged.get(shown.topic, shown.topic) for shown in reply.topics))
        claims = await self._store.claims_by_topic(slugs, reply.guild_id)
        findings = []
        for slug in slugs:
            known = [claim for claim in claims[slug] if claim.source in sources]
            if slug not in topics or not known:
                continue  # it was removed since, or nothing of it is shown any more
            evidence = evidence_again(known, sources, stated)
            findings.append(
                Finding(
                    topics[slug], evidence, shown_by_slug[slug].score, terms=shown_by_slug[slug].terms,
                    do_sources_differ=do_claims_differ(known),
                    does_message_differ=any(e.comparison and e.comparison.is_far_apart for e in evidence),
                )
            )  # fmt: skip
        return findings

    async def report(self, guild_id: str, audit_id: int) -> str:
        """Return what became of the corrections of a write, of the server or of a release; "" if none."""
        entry = await self._audit_log.entry(guild_id, audit_id)
        entry = entry or await self._audit_log.entry(SHIPPED, audit_id)
        if entry is None:
            return ""
        return report(entry, await self._corrections.outcome(audit_id, guild_id))


def _content(reply: Reply, findings: Sequence[Finding], tail: str) -> str:
    """The short reply within Discord's limit: what is left out is never what was corrected."""
    head = f"{shadow_head(reply.guild_id, reply.channel_id, reply.trigger_id)}\n" * (reply.kind == "shadow")
    room = CONTENT_LIMIT - len(head) - len(tail) - 1
    body = reply_lines(findings, limit=room) if findings else _NOTHING_LEFT
    return head + join_within([body, *([tail] if tail else [])], CONTENT_LIMIT - len(head))[0]


def evidence_again(
    claims: Sequence[Claim], sources: dict[str, Source], stated: dict[str, KeptFigure]
) -> tuple[Evidence, ...]:
    """The claims of a topic in the order of a reply, each set against the figure kept for it.

    First withdrawn claims that the message repeats, then the aspects it spoke of, then the rest.
    """
    spoken = {c.aspect for c in claims if c.id in stated and not stated[c.id].is_aside}
    rows: list[tuple[tuple[bool, bool], Evidence]] = []
    for claim in claims:
        kept = stated.get(claim.id)
        comparison = None
        if kept is not None and claim.figure is not None:
            comparison = (
                different_scope(kept.figure, claim) if kept.is_aside else compare_claim(kept.figure, claim)
            )
        is_repeat = comparison is not None and claim.is_withdrawn and comparison.is_support
        figure = kept.figure if kept is not None and comparison is not None else None
        key = (not is_repeat, bool(spoken) and claim.aspect not in spoken)
        rows.append((key, Evidence(claim, sources[claim.source], comparison, figure)))
    return tuple(evidence for _, evidence in sorted(rows, key=lambda row: row[0]))
