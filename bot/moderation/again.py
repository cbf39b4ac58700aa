"""A form that was refused, opened again with everything that was typed in it."""

from collections.abc import Callable
from typing import Any, Final

import discord

_SECONDS: Final = 900


class AgainView(discord.ui.View):
    """One button; `modal` makes the filled form."""

    def __init__(self, modal: Callable[[], discord.ui.Modal]) -> None:
        super().__init__(timeout=_SECONDS)
        self._modal = modal

    @discord.ui.button(label="Open the form again", style=discord.ButtonStyle.primary)
    async def again(self, interaction: discord.Interaction, _button: discord.ui.Button[Any]) -> None:
        """Open it."""
        await interaction.response.send_modal(self._modal())
