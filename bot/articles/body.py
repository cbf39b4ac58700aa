"""The bytes of a response, unpacked piece by piece, so that no bomb ever unfolds in memory."""

import zlib
from collections.abc import Iterator
from typing import Final

import aiohttp
import brotli

from bot.articles.page import FetchError, Reason

_ENCODINGS: Final = frozenset({"", "identity", "gzip", "x-gzip", "deflate", "br"})
_GZIP_MARK: Final = b"\x1f\x8b"
_STEP: Final = 16 * 1024
_BROKEN: Final = "The page arrived damaged."


async def read_body(response: aiohttp.ClientResponse, most: int, *, cuts: bool = False) -> bytes:
    """The body, unpacked; one that is larger than allowed is cut or refused as soon as that shows.

    Raises FetchError; what the connection itself raises passes through.
    """
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in _ENCODINGS:
        raise FetchError(Reason.NOT_TEXT, "The page is packed in a way that can't be undone here.")
    unpacker, body, arrived = _Unpacker(encoding), bytearray(), 0
    is_too_large = (response.content_length or 0) > most and not cuts
    try:
        while not is_too_large and (chunk := await response.content.read(_STEP)):
            arrived += len(chunk)
            for piece in unpacker.pieces(chunk):
                body += piece
                is_too_large = max(len(body), arrived) > most
                if is_too_large:
                    break
    except (zlib.error, brotli.error):
        raise FetchError(Reason.NETWORK, _BROKEN) from None
    if is_too_large and not cuts:
        raise FetchError(Reason.TOO_LARGE, "The page is larger than what is read here.")
    if not is_too_large and not unpacker.is_complete and arrived:
        raise FetchError(Reason.NETWORK, _BROKEN)
    return bytes(body[:most])


class _Unpacker:
    """Undoes a Content-Encoding piece by piece, never giving more than a small piece at a time."""

    _MAX_MEMBERS = 16

    def __init__(self, encoding: str) -> None:
        self._is_brotli = encoding == "br"
        self._brotli = brotli.Decompressor()
        self._bits = {"gzip": 31, "x-gzip": 31, "deflate": 15}.get(encoding, 0)
        self._zlib = zlib.decompressobj(self._bits or 15)
        self._members = 0
        self._head = b""
        self.is_complete = encoding in {"", "identity"}
        self._is_plain = self.is_complete

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What the next stretch of the response unpacks to; raises zlib.error or brotli.error."""
        if self._is_plain:
            yield data
        elif self._is_brotli:
            yield from self._from_brotli(data)
        elif self._members < self._MAX_MEMBERS:
            yield from self._from_zlib(data)

    def _from_brotli(self, data: bytes) -> Iterator[bytes]:
        while not self.is_complete:
            piece = self._brotli.process(data, output_buffer_limit=_STEP)
            self.is_complete = self._brotli.is_finished()
            if piece:
                yield piece
            elif self._brotli.can_accept_more_data():  # that alone does not mean that all of it was given
                return
            data = b""

    def _from_zlib(self, data: bytes) -> Iterator[bytes]:
        if self._members == 0 and self._bits == 15:  # deflate comes with and without zlib's own header
            self._head += data
            if len(self._head) < 2:
                return
            data = self._head
            if data[0] & 15 != 8 or int.from_bytes(data[:2]) % 31:
                self._zlib = zlib.decompressobj(-15)
        self._members = self._members or 1
        while True:
            piece = self._zlib.decompress(data, _STEP)
            data = self._zlib.unconsumed_tail
            yield piece
            self.is_complete = self._zlib.eof
            if self._zlib.eof:
                data = self._zlib.unused_data
                if self._bits != 31 or not data.startswith(_GZIP_MARK) or self._members >= self._MAX_MEMBERS:
                    return
                self._members += 1
                self._zlib = zlib.decompressobj(31)
            elif not data and len(piece) < _STEP:
                return
