"""The editors of one database, made together because they share a writer."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from claims_db.moderation.claim_editor import ClaimEditor
from claims_db.moderation.source_editor import SourceEditor
from claims_db.moderation.topic_editor import TopicEditor
from claims_db.moderation.writer import Writer
from claims_db.storage.audit import AuditLog
from claims_db.storage.store import Store


@dataclass(frozen=True, slots=True)
class Editors:
    """The editors by what they write, and the log of their writes."""

    store: Store
    claims: ClaimEditor
    topics: TopicEditor
    sources: SourceEditor
    audit_log: AuditLog

    @classmethod
    def over(
        cls,
        store: Store,
        *,
        correction_days: float = 30,
        on_change: Callable[[str], None] = lambda _guild_id: None,
        now: Callable[[], float] = time.time,
    ) -> "Editors":
        """Make the editors over a store; the arguments are those of Writer."""
        writer = Writer(store, correction_days=correction_days, on_change=on_change, now=now)
        return cls(store, ClaimEditor(writer), TopicEditor(writer), SourceEditor(writer), writer.audit_log)
