"""A wording may restrict its figure to a group, a place or to each of many."""

import pytest

from claims_db.figures import read_figures
from claims_db.findings.restriction import is_same_restriction, restriction
from claims_db.models import Topic

TOPIC = Topic("dead", "Dead at the dam", "How many people died?", "Orlow")


@pytest.mark.parametrize(
    ("wording", "words"),
    [
        ("52 people died", ()),
        ("six police officers", ("police", "officers")),
        ("96 people in hospital", ("hospital",)),
        ("9 million euros in all", ()),
        ("60,000 euros to each family", ("each",)),
        ("12 people in January 2019", ()),
    ],
)
def test_the_words_that_narrow_a_figure(wording: str, words: tuple[str, ...]) -> None:
    assert restriction(wording, read_figures(wording)[0], TOPIC) == words


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [((), (), True), (("hospital",), ("hospital", "beds"), True), (("police",), (), False)],
)
def test_two_claims_are_about_the_same_if_they_share_a_restriction_or_have_none(
    one: tuple[str, ...], other: tuple[str, ...], is_same: bool
) -> None:
    assert is_same_restriction(one, other) is is_same
