"""What an import does or would do, as text. Pure."""

import csv
import io
from collections.abc import Iterator, Sequence

from claims_db.errors import Problem
from claims_db.models import Claim
from claims_db.records.import_plan import ImportPlan
from claims_db.records.records import ClaimRow
from claims_db.storage.audit import safe_cell


def counts(plan: ImportPlan) -> str:
    """Return one line that says how many claims, sources and topics are new or changed.

    >>> counts(ImportPlan("1", unchanged=3))
    'Claims: 0 new, 0 changed, 3 unchanged.'
    """
    line = f"Claims: {len(plan.added):,} new, {len(plan.changed):,} changed, {plan.unchanged:,} unchanged."
    for name, pairs in (("Sources", plan.sources), ("Topics", plan.topics)):
        added = sum(before is None for before, _ in pairs)
        if pairs:
            line += f" {name}: {added:,} new, {len(pairs) - added:,} changed."
    return line


def new_rows(plan: ImportPlan) -> Iterator[str]:
    """Yield a line for each new claim, and for each new or changed source and topic."""
    for old_source, source in plan.sources:
        yield f"{'~' if old_source else '+'} source {source.code}: {source.title} ({source.kind})"
    for old_topic, topic in plan.topics:
        needs = ", ".join(" or ".join(group) for group in topic.needs)
        sign = "~" if old_topic else "+"
        yield f"{sign} topic {topic.slug}: {topic.title} (matched by: {needs or 'its words'})"
    for claim in plan.added:
        yield f"+ {claim.id or 'new'}: {_summary(claim)}"


def changes_in(plan: ImportPlan) -> Iterator[str]:
    """Yield a line for each claim that changes, with every field that changes."""
    for before, after in plan.changed:
        old, new = ClaimRow.of(before).model_dump(), ClaimRow.of(after).model_dump()
        fields = "; ".join(f"{k}: {old[k]!r} -> {new[k]!r}" for k in old if old[k] != new[k])
        yield f"~ {before.id}: {fields}"


def _summary(claim: Claim) -> str:
    return f"{claim.topic}: '{claim.wording}' per source {claim.source} ({claim.status})"


def problem_rows(problems: Sequence[Problem]) -> list[str]:
    """Return a line for each problem."""
    return [
        f"{f'row {p.row}' if p.row else 'file'}"
        f"{f', {p.column}' if p.column else ''}: {p.wrong} (expected: {p.right})"
        for p in problems
    ]


def problems_csv(problems: Sequence[Problem]) -> bytes:
    """Return the problems as a CSV file for the person who fixes the rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["row", "column", "problem", "expected"])
    for p in problems:
        writer.writerow([str(p.row or ""), *map(safe_cell, (p.column, p.wrong, p.right))])
    return out.getvalue().encode("utf-8-sig")
