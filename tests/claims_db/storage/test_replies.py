"""One reply a message, windows of silence, wrong matches; no text of a message."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from claims_db.models import Claim, Evidence, Finding, Source, Topic
from claims_db.storage.build import open_store
from claims_db.storage.replies import ReplyStore, ReplyTopic, Trigger
from claims_db.storage.retention import Keep, Retention
from claims_db.storage.store import Store

TRIGGER = Trigger(trigger_id="100", guild_id="9", channel_id="1", author_id="5", kind="unasked")
SUBJECTS = ("topic:dam-deaths", "url:https://a.example/x")


class Clock:
    """Seconds, moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reply_store(store: Store, clock: Clock) -> ReplyStore:
    return ReplyStore(store.database, now=clock)


@pytest.fixture
async def second(store: Store, clock: Clock) -> AsyncIterator[ReplyStore]:
    """The ledger of another process on the same file."""
    other = await Store.open(store.database.path)
    yield ReplyStore(other.database, now=clock)
    await other.close()


def finding(slug: str = "dam-deaths") -> Finding:
    claim = Claim(f"{slug}-1", slug, "A1", "40", "40 died", revision=3)
    return Finding(
        Topic(slug, slug, "?", ""), (Evidence(claim, Source("A1", "", "interview")),), 0.9, terms=("#killed",)
    )


async def count(store: Store, table: str) -> int:
    return len(await store.database.rows(f"SELECT * FROM {table}"))  # noqa: S608


async def test_a_reply_is_entered_and_found(reply_store: ReplyStore) -> None:
    reply_id = await reply_store.enter(TRIGGER, [finding(), finding("dam-moved")], "print")
    assert reply_id is not None
    reply = await reply_store.reply(reply_id)
    assert reply is not None
    assert reply == await reply_store.reply_to("100")
    assert (reply.guild_id, reply.channel_id, reply.author_id, reply.kind) == ("9", "1", "5", "unasked")
    assert (reply.message_id, reply.fingerprint) == ("", "print")
    assert reply.topics == (
        ReplyTopic("dam-deaths", 0.9, ("#killed",)),
        ReplyTopic("dam-moved", 0.9, ("#killed",)),
    )
    await reply_store.set_message(reply_id, "200")
    found = await reply_store.reply(reply_id)
    assert found is not None
    assert found.message_id == "200"


async def test_a_message_gets_one_reply(reply_store: ReplyStore, store: Store) -> None:
    ids = await asyncio.gather(*(reply_store.enter(TRIGGER, [finding()], "print") for _ in range(10)))
    assert len([i for i in ids if i is not None]) == 1
    assert await count(store, "reply") == 1


async def test_a_message_gets_one_reply_from_two_processes(
    reply_store: ReplyStore, second: ReplyStore
) -> None:
    ids = await asyncio.gather(
        reply_store.enter(TRIGGER, [finding()], "print"), second.enter(TRIGGER, [finding()], "print")
    )
    assert len([i for i in ids if i is not None]) == 1


async def test_the_claims_shown_are_kept_with_their_revision(reply_store: ReplyStore, store: Store) -> None:
    await reply_store.enter(TRIGGER, [finding()], "print")
    [row] = await store.database.rows("SELECT claim_id, revision FROM reply_claim")
    assert tuple(row) == ("dam-deaths-1", 3)


async def test_other_findings_replace_the_first(reply_store: ReplyStore, store: Store) -> None:
    reply_id = await reply_store.enter(TRIGGER, [finding()], "print")
    assert reply_id is not None
    await reply_store.replace_findings(reply_id, [finding("dam-moved")], "other")
    reply = await reply_store.reply(reply_id)
    assert reply is not None
    assert [t.topic for t in reply.topics] == ["dam-moved"]
    assert reply.fingerprint == "other"
    assert await count(store, "reply_claim") == 1


async def test_subjects_are_spoken_of_for_a_while_in_their_channel(
    reply_store: ReplyStore, clock: Clock
) -> None:
    await reply_store.enter(TRIGGER, [finding()], "print", SUBJECTS)
    assert await reply_store.recently_spoken("1", SUBJECTS, within=60) == set(SUBJECTS)
    assert await reply_store.recently_spoken("1", ["topic:other"], within=60) == set()
    assert await reply_store.recently_spoken("1", [], within=60) == set()
    assert await reply_store.recently_spoken("2", SUBJECTS, within=60) == set()
    clock.now += 59
    assert await reply_store.recently_spoken("1", SUBJECTS, within=60) == set(SUBJECTS)
    clock.now += 1
    assert await reply_store.recently_spoken("1", SUBJECTS, within=60) == set()


async def test_a_second_reply_to_a_message_moves_no_window(reply_store: ReplyStore, clock: Clock) -> None:
    await reply_store.enter(TRIGGER, [finding()], "print", SUBJECTS)
    clock.now += 50
    assert await reply_store.enter(TRIGGER, [finding()], "print", SUBJECTS) is None
    clock.now += 20
    assert await reply_store.recently_spoken("1", SUBJECTS, within=60) == set()


async def test_a_removed_reply_leaves_its_window(reply_store: ReplyStore, store: Store) -> None:
    reply_id = await reply_store.enter(TRIGGER, [finding()], "print", SUBJECTS)
    assert reply_id is not None
    await reply_store.remove(reply_id)
    assert await reply_store.reply(reply_id) is None
    assert [await count(store, t) for t in ("reply", "reply_topic", "reply_claim")] == [0, 0, 0]
    assert await reply_store.recently_spoken("1", SUBJECTS, within=60) == set(SUBJECTS)


