"""Sites that ask bots to stay away."""

import asyncio
import time
from dataclasses import replace

import pytest

from bot.articles.fetch import FetchError, Limits, Reason
from tests.bot.articles.sites import HERE, QUICK, STORY, Names, Writer, always, reader, response, site


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


STARRED = (
    "Disallow: /*/print$\nDisallow: /*?page=\nDisallow: /a*\nAllow: /a/*.html$\nAllow: /*/x/\nDisallow: /b/x/"
)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/story/print", False),
        ("/story/print/2", True),
        ("/story?page=2", False),
        ("/story?pages=2", True),
        ("/a/story", False),
        ("/a/story.html", True),  # the longer rule
        ("/a/story.html?x", False),
        ("/b/x/1", True),  # rules of one length: the one that allows
        ("/%62/x/1", True),
        ("/c", True),
    ],
)
async def test_stars_and_ends_in_paths(path: str, allowed: bool) -> None:
    async with site(always(response())) as here, reader(here) as fetcher:
        here.robots = response(f"User-agent: *\n{STARRED}".encode(), kind="text/plain")
        if allowed:
            await fetcher.fetch(here.url(path))
        else:
            with pytest.raises(FetchError, match="asks bots"):
                await fetcher.fetch(here.url(path))


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        ("User-agent: other\nUser-agent: CrossCheck/2.0 # you\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: crosscheck\nDisallow: /no", True),
        ("User-agent: *\nAllow: /\n\nUser-agent: cross\nDisallow: /", True),
        ("User-agent: bot\nUser-agent: newsroom\nDisallow: /", True),  # words of our agent, not its name
        ("User-agent: *\nCrawl-delay: 10\n\nUser-agent: bad\nDisallow: /", True),
        ("useragent *\ndisallow /", False),
    ],
)
async def test_which_rules_are_for_this_bot(robots: str, allowed: bool) -> None:
    async with site(always(response())) as here, reader(here) as fetcher:
        here.robots = response(robots.encode(), kind="text/plain")
        result = (await asyncio.gather(fetcher.fetch(here.url("/story")), return_exceptions=True))[0]
        assert isinstance(result, FetchError) is not allowed


def filled(start: str, line: str) -> bytes:
    """Rules up to the size that is read."""
    lines, size = [start], 0
    while size < 500_000:
        lines.append(line.format(len(lines)))
        size += len(lines[-1]) + 1
    return "\n".join(lines).encode()


NAMES = "".join(f"User-agent: bot{n}\n" for n in range(12_000))
HOSTILE = {
    "stars": filled("User-agent: *", "Allow: /*{}*a*b$"),
    "ends": filled("User-agent: crosscheck\nUser-agent: *\nUser-agent: x", "Allow: /${}$"),
    "near misses": filled("User-agent: *", f"Allow: *{'a' * 10}b{{}}"),
    "names": (NAMES + "".join(f"Allow: /{n}$\n" for n in range(18_000))).encode(),
    "odd names": (NAMES.replace("-", "\u2003") + "".join(f"Allow: /{n}$\n" for n in range(15_000))).encode(),
    "one line": b"User-agent: *\nAllow: /" + b"*a" * 250_000,
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_file_does_not_hold_the_event_loop(name: str) -> None:
    lags = []

    async def watch() -> None:
        while True:
            started = time.perf_counter()
            await asyncio.sleep(0.002)
            lags.append(time.perf_counter() - started - 0.002)

    limits = replace(QUICK, total=20, robots=10)
    async with site(always(response())) as here, reader(here, limits=limits) as fetcher:
        here.robots = response(HOSTILE[name], kind="text/plain")
        watching = asyncio.create_task(watch())
        started = time.perf_counter()
        assert (await fetcher.fetch(here.url("/" + "a" * 1900))).body == STORY
        seconds = time.perf_counter() - started
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    assert seconds < 5  # below one
    assert max(lags) < max(seconds / 2, 0.1)


async def test_what_is_kept_of_large_files_is_bounded() -> None:
    body = response(b"User-agent: *\nDisallow: /no\n" + b"#" * 500_000, kind="text/plain")
    names = Names(**{f"site{n}_example": [HERE] for n in range(6)})
    async with site(always(response())) as here, reader(here, names=names, limits=Limits()) as fetcher:
        here.robots = body
        for n in range(6):
            with pytest.raises(FetchError, match="asks bots"):
                await fetcher.fetch(here.url("/no", host=f"site{n}.example"))
            await fetcher.fetch(here.url("/yes", host=f"site{n}.example"))
        assert len(fetcher._robots._sites) == 4
        assert fetcher._robots._chars < 2 * 1024 * 1024
