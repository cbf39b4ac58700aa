"""How an import of 10,000 claims weighs on the checks meanwhile: `python -m bench.imports [ROWS]`.

One process, one event loop, as in the bot: about twenty checks a second in the server that imports, at
rest and then while a CSV is read and written. Prints a table of the checks' p50 and p99, how late the
event loop was, and the import's own time and peak memory.
"""

import asyncio
import random
import resource
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.questions import read_questions
from claims_db.checker import Checker
from claims_db.exchange import read_batch
from claims_db.exchange.plan import plan_import
from claims_db.models import Topic
from claims_db.moderation.editors import Editors
from claims_db.storage.build import open_store
from claims_db.storage.store import Store

GUILD = "100"
_PAUSE = 0.05
_AT_REST_SECONDS = 10


def made_up_csv(topics: list[Topic], codes: list[str], rows: int) -> bytes:
    """Rows on the shipped topics, figures in words as a newsroom would type them."""
    chance = random.Random(7)
    lines = ["topic,source,figure,wording,excerpt,as_of,attributed_to,status,note"]
    for n in range(rows):
        figure = f"{chance.choice(['about ', 'more than ', ''])}{chance.randint(10, 99_999)} people"
        topic, code = chance.choice(topics).slug, chance.choice(codes)
        excerpt = f"the report says {figure} were counted there"
        lines.append(f"{topic},{code},{figure},{figure},{excerpt},2022-01,officials,official,row {n}")
    return "\n".join(lines).encode()


class Probe:
    """Checks at a steady pace, and how late the event loop wakes up."""

    def __init__(self, checker: Checker, texts: list[str]) -> None:
        self._checker = checker
        self._texts = texts
        self.checks: list[tuple[str, float]] = []
        self.lags: list[tuple[str, float]] = []
        self.phase = "at rest"

    async def check_on(self) -> None:
        n = 0
        while True:
            phase, started = self.phase, time.perf_counter()
            await self._checker.check(self._texts[n % len(self._texts)], mode="message", guild_id=GUILD)
            self.checks.append((phase, time.perf_counter() - started))
            n += 1
            await asyncio.sleep(_PAUSE)

    async def watch_loop(self) -> None:
        while True:
            phase, started = self.phase, time.perf_counter()
            await asyncio.sleep(0.005)
            self.lags.append((phase, time.perf_counter() - started - 0.005))


def row_of(name: str, samples: list[tuple[str, float]], lags: list[tuple[str, float]]) -> list[str]:
    own = sorted(s * 1000 for phase, s in samples if phase == name)
    late = sorted(s * 1000 for phase, s in lags if phase == name)
    if not own or not late:
        return [name, "0", "", "", "", "", ""]

    def at(values: list[float], share: float) -> str:
        return f"{values[min(len(values) - 1, int(len(values) * share))]:.1f}"

    shown = [at(own, 0.5), at(own, 0.99), at(own, 1), at(late, 0.99), at(late, 1)]
    return [name, str(len(own)), *shown]


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def measure(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(Path(folder) / "claims.sqlite3")
        try:
            await run(store, count)
        finally:
            await store.close()


async def run(store: Store, count: int) -> None:
    checker = Checker(store)
    editors = Editors.over(store, on_change=checker.forget)
    texts = [q.text for q in read_questions("train")]
    await checker.check(texts[0], guild_id=GUILD)
    data = made_up_csv(await store.topics(), [s.code for s in await store.sources()], count)
    probe = Probe(checker, texts)
    tasks = [asyncio.create_task(probe.check_on()), asyncio.create_task(probe.watch_loop())]
    await asyncio.sleep(_AT_REST_SECONDS)
    before = peak_mb()
    seconds = {}
    probe.phase = "reading the file"
    started = time.perf_counter()
    batch = await asyncio.to_thread(read_batch, data, "claims.csv")
    plan = await plan_import(store, checker.check, GUILD, batch)
    seconds[probe.phase] = time.perf_counter() - started
    probe.phase, started = "writing", time.perf_counter()
    await editors.claims.import_plan(plan, by="7")
    seconds[probe.phase] = time.perf_counter() - started
    probe.phase = "the claims read anew"
    started = time.perf_counter()
    await checker.check(texts[1], guild_id=GUILD)
    seconds[probe.phase] = time.perf_counter() - started
    probe.phase = "afterwards"
    await asyncio.sleep(5)
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    again = await plan_import(store, checker.check, GUILD, batch)
    table = Table("phase", "checks", "p50 ms", "p99 ms", "longest", "loop late p99", "longest", box=None)
    for name in ("at rest", *seconds, "afterwards"):
        table.add_row(*row_of(name, probe.checks, probe.lags))
    out = Console(highlight=False, width=110)
    out.print(table)
    out.print(", ".join(f"{name} {took:.2f} s" for name, took in seconds.items()))
    out.print(f"{len(plan.added):,} claims added; the same file again: {len(again.claims)} changes")
    out.print(
        f"peak memory: {before:.0f} MB before, {peak_mb():.0f} MB after; file: {len(data) / 1e6:.1f} MB"
    )


def main() -> None:
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))


if __name__ == "__main__":
    main()
