"""Files set against what a server has: what would be written, and that all of it is or nothing."""

import json
from dataclasses import replace
from typing import Any

import pytest

from claims_db.checker import Checker
from claims_db.errors import BadRecords, NotAllowed
from claims_db.exchange import FORMATS, Format, file_name, read_batch, write_claims
from claims_db.exchange.export_set import open_export_set
from claims_db.exchange.plan import plan_import
from claims_db.exchange.review_topics import topic_for
from claims_db.models import Answer
from claims_db.moderation.editors import Editors
from claims_db.records.import_plan import ImportPlan
from claims_db.storage.corrections import CorrectionStore
from claims_db.storage.notices import NoticeStore
from claims_db.storage.replies import ReplyStore
from claims_db.storage.store import Store
from tests.claims_db.exchange.test_claim_reviews import REVIEW
from tests.claims_db.moderation.test_editors import reply_on_deaths
from tests.made_up import WEIGHTS

HERE, THERE = "100", "200"
CSV = "id,topic,source,figure,wording,excerpt,note\n"


@pytest.fixture
def editors(store: Store) -> Editors:
    return Editors.over(store)


async def plan(store: Store, text: str | bytes, name: str = "x.csv", **options: Any) -> ImportPlan:
    checker = Checker(store, WEIGHTS)

    async def check(text: str) -> Answer:
        return await checker.check(text, mode="message", guild_id=HERE)

    data = text.encode() if isinstance(text, str) else text
    batch = read_batch(data, name, has_topic=bool(options.get("topic")))
    return await plan_import(store, check, HERE, batch, **options)


async def import_(
    store: Store, editors: Editors, text: str | bytes, name: str = "x.csv", **options: Any
) -> ImportPlan:
    found = await plan(store, text, name, **options)
    await editors.claims.import_plan(found, by="7")
    return found


async def test_rows_are_added_changed_or_left_alone(store: Store, editors: Editors) -> None:
    text = CSV + "A1-1,dam-deaths,A1,at least 45 people,,,\n,dam-deaths,B2,61 people died,,,new\n"
    first = await import_(store, editors, text)
    assert ([c.topic for c in first.added], [b.id for b, _ in first.changed]) == (["dam-deaths"], ["A1-1"])
    changed = await store.claim("A1-1", HERE)
    assert (changed.figure and changed.figure.value, changed.revision) == (45, 2)
    assert (await store.claim("A1-1", THERE)).revision == 1
    again = await import_(store, editors, text)
    assert again.is_empty
    assert again.unchanged == 2
    entries = await editors.audit_log.entries(HERE)
    assert [(e.action, e.subject, e.user_id) for e in entries] == [
        ("import", "B2-m1", "7"),
        ("import", "A1-1", "7"),
    ]
    assert entries[1].before["value"] == "40"
    undone = await editors.claims.undo(HERE, entries[1].audit_id, by="7")
    assert undone.claim.figure is not None
    assert undone.claim.figure.value == 40


async def test_a_column_that_is_not_in_the_file_is_left_as_it_is(store: Store, editors: Editors) -> None:
    await import_(store, editors, "id,note\nA1-1,checked again\n")
    claim = await store.claim("A1-1", HERE)
    assert replace(claim, note="", revision=1, guild_id="") == await store.claim("A1-1")
    assert claim.note == "checked again"


async def test_a_changed_claim_corrects_the_replies_that_show_it(store: Store, editors: Editors) -> None:
    reply_id, _ = await reply_on_deaths(store, HERE), await reply_on_deaths(store, THERE, "2")
    found = await plan(store, "id,status\nA1-1,retracted\nB2-1,denied\n")
    assert await editors.claims.import_plan(found, by="7") == 1
    pending = await CorrectionStore(store.database).next_pending(10)
    assert {c.reply_id for c in pending} == {reply_id}
    assert len(await CorrectionStore(store.database).shown_on(reply_id)) == 2
    notices = NoticeStore(store.database)
    assert await notices.ready() == []  # nothing is told before the reply is edited
    await CorrectionStore(store.database).finish(pending[0])
    told = await notices.ready()
    assert [(n.guild_id, n.entry.subject) for n in told] == [(HERE, "A1-1"), (HERE, "B2-1")]