async def test_a_withdrawn_reply_was_never_given(reply_store: ReplyStore, store: Store, clock: Clock) -> None:
    other = Trigger("101", "9", "2", "5", "unasked")
    kept = await reply_store.enter(other, [finding()], "print", SUBJECTS)
    clock.now += 1
    reply_id = await reply_store.enter(TRIGGER, [finding()], "print", SUBJECTS)
    assert reply_id is not None
    await reply_store.withdraw(reply_id)
    assert await reply_store.recently_spoken("1", SUBJECTS, within=60) == set()
    assert await reply_store.recently_spoken("2", SUBJECTS, within=60) == set(SUBJECTS)
    assert [r["reply_id"] for r in await store.database.rows("SELECT reply_id FROM reply")] == [kept]
    assert await reply_store.enter(TRIGGER, [finding()], "print", SUBJECTS) is not None


async def test_replies_to_many_messages(reply_store: ReplyStore) -> None:
    for n in range(3):
        await reply_store.enter(Trigger(str(n), "9", "1", "5", "unasked"), [finding()], "print")
    found = await reply_store.replies_to([str(n) for n in range(1, 100)])
    assert sorted(r.trigger_id for r in found) == ["1", "2"]
    assert await reply_store.replies_to([]) == []


async def test_the_fingerprints_key_stays_with_the_file(
    reply_store: ReplyStore, second: ReplyStore, tmp_path: Path, data_dir: Path
) -> None:
    first = await reply_store.fingerprint("40 people died")
    assert first
    assert await second.fingerprint("40 people died") == first
    elsewhere = await open_store(tmp_path / "other.sqlite3", data_dir=data_dir)
    assert await ReplyStore(elsewhere.database).fingerprint("40 people died") != first
    await elsewhere.close()


async def test_meta_is_kept(reply_store: ReplyStore) -> None:
    assert await reply_store.get_meta("hash") == ""
    for value in ("a", "b"):
        await reply_store.set_meta("hash", value)
    assert await reply_store.get_meta("hash") == "b"


async def test_of_a_link_only_a_hash_is_kept_and_not_for_ever(
    reply_store: ReplyStore, store: Store, clock: Clock
) -> None:
    await reply_store.enter(TRIGGER, [finding()], "print", SUBJECTS)
    kept = [str(r["subject"]) for r in await store.database.rows("SELECT subject FROM spoken")]
    assert len(kept) == 2
    assert not any("example" in subject for subject in kept)
    clock.now += 31 * 24 * 3600
    await reply_store.enter(
        Trigger("101", "9", "1", "5", "unasked"), [finding()], "print", ["topic:dam-moved"]
    )
    assert await count(store, "spoken") == 1


async def next_number(reply_store: ReplyStore, trigger_id: str) -> int | None:
    return await reply_store.enter(Trigger(trigger_id, "9", "1", "5", "unasked"), [finding()], "print")


@pytest.mark.parametrize("way", ["removed", "withdrawn", "swept"])
async def test_a_number_is_never_given_again(
    reply_store: ReplyStore, store: Store, clock: Clock, way: str
) -> None:
    assert [await next_number(reply_store, t) for t in "abc"] == [1, 2, 3]
    if way == "swept":
        clock.now += 91 * 24 * 3600
        await Retention(store.database, Keep(), now=clock).sweep()
        assert await count(store, "reply") == 0
    else:
        await (reply_store.remove(3) if way == "removed" else reply_store.withdraw(3))
    assert await next_number(reply_store, "d") == 4
    assert await next_number(reply_store, "d") is None
    assert await next_number(reply_store, "e") == 5


async def test_a_number_is_never_given_again_by_another_process(
    reply_store: ReplyStore, second: ReplyStore
) -> None:
    assert await next_number(reply_store, "a") == 1
    await second.remove(1)
    assert await next_number(second, "b") == 2
    assert await next_number(reply_store, "c") == 3


async def test_the_message_that_is_seen_first_stays(reply_store: ReplyStore) -> None:
    reply_id = await reply_store.enter(TRIGGER, [finding()], "print")
    assert reply_id is not None
    await reply_store.set_message_seen("100", "200", "1")
    await reply_store.set_message_seen("100", "300", "2")
    await reply_store.set_message_seen("101", "400", "1")
    reply = await reply_store.reply(reply_id)
    assert reply is not None
    assert (reply.message_id, reply.posted_in) == ("200", "1")


async def test_a_message_that_is_seen_elsewhere_is_found_there(reply_store: ReplyStore) -> None:
    await reply_store.enter(TRIGGER, [finding()], "print")
    await reply_store.set_message_seen("100", "200", "7")
    reply = await reply_store.reply_to("100")
    assert reply is not None
    assert (reply.message_id, reply.posted_in, reply.channel_id) == ("200", "7", "1")


async def test_an_unclear_reply_is_withdrawn_unless_it_is_seen_in_time(
    reply_store: ReplyStore, store: Store, clock: Clock
) -> None:
    for n in "abc":
        subject = [f"topic:{n}"]
        await reply_store.enter(Trigger(n, "9", "1", "5", "unasked"), [finding()], "print", subject)
        clock.now += 1
    for reply_id in (1, 2):
        await reply_store.mark_unclear(reply_id)
    await reply_store.set_message_seen("a", "200", "1")
    clock.now += 590
    assert await reply_store.withdraw_unclear() == 0
    clock.now += 20
    assert await reply_store.withdraw_unclear() == 1
    assert await reply_store.withdraw_unclear() == 0
    left = [row["reply_id"] for row in await store.database.rows("SELECT reply_id FROM reply")]
    assert left == [1, 3]
    subjects = ["topic:a", "topic:b", "topic:c"]
    assert await reply_store.recently_spoken("1", subjects, within=9999) == {"topic:a", "topic:c"}
