"""Posting, editing and deleting where Discord does not answer, or answers that it is not well."""

import discord
import pytest

from bot.answering import posting
from tests.bot.conftest import DEATHS, DETAINED, Newsroom
from tests.bot.correcting import RETRACTED, retract, work_off
from tests.bot.lossy import Fault, LossyLine

MORE = DEATHS.replace("500", "900")
ALL_LOST: tuple[Fault, ...] = ("lost", "lost", "lost")
ALL_DROPPED: tuple[Fault, ...] = ("dropped", "503", "dropped")
PATIENCE = 10
"""Seconds in which a request is tried three times."""


@pytest.fixture
def line(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> LossyLine:
    return LossyLine(room, monkeypatch)


async def pass_time(room: Newsroom, seconds: float = PATIENCE) -> None:
    room.clock.now += seconds
    await room.env.advance_time(seconds)


async def labels_answered(room: Newsroom, message: discord.Message) -> None:
    """The buttons under the reply are about the message's topic."""
    more = await room.bob.click(message, label="More")
    assert more.response.embeds[0].title == "Death toll"


@pytest.mark.parametrize("mention", [False, True])
@pytest.mark.parametrize("faults", [("lost",), ("dropped",), ("503",), ("500", "503"), ("lost", "dropped")])
async def test_a_reply_whose_answer_is_lost_is_there_once_and_followed(
    room: Newsroom, line: LossyLine, faults: tuple[Fault, ...], mention: bool
) -> None:
    await room.watch("all")
    line.is_deaf = True
    line.fail("POST", *faults)
    text = f"{room.bot_mention} {DEATHS}" if mention else DEATHS
    message = await room.alice.send(room.desk, text)
    await pass_time(room)
    [reply] = room.said()
    assert line.again == ("lost" in faults)
    await labels_answered(room, reply)
    await room.alice.delete(message)
    assert room.said() == []
    assert await room.rows("reply") == 0


async def test_a_reply_whose_answers_are_all_lost_is_found_when_the_gateway_brings_it(
    room: Newsroom, line: LossyLine
) -> None:
    await room.watch("all")
    line.fail("POST", *ALL_LOST)
    message = await room.alice.send(room.desk, DEATHS)
    await pass_time(room, 700)
    [reply] = room.said()
    await room.bob.send(room.desk, MORE)
    assert [m.id for m in room.said()] == [reply.id]  # the topic was answered here
    await retract(room)
    await work_off(room)
    assert room.said()[0].content.endswith(RETRACTED)
    await room.alice.delete(message)
    assert room.said() == []


async def test_it_is_found_when_the_gateway_brings_it_late(room: Newsroom, line: LossyLine) -> None:
    await room.watch("all")
    line.is_deaf = True
    line.fail("POST", *ALL_LOST)
    message = await room.alice.send(room.desk, DEATHS)
    await pass_time(room)
    [reply] = room.said()
    assert await room.rows("reply WHERE is_unclear AND message_id = ''") == 1
    line.is_deaf = False
    await room.deliver_again(reply)
    await pass_time(room, 700)
    await room.alice.edit(message, MORE)
    assert "'900' differs from" in room.said()[0].content


async def test_it_is_found_when_somebody_presses_its_button(room: Newsroom, line: LossyLine) -> None:
    await room.watch("all")
    line.is_deaf = True
    line.fail("POST", *ALL_LOST)
    message = await room.alice.send(room.desk, DEATHS)
    await pass_time(room)
    await labels_answered(room, room.said()[0])
    await room.alice.delete(message)
    assert room.said() == []


async def test_a_reply_that_never_arrived_gives_its_window_back(room: Newsroom, line: LossyLine) -> None:
    await room.watch("all")
    line.fail("POST", *ALL_DROPPED)
    await room.alice.send(room.desk, DEATHS)
    await pass_time(room)
    assert room.said() == []
    await pass_time(room, 700)
    assert await room.rows("reply") == 0
    await room.bob.send(room.desk, MORE)
    assert len(room.said()) == 1


async def test_what_discord_may_have_forgotten_is_not_sent_again(
    room: Newsroom, line: LossyLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "_NONCE_SECONDS", -1.0)
    await room.watch("all")
    line.fail("POST", "lost")
    await room.alice.send(room.desk, DEATHS)
    await pass_time(room)
    assert line.again == 0
    assert len(room.said()) == 1


@pytest.mark.parametrize("faults", [("lost",), ALL_LOST, ALL_DROPPED])
async def test_a_shadow_is_found_by_its_nonce(
    room: Newsroom, line: LossyLine, faults: tuple[Fault, ...]
) -> None:
    await room.watch("shadow", moderators=room.mods)
    line.fail("POST", *faults)
    await room.alice.send(room.desk, DEATHS)
    await pass_time(room)
    shadows = [m for m in room.said(room.mods) if m.content.startswith("-# Shadow")]
    assert len(shadows) == (faults != ALL_DROPPED)
    if shadows:
        row = await room.bot.store.database.row("SELECT message_id, posted_in FROM reply")
        assert row is not None
        assert tuple(row) == (str(shadows[0].id), str(room.mods.id))


async def test_a_shadow_that_the_gateway_did_not_bring_is_found_by_its_button(
    room: Newsroom, line: LossyLine
) -> None:
    await room.watch("shadow", moderators=room.mods)
    line.is_deaf = True
    line.fail("POST", *ALL_LOST)
    await room.alice.send(room.desk, DEATHS)
    await pass_time(room)
    shadow = room.said(room.mods)[-1]
    await labels_answered(room, shadow)
    await room.mod.click(shadow, label="Remove")
    assert [m for m in room.said(room.mods) if m.id == shadow.id] == []


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("faults", [("lost",), ("dropped", "503"), ("500", "lost")])
async def test_the_answer_to_a_command_comes_once(
    room: Newsroom, line: LossyLine, faults: tuple[Fault, ...], private: bool
) -> None:
    line.fail("PATCH", *faults)
    asked = await room.alice.slash(room.desk, "check", text=DEATHS, private=private)
    await pass_time(room)
    shown = [m for m in room.desk.history(viewer=room.alice) if m.author.id == room.bot.user.id]  # type: ignore[union-attr]
    assert [m.id for m in shown] == [asked.response.id]
    assert asked.response.ephemeral == private
    await room.alice.click(shown[0], label="Remove")
    assert await room.rows("reply") == 0


async def test_the_answer_to_a_command_whose_edits_are_all_lost_has_its_buttons(
    room: Newsroom, line: LossyLine
) -> None:
    line.fail("PATCH", *ALL_LOST)
    await room.alice.slash(room.desk, "check", text=DEATHS)
    await pass_time(room)
    [shown] = room.said()
    assert room.env.errors  # the person was told that something went wrong
    await labels_answered(room, shown)
    assert await room.rows(f"reply WHERE message_id = '{shown.id}'") == 1


@pytest.mark.parametrize("faults", [("503",), ("dropped", "500"), ("lost",)])
@pytest.mark.parametrize("together", [False, True])
async def test_a_deleted_message_takes_its_reply_along_in_spite_of_errors(
    room: Newsroom, line: LossyLine, faults: tuple[Fault, ...], together: bool
) -> None:
    await room.watch("all")
    message = await room.alice.send(room.desk, DEATHS)
    line.fail("DELETE", *faults)
    if together:
        room.env.backend.bulk_delete_messages(room.desk.id, [message.id])
    else:
        await room.alice.delete(message)
    await pass_time(room)
    assert room.said() == []
    assert await room.rows("reply") == 0


async def test_a_reply_that_could_not_be_deleted_can_still_be_removed(
    room: Newsroom, line: LossyLine, caplog: pytest.LogCaptureFixture
) -> None:
    await room.watch("all")
    message = await room.alice.send(room.desk, DEATHS)
    line.fail("DELETE", *ALL_DROPPED)
    await room.alice.delete(message)
    await pass_time(room)
    [reply] = room.said()
    assert [r.message for r in caplog.records if "could not" in r.message] == [
        "reply 1: could not be deleted (ClientOSError)"
    ]
    await room.alice.click(reply, label="Remove")
    assert room.said() == []
    assert await room.rows("reply") == 0


@pytest.mark.parametrize("faults", [("503",), ("dropped", "500"), ("lost",)])
async def test_an_edit_is_made_in_spite_of_errors(
    room: Newsroom, line: LossyLine, faults: tuple[Fault, ...]
) -> None:
    await room.watch("all")
    message = await room.alice.send(room.desk, DEATHS)
    line.fail("PATCH", *faults)
    await room.alice.edit(message, MORE)
    await pass_time(room)
    assert "'900' differs from" in room.said()[0].content


async def test_an_edit_that_failed_is_made_at_the_next_update(
    room: Newsroom, line: LossyLine, caplog: pytest.LogCaptureFixture
) -> None:
    await room.watch("all")
    message = await room.alice.send(room.desk, DEATHS)
    line.fail("PATCH", *ALL_DROPPED)
    await room.alice.edit(message, DETAINED)
    await pass_time(room)
    [reply] = room.said()
    assert reply.content.startswith("Death toll: ")
    assert [r.message for r in caplog.records if "could not" in r.message] == [
        "reply 1: could not be edited (ClientOSError)"
    ]
    await labels_answered(room, reply)  # what is stored is what the reply says
    await room.update(message, flags=4)
    assert room.said()[0].content.startswith("Detained: ")
