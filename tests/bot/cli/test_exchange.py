"""`crosscheck import` and `crosscheck export`: files in and out, and the exit codes."""

import json
from pathlib import Path

import pytest

from tests.bot.cli.test_cli import Run, base, one_line, run

__all__ = ["base", "run"]
ROWS = "topic,source,figure,wording\ncsto-troops,004,2500 troops,2500 troops\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "claims.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_a_dry_run_then_an_import_then_nothing_to_do(run: Run, file: Path) -> None:
    code, out, err = run("import", str(file), "--guild", "41", "--dry-run")
    assert (code, out) == (0, "")
    assert "Dry run: nothing was written. Claims: 1 new, 0 changed, 0 unchanged." in err
    assert "Claims: 1 new" in run("import", str(file), "--guild", "41")[2]
    assert "Claims: 0 new, 0 changed, 1 unchanged." in run("import", str(file), "--guild", "41")[2]
    out = run("export", "--guild", "41", "--topic", "csto-troops", "--format", "jsonl")[1]
    assert "004-m1" in {json.loads(line)["claim"]["id"] for line in out.splitlines() if "claim" in line}
    assert "004-m1" not in run("export", "--format", "csv", "--topic", "csto-troops")[1]


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl", "out.jsonld"])
def test_an_export_to_a_file_is_read_again(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert run("export", str(path), "--topic", "deaths-total") == (0, "", "")
    code, _, err = run("import", str(path), "--guild", "42", "--dry-run")
    assert code == 0
    assert "0 new, 0 changed" in err


def test_problems_are_a_table_and_exit_code_65(run: Run, file: Path) -> None:
    file.write_text(ROWS + "csto-troops,004,[bold]many,\n", encoding="utf-8")
    code, out, err = run("import", str(file), "--guild", "43")
    assert (code, out) == (65, "")
    assert "expected" in err
    assert "no figure can be read from '[bold]many'" in " ".join(err.split())
    assert "crosscheck: Nothing was imported: the file has a problem." in err


def test_a_template_is_a_file_to_fill_in(run: Run) -> None:
    code, out, _ = run("import", "--template")
    assert code == 0
    assert out.lstrip("\ufeff").startswith("topic,source,figure,")
    assert len(out.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "exit_code", "says"),
    [
        (("import",), 2, "Give a file"),
        (("import", "FILE"), 2, "--guild ID"),
        (("import", "FILE", "--guild", "x"), 2, "--guild ID"),
        (("import", "nowhere.csv", "--guild", "4"), 66, "nowhere.csv is not a file"),
        (("export", "nowhere/out.csv"), 66, "can't be written"),
        (("export", "--guild", "x"), 2, "--guild ID"),
        (("export", "--guild", "\udcff"), 2, "--guild ID"),
        (("export", "--format", "csv", "--topic", "csto-troop"), 4, "Nearest: csto-troops"),
    ],
)
def test_wrong_use_is_one_line(
    run: Run, file: Path, arguments: tuple[str, ...], exit_code: int, says: str
) -> None:
    code, out, err = run(*(str(file) if a == "FILE" else a for a in arguments))
    assert (code, out) == (exit_code, "")
    assert says in one_line(err)
