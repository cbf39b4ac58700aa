"""Why the bot can't run: known to the command line without loading Discord."""


class StartError(Exception):
    """The bot can't run; the message says why and what to do."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code
