"""What of a message may be looked at, and whose."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.hostile import MARKS, MESSAGE_LENGTH, marked_post
from bot.answering.guard import MAX_LINKS, MessageText, Post, Refusal, look_at, read_text
from claims_db.storage.channels import STEPS, Step
from tests.work import count_calls


def post(content: str, *, is_person: bool = True, previews: tuple[str, ...] = ()) -> Post:
    return Post(content, "1", is_person, previews)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("500 dead", "500 dead"),
        ("500 `600` dead", "500   dead"),
        ("500 ``6`00`` dead", "500   dead"),
        ("500 ```py\n600\n``` dead", "500   dead"),
        ("500 ```600 and no end", "500"),
        ("500 ||600|| dead", "500   dead"),
        ("500 ||600\n700|| dead", "500   dead"),
        ("one | two || three", "one | two || three"),
        ("it`s 500", "it`s 500"),
        ("> 600\n500 dead", "500 dead"),
        ("500 dead\n> 600", "500 dead"),
        ("500 dead\n>>> 600\n700\n800", "500 dead"),
        (" > 600\n500 dead", "500 dead"),
        (">500 dead", ">500 dead"),
        ("<https://a.example/600-dead> 500", "500"),
        ("<http://<https://a.example/600-dead> 500", "<http://  500"),  # it ends where another begins
        ("https://a.example/600-dead 500", "500"),
        ("<@123> <@!123> <@&123> <#123> <:name:123> <a:name:123> <t:1:R> </check:123> 500", "500"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_what_is_left_to_read(content: str, text: str) -> None:
    assert read_text(content, is_asked=False).text == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("500 `600` dead", "500  600  dead"),
        ("500 ```py\n600\n``` dead", "500  600\n  dead"),
        ("500 ```600 and no end", "500  600 and no end"),
        ("500 ||600|| dead", "500  600  dead"),
        ("||`600`||", "600"),
        ("`||600||`", "600"),
        ("> 600\n500 dead", "600\n500 dead"),
        ("500 dead\n>>> 600\n700", "500 dead\n600\n700"),
        (">500 dead", ">500 dead"),
        ("one | two || three", "one | two || three"),
        ("it`s 500", "it`s 500"),
        ("<https://a.example/600-dead> 500", "500"),
        ("||<https://a.example/600-dead>|| 500", "500"),
        ("<@123> <:name:123> 500", "500"),
    ],
)
def test_what_somebody_asks_about_is_read_whole(content: str, text: str) -> None:
    assert read_text(content, is_asked=True).text == text


@pytest.mark.parametrize(
    "content",
    ["<https://a.example/x>", "||https://a.example/x||", "`https://a.example/x`", "> https://a.example/x"],
)
def test_every_link_is_read_where_somebody_asks(content: str) -> None:
    assert read_text(content, is_asked=True).links == ("https://a.example/x",)


@pytest.mark.parametrize(
    ("content", "links"),
    [
        ("see https://a.example/x.", ("https://a.example/x",)),
        ("(https://a.example/x)", ("https://a.example/x",)),
        ("[words](https://a.example/x)", ("https://a.example/x",)),
        ("https://a.example/x https://a.example/x", ("https://a.example/x",)),
        ("HTTPS://A.EXAMPLE/x", ("HTTPS://A.EXAMPLE/x",)),
        ("<https://a.example/x>", ()),
        ("||https://a.example/x||", ()),
        ("`https://a.example/x`", ()),
        ("ftp://a.example/x", ()),
    ],
)
def test_which_links_are_meant_to_be_read(content: str, links: tuple[str, ...]) -> None:
    assert read_text(content, is_asked=False).links == links


def test_links_have_a_limit() -> None:
    many = " ".join(f"https://a.example/{n}" for n in range(50))
    assert len(read_text(many, is_asked=False).links) == MAX_LINKS


def test_previews_count_only_where_a_link_does() -> None:
    shown = read_text("https://a.example/x", is_asked=False, previews=("A title", "600 dead"))
    assert shown.checked_text == "A title\n600 dead"
    hidden = read_text("<https://a.example/x>", is_asked=False, previews=("A title", "600 dead"))
    assert hidden.checked_text == ""


@pytest.mark.parametrize(
    ("found", "step", "is_opted_out", "reason"),
    [
        (post("500", is_person=False), "all", False, "not written by a person"),
        (post("500"), "off", False, "the channel is off"),
        (post("500"), "all", True, "its author has opted out"),
        (post("500"), "links", False, "the channel answers links only, and there is none"),
        (post("`500`"), "all", False, "nothing in it but code, spoilers or hidden links"),
        (post("<https://a.example/x>"), "all", False, "nothing in it but code, spoilers or hidden links"),
    ],
)
def test_every_refusal_says_why(found: Post, step: Step, is_opted_out: bool, reason: str) -> None:
    assert look_at(found, step, is_opted_out=is_opted_out) == Refusal(reason)


@pytest.mark.parametrize("step", [s for s in STEPS if s != "off"])
def test_a_message_with_words_and_a_link_may_be_looked_at_on_every_step(step: Step) -> None:
    reading = look_at(post("500 dead https://a.example/x"), step, is_opted_out=False)
    assert isinstance(reading, MessageText)
    assert reading.text == "500 dead"


@given(st.text(alphabet="ab `|<>\n1@#:/!hps.", max_size=200), st.booleans())
def test_nothing_breaks_it(content: str, is_asked: bool) -> None:
    reading = read_text(content, is_asked=is_asked)
    assert len(reading.text) <= len(content)
    assert is_asked or all(link in content for link in reading.links)


@given(st.text(max_size=60).filter(lambda t: "`" not in t), st.text(max_size=60))
def test_what_stands_in_a_code_block_is_not_read(before: str, inside: str) -> None:
    content = f"{before}```{inside.replace('`', '')}MARKER```"
    assert "MARKER" not in read_text(content, is_asked=False).checked_text


@pytest.mark.parametrize("mark", MARKS)
def test_a_hostile_message_takes_work_in_proportion_to_its_length(mark: str) -> None:
    half, whole = (
        count_calls(partial(read_text, marked_post(mark, n).content, is_asked=False))
        for n in (MESSAGE_LENGTH // 2, MESSAGE_LENGTH)
    )
    assert whole < 2.5 * half


def test_a_message_of_links_only_is_known_again_by_them() -> None:
    reading = read_text("https://a.example/x", is_asked=False)
    assert reading.checked_text == ""
    assert reading.known_by == "https://a.example/x"


def test_a_bare_link_is_looked_at_for_its_article() -> None:
    found = look_at(post("https://a.example/x"), "links", is_opted_out=False)
    assert isinstance(found, MessageText)
    assert found.links == ("https://a.example/x",)
