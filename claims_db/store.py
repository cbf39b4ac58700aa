"""Sources, topics and claims in SQLite: the only place that knows the tables.

Callers hand in and get back the values of `models`. Every query names the server it is for: what
ships with Crosscheck (guild_id "") is seen by all, what a server's moderators add by that server.
"""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, cast

from rapidfuzz import fuzz, process

from claims_db.addresses import normalised
from claims_db.database import Database, placeholders
from claims_db.dataset import Dataset
from claims_db.errors import UnknownSource, UnknownTopic
from claims_db.figures import Comparator, Figure
from claims_db.lexicon import Gazetteer, Lexicon, Name
from claims_db.matching import Candidate
from claims_db.models import Claim, ClaimStatus, Source, SourceKind, Topic

SHIPPED: Final = ""
"""The guild_id of everything that ships with Crosscheck."""

_SOURCE_COLUMNS: Final = (
    "guild_id, code, title, kind, publisher, speaker, published, is_date_inferred, language, "
    "sha256, url, note"
)
_TOPIC_COLUMNS: Final = (
    "guild_id, slug, title, question, scope, counted, years, is_answer_date, anchors, needs, cues, "
    "unless, part_of, related, family"
)
_CLAIM_COLUMNS: Final = (
    "guild_id, id, topic, source, aspect, wording, excerpt, char_start, value, value_high, "
    "comparator, unit, per, date_value, counted, is_negated, is_vague, stance, scope, as_of, "
    "attributed_to, status, note, position, revision"
)


