"""Checking never raises, whatever somebody posts."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims_db.checker import Checker
from claims_db.models import Answer
from claims_db.storage.build import open_store
from tests.made_up import WEIGHTS, write_data

Ask = Callable[[str], list[Answer]]

_PIECES = st.sampled_from(
    ["dam ", "Verania ", "Veranai ", "Morvia ", "died ", "40 ", "70 people ", "900", "2019 ", "1998 ", "May ",
     "31 metres tall ", "-", "and ", "NEAR(", '"', "*", "title:", "\x00", "\ud800", "\udfff", "\u202e",
     "\u200f", "²", "½", "١٢", "'", "’s ", "\n", ". ", "Ö", "%", "A-", "drill ", "earthquake ", "quake. It ",
     "\u0301", "ß", "İ", "ﬁ", "😀", "0" * 30, "1," * 5, "{", "}", ")", "$3bn ", "cause ", "breach "]
)  # fmt: skip


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Checks a text both ways; one store serves all examples."""
    folder = tmp_path_factory.mktemp("hostile")
    with asyncio.Runner() as runner:
        opening = open_store(folder / "claims.sqlite3", data_dir=write_data(folder / "data"))
        store = runner.run(opening)
        checker = Checker(store, WEIGHTS)
        yield lambda text: [
            runner.run(checker.check(text)),
            runner.run(checker.check(text, mode="message")),
        ]
        runner.run(store.close())


def assert_sound(answer: Answer) -> None:
    assert bool(answer.findings) or bool(answer.silence)
    assert answer.should_speak == any(f.is_telling for f in answer.findings)
    assert all(0 <= f.score <= 1 and f.evidence for f in answer.findings)
    answer.statement.text.encode("utf-8")
    for figure in answer.statement.figures:
        assert answer.statement.text[figure.start : figure.end] == figure.wording


@given(text=st.text(st.characters(exclude_categories=()), max_size=500))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_answered(ask: Ask, text: str) -> None:
    for answer in ask(text):
        assert_sound(answer)


@given(text=st.lists(_PIECES, max_size=100).map("".join))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_mix_of_what_the_topics_speak_of_is_answered(ask: Ask, text: str) -> None:
    for answer in ask("40 people died at the dam in Verania. " + text):
        assert_sound(answer)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\n", "\0", "\0" * 1000, "\ud800", "dam\udfff in Verania died", "\u202e\u2066\u200f",
        "\u202eainareV ni mad eht\u202c died dam Verania",
        "9" * 1_000_000, "and " * 250_000, "A-" * 500_000, "dam " * 250_000,
        "\n" * 1_000_000, "'" * 1_000_000,
        "9" * 20_000, "dam in Verania: " + "9" * 19_000 + " people died",
        "1," + "000," * 4000, "one hundred and " * 1000, "10" * 9000 + "%",
        '"', '" OR 1=1 --', "NEAR(dam, 5)", "title:dam AND NOT breach*", "dam AND", "(dam", "^dam + breach",
        "'; DROP TABLE claim; --", "{title question} : dam", "dam died Verania 99999-12-31",
        "dam died Verania 29 February 2019", "dam died Verania on 0 January 0000",
        "<@123> **dam** ||Verania||",
        "dam died Verania\n" * 1200, "Verania dam died 10-10-10-10", "dam died Verania 1/0 0/0 NaN inf -0",
    ],
    ids=lambda text: repr(text[:24]),
)  # fmt: skip
def test_monstrous_texts_are_answered(ask: Ask, text: str) -> None:
    for answer in ask(text):
        assert_sound(answer)
