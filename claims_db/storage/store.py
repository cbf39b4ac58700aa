"""Sources, topics and claims in SQLite, as each server sees them.

Callers hand in and get back the values of `models`. Every query names the server it is for: what
ships with Crosscheck (guild_id "") is seen by all servers, what moderators add only by their own.
"""

import asyncio
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from rapidfuzz import fuzz, process

from claims_db.addresses import normalised
from claims_db.errors import UnknownClaim, UnknownSource, UnknownTopic
from claims_db.gc_pause import gc_paused
from claims_db.matching.lexicon import Gazetteer, Lexicon, Name
from claims_db.matching.matches import Candidate
from claims_db.models import SHIPPED, Claim, Source, Topic
from claims_db.storage.database import Database
from claims_db.storage.own_rows import CLAIM
from claims_db.storage.rows import (
    CLAIM_COLUMNS,
    SOURCE_COLUMNS,
    TOPIC_COLUMNS,
    claim_from,
    source_from,
    topic_from,
)

# A server's own row replaces the shipped one there; what the server hid or merged away is left out.
_SOURCES: Final = (
    f"SELECT {SOURCE_COLUMNS} FROM source WHERE guild_id IN ('', ?1) AND "  # noqa: S608
    "(guild_id = ?1 OR NOT EXISTS "
    "(SELECT 1 FROM source AS own WHERE own.guild_id = ?1 AND own.code = source.code))"
)
_TOPICS: Final = (
    f"SELECT {TOPIC_COLUMNS} FROM topic WHERE guild_id IN ('', ?1) AND merged_into = '' AND "  # noqa: S608
    "(guild_id = ?1 OR NOT EXISTS "
    "(SELECT 1 FROM topic AS own WHERE own.guild_id = ?1 AND own.slug = topic.slug))"
)
_CLAIMS: Final = (
    f"SELECT {CLAIM_COLUMNS}, (SELECT merged_into FROM topic AS merged "  # noqa: S608
    "WHERE merged.guild_id = ?1 AND merged.slug = claim.topic) AS merged_into "
    "FROM claim WHERE guild_id IN ('', ?1) AND is_hidden = 0 AND "
    "(guild_id = ?1 OR NOT EXISTS "
    "(SELECT 1 FROM claim AS own WHERE own.guild_id = ?1 AND own.id = claim.id))"
)

_TURN: Final = 200
"""Rows processed between yields to the event loop, about 2 ms."""


