"""Counts without names: what was asked, answered, met with silence and reported, by day, channel and topic.

A trace is what messages with figures were about: the terms of the data in them, and their parsed figures.
From traces the bot estimates what a claim that is about to be added would have answered. Everything waits
in memory until `flush` writes it, so that a message costs no write of its own.
"""

import asyncio
import json
import sqlite3
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, Literal

from claims_db.compare import compare_claim
from claims_db.figures import Figure
from claims_db.findings.aspects import is_same_kind
from claims_db.kept_figure import dump_figure, load_figure
from claims_db.models import Claim, Topic
from claims_db.storage.database import Database

Event = Literal["asked", "answered", "silent", "wrong"]
EVENTS: Final[tuple[Event, ...]] = ("asked", "answered", "silent", "wrong")
NOTHING_FOUND: Final = "-"
"""The topic under which a `/check` that found nothing is counted."""
_MAX_WAITING: Final = 20_000
"""The most counts, and the most traces, that wait for a flush; any more are dropped."""
_MAX_SEEN: Final = 10_000
_MAX_TERMS, _MAX_FIGURES = 64, 12
_MAX_TRACES_READ: Final = 50_000
_DAY: Final = 24 * 3600.0

_Key = tuple[str, str, str, str, Event]


@dataclass(frozen=True, slots=True)
class Trace:
    """Messages with one fingerprint: the terms of the data in them, and their figures as parsed, as JSON."""

    channel_id: str
    terms: str
    figures: str
    count: int
    seen_at: float


@dataclass(frozen=True, slots=True)
class UsageCount:
    """How often something happened in one channel on one topic.

    `topic` "" is the channel total, in which an event on two topics counts once; NOTHING_FOUND is for checks
    without a finding.
    """

    channel_id: str
    topic: str
    event: Event
    count: int


