"""Nobody is ever pinged: given on every send and every edit, or Discord's defaults would apply again."""

from typing import Final

import discord

QUIET: Final = discord.AllowedMentions.none()
