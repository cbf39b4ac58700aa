"""Who may import whom, where SQL lives, how long a file gets, and that the code knows no subject."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "claims_db", "config")
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
STORES = ("claims_db/storage/", "claims_db/moderation/")
_SQL = re.compile(
    r"\b(?:SELECT\s.*\bFROM|INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\w+\s+SET|"
    r"(?:CREATE|DROP|ALTER)\s+(?:VIRTUAL\s+)?(?:TABLE|INDEX|TRIGGER)|PRAGMA\s+\w+|BEGIN IMMEDIATE)\b",
    re.DOTALL,
)
_SUBJECT = re.compile(r"ka(?:z|s)akh|kassym|to[kq]a[yi]ev|nazarbayev|almaty|csto", re.IGNORECASE)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    """The absolute names of the modules that a file imports, and of what it takes from them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{named(path)}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def strings(path: Path) -> Iterator[str]:
    """The string constants of a file, without the docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.value


@pytest.mark.parametrize(
    ("package", "banned"),
    [
        ("claims_db", {"bot", "config", "discord", "typer", "rich", "pydantic_settings"}),
        ("config", {"bot", "claims_db", "discord", "typer", "rich"}),
        ("claims_db/figures", {"bot", "config", "discord", "aiosqlite", "sqlite3"}),
    ],
)
def test_arrows_point_away_from_the_bot(package: str, banned: set[str]) -> None:
    for path in sorted((ROOT / package).rglob("*.py")):
        roots = {name.split(".")[0] for name in imported(path)}
        assert not roots & banned, f"{named(path)} imports {roots & banned}"


def test_figures_import_nothing_else_of_the_package() -> None:
    for path in sorted((ROOT / "claims_db" / "figures").rglob("*.py")):
        others = {n for n in imported(path) if n.startswith("claims_db")}
        assert all(n.startswith("claims_db.figures") for n in others), named(path)


def test_only_the_stores_hold_sql() -> None:
    holders = {named(path) for path in FILES if any(_SQL.search(text) for text in strings(path))}
    assert all(name.startswith(STORES) for name in holders), holders
    assert "claims_db/storage/store.py" in holders  # the search itself works


def test_only_the_stores_import_sqlite() -> None:
    users = {named(path) for path in FILES if {"sqlite3", "aiosqlite"} & set(imported(path))}
    assert all(name.startswith(STORES) for name in users), users


def test_the_files_of_the_bot_import_each_other_in_no_circle() -> None:
    """Imports for type checkers only count too."""
    files = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in FILES}
    files = {name.removesuffix(".__init__"): path for name, path in files.items() if name.startswith("bot")}
    arrows = {name: set(imported(path)) & files.keys() - {name} for name, path in files.items()}
    while loose := {name for name, others in arrows.items() if not others & arrows.keys()}:
        arrows = {name: others for name, others in arrows.items() if name not in loose}
    assert sorted(arrows) == []


def test_no_extension_is_looked_up_by_its_name() -> None:
    callers = {named(path) for path in FILES if "get_cog(" in path.read_text(encoding="utf-8")}
    assert callers == set()


def test_sql_files_lie_with_the_migrations() -> None:
    found = {path.parent.name for package in PACKAGES for path in (ROOT / package).rglob("*.sql")}
    assert found == {"migrations"}


def test_no_file_is_longer_than_400_lines() -> None:
    tests = sorted((ROOT / "tests").rglob("*.py"))
    long = {named(p): n for p in (*FILES, *tests) if (n := len(p.read_text("utf-8").splitlines())) > 400}
    assert long == {}


def test_the_code_does_not_know_its_subject() -> None:
    mentions = [
        f"{named(path)}:{number}: {line.strip()}"
        for path in FILES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if _SUBJECT.search(line)
    ]
    assert mentions == []
