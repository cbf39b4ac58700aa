"""A file's bytes to its claims, whichever of the formats it is in."""

from dataclasses import replace
from pathlib import PurePath
from typing import Final

from claims_db.exchange.batch import Batch, Format, bad_file
from claims_db.exchange.claim_reviews import read_claim_reviews
from claims_db.exchange.encodings import decode
from claims_db.exchange.json_lines import read_json_lines
from claims_db.exchange.spreadsheet import read_csv

FORMATS: Final[tuple[Format, ...]] = ("csv", "jsonl", "claimreview")
_BY_ENDING: Final[dict[str, Format]] = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".jsonld": "claimreview", ".html": "claimreview", ".htm": "claimreview",
}  # fmt: skip


def read_batch(data: bytes, name: str, *, form: Format | None = None, has_topic: bool = False) -> Batch:
    """The claims of a file, its format told by its name or, where that says nothing, by how it begins.

    `has_topic`: a topic is given beside the file. Raises BadRecords with every problem found.
    """
    text, note = decode(data)
    form = form or format_by_name(name) or _by_beginning(text)
    if form == "jsonl":
        batch = read_json_lines(text)
    elif form == "claimreview":
        batch = read_claim_reviews(text)
    else:
        batch = read_csv(text, has_topic=has_topic)
    if not batch.claims and not batch.sources and not batch.topics:
        raise bad_file("there is no claim in it", "at least one")
    return replace(batch, notes=(note, *batch.notes)) if note else batch


def format_by_name(name: str) -> Format | None:
    """The format that a file's name tells, None for one that tells none."""
    return _BY_ENDING.get(PurePath(name).suffix.casefold())


def _by_beginning(text: str) -> Format:
    start = text.lstrip()[:200]
    squeezed = "".join(start.split())
    if squeezed.startswith(('{"claim":', '{"source":', '{"topic":')):
        return "jsonl"
    return "claimreview" if start.startswith(("{", "[", "<")) else "csv"
