"""Published fact-checks: what is read of them, in whatever shape they come."""

import json
from typing import Any

import pytest

from claims_db.exchange import read_batch
from claims_db.exchange.ratings import stance_of

REVIEW: dict[str, Any] = {
    "@context": "https://schema.org", "@type": "ClaimReview", "url": "https://www.factcheckers.example/2019/dam",
    "claimReviewed": "500 people died when the dam broke",
    "author": {"@type": "Organization", "name": "The Fact Checkers", "url": "https://www.factcheckers.example/"},
    "reviewRating": {"@type": "Rating", "ratingValue": 1, "bestRating": 5, "worstRating": 1,
                     "alternateName": "False"},
    "itemReviewed": {"author": {"name": "A mayor"}, "datePublished": "2019-05-03T10:00:00Z"},
}  # fmt: skip


def given(document: Any, name: str = "x.json") -> dict[str, str]:
    data = document if isinstance(document, str) else json.dumps(document)
    return dict(read_batch(data.encode(), name).claims[0].cells)


def test_a_review_becomes_a_claim_of_the_fact_checker() -> None:
    batch = read_batch(json.dumps(REVIEW).encode(), "x.json")
    (row,), ((_, source),) = batch.claims, batch.sources
    assert (source.code, source.kind, source.publisher, source.url) == (
        "factcheckers-example", "fact-check", "The Fact Checkers", "https://factcheckers.example",
    )  # fmt: skip
    assert row.text == REVIEW["claimReviewed"]
    assert {**row.cells, "id": ""} == {
        "id": "", "source": "factcheckers-example", "wording": REVIEW["claimReviewed"],
        "excerpt": REVIEW["claimReviewed"], "figure": "500 people died", "stance": "false",
        "status": "denied",
        "as_of": "2019-05-03", "attributed_to": "A mayor",
        "note": 'Rated "False" (1 of 1 to 5). https://www.factcheckers.example/2019/dam',
    }  # fmt: skip


@pytest.mark.parametrize(
    "document",
    [
        [REVIEW], {"@graph": [{"@type": "WebPage"}, REVIEW]}, {"a": {"b": [[REVIEW]]}},
        REVIEW | {"@type": ["Article", "ClaimReview"]}, REVIEW | {"@type": "http://schema.org/ClaimReview"},
        f'<!doctype html><p>hi<script type="application/ld+json">{json.dumps(REVIEW)}</script>',
        {"@graph": [REVIEW | {"author": {"@id": "#org"}}, REVIEW["author"] | {"@id": "#org"}]},
    ],
)  # fmt: skip
def test_every_shape_gives_the_same_claim(document: Any) -> None:
    assert given(document) == given(REVIEW)


def test_the_same_review_twice_is_one_and_ids_are_stable() -> None:
    assert len(read_batch(json.dumps([REVIEW, REVIEW]).encode(), "x").claims) == 1
    assert given(REVIEW)["id"] == given(REVIEW | {"reviewRating": {"alternateName": "True"}})["id"]
    assert given(REVIEW)["id"] != given(REVIEW | {"url": "https://www.factcheckers.example/other"})["id"]


def test_a_long_claim_is_cut_to_twelve_words() -> None:
    long = " ".join(
        ["the mayor of the town said"] * 3 + ["40 people died"] + ["in the flood that came later"] * 3
    )
    found = given(REVIEW | {"claimReviewed": long})
    assert len(found["excerpt"].split()) <= 12
    assert "40 people" in found["excerpt"]
    found = given(REVIEW | {"claimReviewed": "Word " * 30})
    assert found["excerpt"] == " ".join(["Word"] * 12)
    assert found["figure"] == ""
    assert found["aspect"].startswith("review-")


def test_several_figures_make_a_statement() -> None:
    assert given(REVIEW | {"claimReviewed": "40 people died and 90 people were hurt"})["figure"] == ""


@pytest.mark.parametrize(
    ("name", "number", "stance"),
    [
        ("False", ("", "", ""), "false"),
        ("Pants on Fire!", ("5", "1", "5"), "false"),
        ("Mostly False", ("", "", ""), "mixed"),
        ("Not true", ("", "", ""), "false"),
        ("Not entirely accurate", ("", "", ""), "mixed"),
        ("This is true", ("", "", ""), "true"),
        ("Falsch", ("", "", ""), "false"),
        ("Plutôt vrai", ("", "", ""), "mixed"),
        ("Ложь", ("", "", ""), "false"),
        ("Правда", ("", "", ""), "true"),
        ("Engañoso", ("", "", ""), "mixed"),
        ("", ("1", "1", "5"), "false"),
        ("", ("5", "1", "5"), "true"),
        ("", ("3", "", ""), "mixed"),
        ("", ("-1", "1", "5"), "unrated"),
        ("", ("3", "3", "3"), "unrated"),
        ("", ("nan", "1", "5"), "unrated"),
        ("", ("1e999999999", "1", "5"), "unrated"),
        ("Satire", ("", "", ""), "unrated"),
        ("", ("", "", ""), "unrated"),
    ],
)
def test_ratings(name: str, number: tuple[str, str, str], stance: str) -> None:
    assert stance_of(name, *number) == stance