class Store:
    """What Crosscheck knows, over one Database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @classmethod
    async def open(cls, path: Path) -> "Store":
        """Open or create the database file; raises a StoreError."""
        return cls(await Database.open(path))

    async def close(self) -> None:
        await self.database.close()

    async def data_version(self) -> str:
        """The version of the shipped data in the file, "" for none."""
        row = await self.database.row("SELECT value FROM meta WHERE key = 'data_version'")
        return str(row["value"]) if row is not None else ""

    async def load_shipped(
        self, dataset: Dataset, *, on_progress: Callable[[int, int], None] | None = None
    ) -> int:
        """Put the shipped data into the file in one transaction; returns the number of claims.

        Claims merge by id: one that is gone from the data goes, one with a higher revision or
        other content is replaced. Rows of servers are never touched.
        """
        lexicon = Lexicon(
            concepts=dataset.concepts, names=dataset.names, gazetteer=Gazetteer(), plain_terms=()
        )
        total = len(dataset.claims) + len(dataset.topics)
        async with self.database.transaction() as db:
            for table in ("source", "topic", "lexicon_entry"):
                await db.execute(f"DELETE FROM {table} WHERE guild_id = ?", (SHIPPED,))  # noqa: S608
            await db.executemany(
                f"INSERT INTO source ({_SOURCE_COLUMNS}) VALUES ({placeholders(range(12))})",  # noqa: S608
                [_source_values(source) for source in dataset.sources],
            )
            for n, topic in enumerate(dataset.topics):
                await self._insert_topic(db, topic, n, lexicon)
            await db.execute(
                "DELETE FROM claim WHERE guild_id = ? AND id NOT IN (SELECT value FROM json_each(?))",
                (SHIPPED, json.dumps([claim.id for claim in dataset.claims])),
            )
            for n, claim in enumerate(dataset.claims):
                await self._upsert_claim(db, claim)
                if on_progress is not None and n % 50 == 0:
                    on_progress(len(dataset.topics) + n, total)
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

    async def _insert_topic(self, db: Any, topic: Topic, position: int, lexicon: Lexicon) -> None:
        terms = [t for g in (*topic.anchors, *topic.needs, topic.cues) for t in g]
        search = " ".join(s for term in terms for s in lexicon.spellings(term))
        await db.execute(
            f"INSERT INTO topic ({_TOPIC_COLUMNS}, position, search_terms) "  # noqa: S608
            f"VALUES ({placeholders(range(17))})",
            (
                topic.guild_id, topic.slug, topic.title, topic.question, topic.scope,
                topic.counted, topic.years, topic.is_answer_date, json.dumps(topic.anchors),
                json.dumps(topic.needs), json.dumps(topic.cues), json.dumps(topic.unless),
                json.dumps(topic.part_of), json.dumps(topic.related), topic.family, position,
                search,
            ),
        )  # fmt: skip

    async def _upsert_claim(self, db: Any, claim: Claim) -> None:
        columns = [c.strip() for c in _CLAIM_COLUMNS.split(",")]
        updates = ", ".join(f"{c} = excluded.{c}" for c in columns if c not in ("guild_id", "id"))
        await db.execute(
            f"INSERT INTO claim ({_CLAIM_COLUMNS}) VALUES ({placeholders(columns)}) "  # noqa: S608
            f"ON CONFLICT (guild_id, id) DO UPDATE SET {updates}",
            _claim_values(claim),
        )

    async def sources(self, guild_id: str = SHIPPED) -> list[Source]:
        rows = await self.database.rows(
            f"SELECT {_SOURCE_COLUMNS} FROM source WHERE guild_id IN ('', ?) ORDER BY code",  # noqa: S608
            (guild_id,),
        )
        return [_source(row) for row in rows]

    async def source(self, code: str, guild_id: str = SHIPPED) -> Source:
        """The source of that code; raises UnknownSource with the nearest codes."""
        found = {s.code.casefold(): s for s in await self.sources(guild_id)}
        key = code.strip().casefold()
        if key in found:
            return found[key]
        titles = {s.code: f"{s.code} {s.title}" for s in found.values()}
        near = process.extract(key, titles, scorer=fuzz.WRatio, limit=3)
        raise UnknownSource(f"There is no source {code!r}.", tuple(hit[2] for hit in near))

    async def source_by_address(self, address: str, guild_id: str = SHIPPED) -> Source | None:
        """The source published at a normalised address, or None."""
        for source in await self.sources(guild_id):
            if source.url and normalised(source.url) == address:
                return source
        return None

    async def topics(self, guild_id: str = SHIPPED) -> list[Topic]:
        rows = await self.database.rows(
            f"SELECT {_TOPIC_COLUMNS} FROM topic WHERE guild_id IN ('', ?) "  # noqa: S608
            "ORDER BY family, position, slug",
            (guild_id,),
        )
        return [_topic(row) for row in rows]

    async def topic(self, slug: str, guild_id: str = SHIPPED) -> Topic:
        """The topic of that slug or title; raises UnknownTopic with the nearest slugs."""
        found = await self.topics(guild_id)
        key = slug.strip().casefold()
        for topic in found:
            if key in (topic.slug, topic.title.casefold()):
                return topic
        labels = {t.slug: f"{t.slug.replace('-', ' ')} {t.title}" for t in found}
        near = process.extract(key.replace("-", " "), labels, scorer=fuzz.WRatio, limit=3)
        raise UnknownTopic(f"There is no topic {slug!r}.", tuple(hit[2] for hit in near))

    async def claims(self, guild_id: str = SHIPPED) -> list[Claim]:
        """Every claim the server sees, in the order of replies."""
        rows = await self.database.rows(
            f"SELECT {_CLAIM_COLUMNS} FROM claim WHERE guild_id IN ('', ?) ORDER BY position, id",  # noqa: S608
            (guild_id,),
        )
        return [_claim(row) for row in rows]

    async def claims_by_topic(self, slugs: Sequence[str], guild_id: str = SHIPPED) -> dict[str, list[Claim]]:
        """The claims of each topic, in the order of replies."""
        found: dict[str, list[Claim]] = {slug: [] for slug in slugs}
        rows = await self.database.rows(
            f"SELECT {_CLAIM_COLUMNS} FROM claim "  # noqa: S608
            f"WHERE topic IN ({placeholders(slugs)}) AND guild_id IN ('', ?) ORDER BY position, id",
            (*slugs, guild_id),
        )
        for row in rows:
            found[row["topic"]].append(_claim(row))
        return found

    async def candidates(
        self, terms: Iterable[str], guild_id: str = SHIPPED, *, limit: int = 50
    ) -> list[Candidate]:
        """Topics whose text or claims share words with `terms`, best BM25 first.

        Terms are bare words; anything else in them is dropped, so no search syntax gets through.
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
        scores: dict[str, float] = {}
        for row in rows:  # best first; BM25 in SQLite is negative, lower is better
            scores.setdefault(str(row["slug"]), -float(row["score"]))
        best = max(scores.values(), default=1.0) or 1.0
        return [
            Candidate(slug, rank, score / best)
            for rank, (slug, score) in enumerate(list(scores.items())[:limit])
        ]

    async def has_own(self, guild_id: str) -> bool:
        """Does the server have anything of its own, beside what ships with Crosscheck?"""
        row = await self.database.row(
            "SELECT EXISTS (SELECT 1 FROM topic WHERE guild_id = ?1) OR EXISTS "
            "(SELECT 1 FROM claim WHERE guild_id = ?1) OR EXISTS "
            "(SELECT 1 FROM lexicon_entry WHERE guild_id = ?1) AS has_own",
            (guild_id,),
        )
        return guild_id != SHIPPED and row is not None and bool(row["has_own"])

    async def lexicon(self, topics: Iterable[Topic], guild_id: str = SHIPPED) -> Lexicon:
        """The server's lexicon, compiled for these topics."""
        entries: dict[str, dict[str, Any]] = {}
        for row in await self.database.rows(
            "SELECT kind, key, value FROM lexicon_entry WHERE guild_id IN ('', ?) ORDER BY guild_id",
            (guild_id,),
        ):
            entries.setdefault(row["kind"], {})[row["key"]] = json.loads(row["value"])
        terms = {
            t for topic in topics for g in (*topic.anchors, *topic.needs, topic.cues, topic.unless) for t in g
        }
        # A fifth of a second of work: not on the event loop.
        return await asyncio.to_thread(
            Lexicon,
            concepts=entries.get("concept", {}),
            names=[
                Name(key, v["kind"], tuple(v["spellings"]), v["within"])
                for key, v in entries.get("name", {}).items()
            ],
            gazetteer=Gazetteer(
                places=entries.get("place", {}), capitalised=entries.get("capitalised", {}),
                upper=entries.get("upper", {}), events=entries.get("event", {}),
            ),
            plain_terms=terms,
        )  # fmt: skip


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


