"""Which question inside a topic a figure speaks to."""

import pytest

from claims_db.figures import Figure, read_figures
from claims_db.findings.aspects import aspect_of, without_excluded
from claims_db.models import Claim
from claims_db.text import stem


def claim(text: str, aspect: str, scope: str = "") -> Claim:
    figure = next(iter(read_figures(text)))
    return Claim(
        id=text, topic="t", source="x", wording=text, excerpt=text, figure=figure, aspect=aspect, scope=scope
    )


def figures(text: str) -> list[Figure]:
    return list(read_figures(text))


CLAIMS = [
    claim("40 people died at the dam", "killed"),
    claim("12 people drowned in the tunnel", "drowned"),
    claim("91% voted for her", "score", "election of 2005"),
    claim("95% voted for her", "score-again", "election of 2011"),
]


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("50 people lost", "killed"),
        ("50 people drowned", "drowned"),
        ("12 people lost", "drowned"),
        ("95% in 2005", "score"),
        ("91% in 2011", "score-again"),
        ("in 2005 or 2011 it was 95%", "score-again"),
    ],
)
def test_words_then_value_then_order_tell_the_aspect(text: str, aspect: str) -> None:
    figure = next(f for f in figures(text) if not f.is_date)
    assert aspect_of(figure, CLAIMS, text, frozenset()) == aspect


@pytest.mark.parametrize(
    ("text", "aspect"), [("no troops fired at the crowd", "fired"), ("no troops came", "number")]
)
def test_an_act_denied_of_all_speaks_to_what_sources_say_of_the_act(text: str, aspect: str) -> None:
    claims = [
        claim("more than 2,000 troops", "number"),
        Claim("s", "t", "x", "they fired", "they came and they fired", aspect="fired", stance="did"),
    ]
    assert aspect_of(figures(text)[0], claims, text, frozenset({stem("troops")})) == aspect


def test_a_figure_set_aside_is_not_what_the_message_says() -> None:
    text = "150 people, not 238 people"
    assert [f.wording for f in without_excluded(figures(text), text)] == ["150"]
    alone = "not 238 people"
    assert [f.wording for f in without_excluded(figures(alone), alone)] == ["238"]