async def test_a_reply_that_is_just_being_posted_is_corrected(store: Store, editors: Editors) -> None:
    reply_id = await reply_on_deaths(store, HERE)
    await ReplyStore(store.database).set_message(reply_id, "")
    found = await plan(store, "id,status\nA1-1,retracted\n")
    assert await editors.claims.import_plan(found, by="7") == 1
    assert [c.reply_id for c in await CorrectionStore(store.database).next_pending(10)] == [reply_id]


async def test_nothing_is_imported_where_one_row_is_bad(store: Store) -> None:
    text = CSV + ",dam-deaths,B2,61 people died,,,\n,no-such,Z9,many,,,\n,dam-deaths,B2,=1+1,,,\n"
    with pytest.raises(BadRecords) as bad:
        await plan(store, text)
    assert [(p.row, p.column) for p in bad.value.problems] == [
        (3, "topic"), (3, "source"), (3, "figure"), (4, "figure"),
    ]  # fmt: skip
    assert "formula" in bad.value.problems[-1].wrong


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        (CSV + "A1-1,dam-deaths,A1,5 people,,,\nA1-1,dam-deaths,A1,6 people,,,\n", "id", "already in row 2"),
        (CSV + ",dam-deaths,A1,,=SUM(A1),,\n", "wording", "formula"),
        (CSV + "bad id!,dam-deaths,A1,5 people,,,\n", "id", "pattern"),
        (CSV + f",dam-deaths,A1,5 people,,,{'x' * 2000}\n", "note", "characters"),
    ],
)
async def test_bad_rows(store: Store, text: str, column: str, says: str) -> None:
    with pytest.raises(BadRecords) as bad:
        await plan(store, text)
    assert bad.value.problems[0].column == column
    assert says in bad.value.problems[0].wrong


async def test_a_likely_duplicate_is_told_and_taken(store: Store) -> None:
    found = await plan(store, CSV + ",dam-deaths,B2,25 people died,25 people died here,,\n")
    assert len(found.added) == 1
    assert found.warnings[0].wrong.startswith("B2-1 says the same")
    row = ",dam-deaths,B2,61 people died,,,\n"
    twice = await plan(store, CSV + row + row)
    assert (len(twice.added), twice.warnings[0].row) == (1, 3)


async def test_a_hidden_claim_is_not_shown_again_by_a_file(store: Store, editors: Editors) -> None:
    await editors.claims.hide(HERE, "B2-1", by="7")
    with pytest.raises(BadRecords, match="a problem"):
        await plan(store, "id,note\nB2-1,anything\n")


async def test_a_plan_overtaken_by_another_write_is_refused(store: Store, editors: Editors) -> None:
    found = await plan(store, "id,note\nA1-1,mine\nB2-1,mine\n")
    await editors.claims.edit(HERE, replace(await store.claim("B2-1", HERE), note="theirs"), by="8")
    with pytest.raises(NotAllowed, match="Nothing was imported"):
        await editors.claims.import_plan(found, by="7")
    assert (await store.claim("A1-1", HERE)).note == ""


async def test_a_revision_exported_before_a_change_is_refused(store: Store, editors: Editors) -> None:
    library = await open_export_set(store, HERE, topic="dam-height", has_shipped=True)
    old = write_claims(library, "jsonl")
    assert (await plan(store, old, "x.jsonl")).is_empty
    await editors.claims.edit(HERE, replace(library.claims[0], note="changed since"), by="7")
    with pytest.raises(BadRecords):
        await plan(store, old, "x.jsonl")


@pytest.mark.parametrize("form", FORMATS)
async def test_an_export_of_everything_changes_nothing(store: Store, editors: Editors, form: Format) -> None:
    await import_(store, editors, CSV + ",dam-deaths,B2,61 people died,,,=1+1 in a note\n")
    data = write_claims(await open_export_set(store, HERE, has_shipped=True), form)
    found = await plan(store, data, file_name(form))
    assert found.is_empty
    assert found.unchanged == 8


