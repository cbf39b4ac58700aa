"""Claims as CSV, one a row, for people who work in a spreadsheet.

The columns are those of a draft. A cell that a spreadsheet would run as a formula is written with an
apostrophe in front, which is removed again when it is read.
"""

import csv
import difflib
import io
import re
from collections.abc import Iterator, Sequence
from typing import Final

from claims_db.drafts.claim_draft import COLUMNS, MAX_FIELD, ClaimDraft, draft_of
from claims_db.errors import Problem
from claims_db.exchange.batch import MAX_ROWS, Batch, ExportSet, FileClaim, bad_file, raise_if_any
from claims_db.storage.audit import safe_cell

_MAX_COLUMNS: Final = 200
_DELIMITERS: Final = (",", ";", "\t")
_HINT_RE: Final = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
_HEADER: Final = "the first row names the columns: topic, source, figure, wording, excerpt ..."
_EXAMPLE: Final = ClaimDraft(
    topic="slug-or-title-of-a-topic", source="CODE", figure="more than 2,000 people",
    wording="more than 2,000 people", excerpt="more than 2,000 people were moved to safety",
    as_of="2022-01-05", attributed_to="the ministry", status="official", note="",
)  # fmt: skip


def read_csv(text: str, *, has_topic: bool = False) -> Batch:
    """Return the rows of a CSV file, numbered as a spreadsheet shows them; raises BadRecords.

    `has_topic`: the topic is chosen beside the file, so the column may be missing.
    """
    hint = _HINT_RE.match(text)
    first = 1
    if hint is not None:
        text, first = text[hint.end() :], 2
    delimiter = hint[1] if hint is not None else _delimiter_of(text)
    if text.split("\n", 1)[0].count(delimiter) > _MAX_COLUMNS:
        raise bad_file(f"its first row has over {_MAX_COLUMNS} columns", _HEADER, first)
    rows = _rows(text, delimiter, first)
    number, cells = next(rows, (first, []))
    names = [_name(cell) for cell in cells]
    _check_header(names, number, has_topic=has_topic)
    claims: list[FileClaim] = []
    problems: list[Problem] = []
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(claims) >= MAX_ROWS:
            raise bad_file(f"it has over {MAX_ROWS:,} rows", "several smaller files", number)
        if any(cell.strip() for cell in row[len(names) :]):
            problems.append(
                Problem("", f"it has {len(row)} cells", f"{len(names)}, as in the first row", number)
            )
            continue
        filled = [*row, *[""] * (len(names) - len(row))]
        claims.append(
            FileClaim(number, {n: _without_apostrophe(c) for n, c in zip(names, filled, strict=False)})
        )
    raise_if_any(problems)
    return Batch(tuple(claims))


def _delimiter_of(text: str) -> str:
    """Return the delimiter with which the first line names most columns."""
    line = text.lstrip("\r\n").split("\n", 1)[0][:10_000]
    return max(_DELIMITERS, key=lambda d: sum(_name(c) in COLUMNS for c in line.split(d)))


def _name(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", cell.strip().strip("\"'").strip().casefold())


def _rows(text: str, delimiter: str, first: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = first - 1
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "limit" in str(error):
                raise bad_file("a cell is too long", f"at most {MAX_FIELD} characters", number) from None
            right = 'a quotation mark inside a quoted cell written twice ("")'
            raise bad_file(f"its quotation marks do not match in row {number}", right, number) from None
        yield number, row


def _check_header(names: Sequence[str], row: int, *, has_topic: bool) -> None:
    if not set(names) & set(COLUMNS):
        raise bad_file("its first row names no columns", _HEADER, row)
    problems = []
    for n, name in enumerate(names, 1):
        if name not in COLUMNS:
            near = difflib.get_close_matches(name[:40], COLUMNS, 1)
            right = f"perhaps {near[0]}" if near else f"one of {', '.join(COLUMNS)}"
            wrong = f"there is no column {name[:40]!r}" if name else f"column {n} has no name"
            problems.append(Problem(name[:40], wrong, right, row))
    problems += [
        Problem(name, "the column is in the file twice", "each column once", row)
        for name in sorted({n for n in names if n in COLUMNS and names.count(n) > 1})
    ]
    if "id" not in names:  # a row with an id keeps what it leaves out
        missing = {"source", *([] if has_topic else ["topic"])} - set(names)
        problems += [Problem(name, "the column is missing", _HEADER, row) for name in sorted(missing)]
    raise_if_any(problems)


def _without_apostrophe(cell: str) -> str:
    """Return the cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and _would_run(cell) else cell


def _as_cell(text: str) -> str:
    return f"'{text}" if text.startswith("'") and _would_run(text) else safe_cell(text)


def _would_run(text: str) -> bool:
    """Return whether a spreadsheet would run the text if there were no apostrophes in front."""
    bare = text.lstrip("'")
    return safe_cell(bare) != bare


def write_csv(export_set: ExportSet) -> bytes:
    """Return the claims as CSV that a spreadsheet opens as it is (UTF-8 with a byte order mark)."""
    return _csv_of(draft_of(claim) for claim in export_set.claims)


def template() -> bytes:
    """Return a file to fill in: the columns, and one example."""
    return _csv_of(iter([_EXAMPLE]))


def _csv_of(drafts: Iterator[ClaimDraft]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_as_cell(getattr(draft, name)) for name in COLUMNS] for draft in drafts)
    return out.getvalue().encode("utf-8-sig")
