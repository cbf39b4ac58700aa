"""Check the claims data against the documents it was read from.

Checks every document's SHA-256, every excerpt at its offset, every wording within its excerpt, and that
every numeral of the documents is inside a claim's excerpt or listed as not a fact, with the reason.
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
    """What was verified in one document, and what is wrong, one sentence each."""

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
    """Return a report for each source; raises VerifyError if a document is missing.

    `documents` is a folder of UTF-8 text files whose names begin with the source's code.
    """
    if not documents.is_dir():
        raise VerifyError(f"{documents} is not a folder. Give the folder with the documents.")
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
        problems.append(f"{code}: the document's SHA-256 differs from the recorded one")
    text = raw.decode("utf-8", errors="replace")
    claims = [c for c in dataset.claims if c.source == code]
    spans = []
    for claim in claims:
        if text[claim.offset : claim.char_end] != claim.excerpt:
            problems.append(f"{claim.id}: the excerpt is not at offset {claim.offset}")
        problem = wording_problem(claim.wording, claim.excerpt)
        if problem:
            problems.append(f"{claim.id}: {problem}")
        spans.append((claim.offset, claim.char_end))
    not_fact_spans = [(n.start, n.end) for n in dataset.not_facts if n.source == code]
    numeral_counts: Counter[str] = Counter()
    claim_flags, not_fact_flags = _flags(spans, len(text)), _flags(not_fact_spans, len(text))
    for match in _NUMERAL_RE.finditer(text):
        numeral_counts["numerals"] += 1
        if claim_flags[match.start()] and claim_flags[match.end() - 1]:
            numeral_counts["claimed"] += 1
        elif not_fact_flags[match.start()] and not_fact_flags[match.end() - 1]:
            numeral_counts["not facts"] += 1
        else:
            problems.append(f"{code}: the numeral {match.group()!r} at {match.start()} is unaccounted for")
    figures = [c.figure for c in claims if c.figure is not None]
    dates = sum(f.is_date for f in figures)
    return SourceReport(
        code, len(claims), len(figures) - dates, dates, len(claims) - len(figures),
        numeral_counts["numerals"], numeral_counts["claimed"], numeral_counts["not facts"], tuple(problems),
    )  # fmt: skip


def _flags(spans: Iterable[tuple[int, int]], size: int) -> bytearray:
    """Return a byte for each of `size` characters, 1 for those inside a span."""
    flags = bytearray(size)
    for start, end in spans:
        flags[start:end] = b"\1" * (min(end, size) - start)
    return flags
