"""The queue of corrections: what Discord refuses, restarts, pace and order."""

import aiohttp
import discord
import pytest

from bot.corrections.pace import Pace
from claims_db.storage.servers import ServerSettings
from tests.bot.conftest import DEATHS, DETAINED, Newsroom
from tests.bot.correcting import CLAIM, RETRACTED, WORDING, cog, edits, outcome, retract, work_off


@pytest.fixture
async def reply(room: Newsroom) -> discord.Message:
    """An automatic reply that shows the claim."""
    await room.watch("all")
    await room.alice.send(room.desk, DEATHS)
    [said] = room.said()
    assert WORDING in said.content
    return said


async def test_a_private_answer_stays_and_is_counted(room: Newsroom) -> None:
    await room.alice.slash(room.desk, "check", text=DEATHS, private=True)
    message = await room.bob.send(room.desk, DEATHS)
    await room.alice.context_menu(room.desk, "Check figures", message)
    audit_id = await retract(room)
    await work_off(room)
    assert edits(room) == []
    assert (await outcome(room, audit_id)).problems == (("private answers can't be changed", 2),)


async def test_a_deleted_reply_is_let_go(room: Newsroom, reply: discord.Message) -> None:
    audit_id = await retract(room)
    await room.mod.delete(reply)
    await work_off(room)
    assert (await outcome(room, audit_id)).problems == (("the message is gone", 1),)
    assert await room.rows("reply") == 0


async def test_a_removed_reply_is_finished_and_its_number_not_given_again(
    room: Newsroom, reply: discord.Message
) -> None:
    cog(room).work_off.cancel()
    audit_id = await retract(room)
    await room.alice.click(reply, label="Remove")
    await room.alice.slash(room.desk, "check", text=DETAINED)
    await cog(room).correct_all()
    assert (await outcome(room, audit_id)).problems == (("the message is gone", 1),)
    assert edits(room) == []


async def test_a_channel_without_access(room: Newsroom, reply: discord.Message) -> None:
    room.env.inject_error("PATCH", "/channels/*/messages/*", status=403)
    audit_id = await retract(room)
    await work_off(room)
    assert (await outcome(room, audit_id)).problems == (("no access to the channel", 1),)
    assert await room.rows("reply") == 1


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_what_fails_for_the_moment_is_tried_again(
    room: Newsroom, reply: discord.Message, status: int
) -> None:
    room.env.inject_error("PATCH", "/channels/*/messages/*", status=status)
    audit_id = await retract(room)
    now = [0.0]
    cog(room).retries._now = lambda: now[0]
    await work_off(room)
    assert (await outcome(room, audit_id)).pending == 1
    now[0] += 16
    await work_off(room, 20)
    assert (await outcome(room, audit_id)).done == 1
    assert room.said()[0].content.endswith(RETRACTED)