class Store:
    """Reads the sources, topics and claims of one Database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @classmethod
    async def open(cls, path: Path) -> "Store":
        """Open or create the database file; raises a StoreError if that fails."""
        return cls(await Database.open(path))

    async def close(self) -> None:
        await self.database.close()

    async def data_version(self) -> str:
        """Return the version of the shipped data in the file, "" if there is none."""
        row = await self.database.row("SELECT value FROM meta WHERE key = 'data_version'")
        return str(row["value"]) if row is not None else ""

    async def sources(self, guild_id: str = SHIPPED) -> list[Source]:
        rows = await self.database.rows(f"{_SOURCES} ORDER BY code", (guild_id,))
        return [source_from(row) for row in rows]

    async def source(self, code: str, guild_id: str = SHIPPED) -> Source:
        """Return the source of that code; raises UnknownSource with the nearest codes."""
        sources = {s.code.casefold(): s for s in await self.sources(guild_id)}
        key = code.strip().casefold()
        if key in sources:
            return sources[key]
        titles = {s.code: f"{s.code} {s.title}" for s in sources.values()}
        near = process.extract(key, titles, scorer=fuzz.WRatio, limit=3)
        raise UnknownSource("There is no such source.", tuple(hit[2] for hit in near))

    async def source_by_address(self, address: str, guild_id: str = SHIPPED) -> Source | None:
        """Return the source published at a normalised address, or None."""
        for source in await self.sources(guild_id):
            if source.url and normalised(source.url) == address:
                return source
        return None

    async def topics(self, guild_id: str = SHIPPED) -> list[Topic]:
        rows = await self.database.rows(f"{_TOPICS} ORDER BY family, position, slug", (guild_id,))
        return [topic_from(row) for row in rows]

    async def topic(self, slug: str, guild_id: str = SHIPPED) -> Topic:
        """Return the topic of that slug or title; raises UnknownTopic with the nearest slugs."""
        topics = await self.topics(guild_id)
        key = slug.strip().casefold()
        for topic in topics:
            if key in (topic.slug, topic.title.casefold()):
                return topic
        labels = {t.slug: f"{t.slug.replace('-', ' ')} {t.title}" for t in topics}
        near = process.extract(key.replace("-", " "), labels, scorer=fuzz.WRatio, limit=3)
        raise UnknownTopic("There is no such topic.", tuple(hit[2] for hit in near))

    async def claims(self, guild_id: str = SHIPPED, *, with_hidden: bool = False) -> list[Claim]:
        """Return every claim the server sees, in the order of replies; also what it hid, if `with_hidden`."""
        sql = _CLAIMS.replace("is_hidden = 0", "is_hidden >= 0") if with_hidden else _CLAIMS
        rows = await self.database.rows(f"{sql} ORDER BY position, guild_id = '', id", (guild_id,))
        return await _claims_from(rows)

    async def claims_by_topic(self, slugs: Sequence[str], guild_id: str = SHIPPED) -> dict[str, list[Claim]]:
        """Return the claims of each topic, in the order of replies."""
        claims: dict[str, list[Claim]] = {slug: [] for slug in slugs}
        rows = await self.database.rows(
            f"SELECT * FROM ({_CLAIMS}) "  # noqa: S608
            "WHERE coalesce(nullif(merged_into, ''), topic) IN (SELECT value FROM json_each(?2)) "
            "ORDER BY position, guild_id = '', id",
            (guild_id, json.dumps(list(slugs))),
        )
        for claim in await _claims_from(rows):
            claims[claim.topic].append(claim)
        return claims

    async def siblings(self, claim: Claim, guild_id: str = SHIPPED) -> list[Claim]:
        """Return the claims that replies on the claim's topic show, or on the topic it was merged into."""
        slug = (await self.merged_topics(guild_id)).get(claim.topic, claim.topic)
        return (await self.claims_by_topic([slug], guild_id))[slug]

    async def claim(self, claim_id: str, guild_id: str = SHIPPED) -> Claim:
        """Return the claim of that id as the server has it, even if hidden; raises UnknownClaim."""
        row = await self.database.row(CLAIM, (guild_id, claim_id.strip()))
        if row is not None:
            return claim_from(row)
        ids = [c.id for c in await self.claims(guild_id)]
        near = process.extract(claim_id.strip()[:64], ids, scorer=fuzz.ratio, limit=3)
        raise UnknownClaim(f"There is no claim {claim_id.strip()[:64]!r}.", tuple(hit[0] for hit in near))

    async def is_hidden(self, claim_id: str, guild_id: str) -> bool:
        """Return whether the server hid the claim."""
        row = await self.database.row(
            "SELECT 1 FROM claim WHERE guild_id = ? AND id = ? AND is_hidden = 1", (guild_id, claim_id)
        )
        return row is not None

    async def candidates(
        self, terms: Iterable[str], guild_id: str = SHIPPED, *, limit: int = 50
    ) -> list[Candidate]:
        """Return topics whose text or claims share words with `terms`, best BM25 first.

        Terms are bare words; anything else is dropped, so that no search syntax gets through.
        """
        safe = [t for t in dict.fromkeys(terms) if t.isalnum()]
        if not safe:
            return []
        owner = f"(owner : owner OR owner : owner{guild_id})" if guild_id.isdigit() else "owner : owner"
        words = " OR ".join(f'"{term}"' for term in safe)
        rows = await self.database.rows(
            "SELECT topic.slug AS slug, bm25(topic_fts, 4.0, 2.0, 1.0, 0.0) AS score "
            "FROM topic_fts JOIN topic ON topic.topic_id = topic_fts.rowid "
            "WHERE topic_fts MATCH ?1 "
            "UNION ALL "
            "SELECT claim.topic, found.score "
            "FROM (SELECT rowid AS found_id, bm25(claim_fts, 1.0, 1.0, 0.0) AS score "
            "FROM claim_fts WHERE claim_fts MATCH ?2 ORDER BY score LIMIT ?3) "
            "AS found JOIN claim ON claim.claim_id = found.found_id ORDER BY 2 LIMIT ?4",
            (
                f"{{title question terms}} : ({words}) AND {owner}",
                f"{{excerpt counted}} : ({words}) AND {owner}",
                limit,
                4 * limit,
            ),
        )
        merged = await self.merged_topics(guild_id) if guild_id != SHIPPED else {}
        scores: dict[str, float] = {}
        for row in rows:  # best first; BM25 in SQLite is negative, lower is better
            slug = str(row["slug"])
            scores.setdefault(merged.get(slug, slug), -float(row["score"]))
        best = max(scores.values(), default=1.0) or 1.0
        return [
            Candidate(slug, rank, score / best)
            for rank, (slug, score) in enumerate(list(scores.items())[:limit])
        ]

    async def merged_topics(self, guild_id: str) -> dict[str, str]:
        """Return the server's topics that were merged away, each with the one it went into."""
        rows = await self.database.rows(
            "SELECT slug, merged_into FROM topic WHERE guild_id = ? AND merged_into <> ''", (guild_id,)
        )
        return {str(row["slug"]): str(row["merged_into"]) for row in rows}

    async def has_own(self, guild_id: str) -> bool:
        """Return whether the server has anything of its own, beside what ships with Crosscheck."""
        row = await self.database.row(
            "SELECT EXISTS (SELECT 1 FROM topic WHERE guild_id = ?1) OR EXISTS "
            "(SELECT 1 FROM claim WHERE guild_id = ?1) OR EXISTS "
            "(SELECT 1 FROM source WHERE guild_id = ?1) OR EXISTS "
            "(SELECT 1 FROM lexicon_entry WHERE guild_id = ?1) AS has_own",
            (guild_id,),
        )
        return guild_id != SHIPPED and row is not None and bool(row["has_own"])

    async def lexicon(
        self, topics: Iterable[Topic], guild_id: str = SHIPPED, *, names: Iterable[Name] = ()
    ) -> Lexicon:
        """Return the server's lexicon, compiled for these topics; `names` are still to be added to it."""
        entries: dict[str, dict[str, Any]] = {}
        for row in await self.database.rows(
            "SELECT kind, key, value FROM lexicon_entry WHERE guild_id IN ('', ?) ORDER BY guild_id",
            (guild_id,),
        ):
            entries.setdefault(row["kind"], {})[row["key"]] = json.loads(row["value"])
        terms = {
            t for topic in topics for g in (*topic.anchors, *topic.needs, topic.cues, topic.unless) for t in g
        }
        # It takes a fifth of a second, too long for the event loop.
        return await asyncio.to_thread(
            Lexicon,
            concepts=entries.get("concept", {}),
            names=[
                *(
                    Name(key, v["kind"], tuple(v["spellings"]), v["within"])
                    for key, v in entries.get("name", {}).items()
                ),
                *names,
            ],
            gazetteer=Gazetteer(
                places=entries.get("place", {}), capitalised=entries.get("capitalised", {}),
                upper=entries.get("upper", {}), events=entries.get("event", {}),
            ),
            plain_terms=terms,
        )  # fmt: skip


async def _claims_from(rows: Sequence[Any]) -> list[Claim]:
    """Return the claims of the rows, yielding to the event loop: a server may have ten thousand."""
    claims: list[Claim] = []
    with gc_paused():
        for start in range(0, len(rows), _TURN):
            claims += map(claim_from, rows[start : start + _TURN])
            await asyncio.sleep(0)
    return claims
