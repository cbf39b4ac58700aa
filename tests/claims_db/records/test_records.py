"""A wording is the excerpt's own words, in the excerpt's order."""

import pytest
from pydantic import ValidationError

from claims_db.records.records import ClaimRow, wording_problem


@pytest.mark.parametrize(
    ("wording", "excerpt"),
    [
        ("no troops engaged", "No foreign troops will be engaged"),
        ("More than 2,000", "more than 2,000 people"),
        ("people’s homes", "the people’s own homes"),
        ("", "anything"),
        ("a b c d e f g h i j k l", "a b c d e f g h i j k l"),
    ],
)
def test_words_may_be_left_out(wording: str, excerpt: str) -> None:
    assert wording_problem(wording, excerpt) == ""


@pytest.mark.parametrize(
    ("wording", "excerpt", "problem"),
    [
        ("troops fired", "the troops did not fire", "'fired'"),
        ("engaged troops", "troops engaged", "'troops'"),
        ("ten ten", "ten people", "'ten'"),
        ("x", "a b c d e f g h i j k l x", "13 words"),
    ],
)
def test_words_may_not_be_added_or_moved(wording: str, excerpt: str, problem: str) -> None:
    assert problem in wording_problem(wording, excerpt)


@pytest.mark.parametrize(
    ("wording", "excerpt"),
    [("2,500", "2,000 of 500"), ("1.5", "1 to 5"), ("2", "2,500 people"), ("500", "2,500 people")],
)
def test_a_number_is_one_word(wording: str, excerpt: str) -> None:
    assert wording_problem(wording, excerpt) != ""


def test_an_offset_beyond_what_the_database_holds_is_a_mistake() -> None:
    record = {"id": "x", "topic": "t", "source": "s", "aspect": "main", "wording": "a", "excerpt": "a"}
    assert ClaimRow.model_validate(record | {"offset": 10**9, "stance": "no"}).offset == 10**9
    with pytest.raises(ValidationError, match="offset"):
        ClaimRow.model_validate(record | {"offset": 10**30, "stance": "no"})
