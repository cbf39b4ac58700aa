"""Looking things up: /topic, /source, /sources, /about."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands
from rapidfuzz import fuzz, process

from bot.cards import DESCRIPTION_LIMIT, Card
from bot.markdown import bare, escape, join_within, shorten
from bot.posting import QUIET, embed, follow_up, trigger_of
from claims_db.models import Source

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_MAX_CHOICES = 25
_MAX_CHOICE = 100
_ABOUT = (
    "Crosscheck sets the figures in a message against a claims database built from source documents, and "
    "shows who says what. It never says true or false.\n\n"
    "`/check` a sentence, use **Check figures** on a message, or mention me. `/topic`, `/source` and "
    "`/sources` show what the database holds; `/watch` (moderators) lets me reply unasked in a channel.\n\n"
    "No message text is stored or logged."
)


def guild_key(interaction: discord.Interaction) -> str:
    """The server's key in the database; "" in direct messages."""
    return str(interaction.guild_id) if interaction.guild_id is not None else ""


async def topic_choices(
    bot: "CrosscheckBot", interaction: discord.Interaction, current: str, *, by_title: bool
) -> list[app_commands.Choice[str]]:
    """At most 25 topics that fit what was typed so far; only those this server sees."""
    topics = await bot.responder.store.topics(guild_key(interaction))
    titles = {t.slug: t.title for t in topics}
    if current.strip():
        hits = process.extract(
            current[:200].casefold(),
            {slug: f"{title} {slug}".casefold() for slug, title in titles.items()},
            scorer=fuzz.partial_token_set_ratio,
            limit=_MAX_CHOICES,
            score_cutoff=60,
        )
        slugs = [hit[2] for hit in hits]
    else:
        slugs = list(titles)[:_MAX_CHOICES]
    return [
        app_commands.Choice(
            name=shorten(titles[s], _MAX_CHOICE), value=(titles[s] if by_title else s)[:_MAX_CHOICE]
        )
        for s in slugs
    ]


class Lookup(commands.Cog):
    """What the database holds, topic by topic and source by source."""

    def __init__(self, bot: "CrosscheckBot") -> None:
        self.bot = bot

    @app_commands.command(name="topic")
    @app_commands.describe(name="The topic")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def topic(self, interaction: discord.Interaction, name: app_commands.Range[str, 1, 100]) -> None:
        """Show what the sources say on a topic."""
        await interaction.response.defer(thinking=True)
        async with self.bot.work():
            outgoing = await self.bot.responder.topic(name, trigger_of(interaction))
            await follow_up(interaction, outgoing, self.bot.responder.ledger)

    @topic.autocomplete("name")
    async def _complete_topic(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await topic_choices(self.bot, interaction, current, by_title=False)

    @app_commands.command(name="source")
    @app_commands.describe(code="The source's code, such as 004")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def source(self, interaction: discord.Interaction, code: app_commands.Range[str, 1, 32]) -> None:
        """Show what kind of document a source is, and whose voice."""
        await interaction.response.defer(thinking=True)
        found = await self.bot.responder.store.source(code, guild_key(interaction))
        claims = await self.bot.responder.store.claims(guild_key(interaction))
        count = sum(claim.source == found.code for claim in claims)
        await interaction.followup.send(embed=embed(source_card(found, count)), allowed_mentions=QUIET)

    @source.autocomplete("code")
    async def _complete_source(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        found = await self.bot.responder.store.sources(guild_key(interaction))
        typed = current.casefold()
        return [
            app_commands.Choice(name=shorten(f"{s.code} {s.title}", _MAX_CHOICE), value=s.code)
            for s in found
            if typed in f"{s.code} {s.title}".casefold()
        ][:_MAX_CHOICES]

    @app_commands.command(name="sources")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def sources(self, interaction: discord.Interaction) -> None:
        """List the sources."""
        await interaction.response.defer(thinking=True)
        found = await self.bot.responder.store.sources(guild_key(interaction))
        lines = [f"**{escape(s.code)}** {shorten(escape(s.title), 120)}\n-# {source_kind(s)}" for s in found]
        body, rest = join_within(lines, DESCRIPTION_LIMIT - 100)
        card = Card("Sources", body, f"{rest} more" if rest else "")
        await interaction.followup.send(embed=embed(card), allowed_mentions=QUIET)

    @app_commands.command(name="about")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def about(self, interaction: discord.Interaction) -> None:
        """What Crosscheck is, and what it stores."""
        await interaction.response.send_message(
            embed=embed(Card("Crosscheck", _ABOUT)), ephemeral=True, allowed_mentions=QUIET
        )


def source_kind(source: Source) -> str:
    """The kind of document, whose voice, and its date, escaped."""
    voice = source.speaker or source.publisher
    dated = f"{source.published} (inferred)" if source.is_date_inferred else source.published
    return shorten(escape(", ".join(part for part in (source.kind, voice, dated) if part)), 300)


def source_card(source: Source, claims: int) -> Card:
    """The card of a source."""
    lines = [source_kind(source), shorten(escape(source.note), 600), f"{claims} claims in the database."]
    title = shorten(f"Source {escape(source.code)}: {escape(source.title)}", 250)
    return Card(title, "\n".join(line for line in lines if line), shorten(bare(source.publisher), 200))


async def setup(bot: "CrosscheckBot") -> None:
    """Called by discord.py when the extension is loaded."""
    await bot.add_cog(Lookup(bot))
