"""Which links of a message are read."""

from functools import partial

import pytest

from bench.hostile import LINK_PARTS, MESSAGE_LENGTH, repeated
from bot.articles import links
from bot.articles.links import MAX_LENGTH, MAX_STARTS, find_links
from tests.work import count_calls


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://a.example/x.", ("https://a.example/x",)),
        ("(https://a.example/x), HTTP://B.example/y!", ("https://a.example/x", "HTTP://B.example/y")),
        ("https://a.example/wiki/A_(b)", ("https://a.example/wiki/A_(b)",)),
        ("[text](https://a.example/x)", ("https://a.example/x",)),
        ("**https://a.example/x** __https://b.example/y__", ("https://a.example/x", "https://b.example/y")),
        ("'https://a.example/x' “https://b.example/”", ("https://a.example/x", "https://b.example/")),
        ("https://a.example/x https://a.example/x", ("https://a.example/x",)),
        ("https://bücher.example/ü", ("https://bücher.example/ü",)),
        ("www.a.example a@b.example mailto:a@b.example ftp://a.example //a.example a.com", ()),
        ("", ()),
        ("https:// http:/x https://", ()),
    ],
)
def test_links_end_where_a_reader_ends_them(text: str, links: tuple[str, ...]) -> None:
    assert find_links(text) == links
    assert find_links("http:// " * (MAX_STARTS - 3) + text) == links


def test_no_more_than_five_are_read() -> None:
    text = " ".join(f"https://a.example/{n}" for n in range(9))
    assert find_links(text) == tuple(f"https://a.example/{n}" for n in range(5))


@pytest.mark.parametrize("start", ["http://", "HTTPS://", "<http://", "http://a.example/("])
def test_however_many_may_begin_only_the_first_are_looked_at(
    start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    class Finder:
        def match(self, text: str) -> list[object]:
            seen.append(text)
            return []

    monkeypatch.setattr(links, "_FINDER", Finder())
    for count in (MAX_STARTS, 500, 5000):
        find_links(start * count)
    assert [text.lower().count("://") for text in seen] == [MAX_STARTS] * 3


def test_a_link_that_never_ends_is_none() -> None:
    assert find_links("https://a.example/" + "x" * MAX_LENGTH) == ()


@pytest.mark.parametrize("unit", LINK_PARTS)
def test_a_hostile_message_takes_work_in_proportion_to_its_length(unit: str) -> None:
    half, whole = (
        count_calls(partial(find_links, repeated(unit, n))) for n in (MESSAGE_LENGTH // 2, MESSAGE_LENGTH)
    )
    assert whole < 2.5 * half
