"""From claims to a file, in any of the formats."""

from typing import Final

from claims_db.exchange.batch import ExportSet, Format
from claims_db.exchange.json_lines import write_json_lines
from claims_db.exchange.review_writing import write_claim_reviews
from claims_db.exchange.spreadsheet import write_csv

_ENDINGS: Final[dict[Format, str]] = {"csv": "csv", "jsonl": "jsonl", "claimreview": "jsonld"}


def write_claims(export_set: ExportSet, form: Format) -> bytes:
    """Return the claims as a file of that format."""
    if form == "csv":
        return write_csv(export_set)
    return write_json_lines(export_set) if form == "jsonl" else write_claim_reviews(export_set)


def file_name(form: Format, what: str = "claims") -> str:
    """Return a name for such a file, by which its format is recognised when it is read."""
    return f"{what}.{_ENDINGS[form]}"
