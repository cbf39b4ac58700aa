"""What moderators write: claims, sources and topics of their server, each write with its trail.

A server never changes what ships with Crosscheck: its own row stands in place of the shipped one, for
itself only. A write to a claim is refused with Conflict where somebody changed it since it was read.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import aiosqlite

from claims_db.corrections import enqueue_corrections
from claims_db.errors import Conflict, NotAllowed, UnknownClaim, UnknownTopic
from claims_db.lexicon import Name
from claims_db.models import WITHDRAWN, Claim, ClaimStatus, Source, Topic
from claims_db.records import SHOWN, ClaimRow, SourceRow, TopicRow
from claims_db.store import Store
from claims_db.trail import AuditEntry, Trail, append_entry
from claims_db.writing import append_claim, insert_topic, upsert_claim, upsert_name, upsert_source

_DAY: Final = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Change:
    """A write that was made: its number in the trail, the claim as it is now, the replies it concerns."""

    audit_id: int
    claim: Claim
    replies: int


class Desk:
    """Writes for moderators. One instance serves every server; `on_change` is told whose claims changed.

    `correction_days` is how long a reply is corrected after it was given.
    """

    def __init__(
        self,
        store: Store,
        *,
        correction_days: float = 30,
        on_change: Callable[[str], None] = lambda _guild_id: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.store = store
        self.trail = Trail(store.database, now=now)
        self._correction_seconds = correction_days * _DAY
        self._on_change = on_change
        self._now = now

    async def add_claim(self, guild_id: str, claim: Claim, *, by: str) -> Change:
        """Add a claim; one without an id gets the next of its source. Raises NotAllowed where the id
        is taken."""
        return (await self.add_claims(guild_id, [claim], by=by))[0]

    async def add_claims(self, guild_id: str, claims: Sequence[Claim], *, by: str) -> list[Change]:
        """Add them all in one transaction, or none."""
        numbers = _FreeIds([c.id for c in await self._all_claims(guild_id)])
        changes = []
        async with self.store.database.transaction() as db:
            for claim in claims:
                taken = numbers.take(claim)
                own = replace(claim, id=taken, guild_id=guild_id, revision=1)
                changes.append(await self._add(db, own, by))
        self._on_change(guild_id)
        return changes

    async def _add(self, db: aiosqlite.Connection, claim: Claim, by: str) -> Change:
        placed = await append_claim(db, claim)
        audit_id = await self._enter(db, "add", claim.guild_id, by, "claim", claim.id, {}, record_of(placed))
        return Change(audit_id, placed, 0)

    async def _all_claims(self, guild_id: str) -> list[Claim]:
        """The server's claims and the shipped ones, hidden ones too: no id is given twice."""
        return await self.store.claims(guild_id, with_hidden=True)

    async def edit_claim(self, guild_id: str, claim: Claim, *, by: str, reason: str = "") -> Change:
        """Write the claim as the next revision of what it was read from.

        `claim.revision` is the revision that was read; raises Conflict where it is not the present one.
        """
        return await self._replace(guild_id, claim, by, "edit", reason)

    async def retract_claim(
        self, guild_id: str, claim_id: str, *, by: str, reason: str, revision: int | None = None
    ) -> Change:
        """Mark the figure as retracted: it stays, and replies say so first."""
        claim = await self._claim_at(guild_id, claim_id, revision)
        if claim.status in WITHDRAWN:
            raise NotAllowed(f"{claim.id} is {claim.status} already.")
        if not reason.strip():
            raise NotAllowed("A retraction needs its reason.")
        return await self._replace(guild_id, replace(claim, status="retracted"), by, "retract", reason)

    async def restore_claim(
        self, guild_id: str, claim_id: str, *, by: str, reason: str = "", revision: int | None = None
    ) -> Change:
        """Take a retraction back, or show a hidden claim again; the standing is what it was before."""
        claim = await self._claim_at(guild_id, claim_id, revision)
        is_hidden = await self._is_hidden(guild_id, claim.id)
        if claim.status not in WITHDRAWN and not is_hidden:
            raise NotAllowed(f"{claim.id} is neither retracted nor hidden.")
        before: ClaimStatus = claim.status
        if not is_hidden:
            before = "asserted"
            history = await self.trail.entries(guild_id, kind="claim", subject=claim.id)
            for entry in history:
                if entry.after.get("status") == claim.status and entry.before.get("status") not in WITHDRAWN:
                    before = entry.before.get("status", "asserted")
                    break
        restored = replace(claim, status=before)
        return await self._replace(guild_id, restored, by, "restore", reason, was_hidden=is_hidden)

    async def hide_claim(self, guild_id: str, claim_id: str, *, by: str, reason: str = "") -> Change:
        """Show the claim no more in this server; it is there for `restore_claim`."""
        claim = await self.store.claim(claim_id, guild_id)
        if await self._is_hidden(guild_id, claim.id):
            raise NotAllowed(f"{claim.id} is hidden already.")
        return await self._replace(guild_id, claim, by, "hide", reason, is_hidden=True)

    async def undo(self, guild_id: str, audit_id: int, *, by: str) -> Change:
        """Put back what a claim was before a write, as a new revision. Raises NotAllowed for writes
        that have no earlier claim."""
        entry = await self.trail.entry(guild_id, audit_id)
        if entry is None or entry.kind != "claim":
            raise NotAllowed(f"There is no write number {audit_id} to a claim of this server.")
        current = await self.store.claim(entry.subject, guild_id)
        if not entry.before:
            return await self._replace(
                guild_id, current, by, "undo", f"undoes write {audit_id}", is_hidden=True
            )
        record = {k: v for k, v in entry.before.items() if k in ClaimRow.model_fields}
        earlier = ClaimRow.model_validate(record).claim(current.position)
        restored = replace(earlier, revision=current.revision)
        was_hidden = await self._is_hidden(guild_id, current.id)
        return await self._replace(
            guild_id, restored, by, "undo", f"undoes write {audit_id}", was_hidden=was_hidden
        )

    async def _claim_at(self, guild_id: str, claim_id: str, revision: int | None) -> Claim:
        claim = await self.store.claim(claim_id, guild_id)
        if revision is not None and claim.revision != revision:
            raise Conflict(f"{claim.id} was changed by somebody else in the meantime.", claim)
        return claim

    async def _is_hidden(self, guild_id: str, claim_id: str) -> bool:
        return claim_id not in {c.id for c in await self.store.claims(guild_id)}

    async def _replace(
        self, guild_id: str, claim: Claim, by: str, action: str, reason: str, *,
        is_hidden: bool = False, was_hidden: bool = False,
    ) -> Change:  # fmt: skip
        now = self._now()
        async with self.store.database.transaction() as db:
            # Read again inside the transaction: two moderators may have had the same revision.
            current = await self.store.claim_within(db, claim.id, guild_id)
            if current is None:
                raise UnknownClaim(f"There is no claim {claim.id!r}.")
            if current.revision != claim.revision:
                raise Conflict(f"{claim.id} was changed by somebody else in the meantime.", current)
            written = replace(
                claim, guild_id=guild_id, revision=current.revision + 1, position=current.position
            )
            await upsert_claim(db, written, is_hidden=is_hidden)
            before, after = record_of(current), record_of(written)
            if is_hidden:
                after = {}
            audit_id = await self._enter(db, action, guild_id, by, "claim", claim.id, before, after, reason)
            replies = 0
            if not after or was_hidden or any(before[key] != after[key] for key in SHOWN):
                since = now - self._correction_seconds
                replies = await enqueue_corrections(db, audit_id, [claim.id], guild_id, since=since)
        self._on_change(guild_id)
        return Change(audit_id, written, replies)

    async def add_source(self, guild_id: str, source: Source, *, by: str) -> Source:
        """Add a source; raises NotAllowed where the code is taken."""
        if any(s.code.casefold() == source.code.casefold() for s in await self.store.sources(guild_id)):
            raise NotAllowed(f"There is a source {source.code} already. Choose another code, or edit it.")
        return await self._write_source(guild_id, None, source, by, "add")

    async def edit_source(self, guild_id: str, source: Source, *, by: str) -> Source:
        """Write the source over the one of that code; raises UnknownSource."""
        before = await self.store.source(source.code, guild_id)
        return await self._write_source(guild_id, before, source, by, "edit")

    async def _write_source(
        self, guild_id: str, before: Source | None, source: Source, by: str, action: str
    ) -> Source:
        own = replace(source, guild_id=guild_id)
        old = SourceRow.of(before).model_dump() if before is not None else {}
        async with self.store.database.transaction() as db:
            await upsert_source(db, own)
            new = SourceRow.of(own).model_dump()
            await self._enter(db, action, guild_id, by, "source", own.code, old, new)
        self._on_change(guild_id)
        return own

    async def add_topic(self, guild_id: str, topic: Topic, *, by: str, names: Sequence[Name] = ()) -> Topic:
        """Add a topic with the names its anchors need; raises NotAllowed where the slug is taken."""
        taken = {t.slug for t in await self.store.topics(guild_id)}
        if topic.slug in taken or topic.slug in await self.store.merged_topics(guild_id):
            raise NotAllowed(f"There is a topic {topic.slug} already. Choose another title, or edit it.")
        return await self._write_topic(guild_id, None, topic, by, "add", names)

    async def edit_topic(self, guild_id: str, topic: Topic, *, by: str, names: Sequence[Name] = ()) -> Topic:
        """Write the topic over the one of that slug; raises UnknownTopic."""
        before = await self.store.topic(topic.slug, guild_id)
        return await self._write_topic(guild_id, before, topic, by, "edit", names)

    async def _write_topic(
        self, guild_id: str, before: Topic | None, topic: Topic, by: str, action: str, names: Sequence[Name]
    ) -> Topic:
        own = replace(topic, guild_id=guild_id)
        old = TopicRow.of(before).model_dump() if before is not None else {}
        lexicon = await self.store.lexicon([own], guild_id, names=names)
        async with self.store.database.transaction() as db:
            for name in names:
                await upsert_name(db, guild_id, name)
                spelt: dict[str, Any] = {"kind": name.kind, "spellings": list(name.spellings)}
                await self._enter(db, "add", guild_id, by, "name", name.key, {}, spelt)
            await insert_topic(db, own, await self._topic_position(db, own), lexicon)
            new = TopicRow.of(own).model_dump()
            audit_id = await self._enter(db, action, guild_id, by, "topic", own.slug, old, new)
            if action == "unmerge":
                since = self._now() - self._correction_seconds
                async with db.execute(
                    "SELECT DISTINCT id FROM claim WHERE topic = ? AND guild_id IN ('', ?)",
                    (own.slug, guild_id),
                ) as cursor:
                    ids = [str(row["id"]) for row in await cursor.fetchall()]
                await enqueue_corrections(db, audit_id, ids, guild_id, since=since)
        self._on_change(guild_id)
        return own

    async def _topic_position(self, db: aiosqlite.Connection, topic: Topic) -> int:
        async with db.execute(
            "SELECT position FROM topic WHERE slug = ? AND guild_id IN ('', ?) ORDER BY guild_id DESC",
            (topic.slug, topic.guild_id),
        ) as cursor:
            row = await cursor.fetchone()
        return int(row[0]) if row is not None else 10_000

    async def merge_topics(self, guild_id: str, slug: str, into: str, *, by: str) -> int:
        """One topic's claims are the other's from now on; returns how many. Raises UnknownTopic.

        Nothing is moved in the database: `unmerge_topic` shows the topic again.
        """
        gone, kept = await self.store.topic(slug, guild_id), await self.store.topic(into, guild_id)
        if gone.slug == kept.slug:
            raise NotAllowed("A topic can't be merged into itself.")
        merged = await self.store.merged_topics(guild_id)
        if gone.slug in merged.values():
            raise NotAllowed(f"Other topics were merged into {gone.slug}: choose it as the one that stays.")
        claims = (await self.store.claims_by_topic([gone.slug], guild_id))[gone.slug]
        lexicon = await self.store.lexicon([gone], guild_id)
        now = self._now()
        async with self.store.database.transaction() as db:
            position = await self._topic_position(db, replace(gone, guild_id=guild_id))
            own = replace(gone, guild_id=guild_id)
            await insert_topic(db, own, position, lexicon, merged_into=kept.slug)
            audit_id = await self._enter(
                db, "merge", guild_id, by, "topic", gone.slug, TopicRow.of(gone).model_dump(),
                {"merged_into": kept.slug},
            )  # fmt: skip
            since = now - self._correction_seconds
            if claims:
                await enqueue_corrections(db, audit_id, [c.id for c in claims], guild_id, since=since)
        self._on_change(guild_id)
        return len(claims)

    async def unmerge_topic(self, guild_id: str, slug: str, *, by: str) -> Topic:
        """Show a merged topic again, with its claims. Raises UnknownTopic."""
        merged = await self.store.merged_topics(guild_id)
        if slug not in merged:
            raise UnknownTopic(f"There is no merged topic {slug!r}.", tuple(merged)[:3])
        entries = await self.trail.entries(guild_id, kind="topic", subject=slug, action="merge", limit=1)
        row = TopicRow.model_validate(entries[0].before)
        family = next((t.family for t in await self.store.topics() if t.slug == slug), "")
        return await self._write_topic(guild_id, None, row.topic(family), by, "unmerge", ())

    async def history(self, guild_id: str, claim_id: str) -> list[AuditEntry]:
        """Every write to a claim that the server sees, the latest first. Raises UnknownClaim."""
        claim = await self.store.claim(claim_id, guild_id)
        return await self.trail.entries(guild_id, kind="claim", subject=claim.id)

    async def _enter(
        self, db: aiosqlite.Connection, action: str, guild_id: str, by: str, kind: Any, subject: str,
        before: Mapping[str, Any], after: Mapping[str, Any], reason: str = "",
    ) -> int:  # fmt: skip
        return await append_entry(
            db, guild_id, by, action, kind, subject, before, after, at=self._now(), reason=reason
        )


class _FreeIds:
    """Gives every new claim an id that no other has: "004-m1", "004-m2" for those of source 004."""

    def __init__(self, taken: Sequence[str]) -> None:
        self._taken = {key.casefold() for key in taken}
        self._next: dict[str, int] = {}

    def take(self, claim: Claim) -> str:
        """The claim's own id, or the next of its source; raises NotAllowed where it is taken."""
        if claim.id:
            if claim.id.casefold() in self._taken:
                raise NotAllowed(f"There is a claim {claim.id} already. Leave the id out, or edit that one.")
            self._taken.add(claim.id.casefold())
            return claim.id
        number = self._next.get(claim.source, 1)
        while f"{claim.source}-m{number}".casefold() in self._taken:
            number += 1
        self._next[claim.source] = number + 1
        key = f"{claim.source}-m{number}"
        self._taken.add(key.casefold())
        return key


def record_of(claim: Claim) -> dict[str, Any]:
    """The claim as the trail keeps it."""
    return ClaimRow.of(claim).model_dump()
