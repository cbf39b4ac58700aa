"""Counts are by day, channel and topic; traces hold terms and figures, never words; both wait for a flush."""

from dataclasses import replace

import pytest

from claims_db.checker import Checker
from claims_db.errors import StoreError
from claims_db.figures import Figure, read_figures
from claims_db.models import Topic
from claims_db.storage import statistics as statistics_module
from claims_db.storage.replies import ReplyStore
from claims_db.storage.statistics import Statistics, UsageCount
from claims_db.storage.store import Store
from tests.conftest import Clock, raw_file
from tests.made_up import WEIGHTS

HERE, THERE = "9", "8"


@pytest.fixture
def statistics(store: Store, clock: Clock) -> Statistics:
    return Statistics(store.database, now=clock)


def figure(text: str) -> Figure:
    return read_figures(text)[0]


async def look(store: Store, statistics: Statistics, text: str, guild_id: str = HERE) -> None:
    """A message as the bot traces it."""
    answer = await Checker(store, WEIGHTS).check(text, mode="message", guild_id=guild_id)
    message_key = await ReplyStore(store.database).fingerprint(text)
    statistics.trace(guild_id, "1", message_key, answer.terms, answer.statement.figures)


async def test_counts_are_of_one_server_and_of_the_days_asked_for(
    statistics: Statistics, clock: Clock
) -> None:
    statistics.count("asked", HERE, "1", ["a", "b"])
    statistics.count("silent", THERE, "5")
    await statistics.flush()
    clock.now += 2 * 86400
    statistics.count("asked", HERE, "1", ["a"])
    assert await statistics.totals(HERE, 2) == [
        UsageCount("1", "", "asked", 1),
        UsageCount("1", "a", "asked", 1),
    ]
    assert await statistics.totals(HERE, 3) == [
        UsageCount("1", "", "asked", 2),  # one message on two topics is one message
        UsageCount("1", "a", "asked", 2),
        UsageCount("1", "b", "asked", 1),
    ]
    assert await statistics.totals(THERE, 3) == [UsageCount("5", "", "silent", 1)]
    assert await statistics.totals(HERE, 365) == await statistics.totals(HERE, 3)


async def test_direct_messages_are_not_counted(store: Store, statistics: Statistics) -> None:
    statistics.count("asked", "", "1", ["a"])
    statistics.trace("", "1", "print", {"#killed"}, [figure("20 people")])
    await statistics.flush()
    assert await store.database.rows("SELECT 1 FROM tally UNION ALL SELECT 1 FROM trace") == []


async def test_a_report_taken_back_is_not_counted(statistics: Statistics) -> None:
    statistics.count("wrong", HERE, "1", ["a"])
    await statistics.flush()
    statistics.count("wrong", HERE, "1", ["a"], by=-1)
    assert await statistics.totals(HERE, 30) == []


async def test_nothing_is_lost_where_a_flush_fails(
    store: Store, statistics: Statistics, monkeypatch: pytest.MonkeyPatch
) -> None:
    await look(store, statistics, "20 people died when the dam broke in Verania")
    statistics.count("asked", HERE, "1", ["a"])

    async def fail(*_: object) -> None:
        statistics.count("asked", HERE, "1", ["a"])  # while it is being written
        raise StoreError("full")

    with monkeypatch.context() as patched:
        patched.setattr(statistics, "_write", fail)
        with pytest.raises(StoreError):
            await statistics.flush()
    assert await statistics.totals(HERE, 1) == [
        UsageCount("1", "", "asked", 2),
        UsageCount("1", "a", "asked", 2),
    ]
    assert len(await store.database.rows("SELECT * FROM trace")) == 1


async def test_what_waits_is_bounded(
    store: Store, statistics: Statistics, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics_module, "_MAX_WAITING", 3)
    monkeypatch.setattr(statistics_module, "_MAX_SEEN", 3)
    for n in range(10):
        statistics.count("asked", HERE, str(n))
        statistics.trace(HERE, "1", f"print{n}", set(), [figure("20 people")])
        assert statistics.is_first_look(str(n))
    await statistics.flush()
    assert len(await store.database.rows("SELECT * FROM tally")) == 3
    assert len(await store.database.rows("SELECT * FROM trace")) == 3
    assert not statistics.is_first_look("9")
    assert statistics.is_first_look("0")


async def test_a_claim_is_told_what_it_would_have_answered(
    store: Store, statistics: Statistics, clock: Clock
) -> None:
    topic = await store.topic("dam-deaths")
    await look(store, statistics, "900 people died when the dam broke in Verania")
    await look(store, statistics, "In Verania 900 people died when the dam broke")  # the same words
    await look(store, statistics, "20 people died when the dam broke in Verania")
    await look(store, statistics, "20 people died when the dam broke")  # no anchor
    await look(store, statistics, "20 people were moved in Verania")  # another need
    await look(store, statistics, "Nobody knows who died when the dam broke in Verania")  # no figure
    await look(store, statistics, "30 people died when the dam broke in Verania", THERE)
    assert await statistics.would_answer(HERE, topic, figure("60 people died"), 7) == (2, 3)
    assert await statistics.would_answer(HERE, topic, figure("20 people died"), 7) == (1, 2)
    assert await statistics.would_answer(HERE, topic, figure("60 percent"), 7) == (0, 0)
    assert await statistics.would_answer(HERE, topic, None, 7) == (2, 3)
    assert await statistics.would_answer(THERE, topic, figure("60 people died"), 7) == (1, 1)
    clock.now += 8 * 86400
    assert await statistics.would_answer(HERE, topic, figure("60 people died"), 7) == (0, 0)


async def test_units_are_terms_and_new_words_count_nothing(store: Store, statistics: Statistics) -> None:
    await look(store, statistics, "20 people died when the dam broke in Verania")
    made = Topic("new", "New", "?", "", anchors=(("@verania",),), needs=(("unit:people",),))
    assert await statistics.would_answer(HERE, made, figure("60 people"), 7) == (1, 1)
    unknown = replace(made, needs=(("broke",),))
    assert await statistics.would_answer(HERE, unknown, figure("60 people"), 7) == (0, 0)


async def test_no_word_of_a_message_is_in_the_file(store: Store, statistics: Statistics) -> None:
    await look(store, statistics, "20 people died, Zyxomat says, when the dam broke in Verania")
    await statistics.flush()
    await store.database.fold_log()
    raw = raw_file(store)
    assert b"#killed" in raw  # the term is, the word is not
    assert b"zyxomat" not in raw
