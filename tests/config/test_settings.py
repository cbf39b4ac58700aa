"""Where settings come from, and what is said of one that can't be used."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from config import Settings, SettingsError, load_settings


def test_the_environment_names_the_data_directory(own_place: Path) -> None:
    assert load_settings().database_path == own_place / "base" / "crosscheck.sqlite3"


def test_a_dotenv_file_is_read_and_the_environment_wins(
    own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(".env").write_text("CROSSCHECK_DATA_DIR=from-file\nOTHER_PROGRAM=1\n", encoding="utf-8")
    assert load_settings().data_dir == own_place / "base"
    monkeypatch.delenv("CROSSCHECK_DATA_DIR")
    assert load_settings().data_dir == Path("from-file")


@pytest.mark.usefixtures("own_place")
def test_without_a_setting_the_platform_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CROSSCHECK_DATA_DIR")
    monkeypatch.setattr("platformdirs.user_data_dir", lambda name, appauthor: f"/made-up/{name}/{appauthor}")
    assert load_settings().data_dir == Path("/made-up/crosscheck/False")


@pytest.mark.usefixtures("own_place")
def test_an_empty_setting_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSCHECK_DATA_DIR", "")
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: "/made-up")
    assert load_settings().data_dir == Path("/made-up")


def test_a_tilde_stands_for_the_home(own_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSCHECK_DATA_DIR", "~/papers")
    assert load_settings().database_path == own_place / "home" / "papers" / "crosscheck.sqlite3"


@pytest.mark.usefixtures("own_place")
def test_a_home_that_nobody_has_is_a_bad_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSCHECK_DATA_DIR", "~no-such-user-here/x")
    with pytest.raises(SettingsError, match="CROSSCHECK_DATA_DIR") as caught:
        _ = load_settings().database_path
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 78


@pytest.mark.usefixtures("own_place")
def test_a_dotenv_file_that_is_no_text_is_a_bad_setting() -> None:
    Path(".env").write_bytes(b"CROSSCHECK_DATA_DIR=\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"\.env"):
        load_settings()


def test_settings_do_not_change_once_read(own_place: Path) -> None:
    settings = Settings(data_dir=own_place)
    with pytest.raises(ValidationError, match="frozen"):
        settings.data_dir = own_place / "other"
