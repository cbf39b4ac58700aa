"""Which relations are right, and when the bot speaks: `python -m bench.relations [-v]`.

On the shipped subject by statements of `bench/statements`, whole answers; on made-up subjects, which nobody
tuned on, with the topics given.
"""

import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from bench.subjects import Subject, subjects
from claims_db.checker import Checker
from claims_db.models import Answer, Finding
from claims_db.storage.build import open_store

STATEMENTS: Final = Path(__file__).parent / "statements" / "shipped.jsonl"
MEASURES: Final = ("relation", "lead", "speaks", "silent")


def relations_in(findings: Iterable[Finding]) -> dict[str, str]:
    """Return, by claim, the relation that the first finding with it shows."""
    found: dict[str, str] = {}
    for finding in findings:
        for evidence in finding.evidence:
            if evidence.comparison is not None:
                found.setdefault(evidence.claim.id, evidence.comparison.relation)
    return found


async def measure_shipped(*, is_verbose: bool = False) -> Counter[str]:
    """Count, over the statements on the shipped subject, what was right of each measure and of how many."""
    counts: Counter[str] = Counter()
    rows = [json.loads(line) for line in STATEMENTS.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(Path(folder) / "claims.sqlite3")
        try:
            checker = Checker(store)
            for row in rows:
                answer = await checker.check(row["text"], mode=row["mode"])
                wrong = _judge(row["check"], answer, counts)
                if wrong and is_verbose:
                    print(row["id"], row["text"][:160], "|", "; ".join(wrong))
        finally:
            await store.close()
    return counts


def _judge(check: dict[str, Any], answer: Answer, counts: Counter[str]) -> list[str]:
    shown = relations_in(answer.findings)
    wrong = []

    def count(measure: str, is_right: bool, note: str) -> None:
        counts[f"{measure} of"] += 1
        counts[measure] += is_right
        if not is_right:
            wrong.append(note)

    for claim, wanted in check.get("relation", {}).items():
        allowed = [wanted] if isinstance(wanted, str) else wanted
        count("relation", shown.get(claim) in allowed, f"{claim} {shown.get(claim)}, not {wanted}")
    for claim, unwanted in check.get("not_relation", {}).items():
        count("relation", shown.get(claim) not in unwanted, f"{claim} {shown.get(claim)}")
    if "speak" in check:
        measure = "speaks" if check["speak"] else "silent"
        count(measure, answer.should_speak == check["speak"], f"speak {answer.should_speak}")
    if "lead" in check:
        lead = check["lead"]
        first = next((f for f in answer.findings if f.topic.slug == lead["topic"]), None)
        leading = {e.claim.id for e in first.evidence[: lead["within"]]} if first is not None else set()
        count("lead", bool(set(lead["of"]) & leading), "lead")
    return wrong


def measure_subject(subject: Subject, *, is_verbose: bool = False) -> Counter[str]:
    """Count the same over a made-up subject's statements, the topics given."""
    counts: Counter[str] = Counter()
    number_of = {id(claim): number for number, claim in subject.claims.items()}
    for statement in subject.statements:
        row: dict[str, Any] = dict(statement)
        titles = [t for t in (*row["topics"], *row["also"]) if t in subject.topics]
        if not titles:
            continue
        findings = subject.findings(row["text"], titles)
        shown = {
            number_of[id(e.claim)]: e.comparison.relation
            for f in findings
            for e in f.evidence
            if e.comparison is not None
        }
        wrong = []
        for number, wanted in row["relations"].items():
            got = shown.get(int(number), "none")
            counts["relation of"] += 1
            is_right = got == wanted or (wanted == "none" and got in ("not comparable", "different scope"))
            counts["relation"] += is_right
            if not is_right:
                wrong.append(f"{number} {got}, not {wanted}")
        first = [number_of[id(e.claim)] for e in findings[0].evidence[:2]] if row["topics"] else []
        if row["lead"] and first:
            counts["lead of"] += 1
            counts["lead"] += bool(set(row["lead"]) & set(first))
        if row["mode"] == "message" and row["speak"] is not None:
            measure = "speaks" if row["speak"] else "silent"
            is_right = any(f.is_telling for f in findings) == row["speak"]
            counts[f"{measure} of"] += 1
            counts[measure] += is_right
            if not is_right:
                wrong.append(f"should speak: {row['speak']}")
        if wrong and is_verbose:
            print(row["id"], row["text"][:160], "|", "; ".join(wrong))
    return counts


def line_of(name: str, counts: Counter[str]) -> str:
    """Return one line with every measure as a share."""
    parts = [
        f"{m} {counts[m]}/{counts[f'{m} of']} = {counts[m] / counts[f'{m} of']:.3f}"
        for m in MEASURES
        if counts[f"{m} of"]
    ]
    return f"{name}: {', '.join(parts)}"


def main() -> None:
    is_verbose = "-v" in sys.argv
    print(line_of("shipped", asyncio.run(measure_shipped(is_verbose=is_verbose))))
    total: Counter[str] = Counter()
    for subject in subjects():
        counts = measure_subject(subject, is_verbose=is_verbose)
        total += counts
        print(line_of(subject.name, counts))
    print(line_of("made-up subjects", total))


if __name__ == "__main__":
    main()
