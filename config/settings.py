"""Every setting, its default and its meaning; from the environment and from a `.env` file."""

from pathlib import Path
from typing import Final

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

DATABASE_NAME: Final = "crosscheck.sqlite3"


class SettingsError(Exception):
    """A setting has a value that can't be used; the message says which and why."""

    exit_code = 78


class Settings(BaseSettings):
    """Settings of one process. Built by `load_settings`, handed to whoever needs them."""

    model_config = SettingsConfigDict(
        env_prefix="CROSSCHECK_", env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("crosscheck", appauthor=False)),
        description="Folder of the database file; the platform's own convention by default.",
    )

    @property
    def database_path(self) -> Path:
        return self.data_dir.expanduser() / DATABASE_NAME


def load_settings() -> Settings:
    """The settings as the environment gives them; raises SettingsError in one readable line."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "CROSSCHECK_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name}: {first['msg']}") from None
