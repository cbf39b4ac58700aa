"""What the bot says when something goes wrong: a sentence for the user, the details for the log."""

import logging

import discord
from discord import app_commands

from bot.rendering.markdown import escape
from claims_db.errors import ClaimsError, DatabaseBusy, StoreError

_log = logging.getLogger(__name__)


class UserError(app_commands.AppCommandError):
    """An error that the user can correct; its message is what the bot tells them."""


def sentence_for(error: BaseException) -> str:
    """Return what to tell the user about an error, without any technical details."""
    if isinstance(error, app_commands.CommandInvokeError):
        return sentence_for(error.original)
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, app_commands.MissingPermissions):
        # Discord shows a server's permissions as "Manage Server", not by their names in the API.
        names = ", ".join(
            p.replace("guild", "server").replace("_", " ").title() for p in error.missing_permissions
        )
        return f"You need the {names} permission for this."
    if isinstance(error, app_commands.NoPrivateMessage):
        return "This only works in servers."
    if isinstance(error, app_commands.TransformerError):  # such as a thread that discord.py does not know
        return "I can't see or use what you chose. If it is a channel, give me access to it."
    if isinstance(error, app_commands.CheckFailure):
        return "You can't use this here."
    if isinstance(error, DatabaseBusy):
        return "The claims database is busy. Try again in a moment."
    if isinstance(error, StoreError):
        return "I can't use the claims database right now. The error was logged for the people who run me."
    if isinstance(error, ClaimsError):
        return escape(str(error))
    return "Something went wrong. The error was logged for the people who run me."


def is_expected(error: BaseException) -> bool:
    """Is this the user's error rather than a bug?"""
    if isinstance(error, app_commands.CommandInvokeError):
        return is_expected(error.original)
    if isinstance(error, ClaimsError):
        return not isinstance(error, StoreError)
    return isinstance(error, app_commands.CheckFailure | app_commands.TransformerError | UserError)


async def answer_error(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell the user privately and log the details; never raises."""
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
        _log.warning("%s: the user could not be notified (%s)", command, failure.status)
