"""Hold the claims data against the documents it was read from.

Every document's SHA-256, every excerpt at its offset, every wording within its excerpt, and every
numeral of the documents either inside a claim's excerpt or listed as no fact with its reason.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from claims_db.errors import VerifyError
from claims_db.records.dataset import Dataset
from claims_db.records.records import wording_problem

_NUMBER_WORDS: Final = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundreds?|thousands?|millions?|billions?|dozens?|half|quarters?|third|tenth|first|second|fifth|"
    "twice|doubled?|decades?|tens"
)
_NUMERAL_RE: Final = re.compile(rf"[0-9]+(?:[.,][0-9]+)*|[¹²³⁰⁴-⁹]+|\b(?:{_NUMBER_WORDS})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What was verified of one document, and what is wrong, one sentence each."""

    code: str
    claims: int
    figures: int
    dates: int
    statements: int
    numerals: int
    claimed: int
    not_facts: int
    problems: tuple[str, ...]


def verify(dataset: Dataset, documents: Path) -> list[SourceReport]:
    """A report for each source; raises VerifyError where a document is missing.

    `documents` is a folder of UTF-8 text files whose names begin with the source's code.
    """
    if not documents.is_dir():
        raise VerifyError(f"{documents} is no folder. Give the folder of the documents.")
    reports = []
    for source in dataset.sources:
        paths = sorted(
            path
            for path in documents.iterdir()
            if path.name.startswith(source.code) and not path.name[len(source.code) :][:1].isalnum()
        )
        if not paths:
            raise VerifyError(f"{documents} has no document for source {source.code} ({source.code}*.txt).")
        try:
            raw = paths[0].read_bytes()
        except OSError as error:
            raise VerifyError(f"{paths[0]} can't be read ({error.strerror}).") from None
        reports.append(_verify_document(dataset, source.code, source.sha256, raw))
    return reports


def _verify_document(dataset: Dataset, code: str, sha256: str, raw: bytes) -> SourceReport:
    problems = []
    if hashlib.sha256(raw).hexdigest() != sha256:
        problems.append(f"{code}: the document's SHA-256 is not the recorded one")
    text = raw.decode("utf-8", errors="replace")
    claims = [c for c in dataset.claims if c.source == code]
    spans = []
    for claim in claims:
        if text[claim.offset : claim.char_end] != claim.excerpt:
            problems.append(f"{claim.id}: the excerpt does not stand at offset {claim.offset}")
        problem = wording_problem(claim.wording, claim.excerpt)
        if problem:
            problems.append(f"{claim.id}: {problem}")
        spans.append((claim.offset, claim.char_end))
    others = [(n.start, n.end) for n in dataset.not_facts if n.source == code]
    usage_count: Counter[str] = Counter()
    claimed, listed = _covered(spans, len(text)), _covered(others, len(text))
    for match in _NUMERAL_RE.finditer(text):
        usage_count["numerals"] += 1
        if claimed[match.start()] and claimed[match.end() - 1]:
            usage_count["claimed"] += 1
        elif listed[match.start()] and listed[match.end() - 1]:
            usage_count["not facts"] += 1
        else:
            problems.append(f"{code}: the numeral {match.group()!r} at {match.start()} is unaccounted for")
    figures = [c.figure for c in claims if c.figure is not None]
    dates = sum(f.is_date for f in figures)
    return SourceReport(
        code, len(claims), len(figures) - dates, dates, len(claims) - len(figures),
        usage_count["numerals"], usage_count["claimed"], usage_count["not facts"], tuple(problems),
    )  # fmt: skip


def _covered(spans: Iterable[tuple[int, int]], size: int) -> bytearray:
    flags = bytearray(size)
    for start, end in spans:
        flags[start:end] = b"\1" * (min(end, size) - start)
    return flags
