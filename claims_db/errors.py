"""What can go wrong, as one tree. Every message is a sentence for the person who reads it.

ClaimsError
├── DataError          the claims data has a mistake (file, line, what is wrong)
├── _Unknown           what was asked for does not exist (carries the nearest names)
│   ├── UnknownTopic   no topic of that name
│   ├── UnknownSource  no source of that code
│   └── UnknownClaim   no claim of that id
├── NotAllowed         the present state does not allow it (already retracted, already exists ...)
│   └── Conflict       somebody else changed it in the meantime
│       └── ClaimConflict   the same for a claim (carries the claim as it is now)
├── BadRecords         rows that can't be accepted, each with what is wrong and what would be right
├── VerifyError        the data and the documents disagree
└── StoreError         the database can't be used
    ├── NotADatabase   the file is not a Crosscheck database
    ├── NewerDatabase  the file was written by a newer version
    ├── NotWritable    the file or its folder can't be written
    └── DatabaseBusy   another process is using the database
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from claims_db.models import Claim


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row, and what would be right. `row` is 0 if there is only one."""

    column: str
    wrong: str
    right: str
    row: int = 0


def problems_of(
    error: ValidationError,
    right: Mapping[str, str],
    *,
    otherwise: str,
    of_whole: Callable[[str], str] = lambda _wrong: "",
    prefix: str = "",
    row: int = 0,
) -> list[Problem]:
    """Return pydantic's errors in a record, each as a problem with its column.

    `right` says, by column, what would be right; `otherwise` says it for all other columns. `of_whole` takes
    the message of an error in the record as a whole and names its column. `prefix` goes before each column.
    """
    problems = []
    for detail in error.errors():
        wrong = detail["msg"].removeprefix("Value error, ")[:200]
        column = ".".join(str(part) for part in detail["loc"]) or of_whole(wrong)
        problems.append(Problem(prefix + column, wrong, right.get(column, otherwise), row))
    return problems


class ClaimsError(Exception):
    """Base of all errors a caller may want to show to a person."""

    exit_code = 1


class DataError(ClaimsError):
    """The claims data has a mistake; the message names file and line."""

    exit_code = 65


class _Unknown(ClaimsError):
    exit_code = 4

    def __init__(self, message: str, nearest: tuple[str, ...] = ()) -> None:
        hint = f" Nearest: {', '.join(nearest)}." if nearest else ""
        super().__init__(message + hint)
        self.nearest = nearest


class UnknownTopic(_Unknown):
    """No topic of that name."""


class UnknownSource(_Unknown):
    """No source of that code."""


class UnknownClaim(_Unknown):
    """No claim of that id."""


class NotAllowed(ClaimsError):
    """The present state does not allow the change; the message says why."""

    exit_code = 4


class Conflict(NotAllowed):
    """Somebody else changed the claim, topic or source in the meantime."""


class ClaimConflict(Conflict):
    """Somebody else changed the claim in the meantime; `current` is the claim as it is now."""

    def __init__(self, message: str, current: Claim) -> None:
        super().__init__(message)
        self.current = current


class BadRecords(ClaimsError):
    """Rows that can't be accepted: none was written. `problems` say what is wrong, row by row."""

    exit_code = 65

    def __init__(self, message: str, problems: Sequence[Problem]) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class VerifyError(ClaimsError):
    """The data and the documents disagree."""

    exit_code = 5


class StoreError(ClaimsError):
    """The database can't be used."""

    exit_code = 74


class NotADatabase(StoreError):
    """The file is not a Crosscheck database."""


class NewerDatabase(StoreError):
    """The database was written by a newer version of Crosscheck."""

    exit_code = 76


class NotWritable(StoreError):
    """The database file or its folder can't be written."""

    exit_code = 73


class DatabaseBusy(StoreError):
    """Another process is using the database."""

    exit_code = 75
