"""/stats: for moderators of the server, its own counts, never by person."""

import io

import discord
import pytest
from PIL import Image
from simcord.backend.errors import SetupError

from bot.run import opened_bot
from claims_db.storage.build import open_store
from config import Settings
from tests.bot.conftest import DEATHS, DETAINED, MemberActor, Newsroom

CHATTER = "who has the coffee"


async def stats(room: Newsroom, person: MemberActor, **options: int) -> str:
    result = await person.slash(room.mods, "stats", **options)
    assert result.response is not None
    assert result.ephemeral
    return result.response.content


async def test_a_member_does_not_see_it_and_is_refused_where_it_was_granted(room: Newsroom) -> None:
    with pytest.raises(SetupError, match="default-member-permissions"):
        await room.alice.slash(room.desk, "stats")
    command = next(c for c in await room.bot.tree.fetch_commands() if c.name == "stats")
    room.guild.set_command_permissions(command.id, {room.alice: True})
    assert await stats(room, room.alice) == "You need the Manage Server permission for this."
    assert {type(e).__name__ for e in room.env.errors} == {"MissingPermissions"}
    with pytest.raises(SetupError, match="context"):
        await room.mod.user.slash("stats")


async def test_the_role_of_setup_may_see_it(room: Newsroom) -> None:
    role = room.guild.create_role("checkers", permissions=discord.Permissions(manage_messages=True))
    checker = room.guild.add_member(room.env.create_user("checker"), roles=[role])
    assert await stats(room, checker) == "You need the Manage Server permission for this."
    assert len(room.env.errors) == 1
    await room.mod.slash(room.mods, "setup", role=role)
    assert await stats(room, checker) == "I was not asked anything and looked at nothing here in that time."


async def test_what_happened_is_counted_by_topic_and_channel(room: Newsroom) -> None:
    await room.watch("all")
    message = await room.alice.send(room.desk, CHATTER)
    await room.alice.edit(message, f"{CHATTER} now")  # looked at again, counted once
    await room.alice.send(room.desk, DEATHS)
    await room.bob.click(room.said()[0], label="Wrong match")
    await room.alice.slash(room.mods, "check", text=DETAINED)
    await room.bob.slash(room.mods, "check", text="how tall is the moon")
    await room.bob.user.slash("check", text=DETAINED)  # in direct messages
    result = await room.mod.slash(room.mods, "stats")
    assert result.response is not None
    text = result.response.content
    assert text.startswith("**The last 30 days here:** asked 2, answered 1, silent 1, wrong 1\n")
    assert "\nDeath toll: answered 1, wrong 1\n" in text
    assert "\nNothing found: asked 1\n" in text
    assert f"\n<#{room.desk.id}>: answered 1, silent 1, wrong 1\n" in text
    assert f"\n<#{room.mods.id}>: asked 2\n" in text
    for person in (room.alice, room.bob):
        assert str(person.id) not in text
    file = result.response.message.attachments[0]
    assert file.description is not None
    assert "Channel #desk: answered 1, silent 1, wrong 1." in file.description
    with Image.open(io.BytesIO(await file.read())) as image:
        assert image.width == 1080


async def test_another_server_sees_nothing_of_it(room: Newsroom) -> None:
    await room.alice.slash(room.desk, "check", text=DEATHS)
    other = room.env.create_guild("Elsewhere")
    channel = other.create_text_channel("mods")
    boss = other.create_role("boss", permissions=discord.Permissions(manage_guild=True, manage_messages=True))
    mallory = other.add_member(room.env.create_user("mallory"), roles=[boss])
    result = await mallory.slash(channel, "stats")
    assert result.response is not None
    assert result.response.content == "I was not asked anything and looked at nothing here in that time."


async def test_a_channel_the_moderator_can_not_see_is_not_named(room: Newsroom) -> None:
    hidden = discord.PermissionOverwrite(view_channel=False)
    closed = room.guild.create_text_channel("top-secret", overwrites={room.guild.default_role: hidden})
    room.bot.statistics.count("silent", str(room.guild.id), str(closed.id))
    room.bot.statistics.count("silent", str(room.guild.id), "123")
    result = await room.mod.slash(room.mods, "stats")
    assert result.response is not None
    described = result.response.message.attachments[0].description or ""
    assert "top-secret" not in described
    assert "a channel you can't see" in described
    assert "a deleted channel" in described


async def test_counts_are_there_after_a_restart_and_are_not_written_one_by_one(room: Newsroom) -> None:
    await room.alice.slash(room.desk, "check", text=DEATHS)
    assert await room.rows("tally") == 0
    await room.env.advance_time(61)
    assert await room.rows("tally") > 0
    await room.restart()
    assert (await stats(room, room.mod, days=1)).startswith("**Today here:** asked 1")


async def test_the_last_counts_are_written_at_close(settings: Settings) -> None:
    async with opened_bot(settings) as bot:
        bot.statistics.count("silent", "9", "1")
    store = await open_store(settings.database_path)
    try:
        rows = await store.database.rows("SELECT event, count FROM tally")
        assert [tuple(row) for row in rows] == [("silent", 1)]
    finally:
        await store.close()


@pytest.mark.parametrize("days", [0, 366])
async def test_impossible_days_are_refused_by_discord(room: Newsroom, days: int) -> None:
    with pytest.raises(SetupError):
        await room.mod.slash(room.mods, "stats", days=days)
