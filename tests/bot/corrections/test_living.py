"""A reply made anew without its message says what it said, where no claim has changed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bench.questions import read_questions
from claims_db.checker import Checker
from claims_db.compare import compare_claim
from claims_db.figures import Figure
from claims_db.findings.findings import evidence_again
from claims_db.kept_figure import KeptFigure, dump_kept, load_kept
from claims_db.models import Claim, Source
from claims_db.storage.build import open_store
from config import Settings
from tests.soak import IS_SOAK

SOURCES = {code: Source(code, f"Document {code}", "news report") for code in ("A", "B", "C")}


def claim(key: str, number: int, aspect: str = "toll", **fields: str) -> Claim:
    figure = Figure(value=Decimal(number), unit="people", wording=str(number))
    made = Claim(key, "dam", key[0], str(number), str(number), figure=figure, aspect=aspect)
    return replace(made, **fields)  # type: ignore[arg-type]


def stated(number: int, *, is_aside: bool = False) -> KeptFigure:
    return KeptFigure(Figure(value=Decimal(number), unit="people", wording=str(number)), is_aside)


@pytest.mark.soak
async def test_relations_and_order_are_those_of_the_answer(settings: Settings) -> None:
    store = await open_store(settings.database_path)
    try:
        checker = Checker(store)
        sources = {s.code: s for s in await store.sources()}
        seen = 0
        for question in read_questions("train")[:: 1 if IS_SOAK else 5]:
            for finding in (await checker.check(question.text)).findings:
                slug = finding.topic.slug
                claims = (await store.claims_by_topic([slug]))[slug]
                kept = {e.claim.id: load_kept(dump_kept(e)) for e in finding.evidence}
                again = evidence_again(
                    claims, sources, {k: v for k, v in kept.items() if v is not None},
                    shown=[e.claim.id for e in finding.evidence],
                )  # fmt: skip
                assert [(e.claim.id, e.comparison) for e in again] == [
                    (e.claim.id, e.comparison) for e in finding.evidence
                ], question.text
                seen += any(e.comparison is not None for e in again)
        assert seen > 20
    finally:
        await store.close()


def test_what_was_about_something_else_stays_so() -> None:
    [made] = evidence_again([claim("A1", 40)], SOURCES, {"A1": stated(70, is_aside=True)})
    assert made.comparison is not None
    assert made.comparison.relation == "different scope"


def test_a_claim_without_a_kept_figure_is_set_against_none() -> None:
    first, second = evidence_again([claim("A1", 40), claim("B1", 40)], SOURCES, {"B1": stated(40)})
    assert (first.comparison, first.stated) == (None, None)
    assert second.comparison == compare_claim(stated(40).figure, second.claim)


@pytest.mark.parametrize("status", ["retracted", "denied"])
def test_a_withdrawn_figure_that_the_message_repeats_comes_first(status: str) -> None:
    claims = [claim("A1", 40), claim("B1", 70, status=status)]
    made = evidence_again(claims, SOURCES, {"A1": stated(70), "B1": stated(70)})
    assert [e.claim.id for e in made] == ["B1", "A1"]
    assert made[0].comparison is not None
    assert "withdrawn" in made[0].comparison.flags


def test_the_aspect_the_message_spoke_of_comes_before_others() -> None:
    claims = [claim("A1", 9, "injured"), claim("B1", 40), claim("C1", 41)]
    made = evidence_again(claims, SOURCES, {"B1": stated(40), "A1": stated(40, is_aside=True)})
    assert [e.claim.id for e in made] == ["B1", "C1", "A1"]
