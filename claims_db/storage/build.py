"""Create the database file from the claims data, or bring an existing one up to date."""

from collections.abc import Callable
from pathlib import Path

from claims_db.records.dataset import DATA_DIR, dataset_version, load_dataset
from claims_db.storage.release import load_release
from claims_db.storage.store import Store

Progress = Callable[[int, int], None]
"""Called with (done, total) while claims are written."""


async def open_store(
    path: Path,
    *,
    data_dir: Path = DATA_DIR,
    correction_days: float = 30,
    on_progress: Progress | None = None,
    rebuild: bool = False,
) -> Store:
    """Return the store at `path`, holding the shipped claims as they are in `data_dir`.

    Writes only if the data differs from what the file holds, or if `rebuild` asks for it. Replies of the
    last `correction_days` are corrected if a newer release changed what they show. Raises DataError if the
    data has a mistake, and StoreError if the file can't be used.
    """
    store = await Store.open(path)
    try:
        if rebuild or await store.data_version() != dataset_version(data_dir):
            await load_release(
                store, load_dataset(data_dir), correction_days=correction_days, on_progress=on_progress
            )
    except BaseException:
        await store.close()
        raise
    return store
