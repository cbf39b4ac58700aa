"""The buttons under a reply: More, Why, Wrong match, Remove; and Undo, under the answer to Wrong match.

They survive a restart.

A button carries the reply's number in its custom id and finds everything else in the reply store.
"""

import re
from typing import Any, Final, Self

import discord

_LABELS: Final = {
    "more": "More", "why": "Why", "wrong": "Wrong match", "remove": "Remove", "undo": "Undo",
}  # fmt: skip
_UNDER_REPLIES: Final = ("more", "why", "wrong", "remove")
_STYLES: Final = {"more": discord.ButtonStyle.primary}


class ReplyButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=r"crosscheck:(?P<action>more|why|wrong|remove|undo):(?P<reply>[0-9]{1,18})",
):
    """One button of one reply; pressing it is the event "reply_button", which bot/exts/buttons.py hears."""

    def __init__(self, action: str, reply_id: int) -> None:
        self.action = action
        self.reply_id = reply_id
        super().__init__(
            discord.ui.Button(
                label=_LABELS[action],
                style=_STYLES.get(action, discord.ButtonStyle.secondary),
                custom_id=f"crosscheck:{action}:{reply_id}",
            )
        )

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction,
        _item: discord.ui.Item[discord.ui.View],
        match: re.Match[str],
        /,
    ) -> Self:
        return cls(match["action"], int(match["reply"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("reply_button", interaction, self.action, self.reply_id)


def reply_view(reply_id: int) -> discord.ui.View:
    """The row of buttons under a reply."""
    return _view(_UNDER_REPLIES, reply_id)


def undo_view(reply_id: int) -> discord.ui.View:
    """The button under the answer to Wrong match."""
    return _view(("undo",), reply_id)


def _view(actions: tuple[str, ...], reply_id: int) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for action in actions:
        view.add_item(ReplyButton(action, reply_id))
    return view
