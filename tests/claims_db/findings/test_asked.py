"""What is asked leads the answer."""

import pytest

from claims_db.figures import read_figures
from claims_db.findings.asked import order_of_questions
from claims_db.findings.questions import questions_of
from claims_db.models import Claim
from tests.claims_db.findings.made_up_questions import CLAIMS, LEXICON, TRIALS, sentence

WHEN = Claim(
    "A1-9", "trials", "A1", "on 4 June 2019", "on 4 June 2019", aspect="verdict-date",
    figure=read_figures("4 June 2019")[0],
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("how many people were convicted after the breach?", "convicted"),
        ("how many were jailed in Verania", "jailed"),
        ("when was the verdict on the dam", "verdict-date"),
    ],
)
def test_the_question_that_the_words_fit_leads(text: str, aspect: str) -> None:
    order = order_of_questions(sentence(text), questions_of(TRIALS, (*CLAIMS, WHEN), LEXICON))
    assert max(order, key=lambda a: order[a]) == aspect
