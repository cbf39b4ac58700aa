"""What an answer comes to: a message to post, or a silence with its reason. No Discord objects."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.charts.cache import ChartCache
from bot.charts.chart import Chart
from bot.rendering.cards import Card, cards
from claims_db.models import Finding

CHART_NAME: Final = "figures.png"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to post. `reply_id` is its number in the reply store, None if it is not recorded.

    `is_for_moderators`: it goes to their channel only. `topics` are the slugs an automatic reply speaks of.
    """

    content: str = ""
    cards: tuple[Card, ...] = ()
    chart: Chart | None = None
    reply_id: int | None = None
    is_for_moderators: bool = False
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remade:
    """What the reply to an edited message says now, and what to record of it once Discord has taken it."""

    outgoing: Outgoing
    findings: Sequence[Finding]
    message_key: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """Why nothing is posted."""

    reason: str


async def cards_with_chart(
    findings: Sequence[Finding], charts: ChartCache, *, content: str = "", reply_id: int | None = None
) -> Outgoing:
    """Return the cards of an answer, the first with its chart if there is one."""
    chart = await charts.chart(findings[0])
    image = CHART_NAME if chart is not None else ""
    return Outgoing(content, tuple(cards(findings, image=image)), chart, reply_id)


def shadow_head(guild_id: str, channel_id: str, message_id: str) -> str:
    """Return the first line of a shadow: the message that would have been replied to."""
    return (
        f"-# Shadow: would have replied to https://discord.com/channels/{guild_id}/{channel_id}/{message_id}"
    )
