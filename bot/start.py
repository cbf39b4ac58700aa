"""The error for a bot that can't run, in a module that the command line loads without discord.py."""


class StartError(Exception):
    """The bot or a command can't run; the message says why and what to do."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code
