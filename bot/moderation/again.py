"""The button that opens a rejected form again, filled with everything that was typed in it."""

from collections.abc import Callable
from typing import Any, Final

import discord

_SECONDS: Final = 900


class AgainView(discord.ui.View):
    """A single button that opens the form made by `modal`."""

    def __init__(self, modal: Callable[[], discord.ui.Modal]) -> None:
        super().__init__(timeout=_SECONDS)
        self._modal = modal

    @discord.ui.button(label="Open the form again", style=discord.ButtonStyle.primary)
    async def again(self, interaction: discord.Interaction, _button: discord.ui.Button[Any]) -> None:
        """Open the form."""
        await interaction.response.send_modal(self._modal())
