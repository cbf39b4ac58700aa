"""Every setting, its default and its meaning; from the environment and from a `.env` file."""

from pathlib import Path
from typing import Final, Literal

import platformdirs
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DATABASE_NAME: Final = "crosscheck.sqlite3"


class SettingsError(Exception):
    """A setting has a value that can't be used; the message says which and why."""

    exit_code = 78


class Settings(BaseSettings):
    """Settings of one process. Built by `load_settings`, handed to whoever needs them."""

    model_config = SettingsConfigDict(
        env_prefix="CROSSCHECK_", env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True,
        extra="ignore", frozen=True, hide_input_in_errors=True,
    )  # fmt: skip

    discord_token: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=AliasChoices("DISCORD_TOKEN", "discord_token"),
        description="The bot's token, from the Discord developer portal. Needed to run the bot only.",
    )
    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("crosscheck", appauthor=False)),
        description="Folder of the database file; the platform's own convention by default.",
    )
    read_messages: bool = Field(
        default=True,
        description="Ask Discord for message texts (a privileged intent); automatic replies need it.",
    )
    topic_window_hours: float = Field(
        default=6,
        ge=0,
        le=720,
        description="Hours in which a topic is answered unasked only once in a channel.",
    )
    link_window_hours: float = Field(
        default=24,
        ge=0,
        le=720,
        description="Hours in which a link is answered unasked only once in a channel.",
    )
    sync_commands: bool = Field(
        default=False,
        description="Send the commands to Discord at start even where they have not changed.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much is logged. Message texts are never logged."
    )

    @field_validator("data_dir")
    @classmethod
    def _is_somewhere(cls, value: Path) -> Path:
        try:
            return value.expanduser()
        except RuntimeError:
            raise ValueError(f"{value}: there is no such home folder") from None

    @property
    def database_path(self) -> Path:
        return self.data_dir / DATABASE_NAME


def variable_name(field: str) -> str:
    """The environment variable of a setting."""
    return "DISCORD_TOKEN" if field == "discord_token" else f"CROSSCHECK_{field.upper()}"


def load_settings() -> Settings:
    """The settings as the environment gives them; raises SettingsError in one readable line."""
    try:
        return Settings()
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(f".env can't be read: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else ""
        name = field if field.isupper() else variable_name(field)
        raise SettingsError(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None
