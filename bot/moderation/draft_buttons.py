"""The buttons under a claim's preview: Save, Edit, Cancel. They survive a restart.

A button carries the draft's number in its custom id; the draft itself is stored in the queue.
"""

import re
from typing import Any, Final, Self

import discord

_LABELS: Final = {"save": "Save", "edit": "Edit", "cancel": "Cancel", "mine": "Save mine over it"}
_STYLES: Final = {"save": discord.ButtonStyle.success, "mine": discord.ButtonStyle.danger}


class DraftButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=r"crosscheck:draft-(?P<action>save|edit|cancel|mine):(?P<draft>[0-9]{1,18})",
):
    """One button of one draft; pressing it is the event "draft_button", which bot/exts/claims.py hears."""

    def __init__(self, action: str, draft_id: int) -> None:
        self.action = action
        self.draft_id = draft_id
        super().__init__(
            discord.ui.Button(
                label=_LABELS[action],
                style=_STYLES.get(action, discord.ButtonStyle.secondary),
                custom_id=f"crosscheck:draft-{action}:{draft_id}",
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
        return cls(match["action"], int(match["draft"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("draft_button", interaction, self.action, self.draft_id)


def draft_view(draft_id: int, *actions: str) -> discord.ui.View:
    """Return the row of buttons for a preview."""
    view = discord.ui.View(timeout=None)
    for action in actions or ("save", "edit", "cancel"):
        view.add_item(DraftButton(action, draft_id))
    return view
