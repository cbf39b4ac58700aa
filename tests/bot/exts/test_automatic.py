"""Replies nobody asked for: where, to whom, how often."""

import asyncio
from typing import Any

import pytest
from simcord.enums import MessageType

from bot.rendering.cards import CONTENT_LIMIT
from claims_db.storage.channels import Channel
from claims_db.storage.replies import Trigger
from config import Settings
from tests.bot.conftest import DEATHS, DETAINED, TROOPS, Clock, Newsroom, newsroom_on

HOUR = 3600
LINK = "https://news.example/kazakhstan"


async def test_a_watched_channel_gets_a_short_reply(room: Newsroom) -> None:
    await room.watch("all")
    message = await room.alice.send(room.desk, DEATHS)
    [reply] = room.said()
    assert reply.reference is not None
    assert reply.reference.message_id == message.id
    first, second = reply.content.split("\n")
    assert first.startswith("Death toll: '238 people were killed' per source 001; ")
    assert second.startswith("-# ≠ '500' differs from '238 people were killed'")
    assert reply.embeds == []
    assert reply.attachments == []
    [body] = room.replies()
    assert body["nonce"] == str(message.id)
    assert body["enforce_nonce"] is True
    assert reply.flags.suppress_embeds
    assert reply.flags.suppress_notifications


async def test_an_unwatched_channel_gets_none(room: Newsroom) -> None:
    other = room.guild.create_text_channel("other")
    await room.watch("all", other)
    await room.alice.send(room.desk, DEATHS)
    assert room.said() == []


async def test_silence_where_nothing_differs_and_on_chatter(room: Newsroom) -> None:
    await room.watch("all")
    for text in ("Good morning!", "We have 500 chairs", "500 people died in Belarus"):
        await room.alice.send(room.desk, text)
    assert room.said() == []


async def test_one_reply_where_the_gateway_delivers_twice(room: Newsroom) -> None:
    await room.watch("all")
    message = await room.alice.send(room.desk, DEATHS)
    await room.deliver_again(message)
    assert len(room.said()) == 1


async def test_one_reply_where_it_delivers_twice_at_once(room: Newsroom) -> None:
    await room.watch("all")
    backend = room.env.backend
    stored = backend.create_message(room.desk.id, room.alice.id, DEATHS)
    backend.announce_message_create(stored)
    backend.announce_message_create(stored)
    await room.settle()
    assert len(room.said()) == 1


async def test_one_reply_across_a_restart(room: Newsroom) -> None:
    await room.watch("all")
    message = await room.alice.send(room.desk, DEATHS)
    await room.restart()
    room.clock.now += 1000 * HOUR
    await room.deliver_again(message)
    assert len(room.said()) == 1
    await room.alice.send(room.desk, DETAINED)
    assert len(room.said()) == 2


async def test_not_for_bots_webhooks_and_system_messages(room: Newsroom) -> None:
    await room.watch("all")
    other = room.guild.add_member(room.env.create_user("other", bot=True))
    await other.send(room.desk, DEATHS)
    await room.guild.create_webhook(room.desk).send(DEATHS)
    thread = await room.start_thread(room.desk, name=DEATHS)
    room.guild.create_system_message(
        room.desk,
        MessageType.THREAD_CREATED,
        author=room.alice,
        target_channel=thread,
    )
    await room.settle()
    assert room.said() == []


@pytest.mark.parametrize(
    "text",
    [
        f"`{DEATHS}`",
        f"```\n{DEATHS}\n```",
        f"||{DEATHS}||",
        f"> {DEATHS}",
        f">>> They wrote:\n{DEATHS}",
        "<https://news.example/kazakhstan-unrest-500-people-died>",
    ],
)
async def test_not_for_code_spoilers_quotations_and_hidden_links(room: Newsroom, text: str) -> None:
    await room.watch("all")
    await room.alice.send(room.desk, text)
    assert room.said() == []


