"""What moderators write: claims, sources and topics of their server, each write with its trail.

A server never changes what ships with Crosscheck: its own row stands in place of the shipped one, for
itself only. A write to a claim is refused with Conflict where somebody changed it since it was read.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import aiosqlite

from claims_db.errors import Conflict, NotAllowed, UnknownClaim, UnknownTopic
from claims_db.exchange.plan import ImportPlan, Progress
from claims_db.gc_pause import gc_paused
from claims_db.matching.lexicon import Name
from claims_db.models import WITHDRAWN, Claim, ClaimStatus, Source, Topic
from claims_db.moderation.free_ids import FreeIds
from claims_db.records.records import SHOWN, ClaimRow, SourceRow, TopicRow
from claims_db.storage.audit import AuditEntry, AuditLog, append_entry
from claims_db.storage.corrections import enqueue_corrections
from claims_db.storage.import_rows import ImportRows, write_import
from claims_db.storage.store import Store
from claims_db.storage.upserts import append_claim, insert_topic, upsert_claim, upsert_name, upsert_source

ClaimAction = Literal["add", "edit", "retract", "restore", "hide"]
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
        self.audit_log = AuditLog(store.database, now=now)
        self._correction_seconds = correction_days * _DAY
        self._on_change = on_change
        self._now = now

    async def add_claim(self, guild_id: str, claim: Claim, *, by: str) -> Change:
        """Add a claim; one without an id gets the next of its source. Raises NotAllowed where the id
        is taken."""
        return (await self.add_claims(guild_id, [claim], by=by))[0]

    async def add_claims(self, guild_id: str, claims: Sequence[Claim], *, by: str) -> list[Change]:
        """Add them all in one transaction, or none."""
        async with self.writing(guild_id) as db:
            numbers = await self._free_ids(db, guild_id)
            return [await self._add(db, guild_id, claim, numbers, by) for claim in claims]

    @asynccontextmanager
    async def writing(self, guild_id: str) -> AsyncIterator[aiosqlite.Connection]:
        """A transaction for `write_within`; `on_change` is told once it is committed."""
        async with self.store.database.transaction() as db:
            yield db
        self._on_change(guild_id)

    async def write_within(
        self, db: aiosqlite.Connection, guild_id: str, action: ClaimAction, claim: Claim, *,
        by: str, reason: str = "",
    ) -> Change:  # fmt: skip
        """Inside `writing`: one write to a claim, by the rules of the method named like the action.

        `claim.revision` is the revision that was read; raises Conflict where it is not the present one.
        Only adding and editing take anything else of the claim than its id.
        """
        if action == "add":
            return await self._add(db, guild_id, claim, await self._free_ids(db, guild_id), by, reason)
        current = await self._current(db, guild_id, claim)
        is_hidden = await self.store.is_hidden_within(db, current.id, guild_id)
        if action in ("edit", "retract") and is_hidden:
            raise NotAllowed(f"{current.id} is hidden here. Restore it, then {action} it.")
        if action == "edit":
            return await self._replace_within(db, guild_id, claim, by, action, reason)
        if action == "retract":
            if current.status in WITHDRAWN:
                raise NotAllowed(f"{current.id} is {current.status} already.")
            if not reason.strip():
                raise NotAllowed("A retraction needs its reason.")
            retracted = replace(current, status="retracted")
            return await self._replace_within(db, guild_id, retracted, by, action, reason)
        if action == "hide":
            if is_hidden:
                raise NotAllowed(f"{current.id} is hidden already.")
            return await self._replace_within(db, guild_id, current, by, action, reason, is_hidden=True)
        if current.status not in WITHDRAWN and not is_hidden:
            raise NotAllowed(f"{current.id} is neither retracted nor hidden.")
        status = current.status if is_hidden else await self._earlier_status(guild_id, current)
        restored = replace(current, status=status)
        return await self._replace_within(db, guild_id, restored, by, action, reason)

    async def _write(
        self, guild_id: str, action: ClaimAction, claim: Claim, by: str, reason: str
    ) -> Change:  # fmt: skip
        async with self.writing(guild_id) as db:
            return await self.write_within(db, guild_id, action, claim, by=by, reason=reason)

    async def _add(
        self, db: aiosqlite.Connection, guild_id: str, claim: Claim, numbers: FreeIds, by: str,
        reason: str = "",
    ) -> Change:  # fmt: skip
        own = replace(claim, id=numbers.take(claim), guild_id=guild_id, revision=1)
        placed = await append_claim(db, own)
        audit_id = await self._enter(
            db, "add", guild_id, by, "claim", own.id, {}, record_of(placed), reason
        )  # fmt: skip
        return Change(audit_id, placed, 0)

    async def import_plan(
        self, plan: ImportPlan, *, by: str, on_progress: Progress = lambda _what, _done, _total: None
    ) -> int:
        """Write all of an import or nothing; returns how many replies are to be corrected.

        Raises NotAllowed where the claims were changed since the plan was made.
        """
        if plan.is_empty:
            return 0
        existing = await self.store.claims(plan.guild_id, with_hidden=True)
        topics = [after for _, after in plan.topics]
        lexicon = await self.store.lexicon(topics, plan.guild_id) if topics else None
        now = self._now()
        with gc_paused():
            numbers = FreeIds([claim.id for claim in existing])
            rows = await asyncio.to_thread(ImportRows.of, plan, existing, numbers.take, now)
        since = now - self._correction_seconds
        async with self.writing(plan.guild_id) as db:
            return await write_import(db, rows, lexicon, by=by, since=since, on_progress=on_progress)

    async def _free_ids(self, db: aiosqlite.Connection, guild_id: str) -> FreeIds:
        """No id is given twice: those of the server's claims and the shipped ones, also hidden, are taken."""
        async with db.execute("SELECT id FROM claim WHERE guild_id IN ('', ?)", (guild_id,)) as cursor:
            return FreeIds([str(row[0]) for row in await cursor.fetchall()])

    async def _earlier_status(self, guild_id: str, claim: Claim) -> ClaimStatus:
        """The standing that a withdrawn claim had before; raises NotAllowed where it never had another."""
        entry = await self.audit_log.fall_of(guild_id, claim)
        if entry is not None:
            status: ClaimStatus = entry.before["status"]
            return status
        raise NotAllowed(
            f"{claim.id} is {claim.status} in its source: nobody here made it so. "
            "If that is wrong, change its status with /claim edit."
        )

    async def edit_claim(self, guild_id: str, claim: Claim, *, by: str, reason: str = "") -> Change:
        """Write the claim as the next revision of what it was read from.

        `claim.revision` is the revision that was read; raises Conflict where it is not the present one.
        """
        return await self._write(guild_id, "edit", claim, by, reason)

    async def retract_claim(
        self, guild_id: str, claim_id: str, *, by: str, reason: str, revision: int | None = None
    ) -> Change:
        """Mark the figure as retracted: it stays, and replies say so first."""
        claim = await self._claim_at(guild_id, claim_id, revision)
        return await self._write(guild_id, "retract", claim, by, reason)

    async def restore_claim(
        self, guild_id: str, claim_id: str, *, by: str, reason: str = "", revision: int | None = None
    ) -> Change:
        """Take a retraction back, or show a hidden claim again; the standing is what it was before."""
        claim = await self._claim_at(guild_id, claim_id, revision)
        return await self._write(guild_id, "restore", claim, by, reason)

    async def hide_claim(self, guild_id: str, claim_id: str, *, by: str, reason: str = "") -> Change:
        """Show the claim no more in this server; it is there for `restore_claim`."""
        return await self._write(guild_id, "hide", await self.store.claim(claim_id, guild_id), by, reason)

    async def before_write(self, guild_id: str, audit_id: int) -> tuple[ClaimAction, Claim]:
        """What undoing a write takes: an edit to what the claim was before, showing one that it hid, or
        hiding one that it added or showed. Raises NotAllowed where the server has no such write to a
        claim, and where undoing it would take back a later hiding or retraction as well."""
        entry = await self.audit_log.entry(guild_id, audit_id)
        if entry is None or entry.kind != "claim":
            raise NotAllowed(f"There is no write number {audit_id} to a claim of this server.")
        current = await self.store.claim(entry.subject, guild_id)
        if not entry.before or (entry.action == "restore" and _is_same(entry.before, entry.after)):
            return "hide", current
        is_hidden = await self.is_hidden(guild_id, current.id)
        if not entry.after:
            if not is_hidden:
                raise NotAllowed(f"{current.id} is shown again already.")
            return "restore", current
        if is_hidden:
            raise NotAllowed(f"{current.id} was hidden since. Restore it first, then undo the write.")
        earlier = ClaimRow.model_validate(entry.before).claim(current.position)
        fall = await self.audit_log.fall_of(guild_id, current)
        is_fall = fall is not None and fall.audit_id == audit_id
        if current.is_withdrawn and not earlier.is_withdrawn and not is_fall:
            raise NotAllowed(
                f"{current.id} was {current.status} since, and undoing write {audit_id} would take that "
                "back. Restore it first, then undo the write."
            )
        return "edit", replace(earlier, revision=current.revision)

    async def undo(self, guild_id: str, audit_id: int, *, by: str) -> Change:
        """Make what `before_write` says, as a new revision."""
        action, claim = await self.before_write(guild_id, audit_id)
        return await self._write(guild_id, action, claim, by, f"undoes write {audit_id}")

    async def _claim_at(self, guild_id: str, claim_id: str, revision: int | None) -> Claim:
        claim = await self.store.claim(claim_id, guild_id)
        if revision is not None and claim.revision != revision:
            raise Conflict(f"{claim.id} was changed by somebody else in the meantime.", claim)
        return claim

    async def is_hidden(self, guild_id: str, claim_id: str) -> bool:
        """Did the server hide the claim?"""
        row = await self.store.database.row(
            "SELECT 1 FROM claim WHERE guild_id = ? AND id = ? AND is_hidden = 1", (guild_id, claim_id)
        )
        return row is not None

    async def _current(self, db: aiosqlite.Connection, guild_id: str, claim: Claim) -> Claim:
        """The claim as it is; raises Conflict where it is not the revision that was read.

        Read inside the transaction: two moderators may have had the same revision.
        """
        current = await self.store.claim_within(db, claim.id, guild_id)
        if current is None:
            raise UnknownClaim(f"There is no claim {claim.id!r}.")
        if current.revision != claim.revision:
            raise Conflict(f"{claim.id} was changed by somebody else in the meantime.", current)
        return current

    async def _replace_within(
        self, db: aiosqlite.Connection, guild_id: str, claim: Claim, by: str, action: str, reason: str, *,
        is_hidden: bool = False,
    ) -> Change:  # fmt: skip
        current = await self._current(db, guild_id, claim)
        written = replace(claim, guild_id=guild_id, revision=current.revision + 1, position=current.position)
        was_hidden = await self.store.is_hidden_within(db, claim.id, guild_id)
        await upsert_claim(db, written, is_hidden=is_hidden)
        before, after = record_of(current), {} if is_hidden else record_of(written)
        audit_id = await self._enter(db, action, guild_id, by, "claim", claim.id, before, after, reason)
        replies = 0
        if not after or was_hidden or any(before[key] != after[key] for key in SHOWN):
            since = self._now() - self._correction_seconds
            replies = await enqueue_corrections(db, audit_id, [claim.id], guild_id, since=since)
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
            if await self.store.merged_topics(guild_id) != merged:
                raise NotAllowed("Somebody else merged topics in the meantime. Look, then do it again.")
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
        entries = await self.audit_log.entries(guild_id, kind="topic", subject=slug, action="merge", limit=1)
        row = TopicRow.model_validate(entries[0].before)
        family = next((t.family for t in await self.store.topics() if t.slug == slug), "")
        return await self._write_topic(guild_id, None, row.topic(family), by, "unmerge", ())

    async def history(self, guild_id: str, claim_id: str) -> list[AuditEntry]:
        """Every write to a claim that the server sees, the latest first. Raises UnknownClaim."""
        claim = await self.store.claim(claim_id, guild_id)
        return await self.audit_log.entries(guild_id, kind="claim", subject=claim.id)

    async def _enter(
        self, db: aiosqlite.Connection, action: str, guild_id: str, by: str, kind: Any, subject: str,
        before: Mapping[str, Any], after: Mapping[str, Any], reason: str = "",
    ) -> int:  # fmt: skip
        return await append_entry(
            db, guild_id, by, action, kind, subject, before, after, at=self._now(), reason=reason
        )


def record_of(claim: Claim) -> dict[str, Any]:
    """The claim as the trail keeps it."""
    return ClaimRow.of(claim).model_dump()


def _is_same(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Do two records differ in their revision only?"""
    return {**before, "revision": 0} == {**after, "revision": 0}
