"""A server's own rows in place of the shipped ones, inside a transaction.

A row that says exactly what the shipped one says is deleted as soon as it is written: with it in the way, a
later release would never reach that server.
"""

from dataclasses import replace
from typing import Final

from claims_db.matching.lexicon import Lexicon
from claims_db.models import SHIPPED, Claim, Source, Topic
from claims_db.storage.database import Transaction
from claims_db.storage.rows import (
    CLAIM_COLUMNS,
    SOURCE_COLUMNS,
    TOPIC_COLUMNS,
    claim_from,
    source_from,
    topic_from,
)
from claims_db.storage.upserts import insert_topic, upsert_claim, upsert_source

CLAIM: Final = (
    f"SELECT {CLAIM_COLUMNS}, '' AS merged_into FROM claim "  # noqa: S608
    "WHERE id = ?2 COLLATE NOCASE AND guild_id IN ('', ?1) ORDER BY guild_id DESC LIMIT 1"
)
_LAST_POSITION: Final = 10_000
"""The position of new topics: after those that ship with Crosscheck."""


def _same_columns(columns: str, table: str, *left_out: str) -> str:
    """Return SQL that is true if the row says what the row `shipped` says."""
    names = [name for name in columns.split(", ") if name not in ("guild_id", *left_out)]
    own = ", ".join(f"{table}.{name}" for name in names)
    return f"({own}) IS ({', '.join(f'shipped.{name}' for name in names)})"


_SAME_CLAIM: Final = _same_columns(CLAIM_COLUMNS, "claim", "position", "revision")
_SAME_TOPIC: Final = _same_columns(TOPIC_COLUMNS, "topic")
_SAME_SOURCE: Final = _same_columns(SOURCE_COLUMNS, "source")


async def claim_within(db: Transaction, claim_id: str, guild_id: str) -> Claim | None:
    """Return the claim as the server has it, hidden or not."""
    row = await db.row(CLAIM, (guild_id, claim_id))
    return claim_from(row) if row is not None else None


async def is_hidden_within(db: Transaction, claim_id: str, guild_id: str) -> bool:
    """Return whether the server hid the claim."""
    sql = "SELECT count(*) FROM claim WHERE guild_id = ? AND id = ? AND is_hidden = 1"
    return bool(await db.number(sql, (guild_id, claim_id)))


async def taken_claim_ids(db: Transaction, guild_id: str) -> list[str]:
    """Return the ids that a new claim of the server may not have: its own and the shipped, hidden or not."""
    rows = await db.rows("SELECT id FROM claim WHERE guild_id IN ('', ?)", (guild_id,))
    return [str(row["id"]) for row in rows]


async def put_claim(db: Transaction, claim: Claim, *, is_hidden: bool = False) -> Claim:
    """Write the server's own claim, unless it equals the shipped one; return what the server sees."""
    await upsert_claim(db, claim, is_hidden=is_hidden)
    if not is_hidden:
        await drop_copies(db, claim.guild_id, claim.id)
    return await claim_within(db, claim.id, claim.guild_id) or claim


async def drop_copies(db: Transaction, guild_id: str, claim_id: str = "") -> None:
    """Delete the server's claims, or the one of that id, that say what the shipped ones say."""
    await db.execute(
        "DELETE FROM claim WHERE guild_id = ?1 AND guild_id <> '' AND is_hidden = 0 "  # noqa: S608
        "AND (?2 = '' OR id = ?2 COLLATE NOCASE) AND EXISTS (SELECT 1 FROM claim AS shipped "
        f"WHERE shipped.guild_id = '' AND shipped.id = claim.id AND {_SAME_CLAIM})",
        (guild_id, claim_id),
    )


async def source_within(db: Transaction, code: str, guild_id: str) -> Source | None:
    """Return the source of that code, in upper or lower case, as the server has it."""
    row = await db.row(
        f"SELECT {SOURCE_COLUMNS} FROM source WHERE code = ? COLLATE NOCASE "  # noqa: S608
        "AND guild_id IN ('', ?) ORDER BY guild_id DESC LIMIT 1",
        (code, guild_id),
    )
    return source_from(row) if row is not None else None


async def put_source(db: Transaction, source: Source) -> Source:
    """Write the server's own source, unless it equals the shipped one; return what the server sees."""
    await upsert_source(db, source)
    await db.execute(
        "DELETE FROM source WHERE guild_id = ? AND guild_id <> '' AND code = ? AND EXISTS "  # noqa: S608
        "(SELECT 1 FROM source AS shipped WHERE shipped.guild_id = '' AND shipped.code = source.code "
        f"AND {_SAME_SOURCE})",
        (source.guild_id, source.code),
    )
    return await source_within(db, source.code, source.guild_id) or source


async def topic_within(db: Transaction, slug: str, guild_id: str) -> Topic | None:
    """Return the topic of that slug as the server has it, merged away or not."""
    row = await db.row(
        f"SELECT {TOPIC_COLUMNS} FROM topic WHERE slug = ? AND guild_id IN ('', ?) "  # noqa: S608
        "ORDER BY guild_id DESC LIMIT 1",
        (slug, guild_id),
    )
    return topic_from(row) if row is not None else None


