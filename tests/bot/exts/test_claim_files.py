"""/claim import and /claim export: who may, what files, and that nothing is half written."""

import io
import json
from typing import Any

import discord
import pytest
from simcord.backend.errors import SetupError

from claims_db.storage.servers import ServerSettings
from config import Settings
from tests.bot.conftest import Newsroom, newsroom_on

GOOD = (
    b"topic,source,figure,wording\n"
    b"csto-troops,004,about 2500 troops,about 2500 troops\n"
    b"csto-troops,001,3100 troops,3100 troops\n"
)
BAD = b"topic,source,figure\nno-such,004,10 people\ncsto-troops,999,`@everyone` ```\n"


async def bring(
    room: Newsroom, data: bytes = GOOD, name: str = "claims.csv", who: Any = None, **options: Any
) -> discord.Message:
    result = await (who or room.mod).slash(room.mods, "claim import", file=(name, data), **options)
    assert result.acknowledged
    assert result.ephemeral
    assert result.response is not None
    message: discord.Message = result.response
    return message


def text_of(message: discord.Message) -> str:
    return message.content


async def own_claims(room: Newsroom) -> list[str]:
    guild_id = str(room.guild.id)
    claims = await room.bot.store.claims(guild_id)
    return sorted(c.id for c in claims if c.guild_id == guild_id)


async def test_a_file_is_imported_once_and_the_second_time_changes_nothing(room: Newsroom) -> None:
    assert text_of(await bring(room)) == "Claims: 2 new, 0 changed, 0 unchanged."
    assert await own_claims(room) == ["001-m1", "004-m1"]
    assert text_of(await bring(room)) == "Claims: 0 new, 0 changed, 2 unchanged."
    assert await room.rows("audit") == 2
    result = await room.alice.slash(room.desk, "check", text="3100 CSTO troops were sent to Kazakhstan")
    assert result.response is not None
    assert "3100 troops" in (result.response.embeds[0].description or "")


async def test_a_dry_run_tells_and_writes_nothing(room: Newsroom) -> None:
    said = await bring(room, dry_run=True)
    assert "Dry run: nothing was written. Claims: 2 new" in said.content
    assert "+ new: csto-troops: 'about 2500 troops' per source 004" in said.content
    assert await own_claims(room) == []
    assert await room.rows("audit") == 0


async def test_one_bad_row_and_nothing_is_imported(room: Newsroom) -> None:
    said = await bring(room, GOOD + b"csto-troops,004,many,\n")
    assert "row 4, figure: no figure can be read from 'many'" in said.content
    assert await own_claims(room) == []
    table = await said.attachments[0].read()
    assert table.decode("utf-8-sig").splitlines()[1].startswith("4,figure,")


async def test_what_a_bad_file_says_can_not_leave_its_block(room: Newsroom) -> None:
    said = await bring(room, BAD)
    assert said.content.count("```") == 2
    assert len(said.content) <= 2000


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("claims.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "not a text file"),
        ("claims.xlsx", b"PK\x03\x04" + b"\0" * 50, "saved as CSV"),
        ("claims.csv", b"", "it is empty"),
        ("claims.jsonl", b"[" * 100_000, "nested too deeply"),
        ("claims.json", b"[" * 100_000, "nested too deeply"),
        ("claims.json", b'{"a": 1}', "there is no ClaimReview in it"),
    ],
)
async def test_a_file_of_another_kind_is_one_clear_line(
    room: Newsroom, name: str, data: bytes, says: str
) -> None:
    said = await bring(room, data, name)
    assert says in said.content
    assert "Traceback" not in said.content
    assert await own_claims(room) == []
    assert all(type(e).__name__ in ("UserError", "CommandInvokeError") for e in room.env.errors)


