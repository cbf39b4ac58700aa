"""/claim: a moderator adds, corrects and retracts; who may; what is shown before it is saved."""

from dataclasses import replace
from typing import Any

import pytest
from simcord.backend.errors import SetupError

from tests.bot.conftest import TROOPS, Newsroom


async def add_source(room: Newsroom, code: str = "N1") -> Any:
    return await room.mod.slash(
        room.mods, "source add", code=code, title="Evening wire", kind="news report", published="2022-01-20"
    )


async def preview(room: Newsroom, figure: str = "3,500 troops", **typed: str) -> Any:
    """A moderator fills in the form for a claim on the troops; returns the preview."""
    shown = await room.mod.slash(room.mods, "claim add", topic="csto-troops", source="N1", figure=figure)
    values = {"wording": figure, "excerpt": f"{figure} were sent"} | typed
    return await room.mod.submit_modal(shown, values)


async def added(room: Newsroom, figure: str = "3,500 troops") -> Any:
    await add_source(room)
    shown = await preview(room, figure)
    return await room.mod.click(shown.response, label="Save")


def filled(form: Any) -> dict[str, str]:
    """What Discord sends where a person changes nothing in a form."""
    return {
        row["components"][0]["custom_id"]: row["components"][0].get("value", "")
        for row in form.modal["components"]
    }


async def troops(room: Newsroom) -> str:
    result = await room.alice.slash(room.desk, "check", text=TROOPS)
    return "\n".join(e.description or "" for e in result.response.embeds)


async def test_a_claim_is_previewed_saved_and_then_answered_with(room: Newsroom) -> None:
    assert "Added" in ((await add_source(room)).response.embeds[0].footer.text or "")
    shown = await preview(room)
    assert shown.ephemeral
    text = shown.response.content
    assert "Preview, not saved yet" in text
    assert "Read as: 3,500 people, counted: troops" in text
    assert "≈ is literally possible but far from 'more than 2,000' per source 004" in text
    assert "3,500" not in await troops(room)
    saved = await room.mod.click(shown.response, label="Save")
    assert saved.response.content.startswith("**N1-m1** has been added (revision 1")
    assert "'3,500 troops' per source N1" in await troops(room)
    again = await room.mod.click(shown.response, label="Save")
    assert "That draft has expired" in again.response.content
    assert await room.rows("proposal") == 1


async def test_a_preview_survives_a_restart(room: Newsroom) -> None:
    await add_source(room)
    shown = await preview(room)
    await room.restart()
    saved = await room.mod.click(shown.response, label="Save")
    assert "has been added" in saved.response.content


async def test_cancelling_saves_nothing_and_editing_opens_the_form_again(room: Newsroom) -> None:
    await add_source(room)
    shown = await preview(room)
    form = await room.mod.click(shown.response, label="Edit")
    again = await room.mod.submit_modal(
        form, {"figure": "3,700 troops", "wording": "3,700 troops", "excerpt": ""}
    )
    assert "3,700 people" in again.response.content
    cancelled = await room.mod.click(again.response, label="Cancel")
    assert cancelled.response.content == "Nothing was saved."
    assert "N1" not in await troops(room)


@pytest.mark.parametrize(
    ("figure", "typed", "said"),
    [
        ("a great many", {}, "no figure can be read"),
        ("3,500 troops", {"excerpt": "four thousand were sent"}, "which the excerpt lacks"),
        ("3,500 troops", {"excerpt": "3,500 troops " + "word " * 12}, "12 is the limit"),
        ("3,500 troops", {"as_of": "last Tuesday"}, "Expected: a date such as"),
        ("=cmd|' /C calc'!A0", {}, "no figure can be read"),
    ],
)
async def test_a_bad_form_says_what_would_be_right_and_loses_nothing(
    room: Newsroom, figure: str, typed: dict[str, str], said: str
) -> None:
    await add_source(room)
    shown = await preview(room, figure, **typed)
    assert said in shown.response.content
    assert await room.rows("proposal") == 0
    form = await room.mod.click(shown.response, label="Open the form again")
    right = await room.mod.submit_modal(
        form, {"figure": "3,500 troops", "wording": "3,500", "excerpt": "3,500 were sent", "as_of": ""}
    )
    assert "Preview, not saved yet" in right.response.content


async def test_a_duplicate_is_pointed_out(room: Newsroom) -> None:
    await added(room)
    shown = await preview(room, "3,500 soldiers")
    assert "Possible duplicate of: N1-m1" in shown.response.content


async def test_an_unknown_source_or_topic_is_said(room: Newsroom) -> None:
    shown = await room.mod.slash(room.mods, "claim add", topic="no-such", source="Z9", figure="3 people")
    said = await room.mod.submit_modal(shown, {"wording": "3 people", "excerpt": "3 people"})
    assert "there is no topic" in said.response.content
    assert "there is no source" in said.response.content


