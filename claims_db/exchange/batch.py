"""What a file holds once it is read, before it is set against what the server has."""

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
"""After so many nobody reads on."""
_MAX_TERMS: Final = 50
_RIGHT: Final = {
    "code": "a code of your own: letters, digits and hyphens, at most 32",
    "kind": 'one of "news report", "opinion piece", "interview", "think-tank report", "fact-check"',
    "slug": "small letters, digits and hyphens",
    "title": "a title, for a topic at most 60 characters",
    "published": "a date such as 2022-01-05, 2022-01 or 2022, or nothing",
    "years": "a year such as 2022, or nothing",
    "url": "an address that begins with https:// or http://, or nothing",
    "sha256": "64 digits from 0 to f, or nothing",
}


@dataclass(frozen=True, slots=True)
class GivenClaim:
    """A row of a file: the columns it has, by name, as texts.

    A column that is not there leaves what the claim has. `revision` is the one the claim was exported
    at, 0 where the file does not say. `text` is what a topic is to be found for where none is given.
    """

    row: int
    given: Mapping[str, str]
    revision: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """A file's claims, and the sources and topics it brings with it, each with its row."""

    claims: tuple[GivenClaim, ...]
    sources: tuple[tuple[int, Source], ...] = ()
    topics: tuple[tuple[int, Topic], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportSet:
    """What is written to a file: claims, and the sources and topics they speak of, by key.

    `own_sources` and `own_topics` are those that do not ship with Crosscheck.
    """

    claims: Sequence[Claim]
    sources: Mapping[str, Source]
    topics: Mapping[str, Topic]
    own_sources: frozenset[str] = field(default=frozenset())
    own_topics: frozenset[str] = field(default=frozenset())


def bad_file(wrong: str, right: str, row: int = 0) -> BadRecords:
    """The error for a file of which nothing can be read."""
    return BadRecords(f"The file can't be read: {wrong}.", [Problem("", wrong, right, row)])


def raise_if_any(problems: Sequence[Problem]) -> None:
    """Raises BadRecords where there are problems."""
    if problems:
        count = f"{len(problems)} problems" if len(problems) > 1 else "a problem"
        raise BadRecords(f"Nothing was imported: the file has {count}.", problems[:MAX_PROBLEMS])


def source_given(record: Mapping[str, Any], row: int, problems: list[Problem]) -> Source | None:
    """The source of a record, or None with problems added."""
    checked = _checked(SourceRow, record, "source", row, problems)
    if checked is None:
        return None
    if checked.url and not checked.url.startswith(("https://", "http://")):
        problems.append(Problem("source.url", "it is no web address", _RIGHT["url"], row))
        return None
    source: Source = checked.source()
    return source


def topic_given(record: Mapping[str, Any], row: int, problems: list[Problem]) -> Topic | None:
    """The topic of a record, or None with problems added."""
    checked = _checked(TopicRow, record, "topic", row, problems)
    return checked.topic("") if checked is not None else None


def _checked(
    model: Any, record: Mapping[str, Any], kind: str, row: int, problems: list[Problem]
) -> Any:  # SourceRow or TopicRow
    tidy = {str(key)[:40]: _tidy(value) for key, value in list(record.items())[:_MAX_TERMS]}
    if any(_is_too_long(value) for value in tidy.values()):
        problems.append(Problem(kind, "a text or list is too long", f"at most {MAX_FIELD} characters", row))
        return None
    try:
        return model.model_validate(tidy)
    except ValidationError as error:
        found = problems_of(error, _RIGHT, otherwise="see the export", prefix=f"{kind}.", row=row)
        problems += found[:5]
        return None


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value).strip()
    return [_tidy(part) for part in value[: _MAX_TERMS + 1]] if isinstance(value, list) else value


def _is_too_long(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) > _MAX_TERMS or any(_is_too_long(part) for part in value)
    return isinstance(value, str) and len(value) > MAX_FIELD
