"""Others' texts are words and nothing else: no ping, no format, no link, no way out of a quotation."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.markdown import bare, escape, is_invisible, join_within, shorten

HOSTILE = st.text(alphabet="ab1 \\*_~`|<>[]()#@:/-+.!&\n\t\u200b\u202e\u2066\ufeff\u00adéא", max_size=80)
UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*([*_~`|<>\[\]()#])")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain words, 1,600 of them", "plain words, 1,600 of them"),
        ("@everyone", "@\u200beveryone"),
        ("@here", "@\u200bhere"),
        ("<@123>", "\\<@\u200b123\\>"),
        ("<@&123>", "\\<@\u200b&123\\>"),
        ("<#123>", "\\<\\#123\\>"),
        ("[x](http://y)", "\\[x\\]\\(http:\u200b//y\\)"),
        ("https://y.example", "https:\u200b//y.example"),
        ("**b** __u__ ~~s~~ `c` ||h||", "\\*\\*b\\*\\* \\_\\_u\\_\\_ \\~\\~s\\~\\~ \\`c\\` \\|\\|h\\|\\|"),
        ("# heading", "\\# heading"),
        ("-# small", "-\\# small"),
        ("> quoted", "\\> quoted"),
        ("- item", "\\- item"),
        ("+ item", "\\+ item"),
        ("1. item", "1\\. item"),
        ("12. item", "12\\. item"),
        ("-5 degrees", "-5 degrees"),
        ("1.5 million", "1.5 million"),
        ("a\\", "a\\\\"),
        ("a\nb\r\nc\u2028d\te", "a b c d e"),
        ("a\u200b\u200d\u2060\ufeff\u00adb", "ab"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("אבג 5", "אבג 5"),
        ("  spaces \n\n ", "spaces"),
        ("", ""),
    ],
)
def test_escape(text: str, safe: str) -> None:
    assert escape(text) == safe


@given(HOSTILE)
def test_no_markup_is_left_unescaped(text: str) -> None:
    safe = escape(text)
    assert UNESCAPED.search(safe) is None
    assert "\n" not in safe
    assert "://" not in safe
    assert re.search(r"@(?!\u200b)", safe) is None
    assert re.match(r"(?:[-+]|\d+\.)\s", safe) is None


@given(HOSTILE)
def test_what_is_read_is_what_was_written(text: str) -> None:
    shown = re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escape(text)).replace("\u200b", "")
    assert shown == bare(text)


@given(st.text(max_size=200))
def test_bare_is_one_line_without_what_cannot_be_seen(text: str) -> None:
    found = bare(text)
    assert not any(is_invisible(c) for c in found)
    assert len(found.splitlines()) <= 1
    assert bare(found) == found


@given(HOSTILE, st.integers(min_value=0, max_value=100))
def test_shortened_text_keeps_within_and_stays_safe(text: str, limit: int) -> None:
    safe = escape(text)
    cut = shorten(safe, limit)
    assert len(cut) <= limit
    assert UNESCAPED.search(cut) is None
    trailing = len(cut.rstrip("…")) - len(cut.rstrip("…").rstrip("\\"))
    assert trailing % 2 == 0
    if len(safe) <= limit:
        assert cut == safe


def test_shorten_cuts_at_a_word() -> None:
    assert shorten("one two three", 10) == "one two…"
    assert shorten("onetwothree", 6) == "onetw…"
    assert shorten("one", 3) == "one"
    assert shorten("one", 0) == ""


@given(st.lists(st.text(alphabet="abc ", max_size=30), max_size=12), st.integers(min_value=1, max_value=100))
def test_join_within_keeps_within_and_counts_what_it_left_out(lines: list[str], limit: int) -> None:
    joined, left_out = join_within(lines, limit)
    assert len(joined) <= limit
    assert 0 <= left_out <= max(0, len(lines) - 1)


def test_join_within_keeps_whole_lines() -> None:
    assert join_within(["aaa", "bbb", "ccc"], 7) == ("aaa\nbbb", 1)
    assert join_within(["aaaaaa bbbbbb"], 8) == ("aaaaaa…", 0)
    assert join_within([], 8) == ("", 0)
