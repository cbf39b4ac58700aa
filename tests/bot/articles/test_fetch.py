"""Pages as they arrive: whole, packed, broken, late, endless, or not at all."""

import asyncio
import gzip
import logging
import time
import zlib
from dataclasses import replace
from pathlib import Path

import brotli
import pytest

from bot.articles.fetch import AGENT, Fetcher, FetchError, Page, Reason
from tests.bot.articles.sites import (
    HERE,
    QUICK,
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


async def outcome(answer: Answer) -> Page | Reason:
    """What becomes of a page that is answered so; it takes no longer than allowed."""
    start = time.perf_counter()
    async with site(answer) as here, reader(here) as fetcher:
        result = (await asyncio.gather(fetcher.fetch(here.url()), return_exceptions=True))[0]
        assert time.perf_counter() - start < QUICK.total + 0.5
        if isinstance(result, FetchError):
            assert str(result).endswith(".")
            return result.reason
        assert isinstance(result, Page)
        return result


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKED = [
    ("gzip", gzip.compress(STORY)),
    ("x-gzip", gzip.compress(STORY)),
    ("GZIP", gzip.compress(STORY[:9]) + gzip.compress(STORY[9:])),
    ("gzip", gzip.compress(STORY) + b"something after it"),
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
    assert 90_000 < len(body) < QUICK.max_bytes
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
        (always(response(STORY, "Content-Length: 9999")), Reason.TIMEOUT),
        (always(response(STORY, "Content-Length: nonsense")), Reason.NETWORK),
        (always(response(STORY, "Content-Length: -1")), Reason.NETWORK),
        (always(response(b"zz\r\n", "Transfer-Encoding: chunked")), Reason.NETWORK),
        (always(response(gzip.compress(STORY)[:-12], "Content-Encoding: gzip")), Reason.NETWORK),
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
        await asyncio.sleep(5)

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

    assert await outcome(silent) is Reason.TIMEOUT
    assert await outcome(drip) is Reason.TIMEOUT
    assert await outcome(endless) is Reason.TOO_LARGE
    assert await outcome(hang_up) is Reason.NETWORK
    assert await outcome(slam) is Reason.NETWORK


async def test_a_bomb_takes_no_more_memory_and_time_than_a_page() -> None:
    start = time.perf_counter()
    assert await outcome(always(response(BROTLI_BOMB, "Content-Encoding: br"))) is Reason.TOO_LARGE
    assert time.perf_counter() - start < 0.4


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
async def test_a_certificate_must_be_trusted(
    trusted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = server_tls(tmp_path)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "site.pem"))
    async with site(always(response()), tls=tls) as here, reader(here) as fetcher:
        if trusted:
            assert (await fetcher.fetch(here.url(scheme="https"))).body == STORY
        for host in ("site.example", "other.example")[trusted:]:
            with pytest.raises(FetchError, match="certificate") as caught:
                await fetcher.fetch(here.url(scheme="https", host=host))
            assert caught.value.reason is Reason.TLS


async def test_two_at_a_time_from_one_host_and_the_rest_are_told_it_is_busy() -> None:
    at_once = most = 0

    async def slow(_: str, writer: Writer) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.2)
        at_once -= 1
        writer.write(response())

    async with site(slow) as here, reader(here) as fetcher:
        urls = [here.url(f"/{n}") for n in range(8)]
        results = await asyncio.gather(*(fetcher.fetch(u) for u in urls), return_exceptions=True)
    assert most == 2
    reasons = [r.reason for r in results if isinstance(r, FetchError)]
    assert set(reasons) == {Reason.BUSY}
    assert len(reasons) == 4

    most = 0
    limits = replace(QUICK, at_once=1)
    async with site(slow) as here, reader(here, limits=limits) as fetcher:
        hosts = ("site.example", "other.example")
        await asyncio.gather(*(fetcher.fetch(here.url(host=h)) for h in hosts))
    assert most == 1


async def test_a_fetch_given_up_leaves_nothing() -> None:
    async def silent(_: str, writer: Writer) -> None:
        await asyncio.sleep(5)

    async with site(silent) as here, reader(here) as fetcher:
        tasks = [asyncio.create_task(fetcher.fetch(here.url())) for _ in range(4)]
        await asyncio.sleep(0.1)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert fetcher._slots._value == QUICK.at_once
        assert all(s._value == QUICK.per_host for s in fetcher._hosts.values())


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
