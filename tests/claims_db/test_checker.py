"""A message in, the findings out, on the made-up dam."""

import itertools
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from claims_db.checker import Checker, evidence_for, load_weights
from claims_db.figures import Figure, read_figures
from claims_db.matching.lexicon import Lexicon
from claims_db.matching.message_matcher import FEATURES
from claims_db.models import Answer, Finding
from claims_db.records.dataset import load_dataset
from claims_db.storage.build import open_store
from claims_db.storage.store import Store
from tests.made_up import WEIGHTS


@pytest.fixture
async def checker(tmp_path: Path, data_dir: Path) -> AsyncIterator[Checker]:
    store = await open_store(tmp_path / "claims.sqlite3", data_dir=data_dir)
    yield Checker(store, WEIGHTS)
    await store.close()


def slugs(answer: Answer) -> list[str]:
    return [f.topic.slug for f in answer.findings]


async def finding(checker: Checker, text: str) -> Finding:
    answer = await checker.check(text)
    assert slugs(answer) == [slugs(answer)[0]]
    return answer.findings[0]


def relations(found: Finding) -> dict[str, str]:
    return {e.claim.id: e.comparison.relation for e in found.evidence if e.comparison is not None}


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("How many people died when the dam in Verania broke?", "dam-deaths"),
        ("HOW MANY DEAD AT THE ORLOW DAM", "dam-deaths"),
        ("Veranai dam: 40 killed?", "dam-deaths"),
        ("So 900 people were brought to safety in Verania", "dam-moved"),
        ("What was the reason for the breach in Verania?", "dam-cause"),
        ("The dam in Verania was 31 metres tall", "dam-height"),
    ],
)
async def test_the_topic_is_found(checker: Checker, text: str, slug: str) -> None:
    found = await finding(checker, text)
    assert found.topic.slug == slug
    assert found.score > 0.9


@pytest.mark.parametrize(
    ("text", "silence"),
    [
        ("", "there is nothing in it to look up"),
        ("What is the number?", "there is nothing in it to look up"),
        ("Shall we have lunch at the harbour?", "nothing in the claims database is on this"),
        ("How many people died when the dam broke?", "Dam deaths: it does not name verania"),
        ("40 people died at the dam in Morvia", "Dam deaths: it does not name verania"),
        ("40 people died at the dam in Verania in 1998", "Dam deaths: it speaks of 1998"),
        ("The earthquake: 40 people died at the dam in Verania", "Dam deaths: it is about another matter"),
        ("40 people died in a drill at the dam in Verania", "Dam deaths: it speaks of drill"),
        ("40 people died in Verania", "Dam deaths: too unsure (0.27, 0.40 is needed)"),
    ],
)
async def test_silence_has_a_reason(checker: Checker, text: str, silence: str) -> None:
    answer = await checker.check(text)
    assert answer.findings == ()
    assert not answer.should_speak
    assert answer.silence.startswith(silence)
    if silence.startswith("Dam deaths"):
        assert answer.nearest[0].slug == "dam-deaths"


async def test_a_message_that_repeats_a_retracted_figure_hears_that_first(checker: Checker) -> None:
    found = await finding(checker, "70 people died at the dam in Verania")
    first = found.evidence[0]
    assert first.claim.id == "C3-1"
    assert first.comparison is not None
    assert "withdrawn" in first.comparison.flags
    assert relations(found) == {"C3-1": "agrees", "A1-1": "compatible", "B2-1": "differs"}


async def test_the_order_of_the_data_holds_where_nothing_is_repeated(checker: Checker) -> None:
    found = await finding(checker, "How many people died at the dam in Verania?")
    assert [e.claim.id for e in found.evidence] == ["A1-1", "B2-1", "C3-1"]
    assert relations(found) == {}
    assert found.do_sources_differ
    assert not found.does_message_differ


async def test_sources_that_part_ways_are_worth_speaking_up(checker: Checker) -> None:
    answer = await checker.check("What caused the breach of the dam in Verania?", mode="message")
    assert slugs(answer) == ["dam-cause"]
    assert answer.should_speak
    assert answer.silence == ""
    assert answer.findings[0].do_sources_differ


async def test_a_message_that_agrees_is_left_alone_and_answered_when_asked(checker: Checker) -> None:
    text = "The dam in Verania was 31 metres tall"
    unasked, asked = await checker.check(text, mode="message"), await checker.check(text)
    assert not unasked.should_speak
    assert unasked.silence.startswith("nothing differs")
    assert relations(asked.findings[0]) == {"A1-3": "agrees"}


async def test_a_message_that_differs_is_worth_speaking_up(checker: Checker) -> None:
    answer = await checker.check("The dam in Verania was 60 metres tall", mode="message")
    assert answer.should_speak
    assert answer.findings[0].does_message_differ
    assert not answer.findings[0].do_sources_differ


