"""The buttons of the moderators' queue. They survive a restart: all they hold is numbers.

Pressing one is an event ("queue_button" and its like) that bot/exts/queue.py and bot/exts/suggest.py hear.

A place says what a button's message shows, to show it again: "desk" for one change in the moderators'
channel, or a page of the list, such as "a0": all kinds, the first page.
"""

import re
from collections.abc import Sequence
from typing import Any, Final, Self

import discord

from claims_db.storage.queue_items import ItemKind, QueueItem

PAGE_SIZE: Final = 4
"""Items on a page: Discord shows at most five rows of buttons, and the last is for turning pages."""
DESK: Final = "desk"
KIND_BY_LETTER: Final[dict[str, ItemKind | str]] = {
    "a": "", "c": "change", "s": "suggestion", "q": "question",
}  # fmt: skip
LETTER_BY_KIND: Final = {kind: letter for letter, kind in KIND_BY_LETTER.items()}
_LABELS: Final = {
    "approve": "Approve",
    "answer": "Answer",
    "claim": "Add claim",
    "edit": "Edit",
    "reject": "Reject",
}
_STYLES: Final = {
    "approve": discord.ButtonStyle.success, "answer": discord.ButtonStyle.success,
    "reject": discord.ButtonStyle.danger,
}  # fmt: skip
_Item = discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]]


def page_key(kind: str, page: int) -> str:
    """Return the place that stands for a page of the list."""
    return f"{LETTER_BY_KIND[kind]}{page}"


def page_of(place: str) -> tuple[str, int]:
    """Return the kind and page that a place stands for; the place must not be DESK."""
    return KIND_BY_LETTER[place[0]], int(place[1:])


class ItemButton(
    _Item,
    template=r"crosscheck:queue:(?P<action>approve|answer|claim|edit|reject):(?P<item>[0-9]{1,18}):"
    r"(?P<place>desk|[acsq][0-9]{1,4})",
):
    """Decides one item."""

    def __init__(self, action: str, proposal_id: int, place: str, row: int | None = None) -> None:
        self.action = action
        self.proposal_id = proposal_id
        self.place = place
        label = _LABELS[action] if place == DESK else f"{_LABELS[action]}: {proposal_id}"
        button: discord.ui.Button[discord.ui.View] = discord.ui.Button(
            label=label,
            style=_STYLES.get(action, discord.ButtonStyle.secondary),
            custom_id=f"crosscheck:queue:{action}:{proposal_id}:{place}",
        )
        super().__init__(button, row=row)

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["action"], int(match["item"]), match["place"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("queue_button", interaction, self.action, self.proposal_id, self.place)


class AllButton(
    _Item,
    template=r"crosscheck:queue-all:(?P<action>accept|reject):(?P<place>[acsq][0-9]{1,4}):"
    r"(?P<items>[0-9]{1,18}(?:-[0-9]{1,18}){0,3})",
):
    """Decides all items that its page shows."""

    def __init__(self, action: str, proposal_ids: Sequence[int], place: str, row: int | None = None) -> None:
        self.action = action
        self.proposal_ids = tuple(proposal_ids)
        self.place = place
        numbers = "-".join(map(str, self.proposal_ids))
        button: discord.ui.Button[discord.ui.View] = discord.ui.Button(
            label=f"{action.capitalize()} all shown",
            custom_id=f"crosscheck:queue-all:{action}:{place}:{numbers}",
        )
        super().__init__(button, row=row)

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["action"], [int(n) for n in match["items"].split("-")], match["place"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch(
            "queue_all_button", interaction, self.action, self.proposal_ids, self.place
        )


class PageButton(
    _Item, template=r"crosscheck:queue-page:(?P<label>next|back):(?P<place>[acsq][0-9]{1,4})"
):  # fmt: skip
    """Turns to another page."""

    def __init__(self, label: str, place: str, row: int | None = None) -> None:
        self.place = place
        button: discord.ui.Button[discord.ui.View] = discord.ui.Button(
            label=label.capitalize(), custom_id=f"crosscheck:queue-page:{label}:{place}"
        )
        super().__init__(button, row=row)

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["label"], match["place"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("queue_page_button", interaction, self.place)


class TellButton(_Item, template=r"crosscheck:queue-tell:(?P<item>[0-9]{1,18})"):
    """Stands under an answer that found nothing; who presses it is notified when moderators answer."""

    def __init__(self, proposal_id: int) -> None:
        self.proposal_id = proposal_id
        super().__init__(
            discord.ui.Button(
                label="Tell me when it is answered", custom_id=f"crosscheck:queue-tell:{proposal_id}"
            )
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["item"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("tell_button", interaction, self.proposal_id)


QUEUE_BUTTONS: Final = (ItemButton, AllButton, PageButton)


def _actions(item: QueueItem) -> list[str]:
    if item.kind != "change":
        return ["claim", "answer", "reject"]
    return ["approve", "edit", "reject"] if item.action in ("add", "edit") else ["approve", "reject"]


def desk_view(item: QueueItem) -> discord.ui.View | None:
    """Return the buttons under a change in the moderators' channel, or None once it is decided."""
    if item.state != "open":
        return None
    view = discord.ui.View(timeout=None)
    for action in _actions(item):
        view.add_item(ItemButton(action, item.proposal_id, DESK))
    return view


def page_view(items: Sequence[QueueItem], kind: str, page: int, *, has_more: bool) -> discord.ui.View:
    """Return the buttons under a page of the queue: a row for each item, then those of the page."""
    view = discord.ui.View(timeout=None)
    place = page_key(kind, page)
    for row, item in enumerate(items):
        for action in _actions(item):
            view.add_item(ItemButton(action, item.proposal_id, place, row))
    if page:
        view.add_item(PageButton("back", page_key(kind, page - 1), PAGE_SIZE))
    if has_more:
        view.add_item(PageButton("next", page_key(kind, page + 1), PAGE_SIZE))
    if len(items) > 1:
        for action in ("accept", "reject"):
            view.add_item(AllButton(action, [i.proposal_id for i in items], place, PAGE_SIZE))
    return view


def tell_view(proposal_id: int) -> discord.ui.View:
    """Return the button under an answer that found nothing."""
    view = discord.ui.View(timeout=None)
    view.add_item(TellButton(proposal_id))
    return view
