"""/privacy, /optout and /forgetme: for everybody, everywhere, and out of the file."""

import discord
import pytest

from tests.bot.conftest import DEATHS, DETAINED, Newsroom
from tests.conftest import raw_file


async def test_a_person_opts_out_and_in_again(room: Newsroom) -> None:
    out = await room.alice.slash(room.desk, "optout")
    assert out.response is not None
    assert out.response.ephemeral
    assert await room.bot.channels.is_opted_out(str(room.alice.id))
    await room.alice.slash(room.desk, "optout", out=False)
    assert not await room.bot.channels.is_opted_out(str(room.alice.id))


def labels(message: discord.Message) -> list[str | None]:
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    return [b.label for row in rows for b in row.children if isinstance(b, discord.Button)]


async def test_privacy_says_what_is_stored_on_the_one_who_asks(room: Newsroom) -> None:
    await room.watch("all")
    await room.alice.send(room.desk, DEATHS)
    await room.alice.user.slash("check", text=DETAINED)
    await room.bob.slash(room.desk, "check", text=DETAINED)
    shown = await room.alice.slash(room.desk, "privacy")
    assert shown.ephemeral
    text = shown.response.content
    assert "I neither store nor log the text of messages" in text
    assert "For each reply, for 90 days: the IDs of the message, its channel and its author" in text
    assert "replies to you: 2; answers you are waiting for: 0; changes in audit logs: 0; sugg" in text
    assert len(text) <= 2000
    in_private = await room.bob.user.slash("privacy")
    assert "replies to you: 1;" in in_private.response.content


@pytest.mark.parametrize("is_restarted", [False, True])
@pytest.mark.parametrize("is_in_server", [True, False])
async def test_who_asks_to_be_forgotten_is(room: Newsroom, is_restarted: bool, is_in_server: bool) -> None:
    await room.watch("all")
    await room.alice.send(room.desk, DEATHS)
    await room.bob.slash(room.desk, "check", text=DETAINED)
    person = room.alice if is_in_server else room.alice.user
    asked = await (person.slash(room.desk, "forgetme") if is_in_server else person.slash("forgetme"))
    assert labels(asked.response.message) == ["Forget me", "Cancel"]
    assert (await room.bot.people.held(str(room.alice.id))).replies == 1
    if is_restarted:
        await room.restart()
    await person.click(asked.response.message, label="Forget me")
    assert (await room.bot.people.held(str(room.alice.id))).replies == 0
    assert (await room.bot.people.held(str(room.bob.id))).replies == 1
    assert str(room.alice.id).encode() not in raw_file(room.bot.store)
    assert await room.rows("reply") == 2
    assert len(room.said()) == 2
    edited = room.requests("PATCH", r"/webhooks/\d+/\w+/messages/@original")[-1].json
    assert edited is not None
    assert edited["content"].startswith("Done: I have forgotten you.\nWhat stays: the IDs of the messages")
    assert not edited["components"]  # no second press


async def test_a_moderators_writes_stay_without_a_name(room: Newsroom) -> None:
    await room.mod.slash(room.mods, "setup", desk=room.mods)
    asked = await room.mod.slash(room.mods, "forgetme")
    assert "changes in audit logs: 1;" in asked.response.content
    await room.mod.click(asked.response.message, label="Forget me")
    assert await room.rows("audit") == 1
    audit_log = await room.bot.editors.audit_log.entries(str(room.guild.id))
    assert [entry.user_id for entry in audit_log] == [""]
    assert str(room.mod.id).encode() not in raw_file(room.bot.store)


@pytest.mark.parametrize(
    ("label", "is_out"), [("Forget me", False), ("Forget me, keep my opt-out", True), ("Cancel", True)]
)
async def test_an_opt_out_stays_only_where_it_is_wanted(room: Newsroom, label: str, is_out: bool) -> None:
    await room.alice.slash(room.desk, "optout")
    await room.alice.slash(room.desk, "check", text=DEATHS)
    asked = await room.alice.slash(room.desk, "forgetme")
    assert labels(asked.response.message) == ["Forget me", "Forget me, keep my opt-out", "Cancel"]
    await room.alice.click(asked.response.message, label=label)
    held = await room.bot.people.held(str(room.alice.id))
    assert held.is_opted_out is is_out
    assert held.replies == (1 if label == "Cancel" else 0)


async def test_a_forged_button_forgets_only_the_one_who_presses_it(room: Newsroom) -> None:
    await room.alice.slash(room.desk, "check", text=DEATHS)
    forged = await room.forge(room.desk, "crosscheck:forget:all")
    await room.bob.click(forged, label="Forged")
    assert (await room.bot.people.held(str(room.alice.id))).replies == 1
