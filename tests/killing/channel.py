"""Discord as far as replies need it, in a file of lines that outlives whoever writes to it."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any, Final

import discord
from discord.http import Route

from bot.client import CrosscheckBot
from tests.killing.fuse import Fuse

_FIRST_ID: Final = 10**17
_BOT_ID: Final = "99"
_DELAY: Final = 0.001


class Channel:
    """Stands in for the one method of discord.py that talks to Discord.

    Each post and each edit is a line. `correction` is what the next edit is made for.
    """

    def __init__(self, path: Path, fuse: Fuse) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        self._fuse = fuse
        self.lines = read_lines(path)
        self._by_id = {line["id"]: line for line in self.lines}
        self.correction = 0

    def serve(self, bot: CrosscheckBot) -> None:
        """The bot talks to this channel, and is somebody there."""
        bot.http.request = self.request  # type: ignore[method-assign]
        user: Any = {"id": _BOT_ID, "username": "Crosscheck", "discriminator": "0", "avatar": None}
        bot._connection.user = discord.ClientUser(state=bot._connection, data=user)

    async def request(self, route: Route, *, form: Any = None, json: Any = None, **_: Any) -> Any:
        await asyncio.sleep(_DELAY)
        given = json or _payload(form)
        parts = route.url.partition("/channels/")[2].split("?")[0].split("/")
        if route.method == "GET" and len(parts) == 2:
            found = [self._message(line) for line in self._by_id.values() if line["channel"] == parts[0]]
            return found[::-1][:50]
        if route.method == "POST":
            key = str(_FIRST_ID + len(self.lines))
            self._write({"id": key, "channel": parts[0], "nonce": given.get("nonce"), "correction": 0}, given)
        else:
            key = parts[2]
        if route.method == "PATCH":
            self._write({"id": key, "channel": parts[0], "correction": self.correction}, given)
            self._fuse.burn("sent")
        await asyncio.sleep(_DELAY)
        return self._message(self._by_id[key])

    def _write(self, line: dict[str, Any], given: dict[str, Any]) -> None:
        assert not given["allowed_mentions"]["parse"]
        line |= {"content": given.get("content") or "", "embeds": given.get("embeds") or []}
        os.write(self._fd, (json.dumps(line) + "\n").encode())
        self.lines.append(line)
        self._by_id[line["id"]] = line

    def _message(self, line: dict[str, Any]) -> dict[str, Any]:
        author = {"id": _BOT_ID, "username": "Crosscheck", "discriminator": "0", "avatar": None, "bot": True}
        return {
            "id": line["id"], "channel_id": line["channel"], "author": author, "content": line["content"],
            "embeds": line["embeds"], "attachments": [], "mentions": [], "mention_roles": [],
            "mention_everyone": False, "pinned": False, "tts": False, "type": 0, "components": [],
            "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None,
        }  # fmt: skip

    def shown(self) -> dict[str, dict[str, Any]]:
        """By id, each message as it is now."""
        return self._by_id


def _payload(form: Any) -> Any:
    """What a request with files has beside them."""
    return json.loads(form[0]["value"]) if form else {}


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a file that may end in one cut off."""
    whole = path.read_bytes().rpartition(b"\n")[0] if path.exists() else b""
    return [json.loads(line) for line in whole.splitlines()]
