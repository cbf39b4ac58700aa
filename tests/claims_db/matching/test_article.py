"""An article in, the findings out, on the made-up dam: what its sentences may borrow, and what not."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims_db.checker import Checker
from claims_db.models import Answer, Finding
from claims_db.storage.build import open_store
from claims_db.storage.store import Store
from tests.made_up import WEIGHTS
from tests.soak import IS_SOAK

TITLE = "Verania mourns after the dam breaks"
LEAD = "ORLOW, 4 May 2019. The dam in Verania broke on Friday."


@pytest.fixture
def checker(store: Store) -> Checker:
    return Checker(store, WEIGHTS)


async def ask(
    checker: Checker, *paragraphs: str, title: str = TITLE, published: str = "2019-05-04"
) -> Answer:
    return await checker.check_article(title, "\n".join(paragraphs), published=published)


def told(answer: Answer) -> dict[str, Finding]:
    return {f.topic.slug: f for f in answer.findings}


def stated(found: Finding) -> set[str]:
    return {e.stated.wording for e in found.evidence if e.stated is not None}


async def test_a_sentence_borrows_the_country_from_the_lead(checker: Checker) -> None:
    answer = await ask(checker, LEAD, "Some 60 people died when the dam broke.")
    found = told(answer)["dam-deaths"]
    assert stated(found) == {"Some 60"}
    assert found.does_message_differ
    assert answer.should_speak


async def test_offsets_are_those_of_the_sentence(checker: Checker) -> None:
    text = f"{LEAD}\nSome 60 people died when the dam broke."
    answer = await checker.check_article(TITLE, text, published="2019-05-04")
    [(start, end)] = told(answer)["dam-deaths"].sentences
    assert text[start:end] == "Some 60 people died when the dam broke."


async def test_the_place_is_told_as_paragraph_and_sentence(checker: Checker) -> None:
    text = f"{LEAD}\nIt rained. Some 60 people died when the dam broke."
    answer = await checker.check_article(TITLE, text, published="2019-05-04")
    assert told(answer)["dam-deaths"].places == ((2, 2),)


@pytest.mark.parametrize(
    ("published", "figure", "flag"),
    [
        ("2019-06-01", "60", "later count"), ("2019-06-01", "20", "later count is lower"),
        ("2019-05-03", "20", ""), ("", "20", ""),
    ],
)  # fmt: skip
async def test_a_count_of_a_later_day_is_called_so(
    checker: Checker, published: str, figure: str, flag: str
) -> None:
    text = f"{LEAD}\nSome {figure} people died when the dam broke."
    answer = await checker.check_article(TITLE, text, published=published)
    comparisons = [e.comparison for e in told(answer)["dam-deaths"].evidence if e.claim.id == "A1-1"]
    flags = {f for c in comparisons if c is not None for f in c.flags}
    assert flags & {"later count", "later count is lower"} == ({flag} if flag else set())


async def test_a_passage_on_another_country_borrows_nothing(checker: Checker) -> None:
    answer = await ask(checker, LEAD, "In Morvia it was worse. There 300 people died when a dam broke.")
    assert "dam-deaths" not in told(answer)


async def test_the_next_paragraph_is_at_home_again(checker: Checker) -> None:
    answer = await ask(checker, LEAD, "In Morvia 300 people died.", "Here 60 people died when the dam broke.")
    assert stated(told(answer)["dam-deaths"]) == {"60"}


async def test_a_sentence_on_another_year_borrows_nothing(checker: Checker) -> None:
    answer = await ask(checker, LEAD, "In 1954 the dam broke too. Then 500 people died at the dam.")
    assert "dam-deaths" not in told(answer)


async def test_an_article_on_another_country_is_met_with_silence(checker: Checker) -> None:
    answer = await ask(checker, "MORVIA. 60 people died when the dam broke.", title="Morvia: dam breaks")
    assert answer.findings == ()
    assert answer.silence


async def test_an_article_of_another_year_is_met_with_silence(checker: Checker) -> None:
    answer = await ask(
        checker, "The dam in Verania broke. 60 people died at the dam.", published="1987-02-03"
    )
    assert "dam-deaths" not in told(answer)


async def test_an_article_on_another_disaster_is_met_with_silence(checker: Checker) -> None:
    answer = await ask(checker, LEAD, "60 people died at the dam.", title="Earthquake in Verania")
    assert "dam-deaths" not in told(answer)


async def test_what_the_sentence_before_names_need_not_be_named_again(checker: Checker) -> None:
    answer = await ask(checker, "The wall gave way. In Verania the dam is blamed. Some 60 people died.")
    assert stated(told(answer)["dam-deaths"]) == {"Some 60"}
    apart = await ask(checker, f"The dam in Verania. {'It rained a lot. ' * 3}Some 60 people died.", title="")
    assert "dam-deaths" in told(apart), "the lead names the dam for the whole article"


async def test_what_is_named_only_far_off_is_not_met(checker: Checker) -> None:
    rain = "It rained for a long while that night and nobody slept. " * 3
    answer = await ask(checker, f"VERANIA. {rain}", "Some 60 people died.", f"{rain}The dam.", title="Rain")
    assert "dam-deaths" not in told(answer)


async def test_an_article_that_never_names_the_country_is_met_with_silence(checker: Checker) -> None:
    answer = await ask(checker, "60 people died when the dam broke.", title="A dam breaks")
    assert answer.findings == ()


async def test_an_article_without_a_sure_topic_is_met_with_silence(tmp_path: Path, data_dir: Path) -> None:
    store = await open_store(tmp_path / "claims.sqlite3", data_dir=data_dir)
    try:
        shy = replace(WEIGHTS, article=replace(WEIGHTS.article, best_threshold=0.99))
        answer = await ask(Checker(store, shy), LEAD, "Some 60 people died when the dam broke.")
        assert answer.findings == ()
    finally:
        await store.close()


async def test_the_most_telling_topic_comes_first(checker: Checker) -> None:
    answer = await ask(
        checker, LEAD, "The dam was 31 metres tall.", "Some 60 people died when the dam broke."
    )
    assert [f.topic.slug for f in answer.findings] == ["dam-deaths", "dam-height"]


async def test_proposals_are_claims_to_review(checker: Checker) -> None:
    deaths_said = "The mayor said 60 people died when the dam broke. The figure was later retracted."
    text = f"{LEAD}\n{deaths_said}\nIt cost $5 million."
    proposals = await checker.propose_claims(TITLE, text, published="2019-05-04")
    deaths = next(p for p in proposals if p.wording == "60")
    assert (deaths.topic, deaths.status, deaths.attributed_to) == ("dam-deaths", "retracted", "The mayor")
    cost = next(p for p in proposals if p.figure.unit == "USD")
    assert cost.topic == "new topic"
    for proposal in proposals:
        assert text[proposal.offset :].startswith(proposal.excerpt)
        assert len(proposal.excerpt.split()) <= 12
        assert proposal.record("X")["excerpt"] == proposal.excerpt


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=st.text(max_size=80),
    text=st.text(max_size=400),
    published=st.sampled_from(["", "2019", "2019-05-04"]),
)
async def test_any_article_is_read(checker: Checker, title: str, text: str, published: str) -> None:
    answer = await checker.check_article(title, text, published=published)
    assert isinstance(answer.should_speak, bool)


_TWICE = """
import asyncio, sys
from pathlib import Path
from bench.articles import read_articles
from claims_db.storage.build import open_store
from claims_db.checker import Checker

async def main():
    store = await open_store(Path(sys.argv[1]))
    checker = Checker(store)
    for labelled in [a for a in read_articles() if a.expected][: int(sys.argv[2])]:
        found = await checker.check_article(labelled.article.title, labelled.article.text)
        print([(f.topic.slug, round(f.score, 6), f.sentences) for f in found.findings])
    await store.close()

asyncio.run(main())
"""


@pytest.mark.soak
def test_an_article_is_answered_alike_in_every_process(built_database: Path) -> None:
    """Sets of words have another order in each process: no score may hang on it."""
    said = {
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", _TWICE, str(built_database), "24" if IS_SOAK else "6"],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
            cwd=Path(__file__).parents[3],
        ).stdout
        for seed in ("1", "2", "3")[: 3 if IS_SOAK else 2]
    }  # fmt: skip
    assert len(said) == 1
    assert "deaths-total" in said.pop()
