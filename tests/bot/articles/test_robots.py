"""Sites that ask bots to stay away."""

import asyncio
from dataclasses import replace

import pytest

from bot.articles.fetch import FetchError, Reason
from tests.bot.articles.sites import QUICK, STORY, Writer, always, reader, response, site


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (response(b"User-agent: *\nDisallow: /private", kind="text/plain"), True),
        (response(b"User-agent: *\nDisallow: /story", kind="text/plain"), False),
        (
            response(b"User-agent: crosscheck\nDisallow: /\n\nUser-agent: *\nAllow: /", kind="text/plain"),
            False,
        ),
        (response(b"User-agent: other\nDisallow: /", kind="text/plain"), True),
        (response(b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /", kind=""), False),
        (response(b"", status="404 Not Found"), True),
        (response(b"", status="403 Forbidden"), True),
        (response(b"", status="503 Later"), False),
        (response(b"", "Location: /robots2", status="302 Found"), True),
        (response(b"", "Location: /robots.txt", status="302 Found"), True),
        (response(b"User-agent: *\nDisallow: //[x\nAllow: \x00\xff", kind="text/plain"), True),
        (response(b"User-agent: *\nDisallow: /story\n" + b"#" * 900_000, kind="text/plain"), False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nUser-agent: *", True),  # and then nothing more
        (b"nonsense\r\n\r\n", True),
    ],
)
async def test_a_site_may_ask_bots_to_stay_away(robots: bytes, allowed: bool) -> None:
    async with site(always(response())) as here, reader(here, limits=replace(QUICK, robots=0.1)) as fetcher:
        here.robots = robots
        if allowed:
            assert (await fetcher.fetch(here.url("/story"))).body == STORY
        else:
            with pytest.raises(FetchError, match="asks bots") as caught:
                await fetcher.fetch(here.url("/story"))
            assert caught.value.reason is Reason.ROBOTS
            assert here.requests == []


async def test_robots_txt_is_asked_for_once() -> None:
    asked = 0

    async def serve(path: str, writer: Writer) -> None:
        nonlocal asked
        asked += path == "/rules"
        await asyncio.sleep(0.01)
        body = (
            response(b"User-agent: *\nDisallow: /no", kind="text/plain") if path == "/rules" else response()
        )
        writer.write(body)

    async with site(serve) as here, reader(here) as fetcher:
        here.robots = response(b"", "Location: /rules", status="301 Moved")
        await asyncio.gather(*(fetcher.fetch(here.url(f"/{n}")) for n in range(4)))
        with pytest.raises(FetchError, match="asks bots"):
            await fetcher.fetch(here.url("/no"))
        assert asked == 1


async def test_a_redirect_does_not_get_around_it() -> None:
    moved = always(response(b"", "Location: /no", status="302 Found"))
    async with site(moved) as here, reader(here) as fetcher:
        here.robots = response(b"User-agent: *\nDisallow: /no", kind="text/plain")
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(here.url("/yes"))
    assert caught.value.reason is Reason.ROBOTS
    assert here.requests == ["/yes"]
