"""/topic add, edit, merge and /source add, edit: what a server writes, and who may."""

from typing import Any

import pytest
from simcord.backend.errors import SetupError

from tests.bot.conftest import Newsroom

FLOOD = {
    "title": "Flood deaths", "question": "How many people died in the flood?",
    "words": "died, killed, dead, deaths, toll\nflood, floods, flooding",
    "names": "Verania, Veranian", "years": "",
}  # fmt: skip


async def add_topic(room: Newsroom, **typed: str) -> Any:
    form = await room.mod.slash(room.mods, "topic add")
    return await room.mod.submit_modal(form, FLOOD | typed)


async def add_claim(room: Newsroom, topic: str, figure: str) -> None:
    form = await room.mod.slash(room.mods, "claim add", topic=topic, source="N1", figure=figure)
    shown = await room.mod.submit_modal(form, {"wording": figure, "excerpt": figure})
    await room.mod.click(shown.response, label="Save")


async def checked(room: Newsroom, text: str) -> str:
    result = await room.alice.slash(room.desk, "check", text=text)
    return str(result.response.content) + "\n".join(e.description or "" for e in result.response.embeds)


async def test_a_newsrooms_own_subject_is_written_in_discord_alone(room: Newsroom) -> None:
    saved = await add_topic(room)
    assert "**Flood deaths** (`flood-deaths`)" in saved.response.content
    assert "names Verania" not in saved.response.content
    assert "names verania" in saved.response.content
    await room.mod.slash(room.mods, "source add", code="N1", title="Wire", kind="news report")
    await add_claim(room, "flood-deaths", "41 people")
    assert "'41 people' per source N1" in await checked(room, "70 people died in the flood in Verania")
    assert "'41 people' per source N1" in await checked(room, "did Veranian floods kill 41?")
    assert "N1" not in await checked(room, "70 people died in the flood in Morvia")
    form = await room.mod.slash(room.mods, "topic edit", name="flood-deaths")
    assert form.modal["components"][3]["components"][0]["value"] == "@verania"
    await room.mod.submit_modal(form, FLOOD | {"names": "@verania, Verland"})
    assert "'41 people' per source N1" in await checked(room, "70 people died in the flood in Verland")


async def test_topics_are_merged_and_parted_again(room: Newsroom) -> None:
    await add_topic(room)
    await add_topic(room, title="Flood toll")
    await room.mod.slash(room.mods, "source add", code="N1", title="Wire", kind="news report")
    await add_claim(room, "flood-toll", "41 people")
    merged = await room.mod.slash(room.mods, "topic merge", name="flood-toll", into="flood-deaths")
    assert merged.response.content.startswith("1 claims are now under Flood deaths")
    shown = await room.alice.slash(room.desk, "topic show", name="flood-deaths")
    assert "'41 people' per source N1" in (shown.response.embeds[0].description or "")
    assert "flood-toll" not in {
        c["value"] for c in await room.alice.autocomplete(room.desk, "topic show", "name", "flood")
    }
    await room.mod.slash(room.mods, "topic merge", name="flood-toll", undo=True)
    shown = await room.alice.slash(room.desk, "topic show", name="flood-toll")
    assert "'41 people' per source N1" in (shown.response.embeds[0].description or "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"words": "the, and"}, "is in every message"),
        ({"words": "#nothing-like-it"}, "there is no '#nothing-like-it'"),
        ({"words": "\n".join(f"word{n}" for n in range(12))}, "at most 8"),
        ({"years": "next year"}, "a year or years"),
        ({"names": "@nobody"}, "there is no name '@nobody'"),
    ],
)
async def test_a_bad_topic_says_what_would_be_right(room: Newsroom, typed: dict[str, str], said: str) -> None:
    result = await add_topic(room, **typed)
    assert said in result.response.content.replace("\\", "").replace("\u200b", "")
    assert await room.rows("audit") == 0
    again = await room.mod.click(result.response, label="Open the form again")
    assert again.modal["components"][1]["components"][0]["value"] == FLOOD["question"]
    saved = await room.mod.submit_modal(again, FLOOD)
    assert "Saved for this server" in saved.response.content


async def test_a_title_that_is_taken_is_refused(room: Newsroom) -> None:
    await add_topic(room)
    again = await add_topic(room)
    assert "There is already a topic flood-deaths" in again.response.content
    assert len(room.env.errors) == 1


async def test_members_look_and_moderators_write(room: Newsroom) -> None:
    for name, options in (("topic add", {}), ("topic edit", {"name": "deaths-total"})):
        refused = await room.alice.slash(room.desk, name, **options)
        assert refused.response.content == "You need the Manage Server permission for this."
    with pytest.raises(SetupError):
        await room.mod.submit_modal(refused, FLOOD)
    refused = await room.alice.slash(room.desk, "source add", code="X1", title="Mine", kind="news report")
    assert refused.response.content == "You need the Manage Server permission for this."
    alone = await room.mod.user.slash("source add", code="X1", title="Mine", kind="news report")
    assert alone.response.content == "This only works in servers."
    assert {type(e).__name__ for e in room.env.errors} == {"MissingPermissions", "NoPrivateMessage"}
    assert await room.rows("audit") == 0


