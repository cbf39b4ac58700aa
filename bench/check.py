"""How fast a check is, beside a plain rapidfuzz scan of the same claims: `python -m bench.check`.

Prints messages a second, p50 and p99 of one check, the same for the scan in the same run, their
ratio, and the start-up time and memory of the process. Absolute times are this machine's; quote the ratio.
"""

import asyncio
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from bench.questions import read_questions
from claims_db.checker import Checker
from claims_db.storage.build import open_store


def report(name: str, seconds: Sequence[float]) -> float:
    """Print the line for one method; returns its median in milliseconds."""
    ordered = sorted(seconds)
    p50 = statistics.median(ordered) * 1000
    p99 = ordered[int(len(ordered) * 0.99)] * 1000
    print(f"{name}: {len(ordered) / sum(ordered):.0f} messages a second, p50 {p50:.2f} ms, p99 {p99:.2f} ms")
    return p50


async def measure() -> None:
    texts = [q.text for name in ("train", "held_out") for q in read_questions(name)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.sqlite3"
        started = time.perf_counter()
        store = await open_store(path)
        print(f"building the database: {time.perf_counter() - started:.2f} s")
        try:
            checker = Checker(store)
            started = time.perf_counter()
            await checker.check("warm up")
            print(f"loading what messages are matched against: {time.perf_counter() - started:.2f} s")
            claims = [f"{c.topic} {c.excerpt}" for c in await store.claims()]
            checks, scans = [], []
            for text in texts:
                started = time.perf_counter()
                await checker.check(text, mode="message")
                checks.append(time.perf_counter() - started)
                started = time.perf_counter()
                process.extractOne(text, claims, scorer=fuzz.token_set_ratio)
                scans.append(time.perf_counter() - started)
            print(f"{len(texts)} messages, {len(claims)} claims")
            check, scan = report("check", checks), report("rapidfuzz token_set_ratio scan", scans)
            print(f"check / scan at p50: {check / scan:.2f}")
        finally:
            await store.close()


def main() -> None:
    asyncio.run(measure())
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import bot.cli"], check=True)
    print(f"start-up of the process (imports): {time.perf_counter() - started:.2f} s")
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
