"""Asking: /check, the message command, a mention; in servers and in direct messages."""

import sqlite3
from collections.abc import AsyncIterator

import pytest

from config import Settings
from tests.bot.conftest import DEATHS, DETAINED, SIGNATURE, TROOPS, Newsroom, newsroom_on

NOTHING = "The cafeteria has new chairs since Tuesday"


async def test_check_answers_with_the_signature_line(room: Newsroom) -> None:
    result = await room.alice.slash(room.desk, "check", text=TROOPS)
    assert result.response is not None
    embed = result.response.embeds[0]
    assert embed.description is not None
    assert embed.description.startswith(SIGNATURE)
    assert embed.title is not None
    assert embed.title.startswith("How many CSTO troops")
    assert not result.ephemeral


async def test_check_is_acknowledged_before_the_database_is_asked(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    acknowledged_at: list[int] = []
    check = room.bot.checker.check

    async def slow_check(*args: object, **kwargs: object) -> object:
        acknowledged_at.append(len(room.requests("POST", r"/interactions/\d+/\w+/callback")))
        return await check(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(room.bot.checker, "check", slow_check)
    await room.alice.slash(room.desk, "check", text=TROOPS)
    assert acknowledged_at == [1]
    [callback] = room.requests("POST", r"/interactions/\d+/\w+/callback")
    assert callback.json is not None
    assert callback.json["type"] == 5


async def test_a_private_check_is_seen_by_the_asker_only(room: Newsroom) -> None:
    result = await room.alice.slash(room.desk, "check", text=DEATHS, private=True)
    assert result.ephemeral
    assert result.response is not None
    assert result.response.embeds
    assert room.desk.history(viewer=room.bob) == []


async def test_check_shows_a_chart_with_alt_text(room: Newsroom) -> None:
    result = await room.alice.slash(room.desk, "check", text=DEATHS)
    assert result.response is not None
    [image] = result.response.attachments
    assert result.response.embeds[0].image.url == f"attachment://{image.filename}"
    assert (await image.read()).startswith(b"\x89PNG")


async def test_a_withdrawn_figure_that_the_message_repeats_comes_first_and_says_so(room: Newsroom) -> None:
    result = await room.alice.slash(room.desk, "check", text=DEATHS.replace("500", "164"))
    assert result.response is not None
    described = result.response.embeds[0].description or ""
    assert described.startswith("Death toll: later retracted: 'figure of 164' per source 004")


async def test_nothing_found_says_so_and_what_is_near(room: Newsroom) -> None:
    result = await room.alice.slash(room.desk, "check", text="How many people died in Belarus in 1995?")
    assert result.response is not None
    assert result.response.content.startswith("Nothing in the claims database on this. Nearest topics: ")
    result = await room.alice.slash(room.desk, "check", text=NOTHING)
    assert result.response is not None
    assert result.response.content.startswith("Nothing in the claims database on this.")
    assert "Remove" not in str(result.response.components)
    assert await room.rows("reply") == 0


async def test_autocomplete_offers_topics_by_title(room: Newsroom) -> None:
    choices = await room.alice.autocomplete(room.desk, "check", "text", "csto")
    assert "CSTO troops" in [c["name"] for c in choices]
    every = await room.alice.autocomplete(room.desk, "check", "text", "")
    assert len(every) == 25
    unknown = await room.alice.autocomplete(room.desk, "check", "text", "zzzzzqqqq")
    assert {c["value"] for c in unknown} <= {"zzzzzqqqq"}


async def test_a_title_from_autocomplete_finds_its_topic(room: Newsroom) -> None:
    result = await room.alice.slash(room.desk, "check", text="CSTO troops")
    assert result.response is not None
    assert (result.response.embeds[0].description or "").startswith("CSTO troops: ")


async def test_message_command_answers_privately(room: Newsroom) -> None:
    message = await room.bob.send(room.desk, DEATHS)
    result = await room.alice.context_menu(room.desk, "Check figures", message)
    assert result.ephemeral
    assert result.response is not None
    assert (result.response.embeds[0].description or "").startswith("Death toll: ")
    assert room.said() == []


async def test_message_command_on_a_message_without_text(room: Newsroom) -> None:
    message = await room.bob.send(room.desk, "<:chair:123>")
    result = await room.alice.context_menu(room.desk, "Check figures", message)
    assert result.response is not None
    assert result.response.content == "There is no text in that message to check."
    assert [type(e).__name__ for e in room.env.errors] == ["UserError"]


async def test_a_mention_is_answered_as_a_reply_without_a_ping(room: Newsroom) -> None:
    asked = await room.alice.send(room.desk, f"{room.bot_mention} {DEATHS}")
    [reply] = room.said()
    assert reply.reference is not None
    assert reply.reference.message_id == asked.id
    assert reply.mentions == []
    assert (reply.embeds[0].description or "").startswith("Death toll: ")


async def test_a_bare_mention_under_a_message_checks_that_message(room: Newsroom) -> None:
    original = await room.bob.send(room.desk, DEATHS)
    await room.alice.send(room.desk, room.bot_mention, reply_to=original)
    [reply] = room.said()
    assert (reply.embeds[0].description or "").startswith("Death toll: ")


async def test_a_mention_with_small_talk_under_a_message_checks_that_message(room: Newsroom) -> None:
    original = await room.bob.send(room.desk, DEATHS)
    await room.alice.send(room.desk, f"{room.bot_mention} is that right?", reply_to=original)
    [reply] = room.said()
    assert (reply.embeds[0].description or "").startswith("Death toll: ")


async def test_a_mention_with_a_figure_of_its_own_under_a_message_checks_its_own(room: Newsroom) -> None:
    original = await room.bob.send(room.desk, DETAINED)
    await room.alice.send(room.desk, f"{room.bot_mention} {DEATHS}", reply_to=original)
    [reply] = room.said()
    assert (reply.embeds[0].description or "").startswith("Death toll: ")


async def test_a_mention_alone_has_nothing_to_check(room: Newsroom) -> None:
    await room.alice.send(room.desk, room.bot_mention)
    assert [m.content for m in room.said()] == ["There is no text in that message to check."]


async def test_a_mention_delivered_twice_is_answered_once(room: Newsroom) -> None:
    asked = await room.alice.send(room.desk, f"{room.bot_mention} {DEATHS}")
    await room.deliver_again(asked)
    assert len(room.said()) == 1


async def test_a_mention_delivered_twice_with_nothing_found_has_one_nonce(room: Newsroom) -> None:
    """Discord drops the second message of one nonce; simcord does not."""
    asked = await room.alice.send(room.desk, f"{room.bot_mention} {NOTHING}")
    await room.deliver_again(asked)
    assert {(body["nonce"], body["enforce_nonce"]) for body in room.replies()} == {(str(asked.id), True)}


async def test_a_mention_by_a_bot_is_not_answered(room: Newsroom) -> None:
    other = room.guild.add_member(room.env.create_user("other", bot=True))
    await other.send(room.desk, f"{room.bot_mention} {DEATHS}")
    await room.guild.create_webhook(room.desk).send(f"{room.bot_mention} {DEATHS}")
    assert room.said() == []


async def test_a_mention_counts_also_where_the_channel_is_watched(room: Newsroom) -> None:
    await room.watch("all")
    await room.alice.send(room.desk, f"{room.bot_mention} {DEATHS}")
    assert len(room.said()) == 1


async def test_direct_messages_answer_commands_and_mentions(room: Newsroom) -> None:
    result = await room.alice.user.slash("check", text=TROOPS)
    assert result.response is not None
    assert (result.response.embeds[0].description or "").startswith(SIGNATURE)
    about = await room.alice.user.slash("about")
    assert about.response is not None
    await room.alice.send_dm(f"{room.bot_mention} {DEATHS}")
    last = room.alice.user.dm_channel.last_message
    assert last is not None
    assert last.embeds


@pytest.mark.parametrize("status", [403, 429])
async def test_an_answer_that_could_not_be_posted_leaves_no_trace(room: Newsroom, status: int) -> None:
    room.env.inject_error("POST", "/channels/*/messages", status=status)
    await room.alice.send(room.desk, f"{room.bot_mention} {DEATHS}")
    assert room.said() == []
    assert await room.rows("reply") == 0
    assert len(room.env.errors) <= 1
    await room.alice.send(room.desk, f"{room.bot_mention} {DEATHS}")
    assert len(room.said()) == 1


@pytest.mark.parametrize("status", [403, 429])
async def test_a_command_answer_that_could_not_be_posted_leaves_no_trace(room: Newsroom, status: int) -> None:
    room.env.inject_error("PATCH", "/webhooks/*", status=status)
    result = await room.alice.slash(room.desk, "check", text=DEATHS)
    assert result.response is not None
    assert result.response.content == "Something went wrong. The error was logged for the people who run me."
    assert await room.rows("reply") == 0
    assert len(room.env.errors) == 1


@pytest.fixture
async def locked_room(settings: Settings, impatient: None) -> AsyncIterator[Newsroom]:
    async with newsroom_on(settings) as room:
        await room.bot.reply_store.fingerprint("so that the key is made")
        other = sqlite3.connect(settings.database_path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield room
        if other.in_transaction:
            other.execute("ROLLBACK")
        other.close()


async def test_a_locked_database_is_one_sentence_to_the_asker(locked_room: Newsroom) -> None:
    room = locked_room
    result = await room.alice.slash(room.desk, "check", text=DEATHS)
    assert result.response is not None
    assert result.response.content == "The claims database is busy. Try again in a moment."
    assert result.followups == []
    assert len(room.env.errors) == 1
    await room.alice.send(room.desk, f"{room.bot_mention} {DEATHS}")
    assert [m.content for m in room.said() if m.reference] == [
        "The claims database is busy. Try again in a moment."
    ]