class Statistics:
    """Counts and traces of every server; nothing of direct messages."""

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now
        self._counts: Counter[_Key] = Counter()
        self._traces: dict[tuple[str, str], Trace] = {}
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._flushing = asyncio.Lock()

    def is_first_look(self, message_id: str) -> bool:
        """Return whether the message is seen for the first time: Discord sends edits and previews later."""
        if message_id in self._seen:
            return False
        self._seen[message_id] = None
        if len(self._seen) > _MAX_SEEN:
            self._seen.popitem(last=False)
        return True

    def count(
        self, event: Event, guild_id: str, channel_id: str, topics: Iterable[str] = (), *, by: int = 1
    ) -> None:
        """Count the event once for its channel and once for each topic; `by` -1 takes one back."""
        if not guild_id:
            return
        day = datetime.fromtimestamp(self._now(), UTC).date().isoformat()
        for topic in ("", *topics):
            key: _Key = (guild_id, day, channel_id, topic, event)
            if key in self._counts or len(self._counts) < _MAX_WAITING:
                self._counts[key] += by

    def trace(
        self,
        guild_id: str,
        channel_id: str,
        message_key: str,
        terms: Collection[str],
        figures: Sequence[Figure],
    ) -> None:
        """Remember what a message was about, if it has figures."""
        if not (guild_id and message_key and figures):
            return
        key = (guild_id, message_key)
        existing = self._traces.get(key)
        if existing is None and len(self._traces) >= _MAX_WAITING:
            return
        units = {f"unit:{figure.dimension}" for figure in figures if figure.dimension}
        self._traces[key] = Trace(
            channel_id, json.dumps(sorted({*terms, *units})[:_MAX_TERMS], ensure_ascii=False),
            json.dumps([dump_figure(figure) for figure in figures[:_MAX_FIGURES]]),
            1 + (existing.count if existing is not None else 0), self._now(),
        )  # fmt: skip

    async def flush(self) -> None:
        """Write what waits, in one transaction; if that fails, it waits for the next flush."""
        async with self._flushing:
            counts, self._counts = self._counts, Counter()
            traces, self._traces = self._traces, {}
            if not counts and not traces:
                return
            try:
                await self._write(counts, traces)
            except BaseException:
                counts.update(self._counts)
                self._counts = counts
                self._traces = _merge_traces(traces, self._traces)
                raise

    async def _write(self, counts: Counter[_Key], traces: dict[tuple[str, str], Trace]) -> None:
        async with self._database.transaction() as db:
            await db.executemany(
                "INSERT INTO tally (guild_id, day, channel_id, topic, event, count) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
                [(*key, count) for key, count in counts.items()],
            )
            await db.executemany(
                "INSERT INTO trace (guild_id, fingerprint, channel_id, terms, figures, count, seen_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count, "
                "channel_id = excluded.channel_id, terms = excluded.terms, seen_at = excluded.seen_at",
                [
                    (*key, t.channel_id, t.terms, t.figures, t.count, t.seen_at)
                    for key, t in traces.items()
                ],
            )  # fmt: skip

    async def totals(self, guild_id: str, days: int) -> list[UsageCount]:
        """Return the server's counts of the last `days` days, including today, by channel and topic."""
        await self.flush()
        first = datetime.fromtimestamp(self._now() - (days - 1) * _DAY, UTC).date().isoformat()
        rows = await self._database.rows(
            "SELECT channel_id, topic, event, sum(count) AS count FROM tally "
            "WHERE guild_id = ? AND day >= ? GROUP BY channel_id, topic, event HAVING sum(count) > 0",
            (guild_id, first),
        )
        return [UsageCount(row["channel_id"], row["topic"], row["event"], row["count"]) for row in rows]

    async def would_answer(
        self, guild_id: str, topic: Topic, figure: Figure | None, days: float
    ) -> tuple[int, int]:
        """Return how many messages of the last days a claim on the topic would have answered.

        The first number counts different messages, the second all of them: the traced ones that meet every
        anchor and need of the topic and state a figure that can be compared with `figure`, the claim's,
        and differs; if it is None, all that meet the topic. Vetoes and scores are not applied, so the
        estimate is too high rather than too low. Plain words that no topic used when a message came, and
        names that did not exist then, were not traced: for a topic that needs them both numbers are 0.
        """
        await self.flush()
        rows = await self._database.rows(
            "SELECT terms, figures, count FROM trace WHERE guild_id = ? AND seen_at > ? "
            "ORDER BY seen_at DESC LIMIT ?",
            (guild_id, self._now() - days * _DAY, _MAX_TRACES_READ),
        )
        return await asyncio.to_thread(_count_answered, rows, topic, figure)


def _count_answered(rows: Sequence[sqlite3.Row], topic: Topic, figure: Figure | None) -> tuple[int, int]:
    groups = [set(group) for group in (*topic.anchors, *topic.needs)]
    claim = Claim("", topic.slug, "", "", "", figure=figure)
    counts = []
    for row in rows:
        terms = set(json.loads(row["terms"]))
        if all(terms & group for group in groups) and _has_differing(row["figures"], claim):
            counts.append(int(row["count"]))
    return len(counts), sum(counts)


def _has_differing(figures: str, claim: Claim) -> bool:
    """Return whether one of the traced figures differs from the claim's; True if the claim has none."""
    if claim.figure is None:
        return True
    parsed_figures = [load_figure(text) for text in json.loads(figures)]
    return any(
        one is not None and is_same_kind(one, claim.figure) and compare_claim(one, claim).is_far_apart
        for one in parsed_figures
    )


def _merge_traces(
    first: dict[tuple[str, str], Trace], later: dict[tuple[str, str], Trace]
) -> dict[tuple[str, str], Trace]:
    """Return the traces of both; if both have one, the later with the sum of the counts."""
    both = dict(first)
    for key, trace in later.items():
        existing = both.get(key)
        both[key] = replace(trace, count=trace.count + (existing.count if existing is not None else 0))
    return both
