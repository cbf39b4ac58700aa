"""Where the fetcher does not go, whatever it is asked, told or redirected to."""

import asyncio
import socket

import pytest
from aiohttp.abc import ResolveResult

from bot.articles.fetch import Fetcher, FetchError, Reason
from bot.articles.resolver import is_public, is_refusal, literal
from tests.bot.articles.sites import HERE, SMALL, STORY, Names, always, reader, response, site


async def refusal(fetcher: Fetcher, url: str) -> Reason:
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(url)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert sentence[0].isupper()
    return caught.value.reason


FORBIDDEN = """127.0.0.1 127.8.9.1 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 169.254.0.1
100.64.0.1 100.127.255.254 100.100.100.200 0.0.0.0 0.1.2.3 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 192.88.99.1 168.63.129.16 :: ::1
::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 ::ffff:0:8.8.8.8 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1
100::1 2001::1 2001:0:7f00:1::1
2001:db8::1 2001:20::1 2002:7f00:1::1 2002:808:808::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1
ff02::1 fe80::1%eth0 2606:4700::1%eth0 nonsense 8.8.8 08.8.8.8""".split()


@pytest.mark.parametrize("address", FORBIDDEN)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450::1"]
)
def test_an_address_outside_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", "0x7f000001 2130706433 127.1 0177.0.0.1 127.0.0.1.1 0x7f.1 a.1 08.8.8.8".split()
)
def test_an_odd_spelling_of_an_address_is_told(host: str) -> None:
    assert literal(host) == ""


@pytest.mark.parametrize(
    "host",
    [
        *(f"[{a}]" if ":" in a else a for a in FORBIDDEN if a != "nonsense" and "%" not in a),
        *"0x7f000001 2130706433 127.1 0177.0.0.1 0 ①②⑦.⓪.⓪.① 127。0。0。1 127.0.0.1.".split(),
        "[fe80::1%25eth0]",
        *"localhost LOCALHOST. a.localhost printer metadata.google.internal nas.local x.home.arpa".split(),
    ],
)
async def test_an_address_inside_is_refused_as_written(host: str) -> None:
    names = Names()
    async with Fetcher(SMALL, resolver=names) as fetcher:
        assert await refusal(fetcher, f"http://{host}/") is Reason.REFUSED_ADDRESS
    assert names.asked == []


@pytest.mark.parametrize("address", [a for a in FORBIDDEN if "%" not in a and a != "nonsense"])
async def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    async with Fetcher(SMALL, resolver=Names(site_example=[address])) as fetcher:
        assert await refusal(fetcher, "https://site.example/") is Reason.REFUSED_ADDRESS


@pytest.mark.parametrize(
    "addresses", [[HERE, "10.0.0.1"], ["10.0.0.1", HERE], [HERE, "::1"], ["::ffff:10.0.0.1"]]
)
async def test_a_name_with_one_address_inside_is_refused_as_a_whole(addresses: list[str]) -> None:
    async with site(always(response())) as here, reader(here, names=Names(site_example=addresses)) as fetcher:
        assert await refusal(fetcher, here.url()) is Reason.REFUSED_ADDRESS
    assert here.connections == 0


async def test_without_the_tests_exception_this_machine_is_not_reached() -> None:
    async with site(always(response())) as here:
        ports = frozenset({here.port})
        async with Fetcher(SMALL, ports=ports, resolver=Names(site_example=[HERE])) as fetcher:
            assert await refusal(fetcher, here.url()) is Reason.REFUSED_ADDRESS
            assert await refusal(fetcher, here.url(host=HERE)) is Reason.REFUSED_ADDRESS
        async with Fetcher(SMALL, ports=ports) as fetcher:  # and with the machine's own resolver
            assert await refusal(fetcher, here.url(host="localhost")) is Reason.REFUSED_ADDRESS
    assert here.connections == 0


