"""Replies made anew from the database, without the message they answer: claims as they are now."""

from collections.abc import Sequence
from typing import Final

from bot.answering.outgoing import Outgoing, cards_with_chart, shadow_head
from bot.answering.recorded import RecordedFindings
from bot.charts.cache import ChartCache
from bot.corrections.text import correction_lines, report
from bot.rendering.cards import CONTENT_LIMIT, reply_lines
from bot.rendering.markdown import escape, join_within, shorten
from claims_db.models import SHIPPED, Finding
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
        self._recorded = RecordedFindings(store, reply_store)
        self._charts = charts
        self._corrections = corrections
        self._audit_log = AuditLog(store.database)

    async def made_anew(self, reply: Reply) -> Outgoing:
        """Return the reply with the claims as they are and what was corrected; record that it shows them."""
        findings = await self._recorded.of(reply)
        shown = [evidence.claim for finding in findings for evidence in finding.evidence]
        await self._reply_store.show_revisions(reply.reply_id, shown)
        corrected = await self._corrections.shown_on(reply.reply_id, _LOOKED_AT)
        titles = {topic.slug: topic.title for topic in await self._store.topics(reply.guild_id)}
        small = [*correction_lines(corrected, titles), *map(escape, reply.note.splitlines())]
        tail = "\n".join(f"-# {line}" for line in small if line)
        if not findings or reply.kind != "asked":
            return Outgoing(content=_content(reply, findings, tail), reply_id=reply.reply_id)
        content = shorten(tail, CONTENT_LIMIT)
        return await cards_with_chart(findings, self._charts, content=content, reply_id=reply.reply_id)

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
