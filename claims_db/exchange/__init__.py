"""Claims in and out by file: bytes in, values or problems out. Nothing is fetched and nothing executed."""

from claims_db.exchange.batch import MAX_BYTES, MAX_ROWS, Batch, ExportSet, FileClaim, Format
from claims_db.exchange.reading import FORMATS, format_by_name, read_batch
from claims_db.exchange.spreadsheet import template
from claims_db.exchange.writing import file_name, write_claims

__all__ = [
    "FORMATS", "MAX_BYTES", "MAX_ROWS", "Batch", "ExportSet", "FileClaim", "Format", "file_name",
    "format_by_name", "read_batch", "template", "write_claims",
]  # fmt: skip
