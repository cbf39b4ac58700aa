"""Unasked, a statement needs a sign that the topic's own event is meant."""

from dataclasses import replace

import pytest

from claims_db.figures import read_figures
from claims_db.findings.occasion import event_words, is_on_event
from claims_db.matching.matches import Match
from tests.claims_db.findings.made_up_questions import LEXICON, TRIALS, sentence

TOPICS = [
    TRIALS,
    replace(TRIALS, slug="deaths", title="Deaths in the breach", question="How many people died?"),
    replace(TRIALS, slug="cost", title="Cost of the breach", question="What did the breach cost?"),
]


def is_meant(text: str, coverage: float) -> bool:
    match = Match(
        TRIALS, 1.0, {"missing_group": 0.0, "coverage": coverage}, frozenset(), read_figures(text), text, (),
        0, (0, len(text)), (), (),
    )  # fmt: skip
    return is_on_event(match, sentence(text), event_words(TOPICS, LEXICON)["2019"], ())


def test_the_words_of_an_event_are_those_that_its_topics_share() -> None:
    words = event_words(TOPICS, LEXICON)["2019"]
    assert "breach" in words
    assert "cost" not in words
    assert "@verania" not in words  # a place is no event


@pytest.mark.parametrize(
    ("text", "coverage", "expected"),
    [
        ("900 people were tried after the breach", 0.2, True),  # its word
        ("900 people were tried in May 2019", 0.2, True),  # its date
        ("900 people were tried", 0.9, True),  # nothing foreign in it
        ("900 people were tried by the football league of the valley", 0.4, False),
        ("900 Menschen vor Gericht", 0.1, True),  # too few of its words are known to judge by
    ],
)
def test_the_event_is_told_by_word_date_or_by_nothing_foreign(
    text: str, coverage: float, expected: bool
) -> None:
    assert is_meant(text, coverage) is expected
