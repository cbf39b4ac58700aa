"""/source: what one is, for everybody; adding and editing one, for moderators. /sources lists them."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands
from discord.ext import commands
from pydantic import ValidationError

from bot.answering.posting import embed
from bot.choices import guild_key, source_choices
from bot.errors import UserError
from bot.permissions import require_moderator
from bot.quiet import QUIET
from bot.rendering.cards import DESCRIPTION_LIMIT, Card
from bot.rendering.markdown import bare, escape, join_within, shorten
from claims_db.addresses import normalised
from claims_db.errors import problems_of
from claims_db.models import SOURCE_KINDS, Source
from claims_db.records.records import SourceRow

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_KINDS: Final = [app_commands.Choice(name=kind, value=kind) for kind in SOURCE_KINDS]
_RIGHT: Final = {
    "code": "letters, digits and hyphens, at most 32, such as N1",
    "published": "a date such as 2022-01-05, 2022-01 or 2022",
}


@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
@app_commands.allowed_installs(guilds=True, users=True)
class Sources(commands.GroupCog, group_name="source"):
    """Everybody sees sources; moderators add and edit those of their server."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot

    @app_commands.command(name="show")
    @app_commands.describe(code="The source's code, such as 004")
    async def show(self, interaction: discord.Interaction, code: app_commands.Range[str, 1, 100]) -> None:
        """Show what kind of document a source is and who speaks in it."""
        await interaction.response.defer(thinking=True)
        found = await self.bot.store.source(code, guild_key(interaction))
        claims = await self.bot.store.claims(guild_key(interaction))
        count = sum(claim.source == found.code for claim in claims)
        await interaction.followup.send(embed=embed(source_card(found, count)), allowed_mentions=QUIET)

    @app_commands.command(name="add")
    @app_commands.describe(
        code="A short code for replies to cite, such as N1",
        title="The document's title",
        kind="What kind of document it is",
        publisher="Who published it",
        speaker="Who speaks in it, if it is one person",
        published="Its date, such as 2022-01-05",
        url="Its web address; links to it are answered from the database",
        note="What readers should know about it",
    )
    @app_commands.choices(kind=_KINDS)
    async def add(
        self,
        interaction: discord.Interaction,
        code: app_commands.Range[str, 1, 32],
        title: app_commands.Range[str, 1, 300],
        kind: app_commands.Choice[str],
        publisher: app_commands.Range[str, 0, 200] = "",
        speaker: app_commands.Range[str, 0, 200] = "",
        published: app_commands.Range[str, 0, 40] = "",
        url: app_commands.Range[str, 0, 1000] = "",
        note: app_commands.Range[str, 0, 1000] = "",
    ) -> None:
        """Add a source to this server's claims."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await require_moderator(self.bot, interaction)
        source = checked_source(
            {
                "code": code.strip(), "title": bare(title), "kind": kind.value, "publisher": bare(publisher),
                "speaker": bare(speaker), "published": published.strip(), "url": url.strip(),
                "note": bare(note),
            }
        )  # fmt: skip
        async with self.bot.work():
            await self.bot.editors.sources.add(guild_key(interaction), source, by=str(interaction.user.id))
        card = replace(source_card(source, 0), footer="Added. Use /claim add for what it says.")
        await interaction.followup.send(embed=embed(card), ephemeral=True, allowed_mentions=QUIET)

    @app_commands.command(name="edit")
    @app_commands.describe(
        code="The source to edit",
        title="The document's title",
        kind="What kind of document it is",
        publisher="Who published it",
        speaker="Who speaks in it, if it is one person",
        published="Its date, such as 2022-01-05",
        url="Its web address; links to it are answered from the database",
        note="What readers should know about it",
    )
    @app_commands.choices(kind=_KINDS)
    async def edit(
        self,
        interaction: discord.Interaction,
        code: app_commands.Range[str, 1, 100],
        title: app_commands.Range[str, 1, 300] | None = None,
        kind: app_commands.Choice[str] | None = None,
        publisher: app_commands.Range[str, 0, 200] | None = None,
        speaker: app_commands.Range[str, 0, 200] | None = None,
        published: app_commands.Range[str, 0, 40] | None = None,
        url: app_commands.Range[str, 0, 1000] | None = None,
        note: app_commands.Range[str, 0, 1000] | None = None,
    ) -> None:
        """Edit a source for this server; what you leave out stays as it is."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await require_moderator(self.bot, interaction)
        known = await self.bot.store.source(code, guild_key(interaction))
        given = {
            "title": title, "kind": kind.value if kind is not None else None, "publisher": publisher,
            "speaker": speaker, "published": published, "url": url, "note": note,
        }  # fmt: skip
        changes = {key: bare(value) for key, value in given.items() if value is not None}
        if "published" in changes:
            changes["is_date_inferred"] = False  # type: ignore[assignment]
        source = checked_source(SourceRow.of(known).model_dump() | changes)
        if source == replace(known, guild_id=""):
            raise UserError("Nothing changed. Give at least one field to update.")
        async with self.bot.work():
            await self.bot.editors.sources.edit(
                guild_key(interaction), source, by=str(interaction.user.id), before=known
            )
        claims = await self.bot.store.claims(guild_key(interaction))
        card = source_card(source, sum(c.source == source.code for c in claims))
        await interaction.followup.send(
            embed=embed(replace(card, footer="Saved for this server.")),
            ephemeral=True,
            allowed_mentions=QUIET,
        )

    @show.autocomplete("code")
    @edit.autocomplete("code")
    async def _complete_source(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await source_choices(self.bot, interaction, current)


class SourceList(commands.Cog):
    """/sources: all sources that the server sees."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot

    @app_commands.command(name="sources")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def sources(self, interaction: discord.Interaction) -> None:
        """List the sources that claims come from."""
        await interaction.response.defer(thinking=True)
        found = await self.bot.store.sources(guild_key(interaction))
        lines = [f"**{escape(s.code)}** {shorten(escape(s.title), 120)}\n-# {source_kind(s)}" for s in found]
        body, rest = join_within(lines, DESCRIPTION_LIMIT - 100)
        card = Card("Sources", body, f"{rest} more" if rest else "")
        await interaction.followup.send(embed=embed(card), allowed_mentions=QUIET)


def checked_source(record: dict[str, Any]) -> Source:
    """Return the source that a record describes; raise UserError with the first mistake and how to fix it."""
    try:
        source = SourceRow.model_validate(record).source()
    except ValidationError as error:
        first = problems_of(error, _RIGHT, otherwise="", of_whole=lambda _wrong: "source")[0]
        problem = f"expected {first.right}" if first.right else escape(first.wrong)
        raise UserError(f"Nothing was saved. {first.column}: {problem}.") from None
    if source.url:
        try:
            normalised(source.url)
        except ValueError:
            raise UserError(
                "Nothing was saved. url: expected an address such as https://example.org/report."
            ) from None
    return source


def source_kind(source: Source) -> str:
    """Return the kind of document, who speaks or publishes, and its date, escaped."""
    voice = source.speaker or source.publisher
    dated = f"{source.published} (inferred)" if source.is_date_inferred else source.published
    return shorten(escape(", ".join(part for part in (source.kind, voice, dated) if part)), 300)


def source_card(source: Source, claims: int) -> Card:
    """Return the card of a source; `claims` is how many the database holds."""
    count = "1 claim" if claims == 1 else f"{claims} claims"
    lines = [source_kind(source), shorten(escape(source.note), 600), f"{count} in the database."]
    title = shorten(f"Source {escape(source.code)}: {escape(source.title)}", 250)
    return Card(title, "\n".join(line for line in lines if line), shorten(bare(source.publisher), 200))


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Sources(bot))
    await bot.add_cog(SourceList(bot))
