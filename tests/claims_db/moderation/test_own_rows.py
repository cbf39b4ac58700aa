"""A server's own row goes when it says what the shipped one says: releases reach the server again."""

from dataclasses import replace
from pathlib import Path

import pytest

from claims_db.errors import ClaimConflict
from claims_db.moderation.editors import Editors
from claims_db.records.dataset import load_dataset
from claims_db.storage.release import load_release
from claims_db.storage.store import Store

HERE, THERE = "1", "2"


@pytest.fixture
def editors(store: Store) -> Editors:
    return Editors.over(store)


async def release(store: Store, data_dir: Path, old: str, new: str) -> None:
    """Load a release of the made-up world in which one text is another."""
    for path in sorted(data_dir.glob("*/dam.toml")):  # noqa: ASYNC240
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    await load_release(store, load_dataset(data_dir))


async def retract_b2(store: Store, data_dir: Path) -> None:
    await release(store, data_dir, 'status = "official"', 'status = "retracted"')


async def statuses(store: Store) -> list[str]:
    return [(await store.claim("B2-1", guild_id)).status for guild_id in (HERE, THERE)]


async def own_rows(store: Store) -> int:
    row = await store.database.row(
        "SELECT (SELECT count(*) FROM claim WHERE guild_id <> '') + (SELECT count(*) FROM topic "
        "WHERE guild_id <> '') + (SELECT count(*) FROM source WHERE guild_id <> '')"
    )
    assert row is not None
    return int(row[0])


async def test_a_claim_hidden_and_shown_again_follows_the_next_release(
    store: Store, editors: Editors, data_dir: Path
) -> None:
    await editors.claims.hide(HERE, "B2-1", by="m")
    await editors.claims.restore(HERE, "B2-1", by="m")
    await retract_b2(store, data_dir)
    assert await statuses(store) == ["retracted", "retracted"]
    assert [e.action for e in await editors.claims.history(HERE, "B2-1")] == ["release", "restore", "hide"]


async def test_an_edit_that_was_undone_follows_the_next_release(
    store: Store, editors: Editors, data_dir: Path
) -> None:
    claim = await store.claim("B2-1", HERE)
    made = await editors.claims.edit(HERE, replace(claim, note="checked"), by="m")
    undone = await editors.claims.undo(HERE, made.audit_id, by="m")
    assert undone.claim == claim
    assert await own_rows(store) == 0
    await retract_b2(store, data_dir)
    assert await statuses(store) == ["retracted", "retracted"]
    assert [e.action for e in await editors.claims.history(HERE, "B2-1")] == ["release", "edit", "edit"]


async def test_a_claim_restored_after_a_release_says_what_the_release_says(
    store: Store, editors: Editors, data_dir: Path
) -> None:
    await editors.claims.hide(HERE, "B2-1", by="m")
    await retract_b2(store, data_dir)
    assert await editors.claims.is_hidden(HERE, "B2-1")
    await editors.claims.restore(HERE, "B2-1", by="m")
    assert await statuses(store) == ["retracted", "retracted"]
    assert await own_rows(store) == 0


async def test_a_copy_that_an_earlier_version_left_goes_with_the_next_release(
    store: Store, data_dir: Path
) -> None:
    async with store.database.transaction() as db:
        columns = (
            "id, topic, source, aspect, wording, excerpt, char_start, value, unit, attributed_to, status"
        )
        await db.execute(
            f"INSERT INTO claim (guild_id, revision, counted, {columns}) SELECT '1', 3, counted, {columns} "  # noqa: S608
            "FROM claim WHERE id = 'B2-1'"
        )
    await retract_b2(store, data_dir)
    assert await statuses(store) == ["retracted", "retracted"]


async def test_a_changed_claim_stays_the_servers_own(store: Store, editors: Editors, data_dir: Path) -> None:
    claim = await store.claim("B2-1", HERE)
    await editors.claims.edit(HERE, replace(claim, note="checked"), by="m")
    await retract_b2(store, data_dir)
    assert await statuses(store) == ["official", "retracted"]


async def test_a_revision_is_not_given_twice_after_an_undo(store: Store, editors: Editors) -> None:
    """A form opened on an edit that was undone does not overwrite the next edit unseen."""
    claim = await store.claim("B2-1", HERE)
    made = await editors.claims.edit(HERE, replace(claim, note="first"), by="m1")
    await editors.claims.undo(HERE, made.audit_id, by="m1")
    await editors.claims.edit(HERE, replace(claim, note="second"), by="m1")
    with pytest.raises(ClaimConflict):
        await editors.claims.edit(HERE, replace(made.claim, note="from the old form"), by="m2")


async def test_a_topic_merged_and_parted_again_follows_the_next_release(
    store: Store, editors: Editors, data_dir: Path
) -> None:
    await editors.topics.merge(HERE, "dam-height", "dam-deaths", by="m")
    await editors.topics.unmerge(HERE, "dam-height", by="m")
    await release(store, data_dir, 'title = "Height of the dam"', 'title = "How high the dam was"')
    assert (await store.topic("dam-height", HERE)).title == "How high the dam was"
    assert await own_rows(store) == 0


async def test_a_topic_parted_after_a_release_says_what_the_release_says(
    store: Store, editors: Editors, data_dir: Path
) -> None:
    await editors.topics.merge(HERE, "dam-height", "dam-deaths", by="m")
    await release(store, data_dir, 'title = "Height of the dam"', 'title = "How high the dam was"')
    assert "dam-height" not in {t.slug for t in await store.topics(HERE)}
    shown = await editors.topics.unmerge(HERE, "dam-height", by="m")
    assert shown.title == "How high the dam was"
    assert await own_rows(store) == 0


async def test_a_source_edited_back_is_the_shipped_one_again(store: Store, editors: Editors) -> None:
    shipped = await store.source("A1", HERE)
    edited = await editors.sources.edit(HERE, replace(shipped, note="phoned"), by="m", before=shipped)
    await editors.sources.edit(HERE, replace(edited, note=""), by="m", before=edited)
    assert await store.source("A1", HERE) == shipped
    assert await own_rows(store) == 0


async def test_a_topic_edited_back_is_the_shipped_one_again(store: Store, editors: Editors) -> None:
    shipped = await store.topic("dam-height", HERE)
    edited = await editors.topics.edit(HERE, replace(shipped, title="Tall?"), by="m", before=shipped)
    await editors.topics.edit(HERE, replace(edited, title=shipped.title), by="m", before=edited)
    assert await store.topic("dam-height", HERE) == shipped
    assert await own_rows(store) == 0
