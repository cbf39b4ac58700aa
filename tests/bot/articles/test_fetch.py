"""Pages as they arrive: whole, packed, broken, late, endless, or not at all."""

import asyncio
import gzip
import logging
import ssl
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import brotli
import pytest

from bot.articles import body
from bot.articles.fetch import AGENT, Fetcher, FetchError, Limits, Page, Reason
from tests.bot.articles.sites import (
    HERE,
    SMALL,
    STORY,
    Answer,
    Names,
    Writer,
    always,
    reader,
    response,
    server_tls,
    site,
)

SHORT = replace(SMALL, total=0.6)


async def outcome(answer: Answer, limits: Limits = SMALL) -> Page | Reason:
    """What becomes of a page that is answered so."""
    async with site(answer) as here, reader(here, limits=limits) as fetcher:
        result = (await asyncio.gather(fetcher.fetch(here.url()), return_exceptions=True))[0]
        if isinstance(result, FetchError):
            assert str(result).endswith(".")
            return result.reason
        assert isinstance(result, Page)
        return result


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKED = [
    ("gzip", gzip.compress(STORY, mtime=0)),
    ("x-gzip", gzip.compress(STORY, mtime=0)),
    ("GZIP", gzip.compress(STORY[:9], mtime=0) + gzip.compress(STORY[9:], mtime=0)),
    ("gzip", gzip.compress(STORY, mtime=0) + b"something after it"),
    ("deflate", zlib.compress(STORY)),
    ("deflate", raw_deflate(STORY)),
    ("br", brotli.compress(STORY)),
    ("identity", STORY),
]


@pytest.mark.parametrize(("encoding", "body"), PACKED)
@pytest.mark.parametrize("by_bytes", [False, True])
async def test_packed_pages_are_unpacked(encoding: str, body: bytes, by_bytes: bool) -> None:
    data = response(body, f"Content-Encoding: {encoding}")

    async def answer(_: str, writer: Writer) -> None:
        for i in range(0, len(data), 1 if by_bytes else len(data)):
            writer.write(data[i : i + (1 if by_bytes else len(data))])
            await writer.drain()
            await asyncio.sleep(0)

    page = await outcome(answer)
    assert isinstance(page, Page)
    assert page.body == STORY


async def test_a_large_page_arrives_whole_from_each_packing() -> None:
    body = b"<html>" + b"".join(f"<p>{n * n}</p>".encode() for n in range(6800))
    assert 90_000 < len(body) < SMALL.max_bytes
    packed = {
        "gzip": gzip.compress(body),
        "deflate": raw_deflate(body),
        "br": brotli.compress(body),
        "": body,
    }
    for encoding, data in packed.items():
        page = await outcome(always(response(data, f"Content-Encoding: {encoding}")))
        assert isinstance(page, Page)
        assert page.body == body