async def test_editing_shows_the_difference_and_retracting_says_so_first(room: Newsroom) -> None:
    await added(room)
    form = await room.mod.slash(room.mods, "claim edit", claim="N1-m1")
    shown = await room.mod.submit_modal(
        form, {"figure": "3,800 troops", "wording": "3,800 troops", "excerpt": "3,800 troops"}
    )
    assert "wording: 3,500 troops → 3,800 troops" in shown.response.content
    await room.mod.click(shown.response, label="Save")
    assert "'3,800 troops' per source N1" in await troops(room)
    done = await room.mod.slash(room.mods, "claim retract", claim="N1-m1", reason="the wire took it back")
    assert "is marked as retracted" in done.response.content
    assert "later retracted: '3,800 troops' per source N1" in await troops(room)
    twice = await room.mod.slash(room.mods, "claim retract", claim="N1-m1", reason="again")
    assert "already retracted" in twice.response.content
    assert [type(e).__name__ for e in room.env.errors] == ["CommandInvokeError"]
    history = await room.mod.slash(room.mods, "claim history", claim="N1-m1")
    described = history.response.embeds[0].description or ""
    assert [word in described for word in ("added", "edited", "retracted", "the wire took it back")] == [
        True
    ] * 4


async def test_what_only_the_note_of_an_edit_changes_keeps_the_figure_exactly(room: Newsroom) -> None:
    before = await room.bot.store.claim("004-001")
    form = await room.mod.slash(room.mods, "claim edit", claim=before.id, note="read again")
    shown = await room.mod.submit_modal(form, filled(form))
    await room.mod.click(shown.response, label="Save")
    after = await room.bot.store.claim(before.id, str(room.guild.id))
    assert (after.figure, after.wording, after.excerpt) == (before.figure, before.wording, before.excerpt)
    assert (after.note, after.revision) == ("read again", before.revision + 1)


async def test_two_moderators_at_once_lose_nothing(room: Newsroom) -> None:
    await added(room)
    other: Any = room.guild.add_member(room.env.create_user("second"), roles=[room.mod_role])
    mine = await room.mod.slash(room.mods, "claim edit", claim="N1-m1")
    theirs = await other.slash(room.mods, "claim edit", claim="N1-m1")
    first = await room.mod.submit_modal(
        mine, {"figure": "3,600 troops", "wording": "3,600", "excerpt": "3,600 troops"}
    )
    second = await other.submit_modal(
        theirs, {"figure": "3,900 troops", "wording": "3,900", "excerpt": "3,900 troops"}
    )
    await room.mod.click(first.response, label="Save")
    refused = await other.click(second.response, label="Save")
    assert "changed by somebody else" in refused.response.content
    assert "3,600" in refused.response.content
    assert "3,900" in refused.response.content
    saved = await other.click(refused.response, label="Save mine over it")
    assert "has been saved (revision 3" in saved.response.content
    assert "'3,900' per source N1" in await troops(room)


async def test_undo_puts_back_what_it_was(room: Newsroom) -> None:
    await added(room)
    await room.mod.slash(room.mods, "claim retract", claim="N1-m1", reason="by mistake")
    write = (await room.bot.editors.claims.history(str(room.guild.id), "N1-m1"))[0].audit_id
    done = await room.mod.slash(room.mods, "claim undo", write=write)
    assert "has been saved (revision 3" in done.response.content
    assert "later retracted: '3,500" not in await troops(room)


async def test_looking_up_claims(room: Newsroom) -> None:
    await added(room)
    shown = await room.mod.slash(room.mods, "claim show", claim="n1-M1")
    assert "this server's, revision 1" in (shown.response.embeds[0].footer.text or "")
    found = await room.mod.slash(room.mods, "claim search", text="3,500 troops")
    assert "N1\\-m1" in (found.response.embeds[0].description or "") or "N1-m1" in (
        found.response.embeds[0].description or ""
    )
    own = await room.mod.slash(room.mods, "claim list", own=True)
    assert (own.response.embeds[0].footer.text or "") == "page 1 of 1, 1 claims"
    await room.mod.slash(room.mods, "claim hide", claim="004-001")
    hidden = await room.mod.slash(room.mods, "claim list", hidden=True)
    assert "004-001" in (hidden.response.embeds[0].description or "")
    unknown = await room.mod.slash(room.mods, "claim show", claim="N1-m9")
    assert "Nearest: " in unknown.response.content
    assert [type(e).__name__ for e in room.env.errors] == ["CommandInvokeError"]
    choices = await room.mod.autocomplete(room.mods, "claim edit", "claim", "N1")
    assert choices[0]["value"] == "N1-m1"
    read = await room.mod.autocomplete(room.mods, "claim add", "figure", "some 3.5 thousand")
    assert "read as about 3,500" in read[0]["name"]


