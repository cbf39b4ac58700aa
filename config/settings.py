"""The settings with their defaults and meanings, read from the environment and a `.env` file."""

import re
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DATABASE_NAME: Final = "crosscheck.sqlite3"
DOTENV: Final = ".env"
_PROXY_RE: Final = re.compile(r"https?://[^/\s]+/?", re.IGNORECASE)


class SettingsError(Exception):
    """A setting has a value that can't be used; the message says which and why."""

    exit_code = 78


class Settings(BaseSettings):
    """The settings of one process. The README's table shows the descriptions; a test compares the two."""

    model_config = SettingsConfigDict(
        env_prefix="CROSSCHECK_", env_file=DOTENV, env_file_encoding="utf-8", env_ignore_empty=True,
        extra="ignore", frozen=True, hide_input_in_errors=True,
    )  # fmt: skip

    discord_token: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=AliasChoices("DISCORD_TOKEN", "discord_token"),
        description="The bot's token, from the Discord developer portal. Needed only to run the bot.",
    )
    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("crosscheck", appauthor=False)),
        description="The folder of the database file.",
    )
    read_messages: bool = Field(
        default=True,
        description="Ask Discord for the text of messages (a privileged intent); automatic replies need it.",
    )
    topic_window_hours: float = Field(
        default=6,
        ge=0,
        le=720,
        description="Hours in which a topic gets at most one automatic reply per channel.",
    )
    link_window_hours: float = Field(
        default=24,
        ge=0,
        le=720,
        description="Hours in which a link gets at most one automatic reply per channel.",
    )
    correction_days: float = Field(
        default=30,
        ge=0,
        le=90,
        description="Days for which a reply is corrected if a claim it shows changes.",
    )
    keep_replies_days: float = Field(
        default=90,
        ge=1,
        le=3650,
        description="Days after which the link between a message and its reply is forgotten, and its buttons "
        "stop working.",
    )
    keep_traces_days: float = Field(
        default=14,
        ge=1,
        le=365,
        description="Days for which the topic terms and figures in messages are kept, without their text.",
    )
    keep_counts_days: float = Field(
        default=400, ge=1, le=3650, description="Days for which the counts of /stats are kept."
    )
    keep_questions_days: float = Field(
        default=90,
        ge=1,
        le=3650,
        description="Days after which unanswered questions and decided suggestions are deleted.",
    )
    keep_wrong_matches_days: float = Field(
        default=365, ge=1, le=3650, description="Days for which a wrong match stays silenced."
    )
    keep_left_servers_days: float = Field(
        default=30,
        ge=1,
        le=3650,
        description="Days after which everything of a server that removed the bot is deleted.",
    )
    sync_commands: bool = Field(
        default=False,
        description="Send the commands to Discord at start even if they have not changed.",
    )
    fetch_links: bool = Field(
        default=True,
        description="Read the pages that messages link to, if their sites allow bots to.",
    )
    fetch_proxy: str = Field(
        default="",
        repr=False,
        description="An HTTP proxy through which linked pages are read. It resolves their names; it may hold "
        "a password.",
    )
    fetch_ports: Annotated[frozenset[int], NoDecode] = Field(
        default=frozenset({80, 443}),
        description="Ports on which linked pages are read, separated by commas.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO",
        description="How much is logged: DEBUG, INFO, WARNING or ERROR. Message text is never logged.",
    )

    @field_validator("data_dir")
    @classmethod
    def _is_somewhere(cls, value: Path) -> Path:
        try:
            return value.expanduser()
        except RuntimeError:
            raise ValueError(f"{value}: there is no such home folder") from None

    @field_validator("fetch_proxy")
    @classmethod
    def _is_proxy(cls, value: str) -> str:
        try:
            is_usable = not value or bool(_PROXY_RE.match(value) and urlsplit(value).hostname)
            if not is_usable or (value and urlsplit(value).port == 0):
                raise ValueError  # as an impossible port does
        except ValueError:
            raise ValueError("give an address such as http://proxy.example:3128") from None
        return value

    @field_validator("fetch_ports", mode="before")
    @classmethod
    def _are_ports(cls, value: object) -> object:
        parts = value.replace(",", " ").split() if isinstance(value, str) else value
        if not isinstance(parts, list | frozenset) or not parts:
            raise ValueError("give port numbers, separated by commas")
        if not all(str(part).isascii() and str(part).isdigit() and 0 < int(part) < 65536 for part in parts):
            raise ValueError("a port is a number from 1 to 65535")
        return frozenset(int(part) for part in parts)

    @property
    def database_path(self) -> Path:
        return self.data_dir / DATABASE_NAME


def variable_name(field: str) -> str:
    """Return the name of a setting's environment variable."""
    return "DISCORD_TOKEN" if field == "discord_token" else f"CROSSCHECK_{field.upper()}"


def load_settings() -> Settings:
    """Return the settings from the environment; raise SettingsError with one line that says what is wrong."""
    try:
        return Settings()
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{DOTENV} can't be read: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else ""
        name = field if field.isupper() else variable_name(field)
        raise SettingsError(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None
