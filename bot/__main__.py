"""`python -m bot` connects the bot; `python -m bot check TEXT` and the rest are the command line."""

import sys

from bot.cli.app import main

if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.argv.append("run")
    main()
