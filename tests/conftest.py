"""Fixtures that more than one file uses: a made-up data folder, and a store that holds it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import settings

from claims_db.records.dataset import DATA_DIR
from claims_db.storage.build import open_store
from claims_db.storage.store import Store
from config.settings import DATABASE_NAME
from tests.building import built_once
from tests.made_up import write_data
from tests.soak import IS_SOAK

# `make soak` looks fifty times as long for a text that breaks something.
settings.register_profile("soak", max_examples=5000, deadline=None)
settings.register_profile("usual", deadline=None)
settings.load_profile("soak" if IS_SOAK else "usual")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first, so that no worker is left with one of them when all others are done."""
    items.sort(key=lambda item: item.get_closest_marker("soak") is None)


class Clock:
    """Seconds since the epoch, moved by hand."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def raw_file(store: Store) -> bytes:
    """The store's file and its write-ahead log as they are on disk, in small letters."""
    path = store.database.path
    return b"".join(p.read_bytes() for p in (path, Path(f"{path}-wal")) if p.exists()).lower()


@pytest.fixture(autouse=True, scope="session")
def _matchers_built_once() -> Iterator[None]:
    """A third of a second a matcher: the same claims are not made ready for every test."""
    with pytest.MonkeyPatch.context() as patched:
        for name in ("storage.store.Lexicon", "checker.MessageMatcher", "checker.ArticleMatcher"):
            module, _, kind = f"claims_db.{name}".rpartition(".")
            patched.setattr(f"{module}.{kind}", built_once(getattr(import_module(module), kind)))
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return write_data(tmp_path / "data")


@pytest.fixture(scope="session")
def built_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped claims as a database file, built once; to be copied by whoever writes to it."""
    return _built(tmp_path_factory.mktemp("built") / DATABASE_NAME, DATA_DIR)


@pytest.fixture(scope="session")
def built_dam(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dam's claims as a database file, built once, to be copied."""
    folder = tmp_path_factory.mktemp("dam")
    return _built(folder / DATABASE_NAME, write_data(folder / "data"))


def _built(path: Path, data_dir: Path) -> Path:
    async def build() -> None:
        await (await open_store(path, data_dir=data_dir)).close()

    asyncio.run(build())
    return path


@pytest.fixture
async def store(tmp_path: Path, data_dir: Path, built_dam: Path) -> AsyncIterator[Store]:
    path = tmp_path / DATABASE_NAME
    shutil.copy(built_dam, path)
    opened = await open_store(path, data_dir=data_dir)
    yield opened
    await opened.close()


@pytest.fixture
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory, a home and a working directory of the test's own."""
    for name in ("home", "work"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("CROSSCHECK_DATA_DIR", str(tmp_path / "base"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path
