"""A line to Discord that fails: requests that never arrive, and requests whose answers are lost."""

import re
from typing import Any, Literal

import aiohttp
import pytest
from simcord.backend import serializers
from simcord.backend.errors import BackendError
from simcord.http import router

from tests.bot.conftest import Newsroom

Fault = Literal["dropped", "lost", "500", "503"]


class LossyLine:
    """Lets the next requests of a method fail, each in its way; what is not named arrives.

    "dropped" is cut before Discord sees it, "lost" after Discord did it. As Discord documents it, a message
    comes through the gateway with its nonce, and a nonce that was seen brings the first message again.
    """

    def __init__(self, room: Newsroom, patch: pytest.MonkeyPatch) -> None:
        self.again = 0
        """Messages that were sent again under a nonce that was seen."""
        self.is_deaf = False
        """The gateway does not bring the bot's own messages."""
        self._faults: dict[str, list[Fault]] = {}
        self._taken: dict[str, Any] = {}
        self._nonce: str | None = None
        self._dispatch = router.dispatch
        self._payload = serializers.message_payload
        announce = room.env.backend.announce_message_create

        def announced(message: Any) -> None:
            if not self.is_deaf or message.author_id != room.env.backend.bot_user.id:
                announce(message)

        patch.setattr(room.env.backend, "announce_message_create", announced)
        patch.setattr(router, "dispatch", self._carry)
        patch.setattr(serializers, "message_payload", self._with_nonce)

    def fail(self, method: str, *faults: Fault) -> None:
        """The next requests about messages by this method fail so, one after the other."""
        self._faults[method] = list(faults)

    def _with_nonce(self, *arguments: Any, **options: Any) -> Any:
        return {**self._payload(*arguments, **options), "nonce": self._nonce}

    def _carry(self, backend: Any, method: str, path: str, **options: Any) -> Any:
        waiting = self._faults.get(method)
        fault = waiting.pop(0) if waiting and re.search(r"/messages(/|$)", path) else None
        if fault == "dropped":
            raise aiohttp.ClientOSError(104, "Connection reset by peer")
        if fault is not None and fault != "lost":
            raise BackendError(int(fault), 0, "Discord is not well")
        answer = self._answer(backend, method, path, options)
        if fault == "lost":
            raise aiohttp.ServerDisconnectedError
        return answer

    def _answer(self, backend: Any, method: str, path: str, options: dict[str, Any]) -> Any:
        body = options.get("json") or {}
        nonce = body.get("nonce") if body.get("enforce_nonce") else None
        if nonce in self._taken:
            self.again += 1
            return self._taken[nonce]
        self._nonce = nonce
        try:
            answer = self._dispatch(backend, method, path, **options)
        finally:
            self._nonce = None
        if nonce is not None:
            self._taken[nonce] = answer
        return answer
