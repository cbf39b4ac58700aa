"""What a person is told when something goes wrong."""

import discord
from discord import app_commands

from bot.errors import is_expected, sentence_for


def test_a_channel_that_the_bot_does_not_know_is_a_persons_slip() -> None:
    kind = discord.AppCommandOptionType.channel
    error = app_commands.TransformerError("a thread", kind, app_commands.Transformer())
    assert is_expected(error)
    assert sentence_for(error).startswith("I can't see or use what you chose.")
