"""Sites that ask bots to stay away."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from protego import Protego

from bench.hostile import ROBOTS, read_rules
from bot.articles import robots
from bot.articles.fetch import FetchError, Limits, Reason
from tests.bot.articles.sites import HERE, SMALL, STORY, Names, Writer, always, reader, response, site
from tests.work import count_calls


@pytest.mark.parametrize(
    ("rules", "allowed"),
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
        (b"nonsense\r\n\r\n", True),
    ],
)
async def test_a_site_may_ask_bots_to_stay_away(rules: bytes, allowed: bool) -> None:
    async with site(always(response())) as here, reader(here) as fetcher:
        here.robots = rules
        if allowed:
            assert (await fetcher.fetch(here.url("/story"))).body == STORY
        else:
            with pytest.raises(FetchError, match="asks bots") as caught:
                await fetcher.fetch(here.url("/story"))
            assert caught.value.reason is Reason.ROBOTS
            assert here.requests == []


async def test_a_robots_txt_that_never_ends_is_not_waited_for() -> None:
    async with site(always(response())) as here, reader(here, limits=replace(SMALL, robots=0.1)) as fetcher:
        here.robots = b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nUser-agent: *"
        assert (await fetcher.fetch(here.url("/story"))).body == STORY


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
    ("rules", "allowed"),
    [
        ("User-agent: other\nUser-agent: CrossCheck/2.0 # you\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: crosscheck\nDisallow: /no", True),
        ("User-agent: *\nAllow: /\n\nUser-agent: cross\nDisallow: /", True),
        ("User-agent: bot\nUser-agent: newsroom\nDisallow: /", True),  # words of our agent, not its name
        ("User-agent: *\nCrawl-delay: 10\n\nUser-agent: bad\nDisallow: /", True),
        ("useragent *\ndisallow /", False),
    ],
)
async def test_which_rules_are_for_this_bot(rules: str, allowed: bool) -> None:
    async with site(always(response())) as here, reader(here) as fetcher:
        here.robots = response(rules.encode(), kind="text/plain")
        result = (await asyncio.gather(fetcher.fetch(here.url("/story")), return_exceptions=True))[0]
        assert isinstance(result, FetchError) is not allowed


@pytest.mark.parametrize("name", ROBOTS)
def test_a_hostile_file_takes_work_in_proportion_to_its_length(name: str) -> None:
    quarter, half = (count_calls(partial(read_rules, ROBOTS[name](n))) for n in (10_000, 20_000))
    assert half < 2.5 * quarter


@pytest.mark.parametrize("name", ROBOTS)
async def test_a_page_is_read_beside_a_hostile_file_of_the_largest_size(name: str) -> None:
    async with site(always(response())) as here, reader(here) as fetcher:
        here.robots = response(ROBOTS[name](robots.MAX_BYTES - 100).encode(), kind="text/plain")
        assert (await fetcher.fetch(here.url("/" + "a" * 1900))).body == STORY


async def test_the_event_loop_goes_on_while_rules_are_parsed_and_matched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loop = asyncio.get_running_loop()
    turns = {}

    def beside_the_loop(work: Callable[..., object]) -> Callable[..., object]:
        def observed(*arguments: object) -> object:
            has_turned = threading.Event()
            loop.call_soon_threadsafe(has_turned.set)
            turns[work.__name__] = has_turned.wait(5)  # were this the loop's own thread, nobody would set it
            return work(*arguments)

        return observed

    monkeypatch.setattr(robots, "parsed_rules", beside_the_loop(robots.parsed_rules))
    monkeypatch.setattr(Protego, "can_fetch", beside_the_loop(Protego.can_fetch))
    async with site(always(response())) as here, reader(here) as fetcher:
        here.robots = response(b"User-agent: *\nDisallow: /no", kind="text/plain")
        assert (await fetcher.fetch(here.url("/yes"))).body == STORY
    assert turns == {"parsed_rules": True, "can_fetch": True}


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
