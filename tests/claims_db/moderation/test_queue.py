"""The moderators' queue: written once, by two pairs of eyes where asked for, seen by one server only."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from claims_db.drafts.claim_draft import ClaimDraft, read_draft
from claims_db.errors import ClaimConflict, NotAllowed
from claims_db.models import Claim
from claims_db.moderation.editors import Editors
from claims_db.moderation.queue import Queue
from claims_db.storage.audit import Change, Merge
from claims_db.storage.queue_items import QueueItem
from claims_db.storage.servers import ServerSettings, ServerStore
from claims_db.storage.store import Store
from claims_db.storage.suggestions import MAX_QUESTIONS, MAX_SUGGESTED

HERE, THERE = "100", "200"
MOD, OTHER = "7", "8"


class Clock:
    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def changed() -> list[str]:
    """The servers that were told that their claims changed."""
    return []


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue(store: Store, changed: list[str], clock: Clock) -> Queue:
    return Queue(Editors.over(store, on_change=changed.append), ServerStore(store.database), now=clock)


async def want_two(store: Store, **settings: Any) -> None:
    guild = ServerSettings(HERE, **({"needs_second": True} | settings))
    await ServerStore(store.database).save(guild, by=MOD)


async def accept(queue: Queue, item: int, by: str = OTHER) -> Change:
    change = await queue.accept(HERE, item, by=by)
    assert isinstance(change, Change)
    return change


async def new_claim(store: Store) -> Claim:
    topics = {t.slug: t for t in await store.topics(HERE)}
    sources = {s.code: s for s in await store.sources(HERE)}
    draft = ClaimDraft(topic="dam-deaths", source="B2", figure="61 people died", note="phoned")
    return read_draft(draft, topics, sources, {})


async def rows(store: Store, table: str) -> int:
    row = await store.database.row(f"SELECT count(*) FROM {table}")  # noqa: S608
    assert row is not None
    return int(row[0])


async def test_a_draft_is_written_once(store: Store, queue: Queue, changed: list[str]) -> None:
    claim = await new_claim(store)
    number = await queue.keep_draft(HERE, action="add", claim=claim, by=MOD)
    kept = await queue.item(HERE, number)
    assert kept is not None
    assert (kept.kind, kept.state, kept.action, kept.proposed_by) == ("change", "draft", "add", MOD)
    assert kept.claim == claim
    assert await queue.open_items(HERE) == []
    both = await asyncio.gather(
        queue.submit(HERE, number, by=MOD), queue.submit(HERE, number, by=MOD), return_exceptions=True
    )
    refused = next(r for r in both if isinstance(r, BaseException))
    assert isinstance(refused, NotAllowed)
    assert "already" in str(refused)
    assert await rows(store, "audit") == 1
    assert changed == [HERE]
    assert "B2-m1" in {c.id for c in await store.claims(HERE)}
    decided = await queue.item(HERE, number)
    assert decided is not None
    assert (decided.state, decided.decided_by) == ("accepted", MOD)


async def test_nobody_submits_changes_or_drops_the_draft_of_another(store: Store, queue: Queue) -> None:
    claim = await store.claim("B2-1", HERE)
    number = await queue.keep_draft(HERE, action="edit", claim=claim, by=MOD)
    for attempt in (
        queue.submit(HERE, number, by=OTHER),
        queue.update_draft(HERE, number, claim, OTHER),
        queue.reject(HERE, number, by=OTHER, reason="no"),
    ):
        with pytest.raises(NotAllowed, match="somebody else's"):
            await attempt
    with pytest.raises(NotAllowed, match="not been submitted"):
        await queue.accept(HERE, number, by=OTHER)
    assert await queue.update_draft(HERE, number, replace(claim, note="better"), MOD) == number
    change = await queue.submit(HERE, number, by=MOD)
    assert change is not None
    assert change.claim.note == "better"


async def test_two_pairs_of_eyes(store: Store, queue: Queue) -> None:
    await want_two(store)
    claim = await store.claim("B2-1", HERE)
    number = await queue.keep_draft(HERE, action="retract", claim=claim, by=MOD, reason="taken back")
    assert await queue.submit(HERE, number, by=MOD) is None
    assert (await store.claim("B2-1", HERE)).status == "official"
    with pytest.raises(NotAllowed, match="another moderator"):
        await queue.accept(HERE, number, by=MOD)
    assert (await store.claim("B2-1", HERE)).status == "official"
    change = await accept(queue, number)
    assert change.claim.status == "retracted"
    entry = (await Editors.over(store).claims.history(HERE, "B2-1"))[0]
    assert (entry.user_id, entry.reason, entry.action) == (MOD, "taken back", "retract")
    decided = await queue.item(HERE, number)
    assert decided is not None
    assert decided.decided_by == OTHER
    with pytest.raises(NotAllowed, match="already accepted"):
        await queue.accept(HERE, number, by=OTHER)


async def test_whoever_edits_an_open_change_does_not_approve_it(store: Store, queue: Queue) -> None:
    await want_two(store)
    claim = await store.claim("B2-1", HERE)
    number = await queue.keep_draft(HERE, action="edit", claim=replace(claim, note="mine"), by=MOD)
    await queue.submit(HERE, number, by=MOD)
    again = await queue.update_draft(HERE, number, replace(claim, note="theirs"), OTHER)
    assert again != number
    with pytest.raises(NotAllowed, match="already rejected"):  # a button under the old text writes nothing
        await queue.accept(HERE, number, by=OTHER)
    with pytest.raises(NotAllowed, match="another moderator"):
        await queue.accept(HERE, again, by=OTHER)
    assert (await accept(queue, again, by=MOD)).claim.note == "theirs"


async def test_a_change_of_what_was_changed_since_stays_open(
    store: Store, queue: Queue, changed: list[str]
) -> None:
    await want_two(store)
    claim = await store.claim("B2-1", HERE)
    number = await queue.keep_draft(HERE, action="edit", claim=replace(claim, note="late"), by=MOD)
    await queue.submit(HERE, number, by=MOD)
    await Editors.over(store).claims.edit(HERE, replace(claim, note="first"), by=OTHER)
    changed.clear()
    with pytest.raises(ClaimConflict) as conflict:
        await queue.accept(HERE, number, by=OTHER)
    assert conflict.value.current.note == "first"
    assert changed == []
    item = await queue.item(HERE, number)
    assert item is not None
    assert item.state == "open"
    again = await queue.update_draft(HERE, number, replace(conflict.value.current, note="late"), MOD)
    assert (await accept(queue, again)).claim.note == "late"


async def test_the_write_and_the_state_stand_or_fall_together(
    store: Store, queue: Queue, monkeypatch: pytest.MonkeyPatch, changed: list[str]
) -> None:
    number = await queue.keep_draft(HERE, action="add", claim=await new_claim(store), by=MOD)

    async def fail(*_args: object) -> None:
        raise OSError("pulled the plug")

    with monkeypatch.context() as patched:
        patched.setattr(queue, "_close", fail)
        with pytest.raises(OSError, match="plug"):
            await queue.submit(HERE, number, by=MOD)
    assert await rows(store, "audit") == 0
    assert changed == []
    assert await queue.submit(HERE, number, by=MOD) is not None


@pytest.mark.parametrize("action", ["retract", "hide", "restore"])
async def test_the_other_actions_follow_the_desks_rules(store: Store, queue: Queue, action: Any) -> None:
    claim = await store.claim("B2-1", HERE)
    number = await queue.keep_draft(HERE, action=action, claim=replace(claim, note="ignored"), by=MOD)
    if action == "hide":
        await queue.submit(HERE, number, by=MOD)
        assert "B2-1" not in {c.id for c in await store.claims(HERE)}
    else:
        with pytest.raises(NotAllowed, match="reason" if action == "retract" else "neither"):
            await queue.submit(HERE, number, by=MOD)
    assert (await store.claim("B2-1", HERE)).note == ""


async def test_another_server_sees_and_decides_nothing(store: Store, queue: Queue) -> None:
    number = await queue.suggest(HERE, "Check the height", by="5", wants_answer=True)
    assert await queue.item(THERE, number) is None
    assert await queue.open_items(THERE) == []
    assert await queue.counts(THERE) == {"change": 0, "suggestion": 0, "question": 0}
    assert not await queue.add_asker(THERE, number, "6")
    draft = await queue.keep_draft(HERE, action="add", claim=await new_claim(store), by=MOD)
    for attempt in (
        queue.answer(THERE, number, by=MOD, answer="x"),
        queue.reject(THERE, number, by=MOD, reason="x"),
        queue.accept(THERE, number, by=MOD),
        queue.submit(THERE, draft, by=MOD),
        queue.update_draft(THERE, draft, await new_claim(store), MOD),
    ):
        with pytest.raises(NotAllowed, match="no item"):
            await attempt
    decisions = await queue.accept_many(THERE, [number, draft], by=MOD)
    assert all("no item" in d.problem for d in decisions)
    item = await queue.item(HERE, number)
    assert item is not None
    assert item.state == "open"


async def test_a_suggestion_is_answered_and_its_maker_forgotten(store: Store, queue: Queue) -> None:
    number = await queue.suggest(
        HERE, "  31 metres?  ", by="5", wants_answer=True, source="Gazette", link="https://gazette.example/1"
    )
    assert await queue.askers(number) == ["5"]
    item = (await queue.open_items(HERE, "suggestion"))[0]
    assert (item.text, item.source, item.link) == ("31 metres?", "Gazette", "https://gazette.example/1")
    decided = await queue.answer(HERE, number, by=MOD, answer="It is 31 metres.")
    assert (decided.state, decided.answer, decided.proposed_by) == ("accepted", "It is 31 metres.", "")
    assert [i.proposal_id for i in await queue.to_tell()] == [number]
    await queue.forget_asker(number, "5")
    assert await queue.to_tell() == []
    assert await rows(store, "asker") == 0
    with pytest.raises(NotAllowed, match="already accepted"):
        await queue.reject(HERE, number, by=OTHER, reason="late")
    people = await store.database.rows("SELECT user_id FROM person")
    assert [p["user_id"] for p in people] == [MOD]


async def test_a_suggester_who_also_moderates_stays_in_the_trail(store: Store, queue: Queue) -> None:
    draft = await queue.keep_draft(HERE, action="add", claim=await new_claim(store), by=MOD)
    await queue.submit(HERE, draft, by=MOD)
    number = await queue.suggest(HERE, "Check the height", by=MOD, wants_answer=False)
    await queue.reject(HERE, number, by=OTHER, reason="no")
    assert [e.user_id for e in await Editors.over(store).audit_log.entries(HERE)] == [MOD]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"text": "x" * 1001}, "1000 is the limit"),
        ({"text": " \u200b"}, "some words"),
        ({"source": "x" * 201}, "200 is the limit"),
        ({"link": "javascript:alert(1)"}, "web address"),
        ({"link": "https://x.example/" + "x" * 500}, "500 is the limit"),
        ({"link": "https://x.example/ https://y.example"}, "web address"),
    ],
)
async def test_a_bad_suggestion_is_not_taken(
    store: Store, queue: Queue, given: dict[str, str], wrong: str
) -> None:
    with pytest.raises(NotAllowed, match=wrong):
        await queue.suggest(HERE, **({"text": "Check this"} | given), by="5", wants_answer=False)
    assert await rows(store, "proposal") == 0


async def test_one_person_can_not_fill_the_queue(queue: Queue) -> None:
    for n in range(MAX_SUGGESTED):
        last = await queue.suggest(HERE, f"number {n}", by="5", wants_answer=False)
    with pytest.raises(NotAllowed, match="waiting"):
        await queue.suggest(HERE, "one more", by="5", wants_answer=False)
    await queue.suggest(HERE, "mine", by="6", wants_answer=False)
    await queue.suggest(THERE, "elsewhere", by="5", wants_answer=False)
    await queue.reject(HERE, last, by=MOD, reason="no")
    await queue.suggest(HERE, "one more", by="5", wants_answer=False)


async def test_questions_gather_without_names_or_sentences(store: Store, queue: Queue) -> None:
    asked = "Hey @bob, is it true that about 4,000 sandbags were used? see https://x.example/?u=bob"
    number = await queue.note_question(HERE, asked, "p1")
    assert await queue.note_question(HERE, "sandbags used: 4000", "p1") == number
    await queue.note_question(HERE, "how many pumps", "p2")
    first, second = await queue.open_items(HERE)
    assert (first.count, first.text, first.figures) == (2, "sandbags used", ("about 4,000",))
    assert (second.count, second.text, second.figures) == (1, "pumps", ())
    assert (first.proposed_by, await rows(store, "person"), await rows(store, "asker")) == ("", 0, 0)
    row = await store.database.row("SELECT * FROM proposal WHERE proposal_id = ?", (number,))
    assert row is not None
    assert not any(word in str(tuple(row)) for word in ("bob", "true", "Hey", "example", asked))
    assert await queue.note_question(HERE, "is it?", "p3") is None
    long = await queue.note_question(HERE, " ".join(f"word{chr(97 + n)}" for n in range(20)), "p4")
    assert long is not None
    item = await queue.item(HERE, long)
    assert item is not None
    assert len(item.text.split()) == 12


async def test_questions_are_gathered_only_where_the_server_wants_it(store: Store, queue: Queue) -> None:
    await want_two(store, collects_questions=False)
    assert await queue.note_question(HERE, "how many pumps", "p") is None
    assert await queue.note_question("", "how many pumps", "p") is None
    assert await rows(store, "proposal") == 0


async def test_a_rejected_question_rests_for_a_month(queue: Queue, clock: Clock) -> None:
    number = await queue.note_question(HERE, "how many pumps", "p")
    assert number is not None
    await queue.reject(HERE, number, by=MOD, reason="off topic")
    assert await queue.note_question(HERE, "how many pumps", "p") is None
    clock.now += 31 * 24 * 3600
    assert await queue.note_question(HERE, "how many pumps", "p") is not None


async def test_the_least_asked_question_makes_room(queue: Queue, store: Store) -> None:
    often = await queue.note_question(HERE, "how many pumps", "often")
    await queue.note_question(HERE, "how many pumps", "often")
    for n in range(MAX_QUESTIONS + 5):
        last = await queue.note_question(HERE, "how many boats", f"p{n}")
    assert await rows(store, "proposal") == MAX_QUESTIONS
    kept = {i.proposal_id for i in await queue.open_items(HERE, limit=1000)}
    assert {often, last} <= kept


async def test_changes_come_first_then_what_was_asked_most(store: Store, queue: Queue) -> None:
    await want_two(store)
    once = await queue.note_question(HERE, "how many boats", "once")
    for _ in range(3):
        thrice = await queue.note_question(HERE, "how many pumps", "thrice")
    change = await queue.keep_draft(HERE, action="add", claim=await new_claim(store), by=MOD)
    await queue.submit(HERE, change, by=MOD)
    assert [i.proposal_id for i in await queue.open_items(HERE)] == [change, thrice, once]
    assert [i.proposal_id for i in await queue.open_items(HERE, limit=1, offset=1)] == [thrice]
    assert [i.proposal_id for i in await queue.open_items(HERE, "question", limit=1)] == [thrice]
    assert await queue.counts(HERE) == {"change": 1, "suggestion": 0, "question": 2}


async def test_many_at_once_each_for_itself(store: Store, queue: Queue) -> None:
    await want_two(store)
    claim = await store.claim("B2-1", HERE)
    numbers = []
    for by in (MOD, MOD, OTHER):
        number = await queue.keep_draft(HERE, action="edit", claim=replace(claim, note=by), by=by)
        await queue.submit(HERE, number, by=by)
        numbers.append(number)
    numbers.append(await queue.suggest(HERE, "Check the height", by="5", wants_answer=True))
    decisions = await queue.accept_many(HERE, [*numbers, numbers[0], 999], by=OTHER, answer="Added.")
    assert [bool(d.problem) for d in decisions] == [False, True, True, False, True]
    assert "in the meantime" in decisions[1].problem
    assert "another moderator" in decisions[2].problem
    assert [i.proposal_id for i in await queue.open_items(HERE)] == numbers[1:3]
    rejected = await queue.reject_many(HERE, [*numbers], by=MOD, reason="superseded")
    assert [bool(d.problem) for d in rejected] == [True, False, False, True]
    assert await queue.open_items(HERE) == []


async def test_who_wants_to_be_told_of_a_question(queue: Queue) -> None:
    number = await queue.note_question(HERE, "how many pumps", "p")
    assert number is not None
    assert await queue.add_asker(HERE, number, "5")
    assert await queue.add_asker(HERE, number, "5")
    assert await queue.askers(number) == ["5"]
    await queue.answer(HERE, number, by=MOD, answer="Nine.")
    assert not await queue.add_asker(HERE, number, "6")


async def test_a_draft_that_nobody_saves_goes(store: Store, queue: Queue, clock: Clock) -> None:
    old = await queue.keep_draft(HERE, action="add", claim=await new_claim(store), by=MOD)
    clock.now += 8 * 24 * 3600
    await queue.keep_draft(HERE, action="add", claim=await new_claim(store), by=MOD)
    assert await queue.item(HERE, old) is None


async def test_a_merge_waits_for_a_second_moderator(store: Store, queue: Queue) -> None:
    await want_two(store)
    item = await queue.merge_topics(HERE, "dam-height", "dam-deaths", by=MOD)
    assert isinstance(item, QueueItem)
    assert (item.action, item.subject, item.into, item.state) == ("merge", "dam-height", "dam-deaths", "open")
    assert await store.merged_topics(HERE) == {}
    with pytest.raises(NotAllowed, match="another moderator"):
        await queue.accept(HERE, item.proposal_id, by=MOD)
    merge = await queue.accept(HERE, item.proposal_id, by=OTHER)
    assert isinstance(merge, Merge)
    assert merge.claims == 1
    assert await store.merged_topics(HERE) == {"dam-height": "dam-deaths"}
    entry = (await Editors.over(store).audit_log.entries(HERE, kind="topic"))[0]
    assert (entry.action, entry.user_id) == ("merge", MOD)


async def test_a_merge_is_written_at_once_if_no_second_moderator_is_wanted(
    store: Store, queue: Queue
) -> None:
    assert isinstance(await queue.merge_topics(HERE, "dam-height", "dam-deaths", by=MOD), Merge)
    assert await store.merged_topics(HERE) == {"dam-height": "dam-deaths"}


async def test_a_merge_that_can_not_be_is_refused_before_it_waits(store: Store, queue: Queue) -> None:
    await want_two(store)
    with pytest.raises(NotAllowed, match="into itself"):
        await queue.merge_topics(HERE, "dam-height", "dam-height", by=MOD)
    assert await queue.open_items(HERE) == []
