"""The command line: what it prints, where, and with which exit code."""

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from bot import __version__
from bot.articles.fetch import AGENT
from bot.cli.app import main
from claims_db.models import Answer
from config.settings import DATABASE_NAME

QUESTION = "How many CSTO troops were sent to Kazakhstan?"
SIGNATURE = (
    "CSTO troops: 'more than 2,000' per source 004; "
    "'no foreign troops engaged against rioters' per source 001"
)
NOTHING = "Nothing in the claims database on this."
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, built_database: Path) -> Path:
    """A data directory that all tests of this file share."""
    folder = tmp_path_factory.mktemp("base")
    shutil.copy(built_database, folder / DATABASE_NAME)
    return folder


@pytest.fixture
def run(
    own_place: Path, base: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """Runs main() in a directory of its own; returns exit code, standard output and standard error."""
    assert own_place.is_dir()
    monkeypatch.setenv("CROSSCHECK_DATA_DIR", str(base))

    def _run(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["crosscheck", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as caught:
            main()
        return int(caught.value.code or 0), *capfd.readouterr()

    return _run


def environment(data_dir: Path) -> dict[str, str]:
    paths = {"CROSSCHECK_DATA_DIR": data_dir, "HOME": data_dir, "PYTHONPATH": Path(__file__).parents[3]}
    return os.environ | {name: str(path) for name, path in paths.items()}


def process(data_dir: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "bot", *arguments], cwd=data_dir, env=environment(data_dir),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def records(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_the_version_is_that_of_the_package(run: Run) -> None:
    """It is written down once; the installed package and the name told to web sites have it from there."""
    code, out, err = run("--version")
    assert (code, out, err) == (0, f"crosscheck {__version__}\n", "")
    assert metadata.version("crosscheck") == __version__
    assert f"Crosscheck/{__version__} " in AGENT
    assert run("--version", "nonsense")[0] == 0


def test_the_first_line_of_an_answer_says_who_says_what(run: Run) -> None:
    code, out, err = run("check", QUESTION)
    assert (code, err) == (0, "")
    assert out.splitlines()[0].startswith(SIGNATURE)


def test_it_runs_as_a_process_from_an_empty_directory(tmp_path: Path) -> None:
    with process(tmp_path, "check", QUESTION) as started:
        out, err = started.communicate()
    assert (started.returncode, err) == (0, b"")
    assert out.decode().startswith(SIGNATURE)
    assert [path.name for path in tmp_path.iterdir()] == [DATABASE_NAME]


def test_nothing_found_is_said_and_is_no_error(run: Run) -> None:
    assert run("check", "Shall we have lunch?") == (0, NOTHING + "\n", "")
    assert run("check", "") == (0, NOTHING + "\n", "")


def test_a_message_nobody_asked_about_is_met_with_silence_and_its_reason(run: Run) -> None:
    code, out, _ = run("check", "--mode", "message", "Shall we have lunch?")
    assert code == 0
    assert out.startswith("(silent: ")
    assert run("check", "--mode", "message", QUESTION)[1].startswith(SIGNATURE)


def test_an_answer_as_json(run: Run) -> None:
    code, out, _ = run("check", "--json", QUESTION)
    (record,) = records(out)
    assert code == 0
    assert record["speak"] is True
    finding = record["findings"][0]
    assert finding["topic"] == "csto-troops"
    assert finding["line"].startswith(SIGNATURE)
    assert finding["evidence"][0]["source"] == "004"


def test_lines_are_answered_in_order_whatever_bytes_they_hold(run: Run) -> None:
    lines = [
        QUESTION.encode(),
        b"",
        b"\xff\xfe\x80 lunch",
        b"\0\r",
        QUESTION.encode() + b"\r",
        b"\x85\x0b\x0c",
    ]
    code, out, err = run("check", "--json", "-", stdin=b"\n".join(lines))
    assert (code, err) == (0, "")
    topics = [[f["topic"] for f in record["findings"]][:1] for record in records(out)]
    assert topics == [["csto-troops"], [], [], [], ["csto-troops"], []]


def test_lines_may_be_answered_as_text(run: Run) -> None:
    code, out, _ = run("check", "-", stdin=f"lunch\n{QUESTION}\n".encode())
    assert code == 0
    assert out.splitlines()[0] == NOTHING
    assert out.splitlines()[1].startswith(SIGNATURE)


def test_no_lines_give_no_answers(run: Run) -> None:
    assert run("check", "--json", "-") == (0, "", "")


def test_each_line_is_answered_before_the_next_is_read(base: Path) -> None:
    with process(base, "check", "--json", "-") as started:
        assert started.stdin is not None
        assert started.stdout is not None
        for line, count in ((QUESTION.encode(), 1), (b"", 0), (QUESTION.encode(), 1)):
            started.stdin.write(line + b"\n")
            started.stdin.flush()
            assert len(json.loads(started.stdout.readline())["findings"][:1]) == count
        rest, err = started.communicate()
    assert (started.returncode, rest, err) == (0, b"", b"")


def test_topics_are_listed(run: Run) -> None:
    code, out, _ = run("topics")
    assert code == 0
    rows = [line.split()[0] for line in out.splitlines()[1:]]
    assert {"csto-troops", "deaths-total", "detained-total"} <= set(rows)
    assert len(rows) == len(set(rows))


def test_a_topic_is_shown_by_slug_or_title(run: Run) -> None:
    code, out, _ = run("topic", "csto-troops")
    assert code == 0
    assert "CSTO troops (csto-troops)" in out
    assert "'more than 2,000' per source 004" in out
    assert "“More than 2,000 mostly Russian troops arrived” at 3546" in out
    assert run("topic", "csto TROOPS") == (0, out, "")


def test_sources_are_listed_and_shown(run: Run) -> None:
    code, out, _ = run("sources")
    assert code == 0
    assert all(f" {number:03} " in out for number in range(5))
    code, out, _ = run("source", "004")
    assert code == 0
    assert out.startswith("source 004: ")
    assert "CSTO troops: 'more than 2,000'" in out


def test_export_gives_every_claim_with_all_that_travels_with_it(run: Run) -> None:
    code, out, _ = run("export")
    found = records(out)
    by_id = {record["id"]: record for record in found}
    assert code == 0
    assert len(by_id) == len(found) > 100
    assert {
        "id", "topic", "title", "source", "wording", "excerpt", "value", "value_high", "comparator", "unit",
        "date_value", "as_of", "attributed_to", "status", "char_start", "char_end",
    } <= set(found[0])  # fmt: skip
    claim = by_id["004-062"]
    assert (claim["value"], claim["comparator"], claim["unit"]) == (2000, ">", "people")
    assert all(r["char_end"] - r["char_start"] == len(r["excerpt"]) for r in found)


def test_build_makes_the_file_anew(run: Run, base: Path) -> None:
    code, out, _ = run("build")
    assert code == 0
    assert out.rstrip().endswith(f"in {base / DATABASE_NAME}")
    assert " claims on " in out


def one_line(err: str) -> str:
    assert err.count("\n") == 1
    assert err.startswith("crosscheck: ")
    assert "Traceback" not in err
    return err


@pytest.mark.parametrize(
    ("arguments", "exit_code", "says"),
    [
        (("topic", "csto-troop"), 4, "Nearest: csto-troops"),
        (("topic", "[bold]x\n[/nope]"), 4, "There is no such topic"),
        (("topic", "\udcff"), 4, "There is no such topic"),
        (("topic", "x" * 5000), 4, "There is no such topic"),
        (("source", "0044"), 4, "004"),
        (("source", ""), 4, "There is no such source"),
        (("verify", "--documents", "nowhere"), 5, "nowhere is not a folder"),
        (("verify", "--documents", "."), 5, "no document for source"),
    ],
)
def test_an_error_is_one_line_and_an_exit_code(
    run: Run, arguments: tuple[str, ...], exit_code: int, says: str
) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (exit_code, "")
    assert says in one_line(err)


def test_a_file_that_is_no_database_is_one_line(
    run: Run, own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSCHECK_DATA_DIR", str(own_place))
    (own_place / DATABASE_NAME).write_text("shopping list", encoding="utf-8")
    code, out, err = run("check", QUESTION)
    assert (code, out) == (74, "")
    assert "is not a database" in one_line(err)


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_folder_that_cannot_be_made_is_one_line(
    run: Run, own_place: Path, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    (own_place / "file").touch()
    monkeypatch.setenv("CROSSCHECK_DATA_DIR", str(own_place / "file" / below))
    code, _, err = run("topics")
    assert code == 73
    assert "CROSSCHECK_DATA_DIR" in one_line(err)


def test_a_bad_setting_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSCHECK_DATA_DIR", "~no-such-user-here/x")
    code, _, err = run("topics")
    assert code == 78
    assert "CROSSCHECK_DATA_DIR" in one_line(err)


@pytest.mark.parametrize("arguments", [("check",), ("chekc", "x"), ("check", "--mode", "loud", "x")])
def test_wrong_use_is_exit_code_2_without_a_traceback(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err


def test_a_reader_who_has_seen_enough_is_no_error(base: Path) -> None:
    with process(base, "export") as started:
        assert started.stdout is not None
        started.stdout.readline()
        started.stdout.close()
        assert started.stderr is not None
        assert started.stderr.read() == b""
    assert started.returncode == 0


def test_an_error_of_ours_is_no_secret(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> Answer:
        raise RuntimeError("a bug")

    monkeypatch.setattr("claims_db.checker.Checker.check", broken)
    with pytest.raises(RuntimeError, match="a bug"):
        run("check", QUESTION)
