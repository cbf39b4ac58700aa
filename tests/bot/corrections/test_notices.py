"""Moderators are told what became of a write's corrections: once, where they want it, in one message."""

import pytest

from claims_db.storage.notices import NoticeStore
from claims_db.storage.servers import ServerSettings
from tests.bot.conftest import DEATHS, Newsroom
from tests.bot.correcting import CLAIM, change_to, cog, retract, work_off

TOLD = f"Claim {CLAIM} was retracted: 1 reply corrected"
POST = "/channels/{}/messages"


@pytest.fixture
async def room(room: Newsroom) -> Newsroom:
    """A newsroom with a desk channel, where somebody was shown the claim."""
    await set_desk(room, str(room.mods.id))
    await room.alice.slash(room.desk, "check", text=DEATHS)
    return room


async def set_desk(room: Newsroom, channel_id: str) -> None:
    await room.bot.server_settings.save(
        ServerSettings(str(room.guild.id), desk_channel_id=channel_id), by="7"
    )


def told(room: Newsroom) -> list[str]:
    return [m.content for m in room.said(room.mods)]


async def test_moderators_are_told_when_all_is_done(room: Newsroom) -> None:
    await room.alice.slash(room.desk, "check", text=DEATHS)
    await room.mod.delete(room.said()[0])
    await retract(room)
    await work_off(room)
    assert told(room) == [f"{TOLD}; 1 could not be: the message is gone (1)"]


async def test_once_also_after_a_restart(room: Newsroom) -> None:
    await retract(room)
    await work_off(room)
    await work_off(room, 7200)
    await room.restart()
    await work_off(room, 60)
    assert told(room) == [TOLD]


@pytest.mark.parametrize("has_arrived", [False, True])
async def test_once_where_the_bot_was_cut_off(room: Newsroom, has_arrived: bool) -> None:
    cog(room).work_off.cancel()
    await retract(room)
    notices = NoticeStore(room.bot.store.database)
    if has_arrived:
        await cog(room).correct_all()
        async with room.bot.store.database.transaction() as db:
            await db.execute("UPDATE notice SET state = 'sending'")
    else:
        pending = await room.bot.corrections.next_pending(1)
        await room.bot.corrections.finish(pending[0])
        await notices.begin(await notices.ready())
    await room.restart()
    await work_off(room)
    assert len(told(room)) == 1
    assert await notices.ready() == []


async def test_nobody_is_told_where_no_desk_is_set_or_no_reply_was_concerned(room: Newsroom) -> None:
    await room.bot.editors.claims.retract(str(room.guild.id), "001-561", by="7", reason="nobody saw it")
    await set_desk(room, "")
    await retract(room)
    await work_off(room)
    await set_desk(room, str(room.mods.id))
    await work_off(room, 60)
    assert told(room) == []


async def test_writes_that_are_finished_together_are_told_in_one_message(room: Newsroom) -> None:
    cog(room).work_off.cancel()
    await change_to(room, 240)
    await change_to(room, 250)
    await cog(room).correct_all()
    assert told(room) == ["\n".join([f"Claim {CLAIM} was corrected: 1 reply corrected"] * 2)]


async def test_a_desk_out_of_reach_is_told_later_and_a_closed_one_not(room: Newsroom) -> None:
    now = [0.0]
    cog(room).retries._now = lambda: now[0]
    room.env.inject_error("POST", POST.format(room.mods.id), status=500)
    await retract(room)
    await work_off(room)
    assert told(room) == []
    now[0] += 16
    await work_off(room, 30)
    assert told(room) == [TOLD]
    room.env.inject_error("POST", POST.format(room.mods.id), status=403)
    await room.bot.editors.claims.restore(str(room.guild.id), CLAIM, by="7")
    await work_off(room, 30)
    now[0] += 10_000
    await work_off(room, 7200)
    assert told(room) == [TOLD]


async def test_the_sentence_for_a_history_is_this_servers_only(room: Newsroom) -> None:
    living, here = cog(room).living, str(room.guild.id)
    cog(room).work_off.cancel()
    audit_id = await retract(room)
    assert await living.report(here, audit_id) == (
        f"Claim {CLAIM} was retracted: 0 replies corrected; 1 to go"
    )
    await cog(room).correct_all()
    assert await living.report(here, audit_id) == TOLD
    assert await living.report("999", audit_id) == ""
    assert await living.report(here, audit_id + 1) == ""
