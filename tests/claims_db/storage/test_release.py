"""What a release of the shipped data does to earlier replies."""

import time
from pathlib import Path

import pytest

from claims_db.checker import Checker
from claims_db.records.dataset import load_dataset
from claims_db.storage.release import load_release
from claims_db.storage.replies import ReplyStore, Trigger
from claims_db.storage.store import Store
from tests.made_up import WEIGHTS

SIXTY_DAYS_AGO = time.time() - 60 * 86400


@pytest.mark.parametrize(("days", "corrections"), [(30, 0), (90, 1)])
async def test_a_release_corrects_replies_as_far_back_as_the_setting_says(
    store: Store, data_dir: Path, days: int, corrections: int
) -> None:
    reply_store = ReplyStore(store.database, now=lambda: SIXTY_DAYS_AGO)
    answer = await Checker(store, WEIGHTS).check(
        "How many people died when the dam broke in Verania?", guild_id="1"
    )
    reply_id = await reply_store.enter(Trigger("m1", "1", "c", "a", "asked"), answer.findings, "key")
    assert reply_id is not None
    await reply_store.set_message(reply_id, "99")
    path = data_dir / "claims" / "dam.toml"
    path.write_text(
        path.read_text("utf-8").replace('wording = "25 people died"', 'wording = "25 people"'), "utf-8"
    )
    await load_release(store, load_dataset(data_dir), correction_days=days)
    row = await store.database.row("SELECT count(*) FROM correction")
    assert row is not None
    assert row[0] == corrections