async def test_a_broken_line_is_no_end(
    room: Newsroom, reply: discord.Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise aiohttp.ClientConnectionError

    now = [0.0]
    cog(room).retries._now = lambda: now[0]
    with monkeypatch.context() as cut:
        cut.setattr(discord.PartialMessage, "edit", fail)
        audit_id = await retract(room)
        await work_off(room)
    assert (await outcome(room, audit_id)).pending == 1
    now[0] += 16
    await work_off(room, 30)
    assert room.said()[0].content.endswith(RETRACTED)


async def test_what_fails_for_hours_is_given_up_and_told(room: Newsroom, reply: discord.Message) -> None:
    await room.bot.server_settings.save(
        ServerSettings(str(room.guild.id), desk_channel_id=str(room.mods.id)), by="7"
    )
    room.env.inject_error("PATCH", "/channels/*/messages/*", status=500, times=None)
    now = [0.0]
    cog(room).retries._now = lambda: now[0]
    await retract(room)
    for _ in range(12):
        await cog(room).correct_all()
        now[0] += 2 * 3600
    assert [r["content"] for r in room.replies() if "Claim" in r["content"]] == [
        f"Claim {CLAIM} was retracted: 1 reply could not be corrected: Discord could not be reached (1)"
    ]


async def test_a_refused_edit_does_not_stop_the_others(room: Newsroom, reply: discord.Message) -> None:
    await room.alice.slash(room.desk, "check", text=DEATHS)
    room.env.inject_error("PATCH", "/channels/*/messages/*", status=400)
    audit_id = await retract(room)
    await work_off(room)
    done = await outcome(room, audit_id)
    assert (done.done, done.problems) == (1, (("Discord refused the edit (400)", 1),))


async def test_the_loop_survives_a_fault_of_ours(
    room: Newsroom, reply: discord.Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(room.bot.corrections, "next_pending", fail)
        await retract(room)
        await work_off(room)
    await work_off(room, 30)
    assert room.said()[0].content.endswith(RETRACTED)


async def test_a_restart_before_anything_was_sent(room: Newsroom, reply: discord.Message) -> None:
    await retract(room)
    await room.restart()
    await work_off(room)
    assert room.said()[0].content.endswith(RETRACTED)
    assert len(edits(room)) == 1


@pytest.mark.parametrize("has_arrived", [False, True])
@pytest.mark.parametrize("is_asked", [False, True])
async def test_cut_off_while_sending(
    room: Newsroom, has_arrived: bool, is_asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.watch("all")
    await room.alice.send(room.desk, f"{room.bot_mention} {DEATHS}" if is_asked else DEATHS)
    assert bool(room.said()[0].embeds) == is_asked
    cog(room).work_off.cancel()
    audit_id = await retract(room)
    queue = room.bot.corrections
    if has_arrived:

        async def crash(*_: object) -> None:
            raise KeyboardInterrupt  # nothing after the edit is done

        with monkeypatch.context() as cut:
            cut.setattr(queue, "finish", crash)
            with pytest.raises(KeyboardInterrupt):
                await cog(room).correct_all()
    else:
        await queue.begin((await queue.next_pending(1))[0])
    assert (await queue.next_pending(1))[0].state == "sending"
    await room.restart()
    await work_off(room)
    assert len(edits(room)) == 1
    assert room.said()[0].content.endswith(RETRACTED)
    assert (await outcome(room, audit_id)).done == 1


async def test_a_reply_that_is_being_posted_is_corrected_afterwards(room: Newsroom) -> None:
    reply_store = room.bot.reply_store
    await room.alice.slash(room.desk, "check", text=DEATHS)
    [sent] = room.said()
    found = await reply_store.reply(1)
    assert found is not None
    await reply_store.set_message(1, "")
    audit_id = await retract(room)
    now = [0.0]
    cog(room).retries._now = lambda: now[0]
    await work_off(room)
    assert (await outcome(room, audit_id)).pending == 1
    await reply_store.set_message(1, str(sent.id))
    now[0] += 20
    await work_off(room, 20)
    assert room.said()[0].content == RETRACTED


async def test_a_claim_that_changes_while_it_is_looked_up_is_corrected(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply_store = room.bot.reply_store
    fingerprint = reply_store.fingerprint

    async def slow(text: str) -> str:
        if not await room.rows("correction") and not await room.rows("audit"):
            await retract(room)  # the findings are made, and not entered yet
        return await fingerprint(text)

    monkeypatch.setattr(reply_store, "fingerprint", slow)
    await room.alice.slash(room.desk, "check", text=DEATHS)
    await work_off(room, 30)
    assert room.said()[0].content == RETRACTED


async def test_sixty_replies_in_order_and_at_a_pace(room: Newsroom) -> None:
    for _ in range(60):
        await room.alice.slash(room.desk, "check", text=DEATHS)
    clock, pauses = [0.0], []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        clock[0] += seconds

    cog(room).pace = Pace(now=lambda: clock[0], sleep=sleep)
    audit_id = await retract(room)
    await room.env.advance_time(3)
    assert (await outcome(room, audit_id)).done == 60
    assert all(m.content == RETRACTED for m in room.said())
    assert [int(r.path.rsplit("/", 1)[1]) for r in edits(room)] == [m.id for m in room.said()]
    assert pauses == [1.0] * 59
