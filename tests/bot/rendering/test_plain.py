"""Answers as plain text."""

from dataclasses import replace
from decimal import Decimal

from bot.rendering.plain import NOTHING_FOUND, nothing_found, plain_text, provenance, relation_lines
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


def test_relations_are_given_once_a_line_and_only_where_there_are_any() -> None:
    found = finding(claim("A", "40"), claim("A", "40"), claim("B", "40", "retracted"), stated="40 people")
    assert relation_lines(found) == [
        "= '40' agrees with '40' per source A",
        "later retracted: '40' per source B, which '40' repeats",
    ]
    assert relation_lines(finding(claim("A", "40"))) == []


def test_what_can_not_be_set_against_each_other_has_no_line() -> None:
    item = evidence(claim("A", "40"), stated="50")[0]
    for relation in ("not comparable", "different scope"):
        made = replace(item, comparison=Comparison(relation, "x"))
        assert relation_lines(Finding(TOPIC, (made,), 0.9)) == []


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