def _source_values(source: Source) -> tuple[Any, ...]:
    return (
        source.guild_id, source.code, source.title, source.kind, source.publisher, source.speaker,
        source.published, source.is_date_inferred, source.language, source.sha256, source.url,
        source.note,
    )  # fmt: skip


def _source(row: sqlite3.Row) -> Source:
    values = dict(row)
    values["is_date_inferred"] = bool(values["is_date_inferred"])
    values["kind"] = cast("SourceKind", values["kind"])
    return Source(**values)


def _topic(row: sqlite3.Row) -> Topic:
    values = dict(row)
    for key in ("anchors", "needs"):
        values[key] = tuple(tuple(group) for group in json.loads(values[key]))
    for key in ("cues", "unless", "part_of", "related"):
        values[key] = tuple(json.loads(values[key]))
    values["is_answer_date"] = bool(values["is_answer_date"])
    return Topic(**values)


def _claim_values(claim: Claim) -> tuple[Any, ...]:
    figure = claim.figure
    return (
        claim.guild_id, claim.id, claim.topic, claim.source, claim.aspect, claim.wording,
        claim.excerpt, claim.offset,
        str(figure.value) if figure is not None and figure.value is not None else None,
        str(figure.value_high) if figure is not None and figure.value_high is not None else None,
        figure.comparator if figure is not None else "=",
        figure.unit if figure is not None else "",
        figure.per if figure is not None else "",
        figure.date if figure is not None else "",
        figure.counted if figure is not None else "",
        figure.negated if figure is not None else False,
        figure.vague if figure is not None else False,
        claim.stance, claim.scope, claim.as_of, claim.attributed_to, claim.status, claim.note,
        claim.position, claim.revision,
    )  # fmt: skip


def _claim(row: sqlite3.Row) -> Claim:
    figure: Figure | None = None
    if row["value"] is not None or row["date_value"]:
        figure = Figure(
            value=Decimal(row["value"]) if row["value"] is not None else None,
            value_high=Decimal(row["value_high"]) if row["value_high"] is not None else None,
            comparator=cast("Comparator", row["comparator"]), unit=row["unit"], per=row["per"],
            date=row["date_value"], counted=row["counted"], negated=bool(row["is_negated"]),
            vague=bool(row["is_vague"]), wording=row["wording"],
        )  # fmt: skip
    return Claim(
        id=row["id"], topic=row["topic"], source=row["source"], wording=row["wording"],
        excerpt=row["excerpt"], offset=row["char_start"], figure=figure, aspect=row["aspect"],
        stance=row["stance"], scope=row["scope"], as_of=row["as_of"],
        attributed_to=row["attributed_to"], status=cast("ClaimStatus", row["status"]),
        note=row["note"], position=row["position"], revision=row["revision"],
        guild_id=row["guild_id"],
    )  # fmt: skip
