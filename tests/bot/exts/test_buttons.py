"""More, Why, Wrong match, Remove: for whom, where, and after a restart."""

import discord
import pytest

from tests.bot.conftest import DEATHS, TROOPS, Newsroom

GONE = "I have no record of this reply any more."
MET_IN_PART = (
    "Kazakhstan put 212 members of its own police and secret service under arrest over abuses during the "
    "January operation"
)
LABELS = ["More", "Why", "Wrong match", "Remove"]


@pytest.fixture
async def reply(room: Newsroom) -> discord.Message:
    """An automatic reply to a message of alice's."""
    await room.watch("all")
    await room.alice.send(room.desk, DEATHS)
    return room.said()[0]


def labels(message: discord.Message) -> list[str | None]:
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    return [b.label for row in rows for b in row.children if isinstance(b, discord.Button)]


async def test_every_answer_has_the_four_buttons(room: Newsroom, reply: discord.Message) -> None:
    assert labels(reply) == LABELS
    result = await room.alice.slash(room.desk, "check", text=TROOPS)
    assert result.response is not None
    assert labels(result.response.message) == LABELS


@pytest.mark.parametrize("is_restarted", [False, True])
async def test_more_shows_every_claim_to_the_one_who_pressed(
    room: Newsroom, reply: discord.Message, is_restarted: bool
) -> None:
    if is_restarted:
        await room.restart()
    result = await room.bob.click(reply, label="More")
    pages = [result.response, *result.followups]
    text = ""
    for page in pages:
        assert page is not None
        assert page.ephemeral
        assert sum(len(e) for e in page.embeds) <= 6000
        text += "".join(e.description or "" for e in page.embeds)
    topic = (await room.bot.store.claims_by_topic(["deaths-total"]))["deaths-total"]
    assert text.count("per source") == len(topic)
    assert room.desk.history(viewer=room.alice)[-1].id == reply.id


async def test_a_press_is_acknowledged_first(room: Newsroom, reply: discord.Message) -> None:
    before = len(room.env.http_requests)
    await room.bob.click(reply, label="More")
    first = room.env.http_requests[before]
    assert first.path.endswith("/callback")
    assert first.json is not None
    assert first.json["type"] == 5


async def test_why_names_words_score_and_rules(room: Newsroom, reply: discord.Message) -> None:
    result = await room.bob.click(reply, label="Why")
    assert result.ephemeral
    assert result.response is not None
    assert "**Death toll**: score 0." in result.response.content
    assert "Words of the message: 'killed'" in result.response.content
    assert "Rules passed: it names deaths" in result.response.content


async def test_why_shows_the_threshold_that_was_used(room: Newsroom) -> None:
    """A topic that is met in part needs more than one met in full."""
    asked = await room.alice.slash(room.desk, "check", text=MET_IN_PART)
    result = await room.alice.click(asked.response.message, label="Why")
    weights = room.bot.checker.weights
    assert weights.partial_threshold > weights.check_threshold
    assert f", needed {weights.partial_threshold:.2f}" in result.response.content.splitlines()[0]


async def test_why_names_no_score_of_a_topic_that_was_asked_for_by_name(room: Newsroom) -> None:
    asked = await room.alice.slash(room.desk, "topic show", name="deaths-total")
    result = await room.alice.click(asked.response.message, label="Why")
    assert result.response.content == "**Death toll**: it was asked for by name"


async def test_why_names_only_rules_that_were_checked(room: Newsroom, reply: discord.Message) -> None:
    result = await room.bob.click(reply, label="Why")
    assert "no other country" not in result.response.content  # its own is named: others would count only
    assert "it names no other year; it is about no other kind of event" in result.response.content


async def test_why_works_without_the_message(room: Newsroom) -> None:
    asked = await room.alice.slash(room.desk, "check", text=DEATHS)
    assert asked.response is not None
    result = await room.alice.click(asked.response.message, label="Why")
    assert result.response is not None
    assert "**Death toll**: score 0." in result.response.content
    assert "Words of the message" not in result.response.content


