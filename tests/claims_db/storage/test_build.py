"""The database file follows the data folder, and is written only where it has to be."""

from pathlib import Path

import pytest

from claims_db.errors import DataError
from claims_db.storage.build import open_store

CLAIMS = "claims/dam.toml"


class Steps(list[tuple[int, int]]):
    """Records what a progress bar would be told."""

    def __call__(self, done: int, total: int) -> None:
        self.append((done, total))


async def build(path: Path, data_dir: Path, *, rebuild: bool = False) -> tuple[int, Steps]:
    steps = Steps()
    store = await open_store(path, data_dir=data_dir, on_progress=steps, rebuild=rebuild)
    count = len(await store.claims())
    await store.close()
    return count, steps


async def test_a_current_file_is_not_written_again(tmp_path: Path, data_dir: Path) -> None:
    path = tmp_path / "db"
    assert (await build(path, data_dir))[1] != []
    before = path.read_bytes()
    assert await build(path, data_dir) == (7, [])
    assert path.read_bytes() == before


async def test_a_rebuild_writes_it_in_any_case(tmp_path: Path, data_dir: Path) -> None:
    await build(tmp_path / "db", data_dir)
    count, steps = await build(tmp_path / "db", data_dir, rebuild=True)
    assert count == 7
    assert steps != []


async def test_changed_data_is_read_at_the_next_start(tmp_path: Path, data_dir: Path) -> None:
    await build(tmp_path / "db", data_dir)
    text = (data_dir / CLAIMS).read_text(encoding="utf-8")
    (data_dir / CLAIMS).write_text(text[: text.rindex("[[claim]]")], encoding="utf-8")
    assert (await build(tmp_path / "db", data_dir))[0] == 6


async def test_a_mistake_in_the_data_leaves_the_file_as_it_was(tmp_path: Path, data_dir: Path) -> None:
    path = tmp_path / "db"
    await build(path, data_dir)
    text = (data_dir / CLAIMS).read_text(encoding="utf-8")
    (data_dir / CLAIMS).write_text(text.replace('value = "40"', 'value = "forty"'), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(DataError, match="forty"):
            await build(path, data_dir)
    (data_dir / CLAIMS).write_text(text, encoding="utf-8")
    assert await build(path, data_dir) == (7, [])
