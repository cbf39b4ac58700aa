"""What the README says of the shipped database and its checker, tried on that database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from claims_db.checker import Checker
from claims_db.records.dataset import load_dataset
from claims_db.storage.build import open_store
from tests.test_docs import README


@pytest.fixture
async def checker(built_database: Path) -> AsyncIterator[Checker]:
    store = await open_store(built_database)
    yield Checker(store)
    await store.close()


def test_the_counts_are_those_of_the_data() -> None:
    dataset = load_dataset()
    assert f"holds {len(dataset.claims)} claims on {len(dataset.topics)} topics" in README


@pytest.mark.parametrize(
    ("text", "topics", "figures"),
    [
        ("В Казахстане погибли 225 человек", {"deaths-total"}, {"225"}),
        ("В Казахстане задержаны 12 000 человек", {"detained-total"}, {"12 000"}),
        ("Kazakhstan: 225 morts et 5 000 arrêtés", {"deaths-total", "detained-total"}, {"225", "5 000"}),
        ("Kasachstan: 225 Tote, 12.000 Festnahmen", {"deaths-total", "detained-total"}, {"225", "12.000"}),
        ("25 000 soldats russes au Kazakhstan", {"csto-troops"}, {"25 000"}),
        ("5 000 soldats de l'OTSC au Kazakhstan", {"csto-troops"}, {"5 000"}),
        ("ОДКБ: 5000 военнослужащих в Казахстане", {"csto-troops"}, {"5000"}),
        ("В Казахстане в январе 2022 погибли 500 человек", {"deaths-total"}, {"500"}),
        ("Au Kazakhstan, 2 000 blessés lors des émeutes", {"injured-total"}, {"2 000"}),
        ("Kasachstan: 2.000 Verletzte am 5. Januar 2022", {"injured-total"}, {"2.000"}),
        ("Dégâts au Kazakhstan: 5 milliards de dollars", {"damage-cost"}, {"5 milliards de dollars"}),
        ("Schäden in Kasachstan: 5 Milliarden Dollar", {"damage-cost"}, {"5 Milliarden Dollar"}),
        ("Ущерб в Казахстане: 5 млрд долларов", {"damage-cost"}, {"5 млрд долларов"}),
    ],
)
async def test_common_words_of_other_languages_are_understood(
    checker: Checker, text: str, topics: set[str], figures: set[str]
) -> None:
    answer = await checker.check(text, mode="message")
    assert answer.should_speak
    assert topics <= {f.topic.slug for f in answer.findings}
    stated = {e.stated.wording for f in answer.findings for e in f.evidence if e.stated is not None}
    assert figures <= stated
    assert not any("2022" in wording for wording in stated)


@pytest.mark.parametrize(
    "text", ["Погода в Казахстане 25 градусов", "25 Grad in Kasachstan", "il fait 25 degrés au Kazakhstan"]
)
async def test_anything_else_in_them_is_met_with_silence(checker: Checker, text: str) -> None:
    assert not (await checker.check(text, mode="message")).should_speak


async def test_a_retracted_figure_says_so_first(checker: Checker) -> None:
    answer = await checker.check("did 164 people really die in Kazakhstan?")
    assert answer.findings[0].evidence[0].claim.status == "retracted"
