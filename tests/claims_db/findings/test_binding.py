"""Words bind a figure to a question; an equal figure is no proof."""

import pytest

from tests.claims_db.findings.made_up_questions import bound


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("900 people were tried in Verania", "total"),
        ("70 people were convicted after the breach in Verania", "convicted"),
        ("300 people were jailed after the dam broke", "jailed"),  # the figure of the convicted
        ("40 people were convicted after the dam broke", "convicted"),  # the figure of the jailed
        ("In Orlow 15 people were tried over the dam", "in-orlow"),
    ],
)
def test_words_decide_which_question_a_figure_answers(text: str, aspect: str) -> None:
    found = bound(text)
    assert found is not None
    assert found.aspect == aspect


@pytest.mark.parametrize(
    "text",
    [
        "900 cows grazed by the dam",  # things, where people are counted
        "900 boats were sold",
        "In Tarn 900 people were tried over the dam",  # a place that no question has
        "900 journalists were tried after the dam broke",  # a group that no question counts
        "900 people were tried yesterday",
        "In 2014 as many as 900 people were tried after a dam broke",
    ],
)
def test_nothing_is_bound_that_the_words_do_not_speak_for(text: str) -> None:
    figures = [n for n, word in enumerate(text.split()) if word == "900"]
    assert figures
    assert bound(text, 1 if text.startswith("In 2014") else 0) is None


def test_a_word_counts_for_the_amount_it_stands_by() -> None:
    text = "300 people were convicted, 40 of them jailed, after the dam broke"
    first, second = bound(text, 0), bound(text, 1)
    assert first is not None
    assert second is not None
    assert (first.aspect, second.aspect) == ("convicted", "jailed")


def test_a_binding_says_which_words_told_it() -> None:
    found = bound("70 people were convicted after the breach in Verania")
    assert found is not None
    assert "convict" in found.met
    assert found.missing == ()
