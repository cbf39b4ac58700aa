"""The text of a file, whatever program it was saved with."""

import codecs
from typing import Final

from charset_normalizer import from_bytes

from claims_db.exchange.batch import MAX_BYTES, bad_file

_SAVE_AS: Final = "a text file in UTF-8: CSV, JSON Lines or ClaimReview"
_SAMPLE: Final = 32 * 1024
_LEGACY: Final = ["cp1252", "cp1251"]
_KINDS: Final = (
    (b"PK\x03\x04", "it is a spreadsheet or a ZIP file", "the table saved as CSV (UTF-8)"),
    (b"\xd0\xcf\x11\xe0", "it is an old Office file", "the table saved as CSV (UTF-8)"),
    (b"\x89PNG", "it is an image", _SAVE_AS),
    (b"\xff\xd8\xff", "it is an image", _SAVE_AS),
    (b"GIF8", "it is an image", _SAVE_AS),
    (b"RIFF", "it is an image or a sound", _SAVE_AS),
    (b"%PDF", "it is a PDF", _SAVE_AS),
    (b"\x1f\x8b", "it is compressed", "the uncompressed file"),
)


def decode(data: bytes) -> tuple[str, str]:
    """Return the file's text and a note if its encoding was guessed, or ""; raises BadRecords if not text."""
    if len(data) > MAX_BYTES:
        raise bad_file(f"it is over {MAX_BYTES // 1024 // 1024} MiB", "a smaller file, or several of them")
    for start, wrong, right in _KINDS:
        if data.startswith(start):
            raise bad_file(wrong, right)
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return _require_text(data.decode("utf-16")), ""
        return _require_text(data.decode("utf-8-sig")), ""
    except UnicodeDecodeError:
        pass
    if b"\0" in data:
        raise bad_file("it is not text", _SAVE_AS)
    encoding = _guess(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise bad_file("its encoding is unknown", "the file saved in UTF-8") from None
    return text, f"The file is not in UTF-8. It was read as {encoding}: check its accented letters."


def _guess(data: bytes) -> str:
    """Return the encoding of the part around the first byte that is not ASCII."""
    first = next((n for n, byte in enumerate(data) if byte > 127), 0)
    start = max(0, first - 1024)
    best = from_bytes(data[start : start + _SAMPLE], cp_isolation=_LEGACY).best()
    return best.encoding if best is not None and best.encoding in _LEGACY else _LEGACY[0]


def _require_text(text: str) -> str:
    if not text.strip():
        raise bad_file("it is empty", _SAVE_AS)
    if text.count("\0") > 0:
        raise bad_file("it is not text", _SAVE_AS)
    return text
