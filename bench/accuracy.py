"""How often the checker finds the right topics, and keeps silent: `python -m bench.accuracy [SET] [-v]`."""

import asyncio
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bench.questions import Question, read_questions
from claims_db.checker import Checker
from claims_db.storage.build import open_store


async def measure(questions: list[Question], *, is_verbose: bool = False) -> Counter[str]:
    """Counts over the questions: topics answered, first finding right, findings on topic, silence."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(Path(folder) / "claims.sqlite3")
        try:
            checker = Checker(store)
            for q in questions:
                answer = await checker.check(q.text, mode="message" if q.mode == "message" else "check")
                found = [f.topic.slug for f in answer.findings]
                note = ""
                if not q.topics:
                    is_silent = not (answer.should_speak if q.mode == "message" else found)
                    counts["to be silent on"] += 1
                    counts["silent"] += is_silent
                    note = "" if is_silent else "SPOKE "
                else:
                    counts["questions"] += 1
                    counts["topics"] += len(q.topics)
                    counts["answered"] += len(q.topics & set(found))
                    counts["first right"] += bool(found) and found[0] in q.topics
                    counts["findings"] += len(found)
                    counts["on topic"] += sum(slug in q.topics | q.also for slug in found)
                    if q.topics - set(found):
                        note = f"MISSED {sorted(q.topics - set(found))} ({answer.silence}) "
                    if set(found) - q.topics - q.also:
                        note += f"OFF {sorted(set(found) - q.topics - q.also)} "
                if note and is_verbose:
                    found_scores = [(f.topic.slug, round(f.score, 2)) for f in answer.findings]
                    print(f"{note}| {q.text[:160]!r} -> {found_scores}")
        finally:
            await store.close()
    return counts


def main() -> None:
    names = [a for a in sys.argv[1:] if not a.startswith("-")] or ["train", "held_out"]
    for name in names:
        t = asyncio.run(measure(read_questions(name), is_verbose="-v" in sys.argv))
        print(
            f"{name}: topics answered {t['answered']}/{t['topics']} = {t['answered'] / t['topics']:.3f}, "
            f"first right {t['first right'] / t['questions']:.3f}, "
            f"on topic {t['on topic'] / max(1, t['findings']):.3f}, "
            f"silence kept {t['silent']}/{t['to be silent on']} = {t['silent'] / t['to be silent on']:.3f}"
        )


if __name__ == "__main__":
    main()