async def test_a_message_nobody_asked_about_needs_a_higher_score(checker: Checker, store: Store) -> None:
    text = "The dam in Verania was 60 metres tall"
    strict = Checker(store, replace(WEIGHTS, message_threshold=0.99))
    assert slugs(await strict.check(text)) == ["dam-height"]
    answer = await strict.check(text, mode="message")
    assert answer.findings == ()
    assert answer.silence == "Height of the dam: too unsure (0.95, 0.99 is needed)"


FILLER = "Nothing else was said about it by anybody on that long and quiet evening in the small town. "


async def test_a_long_message_is_read_sentence_by_sentence(checker: Checker) -> None:
    text = f"Verania. {FILLER * 4} 70 people died at the dam. {FILLER} It had been 60 metres tall, that dam."
    answer = await checker.check(text)
    assert set(slugs(answer)) == {"dam-deaths", "dam-height"}
    by_slug = {f.topic.slug: f for f in answer.findings}
    assert by_slug["dam-deaths"].evidence[0].claim.id == "C3-1"
    assert relations(by_slug["dam-height"]) == {"A1-3": "differs"}


async def test_a_message_is_read_up_to_its_limit(checker: Checker) -> None:
    answer = await checker.check("x " * 10_000 + "70 people died at the dam in Verania")
    assert answer.findings == ()


async def test_a_server_sees_its_claims_once_the_checker_forgets(checker: Checker, store: Store) -> None:
    own = Checker(store, WEIGHTS)
    text = "How many people died at the dam in Verania?"
    before = await own.check(text, guild_id="123")
    async with store.database.transaction() as db:
        await db.execute(
            "INSERT INTO claim (guild_id, id, topic, source, aspect, wording, excerpt, value, unit) "
            "VALUES ('123', 'X-1', 'dam-deaths', 'A1', 'toll', '31 died', '31 died', '31', 'people')"
        )
    assert len((await own.check(text, guild_id="123")).findings[0].evidence) == len(
        before.findings[0].evidence
    )
    own.forget("123")
    ids = {e.claim.id for e in (await own.check(text, guild_id="123")).findings[0].evidence}
    assert ids == {"A1-1", "B2-1", "C3-1", "X-1"}
    own.forget()
    assert "X-1" not in {e.claim.id for e in (await own.check(text, guild_id="9")).findings[0].evidence}


def test_forgetting_makes_another_revision(store: Store) -> None:
    own = Checker(store, WEIGHTS)
    seen = [(own.revision(), own.revision("1"), own.revision("2"))]
    for guild_id in ("1", "", "1", "2"):
        own.forget(guild_id)
        seen.append((own.revision(), own.revision("1"), own.revision("2")))
    changed = [tuple(a != b for a, b in zip(*pair, strict=True)) for pair in itertools.pairwise(seen)]
    one, both, two = (False, True, False), (True, True, True), (False, False, True)
    assert changed == [one, both, one, two]


async def test_claims_forgotten_while_they_are_read_are_read_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Checker(store, WEIGHTS)
    text = "How many people died at the dam in Verania?"
    lexicon = store.lexicon

    async def late(*arguments: Any) -> Lexicon:
        monkeypatch.undo()
        async with store.database.transaction() as db:
            await db.execute("UPDATE claim SET wording = 'Some 50' WHERE id = 'A1-1'")
        own.forget()
        return await lexicon(*arguments)

    monkeypatch.setattr(store, "lexicon", late)
    for wording in ("At least 40", "Some 50", "Some 50"):
        answer = await own.check(text, guild_id="123")
        assert wording in {e.claim.wording for e in answer.findings[0].evidence}


def test_evidence_of_a_topic_alone_compares_nothing(data_dir: Path) -> None:
    dataset = load_dataset(data_dir)
    sources = {s.code: s for s in dataset.sources}
    claims = [c for c in dataset.claims if c.topic == "dam-deaths"]
    plain = evidence_for(claims, sources)
    assert [(e.claim, e.comparison) for e in plain] == [(c, None) for c in claims]
    money = evidence_for(claims, sources, {read_figures("5 million dollars")[0]: claims[0].aspect})
    assert all(e.comparison is None for e in money)


def test_the_shipped_weights_are_of_features_there_are() -> None:
    weights = load_weights()
    assert set(weights.by_feature) <= set(FEATURES)
    assert 0 < weights.check_threshold <= weights.message_threshold < 1


async def test_a_long_text_does_not_hold_the_event_loop(
    checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []

    def read(text: str) -> tuple[Figure, ...]:
        threads.append(threading.current_thread())
        return read_figures(text)

    monkeypatch.setattr("claims_db.checker.read_figures", read)
    question = "How many people died when the dam in Verania broke?"
    assert slugs(await checker.check(question)) == ["dam-deaths"]
    assert slugs(await checker.check(question + " " * 10 + "Nothing else of note. " * 100)) == ["dam-deaths"]
    here = threading.current_thread()
    assert [thread is here for thread in threads] == [True, False]
