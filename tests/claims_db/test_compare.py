"""The worked cases of the comparison, and its rules."""

from decimal import Decimal

import pytest

from claims_db.compare import compare, compare_claim, different_scope, do_claims_differ
from claims_db.figures import Figure, read_figures
from claims_db.models import Claim


def figure(text: str) -> Figure:
    return read_figures(text)[0]


@pytest.mark.parametrize(
    ("stated", "claimed", "relation", "flag"),
    [
        ("nearly 10,000 people", "more than 10,000 people", "compatible", "opposite sides"),
        ("nearly 10,000 people", "about 8,000 people", "differs", None),
        ("more than 10,000 people", "about 8,000 people", "differs", None),
        ("164 people", "more than 160 people", "compatible", None),
        ("over 4,000 people", "4,353 people", "compatible", None),
        ("19 people", "16 people", "differs", None),
        ("238 people", "around 250 people", "agrees", "approximately"),
        ("238 people", "1,000 people", "differs", None),
        ("3,393 people", "1,600 people", "differs", None),
        ("200 million euros", "up to 3 billion dollars", "differs", None),
        ("about 50 officers", "49 officers", "agrees", "approximately"),
        ("dozens of people", "238 people", "differs", None),
        ("more than 2,000 troops", "2,500 troops", "compatible", None),
        ("more than 2,000 troops", "20,000 troops", "differs", None),
        ("100%", "84.6%", "differs", None),
        ("38-42%", "nearly half of", "differs", None),
        ("up to four schools", "4 schools", "compatible", None),
        ("less than 20 million people", "19 million people", "compatible", None),
        ("the 500", "238 people", "differs", None),
        ("30 percent", "30 people", "not comparable", None),
        ("100 tenge", "100 dollars", "not comparable", None),
        ("two weeks", "14 days", "agrees", "converted"),
        ("No foreign troops", "2,000 troops", "differs", None),
        ("30 percent", "30 percentage points", "not comparable", None),
    ],
)
def test_worked_cases_hold_in_both_directions(
    stated: str, claimed: str, relation: str, flag: str | None
) -> None:
    forth = compare(figure(stated), figure(claimed))
    assert forth.relation == relation
    assert flag is None or flag in forth.flags
    if not stated.startswith("the "):  # a bare number takes the other's unit, not the other way round
        assert compare(figure(claimed), figure(stated)).relation == relation


def test_a_later_lower_count_is_flagged_and_still_differs() -> None:
    result = compare(figure("nearly 10,000 people"), figure("about 8,000 people"), is_cumulative=True,
                     stated_on="2022-01-12", claimed_on="2022-11")  # fmt: skip
    assert (result.relation, result.flags) == ("differs", ("later count is lower",))


def test_a_later_higher_count_is_flagged() -> None:
    result = compare(figure("19 people"), figure("16 people"), is_cumulative=True,
                     stated_on="2022-11", claimed_on="2022-01-12")  # fmt: skip
    assert (result.relation, result.flags) == ("differs", ("later count",))


@pytest.mark.parametrize(
    ("stated", "claimed", "relation"),
    [
        ("1991", "16 December 1991", "agrees"),
        ("January 2020", "9 June 2019", "differs"),
        ("5 January", "5 January 2022", "agrees"),
        ("8 January 2022", "5 January 2022", "differs"),
        ("5-6 January 2022", "6-7 January 2022", "compatible"),
        ("2022", "5 January", "not comparable"),
        ("5 January 2022", "5 people", "not comparable"),
    ],
)
def test_dates_agree_where_one_lies_within_the_other(stated: str, claimed: str, relation: str) -> None:
    assert compare(figure(stated), figure(claimed)).relation == relation


def claim(text: str, **values: object) -> Claim:
    defaults: dict[str, object] = {
        "id": "x-1", "topic": "t", "source": "x", "wording": text, "excerpt": text, "figure": figure(text),
    }  # fmt: skip
    return Claim(**(defaults | values))  # type: ignore[arg-type]


def test_a_retracted_claim_is_marked_whatever_the_numbers_say() -> None:
    result = compare_claim(figure("164 people"), claim("164 people", status="retracted"))
    assert result.relation == "agrees"
    assert "withdrawn" in result.flags
    assert "retracted" in result.reason


def test_another_question_of_the_topic_is_another_scope() -> None:
    result = different_scope(figure("1,600 people"), claim("1,600 people", scope="found responsible"))
    assert result.relation == "different scope"
    assert "found responsible" in result.reason


def test_claims_differ_only_within_one_aspect() -> None:
    killed, hurt = claim("16 people", aspect="killed"), claim("1,600 people", aspect="hurt")
    assert not do_claims_differ([killed, hurt])
    assert do_claims_differ([killed, claim("19 people", aspect="killed")])


def test_opposite_stances_of_one_aspect_differ() -> None:
    fired = claim("x 1", figure=None, stance="did-fire")
    held = claim("x 2", figure=None, stance="did-not-fire")
    assert do_claims_differ([fired, held])
    assert not do_claims_differ([fired, fired])


def test_money_is_compared_at_the_rate_of_its_day() -> None:
    result = compare(figure("100 dollars"), Figure(value=Decimal(88), unit="EUR", comparator="~"),
                     claimed_on="2022-01-12")  # fmt: skip
    assert result.relation == "compatible"
    assert "EUR" in result.reason
