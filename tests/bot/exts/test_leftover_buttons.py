"""Buttons that outlived their reply, or that somebody forged: they never act on another reply."""

import discord
import pytest
from simcord.builders import ChannelHandle

from tests.bot.conftest import DEATHS, DETAINED, Newsroom

GONE = "I have no record of this reply any more."
DAY = 86_400.0
ACTIONS = ("more", "why", "wrong", "remove")


@pytest.fixture
async def other(room: Newsroom) -> ChannelHandle:
    """A second watched channel of the same server."""
    channel: ChannelHandle = room.guild.create_text_channel("other")
    await room.watch("all")
    await room.watch("all", channel)
    return channel


@pytest.fixture
async def orphan(room: Newsroom, other: ChannelHandle) -> discord.Message:
    """A reply on deaths whose message is deleted, while Discord does not take it back."""
    message = await room.alice.send(room.desk, DEATHS)
    room.env.inject_error("DELETE", "/channels/*/messages/*", status=503, times=3)
    await room.alice.delete(message)
    await room.env.advance_time(10)
    [reply] = room.said()
    return reply


def texts(result: object) -> list[str]:
    """All that a press was answered with."""
    answers = [getattr(result, "response", None), *getattr(result, "followups", [])]
    return ["\n".join([a.content, *(f"{e.title} {e.description}" for e in a.embeds)]) for a in answers if a]


async def test_the_next_reply_gets_buttons_of_its_own(
    room: Newsroom, other: ChannelHandle, orphan: discord.Message
) -> None:
    second = await room.bob.send(other, DETAINED)
    [reply] = room.said(other)
    why = await room.bob.click(orphan, label="Why")
    assert "Detained" not in "".join(texts(why))
    await room.bob.click(orphan, label="Wrong match")
    assert await room.rows("wrong_match WHERE topic = 'detained-total'") == 0
    await room.alice.click(orphan, label="Remove")
    assert room.said() == []
    assert [m.id for m in room.said(other)] == [reply.id]
    await room.bob.delete(second)
    assert room.said(other) == []


async def test_nobody_learns_from_it_what_somebody_asked_in_private(
    room: Newsroom, other: ChannelHandle, orphan: discord.Message
) -> None:
    await room.alice.slash(other, "check", text=DETAINED, private=True)
    for label in ("More", "Why"):
        pressed = await room.bob.click(orphan, label=label)
        assert "Detained" not in "".join(texts(pressed))


async def test_after_a_sweep_old_buttons_are_nobodys(room: Newsroom, other: ChannelHandle) -> None:
    await room.alice.send(room.desk, DEATHS)
    [old] = room.said()
    room.clock.now += 91 * DAY
    await room.bot.retention.sweep()
    assert await room.rows("reply") == 0
    await room.bob.send(other, DETAINED)
    assert await room.rows("reply WHERE reply_id = 2") == 1
    for label in ("More", "Why", "Wrong match", "Remove"):
        pressed = await room.alice.click(old, label=label)
        assert texts(pressed)[-1] == GONE
    assert len(room.said(other)) == 1
    assert await room.rows("wrong_match") == 0


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_number_under_another_message_does_nothing(
    room: Newsroom, other: ChannelHandle, action: str
) -> None:
    await room.alice.send(room.desk, DEATHS)
    forged = await room.forge(other, f"crosscheck:{action}:1")
    pressed = await room.alice.click(forged, label="Forged")
    assert texts(pressed)[-1] == GONE
    assert len(texts(pressed)) == 1 + (action == "remove")  # the forged message itself
    assert len(room.said()) == 1
    assert [await room.rows(t) for t in ("reply", "wrong_match")] == [1, 0]


@pytest.mark.parametrize("action", ACTIONS)
async def test_the_number_of_a_private_answer_shows_others_nothing(
    room: Newsroom, other: ChannelHandle, action: str
) -> None:
    await room.alice.slash(room.desk, "check", text=DEATHS, private=True)
    forged = await room.forge(other, f"crosscheck:{action}:1")
    pressed = await room.mod.click(forged, label="Forged")
    assert texts(pressed)[-1] == GONE
    assert len(texts(pressed)) == 1 + (action == "remove")  # the forged message itself
    assert [await room.rows(t) for t in ("reply", "wrong_match")] == [1, 0]


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_number_that_is_just_being_posted_is_not_claimed_by_another_message(
    room: Newsroom, other: ChannelHandle, action: str
) -> None:
    await room.alice.send(room.desk, DEATHS)
    async with room.bot.store.database.transaction() as db:
        await db.execute("UPDATE reply SET message_id = ''")
    forged = await room.forge(other, f"crosscheck:{action}:1")
    pressed = await room.alice.click(forged, label="Forged")
    assert texts(pressed)[-1] == GONE
    assert len(texts(pressed)) == 1 + (action == "remove")  # the forged message itself
    assert await room.rows("reply WHERE message_id = ''") == 1
