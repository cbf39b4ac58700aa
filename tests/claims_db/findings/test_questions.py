"""What tells the questions of a topic apart."""

from tests.claims_db.findings.made_up_questions import trials


def test_a_question_named_after_the_whole_has_no_restriction() -> None:
    total, convicted, *_ = trials().questions
    assert (total.aspect, total.is_whole, total.limits) == ("total", True, ())
    assert not convicted.is_whole


def test_words_that_only_one_question_has_weigh_most() -> None:
    convicted = trials().questions[1]
    weights = {slot.stem: slot.weight for slot in convicted.slots}
    assert weights["convict"] > weights["peopl"]


def test_the_place_of_a_question_is_its_own_and_not_the_country() -> None:
    in_orlow = trials().questions[3]
    assert in_orlow.places == {"@orlow"}