async def test_wrong_match_silences_the_pair_here_only(room: Newsroom, reply: discord.Message) -> None:
    await room.bob.click(reply, label="Wrong match")
    assert await room.rows("wrong_match WHERE near_to = ''") == 1
    room.clock.now += 1_000_000
    await room.bob.send(room.desk, DEATHS.replace("people were killed", "PEOPLE were killed!"))
    assert len(room.said()) == 1
    await room.bob.send(room.desk, "Killed in Kazakhstan in January 2022: 900 people")
    assert len(room.said()) == 2
    result = await room.alice.slash(room.desk, "check", text=DEATHS)
    assert result.response is not None
    assert result.response.content.startswith("Nothing in the claims database on this.")
    elsewhere = await room.alice.user.slash("check", text=DEATHS)
    assert elsewhere.response is not None
    assert elsewhere.response.embeds


@pytest.mark.parametrize("is_restarted", [False, True])
@pytest.mark.parametrize("who", ["alice", "mod"])
async def test_the_person_replied_to_and_moderators_remove(
    room: Newsroom, reply: discord.Message, who: str, is_restarted: bool
) -> None:
    if is_restarted:
        await room.restart()
    person = room.alice if who == "alice" else room.mod
    await person.click(reply, label="Remove")
    assert room.said() == []
    assert await room.rows("reply") == 0


async def test_a_stranger_does_not_remove(room: Newsroom, reply: discord.Message) -> None:
    result = await room.bob.click(reply, label="Remove")
    assert [f.content for f in result.followups] == [
        "Only the person I replied to and moderators can remove this."
    ]
    assert all(f.ephemeral for f in result.followups)
    assert [m.id for m in room.said()] == [reply.id]


async def test_a_moderator_by_role_removes(room: Newsroom, reply: discord.Message) -> None:
    editor = room.guild.create_role("editor", permissions=discord.Permissions.none())
    await room.mod.slash(room.mods, "setup", role=editor)
    eve = room.guild.add_member(room.env.create_user("eve"), roles=[editor])
    result = await eve.click(reply, label="Remove")
    assert [f.content for f in result.followups] == ["Removed."]
    assert room.said() == []


async def test_who_may_only_manage_messages_is_no_moderator(room: Newsroom, reply: discord.Message) -> None:
    janitor = room.guild.create_role("janitor", permissions=discord.Permissions(manage_messages=True))
    joe = room.guild.add_member(room.env.create_user("joe"), roles=[janitor])
    result = await joe.click(reply, label="Remove")
    assert [f.content for f in result.followups] == [
        "Only the person I replied to and moderators can remove this."
    ]
    assert [m.id for m in room.said()] == [reply.id]
    assert await room.rows("reply") == 1


async def test_a_removed_reply_does_not_come_back(room: Newsroom, reply: discord.Message) -> None:
    assert reply.reference is not None
    assert reply.reference.message_id is not None
    asked = next(m for m in room.desk.history() if m.id == reply.reference.message_id)
    await room.alice.click(reply, label="Remove")
    await room.alice.edit(asked, DEATHS.replace("500", "900"))
    assert room.said() == []


async def test_a_private_answer_can_be_removed(room: Newsroom) -> None:
    result = await room.alice.slash(room.desk, "check", text=DEATHS, private=True)
    assert result.response is not None
    await room.alice.click(result.response.message, label="Remove")
    assert room.desk.history(viewer=room.alice)[:-1] == []
    assert await room.rows("reply") == 0


@pytest.mark.parametrize("action", ["more", "why", "wrong", "remove", "undo"])
async def test_a_forged_id_of_another_servers_reply_does_nothing(
    room: Newsroom, reply: discord.Message, action: str
) -> None:
    found = await room.bot.reply_store.reply_to(str(reply.reference.message_id))  # type: ignore[union-attr]
    assert found is not None
    other = room.env.create_guild("Elsewhere")
    channel = other.create_text_channel("desk")
    boss = other.create_role("boss", permissions=discord.Permissions(manage_messages=True))
    mallory = other.add_member(room.env.create_user("mallory"), roles=[boss])
    forged = await room.forge(channel, f"crosscheck:{action}:{found.reply_id}")
    result = await mallory.click(forged, label="Forged")
    said = [m.content for m in [result.response, *result.followups] if m is not None]
    assert GONE in said
    assert not [m for m in [result.response, *result.followups] if m is not None and m.embeds]
    assert [m.id for m in room.said()] == [reply.id]
    assert await room.rows("wrong_match") == 0


