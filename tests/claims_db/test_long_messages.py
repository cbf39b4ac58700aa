"""A message is answered for any of its sentences, however long the rest is."""

from collections.abc import AsyncIterator

import pytest

from claims_db.checker import Checker
from claims_db.matching.passages import WHOLE_MESSAGE_WORDS, search_passages
from claims_db.storage.build import open_store
from claims_db.storage.store import Store
from tests.made_up import WEIGHTS

ANSWERED = (
    "60 people died when the dam broke in Verania.",
    "Was it 500 people who died when the dam broke in Verania?",
    "In Verania the dam was 12 metres tall.",
)
PADDING = (
    " ".join(f"correspondence{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(100)) + ". ",
    "The printer on the second floor is broken again and nobody has called the people who repair it. " * 6,
    "Layout wants a headline by noon. The intern waits for a password. Coffee is out! " * 8,
)


@pytest.mark.parametrize("padding", PADDING, ids=["long words", "long sentences", "short sentences"])
@pytest.mark.parametrize("sentence", ANSWERED)
async def test_a_sentence_is_answered_behind_a_hundred_words(
    store: Store, sentence: str, padding: str
) -> None:
    checker = Checker(store, WEIGHTS)
    alone = await checker.check(sentence, mode="message")
    behind = await checker.check(padding + sentence, mode="message")
    assert alone.findings
    assert [f.topic.slug for f in behind.findings] == [f.topic.slug for f in alone.findings]
    assert behind.should_speak == alone.should_speak


@pytest.fixture
async def shipped(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Checker]:
    opened = await open_store(tmp_path_factory.mktemp("shipped") / "claims.sqlite3")
    yield Checker(opened)
    await opened.close()


async def test_a_shift_note_that_ends_in_a_claim_is_answered(shipped: Checker) -> None:
    last = "And the agency says 500 died in the KZ riots, can we run it?"
    for text in (last, PADDING[0] + last, PADDING[1] + last):
        assert (await shipped.check(text, mode="message")).should_speak


def test_passages_stay_in_proportion_to_the_text() -> None:
    short = search_passages("One two three. " * 15)
    assert len(short) == 1
    passages = search_passages("One two three. " * 150)
    assert len(passages) == 10
    assert all(len(p.split()) <= WHOLE_MESSAGE_WORDS for p in passages)