async def test_a_source_is_added_and_corrected_for_this_server(room: Newsroom) -> None:
    taken = await room.mod.slash(room.mods, "source add", code="004", title="Mine", kind="news report")
    assert "There is already a source 004" in taken.response.content
    bad = await room.mod.slash(
        room.mods, "source add", code="N1", title="Wire", kind="news report", published="yesterday"
    )
    assert "published: expected a date such as" in bad.response.content
    bad = await room.mod.slash(room.mods, "source add", code="N1", title="W", kind="news report", url="wire")
    assert "url: expected an address such as" in bad.response.content
    edited = await room.mod.slash(room.mods, "source edit", code="004", note="read twice **@everyone**")
    assert "Saved for this server" in (edited.response.embeds[0].footer.text or "")
    assert "@everyone" not in (edited.response.embeds[0].description or "")
    assert (await room.bot.store.source("004")).note != "read twice **@everyone**"
    nothing = await room.mod.slash(room.mods, "source edit", code="004")
    assert nothing.response.content.startswith("Nothing changed.")
    assert len(room.env.errors) == 4


async def test_the_audit_trail_tells_who_wrote_what(room: Newsroom) -> None:
    await add_topic(room)
    await room.mod.slash(room.mods, "source add", code="N1", title="=cmd|calc", kind="news report")
    shown = await room.mod.slash(room.mods, "audit")
    text = shown.response.embeds[0].description or ""
    assert f"<@{room.mod.id}> added source **N1**" in text
    assert "added topic **flood\\-deaths**" in text or "added topic **flood-deaths**" in text
    only = await room.mod.slash(room.mods, "audit", kind="source")
    assert "topic" not in (only.response.embeds[0].description or "")
    nobody = await room.mod.slash(room.mods, "audit", who=room.alice)
    assert nobody.response.content == "No entry matches."
    file = await room.mod.slash(room.mods, "audit", csv=True)
    table = (await file.response.message.attachments[0].read()).decode("utf-8-sig")
    assert table.splitlines()[0].startswith("number,when,who,action")
    assert len(table.splitlines()) == 4
    with pytest.raises(SetupError):
        await room.alice.slash(room.desk, "audit")


async def test_setup_says_and_keeps_what_it_was_told(room: Newsroom) -> None:
    refused = await room.mod.slash(room.mods, "setup", second_pair=True)
    assert "I need a moderators' channel" in refused.response.content
    shown = await room.mod.slash(room.mods, "setup", desk=room.mods, second_pair=True, questions=False)
    assert (
        "waits for a second moderator's approval. New and edited topics and sources do not wait; merges do."
        in shown.response.content
    )
    assert room.mods.mention in shown.response.content
    assert "are not kept" in shown.response.content
    await room.restart()
    again = await room.mod.slash(room.mods, "setup")
    assert again.response.content == shown.response.content
    with pytest.raises(SetupError):
        await room.alice.slash(room.desk, "setup")
    assert [type(e).__name__ for e in room.env.errors] == ["UserError"]


async def test_a_claim_of_a_merged_topic_is_shown_edited_and_parted_again(room: Newsroom) -> None:
    await add_topic(room)
    await add_topic(room, title="Flood toll")
    await room.mod.slash(room.mods, "source add", code="N1", title="Wire", kind="news report")
    await add_claim(room, "flood-toll", "41 people")
    await add_claim(room, "flood-deaths", "52 people")
    await room.mod.slash(room.mods, "topic merge", name="flood-toll", into="flood-deaths")
    shown = await room.mod.slash(room.mods, "claim show", claim="N1-m1")
    assert "hidden" not in (shown.response.embeds[0].footer.text or "")
    assert "'52 people' per source N1" in (shown.response.embeds[0].description or "")
    form = await room.mod.slash(room.mods, "claim edit", claim="N1-m1")
    preview = await room.mod.submit_modal(
        form, {"figure": "43 people", "wording": "43 people", "excerpt": "43 people"}
    )
    assert "Preview, not saved yet" in preview.response.content
    assert "'52 people' per source N1" in preview.response.content
    await room.mod.click(preview.response, label="Save")
    assert "'43 people' per source N1" in await checked(room, "70 people died in the flood in Verania")
    await room.mod.slash(room.mods, "topic merge", name="flood-toll", undo=True)
    parted = await room.alice.slash(room.desk, "topic show", name="flood-toll")
    assert "'43 people' per source N1" in (parted.response.embeds[0].description or "")


async def test_of_two_moderators_in_one_topic_the_second_is_told_and_loses_nothing(room: Newsroom) -> None:
    await add_topic(room)
    other: Any = room.guild.add_member(room.env.create_user("second"), roles=[room.mod_role])
    mine = await room.mod.slash(room.mods, "topic edit", name="flood-deaths")
    theirs = await other.slash(room.mods, "topic edit", name="flood-deaths")
    await room.mod.submit_modal(mine, FLOOD | {"question": "How many died, says the mod?"})
    refused = await other.submit_modal(theirs, FLOOD | {"question": "How many died, says the second?"})
    assert "somebody else has changed this topic" in refused.response.content
    kept = await room.bot.store.topic("flood-deaths", str(room.guild.id))
    assert kept.question == "How many died, says the mod?"
    form = await other.click(refused.response, label="Open the form again")
    assert form.modal["components"][1]["components"][0]["value"] == "How many died, says the second?"
    saved = await other.submit_modal(form, FLOOD | {"question": "How many died, says the second?"})
    assert "Saved for this server." in saved.response.content
    audit_log = await room.bot.editors.audit_log.entries(str(room.guild.id), kind="topic")
    assert [e.after["question"] for e in audit_log] == [
        "How many died, says the second?", "How many died, says the mod?", FLOOD["question"]
    ]  # fmt: skip


async def test_a_topic_without_claims_says_so_and_answers_nothing(room: Newsroom) -> None:
    await add_topic(room)
    shown = await room.alice.slash(room.desk, "topic show", name="flood-deaths")
    assert shown.response.content == "Flood deaths: no claim is on this topic yet."
    assert shown.response.embeds == []
    found = await checked(room, "70 people died in the flood in Verania")
    assert found.startswith("Nothing in the claims database on this.")
    assert await room.rows("reply") == 0