class Slippery(Names):
    """Gives every asker another answer after the first: DNS rebinding."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answer = await super().resolve(host, port, family)
        self.names[host] = ["10.0.0.1"]
        return answer


async def test_a_name_that_changes_its_address_is_refused_once_it_does() -> None:
    names = Slippery(site_example=[HERE])
    closing = always(response(STORY, "Connection: close"))
    async with site(closing) as here, reader(here, names=names) as fetcher:
        here.robots = response(b"", "Connection: close", status="404 Not Found")
        assert await refusal(fetcher, here.url()) is Reason.REFUSED_ADDRESS
    assert here.requests == []


@pytest.mark.parametrize("check", ["socket", "peer"])
async def test_the_socket_and_the_peer_are_checked_apart_from_the_name(check: str) -> None:
    calls: list[str] = []

    def may_connect(address: str) -> bool:
        calls.append(address)
        return len(calls) <= (1 if check == "socket" else 2)  # the name's check, then the socket's

    async with site(always(response())) as here:
        fetcher = Fetcher(
            SMALL, ports=frozenset({here.port}), resolver=Names(site_example=[HERE]), may_connect=may_connect
        )
        async with fetcher:
            session = fetcher._session
            assert session is not None
            with pytest.raises(OSError, match=r".") as caught:
                await session.get(here.url())
            assert is_refusal(caught.value)
        assert here.requests == []
        assert here.connections == (check == "peer")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://site.example/", Reason.SCHEME),
        ("file:///etc/passwd", Reason.SCHEME),
        ("javascript:alert(1)", Reason.SCHEME),
        ("site.example/x", Reason.BAD_URL),
        ("//site.example/x", Reason.BAD_URL),
        ("http:///x", Reason.BAD_URL),
        ("http:site.example", Reason.BAD_URL),
        ("http://site.example:99999/", Reason.BAD_URL),
        ("http://site.example/a b", Reason.BAD_URL),
        ("http://site.example/\r\nX: y", Reason.BAD_URL),
        ("http://\x00site.example/", Reason.BAD_URL),
        ("http://site..example/", Reason.BAD_URL),
        ("http://%31%32%37.0.0.example/", Reason.BAD_URL),
        ("http://" + "a" * 64 + ".example/", Reason.BAD_URL),
        ("http://[nonsense]/", Reason.BAD_URL),
        ("http://site.example/" + "x" * 5000, Reason.BAD_URL),
        ("", Reason.BAD_URL),
        ("http://a:b@site.example/", Reason.CREDENTIALS),
        ("http://a@site.example/", Reason.CREDENTIALS),
        ("http://@site.example/", Reason.CREDENTIALS),
        ("http://site.example\\@127.0.0.1/", Reason.CREDENTIALS),
        ("http://site.example:22/", Reason.PORT),
        ("https://site.example:8080/", Reason.PORT),
        ("http://site.example:0/", Reason.PORT),
        ("http://missing.example/", Reason.NETWORK),
    ],
)
async def test_what_is_not_asked_for(url: str, reason: Reason) -> None:
    async with reader() as fetcher:
        assert await refusal(fetcher, url) is reason


async def test_switched_off_it_reads_nothing() -> None:
    async with Fetcher(is_on=False) as fetcher:
        assert await refusal(fetcher, "https://site.example/") is Reason.OFF


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://127.0.0.2/", Reason.REFUSED_ADDRESS),
        ("http://169.254.169.254/latest/meta-data/", Reason.REFUSED_ADDRESS),
        ("http://[::ffff:127.0.0.1]/", Reason.REFUSED_ADDRESS),
        ("http://2130706433/", Reason.REFUSED_ADDRESS),
        ("//localhost/", Reason.REFUSED_ADDRESS),
        ("http://inside.example/", Reason.REFUSED_ADDRESS),
        ("file:///etc/passwd", Reason.REDIRECT_REFUSED),
        ("http://a:b@site.example/", Reason.REDIRECT_REFUSED),
        ("http://site.example:22/", Reason.REDIRECT_REFUSED),
        ("http://[", Reason.REDIRECT_REFUSED),
        ("http://site.example:99999999/", Reason.REDIRECT_REFUSED),
    ],
)
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temp", "308 Perm"])
async def test_a_redirect_goes_nowhere_else_either(location: str, reason: Reason, status: str) -> None:
    names = Names(site_example=[HERE], inside_example=["10.1.2.3"])
    moved = always(response(b"", f"Location: {location}", status=status))
    async with site(moved) as here, reader(here, names=names) as fetcher:
        assert await refusal(fetcher, here.url()) is reason
    assert here.requests == ["/"]


async def test_redirects_are_followed_five_times_and_loops_not_at_all() -> None:
    async def count(path: str, writer: asyncio.StreamWriter) -> None:
        left = int(path[1:])
        writer.write(response() if left == 0 else response(b"", f"Location: /{left - 1}", status="302 Found"))

    async with site(count) as here, reader(here) as fetcher:
        page = await fetcher.fetch(here.url("/5#part"))
        assert (page.url, page.final_url) == (here.url("/5#part"), here.url("/0"))
        assert await refusal(fetcher, here.url("/6")) is Reason.TOO_MANY_REDIRECTS
    for target in ("/1", "/?a"):
        loop = always(response(b"", f"Location: {target}", status="302 Found"))
        async with site(loop) as here, reader(here) as fetcher:
            assert await refusal(fetcher, here.url("/1")) is Reason.TOO_MANY_REDIRECTS
        assert len(here.requests) <= 2
    async with site(always(response(b"", status="302 Found"))) as here, reader(here) as fetcher:
        assert await refusal(fetcher, here.url()) is Reason.REDIRECT_REFUSED


async def test_a_proxy_is_asked_for_names_but_not_for_what_lies_inside() -> None:
    async with site(always(response())) as proxy:
        names = Names(proxy_example=["127.0.0.1"])
        async with reader(names=names, proxy=proxy.url(host="proxy.example")) as fetcher:
            page = await fetcher.fetch("http://news.example/story")
            assert page.body == STORY
            for inside in ("http://10.0.0.1/", "http://localhost/", "http://proxy.example/"):
                assert await refusal(fetcher, inside) is Reason.REFUSED_ADDRESS
        assert proxy.requests == ["http://news.example/robots.txt", "http://news.example/story"]
        assert set(names.asked) == {"proxy.example"}
