"""/claim import and /claim export: a server's claims in and out by file."""

import asyncio
import io
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.choices import topic_choices
from bot.errors import UserError
from bot.moderation.import_report import changes_in, counts, new_rows, problem_rows, problems_csv
from bot.moderation.import_teller import ImportTeller
from bot.permissions import require_moderator
from bot.quiet import QUIET
from bot.rendering.markdown import bare, escape, join_within
from claims_db.errors import BadRecords
from claims_db.exchange import MAX_BYTES, Format, file_name, read_batch, write_claims
from claims_db.exchange.export_set import open_export_set
from claims_db.exchange.plan import plan_import
from claims_db.records.import_plan import ImportPlan

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_MIB: Final = 1024 * 1024
_DOWNLOAD_SECONDS: Final = 30
_MOST_SHOWN: Final = 15
_MOST_AT_ONCE: Final = 2
"""Imports that run at the same time, over all servers: each takes about 100 MB."""
_MAX_BLOCK: Final = 1500
_CHOICES: Final = [
    app_commands.Choice(name="CSV, for a spreadsheet", value="csv"),
    app_commands.Choice(name="JSON Lines: everything, exactly", value="jsonl"),
    app_commands.Choice(name="ClaimReview (schema.org JSON-LD)", value="claimreview"),
]


