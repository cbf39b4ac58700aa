"""Autocomplete: the topics, sources and claims that the server sees and that match what was typed so far."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

import discord
from discord import app_commands
from rapidfuzz import fuzz, process

from bot.rendering.markdown import bare, shorten
from bot.services import Services

_MAX_CHOICES: Final = 25
_MAX_CHOICE: Final = 100
_MAX_TYPED: Final = 200
_TURN: Final = 500
"""Labels compared between yields to the event loop, about 2 ms."""


def guild_key(interaction: discord.Interaction) -> str:
    """Return the server's key in the database; "" in direct messages."""
    return str(interaction.guild_id) if interaction.guild_id is not None else ""


async def nearest(typed: str, labels: Mapping[str, str]) -> list[str]:
    """Return at most 25 keys whose labels match what was typed, best first.

    If nothing was typed, return the first 25 keys.
    """
    if not typed.strip():
        return list(labels)[:_MAX_CHOICES]
    return await best_hits(
        typed[:_MAX_TYPED], labels, scorer=fuzz.partial_token_set_ratio, limit=_MAX_CHOICES, cutoff=60
    )


async def best_hits(
    typed: str, labels: Mapping[str, str], *, scorer: Callable[..., float], limit: int, cutoff: float
) -> list[str]:
    """Return the keys of the labels that score at least `cutoff`, best first.

    It yields to the event loop now and then: a server may have ten thousand claims.
    """
    text, keys = typed.casefold(), list(labels)
    scored: list[tuple[float, float, int]] = []
    for start in range(0, len(keys), _TURN):
        turn = {n: labels[keys[n]].casefold() for n in range(start, min(start + _TURN, len(keys)))}
        hits = process.extract(text, turn, scorer=scorer, limit=limit, score_cutoff=cutoff)
        # Many labels may contain the same word: among those, prefer the one most like what was typed.
        scored += [(-score, -fuzz.token_sort_ratio(text, label), n) for label, score, n in hits]
        await asyncio.sleep(0)
    return [keys[n] for _, _, n in sorted(scored)[:limit]]


def choice(name: str, value: str) -> app_commands.Choice[str]:
    """Return a choice within Discord's limits."""
    return app_commands.Choice(name=shorten(bare(name), _MAX_CHOICE) or value, value=value[:_MAX_CHOICE])


async def topic_choices(
    bot: Services, interaction: discord.Interaction, current: str, *, by_title: bool = False
) -> list[app_commands.Choice[str]]:
    """Return choices of topics by title. The value is the slug, or the title if `by_title` is set."""
    titles = {t.slug: t.title for t in await bot.store.topics(guild_key(interaction))}
    slugs = await nearest(current, {slug: f"{title} {slug}" for slug, title in titles.items()})
    return [choice(titles[slug], titles[slug] if by_title else slug) for slug in slugs]


async def source_choices(
    bot: Services, interaction: discord.Interaction, current: str
) -> list[app_commands.Choice[str]]:
    """Return choices of sources whose code or title contains what was typed. The value is the code."""
    typed = current.casefold()
    labels = [(s.code, f"{s.code} {s.title}") for s in await bot.store.sources(guild_key(interaction))]
    return [choice(label, code) for code, label in labels if typed in label.casefold()][:_MAX_CHOICES]


async def claim_choices(
    bot: Services, interaction: discord.Interaction, current: str, *, with_hidden: bool = False
) -> list[app_commands.Choice[str]]:
    """Return choices of claims by id, topic and wording, the server's own first. The value is the id."""
    claims = await bot.store.claims(guild_key(interaction), with_hidden=with_hidden)
    ordered = [c for c in claims if c.guild_id] + [c for c in claims if not c.guild_id]
    labels: dict[str, str] = {}
    for start in range(0, len(ordered), _TURN):
        labels |= {c.id: f"{c.id} {c.topic}: {c.wording}" for c in ordered[start : start + _TURN]}
        await asyncio.sleep(0)
    typed = current.strip().casefold()
    exact = [key for key in labels if typed and key.casefold().startswith(typed)]
    keys = list(dict.fromkeys([*exact[:_MAX_CHOICES], *await nearest(current, labels)]))[:_MAX_CHOICES]
    return [choice(labels[key], key) for key in keys]
