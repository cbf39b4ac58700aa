"""Wrong matches silence copies and near-copies, never another figure; too many pause a topic."""

import pytest

from claims_db.storage.replies import ReplyStore
from claims_db.storage.statistics import Statistics
from claims_db.storage.store import Store
from claims_db.storage.wrong_matches import WrongMatches
from tests.conftest import Clock, raw_file

HERE, THERE, TOPIC = "9", "8", "dam-deaths"
TEXT = "Over 300 people died when the Orlow dam broke in Verania"


@pytest.fixture
def wrong_matches(store: Store, clock: Clock) -> WrongMatches:
    return WrongMatches(store.database, now=clock)


async def is_silenced(store: Store, wrong_matches: WrongMatches, text: str, place: str = HERE) -> bool:
    reply_store = ReplyStore(store.database)
    near = await reply_store.near_keys(text)
    return TOPIC in await wrong_matches.wrong_topics(place, await reply_store.fingerprint(text), near=near)


async def report(
    store: Store, wrong_matches: WrongMatches, text: str = TEXT, *, is_unasked: bool = True
) -> bool:
    reply_store = ReplyStore(store.database)
    message_key, near = await reply_store.fingerprint(text), await reply_store.near_keys(text)
    return await wrong_matches.report_wrong(HERE, TOPIC, message_key, near=near, is_unasked=is_unasked)


async def test_wrong_matches_are_of_one_server_topic_and_text(wrong_matches: WrongMatches) -> None:
    assert [await wrong_matches.report_wrong(HERE, TOPIC, "print") for _ in range(2)] == [True, False]
    assert await wrong_matches.wrong_topics(HERE, "print") == {TOPIC}
    assert await wrong_matches.wrong_topics(HERE, "other") == set()
    assert await wrong_matches.wrong_topics(THERE, "print") == set()


@pytest.mark.parametrize(
    "copy",
    [
        TEXT.upper(),
        "In Verania, over 300 people died, when the Orlow dam broke!",
        TEXT.replace("Orlow ", ""),  # a word less
        TEXT.replace("the Orlow", "the old Orlow"),  # a word more
        f"{TEXT}, terrible",
    ],
)
async def test_a_report_holds_for_near_copies(store: Store, wrong_matches: WrongMatches, copy: str) -> None:
    assert not await is_silenced(store, wrong_matches, copy)
    await report(store, wrong_matches)
    assert await is_silenced(store, wrong_matches, copy)
    assert not await is_silenced(store, wrong_matches, copy, THERE)


@pytest.mark.parametrize(
    "other",
    [
        TEXT.replace("300", "500"),
        TEXT.replace("300", "3,000"),
        TEXT.replace("300", "three thousand"),
        TEXT.replace("Over 300", "300"),
        TEXT.replace("Over", "Under"),
        TEXT.replace("Over 300", "1.5 million"),
        TEXT.replace("Over 300", "300 to 500"),
        f"{TEXT} in 2019",
        TEXT.replace("Verania", "Morvia"),  # another word, not one more or less
        TEXT.replace("died", "moved"),
        TEXT.replace("Orlow dam broke", "dam burst"),
    ],
)
async def test_a_report_does_not_silence_other_messages(
    store: Store, wrong_matches: WrongMatches, other: str
) -> None:
    await report(store, wrong_matches)
    assert not await is_silenced(store, wrong_matches, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("300 dead", "500 dead"),
        ("1.5 million fled", "5.1 million fled"),
        ("300 dead", "300"),
        ("300 dead in Verania", "300 in Verania"),
    ],
)
async def test_short_messages_are_known_by_all_of_their_words(
    store: Store, wrong_matches: WrongMatches, one: str, other: str
) -> None:
    await report(store, wrong_matches, one)
    assert await is_silenced(store, wrong_matches, one)
    assert not await is_silenced(store, wrong_matches, other)


async def test_a_report_is_taken_back_with_its_near_copies(store: Store, wrong_matches: WrongMatches) -> None:
    await report(store, wrong_matches)
    message_key = await ReplyStore(store.database).fingerprint(TEXT)
    assert not await wrong_matches.withdraw_wrong(THERE, TOPIC, message_key)
    assert await wrong_matches.withdraw_wrong(HERE, TOPIC, message_key)
    assert not await wrong_matches.withdraw_wrong(HERE, TOPIC, message_key)
    assert await store.database.rows("SELECT * FROM wrong_match") == []


async def test_no_word_of_a_reported_message_is_in_the_file(
    store: Store, wrong_matches: WrongMatches
) -> None:
    text = TEXT.replace("Orlow", "Zyxomat")
    await report(store, wrong_matches, text)
    await store.database.fold_log()
    raw = raw_file(store)
    assert b"zyxomat" not in raw


async def answer(store: Store, clock: Clock, count: int, guild_id: str = HERE) -> None:
    statistics = Statistics(store.database, now=clock)
    for _ in range(count):
        statistics.count("answered", guild_id, "1", [TOPIC])
    await statistics.flush()


@pytest.mark.parametrize(
    ("replies", "reports", "is_due"),
    [(5, 2, True), (10, 2, True), (11, 2, False), (4, 2, False), (5, 1, False), (50, 10, True)],
)
async def test_a_topic_is_paused_from_the_floor_on(
    store: Store, wrong_matches: WrongMatches, clock: Clock, replies: int, reports: int, is_due: bool
) -> None:
    await answer(store, clock, replies)
    await answer(store, clock, 100, THERE)
    for n in range(reports):
        await report(store, wrong_matches, f"{TEXT} {n}")
    assert await wrong_matches.pause_where_due(HERE, TOPIC) is is_due
    assert await wrong_matches.paused_topics(HERE) == ({TOPIC} if is_due else set())
    assert await wrong_matches.paused_topics(THERE) == set()
    assert not await wrong_matches.pause_where_due(HERE, TOPIC)  # moderators are told once


async def test_reports_of_asked_replies_and_old_ones_pause_nothing(
    store: Store, wrong_matches: WrongMatches, clock: Clock
) -> None:
    await answer(store, clock, 5)
    for n in range(5):
        await report(store, wrong_matches, f"{TEXT} {n}", is_unasked=False)
    assert not await wrong_matches.pause_where_due(HERE, TOPIC)
    for n in range(2):
        await report(store, wrong_matches, f"{TEXT} {n} again")
    clock.now += 31 * 86400
    await answer(store, clock, 5)
    assert not await wrong_matches.pause_where_due(HERE, TOPIC)


async def test_a_resumed_topic_begins_anew(store: Store, wrong_matches: WrongMatches, clock: Clock) -> None:
    assert not await wrong_matches.resume_topic(HERE, TOPIC)
    await answer(store, clock, 5)
    for n in range(3):
        await report(store, wrong_matches, f"{TEXT} {n}")
    assert await wrong_matches.pause_where_due(HERE, TOPIC)
    clock.now += 60
    assert not await wrong_matches.resume_topic(THERE, TOPIC)
    assert await wrong_matches.resume_topic(HERE, TOPIC)
    assert await wrong_matches.paused_topics(HERE) == set()
    clock.now += 60
    await report(store, wrong_matches, f"{TEXT} once more")
    assert not await wrong_matches.pause_where_due(HERE, TOPIC)
    await report(store, wrong_matches, f"{TEXT} and again")
    assert await wrong_matches.pause_where_due(HERE, TOPIC)