async def test_a_file_too_large_is_never_fetched(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fetched(*_: object, **__: object) -> bytes:
        raise AssertionError("it was fetched")

    monkeypatch.setattr(discord.Attachment, "read", fetched)
    said = await bring(room, b"x" * 50_000_000)
    assert said.content == "The file is 48 MiB; I read up to 8 MiB. Split it and import the parts."
    assert [type(e).__name__ for e in room.env.errors] == ["UserError"]


async def test_a_file_that_discord_does_not_give_is_one_line(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: object, **__: object) -> bytes:
        raise TimeoutError

    monkeypatch.setattr(discord.Attachment, "read", lost)
    assert "Attach it again" in (await bring(room)).content
    assert [type(e).__name__ for e in room.env.errors] == ["UserError"]


async def test_members_can_not(room: Newsroom) -> None:
    with pytest.raises(SetupError, match="default-member-permissions"):
        await room.alice.slash(room.desk, "claim import", file=("a.csv", GOOD))
    command = next(c for c in await room.bot.tree.fetch_commands() if c.name == "claim")
    room.guild.set_command_permissions(command.id, {room.alice: True})
    said = await bring(room, who=room.alice)
    assert said.content == "You need the Manage Server permission for this."
    result = await room.alice.slash(room.desk, "claim export", shipped=True)
    assert result.response is not None
    assert result.response.content == said.content
    assert result.response.attachments == []
    assert await own_claims(room) == []
    assert {type(e).__name__ for e in room.env.errors} == {"MissingPermissions"}


async def test_the_role_of_setup_may(room: Newsroom) -> None:
    role = room.guild.create_role("writers", permissions=discord.Permissions(manage_messages=True))
    carol = room.guild.add_member(room.env.create_user("carol"), roles=[role])
    await room.bot.server_settings.save(
        ServerSettings(str(room.guild.id), moderator_role_id=str(role.id)), by="1"
    )
    assert "2 new" in (await bring(room, who=carol)).content


async def test_not_in_direct_messages(room: Newsroom) -> None:
    with pytest.raises(SetupError, match="context"):
        await room.mod.user.slash("claim export")


async def test_where_a_second_moderator_is_needed_only_a_dry_run_works(room: Newsroom) -> None:
    await room.bot.server_settings.save(ServerSettings(str(room.guild.id), needs_second=True), by="1")
    assert "a second moderator approves" in (await bring(room)).content
    assert "2 new" in (await bring(room, dry_run=True)).content
    assert await own_claims(room) == []
    assert [type(e).__name__ for e in room.env.errors] == ["UserError"]


async def export(room: Newsroom, **options: Any) -> tuple[str, bytes]:
    result = await room.mod.slash(room.mods, "claim export", **options)
    assert result.ephemeral
    assert result.response is not None
    files = result.response.attachments
    return result.response.content, await files[0].read() if files else b""


async def test_an_export_holds_only_what_this_server_sees(room: Newsroom) -> None:
    said, data = await export(room)
    assert "no such claims of its own" in said
    assert data == b""
    await bring(room)
    said, data = await export(room, format="jsonl")
    records = [json.loads(line) for line in io.BytesIO(data)]
    assert said == "2 claims."
    assert sorted(r["claim"]["id"] for r in records) == ["001-m1", "004-m1"]
    said, _ = await export(room, shipped=True, topic="csto-troops", format="claimreview")
    assert int(said.split()[0]) > 2
    other = room.env.create_guild("Elsewhere")
    assert await room.bot.store.has_own(str(other.id)) is False
    assert [type(e).__name__ for e in room.env.errors] == ["UserError"]


async def test_an_export_is_imported_as_unchanged(room: Newsroom) -> None:
    await bring(room)
    for form, name in (("csv", "a.csv"), ("jsonl", "a.jsonl"), ("claimreview", "a.jsonld")):
        _, data = await export(room, format=form)
        assert (await bring(room, data, name)).content == "Claims: 0 new, 0 changed, 2 unchanged."


async def test_imported_claims_are_there_after_a_restart(settings: Settings) -> None:
    async with newsroom_on(settings) as room:
        await bring(room)
        await room.restart()
        assert await own_claims(room) == ["001-m1", "004-m1"]
        assert "2 unchanged" in (await bring(room)).content
