"""Answers and claims as JSON values."""

import json
from decimal import Decimal
from typing import Any

import pytest

from bot.cli.records import answer_record, claim_record
from claims_db.compare import compare_claim
from claims_db.figures import Figure
from claims_db.models import Answer, Claim, Evidence, Finding, Source, Statement, Topic

TOPIC = Topic("dam-deaths", "Dam deaths", "How many died?", "Orlow dam")
SOURCE = Source("A1", "Document", "interview")
FIELDS = {
    "id", "topic", "title", "source", "source_kind", "aspect", "wording", "excerpt", "value", "value_high",
    "comparator", "unit", "per", "date_value", "negated", "counted", "stance", "scope", "as_of",
    "attributed_to", "status", "note", "char_start", "char_end", "revision",
}  # fmt: skip


def claim(figure: Figure | None) -> Claim:
    return Claim("A1-1", "dam-deaths", "A1", "40", "At least 40 died", offset=22, figure=figure)


def record(figure: Figure | None) -> dict[str, Any]:
    return claim_record(claim(figure), TOPIC, SOURCE)


def test_an_amount() -> None:
    found = record(Figure(value=Decimal(40), comparator=">=", unit="people"))
    assert set(found) == FIELDS
    assert (found["value"], found["comparator"], found["unit"]) == (40, ">=", "people")
    assert (found["char_start"], found["char_end"]) == (22, 22 + len("At least 40 died"))
    assert (found["title"], found["source_kind"], found["date_value"]) == ("Dam deaths", "interview", None)


@pytest.mark.parametrize(
    ("value", "text"), [("3000000000", "3000000000"), ("1E+3", "1000"), ("0.5", "0.5"), ("40.0", "40")]
)
def test_whole_amounts_are_whole_in_json(value: str, text: str) -> None:
    assert json.dumps(record(Figure(value=Decimal(value)))["value"]) == text


def test_a_range_a_date_and_a_statement() -> None:
    spread = record(Figure(value=Decimal(38), value_high=Decimal(42), comparator="range", unit="percent"))
    assert (spread["value"], spread["value_high"], spread["comparator"]) == (38, 42, "range")
    day = record(Figure(date="2019-05-03"))
    assert (day["value"], day["comparator"], day["date_value"]) == (None, None, "2019-05-03")
    said = record(None)
    assert (said["value"], said["comparator"], said["unit"], said["negated"]) == (None, None, "", False)


def test_an_answer_with_a_comparison() -> None:
    figure = Figure(value=Decimal(50), unit="people", wording="50 people")
    item = claim(Figure(value=Decimal(40), unit="people"))
    evidence = (Evidence(item, SOURCE, compare_claim(figure, item), figure), Evidence(claim(None), SOURCE))
    finding = Finding(TOPIC, evidence, 0.98765, ("died",), does_message_differ=True)
    found = answer_record(Answer(Statement("x"), (finding,), should_speak=True, nearest=(TOPIC,)), ["line"])
    assert (found["speak"], found["silence"], found["nearest"]) == (True, None, ["dam-deaths"])
    topic = found["findings"][0]
    assert (topic["line"], topic["score"], topic["why"]) == ("line", 0.9877, ["died"])
    assert (topic["sources_differ"], topic["message_differs"]) == (False, True)
    assert [(e["relation"], e["stated"]) for e in topic["evidence"]] == [
        ("differs", "50 people"),
        (None, None),
    ]
    json.dumps(found, allow_nan=False)


def test_a_date_is_the_value_of_evidence() -> None:
    finding = Finding(TOPIC, (Evidence(claim(Figure(date="2019-05")), SOURCE),), 0.9)
    found = answer_record(Answer(Statement("x"), (finding,)), ["line"])
    assert found["findings"][0]["evidence"][0]["value"] == "2019-05"


def test_silence_says_why() -> None:
    found = answer_record(Answer(Statement("x"), silence="nothing to look up"), [])
    assert found == {"speak": False, "silence": "nothing to look up", "findings": [], "nearest": []}
