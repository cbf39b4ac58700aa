"""Pages that messages link to: what a fetched page is, how its bytes are read, why one was not fetched."""

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import charset_normalizer

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_META_RE: Final = re.compile(
    rb"<meta\s[^>]{0,500}?charset\s*=\s*[\"']?\s*([a-z0-9_.:-]{2,40})", re.IGNORECASE
)
_META_WITHIN: Final = 4096
# Pages call themselves these and mean the larger set, as browsers know (encoding.spec.whatwg.org).
_MEANT: Final = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "tis-620": "cp874", "iso8859-11": "cp874", "big5": "big5hkscs",
}  # fmt: skip
# Python has codecs that no page may choose, such as utf-7 and unicode_escape.
_CHARSET_RE: Final = re.compile(
    r"utf-8|utf-16(-le|-be)?|ascii|(iso8859|koi8|mac|euc)[-_].*|iso2022_jp.*|cp\d+|gb.*|big5.*|shift_jis.*|johab|hz"
    r"|tis-620"
)
_SEVEN_BIT: Final = ("iso2022", "hz", "utf-16")
_SAMPLE: Final = 32 * 1024
_OTHER_FILES: Final = (
    b"%PDF-", b"PK\x03\x04", b"GIF8", b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"\x1f\x8b", b"%!PS", b"OggS",
    b"ID3", b"\x00\x00\x01\x00", b"Rar!", b"7z\xbc\xaf", b"wOFF", b"{\\rtf", b"\xd0\xcf\x11\xe0",
)  # fmt: skip
# What would not come back as it was sent, or not mean the same, is not sent at all.
_ETAG_RE: Final = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')
_DATE_RE: Final = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", re.ASCII)
_HTML_RE: Final = re.compile(
    rb"\s*(?:<!--|<\?xml|<(?:!doctype\s+html|html|head|body|title|meta|article|h1|p|div|frameset)[\s>])",
    re.IGNORECASE,
)


class Reason(StrEnum):
    """Why a page was not fetched."""

    OFF = "off"
    BAD_URL = "bad-url"
    SCHEME = "scheme"
    CREDENTIALS = "credentials"
    PORT = "port"
    REFUSED_ADDRESS = "refused-address"
    REDIRECT_REFUSED = "redirect-refused"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    ROBOTS = "robots"
    BUSY = "busy"
    TIMEOUT = "timeout"
    TLS = "tls"
    NETWORK = "network"
    HTTP_STATUS = "http-status"
    TOO_LARGE = "too-large"
    NOT_TEXT = "not-text"


class FetchError(Exception):
    """A page was not fetched; the message is a sentence for the person who wanted it."""

    def __init__(self, reason: Reason, sentence: str, *, status: int | None = None) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.status = status


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of time, size and attention a page may take. Times are in seconds."""

    total: float = 10.0
    connect: float = 3.0
    queue: float = 5.0
    robots: float = 3.0
    max_bytes: int = 3 * 1024 * 1024
    redirects: int = 5
    at_once: int = 8
    per_host: int = 2


@dataclass(frozen=True, slots=True)
class Validators:
    """By what a page can be asked for on condition that it changed; only `final_url` knows what they mean."""

    final_url: str
    etag: str = ""
    last_modified: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The request headers that say the condition."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it arrived, unpacked but not yet decoded.

    `content_type` has no parameters; `charset` is what the header claims. What the header does not say is "".
    """

    url: str
    final_url: str
    body: bytes
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""

    @property
    def validators(self) -> Validators | None:
        """What the page can be revalidated by; None if it came with nothing well-formed."""
        etag = self.etag if _ETAG_RE.fullmatch(self.etag) else ""
        date = self.last_modified if _DATE_RE.fullmatch(self.last_modified) else ""
        return Validators(self.final_url, etag, date) if etag or date else None


def is_text(content_type: str, body: bytes) -> bool:
    """Is this HTML or plain text, by what it is called and by how it begins?"""
    start = body[:1024]
    if start.startswith(_OTHER_FILES):
        return False
    if any(start.startswith(mark) for mark, _ in _MARKS):
        return True
    if content_type == "":
        return _HTML_RE.match(start) is not None
    return b"\x00" not in start or _looks_like_utf16(start)


def _looks_like_utf16(start: bytes) -> bool:
    """Every other byte is zero in what Western pages in UTF-16 begin with."""
    head = start[:64]
    return head.count(0) * 4 >= len(head) and (0 not in head[::2] or 0 not in head[1::2])


def decode(page: Page) -> str:
    """The text of a page: by its byte order mark, the header, its <meta>, or else by looking at it.

    A charset that does not fit the bytes is passed over, so a wrong header costs nothing. Never raises.
    """
    for mark, name in _MARKS:
        if page.body.startswith(mark):
            return page.body[len(mark) :].decode(name, "replace")
    meta = _META_RE.search(page.body, 0, _META_WITHIN)
    claimed = [_codec(page.charset), _codec(meta[1].decode("ascii")) if meta else ""]
    # Whoever writes UTF-16 in a <meta> can't mean it: it was read as ASCII.
    claimed[1] = "utf-8" if claimed[1].startswith("utf-16") else claimed[1]
    names = [name for name in claimed if name]
    for name in (*(n for n in names if n.startswith(_SEVEN_BIT)), "utf-8", *names):
        try:
            return page.body.decode(name)
        except UnicodeDecodeError:
            continue
    text = page.body.decode("utf-8", "replace")
    if "utf-8" in names and text.count("\ufffd") * 20 <= sum(c > "\x7f" for c in text):
        return text
    return page.body.decode(_guessed(page.body) or (names[0] if names else "cp1252"), "replace")


def _codec(label: str) -> str:
    """The codec a page's label means, "" for a label that means none."""
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return ""
    return _MEANT.get(name, name) if _CHARSET_RE.fullmatch(name) else ""


def _guessed(body: bytes) -> str:
    """The charset that the bytes look like, from the first stretch that is not plain ASCII."""
    first = next((i for i, byte in enumerate(body) if byte > 0x7F), 0)
    best = charset_normalizer.from_bytes(body[first : first + _SAMPLE]).best()
    return _codec(best.encoding) if best else ""
