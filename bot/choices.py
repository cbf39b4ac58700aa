"""What autocomplete offers: topics, sources and claims that the server sees, by what was typed so far."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from rapidfuzz import fuzz, process

from bot.markdown import bare, shorten

if TYPE_CHECKING:
    from bot.client import CrosscheckBot

_MAX_CHOICES: Final = 25
_MAX_CHOICE: Final = 100
_MAX_TYPED: Final = 200


def guild_key(interaction: discord.Interaction) -> str:
    """The server's key in the database; "" in direct messages."""
    return str(interaction.guild_id) if interaction.guild_id is not None else ""


def nearest(typed: str, labels: Mapping[str, str]) -> list[str]:
    """The keys whose labels fit what was typed, best first, at most 25; the first ones for nothing."""
    if not typed.strip():
        return list(labels)[:_MAX_CHOICES]
    hits = process.extract(
        typed[:_MAX_TYPED].casefold(),
        {key: label.casefold() for key, label in labels.items()},
        scorer=fuzz.partial_token_set_ratio,
        limit=_MAX_CHOICES,
        score_cutoff=60,
    )
    # Many labels hold one of the words: of those, the one that is most like what was typed.
    hits.sort(key=lambda hit: (-hit[1], -fuzz.token_sort_ratio(typed[:_MAX_TYPED].casefold(), hit[0])))
    return [hit[2] for hit in hits]


def choice(name: str, value: str) -> app_commands.Choice[str]:
    """A choice within Discord's limits."""
    return app_commands.Choice(name=shorten(bare(name), _MAX_CHOICE) or value, value=value[:_MAX_CHOICE])


async def topic_choices(
    bot: "CrosscheckBot", interaction: discord.Interaction, current: str, *, by_title: bool = False
) -> list[app_commands.Choice[str]]:
    """Topics by title; the value is the slug, or the title where asked."""
    titles = {t.slug: t.title for t in await bot.responder.store.topics(guild_key(interaction))}
    slugs = nearest(current, {slug: f"{title} {slug}" for slug, title in titles.items()})
    return [choice(titles[slug], titles[slug] if by_title else slug) for slug in slugs]


async def source_choices(
    bot: "CrosscheckBot", interaction: discord.Interaction, current: str
) -> list[app_commands.Choice[str]]:
    """Sources whose code or title holds what was typed; the value is the code."""
    typed = current.casefold()
    labels = [
        (s.code, f"{s.code} {s.title}") for s in await bot.responder.store.sources(guild_key(interaction))
    ]
    return [choice(label, code) for code, label in labels if typed in label.casefold()][:_MAX_CHOICES]


async def claim_choices(
    bot: "CrosscheckBot", interaction: discord.Interaction, current: str, *, with_hidden: bool = False
) -> list[app_commands.Choice[str]]:
    """Claims by id, topic and wording; the server's own first. The value is the id."""
    claims = await bot.responder.store.claims(guild_key(interaction), with_hidden=with_hidden)
    claims.sort(key=lambda c: (not c.guild_id, c.position))
    labels = {c.id: f"{c.id} {c.topic}: {c.wording}" for c in claims}
    typed = current.strip().casefold()
    exact = [key for key in labels if typed and key.casefold().startswith(typed)]
    keys = list(dict.fromkeys([*exact, *nearest(current, labels)]))[:_MAX_CHOICES]
    return [choice(labels[key], key) for key in keys]
