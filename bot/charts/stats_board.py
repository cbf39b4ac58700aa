"""What /stats shows: counts by topic and by channel, in words. Pure; never by person.

>>> row_words(Row("Dam deaths", {"asked": 3, "answered": 12, "wrong": 1}))
'asked 3, answered 12, wrong 1'
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.rendering.markdown import escape, join_within, shorten
from claims_db.storage.statistics import EVENTS, NOTHING_FOUND, Event, UsageCount

MAX_TOPICS: Final = 8
MAX_CHANNELS: Final = 6
_MAX_ALT_TEXT: Final = 1000
_TEXT_LIMIT: Final = 1800


@dataclass(frozen=True, slots=True)
class Row:
    """A topic's or a channel's counts; `is_rest` for those of many, which have no bar."""

    label: str
    counts: Mapping[Event, int]
    channel_id: str = ""
    is_rest: bool = False

    def count(self, event: Event) -> int:
        return self.counts.get(event, 0)

    @property
    def drawn(self) -> int:
        """How long its bar is: silence would dwarf everything else, so it is told in words only."""
        return 0 if self.is_rest else max(self.count("asked") + self.count("answered"), self.count("wrong"))


@dataclass(frozen=True, slots=True)
class Board:
    """A server's counts of some days, the busiest rows first."""

    days: int
    total: Row
    topics: tuple[Row, ...]
    channels: tuple[Row, ...]

    @property
    def span(self) -> str:
        return "Today" if self.days == 1 else f"The last {self.days} days"

    @property
    def is_empty(self) -> bool:
        return not any(self.total.counts.values())


def board_of(
    statistics: Sequence[UsageCount],
    days: int,
    topic_title: Callable[[str], str],
    channel_name: Callable[[str], str],
) -> Board:
    """The counts as rows; what does not fit is one row of its own at the end."""
    total: Counter[Event] = Counter()
    by_topic: dict[str, Counter[Event]] = {}
    by_channel: dict[str, Counter[Event]] = {}
    for usage_count in statistics:
        if usage_count.topic:
            by_topic.setdefault(usage_count.topic, Counter())[usage_count.event] += usage_count.count
        else:
            by_channel.setdefault(usage_count.channel_id, Counter())[usage_count.event] += usage_count.count
            total[usage_count.event] += usage_count.count
    topics = [
        Row("Nothing found" if slug == NOTHING_FOUND else topic_title(slug), counts)
        for slug, counts in by_topic.items()
    ]
    channels = [Row(channel_name(key), c, key) for key, c in by_channel.items()]
    return Board(
        days, Row("All", total), _busiest(topics, MAX_TOPICS, "topics"),
        _busiest(channels, MAX_CHANNELS, "channels"),
    )  # fmt: skip


def _busiest(rows: Sequence[Row], limit: int, noun: str) -> tuple[Row, ...]:
    ranked = sorted(rows, key=lambda row: (-row.drawn, -row.count("silent"), row.label))
    if len(ranked) <= limit:
        return tuple(ranked)
    rest: Counter[Event] = Counter()
    for row in ranked[limit - 1 :]:
        rest.update(row.counts)
    return (*ranked[: limit - 1], Row(f"{len(ranked) - limit + 1} more {noun}", rest, is_rest=True))


def row_words(row: Row) -> str:
    """The row's counts, without those that are nought."""
    return ", ".join(f"{event} {row.count(event):,}" for event in EVENTS if row.count(event)) or "nothing"


def board_text(board: Board) -> str:
    """The board as a Discord message."""
    lines = [f"**{board.span} here:** {row_words(board.total)}", "**By topic**"]
    lines += [f"{shorten(escape(row.label), 120)}: {row_words(row)}" for row in board.topics]
    lines.append("**By channel**")
    lines += [
        f"{f'<#{row.channel_id}>' if row.channel_id else escape(row.label)}: {row_words(row)}"
        for row in board.channels
    ]
    lines.append(
        "-# asked: /check and mentions; answered: replies nobody asked for; silent: messages in watched "
        "channels that I said nothing to. Counts have no names."
    )
    return join_within(lines, _TEXT_LIMIT)[0]


def board_alt_text(board: Board) -> str:
    """The chart in words, for those who can't see it."""
    sentences = [f"Chart, {board.span.lower()}: {row_words(board.total)}."]
    sentences += [f"Topic {row.label}: {row_words(row)}." for row in board.topics]
    sentences += [f"Channel {row.label}: {row_words(row)}." for row in board.channels]
    return join_within(sentences, _MAX_ALT_TEXT, separator=" ")[0]
