"""Two hundred servers with overlapping topics: nothing of one is ever seen in another."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.choices import claim_choices, source_choices, topic_choices
from claims_db.checker import Checker
from claims_db.drafts.claim_draft import ClaimDraft, read_draft
from claims_db.models import Source
from claims_db.moderation.editors import Editors
from claims_db.moderation.queue import Queue
from claims_db.storage.servers import ServerStore
from claims_db.storage.store import Store
from tests.made_up import WEIGHTS

SERVERS: Final = 200


def guild_of(number: int) -> str:
    """Ids of which one is the beginning of another, which no search may confuse."""
    return "7" * (1 + number % 4) + str(number)


def marker(number: int) -> str:
    """A word that only this server's things hold."""
    return f"mark{number:03d}x"


@pytest.fixture
async def servers(store: Store) -> dict[str, Any]:
    """The same topics, sources, ids and questions in each server, told apart by a marker only."""
    checker = Checker(store, WEIGHTS)
    editors = Editors.over(store, on_change=checker.forget)
    queue = Queue(editors, ServerStore(store.database))
    height = await store.topic("dam-height")
    sources = {s.code: s for s in await store.sources()}
    for number in range(SERVERS):
        guild_id, mark = guild_of(number), marker(number)
        await editors.sources.add(guild_id, Source("N1", f"Wire {mark}", "news report"), by=mark)
        width = replace(
            height, slug="dam-width", title=f"Width {mark}", needs=(("wide", "width", mark), ("dam",))
        )
        await editors.topics.add(guild_id, width, by=mark)
        known = {"dam-deaths": await store.topic("dam-deaths"), "dam-width": width}
        own = sources | {"N1": Source("N1", "", "news report")}
        for topic, figure in (
            ("dam-deaths", f"{1000 + number} people"),
            ("dam-width", f"{3000 + number} metres"),
        ):
            draft = ClaimDraft(topic=topic, source="N1", figure=figure, excerpt=f"{figure} {mark}", note=mark)
            await editors.claims.add(guild_id, read_draft(draft, known, own, {}), by=mark)
        if number % 3 == 0:
            await editors.claims.hide(guild_id, "B2-1", by=mark)
        if number % 5 == 0:
            await editors.claims.retract(guild_id, "A1-1", by=mark, reason=mark)
        await queue.suggest(guild_id, f"please check {mark}", by=mark, wants_answer=True)
        await queue.note_question(guild_id, f"how deep is the {mark} lake", f"print-{number % 7}")
    return {"store": store, "checker": checker, "desk": editors, "queue": queue}


async def seen_by(servers: dict[str, Any], number: int) -> str:
    """Everything that a person in the server can get to see, as one text."""
    store, guild_id = servers["store"], guild_of(number)
    interaction: Any = SimpleNamespace(guild_id=int(guild_id))
    bot: Any = SimpleNamespace(store=store)
    shown: list[Any] = []
    for typed in ("", "wide", "mark", "N1", "1"):
        shown += [c.to_dict() for c in await topic_choices(bot, interaction, typed)]
        shown += [c.to_dict() for c in await source_choices(bot, interaction, typed)]
        shown += [c.to_dict() for c in await claim_choices(bot, interaction, typed, with_hidden=True)]
    for text in ("50 people died when the dam broke in Verania", "the dam in Verania is 7 metres wide"):
        answer = await servers["checker"].check(text, guild_id=guild_id)
        shown += [(f.topic, f.evidence) for f in answer.findings]
        shown += [answer.nearest]
    shown += await store.claims(guild_id, with_hidden=True)
    shown += await store.topics(guild_id)
    shown += await store.sources(guild_id)
    shown += await servers["desk"].audit_log.entries(guild_id)
    shown += await servers["queue"].open_items(guild_id, limit=50)
    shown += [await servers["queue"].counts(guild_id)]
    return repr(shown)


async def test_nothing_of_one_server_is_seen_in_another(servers: dict[str, Any]) -> None:
    async def check(number: int) -> None:
        text = await seen_by(servers, number)
        others = {marker(n) for n in range(SERVERS) if n != number and marker(n) in text}
        assert others == set()
        assert marker(number) in text
        counts = await servers["queue"].counts(guild_of(number))
        assert counts == {"change": 0, "suggestion": 1, "question": 1}
        claims = {c.id: c for c in await servers["store"].claims(guild_of(number))}
        assert ("B2-1" in claims) == (number % 3 != 0)
        assert (claims["A1-1"].status == "retracted") == (number % 5 == 0)

    for number in range(0, SERVERS, 7):
        await check(number)
    shipped = await servers["store"].claims()
    assert "mark" not in repr(shipped)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(here=st.integers(0, SERVERS - 1), there=st.integers(0, SERVERS - 1))
def test_ids_that_look_alike_are_different_servers(here: int, there: int) -> None:
    assert (guild_of(here) == guild_of(there)) == (here == there) or here % 4 != there % 4
