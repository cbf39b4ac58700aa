"""Claims to a file, whichever of the formats it is to be in."""

from typing import Final

from claims_db.exchange.batch import ExportSet, Format
from claims_db.exchange.json_lines import write_json_lines
from claims_db.exchange.review_writing import write_claim_reviews
from claims_db.exchange.spreadsheet import write_csv

_ENDINGS: Final[dict[Format, str]] = {"csv": "csv", "jsonl": "jsonl", "claimreview": "jsonld"}


def write_claims(library: ExportSet, form: Format) -> bytes:
    """The library as a file of that format."""
    if form == "csv":
        return write_csv(library)
    return write_json_lines(library) if form == "jsonl" else write_claim_reviews(library)


def file_name(form: Format, what: str = "claims") -> str:
    """A name for such a file, by which it is told again when it is read."""
    return f"{what}.{_ENDINGS[form]}"
