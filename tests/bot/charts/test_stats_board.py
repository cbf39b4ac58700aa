"""Counts as rows: busiest first, the rest in one, nothing that formats or pings."""

import io

import pytest
from PIL import Image

from bot.charts.stats_board import MAX_CHANNELS, MAX_TOPICS, Board, board_alt_text, board_of, board_text
from bot.charts.stats_drawing import WIDTH, render
from claims_db.storage.statistics import NOTHING_FOUND, UsageCount

HOSTILE = "@everyone **$x^2$** [a](http://b) \u202e" + "w" * 300


def board(*statistics: UsageCount, title: str = "") -> Board:
    return board_of(statistics, 30, lambda slug: title or f"Topic {slug}", lambda key: title or f"#c{key}")


FULL = board(
    UsageCount("1", "", "asked", 3), UsageCount("1", "a", "asked", 2),
    UsageCount("1", NOTHING_FOUND, "asked", 1), UsageCount("2", "", "answered", 5),
    UsageCount("2", "a", "answered", 4), UsageCount("2", "b", "answered", 5),
    UsageCount("2", "", "silent", 4000), UsageCount("2", "", "wrong", 1), UsageCount("2", "b", "wrong", 1),
)  # fmt: skip


def test_a_message_on_two_topics_is_counted_once_in_all() -> None:
    text = board_text(FULL)
    assert text.startswith("**The last 30 days here:** asked 3, answered 5, silent 4,000, wrong 1\n")
    assert "\nTopic a: asked 2, answered 4\nTopic b: answered 5, wrong 1\nNothing found: asked 1\n" in text
    assert "\n<#2>: answered 5, silent 4,000, wrong 1\n<#1>: asked 3\n" in text


def test_many_topics_and_channels_are_folded() -> None:
    many = board(*(UsageCount(str(n), t, "asked", n + 1) for n in range(40) for t in ("", f"t{n}")))
    assert (len(many.topics), len(many.channels)) == (MAX_TOPICS, MAX_CHANNELS)
    assert many.topics[0].label == "Topic t39"
    assert many.topics[-1].label == "33 more topics"
    assert sum(row.count("asked") for row in many.topics) == sum(range(1, 41))
    assert sum(row.count("asked") for row in many.channels) == sum(range(1, 41))
    assert many.topics[-1].drawn == 0
    assert many.channels[-1].channel_id == ""


@pytest.mark.parametrize("shown", [FULL, board(UsageCount("1", "", "silent", 7))], ids=["full", "silent"])
def test_the_picture_is_a_png_of_the_width_and_the_same_twice(shown: Board) -> None:
    png = render(shown)
    assert png == render(shown)
    with Image.open(io.BytesIO(png)) as image:
        assert image.width == WIDTH
        assert image.height < 2000


def test_hostile_names_stay_words_and_within_limits() -> None:
    statistics = [
        UsageCount(str(n), t, e, 10**9) for n in range(9) for t in ("", f"t{n}") for e in ("asked", "wrong")
    ]
    shown = board(*statistics, title=HOSTILE)
    text = board_text(shown)
    assert "@everyone" not in text
    assert "](http" not in text
    assert len(text) <= 2000
    assert len(board_alt_text(shown)) <= 1024
    assert render(shown).startswith(b"\x89PNG")


def test_nothing_is_empty() -> None:
    assert board().is_empty
    assert not FULL.is_empty
