"""A reply follows its message: edited, taken back, deleted with it."""

import asyncio
from typing import Any

import discord
import pytest

from bot.articles.fetch import Fetcher
from bot.articles.page import FetchError, Reason
from tests.bot.conftest import DEATHS, DETAINED, TROOPS, Newsroom


@pytest.fixture
async def answered(room: Newsroom) -> discord.Message:
    """A message that got its reply unasked."""
    await room.watch("all")
    message: discord.Message = await room.alice.send(room.desk, DEATHS)
    assert len(room.said()) == 1
    return message


async def test_an_edited_message_edits_its_reply(room: Newsroom, answered: discord.Message) -> None:
    await room.alice.edit(answered, DEATHS.replace("500", "900"))
    [reply] = room.said()
    assert "'900' differs from" in reply.content
    assert "'500'" not in reply.content
    [edit] = room.requests("PATCH", r"/channels/\d+/messages/\d+")
    assert edit.json is not None
    assert edit.json["allowed_mentions"] == {"parse": []}


async def test_an_edit_to_another_topic_changes_what_more_shows(
    room: Newsroom, answered: discord.Message
) -> None:
    await room.alice.edit(answered, DETAINED)
    [reply] = room.said()
    assert reply.content.startswith("Detained: ")
    more = await room.bob.click(reply, label="More")
    assert more.response is not None
    assert more.response.embeds[0].title == "Detained"


async def test_a_reply_is_taken_back_when_nothing_differs_any_more(
    room: Newsroom, answered: discord.Message
) -> None:
    await room.alice.edit(answered, "Good morning!")
    assert room.said() == []
    assert await room.rows("reply") == 0


async def test_a_reply_is_taken_back_when_its_message_becomes_code(
    room: Newsroom, answered: discord.Message
) -> None:
    await room.alice.edit(answered, f"`{DEATHS}`")
    assert room.said() == []


async def test_an_unchanged_text_does_nothing(room: Newsroom, answered: discord.Message) -> None:
    before = len(room.env.http_requests)
    await room.alice.edit(answered, DEATHS)
    await room.update(answered, flags=4)
    assert len(room.env.http_requests) == before
    assert len(room.said()) == 1


async def test_a_message_edited_into_a_difference_is_answered_then(room: Newsroom) -> None:
    await room.watch("all")
    message = await room.alice.send(room.desk, "Good morning!")
    await room.alice.edit(message, DEATHS)
    assert len(room.said()) == 1


async def test_a_deleted_message_takes_its_reply_along(room: Newsroom, answered: discord.Message) -> None:
    await room.alice.delete(answered)
    assert room.said() == []
    assert await room.rows("reply") == 0


async def test_messages_deleted_together_take_their_replies_along(
    room: Newsroom, answered: discord.Message
) -> None:
    second = await room.bob.send(room.desk, DETAINED)
    third = await room.bob.send(room.desk, "Good morning!")
    assert len(room.said()) == 2
    room.env.backend.bulk_delete_messages(room.desk.id, [answered.id, second.id, third.id])
    await room.settle()
    assert room.said() == []
    assert await room.rows("reply") == 0


async def test_a_reply_follows_its_message_across_a_restart(
    room: Newsroom, answered: discord.Message
) -> None:
    await room.restart()
    await room.alice.edit(answered, DEATHS.replace("500", "900"))
    assert "'900' differs from" in room.said()[0].content
    await room.alice.delete(answered)
    assert room.said() == []


async def test_a_reply_that_a_moderator_deleted_is_let_go(room: Newsroom, answered: discord.Message) -> None:
    await room.mod.delete(room.said()[0])
    await room.alice.edit(answered, DEATHS.replace("500", "900"))
    assert room.said() == []
    assert await room.rows("reply") == 0


@pytest.mark.parametrize("status", [403, 500])
async def test_a_refused_edit_or_deletion_does_not_stop_the_bot(
    room: Newsroom, answered: discord.Message, status: int
) -> None:
    room.env.inject_error("PATCH", "/channels/*/messages/*", status=status, times=None)
    await room.alice.edit(answered, DEATHS.replace("500", "900"))
    assert "'500'" in room.said()[0].content
    room.env.inject_error("DELETE", "/channels/*/messages/*", status=status, times=None)
    await room.alice.delete(answered)
    await room.alice.send(room.desk, DETAINED)
    assert len(room.said()) == 2


async def test_an_edit_that_discord_refused_is_made_when_the_message_is_touched_again(
    room: Newsroom, answered: discord.Message
) -> None:
    room.env.inject_error("PATCH", "/channels/*/messages/*", status=403)
    await room.alice.edit(answered, DEATHS.replace("500", "900"))
    assert "'500'" in room.said()[0].content
    await room.update(answered, flags=4)
    assert "'900'" in room.said()[0].content


