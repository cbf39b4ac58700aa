"""A made-up topic with several questions, and a sentence of a message about it."""

from collections.abc import Sequence
from typing import Final

from claims_db.figures import read_figures
from claims_db.findings.binding import Bound, Sentence, bind
from claims_db.findings.questions import TopicQuestions, questions_of
from claims_db.matching.lexicon import Gazetteer, Lexicon, Name
from claims_db.models import Claim, Topic

LEXICON: Final = Lexicon(
    concepts={"killed": ("die", "dead", "kill"), "court": ("convict", "sentence", "jail", "prisoner")},
    names=(Name("verania", "place", ("Verania",)), Name("orlow", "place", ("Orlow",), "verania")),
    gazetteer=Gazetteer(),
    plain_terms=(),
)
TRIALS: Final = Topic(
    "trials", "Trials after the breach", "How many people were tried after the dam broke?", "Verania, 2019",
    counted="people tried", years="2019",
)  # fmt: skip


def claim(number: int, aspect: str, text: str, scope: str = "") -> Claim:
    """A claim whose wording is the text, with the one figure that it states."""
    [figure] = read_figures(text)
    return Claim(f"A1-{number}", "trials", "A1", text, text, figure=figure, aspect=aspect, scope=scope)


CLAIMS: Final = (
    claim(1, "total", "900 people tried"),
    claim(2, "convicted", "300 people convicted"),
    claim(3, "jailed", "40 people jailed"),
    claim(4, "in-orlow", "120 people tried in Orlow"),
)


def trials(claims: Sequence[Claim] = CLAIMS) -> TopicQuestions:
    return questions_of(TRIALS, claims, LEXICON)


def sentence(text: str) -> Sentence:
    return Sentence(text, 0, len(text), read_figures(text), LEXICON)


def bound(text: str, figure: int = 0) -> Bound | None:
    """The question of the trials that one of the text's figures is bound to."""
    read = sentence(text)
    return bind(read.figures[figure], read, trials())
