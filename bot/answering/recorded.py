"""What a reply given earlier shows, made again from what was recorded and the claims as they are now."""

from claims_db.findings.findings import evidence_again, finding_of
from claims_db.models import Finding
from claims_db.storage.replies import Reply, ReplyStore
from claims_db.storage.store import Store


class RecordedFindings:
    """Makes the findings of a reply again, without the message that it answers."""

    def __init__(self, store: Store, reply_store: ReplyStore) -> None:
        self._store = store
        self._reply_store = reply_store

    async def of(self, reply: Reply) -> list[Finding]:
        """Return a finding for each topic that the reply shows and that still has claims.

        The figures of the message are those that were set against each claim when it was answered.
        """
        guild_id = reply.guild_id
        topics = {topic.slug: topic for topic in await self._store.topics(guild_id)}
        merged = await self._store.merged_topics(guild_id)
        order = await self._reply_store.shown_claims(reply.reply_id)
        kept = await self._reply_store.stated(reply.reply_id)
        sources = {source.code: source for source in await self._store.sources(guild_id)}
        shown_by_slug = {merged.get(shown.topic, shown.topic): shown for shown in reversed(reply.topics)}
        slugs = list(dict.fromkeys(merged.get(shown.topic, shown.topic) for shown in reply.topics))
        claims_by_slug = await self._store.claims_by_topic(slugs, guild_id)
        findings = []
        for slug in slugs:
            claims = [claim for claim in claims_by_slug[slug] if claim.source in sources]
            if slug not in topics or not claims:
                continue  # it was removed since, or nothing of it is shown any more
            shown = shown_by_slug[slug]
            findings.append(
                finding_of(
                    topics[slug], evidence_again(claims, sources, kept, shown.stated_on, shown=order),
                    score=shown.score, needed=shown.needed, passed=shown.passed, terms=shown.terms,
                    places=shown.places, stated_on=shown.stated_on,
                )
            )  # fmt: skip
        return findings
