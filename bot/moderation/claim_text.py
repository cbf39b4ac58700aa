"""What moderators read about claims: previews, differences, audit entries. Pure, escaped, bounded."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.rendering.cards import quoted
from bot.rendering.markdown import escape, in_quotes, shorten
from bot.rendering.relation import relation_words
from claims_db.compare import compare_claim
from claims_db.kept_figure import spelled
from claims_db.models import Claim
from claims_db.records.records import ClaimRow
from claims_db.storage.audit import AuditEntry

_DONE: Final = {
    "add": "added", "edit": "edited", "retract": "retracted", "restore": "restored", "hide": "hid",
    "undo": "undid a write to", "merge": "merged", "unmerge": "unmerged", "set": "set",
    "release": "changed by a release:", "import": "imported",
}  # fmt: skip
_QUIET_FIELDS: Final = frozenset({"id", "revision", "offset"})
_MAX_VALUE: Final = 120


def figure_text(claim: Claim) -> str:
    """Return how the claim's figure was read: "more than 2,000 people, counted: troops"."""
    figure = claim.figure
    if figure is None:
        return f"no figure: a statement ({escape(claim.stance)})"
    if figure.is_date:
        return f"the date {figure.date}"
    unit = f" {figure.unit}" if figure.unit in ("people", "things") else ""
    counted = f", counted: {escape(figure.counted)}" if figure.counted else ""
    per = f" per {escape(figure.per)}" if figure.per else ""
    vague = " (vague)" if figure.vague else ""
    return f"{spelled(figure)}{unit}{per}{vague}{counted}"


def claim_lines(claim: Claim) -> list[str]:
    """Return the claim as it is, one line for each field worth showing."""
    lines = [
        f"**{quoted(claim)}**",
        f"Read as: {figure_text(claim)}",
        f"Topic: {escape(claim.topic)}, question: {escape(claim.aspect)}",
        f"Status: {claim.status}" + (f", as of {claim.as_of}" if claim.as_of else ""),
    ]
    if claim.attributed_to:
        lines.append(f"Attributed to: {escape(claim.attributed_to)}")
    if claim.excerpt != claim.wording:
        lines.append(f"Excerpt: {in_quotes(claim.excerpt, 300)}")
    if claim.note:
        lines.append(f"Note: {shorten(escape(claim.note), 300)}")
    return lines


def set_against(claim: Claim, siblings: Sequence[Claim], *, limit: int = 6) -> list[str]:
    """Return how the claim's figure relates to the other claims on its question, differences first."""
    if claim.figure is None:
        others = [c for c in siblings if c.aspect == claim.aspect and c.id != claim.id]
        return [f"· beside {quoted(c)}" for c in others[:limit]]
    order = {"differs": 0, "agrees": 1, "compatible": 2}
    rows = [
        (
            order.get(comparison.relation, 3),
            f"{words.symbol} {words.verb} {quoted(c)}",
        )
        for c in siblings
        if c.id != claim.id and c.aspect == claim.aspect and c.figure is not None
        for comparison in (compare_claim(claim.figure, c),)
        for words in (relation_words(comparison, c),)
    ]
    return [line for _, line in sorted(rows, key=lambda row: row[0])[:limit]]


def likely_duplicates(claim: Claim, siblings: Sequence[Claim]) -> list[Claim]:
    """Return the claims of the same source that state the same figure on the same question, or the same
    words."""
    duplicates = []
    for other in siblings:
        if other.id == claim.id or other.source != claim.source:
            continue
        is_same_figure = (
            claim.figure is not None
            and other.figure is not None
            and other.aspect == claim.aspect
            and compare_claim(claim.figure, other).relation == "agrees"
        )
        if is_same_figure or other.wording.casefold() == claim.wording.casefold():
            duplicates.append(other)
    return duplicates


def preview_text(claim: Claim, siblings: Sequence[Claim], would_answer: str = "") -> str:
    """Return what a moderator sees before saving a claim."""
    lines = claim_lines(claim)
    against = set_against(claim, siblings)
    lines.append(
        "Compared with the other claims on this question:"
        if against
        else "There is no other claim on this question yet."
    )
    lines += against
    twins = likely_duplicates(claim, siblings)
    if twins:
        named = "; ".join(f"{escape(c.id)} {quoted(c)}" for c in twins[:3])
        lines.append(f"⚠ Possible duplicate of: {named}")
    if would_answer:
        lines.append(would_answer)
    return shorten("\n".join(lines), 1900)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (field, before, after) for everything that differs between two records."""
    keys = dict.fromkeys([*before, *after])
    return [
        (key, _value(before.get(key)), _value(after.get(key)))
        for key in keys
        if key not in _QUIET_FIELDS and (before.get(key) or "") != (after.get(key) or "")
    ]


def _value(value: Any) -> str:
    if value in (None, "", False, []):
        return "(empty)"
    return shorten(escape(str(value)), _MAX_VALUE)


def difference_text(before: Claim, after: Claim) -> str:
    """Return what differs between two revisions, one line for each field."""
    differences = changes(ClaimRow.of(before).model_dump(), ClaimRow.of(after).model_dump())
    return "\n".join(f"- {name}: {old} → {new}" for name, old, new in differences) or "- no differences"


def entry_line(entry: AuditEntry) -> str:
    """Return an audit entry in two lines: when, who and what; then what it changed."""
    # Without an id: somebody who used /forgetme, or an import from the terminal.
    nobody = "" if entry.action == "release" else "somebody unnamed"
    who = f"<@{entry.user_id}>" if entry.user_id else nobody
    when = f"`{entry.audit_id}` <t:{int(entry.written_at)}:f>"
    done = _DONE.get(entry.action, entry.action)
    head = f"{when} {who} {done} {entry.kind} **{escape(entry.subject)}**"
    reason = f" ({shorten(escape(entry.reason), 150)})" if entry.reason else ""
    if not entry.before or not entry.after:
        record = entry.after or entry.before
        summary = record.get("wording") or record.get("title") or record.get("merged_into") or ""
        detail = f": {shorten(escape(str(summary)), _MAX_VALUE)}" if summary else ""
        return f"{head}{detail}{reason}"
    parts = [f"{name}: {old} → {new}" for name, old, new in changes(entry.before, entry.after)[:4]]
    return f"{head}{reason}" + (f"\n-# {'; '.join(parts)}" if parts else "")
