"""The data that ships: whole, and its figures are those that its own excerpts say."""

import re
from collections.abc import Iterable

import pytest

from claims_db.figures import Figure, edtf, read_figures
from claims_db.models import Claim
from claims_db.records.dataset import Dataset, load_dataset

READ_AGAIN = 0.90
"""The least share of the claims with an amount whose excerpt gives that amount when read."""


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset()


def is_among(figure: Figure, found: Iterable[Figure]) -> bool:
    """Is the figure among those read? Of a lower bound such as "at least 38-42%", only the low end counts."""
    is_open = figure.comparator == ">="
    return any(f.value == figure.value and (is_open or f.value_high == figure.value_high) for f in found)


def is_read_again(claim: Claim) -> bool:
    assert claim.figure is not None
    return is_among(claim.figure, read_figures(claim.excerpt)) or is_among(
        claim.figure, read_figures(claim.wording)
    )


def test_everything_that_is_named_is_there(dataset: Dataset) -> None:
    assert {c.topic for c in dataset.claims} == {t.slug for t in dataset.topics}
    assert {c.source for c in dataset.claims} == {s.code for s in dataset.sources}
    assert {"csto-troops", "deaths-total", "detained-total"} <= {t.slug for t in dataset.topics}


def test_every_not_a_fact_has_a_source(dataset: Dataset) -> None:
    assert {n.source for n in dataset.not_facts} <= {s.code for s in dataset.sources}
    assert all(n.start < n.end for n in dataset.not_facts)


def test_amounts_are_read_again_from_their_excerpts(dataset: Dataset) -> None:
    claims = [c for c in dataset.claims if c.figure is not None and c.figure.value is not None]
    missed = [f"{c.id}: {c.excerpt}" for c in claims if not is_read_again(c)]
    share = 1 - len(missed) / len(claims)
    assert share >= READ_AGAIN, f"{share:.3f} of {len(claims)}; missed: {missed}"


@pytest.mark.parametrize(
    ("words", "comparator"),
    [
        ("at least", ">="),
        ("or more", ">="),
        ("(?<!no )more than", ">"),
        ("a maximum of", "<="),
        ("no more than", "<="),
        ("up to", "up_to"),
    ],
)
def test_a_bound_in_words_is_a_bound_of_the_figure(dataset: Dataset, words: str, comparator: str) -> None:
    claims = [c for c in dataset.claims if re.search(rf"\b{words}\b", c.wording)]
    amounts = [(c.id, c.figure) for c in claims if c.figure is not None and not c.figure.is_date]
    assert amounts
    assert not [key for key, figure in amounts if figure.comparator != comparator]


def test_no_wording_is_a_piece_of_an_address(dataset: Dataset) -> None:
    assert not [c.id for c in dataset.claims if " " not in c.wording and c.wording.count("-") > 1]


def test_a_claim_gives_a_figure_or_takes_a_stance(dataset: Dataset) -> None:
    assert not [c.id for c in dataset.claims if c.figure is not None and c.stance]


def test_a_time_of_day_is_not_a_length_of_time(dataset: Dataset) -> None:
    lengths = [c for c in dataset.claims if c.figure is not None and c.figure.dimension == "duration"]
    assert not [c.id for c in lengths if re.search(r"\d(?:[ap]m\b|:\d\d)", c.wording)]


def test_a_range_goes_upwards(dataset: Dataset) -> None:
    for claim in dataset.claims:
        figure = claim.figure
        if figure is not None and figure.value is not None and figure.value_high is not None:
            assert figure.value < figure.value_high, claim.id


def test_every_claim_has_a_day_that_does_not_lie_after_its_document(dataset: Dataset) -> None:
    published = {s.code: s.published for s in dataset.sources}
    for claim in dataset.claims:
        if not claim.as_of or not published[claim.source]:
            continue
        said, printed = edtf.bounds(claim.as_of), edtf.bounds(published[claim.source])
        if said is not None and printed is not None:
            assert said[0] <= printed[1], claim.id


@pytest.mark.parametrize("slug", ["csto-troops", "deaths-total", "detained-total"])
def test_the_topics_asked_most_have_several_sources(dataset: Dataset, slug: str) -> None:
    assert len({c.source for c in dataset.claims if c.topic == slug}) >= 3


def test_the_first_claims_on_the_foreign_force_are_the_two_that_differ(dataset: Dataset) -> None:
    first, second = [c for c in dataset.claims if c.topic == "csto-troops"][:2]
    assert (first.source, first.wording) == ("004", "more than 2,000")
    assert (second.source, second.wording) == ("001", "no foreign troops engaged against rioters")
