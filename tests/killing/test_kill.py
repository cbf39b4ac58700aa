"""kill -9 at any moment: what was acknowledged is there, what was not is wholly there or wholly absent.

A process of its own adds, imports, approves, answers and corrects, and writes to a journal what it is
about to do and what it was told is done. It is killed, after a random time or at a chosen point; then the
database is opened as the bot opens it and set against the journal.

A killed process loses nothing that was committed, whatever `synchronous` says: what it wrote is the
system's. That the power fails, when NORMAL may lose the last commits, can't be tested here.
"""

import asyncio
import multiprocessing
import os
import random
import signal
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from tests.killing.fuse import POINTS, Fuse, Point, killed_where
from tests.killing.inspection import Findings, Inspection
from tests.killing.journal import read_journal
from tests.killing.moderators import moderate
from tests.killing.newsroom import newsroom_in, nowhere
from tests.made_up import write_data
from tests.soak import IS_SOAK

_FOLDERS: Final = 40 if IS_SOAK else 4
_KILLS: Final = 10
"""Kills of one folder, each going on with the database that the one before left."""
_LONGEST: Final = 0.25
"""Seconds that a child lives which is killed after a random time."""
_PATIENCE: Final = 0.5
"""Seconds in which a child may come to the point where it kills itself."""
_MOST: Final[dict[Point, int]] = {
    "statement": 300, "beginning": 40, "split": 1, "instructions": 200, "committed": 40, "unacknowledged": 25,
    "begun": 8, "sent": 8,
}  # fmt: skip


def kill_one(folder: Path, chance: random.Random) -> str:
    """Let a child work in the folder until it is killed; returns where it was."""
    point = chance.choice([None, "beginning", "committed", *POINTS])
    left = chance.randint(1, _MOST[point]) if point is not None else 0
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.killing.moderators"])
    child = context.Process(target=moderate, args=(folder, chance.getrandbits(32), point, left))
    child.start()
    assert child.pid is not None
    child.join(chance.uniform(0.03, _LONGEST) if point is None else _PATIENCE)
    if child.is_alive():
        os.kill(child.pid, signal.SIGKILL)
        child.join()
    error = folder / "error.txt"
    assert child.exitcode == -signal.SIGKILL, error.read_text("utf-8") if error.exists() else child.exitcode
    child.close()
    return killed_where(folder / "place") if (folder / "place").exists() else "at the start"


async def look(folder: Path, findings: Findings, *, is_finishing: bool) -> None:
    """Open the folder as the bot does, and see what is there."""
    async with newsroom_in(folder, Fuse(None), nowhere()) as room:
        inspection = Inspection(room, read_journal(folder / "journal.jsonl"), findings)
        await inspection.inspect()
        if is_finishing:
            await inspection.finish_corrections()


def kill_and_look(folder: Path, seed: int) -> tuple[Findings, Counter[str]]:
    """A folder's kills, each with a look at what it left; now and then the next child finds it as it is."""
    chance = random.Random(seed)
    folder.mkdir()
    write_data(folder / "data")
    findings, places = Findings(), Counter[str]()
    for n in range(_KILLS):
        places[kill_one(folder, chance)] += 1
        is_finishing = n == _KILLS - 1 or chance.random() < 0.7
        asyncio.run(look(folder, findings, is_finishing=is_finishing))
        if findings.faults:
            break
    return findings, places


@pytest.mark.soak
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no kill -9 here")
def test_a_killed_process_loses_nothing_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    seeds = [int(os.environ.get("CROSSCHECK_KILL_SEED", "0")) * 1000 + n for n in range(_FOLDERS)]
    found = [kill_and_look(tmp_path / str(seed), seed) for seed in seeds]
    faults = {seed: findings.faults[:5] for seed, (findings, _) in zip(seeds, found, strict=True)}
    places = sum((places for _, places in found), Counter[str]())
    acknowledged = sum(findings.acknowledged for findings, _ in found)
    unposted, again = (sum(getattr(f, n) for f, _ in found) for n in ("unposted", "same_again"))
    print(dict(places), f"{acknowledged} acknowledged, {unposted} posted unknown, {again} said again")
    assert not any(faults.values()), faults
    assert places.total() == _FOLDERS * _KILLS
    assert acknowledged > 10 * _FOLDERS
