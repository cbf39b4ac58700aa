"""What people read of the moderators' queue: items, the desk's cards, answers. Pure, escaped, bounded."""

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
_MOVED: Final = "⚠ The claim was changed since this was proposed, so it can't be approved as it is"
_EDIT_IT: Final = f"{_MOVED}: press Edit to set it on what the claim is now."
_AGAIN: Final = f"{_MOVED}: reject it, and propose it again."
_ITEM_LIMIT: Final = 850
_MAX_TOLD: Final = 1900


def _somebody(item: QueueItem) -> str:
    return f"<@{item.proposed_by}>" if item.proposed_by else "Somebody"


def wish(item: QueueItem) -> str:
    """Who wants to change what, and why."""
    subject = f" **{escape(item.subject)}**" if item.subject else ""
    reason = f" ({shorten(escape(item.reason), 200)})" if item.reason else ""
    into = f" into **{escape(item.into)}**" if item.into else ""
    return f"{_somebody(item)} wants {_WANTS.get(item.action, 'a change')}{subject}{into}{reason}"


def moved_note(item: QueueItem, current: Claim | None) -> str:
    """What to do where the claim was changed since the change to it was proposed; "" where it was not."""
    if item.action == "add" or current is None or current.revision == item.base_revision:
        return ""
    return _EDIT_IT if item.action == "edit" else _AGAIN


def change_text(item: QueueItem, current: Claim | None) -> str:
    """A change in full: what the claim would say, and before → after where there is a before."""
    lines = [wish(item), moved_note(item, current)]
    shown = item.claim if item.action in ("add", "edit") or current is None else current
    if shown is not None:
        lines += claim_lines(shown)
    if item.action == "edit" and current is not None and item.claim is not None:
        lines += ["Before → after:", difference_text(current, item.claim)]
    elif item.action == "retract" and current is not None:
        lines.append(f"Before → after:\n- status: {current.status} → retracted")
    return join_within("\n".join(filter(None, lines)).split("\n"), DESCRIPTION_LIMIT)[0]


def desk_card(item: QueueItem, current: Claim | None) -> Card:
    """What the moderators' channel is shown of a change, waiting or decided."""
    if item.state == "open":
        footer = "Another moderator has to approve it."
        return Card(f"Waits for approval: item {item.proposal_id}", change_text(item, current), footer)
    done = "Approved" if item.state == "accepted" else "Rejected"
    by = f" by <@{item.decided_by}>" if item.decided_by else ""
    said = f": {shorten(escape(item.answer), 500)}" if item.answer else ""
    said_of = item.claim
    if said_of is not None and (item.action, item.state) == ("retract", "accepted"):
        said_of = replace(said_of, status="retracted")
    claim = f"\n{quoted(said_of)}" if said_of is not None else ""
    return Card(f"{done}: item {item.proposal_id}", f"{done}{by}{said}\n{wish(item)}{claim}")


def item_text(item: QueueItem, current: Claim | None = None) -> str:
    """One item of the list; nobody is named but who proposed a change."""
    number = f"`{item.proposal_id}`"
    if item.kind == "change":
        note = moved_note(item, current)
        moved = f"\n-# {note}" if note else ""
        said = f": {quoted(item.claim)}" if item.claim is not None else ""
        text = f"{number} {wish(item)}{said}"
        if item.action == "edit" and current is not None and item.claim is not None:
            text += f"\n{difference_text(current, item.claim)}"
        return shorten(text, _ITEM_LIMIT - len(moved)) + moved
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
    """One page of the queue."""
    if not items:
        return Card("The queue", "Nothing waits here.")
    texts = [item_text(item, current_by_id.get(item.subject)) for item in items]
    body, _ = join_within(texts, DESCRIPTION_LIMIT, separator="\n\n")
    footer = ", ".join(
        f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in counts.items() if count
    )
    return Card("The queue", body, f"Open: {footer}")


def decisions_text(decisions: Sequence[Decision], done: str) -> str:
    """What became of several items at once."""
    problems = [d for d in decisions if d.problem]
    count = len(decisions) - len(problems)
    lines = [f"{count} {'item' if count == 1 else 'items'} {done}."]
    lines += [f"- Item {d.proposal_id}: {shorten(escape(d.problem), 200)}" for d in problems]
    return shorten("\n".join(lines), _MAX_TOLD)


def told_text(item: QueueItem, server: str) -> str:
    """What somebody who asked is told privately."""
    what = "suggestion" if item.kind == "suggestion" else "question"
    asked = f"your {what} '{shorten(escape(item.text), 200)}'" if item.text else f"your {what}"
    place = f"**{shorten(escape(server), 100)}**" if server else "a server"
    verb = "answered" if item.state == "accepted" else "turned down"
    said = f"\n> {shorten(escape(item.answer), 1200)}" if item.answer else ""
    return f"In {place}, moderators {verb} {asked}.{said}"
