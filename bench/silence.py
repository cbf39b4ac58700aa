"""False alarms on messages that have nothing to do with the claims: `python -m bench.silence FILE...`.

Each file holds one message a line. Prints how many the bot would have answered unasked, and which.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from claims_db.checker import Checker
from claims_db.storage.build import open_store


async def measure(path: Path, checker: Checker, *, limit: int) -> None:
    count = alarms = 0
    started = time.perf_counter()
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if count >= limit:
                break
            count += 1
            answer = await checker.check(line.rstrip("\n"), mode="message")
            if answer.should_speak:
                alarms += 1
                print(
                    f"  {[(f.topic.slug, round(f.score, 2)) for f in answer.findings]} {line.strip()[:200]!r}"
                )
    seconds = time.perf_counter() - started
    print(f"{path.name}: {alarms} of {count} answered, {count / seconds:.0f} messages a second")


async def run(paths: list[str], limit: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(Path(folder) / "claims.sqlite3")
        try:
            for path in paths:
                await measure(Path(path), Checker(store), limit=limit)
        finally:
            await store.close()


def main() -> None:
    paths = [a for a in sys.argv[1:] if not a.isdigit()]
    limits = [int(a) for a in sys.argv[1:] if a.isdigit()]
    if not paths:
        sys.exit("Give one or more files with one message a line: python -m bench.silence FILE... [LIMIT]")
    asyncio.run(run(paths, limits[0] if limits else 1_000_000))


if __name__ == "__main__":
    main()
