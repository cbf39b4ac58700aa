"""What a line says first, and whom it lets speak, in the terminal and in Discord."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.cards import cards, full_pages, reply_lines, topic_card
from bot.rendering.lines import DISCORD, TERMINAL, Output, distinct_claims, quote, relation_line, topic_line
from claims_db.compare import compare_claim
from claims_db.figures import Figure, read_figures
from claims_db.models import Claim, ClaimStatus, Comparison, Evidence, Finding, Source, Topic

TOPIC = Topic("dam-deaths", "Dam deaths", "How many died?", "Orlow dam")
OUTPUTS = pytest.mark.parametrize("output", [TERMINAL, DISCORD], ids=["terminal", "discord"])


def claim(source: str, wording: str, status: ClaimStatus = "asserted") -> Claim:
    figure = Figure(value=Decimal(40), unit="people", wording=wording)
    return Claim(f"{source}-{wording}", TOPIC.slug, source, wording, wording, figure=figure, status=status)


def evidence(*claims: Claim, stated: str = "") -> tuple[Evidence, ...]:
    figure = read_figures(stated)[0] if stated else None
    return tuple(
        Evidence(c, Source(c.source, "t", "interview"), compare_claim(figure, c) if figure else None, figure)
        for c in claims
    )


def finding(*claims: Claim, stated: str = "") -> Finding:
    return Finding(TOPIC, evidence(*claims, stated=stated), 0.9)


def compared(comparison: Comparison, status: ClaimStatus = "asserted") -> Evidence:
    return replace(evidence(claim("A", "40", status), stated="50")[0], comparison=comparison)


def heard(line: str) -> list[str]:
    return [part.split(" ")[0].strip(";") for part in line.split(" per source ")[1:]]


def within(claims: int) -> Output:
    return replace(TERMINAL, most_claims=claims)


@OUTPUTS
@pytest.mark.parametrize(
    ("status", "text"),
    [
        ("retracted", "later retracted: '40 dead' per source A"),
        ("revised", "later revised: '40 dead' per source A"),
        ("denied", "denied: '40 dead' per source A"),
        ("official", "'40 dead' per source A"),
        ("asserted", "'40 dead' per source A"),
    ],
)
def test_a_figure_that_fell_says_so_first(output: Output, status: ClaimStatus, text: str) -> None:
    assert quote(claim("A", "40 dead", status), output) == text
    assert topic_line(finding(claim("A", "40 dead", status)), output) == f"Dam deaths: {text}"


@OUTPUTS
def test_a_line_gives_title_and_claims_in_order(output: Output) -> None:
    line = topic_line(finding(claim("B", "25"), claim("A", "40")), output)
    assert line == "Dam deaths: '25' per source B; '40' per source A"


@OUTPUTS
def test_one_wording_of_one_source_is_given_once(output: Output) -> None:
    found = finding(claim("A", "Forty"), claim("B", "forty"), claim("A", "forty"))
    assert [c.wording for c in distinct_claims(found)] == ["Forty", "forty"]
    assert topic_line(found, output) == "Dam deaths: 'Forty' per source A; 'forty' per source B"


@pytest.mark.parametrize(("output", "rest"), [(TERMINAL, 3), (DISCORD, 5)])
def test_what_is_left_out_is_counted(output: Output, rest: int) -> None:
    line = topic_line(finding(*(claim("A", str(n)) for n in range(9))), output)
    assert line.endswith(f"'{8 - rest}' per source A; and {rest} more")


def test_a_line_in_discord_has_a_length() -> None:
    long = finding(*(claim("A", f"{n} {'word ' * 40}") for n in range(4)))
    assert len(topic_line(long, TERMINAL)) > 600
    assert len(topic_line(long, DISCORD)) <= 560 + len("; and 4 more")
    assert topic_line(long, DISCORD).endswith("; and 1 more")


@pytest.mark.parametrize(
    ("sources", "limit", "expected"),
    [
        ("AAAAAAB", 6, "AAAAAB"),
        ("AAAAABC", 6, "AAAABC"),
        ("AAAAABBC", 4, "AABC"),
        ("ABCDEFGH", 6, "ABCDEF"),
        ("AABBCCDDEEFF", 6, "ABCDEF"),
        ("AABCDEFGHIJKLMNO", 6, "ABCDEF"),
        ("AAB", 6, "AAB"),
    ],
)
def test_every_source_is_heard_before_one_is_heard_again(sources: str, limit: int, expected: str) -> None:
    line = topic_line(finding(*(claim(s, str(n)) for n, s in enumerate(sources))), within(limit))
    assert sorted(heard(line)) == sorted(expected)
    left_out = len(sources) - limit
    assert line.endswith(f"and {left_out} more") == (left_out > 0)


@given(st.lists(st.sampled_from("ABCDEFGHIJ"), min_size=1, max_size=25), st.integers(1, 8))
def test_a_line_is_fair_to_the_sources_and_keeps_to_its_limit(sources: list[str], limit: int) -> None:
    line = topic_line(finding(*(claim(s, str(n)) for n, s in enumerate(sources))), within(limit))
    spoken = heard(line)
    assert len(spoken) == min(limit, len(sources))
    assert spoken[0] == sources[0]
    assert len(set(spoken)) == min(len(set(sources)), limit)


@OUTPUTS
@pytest.mark.parametrize(
    ("comparison", "line"),
    [
        (Comparison("agrees", "x"), "= '50' agrees with '40' per source A"),
        (Comparison("differs", "x"), "≠ '50' differs from '40' per source A"),
        (Comparison("differs", "x", ("later count",)), "≠ '50' differs from '40' per source A (later count)"),
        (Comparison("compatible", "x", ("stretch",)),
         "≈ '50' is literally possible but far from '40' per source A"),
        (Comparison("compatible", "x", ("opposite sides", "converted")),
         "≈ '50' is compatible with '40' per source A (opposite sides)"),
    ],
)  # fmt: skip
def test_a_relation_is_a_sentence_with_what_its_flags_add(
    output: Output, comparison: Comparison, line: str
) -> None:
    assert relation_line(compared(comparison), output) == line


@OUTPUTS
def test_a_withdrawn_figure_says_so_before_what_the_message_does_with_it(output: Output) -> None:
    agrees = compared(Comparison("agrees", "x", ("withdrawn",)), "retracted")
    assert relation_line(agrees, output) == "later retracted: '40' per source A, which '50' repeats"
    differs = compared(Comparison("differs", "x", ("withdrawn",)), "retracted")
    assert relation_line(differs, output) == "≠ '50' differs from later retracted: '40' per source A"


@pytest.mark.parametrize("flag", ["later count", "later count is lower", "opposite sides", "approximately"])
def test_a_flag_is_shown_in_lines_cards_and_pages(flag: str) -> None:
    found = Finding(TOPIC, (compared(Comparison("differs", "x", (flag,))),), 0.9)
    assert f"({flag})" in reply_lines([found])
    assert f"≠ differs, {flag} · **'40' per source A**" in cards([found])[0].description
    assert f"≠ differs, {flag} · **'40' per source A**" in full_pages([found], {})[0].description


def test_a_figure_that_fell_does_not_hide_the_same_words_that_stand() -> None:
    found = finding(claim("A", "40", "retracted"), claim("A", "40"), stated="40 people")
    assert [c.status for c in distinct_claims(found)] == ["retracted", "asserted"]
    assert topic_line(found, TERMINAL) == "Dam deaths: later retracted: '40' per source A; '40' per source A"
    body = topic_card(found).description
    assert "\nrepeated · **later retracted: '40' per source A**" in body
    assert "= agrees · **'40' per source A**" in body
