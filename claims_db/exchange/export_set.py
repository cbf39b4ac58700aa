"""What a server would export: its claims with their sources and topics."""

from claims_db.exchange.batch import ExportSet
from claims_db.models import SHIPPED
from claims_db.storage.store import Store


async def open_export_set(
    store: Store, guild_id: str, *, topic: str = "", has_shipped: bool = False
) -> ExportSet:
    """Return the claims to export: the server's own, with `has_shipped` also the shipped ones it sees.

    If `topic` is not "", they are those of one topic. Raises UnknownTopic.
    """
    if topic:
        slug = (await store.topic(topic, guild_id)).slug
        claims = (await store.claims_by_topic([slug], guild_id))[slug]
    else:
        claims = await store.claims(guild_id)
    chosen = [claim for claim in claims if has_shipped or claim.guild_id == guild_id]
    sources = {source.code: source for source in await store.sources(guild_id)}
    topics = {each.slug: each for each in await store.topics(guild_id)}
    codes, slugs = {claim.source for claim in chosen}, {claim.topic for claim in chosen}
    return ExportSet(
        chosen,
        {code: source for code, source in sources.items() if code in codes or not topic},
        {slug: each for slug, each in topics.items() if slug in slugs or not topic},
        frozenset(code for code, source in sources.items() if source.guild_id != SHIPPED),
        frozenset(slug for slug, each in topics.items() if each.guild_id != SHIPPED),
    )
