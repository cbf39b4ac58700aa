"""/watch: who may set it, what it checks before it says yes."""

import discord
import pytest
from simcord.backend.errors import SetupError

from config import Settings
from tests.bot.conftest import DEATHS, Newsroom, newsroom_on

# discord.py counts embed_links and attach_files as missing, too, where send_messages is.
NEEDED = {
    "send_messages": "send messages, embed links, attach files",
    "read_message_history": "read message history",
    "embed_links": "embed links",
    "attach_files": "attach files",
}


async def test_a_member_does_not_see_the_command(room: Newsroom) -> None:
    with pytest.raises(SetupError, match="default-member-permissions"):
        await room.alice.slash(room.desk, "watch set", channel=room.desk, step="all")
    assert "watch set" not in room.alice.available_commands(room.desk)
    assert "watch set" in room.mod.available_commands(room.desk)


async def test_a_member_is_refused_also_where_the_command_was_granted(room: Newsroom) -> None:
    command = next(c for c in await room.bot.tree.fetch_commands() if c.name == "watch")
    room.guild.set_command_permissions(command.id, {room.alice: True})
    result = await room.alice.slash(room.desk, "watch set", channel=room.desk, step="all")
    assert result.response is not None
    assert result.ephemeral
    assert result.response.content == "You need the Manage Server permission for this."
    assert await room.rows("channel") == 0
    shown = await room.alice.slash(room.desk, "watch show")
    assert shown.response is not None
    assert shown.response.content == "You need the Manage Server permission for this."
    assert {type(e).__name__ for e in room.env.errors} == {"MissingPermissions"}


async def test_it_is_not_there_in_direct_messages(room: Newsroom) -> None:
    with pytest.raises(SetupError, match="context"):
        await room.mod.user.slash("watch show")


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("off", "**off**, I answer only when asked."),
        ("shadow", "**shadow**, I post what I would have replied in a channel for moderators."),
        ("links", "**links**, I reply to messages with links if figures differ."),
        ("all", "**all**, I reply to any message if figures differ."),
    ],
)
async def test_each_step_is_set_and_shown(room: Newsroom, step: str, said: str) -> None:
    options = {"moderators": room.mods} if step == "shadow" else {}
    assert await room.watch(step, **options) == f"{room.desk.mention}: {said}"
    shown = await room.mod.slash(room.mods, "watch show")
    assert shown.response is not None
    if step == "off":
        assert shown.response.content == "Off everywhere: I answer only when asked."
    else:
        assert shown.response.content.startswith(f"{room.desk.mention}: **{step}**")


async def test_a_step_is_kept_across_a_restart(room: Newsroom) -> None:
    await room.watch("all", threshold=0.25)
    await room.restart()
    shown = await room.mod.slash(room.mods, "watch show")
    assert shown.response is not None
    assert shown.response.content.startswith(f"{room.desk.mention}: **all**")
    assert shown.response.content.endswith(", threshold 0.25")


async def test_switching_off_is_heard_at_once(room: Newsroom) -> None:
    await room.watch("all")
    await room.watch("off")
    await room.alice.send(room.desk, DEATHS)
    assert room.said() == []


@pytest.mark.parametrize(("name", "lacking"), NEEDED.items())
@pytest.mark.parametrize("step", ["links", "all", "shadow"])
async def test_missing_permissions_are_named_and_nothing_is_changed(
    room: Newsroom, name: str, lacking: str, step: str
) -> None:
    denied = discord.PermissionOverwrite()
    denied.update(**{name: False})
    closed = room.guild.create_text_channel("closed", overwrites={room.guild.default_role: denied})
    if step == "shadow":
        said = await room.watch("shadow", moderators=closed)
    else:
        said = await room.watch(step, closed)
    assert said == (
        f"Nothing changed. In {closed.mention} I am missing these permissions: {lacking}. "
        "Grant them to my role, then try again."
    )
    assert await room.rows("channel") == 0
    assert len(room.env.errors) == 1


async def test_off_needs_no_permissions(room: Newsroom) -> None:
    denied = discord.PermissionOverwrite(send_messages=False)
    closed = room.guild.create_text_channel("closed", overwrites={room.guild.default_role: denied})
    assert (await room.watch("off", closed)).startswith(closed.mention)


async def test_shadow_needs_a_place_to_write_to(room: Newsroom) -> None:
    said = await room.watch("shadow")
    assert said == "Nothing changed. For shadow, also choose a channel for moderators."
    assert len(room.env.errors) == 1
    await room.watch("shadow", moderators=room.mods)
    await room.watch("all")
    assert (await room.watch("shadow")).startswith(room.desk.mention)


async def test_it_says_when_it_will_see_no_messages(settings: Settings) -> None:
    blind = settings.model_copy(update={"read_messages": False})
    async with newsroom_on(blind) as room:
        said = await room.watch("all")
        assert said.endswith(
            "However, I run without the message content intent, so I can't read messages there."
        )
