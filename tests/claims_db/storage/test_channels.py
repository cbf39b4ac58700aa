"""Channels' steps and people's opt-outs."""

import sqlite3
from dataclasses import replace

import pytest

from claims_db.errors import StoreError
from claims_db.storage.channels import STEPS, Channel, ChannelStore, Step
from claims_db.storage.store import Store


@pytest.fixture
def channels(store: Store) -> ChannelStore:
    return ChannelStore(store.database)


async def test_a_channel_is_off_until_somebody_sets_it(channels: ChannelStore) -> None:
    assert await channels.channel("1", "9") == Channel("1", "9", "off")
    assert await channels.channels("9") == []


@pytest.mark.parametrize("step", STEPS)
async def test_what_was_saved_comes_back(channels: ChannelStore, step: Step) -> None:
    saved = Channel("1", "9", step, moderators_channel_id="2", threshold=0.25)
    await channels.save(Channel("1", "9", "all"))
    await channels.save(saved)
    assert await channels.channel("1", "9") == saved
    assert await channels.channels("9") == ([saved] if step != "off" else [])


async def test_a_thread_has_its_channels_settings_until_it_has_its_own(channels: ChannelStore) -> None:
    parent = Channel("1", "9", "all")
    await channels.save(parent)
    assert await channels.channel("5", "9", parent_id="1") == parent
    own = Channel("5", "9", "off")
    await channels.save(own)
    assert await channels.channel("5", "9", parent_id="1") == own
    assert await channels.channel("1", "9") == parent
    assert (await channels.channel("6", "9", parent_id="7")).step == "off"


async def test_a_step_that_does_not_exist_is_refused(channels: ChannelStore) -> None:
    with pytest.raises(StoreError):
        await channels.save(replace(Channel("1", "9"), step="loud"))  # type: ignore[arg-type]
    assert await channels.channels("9") == []


async def test_servers_are_kept_apart_and_forgotten_one_by_one(channels: ChannelStore) -> None:
    for channel_id, guild_id in (("1", "9"), ("2", "9"), ("3", "8")):
        await channels.save(Channel(channel_id, guild_id, "all"))
    assert [c.channel_id for c in await channels.channels("9")] == ["1", "2"]
    await channels.forget_guild("9")
    assert await channels.channels("9") == []
    assert [c.channel_id for c in await channels.channels("8")] == ["3"]


async def test_people_opt_out_and_in_again(channels: ChannelStore) -> None:
    assert not await channels.is_opted_out("5")
    for _ in range(2):
        await channels.set_opted_out("5", is_out=True)
    assert await channels.is_opted_out("5")
    assert not await channels.is_opted_out("6")
    for _ in range(2):
        await channels.set_opted_out("5", is_out=False)
    assert not await channels.is_opted_out("5")


async def test_odd_ids_are_only_text(channels: ChannelStore) -> None:
    odd = "1'; DROP TABLE channel; --"
    await channels.save(Channel(odd, odd, "all"))
    assert [c.channel_id for c in await channels.channels(odd)] == [odd]
    assert isinstance(sqlite3.sqlite_version, str)