class ClaimFiles(commands.Cog):
    """Adds its two commands to /claim."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot
        self._importing: set[int] = set()
        self._commands: list[app_commands.Command[Any, ..., Any]] = [
            app_commands.Command(name="import", description="Import claims from a file: all of it or nothing",
                                 callback=self.import_claims),
            app_commands.Command(name="export", description="This server's claims as a file",
                                 callback=self.export_claims),
        ]  # fmt: skip
        for command in self._commands:
            command.autocomplete("topic")(self._complete_topic)

    def _group(self) -> app_commands.Group | None:
        group = self.bot.tree.get_command("claim")
        return group if isinstance(group, app_commands.Group) else None

    async def cog_load(self) -> None:
        group = self._group()
        if group is None:
            raise RuntimeError("bot.exts.claims must be loaded before bot.exts.claim_files")
        for command in self._commands:
            group.add_command(command)

    async def cog_unload(self) -> None:
        group = self._group()
        if group is not None:
            for command in self._commands:
                group.remove_command(command.name)

    async def _complete_topic(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await topic_choices(self.bot, interaction, current, by_title=False)

    @app_commands.describe(
        file="CSV, JSON Lines or ClaimReview, up to 8 MiB",
        dry_run="True: only show what it would do",
        topic="The topic for rows that name none",
    )
    async def import_claims(
        self,
        interaction: discord.Interaction,
        file: discord.Attachment,
        dry_run: bool = False,
        topic: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        """Read the file, then write all of it or nothing; the answer shows the progress."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await require_moderator(self.bot, interaction)
        guild_id = interaction.guild_id or 0
        await self._check_allowed(guild_id, file, is_dry_run=dry_run)
        self._importing.add(guild_id)
        try:
            async with self.bot.work():
                data = await _download(file)
                await self._import(interaction, data, file.filename, topic or "", is_dry_run=dry_run)
        finally:
            self._importing.discard(guild_id)

    async def _check_allowed(self, guild_id: int, file: discord.Attachment, *, is_dry_run: bool) -> None:
        if file.size > MAX_BYTES:
            size = f"{file.size / _MIB:,.0f} MiB"
            raise UserError(
                f"The file is {size}; I read up to {MAX_BYTES // _MIB} MiB. Split it and import the parts."
            )
        kind = (file.content_type or "").partition("/")[0]
        if kind in ("image", "video", "audio"):
            raise UserError(
                f"That is not a text file ({kind}). I read CSV, JSON Lines and ClaimReview files."
            )
        settings = await self.bot.server_settings.guild(str(guild_id))
        if settings.needs_second and not is_dry_run:
            raise UserError(
                "In this server a second moderator approves each claim, which a file can't wait for. "
                "Use dry_run to see what it would do. To import it, set second_pair to False in /setup first."
            )
        if guild_id in self._importing:
            raise UserError("A file is already being imported here. Wait until that is done.")
        if len(self._importing) >= _MOST_AT_ONCE:
            raise UserError("I am busy importing other servers' files. Try again in a minute.")

    async def _import(
        self, interaction: discord.Interaction, data: bytes, name: str, topic: str, *, is_dry_run: bool
    ) -> None:
        guild_id = str(interaction.guild_id)
        teller = ImportTeller(interaction)
        replies = 0
        async with teller:
            try:
                batch = await asyncio.to_thread(read_batch, data, name, has_topic=bool(topic))
                plan = await plan_import(
                    self.bot.store,
                    lambda text: self.bot.checker.check(text, mode="message", guild_id=guild_id),
                    guild_id, batch, topic=topic, on_progress=teller.show,
                )  # fmt: skip
            except BadRecords as bad:
                plan, problems = None, bad
            if plan is not None and not is_dry_run:
                replies = await self.bot.editors.claims.import_plan(
                    plan, by=str(interaction.user.id), on_progress=teller.show
                )
        if plan is None:
            table = discord.File(io.BytesIO(problems_csv(problems.problems)), "problems.csv")
            lines = problem_rows(problems.problems)
            await _answer(interaction, f"{escape(str(problems))}\n{_block(lines)}", [table])
            return
        content = _report(plan, replies, is_dry_run=is_dry_run)
        lines = [*new_rows(plan), *changes_in(plan)] if is_dry_run else []
        files = [discord.File(io.BytesIO("\n".join(lines).encode()), "changes.txt")] if lines else []
        await _answer(interaction, content + (f"\n{_block(lines)}" if lines else ""), files)

    @app_commands.rename(form="format")
    @app_commands.describe(
        form="CSV if you leave it out", topic="Only this topic",
        shipped="True: also the claims that ship with me, not only this server's own",
    )  # fmt: skip
    @app_commands.choices(form=_CHOICES)
    async def export_claims(
        self,
        interaction: discord.Interaction,
        form: app_commands.Choice[str] | None = None,
        topic: app_commands.Range[str, 1, 100] | None = None,
        shipped: bool = False,
    ) -> None:
        """Send the claims as an attachment that only the moderator sees."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await require_moderator(self.bot, interaction)
        async with self.bot.work():
            chosen: Format = next((f for f in ("jsonl", "claimreview") if form and f == form.value), "csv")
            library = await open_export_set(
                self.bot.store, str(interaction.guild_id), topic=topic or "", has_shipped=shipped
            )
            if not library.claims:
                raise UserError(
                    "This server has no such claims of its own. Set shipped to True to add those I ship with."
                )
            data = await asyncio.to_thread(write_claims, library, chosen)
            if len(data) > MAX_BYTES:
                raise UserError(
                    "The file would be larger than 8 MiB. Choose one topic, or CSV as the format."
                )
            file = discord.File(io.BytesIO(data), file_name(chosen))
            await _answer(interaction, f"{len(library.claims):,} claims.", [file])


async def _download(file: discord.Attachment) -> bytes:
    try:
        return await asyncio.wait_for(file.read(), _DOWNLOAD_SECONDS)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError):
        raise UserError("Discord did not deliver the file. Attach it again.") from None


def _report(plan: ImportPlan, replies: int, *, is_dry_run: bool) -> str:
    """Return what was done, or would be, and what to look at."""
    lines = [f"Dry run: nothing was written. {counts(plan)}" if is_dry_run else counts(plan)]
    lines += [escape(note) for note in plan.notes]
    if replies:
        lines.append(f"Earlier replies to correct: {replies}.")
    if plan.warnings:
        lines.append(f"Worth a look ({len(plan.warnings)}):\n{_block(problem_rows(plan.warnings)[:5], 500)}")
    return "\n".join(lines)


def _block(lines: list[str], limit: int = _MAX_BLOCK) -> str:
    """Return the first lines as a code block that nothing in them can end."""
    safe = [bare(line).replace("`", "'")[:300] for line in lines[:_MOST_SHOWN]]
    text, left_out = join_within(safe, limit)
    left_out += len(lines) - len(safe)
    more = f"\nand {left_out:,} more, in the file" if left_out else ""
    return f"```\n{text}\n```{more}"


async def _answer(interaction: discord.Interaction, content: str, files: list[discord.File]) -> None:
    await interaction.edit_original_response(
        content=content[:2000], attachments=files, allowed_mentions=QUIET
    )


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(ClaimFiles(bot))