async def test_not_for_people_who_opted_out(room: Newsroom) -> None:
    await room.watch("all")
    await room.bot.channels.set_opted_out(str(room.alice.id), is_out=True)
    await room.alice.send(room.desk, DEATHS)
    assert room.said() == []
    await room.bob.send(room.desk, DEATHS)
    assert len(room.said()) == 1


async def test_a_topic_is_answered_once_in_a_channel_and_window(room: Newsroom) -> None:
    other = room.guild.create_text_channel("other")
    await room.watch("all")
    await room.watch("all", other)
    await room.alice.send(room.desk, DEATHS)
    await room.bob.send(room.desk, "Killed in Kazakhstan in January 2022: 900 people")
    assert len(room.said()) == 1
    await room.bob.send(room.desk, DETAINED)
    assert len(room.said()) == 2
    await room.bob.send(other, DEATHS)
    assert len(room.said(other)) == 1
    room.clock.now += 6 * HOUR - 1
    await room.bob.send(room.desk, DEATHS)
    assert len(room.said()) == 2
    room.clock.now += 2
    await room.bob.send(room.desk, DEATHS)
    assert len(room.said()) == 3


async def test_a_window_holds_also_for_messages_that_come_at_once(room: Newsroom) -> None:
    await room.watch("all")
    for n in range(6):
        room.env.backend.create_message(room.desk.id, room.alice.id, f"{DEATHS}{'!' * n}")
    await room.settle()
    assert len(room.said()) == 1


