"""A claim that replies show, and what moderators do to it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.corrections.pace import Pace
from claims_db.models import Claim
from claims_db.storage.corrections import Outcome
from tests.bot.conftest import Newsroom

CLAIM = "001-414"
WORDING = "238 people were killed"
DAY = "2023-11-14"
EDIT = r"/channels/\d+/messages/\d+"
RETRACTED = f"-# retracted on {DAY}: '{WORDING}' per source 001 (taken back)"


def cog(room: Newsroom) -> Any:
    return room.bot.get_cog("Corrections")


async def work_off(room: Newsroom, seconds: float = 3) -> None:
    """Let the bot's own loop look at the queue, without pauses between edits."""
    cog(room).pace = Pace(between=0, per_channel=1000)
    await room.env.advance_time(seconds)


async def retract(room: Newsroom, claim_id: str = CLAIM, reason: str = "taken back") -> int:
    change = await room.bot.editors.claims.retract(
        str(room.guild.id), claim_id, by=str(room.mod.id), reason=reason
    )
    return change.audit_id


async def _edited(claim: Claim, number: int) -> Claim:
    assert claim.figure is not None
    wording = f"{number} people were killed"
    figure = replace(claim.figure, value=Decimal(number), wording=wording)
    return replace(claim, figure=figure, wording=wording, excerpt=wording)


async def change_to(room: Newsroom, number: int, claim_id: str = CLAIM) -> int:
    claim = await _edited(await room.bot.editors.store.claim(claim_id, str(room.guild.id)), number)
    return (await room.bot.editors.claims.edit(str(room.guild.id), claim, by=str(room.mod.id))).audit_id


async def outcome(room: Newsroom, audit_id: int) -> Outcome:
    return await room.bot.corrections.outcome(audit_id, str(room.guild.id))


def edits(room: Newsroom) -> list[Any]:
    return room.requests("PATCH", EDIT)
