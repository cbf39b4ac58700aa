"""Merge a release of the shipped data into the database, in one transaction."""

import json
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

from claims_db.matching.lexicon import Gazetteer, Lexicon
from claims_db.models import SHIPPED, WITHDRAWN, Claim
from claims_db.records.dataset import Dataset
from claims_db.records.records import SHOWN, ClaimRow
from claims_db.storage.audit import append_entry
from claims_db.storage.corrections import enqueue_corrections
from claims_db.storage.database import Transaction, placeholders
from claims_db.storage.own_rows import follow_claim, follow_topic
from claims_db.storage.store import Store
from claims_db.storage.upserts import insert_topic, upsert_claim, upsert_source

_DAY: Final = 24 * 3600.0


async def load_release(
    store: Store,
    dataset: Dataset,
    *,
    correction_days: float = 30,
    on_progress: Callable[[int, int], None] | None = None,
    now: Callable[[], float] = time.time,
) -> int:
    """Write the shipped data into the database; return the number of claims.

    Claims merge by id: one that is no longer in the data is deleted, one with a higher revision or other
    content is replaced. What servers changed is never touched; what they only copied, to hide it or to merge
    its topic, follows the release. Replies given in the last `correction_days` that show a changed claim are
    corrected.
    """
    lexicon = Lexicon(concepts=dataset.concepts, names=dataset.names, gazetteer=Gazetteer(), plain_terms=())
    total = len(dataset.claims) + len(dataset.topics)
    old_claims = {claim.id: claim for claim in await store.claims(SHIPPED)}
    old_topics = {topic.slug: topic for topic in await store.topics(SHIPPED)}
    has_own = {
        str(row["key"])
        for row in await store.database.rows(
            "SELECT id AS key FROM claim WHERE guild_id <> '' "
            "UNION SELECT slug FROM topic WHERE guild_id <> ''"
        )
    }
    written_at = now()
    since = written_at - correction_days * _DAY
    async with store.database.transaction() as db:
        for table in ("source", "topic", "lexicon_entry"):
            await db.execute(f"DELETE FROM {table} WHERE guild_id = ?", (SHIPPED,))  # noqa: S608
        for source in dataset.sources:
            await upsert_source(db, source)
        for n, topic in enumerate(dataset.topics):
            await insert_topic(db, topic, n, lexicon)
            if topic.slug in has_own and topic.slug in old_topics:
                await follow_topic(db, old_topics[topic.slug], topic, lexicon)
        await db.execute(
            "DELETE FROM claim WHERE guild_id = ? AND id NOT IN (SELECT value FROM json_each(?))",
            (SHIPPED, json.dumps([claim.id for claim in dataset.claims])),
        )
        for n, claim in enumerate(dataset.claims):
            await upsert_claim(db, claim)
            if (before := old_claims.pop(claim.id, None)) is not None:
                await _carry_over(db, before, claim, claim.id in has_own, written_at, since)
            if on_progress is not None and n % 50 == 0:
                on_progress(len(dataset.topics) + n, total)
        for dropped in old_claims.values():
            await _carry_over(db, dropped, None, dropped.id in has_own, written_at, since)
        await db.executemany(
            "INSERT INTO lexicon_entry (guild_id, kind, key, value) VALUES (?, ?, ?, ?)",
            [(SHIPPED, *entry) for entry in _lexicon_entries(dataset)],
        )
        await db.execute(
            "INSERT INTO meta VALUES ('data_version', ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (dataset.version,),
        )
    if on_progress is not None:
        on_progress(total, total)
    return len(dataset.claims)


async def _carry_over(
    db: Transaction, before: Claim, after: Claim | None, has_own: bool, now: float, since: float
) -> None:
    """Carry what the release changed in a claim over to servers' copies of it and to replies that show it."""
    if has_own:
        await follow_claim(db, before, after)
    old = ClaimRow.of(before).model_dump()
    new = ClaimRow.of(after).model_dump() if after is not None else {}
    if new and all(old[key] == new[key] for key in SHOWN):
        return
    audit_id = await append_entry(db, SHIPPED, "", "release", "claim", before.id, old, new, at=now)
    await enqueue_corrections(db, audit_id, [before.id], SHIPPED, since=since)
    if after is not None and after.is_withdrawn and not before.is_withdrawn:
        await _suggest_retracting(db, after, now)


async def _suggest_retracting(db: Transaction, retracted: Claim, now: float) -> None:
    """Put a suggestion in the queue of each server whose own version hides the shipped claim's retraction."""
    text = (
        f"In the latest release of the shipped claims, {retracted.id} is {retracted.status}. This server has "
        "its own version of it, which still counts: look at it with /claim show, and retract it if the "
        "release is right."
    )
    record = json.dumps({"text": text, "source": retracted.source, "link": ""}, ensure_ascii=False)
    await db.execute(
        "INSERT INTO proposal (guild_id, kind, state, record, made_at) "  # noqa: S608
        "SELECT guild_id, 'suggestion', 'open', ?, ? FROM claim WHERE id = ? AND guild_id <> '' "
        f"AND is_hidden = 0 AND status NOT IN ({placeholders(WITHDRAWN)})",
        (record, now, retracted.id, *sorted(WITHDRAWN)),
    )


def _lexicon_entries(dataset: Dataset) -> Iterable[tuple[str, str, str]]:
    def dump(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    for name in dataset.names:
        value = {"kind": name.kind, "spellings": name.spellings, "within": name.within}
        yield "name", name.key, dump(value)
    tables: dict[str, dict[str, Any]] = {
        "concept": dict(dataset.concepts),
        "place": dict(dataset.gazetteer.places),
        "capitalised": dict(dataset.gazetteer.capitalised),
        "upper": dict(dataset.gazetteer.upper),
        "event": dict(dataset.gazetteer.events),
    }
    for kind, table in tables.items():
        for key, entry in table.items():
            yield kind, key, dump(entry)
