"""What the documents promise is there: commands, settings and what they mean, what the README runs."""

from pathlib import Path

import discord
import pytest
from discord import app_commands
from discord.ext import tasks
from typer.main import get_command

from bot.cli.app import app
from bot.client import EXTENSIONS
from bot.run import opened_bot
from config.settings import Settings, variable_name

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
@pytest.mark.parametrize("document", ["README.md", ".env.example"])
def test_every_setting_is_documented(field: str, document: str) -> None:
    assert variable_name(field) in (ROOT / document).read_text(encoding="utf-8")


def table_of_settings() -> dict[str, tuple[str, str]]:
    """Return the README's default and meaning of each setting, as plain text, in the README's order."""
    lines = README[README.index("### Settings") :].split("\n## ")[0].splitlines()
    rows = [
        [cell.strip().replace("`", "") for cell in line.split("|")[1:-1]] for line in lines if "|" in line
    ]
    return {name: (default, meaning) for name, default, meaning in rows[2:]}


def test_the_table_of_settings_says_what_the_settings_say() -> None:
    descriptions = {variable_name(name): field.description for name, field in Settings.model_fields.items()}
    meanings = {name: meaning for name, (_, meaning) in table_of_settings().items()}
    assert list(meanings.items()) == list(descriptions.items())


@pytest.mark.parametrize("field", sorted(Settings.model_fields.keys() - {"data_dir"}))
def test_the_table_of_settings_has_the_defaults(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    default = table_of_settings()[variable_name(field)][0]
    monkeypatch.setenv(variable_name(field), "" if default == "none" else default)
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    assert getattr(settings, field) == Settings.model_fields[field].default


@pytest.mark.parametrize("command", sorted(get_command(app).commands))  # type: ignore[attr-defined]
def test_every_command_of_the_terminal_is_documented(command: str) -> None:
    assert f"`crosscheck {command}" in README


async def test_every_command_of_discord_is_documented(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.Loop, "start", lambda _loop: None)  # nothing is connected here
    async with opened_bot(Settings(data_dir=tmp_path, _env_file=None)) as bot:  # type: ignore[call-arg]
        for extension in EXTENSIONS:
            await bot.load_extension(extension)
        slash = [c for c in bot.tree.walk_commands() if not isinstance(c, app_commands.Group)]
        menus = bot.tree.get_commands(type=discord.AppCommandType.message)
        missing = [f"/{c.qualified_name}" for c in slash if f"`/{c.qualified_name}" not in README]
        missing += [menu.name for menu in menus if f"**{menu.name}**" not in README]
    assert missing == []
    assert len(slash) > 30


@pytest.mark.parametrize("target", ["demo", "test", "check", "install", "lint"])
def test_every_target_the_readme_names_is_in_the_makefile(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"\n{target}:" in makefile
    assert f"make {target}" in README or target == "lint"


def test_the_procfile_runs_the_bot() -> None:
    assert (ROOT / "Procfile").read_text(encoding="utf-8").strip() == "worker: python -m bot"


def test_pictures_are_there() -> None:
    for name in ("card", "automatic-reply", "moderators"):
        assert (ROOT / "docs" / "screenshots" / f"{name}.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.txt")), ids=lambda p: p.name)
def test_pins_hold_no_address(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
