"""What a corrected reply says of the correction, and what its moderators are told. Pure.

corrected on 2026-11-22: was 'at least 40', now '43'
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.rendering.lines import STATUS_NOTES
from bot.rendering.markdown import escape, in_quotes, shorten
from claims_db.kept_figure import spelled
from claims_db.models import WITHDRAWN
from claims_db.records.records import SHOWN, ClaimRow
from claims_db.storage.audit import AuditEntry
from claims_db.storage.corrections import Correction, Outcome

MAX_LINES: Final = 3
_LINE_LIMIT: Final = 240
_WORDING_LIMIT: Final = 60
_READ: Final = ("value", "value_high", "comparator", "unit", "per", "date", "negated", "vague")
_VERBS: Final = {
    "retracted": "was retracted", "denied": "was marked as denied", "restored": "was restored",
    "hidden": "is shown no more", "shown": "is shown again", "corrected": "was corrected",
    "merged": "was merged", "split": "is a topic of its own again",
}  # fmt: skip


def change_of(entry: AuditEntry) -> str:
    """What the write did to replies: a key of the verbs above, or "" where nothing shows of it."""
    if entry.kind == "topic":
        return "split" if entry.action == "unmerge" else "merged" * bool(entry.after.get("merged_into"))
    if entry.kind != "claim" or not entry.before:
        return ""
    if not entry.after:
        return "hidden"
    before, after = entry.before.get("status"), entry.after.get("status")
    if after != before and after in WITHDRAWN:
        return str(after)
    if before != after and before in WITHDRAWN:
        return "restored"
    if any(entry.before.get(key) != entry.after.get(key) for key in SHOWN):
        return "corrected"
    # Nothing of it is other than before: it was hidden, or only its note was changed.
    return "shown" if entry.action == "restore" or entry.reason.startswith("undoes write ") else ""


def correction_lines(corrections: Sequence[Correction], titles: Mapping[str, str]) -> list[str]:
    """A line for each of the latest corrections of a reply, at most three, the latest first.

    `titles` are the topics' by slug. Escaped and bounded; without Discord's mark for small print.
    """
    lines = (_line(correction.entry, titles) for correction in corrections)
    return [shorten(line, _LINE_LIMIT) for line in dict.fromkeys(lines) if line][:MAX_LINES]


def _line(entry: AuditEntry, titles: Mapping[str, str]) -> str:
    change, day, old, new = change_of(entry), entry.day, entry.before, entry.after
    if change == "merged":
        into = str(new["merged_into"])
        return (
            f"merged on {day}: {in_quotes(str(old.get('title', entry.subject)), 60)} is now part of "
            f"{in_quotes(titles.get(into, into), 60)}"
        )
    if change == "split":
        return f"split on {day}: {in_quotes(str(new.get('title', entry.subject)), 60)} is apart again"
    if change in WITHDRAWN:
        reason = f" ({shorten(escape(entry.reason), 100)})" if entry.reason.strip() else ""
        return f"{change} on {day}: {_quoted(old)} per source {_source(old)}{reason}"
    if change == "restored":
        return f"restored on {day}: {_quoted(new)} per source {_source(new)} stands again"
    if change == "hidden":
        return f"no longer shown here since {day}: {_quoted(old)}"
    if change == "shown":
        return f"shown again since {day}: {_fallen(new)}{_quoted(new)} per source {_source(new)}"
    if change == "corrected":
        was, now = _versions(old, new)
        return f"corrected on {day}: was {was}, now {now}"
    return ""


def _quoted(record: Mapping[str, Any]) -> str:
    return in_quotes(str(record.get("wording", "")), _WORDING_LIMIT)


def _fallen(record: Mapping[str, Any]) -> str:
    """What goes before a figure that fell."""
    status = str(record.get("status", ""))
    return f"{STATUS_NOTES[status]}: " if status in WITHDRAWN else ""


def _source(record: Mapping[str, Any]) -> str:
    return shorten(escape(str(record.get("source", ""))), 32)


def _versions(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, str]:
    """The claim before and after, each with what tells it from the other."""
    changed = {key for key in SHOWN if old.get(key) != new.get(key)}
    return _version(old, changed), _version(new, changed)


def _version(record: Mapping[str, Any], changed: set[str]) -> str:
    details = []
    if "wording" not in changed and changed & set(_READ):
        details.append(f"read as {escape(_figure(record)) or 'no figure'}")
    if "source" in changed:
        details.append(f"per source {_source(record)}")
    if "status" in changed:
        status = str(record.get("status", ""))
        details.append(STATUS_NOTES.get(status, escape(status)))
    if "attributed_to" in changed:
        named = shorten(escape(str(record.get("attributed_to", ""))), 40)
        details.append(f"citing {named}" if named else "citing nobody")
    if "as_of" in changed:
        day = escape(str(record.get("as_of", "")))
        details.append(f"as of {day}" if day else "undated")
    if "topic" in changed:
        details.append(f"on {shorten(escape(str(record.get('topic', '')).replace('-', ' ')), 40)}")
    if not details and "wording" not in changed:
        details.append(f"taken as: {escape(str(record.get('stance', ''))) or 'no stance'}")
    said = _quoted(record) if "status" in changed else f"{_fallen(record)}{_quoted(record)}"
    return f"{said} ({', '.join(details)})" if details else said


def _figure(record: Mapping[str, Any]) -> str:
    known = {key: value for key, value in record.items() if key in ClaimRow.model_fields}
    figure = ClaimRow.model_validate(known).claim(0).figure
    return spelled(figure) if figure is not None else ""


def report(entry: AuditEntry, outcome: Outcome) -> str:
    """What became of a write's corrections, for moderators: one sentence, "" where there were none.

    Claim B2-1 was retracted: 12 replies corrected; 1 could not be: the message is gone (1)
    """
    total = outcome.pending + outcome.done + outcome.failed
    if not total:
        return ""
    parts = []
    if outcome.done or not outcome.failed:
        parts.append(f"{outcome.done} {'reply' if outcome.done == 1 else 'replies'} corrected")
    if outcome.pending:
        parts.append(f"{outcome.pending} to go")
    if outcome.failed:
        problems = ", ".join(f"{escape(problem)} ({count})" for problem, count in outcome.problems)
        of_what = "" if parts else (" reply" if outcome.failed == 1 else " replies")
        parts.append(f"{outcome.failed}{of_what} could not be{'' if parts else ' corrected'}: {problems}")
    what = _VERBS.get(change_of(entry), "was changed")
    by_release = " by a release of the shipped claims" if entry.action == "release" else ""
    subject = f"{entry.kind.capitalize()} {shorten(escape(entry.subject), 80)}"
    return shorten(f"{subject} {what}{by_release}: {'; '.join(parts)}", 600)
