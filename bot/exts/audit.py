"""/audit: who changed what in a server and when, for its moderators."""

import asyncio
import io
from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.posting import embed
from bot.choices import guild_key
from bot.moderation.claim_text import entry_line
from bot.permissions import require_moderator
from bot.quiet import QUIET
from bot.rendering.cards import DESCRIPTION_LIMIT, Card
from bot.rendering.markdown import join_within
from claims_db.storage.audit import SUBJECT_KINDS, audit_csv

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_SHOWN: Final = 25
_MAX_ROWS: Final = 10_000


class Audit(commands.Cog):
    """Shows the audit log; never writes to it."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot

    @app_commands.command(name="audit")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_messages=True)
    @app_commands.describe(
        who="Only what this person changed", kind="Only claims, sources, topics, names or settings",
        subject="Only this id, code or slug", days="Only the last so many days",
        csv="True: all of them, as a CSV file",
    )  # fmt: skip
    @app_commands.choices(kind=[app_commands.Choice(name=kind, value=kind) for kind in SUBJECT_KINDS])
    async def audit(
        self,
        interaction: discord.Interaction,
        who: discord.User | None = None,
        kind: app_commands.Choice[str] | None = None,
        subject: app_commands.Range[str, 0, 100] = "",
        days: app_commands.Range[int, 1, 3650] | None = None,
        csv: bool = False,
    ) -> None:
        """Show who changed what in this server's claims and settings, and when."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await require_moderator(self.bot, interaction)
        entries = await self.bot.editors.audit_log.entries(
            guild_key(interaction),
            kind=kind.value if kind is not None else "",
            subject=subject.strip(),
            by=str(who.id) if who is not None else "",
            days=days or 0,
            limit=_MAX_ROWS if csv else _SHOWN,
        )
        if not entries:
            await interaction.followup.send("No entry matches.", allowed_mentions=QUIET)
            return
        if csv:
            table = await asyncio.to_thread(audit_csv, entries)
            file = discord.File(io.BytesIO(("\ufeff" + table).encode()), "audit.csv")
            await interaction.followup.send(
                f"{len(entries):,} entries.", file=file, ephemeral=True, allowed_mentions=QUIET
            )
            return
        body, rest = join_within([entry_line(entry) for entry in entries], DESCRIPTION_LIMIT - 100)
        footer = (
            f"The latest {len(entries) - rest}. For all of them, use /audit with csv."
            if len(entries) == _SHOWN or rest
            else ""
        )
        await interaction.followup.send(
            embed=embed(Card("Audit log", body, footer)), ephemeral=True, allowed_mentions=QUIET
        )


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Audit(bot))
