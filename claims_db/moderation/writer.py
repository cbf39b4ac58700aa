"""The transactions in which moderators write, each write with its audit entry and its corrections."""

import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from claims_db.storage.audit import AuditLog, SubjectKind, append_entry
from claims_db.storage.corrections import enqueue_corrections
from claims_db.storage.database import Transaction
from claims_db.storage.store import Store

_DAY: Final = 24 * 3600.0


class Writer:
    """What the editors of claims, topics and sources share. One instance serves every server.

    `correction_days` is how long after it was given a reply is still corrected; `on_change` is called with
    the server's id after each commit.
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
        self.now = now
        self._correction_seconds = correction_days * _DAY
        self._on_change = on_change

    @asynccontextmanager
    async def transaction(self, guild_id: str) -> AsyncIterator[Transaction]:
        """Open a transaction that changes what the server sees."""
        async with self.store.database.transaction() as db:
            yield db
        self._on_change(guild_id)

    @property
    def corrected_since(self) -> float:
        """The time from which on replies are still corrected."""
        return self.now() - self._correction_seconds

    async def enter(
        self, db: Transaction, guild_id: str, by: str, action: str, kind: SubjectKind, subject: str,
        before: Mapping[str, Any], after: Mapping[str, Any], *, reason: str = "",
    ) -> int:  # fmt: skip
        """Add the write to the audit log; return its number."""
        return await append_entry(
            db, guild_id, by, action, kind, subject, before, after, at=self.now(), reason=reason
        )

    async def correct(self, db: Transaction, guild_id: str, audit_id: int, claim_ids: Sequence[str]) -> int:
        """Enqueue a correction for each reply of the server that shows one of the claims; return how many."""
        if not claim_ids:
            return 0
        return await enqueue_corrections(db, audit_id, claim_ids, guild_id, since=self.corrected_since)