BOMB = b"0" * 50_000_000
BROTLI_BOMB = brotli.compress(BOMB, quality=4)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (always(response(gzip.compress(BOMB), "Content-Encoding: gzip")), Reason.TOO_LARGE),
        (always(response(zlib.compress(BOMB), "Content-Encoding: deflate")), Reason.TOO_LARGE),
        (always(response(BROTLI_BOMB, "Content-Encoding: br")), Reason.TOO_LARGE),
        (always(response(b"x" * 100_001)), Reason.TOO_LARGE),
        (always(response(b"", "Content-Length: 9999999999")), Reason.TOO_LARGE),
        (always(response(STORY, "Content-Length: nonsense")), Reason.NETWORK),
        (always(response(STORY, "Content-Length: -1")), Reason.NETWORK),
        (always(response(b"zz\r\n", "Transfer-Encoding: chunked")), Reason.NETWORK),
        (always(response(gzip.compress(STORY, mtime=0)[:-12], "Content-Encoding: gzip")), Reason.NETWORK),
        (always(response(brotli.compress(STORY)[:-3], "Content-Encoding: br")), Reason.NETWORK),
        (always(response(STORY, "Content-Encoding: gzip")), Reason.NETWORK),
        (always(response(b"\xff" * 40, "Content-Encoding: br")), Reason.NETWORK),
        (always(response(STORY, "Content-Encoding: zstd")), Reason.NOT_TEXT),
        (always(response(STORY, "Content-Encoding: gzip, gzip")), Reason.NOT_TEXT),
        (always(response(b"%PDF-1.7 x", kind="application/pdf")), Reason.NOT_TEXT),
        (always(response(b"%PDF-1.7 x")), Reason.NOT_TEXT),
        (always(response(b"\x89PNG\r\n", kind="image/png")), Reason.NOT_TEXT),
        (always(response(b"ab\x00\x01\x02c", kind="text/plain")), Reason.NOT_TEXT),
        (always(response(b"{}", kind="application/json")), Reason.NOT_TEXT),
        (always(response(b"just words", kind="")), Reason.NOT_TEXT),
        (always(response(status="403 Forbidden")), Reason.HTTP_STATUS),
        (always(response(status="404 Not Found")), Reason.HTTP_STATUS),
        (always(response(status="500 Oops")), Reason.HTTP_STATUS),
        (always(response(status="206 Partial")), Reason.HTTP_STATUS),
        (always(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"), Reason.NETWORK),
        (always(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 99_999 + b"\r\n\r\n"), Reason.NETWORK),
    ],
)
async def test_what_is_not_taken(answer: Answer, reason: Reason) -> None:
    assert await outcome(answer) is reason


async def test_a_silent_a_dripping_and_an_endless_page_are_given_up() -> None:
    async def silent(_: str, writer: Writer) -> None:
        await asyncio.Event().wait()

    async def drip(_: str, writer: Writer) -> None:
        writer.write(response(b"", "Content-Length: 5000"))
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async def endless(_: str, writer: Writer) -> None:
        writer.write(response(b"", "Connection: close", "Transfer-Encoding: chunked"))
        while True:
            writer.write(b"2000\r\n" + b"x" * 0x2000 + b"\r\n")
            await writer.drain()

    async def hang_up(_: str, writer: Writer) -> None:
        writer.write(response(STORY, "Content-Length: 9999"))
        writer.close()

    async def slam(_: str, writer: Writer) -> None:
        writer.transport.abort()

    too_little = always(response(STORY, "Content-Length: 9999"))
    assert await outcome(silent, SHORT) is Reason.TIMEOUT
    assert await outcome(drip, SHORT) is Reason.TIMEOUT
    assert await outcome(too_little, SHORT) is Reason.TIMEOUT
    assert await outcome(endless) is Reason.TOO_LARGE
    assert await outcome(hang_up) is Reason.NETWORK
    assert await outcome(slam) is Reason.NETWORK


