"""The moderators' queue: changes that wait, suggestions, and questions that found nothing.

    draft --submit--> accepted, or open if the server wants a second moderator
    open  --accept / answer / reject--> accepted or rejected

A change that is edited while it is open goes on under a new number, so that whoever approves a number
approves what they saw under it. Questions are stored as their content words and figures, without names.
"""

import time
from collections.abc import Callable, Sequence
from typing import Final

from claims_db.errors import ClaimsError, NotAllowed, StoreError
from claims_db.models import Claim
from claims_db.moderation.editors import Editors
from claims_db.storage.audit import Change, ClaimAction, Merge
from claims_db.storage.database import Transaction
from claims_db.storage.queue_items import (
    Decision,
    ItemKind,
    ItemState,
    QueueItem,
    QueueItems,
    add_asker,
    close_item,
    delete_askers,
    delete_drafts,
    insert_change,
    insert_merge,
    item_within,
    open_draft,
    question_record,
    suggestion_record,
    update_draft,
)
from claims_db.storage.servers import ServerStore
from claims_db.storage.suggestions import count_question, forget_suggester, insert_suggestion

MAX_ANSWER: Final = 1000
MAX_ASKERS: Final = 100
_DRAFT_SECONDS: Final = 7 * 24 * 3600.0


class Queue:
    """What waits for moderators. One instance serves every server; no server sees another's items."""

    def __init__(
        self, editors: Editors, server_settings: ServerStore, *, now: Callable[[], float] = time.time
    ) -> None:
        self._editors = editors
        self._database = editors.store.database
        self._items = QueueItems(self._database)
        self._server_settings = server_settings
        self._now = now

    async def keep_draft(
        self, guild_id: str, *, action: ClaimAction, claim: Claim, by: str, reason: str = ""
    ) -> int:
        """Store a moderator's change until Save is pressed in its preview; return its number."""
        async with self._database.transaction() as db:
            await delete_drafts(db, guild_id, before=self._now() - _DRAFT_SECONDS)
            return await insert_change(db, guild_id, "draft", action, claim, by, reason, at=self._now())

    async def update_draft(self, guild_id: str, proposal_id: int, claim: Claim, by: str) -> int:
        """Change what a draft (its maker only) or an open change (any moderator) would write.

        Return the number to go on with: an open change gets a new one, and its editor is the proposer
        from then on, so that somebody else has to approve the edit.
        """
        async with self._database.transaction() as db:
            item = await self._item_within(db, guild_id, proposal_id)
            if item.claim is None or not item.action or item.action == "merge":
                raise NotAllowed(f"Item {proposal_id} is not a change to a claim.")
            if item.state == "draft":
                _require_maker(item, by)
                await update_draft(db, proposal_id, claim)
                return proposal_id
            _require_open(item)
            new_id = await insert_change(
                db, guild_id, "open", item.action, claim, by, item.reason, at=self._now()
            )
            await self._close(db, item, "rejected", by, f"Edited: it continues as item {new_id}.")
            return new_id

    async def merge_topics(self, guild_id: str, slug: str, into: str, *, by: str) -> Merge | QueueItem:
        """Merge one topic into another, by slugs; return the item that waits for a second moderator if the
        server wants one. Raises NotAllowed and UnknownTopic."""
        settings = await self._server_settings.guild(guild_id)
        if not settings.needs_second:
            return await self._editors.topics.merge(guild_id, slug, into, by=by)
        await self._editors.topics.check_merge(guild_id, slug, into)
        async with self._database.transaction() as db:
            number = await insert_merge(db, guild_id, slug, into, by, at=self._now())
            return await self._item_within(db, guild_id, number)

    async def item(self, guild_id: str, proposal_id: int) -> QueueItem | None:
        """Return the item of that number, or None if this server has no such item."""
        return await self._items.item(guild_id, proposal_id)

    async def submit(self, guild_id: str, proposal_id: int, *, by: str) -> Change | None:
        """Write a draft; return None if it waits for a second moderator now.

        Raises NotAllowed if it was already submitted, and Conflict if the claim has changed since (the draft
        stays).
        """
        settings = await self._server_settings.guild(guild_id)
        async with self._editors.claims.writing(guild_id) as db:
            item = await self._item_within(db, guild_id, proposal_id)
            if item.state != "draft":
                raise NotAllowed(f"Item {proposal_id} was already submitted.")
            _require_maker(item, by)
            if not settings.needs_second:
                return await self._write(db, item, by)
            await open_draft(db, proposal_id)
        return None

    async def accept(self, guild_id: str, proposal_id: int, *, by: str) -> Change | Merge:
        """Write an open change; the audit log names who proposed it, the item who approved it.

        Raises NotAllowed if it is not open, or if `by` proposed it in a server that wants a second moderator;
        raises Conflict if the claim has changed since. The item stays open then.
        """
        settings = await self._server_settings.guild(guild_id)
        async with self._editors.claims.writing(guild_id) as db:
            item = await self._item_within(db, guild_id, proposal_id)
            _require_open(item)
            if item.kind != "change":
                raise NotAllowed(f"Item {proposal_id} is a {item.kind}: give it an answer.")
            if settings.needs_second and item.proposed_by == by:
                raise NotAllowed("You proposed this yourself: another moderator has to approve it.")
            if settings.needs_second and not item.proposed_by:
                raise NotAllowed(
                    "The person who proposed this has been forgotten. Reject it, then propose it again."
                )
            write = self._merge if item.action == "merge" else self._write
            return await write(db, item, by)

    async def answer(self, guild_id: str, proposal_id: int, *, by: str, answer: str) -> QueueItem:
        """Mark a suggestion or question as dealt with; `answer` is what those who asked are told."""
        return await self._decide(guild_id, proposal_id, "accepted", by, answer)

    async def reject(self, guild_id: str, proposal_id: int, *, by: str, reason: str) -> QueueItem:
        """Reject an open item, or drop a draft of one's own; those who asked are told the reason."""
        return await self._decide(guild_id, proposal_id, "rejected", by, reason)

    async def accept_many(
        self, guild_id: str, proposal_ids: Sequence[int], *, by: str, answer: str = ""
    ) -> list[Decision]:
        """Accept each item on its own: write changes, and mark the rest as dealt with, with the answer.

        An item that can't be accepted stays open, and its decision says why.
        """
        decisions = []
        for proposal_id in dict.fromkeys(proposal_ids):
            item = await self.item(guild_id, proposal_id)
            try:
                if item is not None and item.kind != "change":
                    await self.answer(guild_id, proposal_id, by=by, answer=answer)
                    decisions.append(Decision(proposal_id))
                else:
                    change = await self.accept(guild_id, proposal_id, by=by)
                    decisions.append(Decision(proposal_id, change))
            except StoreError:
                raise
            except ClaimsError as error:
                decisions.append(Decision(proposal_id, problem=str(error)))
        return decisions

    async def reject_many(
        self, guild_id: str, proposal_ids: Sequence[int], *, by: str, reason: str
    ) -> list[Decision]:
        """Reject each item on its own; if one can't be rejected, its decision says why."""
        decisions = []
        for proposal_id in dict.fromkeys(proposal_ids):
            try:
                await self.reject(guild_id, proposal_id, by=by, reason=reason)
                decisions.append(Decision(proposal_id))
            except NotAllowed as error:
                decisions.append(Decision(proposal_id, problem=str(error)))
        return decisions

    async def suggest(
        self, guild_id: str, text: str, *, by: str, wants_answer: bool, source: str = "", link: str = ""
    ) -> int:
        """Put a suggestion in the queue; return its number.

        Raises NotAllowed if it is empty, too long or one too many, or if its link is not a web address. Its
        author is stored until it is decided, to enforce the limit, and shown to nobody.
        """
        record = suggestion_record(text, source, link)
        async with self._database.transaction() as db:
            proposal_id = await insert_suggestion(db, guild_id, record, by, at=self._now())
            if wants_answer:
                await add_asker(db, guild_id, proposal_id, by, limit=MAX_ASKERS)
        return proposal_id

    async def note_question(self, guild_id: str, question: str, message_key: str) -> int | None:
        """Count a question that found nothing; return the number of its item.

        `message_key` is the question's fingerprint. Return None if the server does not collect questions, if
        nothing of the question can be stored, or if moderators rejected it lately.
        """
        record = question_record(question)
        if not guild_id or not message_key or not record:
            return None
        if not (await self._server_settings.guild(guild_id)).collects_questions:
            return None
        async with self._database.transaction() as db:
            return await count_question(db, guild_id, record, message_key, at=self._now())

    async def open_items(
        self, guild_id: str, kind: ItemKind | str = "", *, limit: int = 5, offset: int = 0
    ) -> list[QueueItem]:
        """Return open items of a kind, of all kinds if it is "": changes first, then what was asked most."""
        return await self._items.open_items(guild_id, kind, limit=limit, offset=offset)

    async def counts(self, guild_id: str) -> dict[ItemKind, int]:
        """Return how many items of each kind are open."""
        return await self._items.counts(guild_id)

    async def add_asker(self, guild_id: str, proposal_id: int, user_id: str) -> bool:
        """Note that a person wants to hear of the decision on an open item; return False if that can't be."""
        async with self._database.transaction() as db:
            return await add_asker(db, guild_id, proposal_id, user_id, limit=MAX_ASKERS)

    async def askers(self, proposal_id: int) -> list[str]:
        """Return the ids of the people who want to hear of an item."""
        return await self._items.askers(proposal_id)

    async def forget_asker(self, proposal_id: int, user_id: str = "") -> None:
        """Forget who asked, one person or everybody if `user_id` is "": they were notified."""
        async with self._database.transaction() as db:
            await delete_askers(db, proposal_id, user_id)

    async def to_tell(self, limit: int = 100) -> list[QueueItem]:
        """Return decided items, of all servers, that somebody still has to hear of."""
        return await self._items.to_tell(limit)

    async def _item_within(self, db: Transaction, guild_id: str, proposal_id: int) -> QueueItem:
        item = await item_within(db, guild_id, proposal_id)
        if item is None:
            raise NotAllowed(f"There is no item {proposal_id} in this server's queue.")
        return item

    async def _write(self, db: Transaction, item: QueueItem, by: str) -> Change:
        if item.claim is None or not item.action or item.action == "merge":
            raise NotAllowed(f"Item {item.proposal_id} is not a change to a claim.")
        change = await self._editors.claims.write_within(
            db, item.guild_id, item.action, item.claim, by=item.proposed_by or by, reason=item.reason
        )
        await self._close(db, item, "accepted", by, f"Written as number {change.audit_id}.")
        return change

    async def _merge(self, db: Transaction, item: QueueItem, by: str) -> Merge:
        merge = await self._editors.topics.merge_within(
            db, item.guild_id, item.subject, item.into, by=item.proposed_by or by
        )
        await self._close(db, item, "accepted", by, f"Written as number {merge.audit_id}.")
        return merge

    async def _decide(
        self, guild_id: str, proposal_id: int, state: ItemState, by: str, answer: str
    ) -> QueueItem:
        answer = answer.strip()
        if len(answer) > MAX_ANSWER:
            raise NotAllowed(f"That has {len(answer)} characters; {MAX_ANSWER} is the limit.")
        async with self._database.transaction() as db:
            item = await self._item_within(db, guild_id, proposal_id)
            if item.state == "draft" and state == "rejected":
                _require_maker(item, by)
            else:
                _require_open(item)
            if item.kind == "change" and state == "accepted":
                raise NotAllowed(f"Item {proposal_id} is a change: accept it to write it.")
            await self._close(db, item, state, by, answer)
            return await self._item_within(db, guild_id, proposal_id)

    async def _close(self, db: Transaction, item: QueueItem, state: ItemState, by: str, answer: str) -> None:
        """Close the item with a decision; if it is a suggestion, forget its author."""
        await close_item(db, item, state, by, answer, at=self._now())
        if item.kind == "suggestion":
            await forget_suggester(db, item)


def _require_maker(item: QueueItem, by: str) -> None:
    if item.proposed_by != by:
        raise NotAllowed("This draft is somebody else's: make your own with the same command.")


def _require_open(item: QueueItem) -> None:
    if item.state == "draft":
        raise NotAllowed(f"Item {item.proposal_id} has not been submitted yet.")
    if item.state != "open":
        raise NotAllowed(f"Item {item.proposal_id} was already {item.state}.")