async def put_topic(db: Transaction, topic: Topic, lexicon: Lexicon) -> Topic:
    """Write the server's own topic, unless it equals the shipped one; return what the server sees."""
    position = await db.row(
        "SELECT position FROM topic WHERE slug = ? AND guild_id IN ('', ?) ORDER BY guild_id DESC",
        (topic.slug, topic.guild_id),
    )
    await insert_topic(db, topic, int(position[0]) if position is not None else _LAST_POSITION, lexicon)
    return await _drop_topic_copy(db, topic)


async def merged_within(db: Transaction, guild_id: str) -> dict[str, str]:
    """Return the server's topics that were merged away, each with the one it went into."""
    rows = await db.rows(
        "SELECT slug, merged_into FROM topic WHERE guild_id = ? AND merged_into <> ''", (guild_id,)
    )
    return {str(row["slug"]): str(row["merged_into"]) for row in rows}


async def merge_topic(db: Transaction, topic: Topic, guild_id: str, into: str) -> Topic:
    """Merge the topic into the one of the slug `into`, or take the merge back if that is "".

    Return the topic as the server has it then.
    """
    if topic.guild_id == SHIPPED:
        columns = f"{TOPIC_COLUMNS}, position, search_terms".removeprefix("guild_id, ")
        await db.execute(
            f"INSERT INTO topic (guild_id, {columns}, merged_into) SELECT ?, {columns}, ? "  # noqa: S608
            "FROM topic WHERE guild_id = '' AND slug = ?",
            (guild_id, into, topic.slug),
        )
    else:
        await db.execute(
            "UPDATE topic SET merged_into = ? WHERE guild_id = ? AND slug = ?", (into, guild_id, topic.slug)
        )
    return await _drop_topic_copy(db, replace(topic, guild_id=guild_id))


async def _drop_topic_copy(db: Transaction, topic: Topic) -> Topic:
    """Delete the server's topic if it says what the shipped one says; return what the server sees."""
    await db.execute(
        "DELETE FROM topic WHERE guild_id = ? AND guild_id <> '' AND slug = ? AND merged_into = '' "  # noqa: S608
        "AND EXISTS (SELECT 1 FROM topic AS shipped WHERE shipped.guild_id = '' "
        f"AND shipped.slug = topic.slug AND {_SAME_TOPIC})",
        (topic.guild_id, topic.slug),
    )
    return await topic_within(db, topic.slug, topic.guild_id) or topic


async def claim_ids_of_topic(db: Transaction, slug: str, guild_id: str) -> list[str]:
    """Return the ids of the topic's claims that the server sees."""
    rows = await db.rows(
        "SELECT id FROM claim WHERE topic = ?2 AND guild_id IN ('', ?1) AND is_hidden = 0 "
        "AND (guild_id = ?1 OR NOT EXISTS "
        "(SELECT 1 FROM claim AS own WHERE own.guild_id = ?1 AND own.id = claim.id))",
        (guild_id, slug),
    )
    return [str(row["id"]) for row in rows]


async def follow_claim(db: Transaction, before: Claim, after: Claim | None) -> None:
    """Make hidden copies of a shipped claim say what the new release says; delete copies that are not hidden.

    `before` is what the last release said; `after` is None if the claim was dropped. The hidden copies of
    a dropped claim are deleted.
    """
    rows = await db.rows(
        f"SELECT {CLAIM_COLUMNS}, '' AS merged_into, is_hidden FROM claim "  # noqa: S608
        "WHERE id = ? AND guild_id <> ''",
        (before.id,),
    )
    for row in rows:
        own = claim_from(row)
        if not _is_copy(own, before):
            continue
        if after is None or not row["is_hidden"]:
            await db.execute("DELETE FROM claim WHERE guild_id = ? AND id = ?", (own.guild_id, own.id))
        else:
            copy = replace(after, guild_id=own.guild_id, revision=own.revision)
            await upsert_claim(db, copy, is_hidden=True)


async def follow_topic(db: Transaction, before: Topic, after: Topic, lexicon: Lexicon) -> None:
    """Make copies of a shipped topic that servers merged away say what the new release says."""
    rows = await db.rows(
        f"SELECT {TOPIC_COLUMNS}, position, merged_into FROM topic "  # noqa: S608
        "WHERE slug = ? AND guild_id <> ''",
        (before.slug,),
    )
    for row in rows:
        merged_into, position = str(row["merged_into"]), int(row["position"])
        own = topic_from({name: row[name] for name in TOPIC_COLUMNS.split(", ")})
        if replace(own, guild_id="") == before:
            copy = replace(after, guild_id=own.guild_id)
            await insert_topic(db, copy, position, lexicon, merged_into=merged_into)
            await _drop_topic_copy(db, copy)


def _is_copy(own: Claim, shipped: Claim) -> bool:
    """Return whether the two differ in nothing that a source says."""
    return replace(own, guild_id="", revision=0, position=0) == replace(
        shipped, guild_id="", revision=0, position=0
    )