async def test_a_reply_that_is_slow_to_enter_holds_up_no_other_channel(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = room.guild.create_text_channel("other")
    await room.watch("all")
    await room.watch("all", other)
    enter, may_enter = room.bot.reply_store.enter, asyncio.Event()

    async def enter_slowly(trigger: Trigger, *values: Any, **named: Any) -> int | None:
        if trigger.channel_id == str(room.desk.id):
            await may_enter.wait()
        return await enter(trigger, *values, **named)

    monkeypatch.setattr(room.bot.reply_store, "enter", enter_slowly)
    for channel in (room.desk, other):
        room.env.backend.create_message(channel.id, room.alice.id, DEATHS)
    for _ in range(1000):
        await asyncio.sleep(0.01)
        if room.said(other):
            break
    assert (len(room.said(room.desk)), len(room.said(other))) == (0, 1)
    may_enter.set()
    await room.settle()
    assert len(room.said(room.desk)) == 1


async def test_a_channels_settings_are_read_once_a_message(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.watch("all")
    channel, asked_for = room.bot.channels.channel, list[str]()

    async def read(channel_id: str, *values: Any, **named: Any) -> Channel:
        asked_for.append(channel_id)
        return await channel(channel_id, *values, **named)

    monkeypatch.setattr(room.bot.channels, "channel", read)
    message = await room.alice.send(room.desk, DEATHS)
    assert asked_for == [str(room.desk.id)]
    await room.alice.edit(message, DETAINED)
    assert asked_for == [str(room.desk.id)] * 2


async def test_a_link_is_answered_once_in_a_channel_and_window(settings: Settings) -> None:
    brief = settings.model_copy(update={"topic_window_hours": 0})
    async with newsroom_on(brief, Clock()) as room:
        await room.watch("all")
        await room.alice.send(room.desk, f"{DEATHS} {LINK}")
        await room.bob.send(room.desk, f"{DEATHS} {LINK}")
        assert len(room.said()) == 1
        await room.bob.send(room.desk, f"{DEATHS} {LINK}?page=2")
        assert len(room.said()) == 2
        room.clock.now += 24 * HOUR + 1
        await room.bob.send(room.desk, f"{DEATHS} {LINK}")
        assert len(room.said()) == 3


async def test_at_most_three_topics(room: Newsroom) -> None:
    await room.watch("all")
    await room.alice.send(
        room.desk,
        "Kazakhstan unrest January 2022: 500 people died, 3,000 people were arrested, "
        "9,000 CSTO troops were sent, 50 police officers were killed, "
        "and the internet was shut down for 2 days",
    )
    [reply] = room.said()
    lines = reply.content.split("\n")
    assert len([line for line in lines if not line.startswith("-#")]) == 3
    assert lines[-1].endswith("more topics: press More")
    assert len(reply.content) <= CONTENT_LIMIT


async def test_the_links_step_answers_messages_with_links_only(room: Newsroom) -> None:
    await room.watch("links")
    await room.alice.send(room.desk, DEATHS)
    assert room.said() == []
    await room.alice.send(room.desk, f"{DEATHS} {LINK}")
    assert len(room.said()) == 1


async def test_a_preview_that_arrives_later_is_checked(room: Newsroom) -> None:
    await room.watch("links")
    message = await room.alice.send(room.desk, LINK)
    assert room.said() == []
    preview = {"type": "article", "url": LINK, "title": "Unrest in Kazakhstan", "description": DEATHS}
    await room.update(message, embeds=[preview])
    assert len(room.said()) == 1
    await room.update(message, embeds=[preview])
    assert len(room.said()) == 1


async def test_shadow_writes_to_the_moderators_only(room: Newsroom) -> None:
    await room.watch("shadow", moderators=room.mods)
    message = await room.alice.send(room.desk, DEATHS)
    assert room.said() == []
    [shown] = [m for m in room.said(room.mods) if m.author.id == room.env.backend.bot_user.id]
    head, first, *_ = shown.content.split("\n")
    assert head == f"-# Shadow: would have replied to {message.jump_url}"
    assert first.startswith("Death toll: ")
    await room.alice.edit(message, "Good morning!")
    await room.alice.delete(message)
    assert [m.id for m in room.said(room.mods)] == [shown.id]


async def test_a_threshold_of_the_channel(room: Newsroom) -> None:
    await room.watch("all", threshold=1.0)
    await room.alice.send(room.desk, DEATHS)
    assert room.said() == []
    await room.watch("all", threshold=0.0)
    await room.alice.send(room.desk, DEATHS)
    assert len(room.said()) == 1


async def test_threads_inherit_their_channels_step(room: Newsroom) -> None:
    await room.watch("all")
    thread = await room.start_thread(room.desk)
    await room.alice.send(thread, DEATHS)
    assert len(room.said(thread)) == 1


async def test_a_thread_can_be_off_where_its_channel_is_not(room: Newsroom) -> None:
    await room.watch("all")
    thread = await room.start_thread(room.desk)
    await room.watch("off", thread)
    await room.alice.send(thread, DEATHS)
    assert room.said(thread) == []


@pytest.mark.parametrize("status", [403, 429])
async def test_a_refused_reply_leaves_no_trace_and_the_bot_goes_on(room: Newsroom, status: int) -> None:
    await room.watch("all")
    room.env.inject_error("POST", "/channels/*/messages", status=status)
    message = await room.alice.send(room.desk, DEATHS)
    assert room.said() == []
    assert await room.rows("reply") == 0
    assert await room.rows("spoken") == 0
    await room.deliver_again(message)
    assert len(room.said()) == 1


async def test_no_reply_to_questions_about_one_figure_alone(room: Newsroom) -> None:
    """What is told is decided by the checker; the bot only obeys its silence."""
    await room.watch("all")
    answer = await room.bot.checker.check(TROOPS, mode="message", guild_id=str(room.guild.id))
    await room.alice.send(room.desk, TROOPS)
    assert len(room.said()) == int(answer.should_speak)


async def test_a_server_that_removes_the_bot_is_forgotten(room: Newsroom) -> None:
    await room.watch("all")
    room.env.backend.remove_guild(room.guild.id)
    await room.settle()
    assert await room.rows("channel") == 0
