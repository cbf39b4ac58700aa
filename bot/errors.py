"""What the bot says when something goes wrong: one sentence for the person, the facts for the log."""

import logging

import discord
from discord import app_commands

from bot.rendering.markdown import escape
from claims_db.errors import ClaimsError, DatabaseBusy, StoreError

_log = logging.getLogger(__name__)


class UserError(app_commands.AppCommandError):
    """Something to tell the person who gave the command; the message is the sentence."""


def sentence_for(error: BaseException) -> str:
    """The sentence a person reads for an error; nothing of a traceback is in it."""
    if isinstance(error, app_commands.CommandInvokeError):
        return sentence_for(error.original)
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, app_commands.MissingPermissions):
        names = ", ".join(p.replace("_", " ") for p in error.missing_permissions)
        return f"You need the permission {names} for this."
    if isinstance(error, app_commands.NoPrivateMessage):
        return "This works in servers only."
    if isinstance(error, app_commands.TransformerError):  # such as a thread that discord.py does not know
        return "I can't see or use what was chosen there. If it is a channel, give me access to it."
    if isinstance(error, app_commands.CheckFailure):
        return "You can't use this here."
    if isinstance(error, DatabaseBusy):
        return "The claims database is busy. Try again in a moment."
    if isinstance(error, StoreError):
        return "The claims database can't be used right now. The people who run this bot have been told."
    if isinstance(error, ClaimsError):
        return escape(str(error))
    return "Something went wrong here. It was logged for the people who run this bot."


def is_expected(error: BaseException) -> bool:
    """Is it a person's slip, and not a fault of ours?"""
    if isinstance(error, app_commands.CommandInvokeError):
        return is_expected(error.original)
    if isinstance(error, ClaimsError):
        return not isinstance(error, StoreError)
    return isinstance(error, app_commands.CheckFailure | app_commands.TransformerError | UserError)


async def answer_error(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell the person privately, log the facts; never raises."""
    command = interaction.command.qualified_name if interaction.command is not None else "a button"
    if is_expected(error):
        _log.info("%s: %s", command, type(error).__name__)
    else:
        _log.error("%s failed", command, exc_info=error)
    sentence = sentence_for(error)
    try:
        if interaction.response.is_done():
            await interaction.followup.send(sentence, ephemeral=True)
        else:
            await interaction.response.send_message(sentence, ephemeral=True)
    except discord.HTTPException as failure:
        _log.warning("%s: the person could not be told (%s)", command, failure.status)
