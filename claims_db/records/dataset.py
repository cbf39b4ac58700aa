"""The claims data as text files: read `claims_db/data/` and check every record.

    data/sources.toml              [[source]]     one document each
    data/topics/<family>.toml      [[topic]]      one topic each
    data/claims/<family>.toml      [[claim]]      in the order a reply shows them
    data/not_facts/<code>.toml     [[not_fact]]   numerals of a document that state no fact
    data/sums.toml                 [[sum]]        claims whose values must add up
    data/names.toml, concepts.toml, places.toml, events.toml   the lexicon

A mistake raises DataError: "claims/toll.toml:17: excerpt has 14 words, 12 is the limit".
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from claims_db.errors import DataError, problems_of
from claims_db.matching.lexicon import Gazetteer, Name
from claims_db.models import Claim, Source, Topic
from claims_db.records.records import ClaimRow, NameRow, NotFactRow, Row, SourceRow, SumRow, TopicRow

DATA_DIR: Final = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True)
class NotFact:
    """A span of a document whose numerals state no fact, and why."""

    source: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """All of the claims data, checked. `version` changes whenever a file changes."""

    sources: tuple[Source, ...]
    topics: tuple[Topic, ...]
    claims: tuple[Claim, ...]
    names: tuple[Name, ...]
    concepts: dict[str, tuple[str, ...]]
    gazetteer: Gazetteer
    not_facts: tuple[NotFact, ...]
    version: str


_R = TypeVar("_R", bound=Row)


class _Files:
    """Reads TOML files and tells the line on which each table of an array starts."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def tables(self, path: Path, array: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield ("file:line", table) for each [[array]] table."""
        text, data = self.parse(path)
        header = re.compile(rf"\s*\[\[\s*{array}\s*\]\]\s*(?:#.*)?$")
        lines = [n for n, line in enumerate(text.splitlines(), 1) if header.match(line)]
        rows = data.pop(array, [])
        if data:
            raise DataError(f"{self.name(path)}:1: unknown table {next(iter(data))!r}, expected [[{array}]]")
        is_array = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
        if not is_array or len(lines) != len(rows):
            raise DataError(f"{self.name(path)}:1: expected [[{array}]] tables and nothing else")
        yield from ((f"{self.name(path)}:{line}", row) for line, row in zip(lines, rows, strict=True))

    def parse(self, path: Path) -> tuple[str, dict[str, Any]]:
        try:
            raw = path.read_bytes()
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise DataError(f"{self.name(path)}: not UTF-8 text ({error.reason})") from None
        except OSError as error:
            raise DataError(f"{self.name(path)}: can't be read ({error.strerror})") from None
        try:
            return text, tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            location = f"{self.name(path)}:{line[1]}" if line else self.name(path)
            raise DataError(f"{location}: not valid TOML: {error}") from None

    def table(self, path: Path, name: str) -> dict[str, Any]:
        """Return the one table of that name in the file, empty if there is none."""
        _, data = self.parse(path)
        table = data.get(name, {})
        if not isinstance(table, dict):
            raise DataError(f"{self.name(path)}: expected a table [{name}]")
        return table

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def _validate(model: type[_R], row: dict[str, Any], location: str) -> _R:
    try:
        return model.model_validate(row)
    except ValidationError as error:
        first = problems_of(error, {}, otherwise="")[0]
        label = row.get("id") or row.get("slug") or row.get("code") or ""
        subject = " ".join(str(part) for part in (label, first.column) if part)
        raise DataError(
            f"{location}: {subject}: {first.wrong}" if subject else f"{location}: {first.wrong}"
        ) from None


