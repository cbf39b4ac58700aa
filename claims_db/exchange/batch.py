"""What a file holds, before it is compared with what the server has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from pydantic import ValidationError

from claims_db.drafts.claim_draft import MAX_FIELD
from claims_db.errors import BadRecords, Problem, problems_of
from claims_db.models import Claim, Source, Topic
from claims_db.records.records import SourceRow, TopicRow
from claims_db.text import clean

Format = Literal["csv", "jsonl", "claimreview"]
MAX_BYTES: Final = 8 * 1024 * 1024
MAX_ROWS: Final = 20_000
MAX_PROBLEMS: Final = 200
"""More than anybody would read."""
_MAX_TERMS: Final = 50
_RIGHT: Final = {
    "code": "a code of your own: letters, digits and hyphens, at most 32",
    "kind": 'one of "news report", "opinion piece", "interview", "think-tank report", "fact-check"',
    "slug": "lower-case letters, digits and hyphens",
    "title": "a title, for a topic at most 60 characters",
    "published": "a date such as 2022-01-05, 2022-01 or 2022, or nothing",
    "years": "a year such as 2022, or nothing",
    "url": "an address that begins with https:// or http://, or nothing",
    "sha256": "64 digits from 0 to f, or nothing",
}


@dataclass(frozen=True, slots=True)
class FileClaim:
    """A claim as a row of a file: the texts of its cells, by column.

    A column without a cell leaves what the claim has. `revision` is the one at which the claim was exported,
    0 if the file does not say. `text` is matched to find a topic, if the row names none.
    """

    row: int
    cells: Mapping[str, str]
    revision: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """A file's claims, and the sources and topics it brings with it, each with its row."""

    claims: tuple[FileClaim, ...]
    sources: tuple[tuple[int, Source], ...] = ()
    topics: tuple[tuple[int, Topic], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportSet:
    """What is written to a file: claims, and their sources and topics by key.

    `own_sources` and `own_topics` are those that do not ship with Crosscheck.
    """

    claims: Sequence[Claim]
    sources: Mapping[str, Source]
    topics: Mapping[str, Topic]
    own_sources: frozenset[str] = field(default=frozenset())
    own_topics: frozenset[str] = field(default=frozenset())


def bad_file(wrong: str, right: str, row: int = 0) -> BadRecords:
    """Return the error for a file of which nothing can be read."""
    return BadRecords(f"The file can't be read: {wrong}.", [Problem("", wrong, right, row)])


def raise_if_any(problems: Sequence[Problem]) -> None:
    """Raise BadRecords if there are problems."""
    if problems:
        count = f"{len(problems)} problems" if len(problems) > 1 else "a problem"
        raise BadRecords(f"Nothing was imported: the file has {count}.", problems[:MAX_PROBLEMS])


def source_of(record: Mapping[str, Any], row: int, problems: list[Problem]) -> Source | None:
    """Return the source of a record, or None after adding problems."""
    source_row = _validate(SourceRow, record, "source", row, problems)
    if source_row is None:
        return None
    if source_row.url and not source_row.url.startswith(("https://", "http://")):
        problems.append(Problem("source.url", "it is not a web address", _RIGHT["url"], row))
        return None
    source: Source = source_row.source()
    return source


def topic_of(record: Mapping[str, Any], row: int, problems: list[Problem]) -> Topic | None:
    """Return the topic of a record, or None after adding problems."""
    topic_row = _validate(TopicRow, record, "topic", row, problems)
    return topic_row.topic("") if topic_row is not None else None


def _validate(
    model: Any, record: Mapping[str, Any], kind: str, row: int, problems: list[Problem]
) -> Any:  # SourceRow or TopicRow
    tidy = {str(key)[:40]: _tidy(value) for key, value in list(record.items())[:_MAX_TERMS]}
    if any(_is_too_long(value) for value in tidy.values()):
        problems.append(Problem(kind, "a text or list is too long", f"at most {MAX_FIELD} characters", row))
        return None
    try:
        return model.model_validate(tidy)
    except ValidationError as error:
        problems += problems_of(error, _RIGHT, otherwise="see the export", prefix=f"{kind}.", row=row)[:5]
        return None


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value).strip()
    return [_tidy(part) for part in value[: _MAX_TERMS + 1]] if isinstance(value, list) else value


def _is_too_long(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) > _MAX_TERMS or any(_is_too_long(part) for part in value)
    return isinstance(value, str) and len(value) > MAX_FIELD