async def test_a_forged_id_of_another_persons_direct_message_does_nothing(room: Newsroom) -> None:
    await room.alice.user.slash("check", text=DEATHS)
    dm = room.bob.user.dm_channel
    forged = await room.forge(dm, "crosscheck:more:1")
    result = await room.bob.user.click(forged, label="Forged")
    assert result.response.content == GONE


@pytest.mark.parametrize("custom_id", ["crosscheck:more:999", "crosscheck:more:999999999999999999"])
async def test_an_unknown_reply_is_gone(room: Newsroom, custom_id: str) -> None:
    forged = await room.forge(room.desk, custom_id)
    result = await room.alice.click(forged, label="Forged")
    assert result.response is not None
    assert result.response.content == GONE


async def test_buttons_under_a_shadow_work_for_moderators(room: Newsroom) -> None:
    await room.watch("shadow", moderators=room.mods)
    await room.alice.send(room.desk, DEATHS)
    shadow = room.said(room.mods)[-1]
    more = await room.mod.click(shadow, label="More")
    assert more.response is not None
    assert more.response.embeds
    why = await room.mod.click(shadow, label="Why")
    assert why.response is not None
    assert "Words of the message: 'killed'" in why.response.content
    await room.mod.click(shadow, label="Remove")
    assert room.said(room.mods) == []


async def test_wrong_match_in_direct_messages_is_for_that_person_only(room: Newsroom) -> None:
    asked = await room.alice.user.slash("check", text=DEATHS)
    assert asked.response is not None
    await room.alice.user.click(asked.response.message, label="Wrong match")
    again = await room.alice.user.slash("check", text=DEATHS)
    assert again.response is not None
    assert again.response.content.startswith("Nothing in the claims database on this.")
    other = await room.bob.user.slash("check", text=DEATHS)
    assert other.response is not None
    assert other.response.embeds


