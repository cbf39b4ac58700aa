"""From a file's bytes to its claims, in any of the formats."""

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
    """Return the claims of a file, in the format of its name or, if that says nothing, of its beginning.

    `has_topic`: the topic is chosen beside the file. Raises BadRecords with every problem found.
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
    """Return the format that a file's name stands for, None if it stands for none."""
    return _BY_ENDING.get(PurePath(name).suffix.casefold())


def _by_beginning(text: str) -> Format:
    start = text.lstrip()[:200]
    squeezed = "".join(start.split())
    if squeezed.startswith(('{"claim":', '{"source":', '{"topic":')):
        return "jsonl"
    return "claimreview" if start.startswith(("{", "[", "<")) else "csv"
