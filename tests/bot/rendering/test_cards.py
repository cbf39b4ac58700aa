"""Lines, cards and pages stay within Discord's limits, and what stands in them is words only."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.cards import (
    CONTENT_LIMIT,
    DESCRIPTION_LIMIT,
    MAX_CARDS,
    TITLE_LIMIT,
    TOTAL_LIMIT,
    Card,
    cards,
    full_pages,
    reply_lines,
    topic_card,
)  # fmt: skip
from bot.rendering.lines import DISCORD, topic_line
from claims_db.figures import Figure
from claims_db.models import Claim, ClaimStatus, Comparison, Evidence, Finding, Source, Topic

HOSTILE = (
    "@everyone", "@here", "<@123>", "<@!123>", "<@&123>", "<#123>", "[x](http://y.example)",
    "https://y.example", "**bold**", "||spoiler||", "`code`", "a\nb", "a\r\n> b", "a\u200bb\u202ec\u2066d",
    "# big", "-# small", "don't' per source 001; 'fake", "a\\", "</check:1>", "<t:1:R>",
)  # fmt: skip
MARKUP = re.compile(r"(?<!\\)(?:\\\\)*[*_~`|<>\[\]()#]")


def finding(n: int = 1, *, claims: int = 3, size: int = 20, status: ClaimStatus = "asserted") -> Finding:
    """A finding on a made-up topic, its texts `size` characters long."""
    words = ("word " * (size // 5 + 1))[:size].strip()
    topic = Topic(f"topic-{n}", f"T{n} {words}", f"Q{n} {words}?", f"S{n} {words}")
    stated = Figure(value=Decimal(500), wording="500")
    evidence = tuple(
        Evidence(
            Claim(
                f"{n}-{k}", topic.slug, f"{k:03}", f"W{n}-{k} {words}", f"E{n}-{k} {words}",
                attributed_to=words, note=words, status=status, as_of="2022-01",
            ),
            Source(f"{k:03}", words, "opinion piece", publisher=words, speaker=words),
            Comparison("differs", "values differ"),
            stated,
        )
        for k in range(claims)
    )  # fmt: skip
    return Finding(topic, evidence, 0.9, do_sources_differ=True, does_message_differ=True)


def with_text(text: str) -> Finding:
    """A finding in which every text is this one."""
    made = finding(claims=1)
    topic = replace(made.topic, title=text, question=text, scope=text)
    [evidence] = made.evidence
    claim = replace(evidence.claim, wording=text, excerpt=text, source=text, attributed_to=text, note=text)
    source = replace(evidence.source, code=text, title=text, speaker=text, publisher=text)
    return replace(
        made,
        topic=topic,
        evidence=(Evidence(claim, source, evidence.comparison, Figure(value=Decimal(500), wording=text)),),
    )


def assert_within(made: list[Card]) -> None:
    assert sum(len(card) for card in made) <= TOTAL_LIMIT
    for card in made:
        assert len(card.title) <= TITLE_LIMIT
        assert 0 < len(card.description) <= DESCRIPTION_LIMIT
        assert len(card.footer) <= 2048


@pytest.mark.parametrize(
    ("topics", "claims", "size"),
    [(1, 1, 10), (25, 1, 10), (25, 25, 100), (3, 25, 6000), (25, 3, 6000), (1, 200, 2000)],
)
def test_everything_keeps_within_discords_limits(topics: int, claims: int, size: int) -> None:
    found = [finding(n, claims=claims, size=size) for n in range(topics)]
    made = cards(found, image="figures.png")
    assert_within(made)
    assert min(topics, 2) <= len(made) <= MAX_CARDS
    assert [card.image for card in made] == ["figures.png", "", ""][: len(made)]
    lines = reply_lines(found)
    assert 0 < len(lines) <= CONTENT_LIMIT
    if topics > MAX_CARDS:
        assert made[-1].footer.startswith(f"{topics - len(made)} more topics: press More")
    pages = full_pages(found, {f.topic.slug: f.topic.title for f in found})
    for page in pages:
        assert_within([page])


@given(st.integers(10, 400), st.integers(1, 12), st.integers(1, 6))
def test_no_size_of_text_breaks_the_total(size: int, claims: int, topics: int) -> None:
    assert_within(cards([finding(n, claims=claims, size=size) for n in range(topics)]))


def test_pages_show_every_claim() -> None:
    found = [finding(n, claims=40, size=200) for n in range(3)]
    text = "\n".join(page.description for page in full_pages(found, {}))
    for one in found:
        for evidence in one.evidence:
            assert text.count(f"'{evidence.claim.wording.split()[0]} ") == 1


def test_a_short_reply_counts_the_topics_left_out() -> None:
    lines = reply_lines([finding(n) for n in range(5)]).split("\n")
    assert lines[-1] == "-# 2 more topics: press More"
    assert lines[0].startswith("T0 ")
    assert len([line for line in lines if not line.startswith("-#")]) == MAX_CARDS


def test_a_line_is_title_wording_and_source() -> None:
    made = finding(claims=2, size=5)
    assert topic_line(made, DISCORD) == "T1 word: 'W1-0 word' per source 000; 'W1-1 word' per source 001"
    more = finding(claims=9, size=5)
    assert topic_line(more, DISCORD).endswith("; and 5 more")


@pytest.mark.parametrize(
    ("status", "note"), [("retracted", "later retracted"), ("revised", "later revised"), ("denied", "denied")]
)
def test_a_figure_that_fell_says_so_first(status: ClaimStatus, note: str) -> None:
    assert topic_line(finding(claims=1, size=5, status=status), DISCORD) == (
        f"T1 word: {note}: 'W1-0 word' per source 000"
    )


def test_the_card_starts_with_the_line_and_names_the_messages_figure() -> None:
    made = finding(claims=2, size=5)
    card = topic_card(made)
    first, second, *_ = card.description.split("\n")
    assert first == topic_line(made, DISCORD)
    assert second == "The message: '500'"
    assert card.title == "Q1 word?"
    assert card.footer == "S1 word"
    assert card.is_disagreement


def test_a_card_says_how_many_claims_it_leaves_out() -> None:
    assert topic_card(finding(claims=20)).footer == "14 more claims: press More"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_words_only(text: str) -> None:
    made = with_text(text)
    titles = {made.topic.slug: text, "other": text}
    found = replace(made, topic=replace(made.topic, related=("other",)))
    shown = [reply_lines([found])]
    for card in (*cards([found]), *full_pages([found], titles)):
        shown += [card.title, card.description]
        assert "\n" not in card.footer
        assert not set(card.footer) & set("\u200b\u202e\u2066")
    for block in shown:
        assert re.search(r"@(?!\u200b)", block) is None
        assert "://" not in block
        assert not set(block) & set("\u202e\u2066")
        for line in block.split("\n"):
            own = line.removeprefix("-# ")
            own = re.sub(r"^(.* · |)\*\*('.*)\*\*$", r"\1\2", own)  # the card's own bold
            assert MARKUP.search(own) is None, own
            assert not own.startswith(("> ", "- "))


def test_a_wording_does_not_break_out_of_its_quotation_marks() -> None:
    plain = with_text("words")
    [evidence] = plain.evidence
    claim = replace(evidence.claim, wording="none' per source 001; 'all")
    made = replace(plain, evidence=(replace(evidence, claim=claim),))
    assert topic_line(made, DISCORD).count("'") == 2
    for line in topic_card(made).description.split("\n"):
        assert line.count("'") in (0, 2)
    assert reply_lines([made]).split("\n")[1].count("'") == 4
