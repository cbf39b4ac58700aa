"""What a server would export: its claims with the sources and topics they speak of."""

from claims_db.exchange.batch import ExportSet
from claims_db.models import SHIPPED
from claims_db.storage.store import Store


async def open_export_set(
    store: Store, guild_id: str, *, topic: str = "", has_shipped: bool = False
) -> ExportSet:
    """The claims the server sees, of one topic where one is named; its own only, unless `has_shipped`.

    Raises UnknownTopic.
    """
    if topic:
        found = await store.topic(topic, guild_id)
        claims = (await store.claims_by_topic([found.slug], guild_id))[found.slug]
    else:
        claims = await store.claims(guild_id)
    chosen = [claim for claim in claims if has_shipped or claim.guild_id == guild_id]
    sources = {source.code: source for source in await store.sources(guild_id)}
    topics = {known.slug: known for known in await store.topics(guild_id)}
    codes, slugs = {claim.source for claim in chosen}, {claim.topic for claim in chosen}
    return ExportSet(
        chosen,
        {code: source for code, source in sources.items() if code in codes or not topic},
        {slug: known for slug, known in topics.items() if slug in slugs or not topic},
        frozenset(code for code, source in sources.items() if source.guild_id != SHIPPED),
        frozenset(slug for slug, known in topics.items() if known.guild_id != SHIPPED),
    )
