"""Sites on this machine for the fetcher to read: raw sockets, so that they can misbehave as they like."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp.abc import AbstractResolver, ResolveResult

from bot.articles.fetch import Fetcher, Limits

HERE = "127.0.0.1"
SMALL = Limits(total=60, connect=60, queue=0.3, robots=60, max_bytes=100_000)
"""Small pages, and all the time that a busy machine may need."""
STORY = b"<html><title>t</title><p>A story.</p></html>"

# A key for nothing but these tests; the certificate signs itself.
CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBnzCCAUSgAwIBAgIUTqgqvgEi1VAjixw2jN25D/2HFcUwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMc2l0ZS5leGFtcGxlMCAXDTI2MTEyMjE1MTcwMFoYDzIxMjYx
MDI5MTUxNzAwWjAXMRUwEwYDVQQDDAxzaXRlLmV4YW1wbGUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAARJQ5EmRSVDB/yq7cZUnoAN+qWAFudvgGwsyz8HQGqrIOSo
0my2Naerq0d7gSAMiTeWk+43RxUh9VoZ+T2q+k2ro2wwajAdBgNVHQ4EFgQUz0gW
6EG9WoCRGthINsVlozgkxIMwHwYDVR0jBBgwFoAUz0gW6EG9WoCRGthINsVlozgk
xIMwDwYDVR0TAQH/BAUwAwEB/zAXBgNVHREEEDAOggxzaXRlLmV4YW1wbGUwCgYI
KoZIzj0EAwIDSQAwRgIhAKQt1TDWs9d+L6ZsP/eIJsRsucHOjIv5ka3DEAVrrBlu
AiEA+CeV0b5vIh7tq8XJOfEE71BJb8kPYFDkRZwFEX3lf5s=
-----END CERTIFICATE-----
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgFPyEOOkOWrBEpZeC
0gU1V8oORO1ujWVAgjOPKxdeQOihRANCAARJQ5EmRSVDB/yq7cZUnoAN+qWAFudv
gGwsyz8HQGqrIOSo0my2Naerq0d7gSAMiTeWk+43RxUh9VoZ+T2q+k2r
-----END PRIVATE KEY-----
"""

Writer = asyncio.StreamWriter
Answer = Callable[[str, Writer], Awaitable[None]]


class Names(AbstractResolver):
    """What names lead to; a list of lists is answered turn by turn, as in DNS rebinding."""

    def __init__(self, **names: list[str]) -> None:
        self.names = {name.replace("_", "."): addresses for name, addresses in names.items()}
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        if host not in self.names:
            raise OSError("no such name")
        return [
            ResolveResult(
                hostname=host, host=address, port=port, proto=0, flags=socket.AI_NUMERICHOST,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
            )
            for address in self.names[host]
        ]  # fmt: skip

    async def close(self) -> None:
        pass


@dataclass
class Site:
    """A server and what it saw."""

    port: int = 0
    connections: int = 0
    requests: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    robots: bytes = b""

    def url(self, path: str = "/", host: str = "site.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


def response(body: bytes = STORY, *headers: str, status: str = "200 OK", kind: str = "text/html") -> bytes:
    lines = [f"HTTP/1.1 {status}", *([f"Content-Type: {kind}"] if kind else []), *headers]
    if not any(line.lower().startswith(("content-length", "transfer-encoding")) for line in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def always(data: bytes) -> Answer:
    async def answer(_: str, writer: Writer) -> None:
        writer.write(data)

    return answer


@asynccontextmanager
async def site(answer: Answer, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    """A site that answers every request but for robots.txt by `answer`, which may close the connection."""
    seen = Site()
    at_work: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: Writer) -> None:
        seen.connections += 1
        task = asyncio.current_task()
        assert task is not None
        at_work.add(task)
        try:
            while not writer.is_closing():
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                path = head.split(" ", 2)[1]
                if path == "/robots.txt":
                    writer.write(seen.robots or response(b"", status="404 Not Found"))
                else:
                    seen.requests.append(path)
                    seen.heads.append(head)
                    await answer(path, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.CancelledError, OSError):
            pass
        finally:
            at_work.discard(task)
            writer.close()

    server = await asyncio.start_server(serve, HERE, 0, ssl=tls)
    seen.port = server.sockets[0].getsockname()[1]
    try:
        yield seen
    finally:
        server.close()
        for task in list(at_work):
            task.cancel()
        await asyncio.gather(*at_work, return_exceptions=True)


@asynccontextmanager
async def reader(
    *sites: Site,
    limits: Limits = SMALL,
    names: Names | None = None,
    proxy: str = "",
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Fetcher]:
    """A fetcher that may connect to this machine, and that must leave nothing behind."""
    before = asyncio.all_tasks()
    fetcher = Fetcher(
        limits,
        proxy=proxy,
        ports=frozenset({80, 443, *(s.port for s in sites)}),
        resolver=names or Names(site_example=[HERE], other_example=[HERE]),
        may_connect=lambda address: address == HERE,
        tls=tls,
    )
    async with fetcher:
        yield fetcher
        session = fetcher._session
        assert session is not None
        connector = session.connector
        assert connector is not None
        await asyncio.sleep(0)
        assert not connector._acquired, "a connection is still in use"
    assert session.closed
    assert not connector._conns
    new = [repr(task.get_coro()) for task in asyncio.all_tasks() - before if not task.done()]
    left = [
        name for name in new if "serve" not in name and "_accept_connection" not in name
    ]  # the site's own
    assert not left


def server_tls(folder: Path) -> ssl.SSLContext:
    """A server's side of TLS with the certificate above, which it writes to `folder`/site.pem."""
    path = folder / "site.pem"
    path.write_text(CERTIFICATE, encoding="ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
