"""The claims data as text: read `claims_db/data/`, check every record, say where a mistake is.

    data/sources.toml              [[source]]     one document each
    data/topics/<family>.toml      [[topic]]      one question each
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
    """Reads TOML files and remembers where each table of an array starts."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def tables(self, path: Path, array: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """(place, table) for each [[array]] table; place is "file:line"."""
        text, data = self.parse(path)
        header = re.compile(rf"\s*\[\[\s*{array}\s*\]\]\s*(?:#.*)?$")
        lines = [n for n, line in enumerate(text.splitlines(), 1) if header.match(line)]
        found = data.pop(array, [])
        if data:
            raise DataError(f"{self.name(path)}:1: unknown table {next(iter(data))!r}, expected [[{array}]]")
        is_array = isinstance(found, list) and all(isinstance(row, dict) for row in found)
        if not is_array or len(lines) != len(found):
            raise DataError(f"{self.name(path)}:1: expected [[{array}]] tables and nothing else")
        yield from ((f"{self.name(path)}:{line}", row) for line, row in zip(lines, found, strict=True))

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
            place = f"{self.name(path)}:{line[1]}" if line else self.name(path)
            raise DataError(f"{place}: not valid TOML: {error}") from None

    def table(self, path: Path, name: str) -> dict[str, Any]:
        """The one table of that name in the file; empty where there is none."""
        _, data = self.parse(path)
        table = data.get(name, {})
        if not isinstance(table, dict):
            raise DataError(f"{self.name(path)}: expected a table [{name}]")
        return table

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def _checked(model: type[_R], row: dict[str, Any], place: str) -> _R:
    try:
        return model.model_validate(row)
    except ValidationError as error:
        first = problems_of(error, {}, otherwise="")[0]
        label = row.get("id") or row.get("slug") or row.get("code") or ""
        subject = " ".join(str(part) for part in (label, first.column) if part)
        raise DataError(
            f"{place}: {subject}: {first.wrong}" if subject else f"{place}: {first.wrong}"
        ) from None


def dataset_version(root: Path = DATA_DIR) -> str:
    """A digest of all data files; cheap, so that a start can tell whether the database is current."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.toml")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def load_dataset(root: Path = DATA_DIR) -> Dataset:
    """The claims data under `root`; raises DataError at the first mistake, with file and line."""
    if not root.is_dir():
        raise DataError(f"{root}: no such folder of claims data")
    files = _Files(root)
    sources: dict[str, tuple[str, Source]] = {}
    for place, row in files.tables(root / "sources.toml", "source"):
        source = _checked(SourceRow, row, place).source()
        if source.code in sources:
            raise DataError(f"{place}: source {source.code} stands at {sources[source.code][0]} too")
        sources[source.code] = (place, source)
    topics: dict[str, tuple[str, Topic]] = {}
    for path in sorted((root / "topics").glob("*.toml")):
        for place, row in files.tables(path, "topic"):
            topic = _checked(TopicRow, row, place).topic(path.stem)
            if topic.slug in topics:
                raise DataError(f"{place}: topic {topic.slug} stands at {topics[topic.slug][0]} too")
            topics[topic.slug] = (place, topic)
    claims: dict[str, tuple[str, Claim]] = {}
    for path in sorted((root / "claims").glob("*.toml")):
        for place, row in files.tables(path, "claim"):
            claim = _checked(ClaimRow, row, place).claim(len(claims))
            if claim.id in claims:
                raise DataError(f"{place}: claim {claim.id} stands at {claims[claim.id][0]} too")
            if claim.topic not in topics:
                raise DataError(f"{place}: {claim.id}: no topic {claim.topic!r}")
            if claim.source not in sources:
                raise DataError(f"{place}: {claim.id}: no source {claim.source!r}")
            claims[claim.id] = (place, claim)
    names = [
        Name(key, row.kind, tuple(row.spellings), row.within)
        for key, row in _keyed(files, root / "names.toml", "names", NameRow)
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
        for place, row in files.tables(path, "not_fact"):
            not_fact = NotFact(**_checked(NotFactRow, row, place).model_dump())
            if not_fact.source not in sources:
                raise DataError(f"{place}: no source {not_fact.source!r}")
            not_facts.append(not_fact)
    return Dataset(
        tuple(s for _, s in sources.values()), tuple(t for _, t in topics.values()),
        tuple(c for _, c in claims.values()),
        tuple(names), concepts, gazetteer, tuple(not_facts), dataset_version(root),
    )  # fmt: skip


def _keyed(files: _Files, path: Path, table: str, model: type[_R]) -> Iterator[tuple[str, _R]]:
    for key, row in files.table(path, table).items():
        if not isinstance(row, dict):
            raise DataError(f"{files.name(path)}: [{table}.{key}]: expected a table")
        yield key, _checked(model, row, f"{files.name(path)}: [{table}.{key}]")


def _word_lists(files: _Files, path: Path, table: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, value in files.table(path, table).items():
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise DataError(f"{files.name(path)}: [{table}] {key}: expected a list of words")
        found[key] = tuple(value)
    return found


def _word_map(files: _Files, path: Path, table: str) -> dict[str, str]:
    return {key: str(value) for key, value in files.table(path, table).items()}


def _check_topics(topics: dict[str, tuple[str, Topic]], concepts: set[str], names: list[Name]) -> None:
    keys = {name.key for name in names}
    for name in names:
        if name.within and name.within not in keys:
            raise DataError(f"names.toml: [names.{name.key}]: within {name.within!r} is no name")
    for place, topic in topics.values():
        for slug in (*topic.part_of, *topic.related):
            if slug not in topics:
                raise DataError(f"{place}: {topic.slug}: no topic {slug!r} to relate to")
        for term in [t for group in (*topic.anchors, *topic.needs, topic.cues, topic.unless) for t in group]:
            if term.startswith("#") and term[1:] not in concepts:
                raise DataError(f"{place}: {topic.slug}: no concept {term!r} in concepts.toml")
            if term.startswith("@") and term[1:] not in keys:
                raise DataError(f"{place}: {topic.slug}: no name {term!r} in names.toml")
            if term.startswith("unit:") and term[5:] not in _TERM_UNITS:
                raise DataError(f"{place}: {topic.slug}: no kind of figure {term!r}")


_TERM_UNITS: Final = frozenset(
    {"date", "money", "people", "things", "percent", "age", "rank", "duration", "length"}
)


def _check_sums(files: _Files, path: Path, claims: dict[str, Claim]) -> None:
    if not path.exists():
        return
    for place, row in files.tables(path, "sum"):
        checked = _checked(SumRow, row, place)
        values = []
        for key in (checked.total, *checked.parts):
            figure = claims[key].figure if key in claims else None
            if figure is None or figure.value is None:
                raise DataError(f"{place}: {key} is no claim with a value")
            values.append(figure.value)
        if values[0] != sum(values[1:]):
            raise DataError(f"{place}: {' + '.join(map(str, values[1:]))} is not {values[0]}")