async def test_what_is_proposed_of_an_article_is_taken_once_it_is_filled_in(
    store: Store, editors: Editors
) -> None:
    source = {"title": "A page", "publisher": "", "published": "2019-05-04", "language": "en",
              "url": "https://example.com/a", "kind": "news report"}  # fmt: skip
    claim = {"topic": "new topic", "source": "new source", "wording": "61", "excerpt": "61 people died",
             "offset": 5, "counted": "people", "attributed_to": "", "status": "asserted", "value": "61",
             "comparator": "=", "unit": "people"}  # fmt: skip
    lines = f"{json.dumps({'source': source})}\n{json.dumps({'claim': claim})}\n"
    with pytest.raises(BadRecords) as bad:
        await plan(store, lines, "x.jsonl")
    assert bad.value.problems[0].column == "source.code"
    filled = lines.replace('"title"', '"code": "P1", "title"')
    found = await import_(store, editors, filled, "x.jsonl", topic="dam-deaths")
    assert [s.code for _, s in found.sources] == ["P1"]
    assert (await store.claim("P1-m1", HERE)).topic == "dam-deaths"
    assert "P1" not in {s.code for s in await store.sources(THERE)}
    assert (await plan(store, filled, "x.jsonl", topic="dam-deaths")).is_empty


async def test_a_topic_may_come_with_its_claims_and_only_with_known_terms(
    store: Store, editors: Editors
) -> None:
    topic = {
        "slug": "dam-width",
        "title": "Width",
        "question": "How wide?",
        "scope": "dam",
        "needs": [["wide"]],
    }
    claim = {"topic": "dam-width", "source": "B2", "figure": "90 metres"}
    lines = f"{json.dumps({'topic': topic})}\n{json.dumps({'claim': claim})}\n"
    found = await import_(store, editors, lines, "x.jsonl")
    assert [t.slug for _, t in found.topics] == ["dam-width"]
    assert (await plan(store, lines, "x.jsonl")).is_empty
    with pytest.raises(BadRecords, match="a problem"):
        await plan(store, lines.replace('"wide"', '"@nowhere"').replace("dam-width", "dam-x"), "x.jsonl")


async def test_a_fact_check_finds_its_topic_or_makes_one(store: Store, editors: Editors) -> None:
    known = REVIEW | {"claimReviewed": "500 people died when the dam broke in Verania in 2019"}
    other = REVIEW | {"claimReviewed": "Olaf the mayor sold a bridge to aliens", "url": "https://x.example/2"}
    data = json.dumps([known, other])
    found = await import_(store, editors, data, "x.json")
    assert [c.topic for c in found.added] == ["dam-deaths", found.topics[0][1].slug]
    figure = found.added[0].figure
    assert figure is not None
    assert (figure.value, figure.unit, found.added[0].status, found.added[0].aspect) == (
        500, "people", "denied", "toll",
    )  # fmt: skip
    made = found.topics[0][1]
    assert made.anchors == ()
    assert 2 <= len(made.needs) <= 3
    assert all(len(group) == 1 for group in made.needs)
    assert (await plan(store, data, "x.json")).is_empty
    answer = await Checker(store, WEIGHTS).check("Did Olaf, the mayor, sell aliens a bridge?", guild_id=HERE)
    assert answer.findings[0].topic.slug == made.slug


def test_a_claim_of_one_word_makes_no_topic() -> None:
    assert topic_for("Aliens!") is None
    assert topic_for("12 of 13") is None


async def test_progress_is_told(store: Store, editors: Editors) -> None:
    told: list[tuple[str, int, int]] = []

    def show(what: str, done: int, total: int) -> None:
        told.append((what, done, total))

    rows = "".join(f",dam-deaths,B2,{n} people died,,,\n" for n in range(100, 1100))
    found = await plan(store, CSV + rows, on_progress=show)
    await editors.claims.import_plan(found, by="7", on_progress=show)
    assert ("Reading", 200, 1000) in told
    assert ("Writing", 500, 1000) in told
    assert len(await store.claims(HERE)) == 1007
