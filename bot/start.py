"""Whether the bot can run, and why not: known to the command line without loading Discord."""

from config import Settings


class StartError(Exception):
    """The bot or a command can't run; the message says why and what to do."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def token_of(settings: Settings) -> str:
    """Return the bot's token; raises StartError if there is none or if it can't be one."""
    token = settings.discord_token.get_secret_value().strip()
    if not token:
        raise StartError("DISCORD_TOKEN is not set. Put the bot's token there, or in a .env file.", 78)
    if not token.isascii() or not token.isprintable() or " " in token:
        raise StartError("DISCORD_TOKEN holds characters that no token has. Copy it again.", 78)
    return token