async def test_an_answered_mention_follows_its_message_too(room: Newsroom) -> None:
    asked = await room.alice.send(room.desk, f"{room.bot_mention} {DEATHS}")
    await room.alice.edit(asked, f"{room.bot_mention} {DETAINED}")
    [reply] = room.said()
    assert (reply.embeds[0].description or "").startswith("Detained: ")
    await room.alice.delete(asked)
    assert room.said() == []


async def test_an_edited_mention_still_says_how_its_link_was_read(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetch(_self: Fetcher, _url: str) -> None:
        raise FetchError(Reason.ROBOTS, "The site asks bots not to read this page.")

    monkeypatch.setattr(Fetcher, "fetch", fetch)
    text = f"{room.bot_mention} {DEATHS} https://site.example/bad"
    asked = await room.alice.send(room.desk, text)
    before = room.said()[-1]
    assert before.content == "-# The site asks bots not to read this page."
    await room.alice.edit(asked, text.replace("500", "600"))
    [after] = room.said()
    assert after.content == before.content
    assert "'600'" in (after.embeds[0].description or "")
    reply = await room.bot.reply_store.reply_to(str(asked.id))
    assert reply is not None
    assert reply.note == "The site asks bots not to read this page."


async def test_a_mention_edited_to_a_reported_text_does_not_bring_the_topic_back(room: Newsroom) -> None:
    await room.alice.send(room.desk, f"{room.bot_mention} {DEATHS}")
    await room.alice.click(room.said()[-1], label="Wrong match")
    other = await room.alice.send(room.desk, f"{room.bot_mention} {TROOPS}")
    assert room.said()[-1].embeds
    await room.alice.edit(other, f"{room.bot_mention} {DEATHS}")
    assert room.said()[-1].embeds == []
    assert room.said()[-1].content.startswith("Nothing in the claims database on this.")
    assert room.said()[-1].components == []
    await room.alice.edit(other, f"{room.bot_mention} {TROOPS}")
    assert room.said()[-1].embeds
    assert room.said()[-1].components


async def test_a_mention_of_a_link_alone_is_answered_again_when_it_is_edited(room: Newsroom) -> None:
    asked = await room.alice.send(room.desk, f"{room.bot_mention} {DEATHS}")
    await room.alice.edit(asked, f"{room.bot_mention} ftp://a.example https://192.168.0.1/one")
    assert "192.168.0.1" not in room.said()[0].content
    assert room.said()[0].content.startswith("Nothing in the claims database on this.\n-# ")


async def test_a_mention_in_direct_messages_is_answered_again_when_it_is_edited(room: Newsroom) -> None:
    asked = await room.alice.send_dm(f"{room.bot_mention} {DEATHS}")
    await room.alice.user.edit(asked, f"{room.bot_mention} {DETAINED}")
    last = room.alice.user.dm_channel.last_message
    assert last is not None
    assert (last.embeds[0].description or "").startswith("Detained: ")


async def test_a_mention_edited_while_it_is_answered_gets_the_answer_to_the_edit(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, is_made, may_post = room.bot.asked.answer, asyncio.Event(), asyncio.Event()

    async def answer_slowly(*values: Any, **named: Any) -> Any:
        outgoing = await answer(*values, **named)
        is_made.set()
        await may_post.wait()
        return outgoing

    monkeypatch.setattr(room.bot.asked, "answer", answer_slowly)
    backend, text = room.env.backend, f"{room.bot_mention} {DEATHS}"
    asked = backend.create_message(room.desk.id, room.alice.id, text)
    await asyncio.wait_for(is_made.wait(), 60)
    backend.edit_message(room.desk.id, asked.id, {"content": text.replace("500", "900")})
    for _ in range(30):
        await asyncio.sleep(0.01)  # the edit arrives
    may_post.set()
    await room.settle()
    [reply] = room.said()
    assert "The message: '900'" in (reply.embeds[0].description or "")


@pytest.mark.parametrize("words", ["", " is that right?"])
async def test_a_mention_under_a_message_keeps_its_answer_when_discord_touches_it(
    room: Newsroom, words: str
) -> None:
    original = await room.bob.send(room.desk, DEATHS)
    asked = await room.alice.send(room.desk, f"{room.bot_mention}{words}", reply_to=original)
    assert len(room.said()) == 1
    await room.update(asked, flags=4)
    assert len(room.said()) == 1


async def test_a_pin_of_an_old_message_does_not_bring_a_reply(room: Newsroom) -> None:
    old = await room.alice.send(room.desk, DEATHS)
    await room.watch("all")
    await room.env.advance_time(2 * 3600)
    await room.update(old, flags=4)
    assert room.said() == []
