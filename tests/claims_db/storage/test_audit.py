"""The audit trail as a file."""

import csv

import pytest

from claims_db.storage.audit import AuditEntry, audit_csv, safe_cell


@pytest.mark.parametrize("sign", list("=+-@\t\r＝＋－＠"))
def test_no_cell_of_the_file_is_run_by_a_spreadsheet(sign: str) -> None:
    text = f"{sign}HYPERLINK(1)"
    assert safe_cell(text) == f"'{text}"
    entry = AuditEntry(1, "9", 0.0, "5", "edit", "claim", text, {}, {}, text)
    rows = list(csv.reader(audit_csv([entry]).splitlines(keepends=True)))
    assert rows[1][5] == rows[1][8] == f"'{text}"


@pytest.mark.parametrize("text", ["", "A1-1", "5 + 5", "a=b", "–5", "«＝»"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text