async def test_who_may_write_claims(room: Newsroom) -> None:
    with pytest.raises(SetupError, match="default-member-permissions"):
        await room.alice.slash(room.desk, "claim retract", claim="004-001", reason="no")
    command = next(c for c in await room.bot.tree.fetch_commands() if c.name == "claim")
    room.guild.set_command_permissions(command.id, {room.alice: True})
    refused = await room.alice.slash(room.desk, "claim retract", claim="004-001", reason="no")
    assert refused.ephemeral
    assert refused.response.content == "You need the Manage Server permission for this."
    assert await room.rows("audit") == 0
    role = room.guild.create_role("fact desk")
    await room.mod.slash(room.mods, "setup", role=role)
    carol: Any = room.guild.add_member(room.env.create_user("carol"), roles=[role])
    room.guild.set_command_permissions(command.id, {carol: True})
    done = await carol.slash(room.desk, "claim retract", claim="004-001", reason="yes")
    assert "is marked as retracted" in done.response.content
    with pytest.raises(SetupError, match="context"):
        await room.mod.user.slash("claim show", claim="004-001")
    assert {type(e).__name__ for e in room.env.errors} == {"MissingPermissions"}


async def test_a_draft_is_nobody_elses(room: Newsroom) -> None:
    await add_source(room)
    shown = await preview(room)
    other: Any = room.guild.add_member(room.env.create_user("second"), roles=[room.mod_role])
    draft_id = shown.response.components[0]["components"][0]["custom_id"].rpartition(":")[2]
    forged = await room.forge(room.mods, f"crosscheck:draft-save:{draft_id}")
    for who in (other, room.alice):
        result = await who.click(forged, label="Forged")
        assert result.ephemeral
    assert await room.rows("claim") == len(await room.bot.store.claims())


async def test_a_preview_tells_what_the_claim_could_have_answered(room: Newsroom) -> None:
    await room.watch("all")
    await add_source(room)
    assert "could have answered" not in (await preview(room)).response.content
    await room.alice.send(room.desk, "20,000 CSTO troops were sent to Kazakhstan in January 2022")
    await room.bob.slash(room.desk, "check", text="900 CSTO troops were sent to Kazakhstan in January 2022")
    await room.bob.send(room.desk, "3,500 CSTO troops were sent to Kazakhstan in January 2022")
    text = (await preview(room)).response.content
    assert "It could have answered 2 messages in the last 7 days." in text
    room.clock.now += 8 * 86400
    assert "could have answered" not in (await preview(room)).response.content


async def test_a_hidden_claim_is_not_edited_and_a_retracted_one_never_stands_again_by_being_shown(
    room: Newsroom,
) -> None:
    await added(room)
    await room.mod.slash(room.mods, "claim retract", claim="N1-m1", reason="taken back")
    await room.mod.slash(room.mods, "claim hide", claim="N1-m1")
    refused = await room.mod.slash(room.mods, "claim edit", claim="N1-m1")
    assert refused.response.content == "N1-m1 is hidden here. Restore it before you edit it."
    shown = await room.mod.slash(room.mods, "claim restore", claim="N1-m1")
    assert "is shown again and is still retracted" in shown.response.content
    assert "stands" not in shown.response.content
    assert [type(e).__name__ for e in room.env.errors] == ["UserError"]


async def test_a_note_beside_a_field_too_long_for_the_form_cuts_nothing(room: Newsroom) -> None:
    await added(room)
    guild_id, by = str(room.guild.id), str(room.mod.id)
    claim = await room.bot.store.claim("N1-m1", guild_id)
    whom = "the ministry " * 30
    await room.bot.editors.claims.edit(guild_id, replace(claim, attributed_to=whom.strip()), by=by)
    form = await room.mod.slash(room.mods, "claim edit", claim="N1-m1", note="phoned")
    shown = await room.mod.submit_modal(form, filled(form))
    assert "attributed" not in shown.response.content.partition("**'")[0]
    await room.mod.click(shown.response, label="Save")
    saved = await room.bot.store.claim("N1-m1", guild_id)
    assert (saved.attributed_to, saved.note) == (whom.strip(), "phoned")


async def test_a_preview_counts_no_retracted_figure_as_agreement(room: Newsroom) -> None:
    await added(room)
    await room.mod.slash(room.mods, "claim retract", claim="N1-m1", reason="taken back")
    text = (await preview(room, "3,500 soldiers")).response.content
    assert "· repeats later retracted: '3,500 troops' per source N1" in text
    assert "agrees with later" not in text
