"""What an import would do, in words."""

from dataclasses import replace

from bot.moderation.import_report import changes_in, counts, new_rows, problem_rows, problems_csv
from claims_db.errors import Problem
from claims_db.models import Claim, Source, Topic
from claims_db.records.import_plan import ImportPlan

CLAIM = Claim("A-1", "dam", "A", "40 people", "40 people died", stance="x")
PLAN = ImportPlan(
    "1", ((None, replace(CLAIM, id="")), (CLAIM, replace(CLAIM, note="=new"))),
    ((None, Source("A", "Document", "interview")),),
    ((None, Topic("dam", "Dam", "?", "s", needs=(("a", "b"),))),),
    unchanged=1200,
)  # fmt: skip


def test_counts_and_lines() -> None:
    assert counts(PLAN) == (
        "Claims: 1 new, 1 changed, 1,200 unchanged. Sources: 1 new, 0 changed. Topics: 1 new, 0 changed."
    )
    assert list(new_rows(PLAN)) == [
        "+ source A: Document (interview)",
        "+ topic dam: Dam (matched by: a or b)",
        "+ new: dam: '40 people' per source A (asserted)",
    ]
    assert list(changes_in(PLAN)) == ["~ A-1: note: '' -> '=new'"]


def test_problems_are_lines_and_a_file_that_runs_nothing() -> None:
    problems = [Problem("figure", "=cmd()", "a figure", 3), Problem("", "it is empty", "a file")]
    assert problem_rows(problems) == [
        "row 3, figure: =cmd() (expected: a figure)",
        "file: it is empty (expected: a file)",
    ]
    assert problems_csv(problems).decode("utf-8-sig").splitlines()[1] == "3,figure,'=cmd(),a figure"
