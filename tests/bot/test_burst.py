"""Hundreds of messages at once: every one due is answered, none twice, and nothing stays behind.

`make soak` sends a thousand.
"""

import ctypes
import gc
import resource
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from claims_db.storage.channels import Channel
from tests.bot.conftest import DEATHS, Newsroom
from tests.soak import IS_SOAK

MESSAGES = 1000 if IS_SOAK else 300
STEP = 10
"""Every so manyth message is due."""
DUE = MESSAGES // STEP
WARM_UP = DUE // 3
_MB = 1 << 20


def resident() -> int:
    """Bytes of memory that the process holds now; the most it held where the system does not tell."""
    with suppress(AttributeError, OSError, TypeError):  # glibc keeps what was freed, for what comes next
        ctypes.CDLL(None).malloc_trim(0)
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


async def burst(room: Newsroom, channels: list[int]) -> set[int]:
    """Send ten messages for each channel, one of them due; return the ids of the messages due."""
    backend = room.env.backend
    due = set()
    for n in range(STEP * len(channels)):
        is_due = n % STEP == 0
        channel_id = channels[n // STEP]
        text = DEATHS if is_due else f"Good morning number {n}, how is everybody today?"
        message = backend.create_message(channel_id, room.alice.id, text)
        if is_due:
            due.add(message.id)
    await room.rest()
    return due


@pytest.mark.soak
async def test_a_burst_is_answered_whole_and_leaves_nothing_behind(room: Newsroom) -> None:
    made = [room.guild.create_text_channel(f"c{n}") for n in range(WARM_UP + DUE)]
    await room.settle()
    for channel in made:
        await room.bot.channels.save(Channel(str(channel.id), str(room.guild.id), "all"))
    warm_up = await burst(room, [c.id for c in made[:WARM_UP]])
    gc.collect()
    before = resident()
    due = await burst(room, [c.id for c in made[WARM_UP:]])
    room.env.backend.transcript.clear()  # simcord's own record of what passed
    gc.collect()
    grown = resident() - before
    answered = Counter(int(body["message_reference"]["message_id"]) for body in room.replies())
    assert set(answered) == warm_up | due
    assert set(answered.values()) == {1}
    assert await room.rows("reply") == WARM_UP + DUE
    print(f"{MESSAGES} messages, {DUE} replies: {grown / _MB:.1f} MB more")
    assert grown < max(8, MESSAGES / 50) * _MB
