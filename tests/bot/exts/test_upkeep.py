"""What the bot does by itself: servers left and come back, the daily deletion, counts that wait."""

from typing import Any

import pytest

from claims_db.errors import DatabaseBusy
from tests.bot.conftest import DEATHS, Newsroom
from tests.conftest import raw_file

DAY = 86400.0


def cog(room: Newsroom) -> Any:
    return room.bot.get_cog("Upkeep")


async def happens(room: Newsroom, event: str, *values: object) -> None:
    """Discord brings an event that simcord has no word for."""
    for listener in room.bot.extra_events[event]:
        await listener(*values)


async def left_at(room: Newsroom) -> float | None:
    row = await room.bot.store.database.row(
        "SELECT left_at FROM guild WHERE guild_id = ?", (str(room.guild.id),)
    )
    return None if row is None else row["left_at"]


async def test_a_server_left_keeps_its_claims_for_a_while_and_gets_them_back(room: Newsroom) -> None:
    await room.watch("all")
    await room.mod.slash(
        room.mods, "source add", code="N1", title="Zyxopaper", kind="news report", published="2022-01-20"
    )
    guild = room.bot.get_guild(room.guild.id)
    await happens(room, "on_guild_remove", guild)
    assert await left_at(room) is not None
    assert await room.rows("channel") == 0
    row = await room.bot.store.sources(str(room.guild.id))
    assert "N1" in {source.code for source in row}
    await happens(room, "on_guild_join", guild)
    assert await left_at(room) is None


async def test_what_is_due_is_deleted_daily_and_shortly_after_a_start(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    minutes, swept = [0], list[int]()
    this = type(cog(room))(room.bot, now=lambda: 60.0 * minutes[0])

    async def sweep(_present: object) -> int:
        swept.append(minutes[0])
        return 0

    monkeypatch.setattr(room.bot.retention, "sweep", sweep)
    for minutes[0] in (0, 1, 2, 3, 60, 1441, 1442, 1500):
        await this.sweep.coro(this)
    assert swept == [2, 1442]


async def test_an_old_reply_is_forgotten_and_its_buttons_say_so(room: Newsroom) -> None:
    asked = await room.alice.slash(room.desk, "check", text=DEATHS)
    room.clock.now += 91 * DAY
    await cog(room).sweep_now()
    assert await room.rows("reply") == 0
    assert str(room.alice.id).encode() not in raw_file(room.bot.store)
    result = await room.alice.click(asked.response.message, label="More")
    assert result.response.content == "I have no record of this reply any more."


async def test_a_server_the_bot_is_in_is_never_taken_for_left(room: Newsroom) -> None:
    await room.mod.slash(room.mods, "setup", desk=room.mods)
    await room.bot.server_settings.set_left(str(room.guild.id), has_left=True)
    room.clock.now += 3650 * DAY
    await cog(room).sweep_now()
    assert await room.rows("guild") == 1
    await room.restart()
    assert await left_at(room) is None  # it is there: it was seen at the start


async def test_a_busy_database_is_tried_again_later(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def busy(*_: object) -> None:
        raise DatabaseBusy("held")

    with monkeypatch.context() as patched:
        patched.setattr(room.bot.retention, "sweep", busy)
        patched.setattr(room.bot.statistics, "flush", busy)
        await cog(room).sweep_now()
        await cog(room).flush.coro(cog(room))
    assert [r.message for r in caplog.records if r.levelname == "WARNING"] == [
        "Expired rows will be deleted tomorrow: held",
        "Counts will be written later: held",
    ]