async def test_a_press_that_fails_is_answered(
    room: Newsroom, reply: discord.Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(room.bot.explaining, "pages", fail)
    result = await room.bob.click(reply, label="More")
    assert result.response is not None
    assert result.response.content.startswith("Something went wrong.")


async def test_a_wrong_match_pressed_by_mistake_is_undone(room: Newsroom, reply: discord.Message) -> None:
    pressed = await room.bob.click(reply, label="Wrong match")
    assert pressed.ephemeral
    await room.restart()
    undone = await room.bob.click(pressed.response.message, label="Undo")
    assert undone.response.content == "Undone: it counts as a match again."
    assert await room.rows("wrong_match") == 0
    again = await room.bob.click(pressed.response.message, label="Undo")
    assert again.response.content == "It was undone already."
    room.clock.now += 1_000_000
    await room.bob.send(room.desk, DEATHS)
    assert len(room.said()) == 2
    assert [t for t in await room.bot.statistics.totals(str(room.guild.id), 30) if t.event == "wrong"] == []


async def test_who_reports_what_was_reported_can_not_undo_it(room: Newsroom, reply: discord.Message) -> None:
    await room.bob.click(reply, label="Wrong match")
    second = await room.alice.click(reply, label="Wrong match")
    assert second.response.content.startswith("That was noted already")
    assert labels(second.response.message) == []
    wrong = [t for t in await room.bot.statistics.totals(str(room.guild.id), 30) if t.event == "wrong"]
    assert {t.count for t in wrong} == {1}


async def test_a_near_copy_is_silenced_unasked_and_still_answered_asked(
    room: Newsroom, reply: discord.Message
) -> None:
    await room.bob.click(reply, label="Wrong match")
    room.clock.now += 1_000_000
    near = DEATHS.replace("were killed", "were reportedly shot and killed")
    longer = DEATHS.replace("people", "people shamefully")
    await room.bob.send(room.desk, longer)
    assert len(room.said()) == 1
    result = await room.alice.slash(room.mods, "check", text=longer)
    assert result.response.embeds
    await room.bob.send(room.desk, near)
    assert len(room.said()) == 2


async def report_many(room: Newsroom, count: int, reports: int) -> list[discord.Message]:
    """Unasked replies on deaths, the first of them reported as wrong."""
    for n in range(count):
        room.clock.now += 25_000
        await room.alice.send(room.desk, DEATHS.replace("500", str(5001 + n)))
    said = room.said()
    for message in said[:reports]:
        await room.bob.click(message, label="Wrong match")
    return said


async def test_a_topic_reported_too_often_is_told_to_moderators_only_until_resumed(room: Newsroom) -> None:
    await room.mod.slash(room.mods, "setup", desk=room.mods)
    await room.watch("all")
    assert len(await report_many(room, 6, 3)) == 6
    notices = [m.content for m in room.said(room.mods) if m.content.startswith("Paused")]
    assert len(notices) == 1
    assert "**Death toll**" in notices[0]
    shown = await room.mod.slash(room.mods, "watch show")
    assert "Paused after too many wrong matches: Death toll." in shown.response.content
    await room.restart()
    room.clock.now += 25_000
    await room.alice.send(room.desk, DEATHS.replace("500", "7000"))
    assert len(room.said()) == 6
    assert room.said(room.mods)[-1].content.startswith("-# Shadow: would have replied to https://")
    row = await room.bot.store.database.row("SELECT * FROM reply ORDER BY reply_id DESC")
    assert row is not None
    assert (row["kind"], row["posted_in"]) == ("shadow", str(room.mods.id))  # corrections find it there
    asked = await room.alice.slash(room.desk, "check", text=DEATHS.replace("500", "7000"))
    assert asked.response.embeds
    resumed = await room.mod.slash(room.mods, "watch resume", topic="death toll")
    assert resumed.response.content == (
        "**Death toll** is no longer paused. Earlier reports don't count any more."
    )
    room.clock.now += 25_000
    await room.alice.send(room.desk, DEATHS.replace("500", "8000"))
    assert len(room.said()) == 8  # with the answer to /check
    await room.bob.click(room.said()[-1], label="Wrong match")
    assert len([m for m in room.said(room.mods) if m.content.startswith("Paused:")]) == 1


async def test_a_paused_topic_is_silence_where_moderators_have_no_channel(room: Newsroom) -> None:
    await room.watch("all")
    await report_many(room, 5, 2)
    room.clock.now += 25_000
    before = await room.rows("reply")
    message = await room.alice.send(room.desk, DEATHS.replace("500", "7000"))
    assert len(room.said()) == 5
    assert room.said(room.mods) == []
    assert await room.rows("reply") == before
    await room.alice.edit(message, DEATHS.replace("500", "7500"))
    assert len(room.said()) == 5
    other = await room.alice.send(room.desk, TROOPS.replace("How many", "20,000").replace("?", ""))
    assert other is not None
    assert len(room.said()) == 6


async def test_beside_another_topic_a_paused_one_is_left_out(room: Newsroom) -> None:
    await room.mod.slash(room.mods, "setup", desk=room.mods)
    await room.watch("all")
    both = "7,000 people were killed and 90,000 people were arrested in Kazakhstan in January 2022"
    await report_many(room, 5, 2)
    room.clock.now += 25_000
    await room.alice.send(room.desk, both)
    text = room.said()[-1].content
    assert len(room.said()) == 6
    assert "Death toll" not in text
    assert "per source" in text


async def test_only_those_who_manage_the_server_resume(room: Newsroom) -> None:
    await room.watch("all")
    await report_many(room, 5, 2)
    assert "watch resume" not in room.alice.available_commands(room.desk)
    command = next(c for c in await room.bot.tree.fetch_commands() if c.name == "watch")
    room.guild.set_command_permissions(command.id, {room.alice: True})
    refused = await room.alice.slash(room.desk, "watch resume", topic="deaths-total")
    assert refused.response.content == "You need the Manage Server permission for this."
    unknown = await room.mod.slash(room.mods, "watch resume", topic="**@everyone**")
    assert unknown.response.content == "That topic is not paused here. Paused: Death toll."
    assert await room.bot.wrong_matches.paused_topics(str(room.guild.id)) == {"deaths-total"}
    assert {type(e).__name__ for e in room.env.errors} == {"MissingPermissions", "UserError"}
