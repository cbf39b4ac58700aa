"""What people read of the moderators' queue: lists, cards, answers. Pure, escaped, bounded."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.moderation.claim_text import claim_lines, difference_text
from bot.rendering.cards import DESCRIPTION_LIMIT, Card, quoted
from bot.rendering.markdown import escape, join_within, shorten
from claims_db.models import Claim
from claims_db.storage.queue_items import Decision, ItemKind, QueueItem

_WANTS: Final = {
    "add": "to add a claim", "edit": "to edit", "retract": "to retract", "restore": "to restore",
    "hide": "to hide", "merge": "to merge the topic",
}  # fmt: skip
_MOVED: Final = "⚠ The claim has changed since this was proposed, so it can't be approved as it is"
_EDIT_IT: Final = f"{_MOVED}. Press Edit to apply it to the claim as it is now."
_AGAIN: Final = f"{_MOVED}. Reject it and propose it again."
_ITEM_LIMIT: Final = 850
_MAX_SUMMARY: Final = 1900


def _somebody(item: QueueItem) -> str:
    return f"<@{item.proposed_by}>" if item.proposed_by else "Somebody"


def wish(item: QueueItem) -> str:
    """Say who wants to change what, and why."""
    subject = f" **{escape(item.subject)}**" if item.subject else ""
    reason = f" ({shorten(escape(item.reason), 200)})" if item.reason else ""
    into = f" into **{escape(item.into)}**" if item.into else ""
    return f"{_somebody(item)} wants {_WANTS.get(item.action, 'a change')}{subject}{into}{reason}"


def moved_note(item: QueueItem, current: Claim | None) -> str:
    """Say what to do if the claim has changed since the item was proposed; "" if it has not."""
    if item.action == "add" or current is None or current.revision == item.base_revision:
        return ""
    return _EDIT_IT if item.action == "edit" else _AGAIN


def change_text(item: QueueItem, current: Claim | None) -> str:
    """Return a change in full: what the claim would say, and before → after if it exists already."""
    lines = [wish(item), moved_note(item, current)]
    claim = item.claim if item.action in ("add", "edit") or current is None else current
    if claim is not None:
        lines += claim_lines(claim)
    if item.action == "edit" and current is not None and item.claim is not None:
        lines += ["Before → after:", difference_text(current, item.claim)]
    elif item.action == "retract" and current is not None:
        lines.append(f"Before → after:\n- status: {current.status} → retracted")
    return join_within("\n".join(filter(None, lines)).split("\n"), DESCRIPTION_LIMIT)[0]


def desk_card(item: QueueItem, current: Claim | None) -> Card:
    """Return the card that shows a change in the moderators' channel, waiting or decided."""
    if item.state == "open":
        footer = "Another moderator has to approve it."
        return Card(f"Waiting for approval: item {item.proposal_id}", change_text(item, current), footer)
    done = "Approved" if item.state == "accepted" else "Rejected"
    by = f" by <@{item.decided_by}>" if item.decided_by else ""
    reason = f": {shorten(escape(item.answer), 500)}" if item.answer else ""
    claim = item.claim
    if claim is not None and (item.action, item.state) == ("retract", "accepted"):
        claim = replace(claim, status="retracted")
    claim_line = f"\n{quoted(claim)}" if claim is not None else ""
    return Card(f"{done}: item {item.proposal_id}", f"{done}{by}{reason}\n{wish(item)}{claim_line}")


def item_text(item: QueueItem, current: Claim | None = None) -> str:
    """Return one item of the list. Only the moderator who proposed a change is named."""
    number = f"`{item.proposal_id}`"
    if item.kind == "change":
        note = moved_note(item, current)
        note_line = f"\n-# {note}" if note else ""
        claim = f": {quoted(item.claim)}" if item.claim is not None else ""
        text = f"{number} {wish(item)}{claim}"
        if item.action == "edit" and current is not None and item.claim is not None:
            text += f"\n{difference_text(current, item.claim)}"
        return shorten(text, _ITEM_LIMIT - len(note_line)) + note_line
    if item.kind == "question":
        times = f"asked {item.count} times" if item.count > 1 else "asked once"
        figures = f" ({escape(', '.join(item.figures))})" if item.figures else ""
        return shorten(f"{number} Question, {times}: {escape(item.text)}{figures}", _ITEM_LIMIT)
    more = ", ".join(escape(part) for part in (item.source, item.link) if part)
    tail = f"\n-# {shorten(more, 300)}" if more else ""
    return shorten(f"{number} Suggestion: {escape(item.text)}", _ITEM_LIMIT - len(tail)) + tail


def queue_card(
    items: Sequence[QueueItem], current_by_id: Mapping[str, Claim], counts: Mapping[ItemKind, int]
) -> Card:
    """Return the card of one page of the queue."""
    if not items:
        return Card("The queue", "Nothing is waiting.")
    texts = [item_text(item, current_by_id.get(item.subject)) for item in items]
    body, _ = join_within(texts, DESCRIPTION_LIMIT, separator="\n\n")
    footer = ", ".join(
        f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in counts.items() if count
    )
    return Card("The queue", body, f"Open: {footer}")


def decisions_text(decisions: Sequence[Decision], done: str) -> str:
    """Return what became of several items decided at once."""
    problems = [d for d in decisions if d.problem]
    count = len(decisions) - len(problems)
    lines = [f"{count} {'item' if count == 1 else 'items'} {done}."]
    lines += [f"- Item {d.proposal_id}: {shorten(escape(d.problem), 200)}" for d in problems]
    return shorten("\n".join(lines), _MAX_SUMMARY)


def told_text(item: QueueItem, server: str) -> str:
    """Return the private message to somebody who asked or suggested, once moderators have decided."""
    kind = "suggestion" if item.kind == "suggestion" else "question"
    subject = f"your {kind} '{shorten(escape(item.text), 200)}'" if item.text else f"your {kind}"
    server_name = f"**{shorten(escape(server), 100)}**" if server else "a server"
    verb = "answered" if item.state == "accepted" else "turned down"
    answer = f"\n> {shorten(escape(item.answer), 1200)}" if item.answer else ""
    return f"The moderators of {server_name} {verb} {subject}.{answer}"
