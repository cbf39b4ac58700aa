"""Figures of a sentence go to one topic and one question each; alternatives stay together."""

import pytest

from claims_db.figures import read_figures
from claims_db.findings.assignment import Assigner, alternatives, is_setting, with_units
from claims_db.matching.matches import Match
from tests.claims_db.findings.made_up_questions import CLAIMS, LEXICON, TRIALS


def assigned(text: str) -> list[tuple[str, str]]:
    """(figure, question) of each figure that is bound."""
    assigner = Assigner([TRIALS], {"trials": CLAIMS}, LEXICON)
    figures = read_figures(text)
    match = Match(
        TRIALS, 1.0, {"missing_group": 0.0, "coverage": 1.0}, frozenset(), figures, text, (), 0,
        (0, len(text)), (), (),
    )  # fmt: skip
    found = assigner.assign([match]).get("trials", [])
    return [(a.bound.figure.wording, a.bound.aspect) for a in found]


def test_a_sentence_gives_one_answer_to_a_question() -> None:
    found = assigned("Of the 900 people tried after the dam broke, 70 were let go")
    assert [(wording.split()[0], aspect) for wording, aspect in found] == [("900", "total")]


def test_alternatives_are_all_set_against_the_claims() -> None:
    found = assigned("Was it 300 or 70 people convicted after the dam broke?")
    assert {aspect for _, aspect in found} == {"convicted"}
    assert len(found) == 2


def test_bare_alternatives_take_the_unit_of_the_last() -> None:
    text = "was it 50 or was it 75 euros?"
    figures = with_units(read_figures(text), text, is_question=True)
    assert [f.unit for f in figures] == ["EUR", "EUR"]


def test_figures_that_are_only_listed_are_no_alternatives() -> None:
    text = "300 people convicted, 40 people jailed"
    assert alternatives(read_figures(text), text, is_question=False) == []


def test_what_a_message_sets_aside_is_not_compared() -> None:
    found = assigned("Not 300 but 70 people were convicted after the dam broke")
    assert [wording.split()[0] for wording, _ in found] == ["70"]


@pytest.mark.parametrize(("text", "is_date_only"), [("in May 2019", True), ("900 people", False)])
def test_a_date_that_says_when_is_no_answer(text: str, is_date_only: bool) -> None:
    assert is_setting(read_figures(text)[0], TRIALS, CLAIMS) is is_date_only
