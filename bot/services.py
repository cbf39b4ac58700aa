"""The services on the client that desks, lists and permissions need, without its features."""

from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from claims_db.moderation.queue import Queue
from claims_db.storage.servers import ServerStore
from claims_db.storage.statistics import Statistics
from claims_db.storage.store import Store


class Services(Protocol):
    """The client to whoever must not import it, since it holds them or what imports them."""

    store: Store
    queue: Queue
    statistics: Statistics
    server_settings: ServerStore

    def work(self) -> AbstractAsyncContextManager[None]:
        """Mark what must be finished before the bot closes."""

    def get_channel(self, channel_id: int, /) -> Any:
        """Return the channel if the bot can see it."""
