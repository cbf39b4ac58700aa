"""Moderators' writes to topics, in their server only."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from claims_db.errors import Conflict, NotAllowed, UnknownTopic
from claims_db.matching.lexicon import Name
from claims_db.models import Topic
from claims_db.moderation.writer import Writer
from claims_db.records.records import TopicRow
from claims_db.storage.audit import Merge
from claims_db.storage.database import Transaction
from claims_db.storage.own_rows import (
    claim_ids_of_topic,
    merge_topic,
    merged_within,
    put_topic,
    topic_within,
)
from claims_db.storage.upserts import upsert_name


class TopicEditor:
    """Adds, edits and merges topics."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._store = writer.store

    async def add(self, guild_id: str, topic: Topic, *, by: str, names: Sequence[Name] = ()) -> Topic:
        """Add a topic with the names its anchors need; raises NotAllowed if the slug is taken."""
        own = replace(topic, guild_id=guild_id)
        lexicon = await self._store.lexicon([own], guild_id, names=names)
        async with self._writer.transaction(guild_id) as db:
            if await topic_within(db, own.slug, guild_id) is not None:
                raise NotAllowed(
                    f"There is already a topic {topic.slug}. Choose another title, or edit that topic."
                )
            await self._put_names(db, guild_id, names, by)
            present = await put_topic(db, own, lexicon)
            record = TopicRow.of(own).model_dump()
            await self._writer.enter(db, guild_id, by, "add", "topic", own.slug, {}, record)
        return present

    async def edit(
        self, guild_id: str, topic: Topic, *, by: str, before: Topic, names: Sequence[Name] = ()
    ) -> Topic:
        """Write the topic over the one of that slug.

        `before` is the topic as it was read; raises Conflict if it has changed since, and UnknownTopic if
        there is none.
        """
        own = replace(topic, guild_id=guild_id)
        lexicon = await self._store.lexicon([own], guild_id, names=names)
        async with self._writer.transaction(guild_id) as db:
            current = await topic_within(db, own.slug, guild_id)
            if current is None or own.slug in await merged_within(db, guild_id):
                raise UnknownTopic(f"There is no topic {topic.slug!r}.")
            if replace(current, guild_id="") != replace(before, guild_id=""):
                raise Conflict(
                    f"{own.title} was changed by somebody else in the meantime. Look at it, then try again."
                )
            await self._put_names(db, guild_id, names, by)
            present = await put_topic(db, own, lexicon)
            old, new = TopicRow.of(current).model_dump(), TopicRow.of(own).model_dump()
            await self._writer.enter(db, guild_id, by, "edit", "topic", own.slug, old, new)
        return present

    async def merge(self, guild_id: str, slug: str, into: str, *, by: str) -> Merge:
        """Show one topic's claims under the other from now on. Raises NotAllowed and UnknownTopic.

        Nothing is moved in the database: `unmerge` shows the topic again.
        """
        async with self._writer.transaction(guild_id) as db:
            return await self.merge_within(db, guild_id, slug, into, by=by)

    async def check_merge(self, guild_id: str, slug: str, into: str) -> None:
        """Raise NotAllowed or UnknownTopic if the two can't be merged as they are now."""
        async with self._store.database.transaction() as db:
            await self._topic_to_merge(db, guild_id, slug, into)

    async def merge_within(self, db: Transaction, guild_id: str, slug: str, into: str, *, by: str) -> Merge:
        """Do what `merge` does, inside a transaction of the server."""
        topic = await self._topic_to_merge(db, guild_id, slug, into)
        ids = await claim_ids_of_topic(db, slug, guild_id)
        await merge_topic(db, topic, guild_id, into)
        audit_id = await self._writer.enter(
            db, guild_id, by, "merge", "topic", slug, TopicRow.of(topic).model_dump(), {"merged_into": into}
        )
        return Merge(audit_id, len(ids), await self._writer.correct(db, guild_id, audit_id, ids))

    async def _topic_to_merge(self, db: Transaction, guild_id: str, slug: str, into: str) -> Topic:
        merged = await merged_within(db, guild_id)
        topic = await _shown_topic(db, guild_id, slug, merged)
        await _shown_topic(db, guild_id, into, merged)
        if slug == into:
            raise NotAllowed("A topic can't be merged into itself.")
        if slug in merged.values():
            raise NotAllowed(f"Other topics were merged into {slug}: choose it as the one that stays.")
        return topic

    async def unmerge(self, guild_id: str, slug: str, *, by: str) -> Topic:
        """Show a merged topic again, with its claims. Raises UnknownTopic."""
        async with self._writer.transaction(guild_id) as db:
            merged = await merged_within(db, guild_id)
            topic = await topic_within(db, slug, guild_id)
            if topic is None or slug not in merged:
                raise UnknownTopic(f"There is no merged topic {slug!r}.", tuple(merged)[:3])
            present = await merge_topic(db, topic, guild_id, "")
            record = TopicRow.of(present).model_dump()
            audit_id = await self._writer.enter(db, guild_id, by, "unmerge", "topic", slug, {}, record)
            ids = await claim_ids_of_topic(db, slug, guild_id)
            await self._writer.correct(db, guild_id, audit_id, ids)
        return present

    async def _put_names(self, db: Transaction, guild_id: str, names: Sequence[Name], by: str) -> None:
        for name in names:
            await upsert_name(db, guild_id, name)
            record: dict[str, Any] = {"kind": name.kind, "spellings": list(name.spellings)}
            await self._writer.enter(db, guild_id, by, "add", "name", name.key, {}, record)


async def _shown_topic(db: Transaction, guild_id: str, slug: str, merged: Mapping[str, str]) -> Topic:
    """Return the topic as the server sees it; raises UnknownTopic if there is none or it was merged away."""
    topic = await topic_within(db, slug, guild_id)
    if topic is None or slug in merged:
        raise UnknownTopic(f"There is no topic {slug!r}.")
    return topic
