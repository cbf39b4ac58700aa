"""Moderators' writes: seen by their server only, with their trail, never over one another."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from claims_db.drafts.claim_draft import ClaimDraft, draft_of, read_draft
from claims_db.errors import BadRecords, ClaimConflict, Conflict, NotAllowed, UnknownClaim, UnknownTopic
from claims_db.findings.findings import evidence_for
from claims_db.models import Claim, Finding, Source
from claims_db.moderation.editors import Editors
from claims_db.moderation.queue import Queue
from claims_db.storage.audit import Merge
from claims_db.storage.corrections import CorrectionStore
from claims_db.storage.release import load_release
from claims_db.storage.replies import ReplyStore, Trigger
from claims_db.storage.servers import ServerStore
from claims_db.storage.store import Store

HERE, THERE = "100", "200"


@pytest.fixture
def editors(store: Store) -> Editors:
    return Editors.over(store)


async def draft(store: Store, guild_id: str, **texts: str) -> Claim:
    topics = {t.slug: t for t in await store.topics(guild_id)}
    sources = {s.code: s for s in await store.sources(guild_id)}
    claims = await store.claims_by_topic(list(topics), guild_id)
    given = {"topic": "dam-deaths", "source": "B2", "figure": "61 people died"} | texts
    return read_draft(ClaimDraft(**given), topics, sources, claims)


async def reply_on_deaths(store: Store, guild_id: str, trigger_id: str = "1") -> int:
    """A posted reply that shows all claims on the deaths."""
    topic = await store.topic("dam-deaths", guild_id)
    claims = (await store.claims_by_topic([topic.slug], guild_id))[topic.slug]
    sources = {s.code: s for s in await store.sources(guild_id)}
    reply_store = ReplyStore(store.database)
    trigger = Trigger(trigger_id, guild_id, "5", "6", "asked")
    finding = Finding(topic, evidence_for(claims, sources), 1.0)
    reply_id = await reply_store.enter(trigger, [finding], "print")
    assert reply_id is not None
    await reply_store.set_message(reply_id, f"9{trigger_id}")
    return reply_id


async def test_a_claim_is_added_for_its_server_only(store: Store, editors: Editors) -> None:
    change = await editors.claims.add(HERE, await draft(store, HERE), by="7")
    assert change.claim.id == "B2-m1"
    assert change.claim.figure is not None
    assert change.claim.figure.value == 61
    assert change.claim.aspect == "toll"
    assert change.claim.id in {c.id for c in await store.claims(HERE)}
    assert change.claim.id not in {c.id for c in [*await store.claims(THERE), *await store.claims()]}
    entry = (await editors.audit_log.entries(HERE))[0]
    assert (entry.action, entry.user_id, entry.before, entry.after["value"]) == ("add", "7", {}, "61")
    assert await editors.audit_log.entries(THERE) == []


async def test_an_edit_of_a_shipped_claim_is_this_servers_own(store: Store, editors: Editors) -> None:
    shipped = await store.claim("A1-1")
    written = (await editors.claims.edit(HERE, replace(shipped, note="checked"), by="7")).claim
    assert (written.revision, written.note) == (2, "checked")
    assert [c.note for c in await store.claims(HERE) if c.id == "A1-1"] == ["checked"]
    assert [c.note for c in await store.claims(THERE) if c.id == "A1-1"] == [""]
    assert await store.claim("A1-1") == shipped


async def test_the_second_of_two_moderators_is_told_what_it_is_now(store: Store, editors: Editors) -> None:
    read = await store.claim("A1-1")
    await editors.claims.edit(HERE, replace(read, note="mine"), by="7")
    with pytest.raises(ClaimConflict) as conflict:
        await editors.claims.edit(HERE, replace(read, note="theirs"), by="8")
    assert conflict.value.current.note == "mine"
    await editors.claims.edit(HERE, replace(conflict.value.current, note="theirs"), by="8")
    history = await editors.claims.history(HERE, "A1-1")
    assert [e.after["note"] for e in history] == ["theirs", "mine"]


async def test_retracting_restoring_hiding_and_undoing(store: Store, editors: Editors) -> None:
    with pytest.raises(NotAllowed, match="reason"):
        await editors.claims.retract(HERE, "B2-1", by="7", reason=" ")
    await editors.claims.retract(HERE, "B2-1", by="7", reason="the ministry took it back")
    with pytest.raises(NotAllowed, match="already retracted"):
        await editors.claims.retract(HERE, "B2-1", by="7", reason="again")
    restored = await editors.claims.restore(HERE, "B2-1", by="7")
    assert restored.claim.status == "official"
    await editors.claims.hide(HERE, "B2-1", by="7")
    assert "B2-1" not in {c.id for c in await store.claims(HERE)}
    assert "B2-1" in {c.id for c in await store.claims(THERE)}
    with pytest.raises(NotAllowed, match="hidden here"):
        await editors.claims.retract(HERE, "B2-1", by="7", reason="would show it again")
    shown = await editors.claims.restore(HERE, "B2-1", by="7")
    assert "B2-1" in {c.id for c in await store.claims(HERE)}
    retraction = next(e for e in await editors.claims.history(HERE, "B2-1") if e.action == "retract")
    await editors.claims.edit(HERE, replace(shown.claim, attributed_to="the mayor"), by="8")
    undone = await editors.claims.undo(HERE, retraction.audit_id, by="7")
    assert undone.claim.attributed_to == "officials"
    assert undone.claim == await store.claim("B2-1", THERE)  # it says what the shipped claim says
    with pytest.raises(NotAllowed):
        await editors.claims.undo(THERE, retraction.audit_id, by="9")
    with pytest.raises(UnknownClaim):
        await editors.claims.retract(HERE, "B2-99", by="7", reason="no such")


async def test_a_change_is_queued_for_the_replies_that_show_it(store: Store, editors: Editors) -> None:
    here, there = await reply_on_deaths(store, HERE), await reply_on_deaths(store, THERE, "2")
    corrections = CorrectionStore(store.database)
    claim = await store.claim("B2-1", HERE)
    assert (await editors.claims.edit(HERE, replace(claim, note="an aside"), by="7")).replies == 0
    change = await editors.claims.retract(HERE, "B2-1", by="7", reason="taken back")
    assert change.replies == 1
    pending = await corrections.next_pending(10)
    assert [c.reply_id for c in pending] == [here]
    assert there not in {c.reply_id for c in pending}
    await corrections.begin(pending[0])
    assert (await corrections.next_pending(10))[0].state == "sending"
    await corrections.finish(pending[0])
    assert await corrections.next_pending(10) == []
    assert (await corrections.outcome(change.audit_id, HERE)).done == 1


async def test_a_release_that_changes_a_claim_corrects_replies_everywhere_else(
    store: Store, editors: Editors, data_dir: Path
) -> None:
    from claims_db.records.dataset import load_dataset

    here, there = await reply_on_deaths(store, HERE), await reply_on_deaths(store, THERE, "2")
    claim = await store.claim("B2-1", HERE)
    await editors.claims.edit(HERE, replace(claim, note="ours"), by="7")
    path = data_dir / "claims" / "dam.toml"
    text = path.read_text(encoding="utf-8").replace('status = "official"', 'status = "denied"\nrevision = 2')
    path.write_text(text, encoding="utf-8")
    await load_release(store, load_dataset(data_dir))
    pending = await CorrectionStore(store.database).next_pending(10)
    assert {c.reply_id for c in pending} >= {there}
    assert pending[0].entry.after["status"] == "denied"
    assert (await store.claim("B2-1", HERE)).status == "official"
    assert here != there
    queue = Queue(editors, ServerStore(store.database))
    texts = [item.text for item in await queue.open_items(HERE)]
    assert any(t.startswith("In the latest release of the shipped claims, B2-1 is denied.") for t in texts)
    assert await queue.open_items(THERE) == []


async def test_topics_and_sources_of_a_server(store: Store, editors: Editors) -> None:
    await editors.sources.add(HERE, Source("N1", "Newsletter", "news report"), by="7")
    with pytest.raises(NotAllowed, match="already"):
        await editors.sources.add(HERE, Source("n1", "Again", "news report"), by="7")
    assert "N1" not in {s.code for s in await store.sources(THERE)}
    topic = replace(await store.topic("dam-height"), slug="dam-width", title="Width of the dam")
    await editors.topics.add(HERE, topic, by="7")
    await editors.claims.add(
        HERE, await draft(store, HERE, topic="dam-width", source="N1", figure="90 metres"), by="7"
    )
    moved = await editors.topics.merge(HERE, "dam-width", "dam-height", by="7")
    assert moved.claims == 1
    assert "dam-width" not in {t.slug for t in await store.topics(HERE)}
    claims = (await store.claims_by_topic(["dam-height"], HERE))["dam-height"]
    assert "N1-m1" in {c.id for c in claims}
    await editors.topics.unmerge(HERE, "dam-width", by="7")
    claims = (await store.claims_by_topic(["dam-width"], HERE))["dam-width"]
    assert [c.id for c in claims] == ["N1-m1"]
    assert "dam-width" not in {t.slug for t in await store.topics(THERE)}


@pytest.mark.parametrize(
    ("texts", "column"),
    [
        ({"figure": "many"}, "figure"),
        ({"figure": "10 people or 20 people"}, "figure"),
        ({"figure": ""}, "figure"),
        ({"source": "Z9"}, "source"),
        ({"topic": "no-such"}, "topic"),
        ({"wording": "61 died", "excerpt": "sixty people died"}, "wording"),
        ({"excerpt": "61 people died " + "a " * 12}, "excerpt"),
        ({"status": "true"}, "status"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"note": "x" * 4000}, "note"),
        ({"value": "1e999999999", "unit": "people"}, "value"),
        ({"value": "5", "unit": "parsecs"}, "unit"),
    ],
)
async def test_a_bad_draft_says_which_column_and_what_would_be_right(
    store: Store, texts: dict[str, str], column: str
) -> None:
    with pytest.raises(BadRecords) as bad:
        await draft(store, HERE, **texts)
    assert column in {p.column for p in bad.value.problems}
    assert all(p.wrong and p.right for p in bad.value.problems)


async def test_every_shipped_claim_survives_a_round_trip_as_a_draft(store: Store) -> None:
    topics = {t.slug: t for t in await store.topics()}
    sources = {s.code: s for s in await store.sources()}
    for claim in await store.claims():
        again = read_draft(draft_of(claim), topics, sources, {})
        assert replace(again, position=claim.position, revision=claim.revision) == claim


async def test_undoing_an_earlier_write_never_lifts_a_later_retraction_or_hiding(
    store: Store, editors: Editors
) -> None:
    added = (await editors.claims.add(HERE, await draft(store, HERE), by="7")).claim
    noted = await editors.claims.edit(HERE, replace(added, note="phoned"), by="7")
    await editors.claims.retract(HERE, added.id, by="7", reason="the wire took it back")
    with pytest.raises(NotAllowed, match="has been retracted since"):
        await editors.claims.undo(HERE, noted.audit_id, by="7")
    assert (await store.claim(added.id, HERE)).status == "retracted"
    hidden = await editors.claims.hide(HERE, added.id, by="7")
    with pytest.raises(NotAllowed, match="has been hidden since"):
        await editors.claims.undo(HERE, noted.audit_id, by="7")
    shown = await editors.claims.undo(HERE, hidden.audit_id, by="7")
    assert (shown.claim.status, added.id in {c.id for c in await store.claims(HERE)}) == ("retracted", True)
    with pytest.raises(NotAllowed, match="already shown again"):
        await editors.claims.undo(HERE, hidden.audit_id, by="7")


async def test_undoing_that_a_hidden_claim_is_shown_hides_it_again(store: Store, editors: Editors) -> None:
    added = (await editors.claims.add(HERE, await draft(store, HERE), by="7")).claim
    await editors.claims.hide(HERE, added.id, by="7")
    shown = await editors.claims.restore(HERE, added.id, by="7")
    await editors.claims.undo(HERE, shown.audit_id, by="7")
    assert added.id not in {c.id for c in await store.claims(HERE)}


async def test_an_edit_does_not_show_a_hidden_claim(store: Store, editors: Editors) -> None:
    added = (await editors.claims.add(HERE, await draft(store, HERE), by="7")).claim
    hidden = (await editors.claims.hide(HERE, added.id, by="7")).claim
    with pytest.raises(NotAllowed, match="is hidden here"):
        await editors.claims.edit(HERE, replace(hidden, note="phoned"), by="7")
    assert added.id not in {c.id for c in await store.claims(HERE)}


async def test_what_the_source_itself_denies_is_not_restored(store: Store, editors: Editors) -> None:
    added = (await editors.claims.add(HERE, await draft(store, HERE, status="denied"), by="7")).claim
    with pytest.raises(NotAllowed, match="is denied in its source"):
        await editors.claims.restore(HERE, added.id, by="7")
    assert (await store.claim(added.id, HERE)).status == "denied"


async def test_undoing_an_earlier_retraction_leaves_the_later_one(store: Store, editors: Editors) -> None:
    added = (await editors.claims.add(HERE, await draft(store, HERE), by="7")).claim
    first = await editors.claims.retract(HERE, added.id, by="7", reason="taken back")
    await editors.claims.restore(HERE, added.id, by="7")
    second = await editors.claims.retract(HERE, added.id, by="7", reason="taken back again")
    with pytest.raises(NotAllowed, match="has been retracted since"):
        await editors.claims.undo(HERE, first.audit_id, by="7")
    assert (await editors.claims.undo(HERE, second.audit_id, by="7")).claim.status == "asserted"


async def test_of_two_merges_at_once_no_topic_goes_into_one_that_is_gone(
    store: Store, editors: Editors
) -> None:
    results = await asyncio.gather(
        editors.topics.merge(HERE, "dam-height", "dam-moved", by="8"),
        editors.topics.merge(HERE, "dam-deaths", "dam-height", by="7"),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [Merge, UnknownTopic]
    assert await store.merged_topics(HERE) == {"dam-height": "dam-moved"}


async def test_two_sources_of_one_code_are_not_both_added(store: Store, editors: Editors) -> None:
    results = await asyncio.gather(
        *(editors.sources.add(HERE, Source("N1", t, "news report"), by=t) for t in ("first", "second")),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [Source, NotAllowed]
    assert (await store.source("N1", HERE)).title == "first"


async def test_two_topics_of_one_slug_are_not_both_added(store: Store, editors: Editors) -> None:
    topic = replace(await store.topic("dam-height"), slug="dam-width", title="Width")
    results = await asyncio.gather(
        *(editors.topics.add(HERE, replace(topic, question=f"How {t}?"), by=t) for t in ("wide", "broad")),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["NotAllowed", "Topic"]


async def test_a_source_is_not_edited_over_an_edit_that_was_not_seen(store: Store, editors: Editors) -> None:
    read = await store.source("A1", HERE)
    await editors.sources.edit(HERE, replace(read, note="by m1"), by="m1", before=read)
    with pytest.raises(Conflict, match="somebody else"):
        await editors.sources.edit(HERE, replace(read, title="by m2"), by="m2", before=read)
    assert (await store.source("A1", HERE)).note == "by m1"


async def test_a_topic_is_not_edited_over_an_edit_that_was_not_seen(store: Store, editors: Editors) -> None:
    read = await store.topic("dam-height", HERE)
    await editors.topics.edit(HERE, replace(read, title="by m1"), by="m1", before=read)
    with pytest.raises(Conflict, match="somebody else"):
        await editors.topics.edit(HERE, replace(read, question="By m2?"), by="m2", before=read)
    assert (await store.topic("dam-height", HERE)).title == "by m1"


async def test_a_retraction_is_taken_back_after_a_hundred_later_writes(
    store: Store, editors: Editors
) -> None:
    claim = (await editors.claims.retract(HERE, "B2-1", by="m", reason="wrong")).claim
    for n in range(101):
        claim = (await editors.claims.edit(HERE, replace(claim, note=f"n{n}"), by="m")).claim
    assert (await editors.claims.restore(HERE, "B2-1", by="m")).claim.status == "official"
