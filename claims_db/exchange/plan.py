"""A file compared with what the server has: what it would add, what change, and what is wrong with it.

Nothing is written here: a plan is shown first, or handed to the claim editor, which writes all of it or
nothing. Rows are read one by one in a thread that lets the event loop have its turn.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from claims_db.drafts.claim_draft import COLUMNS, ClaimDraft, draft_of, read_draft
from claims_db.errors import BadRecords, Problem
from claims_db.exchange.batch import MAX_PROBLEMS, Batch, FileClaim, raise_if_any
from claims_db.exchange.review_topics import topic_for
from claims_db.gc_pause import gc_paused
from claims_db.models import Answer, Claim, Source, Topic
from claims_db.records.import_plan import ImportPlan, Progress
from claims_db.storage.store import Store

Check = Callable[[str], Awaitable[Answer]]
"""Finds the topics of the server that a text is about."""

_CHUNK: Final = 200
_MOST_SIBLINGS: Final = 200
"""How many claims of a topic, from the first on, are compared with a new one to choose its aspect."""
_BREATH: Final = 0.0002
"""Seconds that the reading thread sleeps after each row, so that a check waits for one row at most."""
_FIGURE_COLUMNS: Final = ("figure", "value", "value_high", "comparator", "unit", "per", "date", "counted",
                          "negated", "vague")  # fmt: skip
_EXAMPLE: Final = 'a figure in words, such as "more than 2,000 troops"'


async def plan_import(
    store: Store,
    check: Check,
    guild_id: str,
    batch: Batch,
    *,
    topic: str = "",
    on_progress: Progress = lambda _what, _done, _total: None,
) -> ImportPlan:
    """Return what importing the batch into the server would do; raises BadRecords with every problem found.

    `topic` is for the rows that name none; `check` finds one for a fact-check. A row is matched with the
    claim of its id or, without an id, with the claim that says the same; a row that changes nothing is
    counted and left alone.
    """
    with gc_paused():
        return await _plan_batch(store, check, guild_id, batch, topic, on_progress)


async def _plan_batch(
    store: Store, check: Check, guild_id: str, batch: Batch, topic: str, on_progress: Progress
) -> ImportPlan:
    topics = {t.slug: t for t in await store.topics(guild_id)}
    sources = {s.code: s for s in await store.sources(guild_id)}
    everything = await store.claims(guild_id, with_hidden=True)
    hidden = {c.id for c in everything} - {c.id for c in await store.claims(guild_id)}
    problems: list[Problem] = []
    new_sources = _new_sources(batch, sources, problems)
    new_topics = _new_topics(batch, topics, await store.merged_topics(guild_id), problems)
    raise_if_any(problems)
    await _check_terms(store, guild_id, batch, new_topics)
    sources |= {after.code: after for _, after in new_sources}
    topics |= {after.slug: after for _, after in new_topics}
    default = (await store.topic(topic, guild_id)).slug if topic and topic not in topics else topic
    reader = await asyncio.to_thread(_Reader, everything, hidden, topics, sources, default)
    for new_topic in await _topics_for(batch, reader, check, on_progress):
        new_topics.append((None, new_topic))
        reader.add_topic(new_topic)
    for start in range(0, len(batch.claims), _CHUNK):
        on_progress("Reading", start, len(batch.claims))
        await asyncio.to_thread(reader.read, batch.claims[start : start + _CHUNK])
        if len(reader.problems) >= MAX_PROBLEMS:
            break
    raise_if_any(reader.problems)
    on_progress("Reading", len(batch.claims), len(batch.claims))
    return ImportPlan(
        guild_id, tuple(reader.claims), tuple(new_sources), tuple(new_topics), reader.unchanged,
        tuple(reader.warnings), batch.notes,
    )  # fmt: skip


def _new_sources(
    batch: Batch, existing: Mapping[str, Source], problems: list[Problem]
) -> list[tuple[Source | None, Source]]:
    by_code = {code.casefold(): source for code, source in existing.items()}
    changes: dict[str, tuple[Source | None, Source]] = {}
    for row, source in batch.sources:
        key = source.code.casefold()
        before = by_code.get(key)
        after = replace(source, code=before.code if before is not None else source.code)
        if key in changes and changes[key][1] != after:
            problems.append(
                Problem("source.code", f"{source.code} is in the file twice", "each source once", row)
            )
        elif source.kind == "fact-check" and before is not None and before.kind == "fact-check":
            continue  # a fact-checker that is a source already
        elif before is None or replace(before, guild_id="") != after:
            changes[key] = (before, after)
    return list(changes.values())


def _new_topics(
    batch: Batch, existing: Mapping[str, Topic], merged: Mapping[str, str], problems: list[Problem]
) -> list[tuple[Topic | None, Topic]]:
    changes: dict[str, tuple[Topic | None, Topic]] = {}
    for row, topic in batch.topics:
        before = existing.get(topic.slug)
        after = replace(topic, family=before.family if before is not None else "")
        if topic.slug in merged:
            wrong = f"{topic.slug} was merged into {merged[topic.slug]}"
            problems.append(Problem("topic.slug", wrong, "another slug", row))
        elif topic.slug in changes and changes[topic.slug][1] != after:
            problems.append(
                Problem("topic.slug", f"{topic.slug} is in the file twice", "each topic once", row)
            )
        elif before is None or replace(before, guild_id="") != after:
            changes[topic.slug] = (before, after)
    return list(changes.values())


async def _check_terms(
    store: Store, guild_id: str, batch: Batch, topics: Sequence[tuple[Topic | None, Topic]]
) -> None:
    """Raise BadRecords if a topic needs a name or concept that the server does not have."""
    rows = {topic.slug: row for row, topic in batch.topics}
    used = [
        (topic, term)
        for _, topic in topics
        for group in (*topic.anchors, *topic.needs, topic.cues, topic.unless)
        for term in group
        if term.startswith(("@", "#"))
    ]
    if used:
        lexicon = await store.lexicon([], guild_id)
        raise_if_any(
            [
                Problem(
                    "topic", f"{t.slug} needs {term}, which this server lacks", "plain words", rows[t.slug]
                )
                for t, term in used
                if not lexicon.spellings(term)
            ]
        )


async def _topics_for(batch: Batch, reader: "_Reader", check: Check, on_progress: Progress) -> list[Topic]:
    """Give every row that needs one a topic: the one its text is about, or a new one. Return the new ones."""
    new_topics: dict[str, Topic] = {}
    for n, row in enumerate(batch.claims):
        if not row.text or not reader.needs_topic(row):
            continue
        on_progress("Finding the topics of", n, len(batch.claims))
        answer = await check(row.text)
        if answer.findings:
            reader.topic_by_row[row.row] = answer.findings[0].topic.slug
        else:
            topic = topic_for(row.text)
            if topic is None:
                continue  # reported as a problem when the row is read
            if topic.slug not in reader.topics:
                new_topics.setdefault(topic.slug, topic)
            reader.topic_by_row[row.row] = topic.slug
    return list(new_topics.values())


class _Reader:
    """Reads rows and compares them with what the server has. No I/O; used by one thread at a time."""

    def __init__(
        self, existing: Sequence[Claim], hidden: set[str], topics: dict[str, Topic],
        sources: dict[str, Source], default_topic: str,
    ) -> None:  # fmt: skip
        self.topics = topics
        self.topic_by_row: dict[int, str] = {}
        self.claims: list[tuple[Claim | None, Claim]] = []
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.unchanged = 0
        self._default_topic = default_topic
        self._hidden = hidden
        self._sources = {code.casefold(): source for code, source in sources.items()}
        self._by_title = {t.title.casefold(): t for t in topics.values()}
        self._by_id = {c.id.casefold(): c for c in existing}
        self._siblings: dict[str, list[Claim]] = {}
        self._ids_by_content: dict[object, list[str]] = {}
        self._id_by_answer: dict[object, str] = {}
        self._read_by_id: dict[str, tuple[int, Claim]] = {}
        self._rows_by_content: dict[object, int] = {}
        for claim in existing:
            if claim.id not in hidden and len(self._siblings.setdefault(claim.topic, [])) < _MOST_SIBLINGS:
                self._siblings[claim.topic].append(claim)
            self._ids_by_content.setdefault(_content(claim), []).append(claim.id)
            self._id_by_answer.setdefault(_answer(claim), claim.id)

    def add_topic(self, topic: Topic) -> None:
        self.topics[topic.slug] = topic
        self._by_title.setdefault(topic.title.casefold(), topic)

    def needs_topic(self, row: FileClaim) -> bool:
        existing = self._by_id.get(row.cells.get("id", "").casefold())
        return not (row.cells.get("topic") or self._default_topic or existing is not None)

    def read(self, rows: Iterable[FileClaim]) -> None:
        for row in rows:
            try:
                self._read(row)
            except BadRecords as error:
                self.problems += [replace(problem, row=row.row) for problem in error.problems]
                if len(self.problems) >= MAX_PROBLEMS:
                    return
            time.sleep(_BREATH)

    def _read(self, row: FileClaim) -> None:
        before = self._by_id.get(row.cells.get("id", "").strip().casefold())
        claim = self._claim(row, before)
        if not claim.id:
            first_row = self._rows_by_content.get(_content(claim))
            if first_row is not None:
                self._warn(
                    row, f"it says the same as row {first_row}", "each claim once; it will be imported once"
                )
                return
            self._rows_by_content[_content(claim)] = row.row
            ids = self._ids_by_content.get(_content(claim))
            if ids:
                before = self._by_id[ids.pop(0).casefold()]
                claim = self._claim(row, before)
        if claim.id:
            other = self._read_by_id.setdefault(claim.id.casefold(), (row.row, claim))
            if other[0] != row.row:
                if other[1] != claim:
                    raise _wrong("id", f"{claim.id} is already in row {other[0]}", "each id once")
                self._warn(
                    row, f"it says the same as row {other[0]}", "each claim once; it will be imported once"
                )
                return
        self._plan(row, before, claim)

    def _plan(self, row: FileClaim, before: Claim | None, claim: Claim) -> None:
        if before is None:
            self._warn_of_duplicate(row, claim)
            self.claims.append((None, claim))
            return
        after = replace(claim, id=before.id, position=before.position, revision=before.revision,
                        guild_id=before.guild_id)  # fmt: skip
        if after == before:
            self.unchanged += 1
            return
        if before.id in self._hidden:
            raise _wrong(
                "id", f"{before.id} is hidden in this server", "restore it first, or leave the row out"
            )
        if row.revision and row.revision != before.revision:
            wrong = f"{before.id} has changed since it was exported at revision {row.revision}"
            raise _wrong("revision", wrong, "export it again, then make your change")
        self.claims.append((before, after))

    def _warn_of_duplicate(self, row: FileClaim, claim: Claim) -> None:
        name = claim.id or f"row {row.row}"
        other = self._id_by_answer.setdefault(_answer(claim), name)
        if other != name:
            wrong = f"{other} says the same on this topic, and is from the same source"
            self._warn(row, wrong, "only one of the two, if they are duplicates")

    def _warn(self, row: FileClaim, wrong: str, right: str) -> None:
        if len(self.warnings) < MAX_PROBLEMS:
            self.warnings.append(Problem("", wrong, right, row.row))

    def _claim(self, row: FileClaim, before: Claim | None) -> Claim:
        cells = {name: text.strip() for name, text in row.cells.items()}
        figure = cells.get("figure") or cells.get("value") or cells.get("date")
        texts: dict[str, Any] = {}
        if before is not None:
            texts = {name: getattr(draft_of(before), name) for name in COLUMNS}
            if figure or any(name in cells for name in ("figure", "value", "date")):
                texts |= dict.fromkeys(_FIGURE_COLUMNS, "")
                if not cells.get("wording"):
                    texts |= {"wording": "", "excerpt": ""}
        texts |= cells
        if before is not None:
            texts["id"] = before.id
        # A row may leave out its topic if the file or the claim has one.
        if not texts.get("topic"):
            texts["topic"] = (
                self.topic_by_row.get(row.row) or (before.topic if before else "") or self._default_topic
            )
        if not texts["topic"] and row.text:
            raise _wrong(
                "topic", "no topic fits it, and it has too few words to make one from", "the name of a topic"
            )
        _refuse_formulas(texts)
        topic = self.topics.get(texts["topic"].casefold()) or self._by_title.get(texts["topic"].casefold())
        source = self._sources.get(texts.get("source", "").casefold())
        return read_draft(
            ClaimDraft(**texts),
            {topic.slug: topic} if topic is not None else self.topics,
            {source.code: source} if source is not None else {s.code: s for s in self._sources.values()},
            {topic.slug: self._siblings.get(topic.slug, [])} if topic is not None else {},
        )


def _wrong(column: str, wrong: str, right: str) -> BadRecords:
    return BadRecords(wrong, [Problem(column, wrong, right)])


def _refuse_formulas(texts: Mapping[str, str]) -> None:
    """Raise BadRecords if a formula is where a figure is read: it is never run, so it states nothing."""
    for column in ("figure", "value", "value_high", "date"):
        if texts.get(column, "").startswith(("=", "@")):
            raise _wrong(column, "it is a formula, not a figure", _EXAMPLE)
    has_figure = any(texts.get(name) for name in ("figure", "value", "date", "stance"))
    if not has_figure and texts.get("wording", "").startswith(("=", "@")):
        raise _wrong("wording", "it is a formula, not a figure", _EXAMPLE)


def _figure_key(claim: Claim) -> object:
    figure = claim.figure
    if figure is None:
        return claim.stance
    return figure.value, figure.value_high, figure.comparator, figure.date, figure.negated


def _content(claim: Claim) -> object:
    """Return what makes a claim without an id the same as another: everything it says on its topic."""
    return (claim.topic, claim.source, _figure_key(claim), claim.wording, claim.excerpt, claim.scope,
            claim.as_of, claim.attributed_to, claim.stance)  # fmt: skip


def _answer(claim: Claim) -> object:
    """Return what makes two claims look like duplicates if both have the same."""
    wording = claim.wording if claim.figure is None else ""
    return claim.topic, claim.source, claim.aspect, _figure_key(claim), wording