def dataset_version(root: Path = DATA_DIR) -> str:
    """Return a digest of all data files; cheap enough to check at every start if the database is current."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.toml")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def load_dataset(root: Path = DATA_DIR) -> Dataset:
    """Return the claims data under `root`; raises DataError at the first mistake, with file and line."""
    if not root.is_dir():
        raise DataError(f"{root}: no such folder of claims data")
    files = _Files(root)
    sources: dict[str, tuple[str, Source]] = {}
    for location, row in files.tables(root / "sources.toml", "source"):
        source = _validate(SourceRow, row, location).source()
        if source.code in sources:
            raise DataError(f"{location}: source {source.code} is also at {sources[source.code][0]}")
        sources[source.code] = (location, source)
    topics: dict[str, tuple[str, Topic]] = {}
    for path in sorted((root / "topics").glob("*.toml")):
        for location, row in files.tables(path, "topic"):
            topic = _validate(TopicRow, row, location).topic(path.stem)
            if topic.slug in topics:
                raise DataError(f"{location}: topic {topic.slug} is also at {topics[topic.slug][0]}")
            topics[topic.slug] = (location, topic)
    claims: dict[str, tuple[str, Claim]] = {}
    for path in sorted((root / "claims").glob("*.toml")):
        for location, row in files.tables(path, "claim"):
            claim = _validate(ClaimRow, row, location).claim(len(claims))
            if claim.id in claims:
                raise DataError(f"{location}: claim {claim.id} is also at {claims[claim.id][0]}")
            if claim.topic not in topics:
                raise DataError(f"{location}: {claim.id}: there is no topic {claim.topic!r}")
            if claim.source not in sources:
                raise DataError(f"{location}: {claim.id}: there is no source {claim.source!r}")
            claims[claim.id] = (location, claim)
    names = [
        Name(key, row.kind, tuple(row.spellings), row.within)
        for key, row in _keyed_rows(files, root / "names.toml", "names", NameRow)
    ]
    concepts = _word_lists(files, root / "concepts.toml", "concepts")
    gazetteer = Gazetteer(
        places=_word_lists(files, root / "places.toml", "places"),
        capitalised=_word_lists(files, root / "places.toml", "capitalised"),
        upper=_word_map(files, root / "places.toml", "upper"),
        events=_word_lists(files, root / "events.toml", "events"),
    )
    _check_topics(topics, set(concepts), names)
    _check_sums(files, root / "sums.toml", {key: claim for key, (_, claim) in claims.items()})
    not_facts = []
    for path in sorted((root / "not_facts").glob("*.toml")):
        for location, row in files.tables(path, "not_fact"):
            not_fact = NotFact(**_validate(NotFactRow, row, location).model_dump())
            if not_fact.source not in sources:
                raise DataError(f"{location}: there is no source {not_fact.source!r}")
            not_facts.append(not_fact)
    return Dataset(
        tuple(s for _, s in sources.values()), tuple(t for _, t in topics.values()),
        tuple(c for _, c in claims.values()),
        tuple(names), concepts, gazetteer, tuple(not_facts), dataset_version(root),
    )  # fmt: skip


def _keyed_rows(files: _Files, path: Path, table: str, model: type[_R]) -> Iterator[tuple[str, _R]]:
    for key, row in files.table(path, table).items():
        if not isinstance(row, dict):
            raise DataError(f"{files.name(path)}: [{table}.{key}]: expected a table")
        yield key, _validate(model, row, f"{files.name(path)}: [{table}.{key}]")


def _word_lists(files: _Files, path: Path, table: str) -> dict[str, tuple[str, ...]]:
    word_lists: dict[str, tuple[str, ...]] = {}
    for key, value in files.table(path, table).items():
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise DataError(f"{files.name(path)}: [{table}] {key}: expected a list of words")
        word_lists[key] = tuple(value)
    return word_lists


def _word_map(files: _Files, path: Path, table: str) -> dict[str, str]:
    return {key: str(value) for key, value in files.table(path, table).items()}


def _check_topics(topics: dict[str, tuple[str, Topic]], concepts: set[str], names: list[Name]) -> None:
    keys = {name.key for name in names}
    for name in names:
        if name.within and name.within not in keys:
            raise DataError(f"names.toml: [names.{name.key}]: within {name.within!r} is not a name")
    for location, topic in topics.values():
        for slug in (*topic.part_of, *topic.related):
            if slug not in topics:
                raise DataError(f"{location}: {topic.slug}: there is no topic {slug!r} to relate to")
        for term in [t for group in (*topic.anchors, *topic.needs, topic.cues, topic.unless) for t in group]:
            if term.startswith("#") and term[1:] not in concepts:
                raise DataError(f"{location}: {topic.slug}: there is no concept {term!r} in concepts.toml")
            if term.startswith("@") and term[1:] not in keys:
                raise DataError(f"{location}: {topic.slug}: there is no name {term!r} in names.toml")
            if term.startswith("unit:") and term[5:] not in _TERM_UNITS:
                raise DataError(f"{location}: {topic.slug}: {term!r} is not a kind of figure")


_TERM_UNITS: Final = frozenset(
    {"date", "money", "people", "things", "percent", "age", "rank", "duration", "length"}
)


def _check_sums(files: _Files, path: Path, claims: dict[str, Claim]) -> None:
    if not path.exists():
        return
    for location, row in files.tables(path, "sum"):
        sum_row = _validate(SumRow, row, location)
        values = []
        for key in (sum_row.total, *sum_row.parts):
            figure = claims[key].figure if key in claims else None
            if figure is None or figure.value is None:
                raise DataError(f"{location}: {key} is not a claim with a value")
            values.append(figure.value)
        if values[0] != sum(values[1:]):
            raise DataError(f"{location}: {' + '.join(map(str, values[1:]))} is not {values[0]}")
