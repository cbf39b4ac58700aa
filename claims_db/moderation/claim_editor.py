"""Moderators' writes to claims: each a new revision, in their server only.

A server never changes what ships with Crosscheck: its own row replaces the shipped one there, and is
deleted as soon as it says the same, so that later releases reach the server again.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

from claims_db.errors import ClaimConflict, NotAllowed, UnknownClaim
from claims_db.gc_pause import gc_paused
from claims_db.models import WITHDRAWN, Claim, ClaimStatus
from claims_db.moderation.free_ids import FreeIds
from claims_db.moderation.writer import Writer
from claims_db.records.import_plan import ImportPlan, Progress
from claims_db.records.records import SHOWN, ClaimRow
from claims_db.storage.audit import AuditEntry, Change, ClaimAction, latest_revisions, record_of
from claims_db.storage.database import Transaction
from claims_db.storage.import_rows import ImportRows, write_import
from claims_db.storage.own_rows import claim_within, is_hidden_within, put_claim, taken_claim_ids
from claims_db.storage.upserts import append_claim


class ClaimEditor:
    """Adds, edits, retracts, restores, hides and imports claims.

    A write is refused with ClaimConflict if somebody changed the claim since it was read.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._store = writer.store

    async def add(self, guild_id: str, claim: Claim, *, by: str) -> Change:
        """Add a claim; one without an id gets the next id of its source. Raises NotAllowed if its id is
        taken."""
        return (await self.add_all(guild_id, [claim], by=by))[0]

    async def add_all(self, guild_id: str, claims: Sequence[Claim], *, by: str) -> list[Change]:
        """Add all of the claims in one transaction, or none."""
        async with self._writer.transaction(guild_id) as db:
            ids = FreeIds(await taken_claim_ids(db, guild_id))
            return [await self._add(db, guild_id, claim, ids, by) for claim in claims]

    async def edit(self, guild_id: str, claim: Claim, *, by: str, reason: str = "") -> Change:
        """Write the claim as the next revision of what it was read from.

        `claim.revision` is the revision that was read; raises ClaimConflict if it is not the present one.
        """
        return await self._write(guild_id, "edit", claim, by, reason)

    async def retract(
        self, guild_id: str, claim_id: str, *, by: str, reason: str, revision: int | None = None
    ) -> Change:
        """Mark the claim as retracted: it stays, and replies say so first."""
        claim = await self._claim_at(guild_id, claim_id, revision)
        return await self._write(guild_id, "retract", claim, by, reason)

    async def restore(
        self, guild_id: str, claim_id: str, *, by: str, reason: str = "", revision: int | None = None
    ) -> Change:
        """Take a retraction back, or show a hidden claim again; the status becomes what it was before."""
        claim = await self._claim_at(guild_id, claim_id, revision)
        return await self._write(guild_id, "restore", claim, by, reason)

    async def hide(self, guild_id: str, claim_id: str, *, by: str, reason: str = "") -> Change:
        """Stop showing the claim in this server; `restore` shows it again."""
        return await self._write(guild_id, "hide", await self._store.claim(claim_id, guild_id), by, reason)

    async def undo(self, guild_id: str, audit_id: int, *, by: str) -> Change:
        """Write what `before_write` returns, as a new revision."""
        action, claim = await self.before_write(guild_id, audit_id)
        return await self._write(guild_id, action, claim, by, f"undoes write {audit_id}")

    async def import_plan(
        self, plan: ImportPlan, *, by: str, on_progress: Progress = lambda _what, _done, _total: None
    ) -> int:
        """Write all of an import or nothing; return how many replies are to be corrected.

        Raises NotAllowed if the claims were changed since the plan was made.
        """
        if plan.is_empty:
            return 0
        existing = await self._store.claims(plan.guild_id, with_hidden=True)
        topics = [after for _, after in plan.topics]
        lexicon = await self._store.lexicon(topics, plan.guild_id) if topics else None
        now = self._writer.now()
        changed = [before.id for before, _ in plan.changed]
        latest = await latest_revisions(self._store.database, plan.guild_id, changed)
        with gc_paused():
            ids = FreeIds([claim.id for claim in existing])
            rows = await asyncio.to_thread(ImportRows.of, plan, existing, ids.take, now, latest)
        since = self._writer.corrected_since
        async with self._writer.transaction(plan.guild_id) as db:
            return await write_import(db, rows, lexicon, by=by, since=since, on_progress=on_progress)

    async def is_hidden(self, guild_id: str, claim_id: str) -> bool:
        """Return whether the server hid the claim."""
        return await self._store.is_hidden(claim_id, guild_id)

    async def history(self, guild_id: str, claim_id: str) -> list[AuditEntry]:
        """Return every write to a claim that the server sees, the latest first. Raises UnknownClaim."""
        claim = await self._store.claim(claim_id, guild_id)
        return await self._writer.audit_log.entries(guild_id, kind="claim", subject=claim.id)

    async def before_write(self, guild_id: str, audit_id: int) -> tuple[ClaimAction, Claim]:
        """Return what undoes a write: an edit to what the claim was before, showing a claim that it hid, or
        hiding one that it added or showed. Raises NotAllowed if the server has no such write to a claim, or
        if undoing it would take back a later hiding or retraction as well."""
        entry = await self._writer.audit_log.entry(guild_id, audit_id)
        if entry is None or entry.kind != "claim":
            raise NotAllowed(f"This server has no write number {audit_id} to a claim.")
        current = await self._store.claim(entry.subject, guild_id)
        if not entry.before or (entry.action == "restore" and entry.is_without_change):
            return "hide", current
        is_hidden = await self.is_hidden(guild_id, current.id)
        if not entry.after:
            if not is_hidden:
                raise NotAllowed(f"{current.id} is already shown again.")
            return "restore", current
        if is_hidden:
            raise NotAllowed(f"{current.id} has been hidden since. Restore it first, then undo the write.")
        earlier = ClaimRow.model_validate(entry.before).claim(current.position)
        retraction = await self._writer.audit_log.retraction_of(guild_id, current)
        is_retraction = retraction is not None and retraction.audit_id == audit_id
        if current.is_withdrawn and not earlier.is_withdrawn and not is_retraction:
            raise NotAllowed(
                f"{current.id} has been {current.status} since, and undoing write {audit_id} would take that "
                "back. Restore it first, then undo the write."
            )
        return "edit", replace(earlier, revision=current.revision)

    def writing(self, guild_id: str) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction for `write_within`."""
        return self._writer.transaction(guild_id)

    async def write_within(
        self, db: Transaction, guild_id: str, action: ClaimAction, claim: Claim, *, by: str, reason: str = ""
    ) -> Change:
        """Write to a claim inside `writing`, by the rules of the method named like the action.

        `claim.revision` is the revision that was read; raises ClaimConflict if it is not the present one.
        Only adding and editing use anything else of `claim` but its id.
        """
        if action == "add":
            ids = FreeIds(await taken_claim_ids(db, guild_id))
            return await self._add(db, guild_id, claim, ids, by, reason)
        current = await self._current(db, guild_id, claim)
        is_hidden = await is_hidden_within(db, current.id, guild_id)
        if action in ("edit", "retract") and is_hidden:
            raise NotAllowed(f"{current.id} is hidden here. Restore it, then {action} it.")
        if action == "edit":
            return await self._replace(db, guild_id, current, claim, by, action, reason)
        if action == "retract":
            if current.status in WITHDRAWN:
                raise NotAllowed(f"{current.id} is already {current.status}.")
            if not reason.strip():
                raise NotAllowed("Give a reason for the retraction.")
            retracted = replace(current, status="retracted")
            return await self._replace(db, guild_id, current, retracted, by, action, reason)
        if action == "hide":
            if is_hidden:
                raise NotAllowed(f"{current.id} is already hidden.")
            return await self._replace(db, guild_id, current, current, by, action, reason, is_hidden=True)
        if current.status not in WITHDRAWN and not is_hidden:
            raise NotAllowed(f"{current.id} is neither retracted nor hidden.")
        status = current.status if is_hidden else await self._earlier_status(guild_id, current)
        restored = replace(current, status=status)
        return await self._replace(db, guild_id, current, restored, by, action, reason, was_hidden=is_hidden)

    async def _write(self, guild_id: str, action: ClaimAction, claim: Claim, by: str, reason: str) -> Change:
        async with self.writing(guild_id) as db:
            return await self.write_within(db, guild_id, action, claim, by=by, reason=reason)

    async def _add(
        self, db: Transaction, guild_id: str, claim: Claim, ids: FreeIds, by: str, reason: str = ""
    ) -> Change:
        own = replace(claim, id=ids.take(claim), guild_id=guild_id, revision=1)
        added = await append_claim(db, own)
        audit_id = await self._writer.enter(
            db, guild_id, by, "add", "claim", own.id, {}, record_of(added), reason=reason
        )
        return Change(audit_id, added, 0)

    async def _earlier_status(self, guild_id: str, claim: Claim) -> ClaimStatus:
        """Return the status that a withdrawn claim had before; raises NotAllowed if it never had another."""
        entry = await self._writer.audit_log.retraction_of(guild_id, claim)
        if entry is not None:
            status: ClaimStatus = entry.before["status"]
            return status
        raise NotAllowed(
            f"{claim.id} is {claim.status} in its source: no moderator made it so here. "
            "If that is wrong, change its status with /claim edit."
        )

    async def _claim_at(self, guild_id: str, claim_id: str, revision: int | None) -> Claim:
        claim = await self._store.claim(claim_id, guild_id)
        if revision is not None and claim.revision != revision:
            raise ClaimConflict(f"{claim.id} was changed by somebody else in the meantime.", claim)
        return claim

    async def _current(self, db: Transaction, guild_id: str, claim: Claim) -> Claim:
        """Return the claim as it is; raises ClaimConflict if that is not the revision that was read.

        Read inside the transaction: two moderators may have had the same revision.
        """
        current = await claim_within(db, claim.id, guild_id)
        if current is None:
            raise UnknownClaim(f"There is no claim {claim.id!r}.")
        if current.revision != claim.revision:
            raise ClaimConflict(f"{claim.id} was changed by somebody else in the meantime.", current)
        return current

    async def _replace(
        self, db: Transaction, guild_id: str, current: Claim, claim: Claim, by: str, action: str, reason: str,
        *, is_hidden: bool = False, was_hidden: bool = False,
    ) -> Change:  # fmt: skip
        # A row that was deleted because it said what the shipped one says leaves its revisions in the audit
        # log. None is used twice, or a form opened before could overwrite a later edit unnoticed.
        latest = (await latest_revisions(db, guild_id, [current.id])).get(current.id, 0)
        own = replace(
            claim, guild_id=guild_id, revision=1 + max(current.revision, latest), position=current.position
        )
        present = await put_claim(db, own, is_hidden=is_hidden)
        before, after = record_of(current), {} if is_hidden else record_of(own)
        audit_id = await self._writer.enter(
            db, guild_id, by, action, "claim", claim.id, before, after, reason=reason
        )
        replies = 0
        if not after or was_hidden or any(before[key] != after[key] for key in SHOWN):
            replies = await self._writer.correct(db, guild_id, audit_id, [claim.id])
        return Change(audit_id, present, replies)
