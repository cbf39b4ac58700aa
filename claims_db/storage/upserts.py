"""Write topics, claims, sources and names inside a transaction. SQL only, no rules."""

import json
from dataclasses import replace

from claims_db.matching.lexicon import Lexicon, Name
from claims_db.models import Claim, Source, Topic
from claims_db.storage.database import Transaction, placeholders
from claims_db.storage.rows import (
    CLAIM_COLUMNS,
    SOURCE_COLUMNS,
    TOPIC_COLUMNS,
    claim_values,
    source_values,
)


async def insert_topic(
    db: Transaction, topic: Topic, position: int, lexicon: Lexicon, *, merged_into: str = ""
) -> None:
    """Write the topic, over the server's one of that slug if there is one, with its words for the search."""
    terms = [t for g in (*topic.anchors, *topic.needs, topic.cues) for t in g]
    search = " ".join(s for term in terms for s in lexicon.spellings(term))
    columns = f"{TOPIC_COLUMNS}, position, search_terms, merged_into"
    await db.execute(
        f"INSERT INTO topic ({columns}) VALUES ({placeholders(range(18))}) "  # noqa: S608
        f"ON CONFLICT (guild_id, slug) DO UPDATE SET {_updates(columns, ('guild_id', 'slug'))}",
        (
            topic.guild_id, topic.slug, topic.title, topic.question, topic.scope,
            topic.counted, topic.years, topic.is_answer_date, json.dumps(topic.anchors),
            json.dumps(topic.needs), json.dumps(topic.cues), json.dumps(topic.unless),
            json.dumps(topic.part_of), json.dumps(topic.related), topic.family, position,
            search, merged_into,
        ),
    )  # fmt: skip


async def upsert_claim(db: Transaction, claim: Claim, *, is_hidden: bool = False) -> None:
    """Write the claim, over the server's one of that id if there is one; its `position` sets the order."""
    await db.execute(claim_upsert(), (*claim_values(claim), is_hidden))


def claim_upsert() -> str:
    """Return the SQL that writes a claim over the server's one of that id: CLAIM_COLUMNS and is_hidden."""
    columns = f"{CLAIM_COLUMNS}, is_hidden"
    return (
        f"INSERT INTO claim ({columns}) VALUES ({placeholders(columns.split(','))}) "  # noqa: S608
        f"ON CONFLICT (guild_id, id) DO UPDATE SET {_updates(columns, ('guild_id', 'id'))}"
    )


async def upsert_source(db: Transaction, source: Source) -> None:
    """Write the source, over the server's one of that code if there is one."""
    await db.execute(
        f"INSERT INTO source ({SOURCE_COLUMNS}) VALUES ({placeholders(range(12))}) "  # noqa: S608
        f"ON CONFLICT (guild_id, code) DO UPDATE SET {_updates(SOURCE_COLUMNS, ('guild_id', 'code'))}",
        source_values(source),
    )


async def upsert_name(db: Transaction, guild_id: str, name: Name) -> None:
    """Write a name with its spellings into the server's lexicon."""
    value = json.dumps(
        {"kind": name.kind, "spellings": name.spellings, "within": name.within}, ensure_ascii=False
    )
    await db.execute(
        "INSERT INTO lexicon_entry VALUES (?, 'name', ?, ?) "
        "ON CONFLICT (guild_id, kind, key) DO UPDATE SET value = excluded.value",
        (guild_id, name.key, value),
    )


async def append_claim(db: Transaction, claim: Claim) -> Claim:
    """Write a new claim and return it with its position: before all others on its question, or last in its
    topic if it is the first there. What a newsroom adds itself is what its people look for."""
    position = await db.number(
        "SELECT coalesce(min(iif(aspect = ?, position, NULL)), max(position) + 1, 0) FROM claim "
        "WHERE topic = ? AND guild_id IN ('', ?)",
        (claim.aspect, claim.topic, claim.guild_id),
    )
    positioned = replace(claim, position=position)
    await upsert_claim(db, positioned)
    return positioned


def _updates(columns: str, keys: tuple[str, ...]) -> str:
    names = [name.strip() for name in columns.split(",")]
    return ", ".join(f"{name} = excluded.{name}" for name in names if name not in keys)
