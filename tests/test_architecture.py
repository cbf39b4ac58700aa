"""Rules of the house: which way imports point, where SQL stands, how long a file gets, what code may know."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import claims_db

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "claims_db", "config")
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
STORAGE = "claims_db/storage/"
LAYERS = (
    ("figures",),
    ("text", "addresses", "gc_pause"),
    ("models", "errors"),
    ("compare", "kept_figure"),
    ("matching",),
    ("findings",),
    ("records",),
    ("storage",),
    ("drafts",),
    ("checker",),
    ("exchange",),
    ("moderation",),
)
"""The rooms of claims_db from the ground up; each imports only from its own layer and those below."""

_SQL = re.compile(
    r"\b(?:SELECT\s.*\bFROM|INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\w+\s+SET|"
    r"(?:CREATE|DROP|ALTER)\s+(?:VIRTUAL\s+)?(?:TABLE|INDEX|TRIGGER)|PRAGMA\s+\w+|BEGIN IMMEDIATE)\b",
    re.DOTALL,
)
_SUBJECT = re.compile(r"ka(?:z|s)akh|kassym|to[kq]a[yi]ev|nazarbayev|almaty|csto", re.IGNORECASE)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    """The absolute names of the modules that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{named(path)}: relative import"
            yield node.module or ""


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


def module_files() -> dict[str, Path]:
    """Every module's file by its dotted name, a package's under the package's name."""
    names = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in FILES}
    return {name.removesuffix(".__init__"): path for path, name in names.items()}


def arrows() -> dict[str, set[str]]:
    """For every module, those of the same packages that it imports, TYPE_CHECKING imports included."""
    files = module_files()
    found: dict[str, set[str]] = {name: set() for name in files}
    for name, path in files.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                parts = {f"{node.module}.{alias.name}" for alias in node.names}
                found[name] |= {part if part in files else node.module for part in parts}
            elif isinstance(node, ast.Import):
                found[name] |= {alias.name for alias in node.names}
        found[name] &= files.keys() - {name}
    return found


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = arrows()
    while leaves := [name for name, targets in graph.items() if not targets]:
        for leaf in leaves:
            del graph[leaf]
        for targets in graph.values():
            targets.difference_update(leaves)
    # What only imports a circle is no part of it.
    while tops := [n for n in graph if not any(n in targets for targets in graph.values())]:
        for top in tops:
            del graph[top]
    assert graph == {}


def test_the_rooms_of_claims_db_import_only_what_lies_below() -> None:
    floors = {room: floor for floor, rooms in enumerate(LAYERS) for room in rooms}
    files = {name: targets for name, targets in arrows().items() if name.startswith("claims_db.")}
    assert {name.split(".")[1] for name in files} == floors.keys()
    upward = [
        f"{name} imports {target}"
        for name, targets in files.items()
        for target in targets
        if target.startswith("claims_db.")
        and (mine := name.split(".")[1]) != (theirs := target.split(".")[1])
        and floors[theirs] >= floors[mine]
        and not (floors[theirs] == floors[mine] and mine != "figures")
    ]
    assert upward == []


def test_the_public_names_are_sorted_and_there() -> None:
    assert claims_db.__all__ == sorted(claims_db.__all__)
    assert all(getattr(claims_db, name).__name__ == name for name in claims_db.__all__)
    with pytest.raises(AttributeError):
        claims_db.no_such_name  # noqa: B018


def test_rendering_and_charts_know_no_discord() -> None:
    for room in ("rendering", "charts"):
        for path in sorted((ROOT / "bot" / room).rglob("*.py")):
            assert "discord" not in {name.split(".")[0] for name in imported(path)}, named(path)


def test_answering_imports_no_feature() -> None:
    for path in sorted((ROOT / "bot" / "answering").rglob("*.py")):
        assert not any(name.startswith("bot.exts") for name in imported(path)), named(path)


def test_features_are_not_looked_up_by_name() -> None:
    """What a feature offers to others is a service that the composition root makes, with a type."""
    users = [named(path) for path in FILES if "get_cog(" in path.read_text(encoding="utf-8")]
    assert users == []


def test_sql_stands_in_storage_only() -> None:
    holders = {named(path) for path in FILES if any(_SQL.search(text) for text in strings(path))}
    assert [name for name in sorted(holders) if not name.startswith(STORAGE)] == []
    assert "claims_db/storage/store.py" in holders  # the search itself works


def test_only_storage_imports_sqlite() -> None:
    users = {named(path) for path in FILES if {"sqlite3", "aiosqlite"} & set(imported(path))}
    assert [name for name in sorted(users) if not name.startswith(STORAGE)] == []


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