@pytest.mark.parametrize(
    ("encoding", "bomb"),
    [("gzip", gzip.compress(BOMB)), ("deflate", zlib.compress(BOMB)), ("br", BROTLI_BOMB)],
    ids=["gzip", "deflate", "br"],
)
async def test_of_a_bomb_no_more_is_unpacked_than_of_a_page(
    encoding: str, bomb: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked = 0
    pieces = body._Unpacker.pieces

    def counted(unpacker: body._Unpacker, data: bytes) -> Iterator[bytes]:
        nonlocal unpacked
        for piece in pieces(unpacker, data):
            unpacked += len(piece)
            yield piece

    monkeypatch.setattr(body._Unpacker, "pieces", counted)
    assert await outcome(always(response(bomb, f"Content-Encoding: {encoding}"))) is Reason.TOO_LARGE
    assert SMALL.max_bytes < unpacked <= SMALL.max_bytes + 32 * 1024


async def test_what_the_headers_say_is_handed_on() -> None:
    headers = ('ETag: "a1"', "Last-Modified: Thu, 06 Jan 2022 10:00:00 GMT", "Set-Cookie: a=b")
    body = b"<html><frameset><frame src=a.html></frameset></html>"
    answer = always(response(body, *headers, kind="text/html; charset=koi8-r"))
    async with site(answer) as here, reader(here) as fetcher:
        page = await fetcher.fetch(here.url())
        await fetcher.fetch(here.url("/other"))
    assert page == Page(
        here.url(), here.url(), body, "text/html", "koi8-r", '"a1"', "Thu, 06 Jan 2022 10:00:00 GMT"
    )
    assert here.connections == 1  # robots.txt and both pages came over one connection
    for head in here.heads:
        assert f"User-Agent: {AGENT}\r\n" in head
        assert "cookie" not in head.lower()
        assert "referer" not in head.lower()
        assert "Accept-Encoding: gzip, deflate, br\r\n" in head


@pytest.mark.parametrize("trusted", [False, True])
async def test_a_certificate_must_be_trusted(trusted: bool, tmp_path: Path) -> None:
    tls = server_tls(tmp_path)
    trust = ssl.create_default_context(cafile=tmp_path / "site.pem") if trusted else None
    async with site(always(response()), tls=tls) as here, reader(here, tls=trust) as fetcher:
        if trusted:
            assert (await fetcher.fetch(here.url(scheme="https"))).body == STORY
        for host in ("site.example", "other.example")[trusted:]:
            with pytest.raises(FetchError, match="certificate") as caught:
                await fetcher.fetch(here.url(scheme="https", host=host))
            assert caught.value.reason is Reason.TLS


class Gate:
    """Answers when it is opened, and knows how many requests it kept waiting at once."""

    def __init__(self) -> None:
        self.is_open = asyncio.Event()
        self.has_two = asyncio.Event()
        self.waiting = self.most = 0

    async def answer(self, _: str, writer: Writer) -> None:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        if self.waiting == 2:
            self.has_two.set()
        await self.is_open.wait()
        self.waiting -= 1
        writer.write(response())


async def test_two_at_a_time_from_one_host_and_the_rest_are_told_it_is_busy() -> None:
    gate = Gate()
    async with site(gate.answer) as here, reader(here) as fetcher:
        tasks = [asyncio.create_task(fetcher.fetch(here.url(f"/{n}"))) for n in range(8)]
        while sum(task.done() for task in tasks) < 6:
            await asyncio.wait(
                [task for task in tasks if not task.done()], return_when=asyncio.FIRST_COMPLETED
            )
        gate.is_open.set()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    assert gate.most == 2
    assert sum(isinstance(result, Page) for result in results) == 2
    assert {r.reason for r in results if isinstance(r, FetchError)} == {Reason.BUSY}


async def test_all_hosts_share_the_places() -> None:
    gate = Gate()
    async with site(gate.answer) as here, reader(here, limits=replace(SMALL, at_once=1)) as fetcher:
        urls = [here.url(host=host) for host in ("site.example", "other.example")]
        tasks = [asyncio.create_task(fetcher.fetch(url)) for url in urls]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        gate.is_open.set()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    assert gate.most == 1
    assert sorted(getattr(r, "reason", "") for r in results) == ["", Reason.BUSY]


async def test_a_fetch_given_up_leaves_nothing() -> None:
    gate = Gate()
    async with site(gate.answer) as here, reader(here) as fetcher:
        tasks = [asyncio.create_task(fetcher.fetch(here.url())) for _ in range(4)]
        await gate.has_two.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert fetcher._slots._value == SMALL.at_once
        assert all(s._value == SMALL.per_host for s in fetcher._hosts.values())


async def test_the_log_learns_host_and_reason_only(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with site(always(response(status="404 Not Found"))) as here, reader(here) as fetcher:
        for url in (here.url("/secret-story?who=me"), "http://me:pw@site.example/", "nonsense secret"):
            with pytest.raises(FetchError):
                await fetcher.fetch(url)
    lines = [f"{r.name} {r.getMessage()}" for r in caplog.records if r.name != "asyncio"]
    name = "bot.articles.fetch"
    assert lines == [f"{name} site.example: http-status", f"{name} -: credentials", f"{name} -: bad-url"]


async def test_it_is_used_as_a_context() -> None:
    with pytest.raises(RuntimeError, match="async with"):
        await Fetcher(resolver=Names(site_example=[HERE])).fetch("http://site.example/")
