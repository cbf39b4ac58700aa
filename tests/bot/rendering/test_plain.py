"""What a reply says first, and whom it lets speak."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.cards import topic_card
from bot.rendering.plain import (
    NOTHING_FOUND,
    distinct_claims,
    nothing_found,
    plain_text,
    provenance,
    quote,
    relation_lines,
    topic_line,
)
from claims_db.compare import compare_claim
from claims_db.figures import Figure, read_figures
from claims_db.models import (
    Answer,
    Claim,
    ClaimStatus,
    Comparison,
    Evidence,
    Finding,
    Source,
    Statement,
    Topic,
)

TOPIC = Topic("dam-deaths", "Dam deaths", "How many died?", "Orlow dam")


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


def heard(line: str) -> list[str]:
    return [part.split(" ")[0].strip(";") for part in line.split(" per source ")[1:]]


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
def test_a_figure_that_fell_says_so_first(status: ClaimStatus, text: str) -> None:
    assert quote(claim("A", "40 dead", status)) == text
    assert topic_line(finding(claim("A", "40 dead", status))) == f"Dam deaths: {text}"


def test_a_line_gives_title_and_claims_in_order() -> None:
    line = topic_line(finding(claim("B", "25"), claim("A", "40")))
    assert line == "Dam deaths: '25' per source B; '40' per source A"


def test_one_wording_of_one_source_is_given_once() -> None:
    found = finding(claim("A", "Forty"), claim("A", "forty"), claim("B", "forty"))
    assert [c.source for c in distinct_claims(found)] == ["A", "B"]
    assert topic_line(found).count("orty") == 2


def test_what_is_left_out_is_counted() -> None:
    line = topic_line(finding(*(claim("A", str(n)) for n in range(9))))
    assert line.endswith("'5' per source A; and 3 more")


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
    line = topic_line(finding(*(claim(s, str(n)) for n, s in enumerate(sources))), limit=limit)
    assert sorted(heard(line)) == sorted(expected)
    left_out = len(sources) - limit
    assert line.endswith(f"and {left_out} more") == (left_out > 0)


@given(st.lists(st.sampled_from("ABCDEFGHIJ"), min_size=1, max_size=25), st.integers(1, 8))
def test_a_line_is_fair_to_the_sources_and_keeps_to_its_limit(sources: list[str], limit: int) -> None:
    line = topic_line(finding(*(claim(s, str(n)) for n, s in enumerate(sources))), limit=limit)
    spoken = heard(line)
    assert len(spoken) == min(limit, len(sources))
    assert spoken[0] == sources[0]
    assert len(set(spoken)) == min(len(set(sources)), limit)


def test_relations_are_given_once_a_line_and_only_where_there_are_any() -> None:
    found = finding(claim("A", "40"), claim("A", "40"), claim("B", "40", "retracted"), stated="40 people")
    assert relation_lines(found) == [
        "= '40' agrees with '40' per source A",
        "· '40' repeats later retracted: '40' per source B",
    ]
    assert relation_lines(finding(claim("A", "40"))) == []


@pytest.mark.parametrize(
    ("comparison", "line"),
    [
        (Comparison("differs", "x"), "≠ '50' differs from '40' per source A"),
        (Comparison("differs", "x", ("later count",)), "≠ '50' differs from '40' per source A (later count)"),
        (Comparison("compatible", "x", ("stretch",)),
         "≈ '50' is literally possible but far from '40' per source A"),
        (Comparison("compatible", "x", ("opposite sides", "withdrawn")),
         "≈ '50' is compatible with '40' per source A (opposite sides)"),
        (Comparison("not comparable", "x"), None),
        (Comparison("different scope", "x"), None),
    ],
)  # fmt: skip
def test_a_relation_in_words(comparison: Comparison, line: str | None) -> None:
    item = replace(evidence(claim("A", "40"), stated="50")[0], comparison=comparison)
    assert relation_lines(Finding(TOPIC, (item,), 0.9)) == ([line] if line else [])


def test_provenance_names_document_voice_standing_and_day() -> None:
    said = replace(claim("A", "40", "official"), attributed_to="the mayor", as_of="2019-05-03")
    source = Source("A", "t", "interview", speaker="an envoy")
    assert provenance(Evidence(said, source)) == (
        "interview, an envoy, citing the mayor, official, as of 2019-05-03"
    )
    assert provenance(evidence(claim("A", "40"))[0]) == "interview"


def test_nothing_found_names_the_nearest() -> None:
    assert nothing_found([]) == NOTHING_FOUND
    assert nothing_found([TOPIC, TOPIC]) == f"{NOTHING_FOUND} Nearest topics: Dam deaths, Dam deaths."
    assert plain_text(Answer(Statement("x"), nearest=(TOPIC,))) == nothing_found([TOPIC])


def test_a_plain_answer_has_a_line_a_topic_and_the_relations_below() -> None:
    found = finding(claim("A", "40"), stated="50 people")
    assert plain_text(Answer(Statement("x"), (found, finding(claim("B", "25"))))).splitlines() == [
        "Dam deaths: '40' per source A",
        "  ≠ '50' differs from '40' per source A",
        "Dam deaths: '25' per source B",
    ]


def test_a_figure_that_fell_does_not_hide_the_same_words_that_stand() -> None:
    found = finding(claim("A", "40", "retracted"), claim("A", "40"), stated="40 people")
    assert [c.status for c in distinct_claims(found)] == ["retracted", "asserted"]
    assert topic_line(found) == "Dam deaths: later retracted: '40' per source A; '40' per source A"
    body = topic_card(found).description
    assert "repeated · **later retracted: '40' per source A**" in body
    assert "= agrees · **'40' per source A**" in body
