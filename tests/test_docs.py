"""What the documents promise is there: every command, every setting, the commands of the README."""

from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli import app
from config.settings import Settings, variable_name

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
@pytest.mark.parametrize("document", ["README.md", ".env.example"])
def test_every_setting_is_documented(field: str, document: str) -> None:
    assert variable_name(field) in (ROOT / document).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(get_command(app).commands))  # type: ignore[attr-defined]
def test_every_command_of_the_terminal_is_documented(command: str) -> None:
    assert f"`crosscheck {command}" in README


@pytest.mark.parametrize(
    "name",
    [
        "/check",
        "/topic",
        "/source",
        "/sources",
        "/about",
        "/watch set",
        "/watch show",
        "/watch resume",
        "/stats",
        "/privacy",
        "/optout",
        "/forgetme",
        "/suggest",
        "/queue",
        "/claim import",
        "/claim export",
    ],
)
def test_every_command_of_discord_is_documented(name: str) -> None:
    assert f"`{name}" in README


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
