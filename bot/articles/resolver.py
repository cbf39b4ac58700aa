"""Which hosts may be connected to: those at addresses that the whole world can reach, and no others.

The check is made three times for every connection, so that no way around one of them is a way in: on the
answer of the name service, on the very address a socket is made for, and on the peer before a request goes
out to it. Nothing is cached: what was checked is what is connected to.
"""

import ipaddress
import re
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection
from yarl import URL

from bot.articles.page import FetchError, Reason

AddressRule = Callable[[str], bool]

# Beyond what the standard library calls not global (its lists differ between Python versions).
_FORBIDDEN_V4: Final = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # a cloud's own service to its machines, at an address that looks public
    )
)  # fmt: skip
# Of IPv6 only this is given out for the public internet; mapped, NAT64 and local addresses lie outside.
_PUBLIC_V6: Final = ipaddress.IPv6Network("2000::/3")
_FORBIDDEN_V6: Final = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48")
)
_LOCAL_ENDINGS: Final = (
    ".localhost", ".local", ".localdomain", ".internal", ".intranet", ".lan", ".home.arpa", ".onion",
)  # fmt: skip


LOCAL: Final = "Only pages on the public internet are read."
_NO_ADDRESS: Final = "This is no address of a web page."
_MAX_URL: Final = 4000
_SCHEME_RE: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SPACE_RE: Final = re.compile(r"[\x00-\x20\x7f]")
_CREDENTIALS_RE: Final = re.compile(r"[^:/?#]+:/*[^/?#]*@")
_NAME_RE: Final = re.compile(r"(?=.{1,253}\.?$)(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?", re.IGNORECASE)


class ForbiddenAddress(OSError):
    """A connection to an address that is not on the public internet was refused."""


def is_public(address: str) -> bool:
    """Is this the address of a host on the public internet? False for what is no address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not any(ip in network for network in _FORBIDDEN_V4)
    if ip.scope_id is not None or ip not in _PUBLIC_V6:
        return False
    return ip.is_global and not any(ip in network for network in _FORBIDDEN_V6)


def is_local_name(host: str) -> bool:
    """A name that means something inside a network only, whatever the name service says of it."""
    bare = host.rstrip(".").lower()
    return "." not in bare or bare.endswith(_LOCAL_ENDINGS)


def literal(host: str) -> str | None:
    """The address a host is written as; "" for one in an odd spelling, None for a name.

    Odd are 2130706433, 127.1, 0x7f000001 and 0177.0.0.1: some libraries read them as 127.0.0.1.
    """
    bare = host.rstrip(".")
    last = bare.rpartition(".")[2].lower()
    if ":" not in bare and not last.isdigit() and not last.startswith("0x"):
        return None
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class AddressRules:
    """Which addresses may be asked at all, before any name is looked up."""

    ports: frozenset[int]
    may_connect: AddressRule
    proxy_host: str = ""

    def checked(self, text: str) -> URL:
        """The address as it is asked; raises FetchError for one that is not."""
        scheme = _SCHEME_RE.match(text)
        if scheme is not None and scheme[1].lower() not in {"http", "https"}:
            raise FetchError(Reason.SCHEME, "Only http and https addresses are read.")
        if scheme is None or len(text) > _MAX_URL or _SPACE_RE.search(text):
            raise FetchError(Reason.BAD_URL, _NO_ADDRESS)
        if _CREDENTIALS_RE.match(text):
            raise FetchError(Reason.CREDENTIALS, "Addresses with a name or a password in them are not read.")
        try:
            url = URL(text).with_fragment(None)
        except ValueError:
            raise FetchError(Reason.BAD_URL, _NO_ADDRESS) from None
        host = url.raw_host or ""
        address = literal(host)
        if address is None and not _NAME_RE.fullmatch(host):
            raise FetchError(Reason.BAD_URL, _NO_ADDRESS)
        is_local = is_local_name(host) if address is None else not self.may_connect(address)
        if is_local or host.rstrip(".") == self.proxy_host:
            raise FetchError(Reason.REFUSED_ADDRESS, LOCAL)
        if url.port not in self.ports:
            raise FetchError(Reason.PORT, "Only the ports of ordinary web pages are read.")
        return url


def is_refusal(error: BaseException | None) -> bool:
    """Did a connection fail because its address is forbidden?"""
    while error is not None:
        if isinstance(error, ForbiddenAddress):
            return True
        error = error.__cause__
    return False


class GuardedResolver(AbstractResolver):
    """Asks another resolver; refuses a name altogether if any of its addresses is forbidden."""

    def __init__(self, inner: AbstractResolver, may_connect: AddressRule) -> None:
        self._inner = inner
        self._may_connect = may_connect

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        answers = await self._inner.resolve(host, port, family)
        if not answers:
            raise OSError("the name has no address")
        if not all(self._may_connect(answer["host"]) for answer in answers):
            raise ForbiddenAddress("the name leads to a forbidden address")
        return answers

    async def close(self) -> None:
        await self._inner.close()


def guarded_session(
    *,
    may_connect: AddressRule,
    resolver: AbstractResolver | None,
    headers: Mapping[str, str],
    connect: float,
    tls: ssl.SSLContext | None = None,
) -> aiohttp.ClientSession:
    """A session whose every connection goes where `may_connect` allows; it keeps no cookies.

    A proxy's address is its operator's choice: for a session that uses one, `may_connect` allows all.
    `tls` decides which certificates are trusted; by default those that the system trusts.
    """

    def make_socket(info: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        if not may_connect(str(address[0])):
            raise ForbiddenAddress("the address is forbidden")
        return socket.socket(family, kind, protocol)

    class GuardedRequest(aiohttp.ClientRequest):
        """A request that looks at whom it is connected to before it says anything."""

        async def send(self, conn: Connection) -> aiohttp.ClientResponse:
            peer = conn.transport.get_extra_info("peername") if conn.transport is not None else None
            if not peer or not may_connect(peer[0]):
                raise ForbiddenAddress("connected to a forbidden address")
            return await super().send(conn)

    connector = aiohttp.TCPConnector(
        resolver=GuardedResolver(resolver or aiohttp.ThreadedResolver(), may_connect),
        use_dns_cache=False,
        limit=0,  # the fetcher counts; here it would count against the time to connect
        keepalive_timeout=10,
        ssl=tls or True,
        socket_factory=make_socket,
    )
    return aiohttp.ClientSession(
        connector=connector,
        request_class=GuardedRequest,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers=headers,
        auto_decompress=False,
        trust_env=False,
        timeout=aiohttp.ClientTimeout(total=None, connect=connect, sock_connect=connect),
        max_line_size=32768,
        max_field_size=32768,
    )
