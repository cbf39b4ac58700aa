"""What the store keeps apart, what it merges, and what its search survives."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from claims_db.errors import StoreError, UnknownClaim, UnknownSource, UnknownTopic
from claims_db.records.dataset import Dataset, load_dataset
from claims_db.storage.release import load_release
from claims_db.storage.store import Store

GUILD = "123"
ADD_TOPIC = (
    "INSERT INTO topic (guild_id, slug, title, question, scope, search_terms) "
    "VALUES (?, 'ferry-fare', 'Ferry fare', 'What does the ferry cost?', 'river', 'fare ticket')"
)
ADD_CLAIM = (
    "INSERT INTO claim (guild_id, id, topic, source, aspect, wording, excerpt, value, unit) "
    "VALUES (?, 'X-1', 'dam-deaths', 'A1', 'toll', '31 dead', '31 dead by a zeppelin', '31', 'people')"
)


@pytest.fixture
def dataset(data_dir: Path) -> Dataset:
    return load_dataset(data_dir)


async def rows(store: Store, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await store.database.rows(sql)]


async def everything(store: Store) -> list[list[tuple[object, ...]]]:
    tables = ("source", "topic", "claim", "lexicon_entry", "meta")
    found = [await rows(store, f"SELECT * FROM {table}") for table in tables]  # noqa: S608
    return [sorted(table, key=repr) for table in found]


async def hits(store: Store, *words: str, guild_id: str = "") -> list[str]:
    return [c.slug for c in await store.candidates(words, guild_id)]


async def as_guild(store: Store) -> None:
    async with store.database.transaction() as db:
        for sql in (ADD_TOPIC, ADD_CLAIM):
            await db.execute(sql, (GUILD,))
        await db.execute(
            "INSERT INTO source (guild_id, code, title, kind) VALUES (?, 'X', 'Own notes', 'interview')",
            (GUILD,),
        )


async def add_claim(store: Store, then: str) -> None:
    async with store.database.transaction() as db:
        await db.execute(ADD_CLAIM, ("",))
        await db.execute(then)


async def test_what_comes_out_is_what_went_in(store: Store, dataset: Dataset) -> None:
    assert await store.claims() == list(dataset.claims)
    assert sorted(await store.sources(), key=lambda s: s.code) == list(dataset.sources)
    assert {t.slug: t for t in await store.topics()} == {t.slug: t for t in dataset.topics}
    assert await store.data_version() == dataset.version


async def test_an_amount_keeps_every_digit(store: Store, dataset: Dataset) -> None:
    exact = Decimal("12345678901234567890.10")
    figure = dataset.claims[0].figure
    assert figure is not None
    claim = replace(dataset.claims[0], figure=replace(figure, value=exact, value_high=exact + 1,
                                                      comparator="range"))  # fmt: skip
    await load_release(store, replace(dataset, claims=(claim,)))
    found = (await store.claims())[0].figure
    assert found is not None
    assert str(found.value) == "12345678901234567890.10"
    assert found.value_high == exact + 1


async def test_loading_twice_changes_nothing(store: Store, dataset: Dataset) -> None:
    before = await everything(store)
    found = await hits(store, "dam", "breach", "people")
    assert await load_release(store, dataset) == len(dataset.claims)
    assert await everything(store) == before
    assert await hits(store, "dam", "breach", "people") == found
    assert await rows(store, "SELECT count(*) FROM topic_fts") == [(len(dataset.topics),)]
    assert await rows(store, "SELECT count(*) FROM claim_fts") == [(len(dataset.claims),)]


async def test_claims_merge_by_id(store: Store, dataset: Dataset) -> None:
    first, second, *others = dataset.claims
    changed = replace(first, excerpt="At least 40 people died near a lighthouse", revision=2)
    ids = await rows(store, "SELECT claim_id, id FROM claim ORDER BY id")
    await load_release(store, replace(dataset, claims=(changed, *others)))
    claims = {c.id: c for c in await store.claims()}
    assert claims[first.id] == changed
    assert second.id not in claims
    assert await hits(store, "lighthouse") == ["dam-deaths"]
    kept = await rows(store, "SELECT claim_id, id FROM claim ORDER BY id")
    assert kept == [row for row in ids if row[1] != second.id]


async def test_a_claim_that_goes_is_not_found_any_more(store: Store, dataset: Dataset) -> None:
    assert "dam-cause" in await hits(store, "neglect")
    await load_release(store, replace(dataset, claims=dataset.claims[:-1]))
    assert await hits(store, "neglect") == []


async def test_progress_ends_at_the_total(store: Store, dataset: Dataset) -> None:
    seen: list[tuple[int, int]] = []
    await load_release(store, dataset, on_progress=lambda done, total: seen.append((done, total)))
    assert seen[-1][0] == seen[-1][1] == len(dataset.claims) + len(dataset.topics)
    assert seen == sorted(seen)


async def test_a_servers_rows_outlive_the_shipped_ones(store: Store, dataset: Dataset) -> None:
    await as_guild(store)
    await load_release(store, replace(dataset, claims=(), topics=()))
    assert [c.id for c in await store.claims(GUILD)] == ["X-1"]
    assert [t.slug for t in await store.topics(GUILD)] == ["ferry-fare"]
    assert "X" in [s.code for s in await store.sources(GUILD)]
    assert await hits(store, "zeppelin", guild_id=GUILD) == ["dam-deaths"]


@pytest.mark.parametrize("guild_id", ["", "124", "12", "1234", "123 OR owner", '123"', "%", "owner123", "*"])
async def test_a_servers_rows_are_seen_by_no_other(store: Store, guild_id: str) -> None:
    shipped = await everything(store)
    await as_guild(store)
    assert "ferry-fare" not in [t.slug for t in await store.topics(guild_id)]
    assert "X-1" not in [c.id for c in await store.claims(guild_id)]
    assert "X-1" not in [c.id for c in (await store.claims_by_topic(["dam-deaths"], guild_id))["dam-deaths"]]
    assert "X" not in [s.code for s in await store.sources(guild_id)]
    assert await hits(store, "zeppelin", "ferry", "ticket", "owner123", "123", guild_id=guild_id) == []
    with pytest.raises(UnknownTopic):
        await store.topic("ferry-fare", guild_id)
    with pytest.raises(UnknownSource):
        await store.source("X", guild_id)
    assert len(shipped[1]) == len(await store.topics(guild_id))


async def test_a_server_sees_its_own_rows_beside_the_shipped_ones(store: Store) -> None:
    await as_guild(store)
    assert (await store.topic("ferry fare", GUILD)).guild_id == GUILD
    assert (await store.source("x", GUILD)).title == "Own notes"
    assert await hits(store, "ticket", guild_id=GUILD) == ["ferry-fare"]
    assert "dam-moved" in await hits(store, "moved", guild_id=GUILD)
    assert len(await store.claims(GUILD)) == len(await store.claims()) + 1


async def test_a_write_taken_back_leaves_no_hit(store: Store) -> None:
    with pytest.raises(StoreError, match="nowhere"):
        await add_claim(store, "INSERT INTO nowhere VALUES (1)")
    assert await hits(store, "zeppelin") == []
    await add_claim(store, "SELECT 1")
    assert await hits(store, "zeppelin") == ["dam-deaths"]


async def test_a_load_that_fails_leaves_the_file_as_it_was(store: Store, dataset: Dataset) -> None:
    before = await everything(store)
    broken = replace(dataset.sources[0], title=None)  # type: ignore[arg-type]
    twice = replace(dataset, sources=(*dataset.sources[1:], broken), claims=())
    with pytest.raises(StoreError, match="NOT NULL"):
        await load_release(store, twice)
    assert await everything(store) == before


async def test_the_best_candidate_comes_first_with_full_strength(store: Store) -> None:
    found = await store.candidates(["people", "moved", "safety"])
    assert found[0].slug == "dam-moved"
    assert (found[0].rank, found[0].strength) == (0, 1.0)
    assert [c.rank for c in found] == list(range(len(found)))
    assert all(0 <= c.strength <= 1 for c in found)
    assert len(await store.candidates(["dam"], limit=2)) == 2


async def test_search_goes_by_stem_and_without_accents(store: Store) -> None:
    assert "dam-cause" in await hits(store, "causing")
    assert "dam-cause" in await hits(store, "néglect")


@pytest.mark.parametrize(
    "term",
    ['"', '""', "dam*", "dam NEAR(breach)", "NEAR", "AND", "OR", "NOT", "-dam", "^dam", "title:dam",
     "{title}", "title : dam", "dam\0", "\0", "\ud800", "", " ", "(", ")", "dam + breach",
     "'; DROP TABLE claim; --", "owner", "²", "½", "ⅷ", "\u202e", "𝟙", "ａ", "ﷺ", "x" * 100_000],
)  # fmt: skip
async def test_search_syntax_is_no_syntax(store: Store, term: str) -> None:
    assert set(await hits(store, term)) <= {t.slug for t in await store.topics()}
    assert "dam-moved" in await hits(store, term, "safety")


async def test_any_number_of_terms_is_searched(store: Store) -> None:
    assert "dam-moved" in await hits(store, *(f"word{n}" for n in range(3000)), "safety")


async def test_no_terms_find_nothing(store: Store) -> None:
    assert await store.candidates([]) == []


async def test_topics_and_sources_are_found_by_either_name(store: Store) -> None:
    assert (await store.topic(" DAM-Deaths ")).slug == "dam-deaths"
    assert (await store.topic("dam DEATHS")).slug == "dam-deaths"
    assert (await store.source(" a1 ")).code == "A1"


@pytest.mark.parametrize("name", ["dam-deth", "death"])
async def test_an_unknown_topic_names_the_nearest(store: Store, name: str) -> None:
    with pytest.raises(UnknownTopic, match="Nearest: dam-deaths") as caught:
        await store.topic(name)
    assert caught.value.nearest[0] == "dam-deaths"
    assert caught.value.exit_code == 4


async def test_an_unknown_source_names_the_nearest(store: Store) -> None:
    with pytest.raises(UnknownSource, match="A1") as caught:
        await store.source("A11")
    assert caught.value.nearest[0] == "A1"


@pytest.mark.parametrize("name", ["", "\0", "\ud800", "%", "a\nb"])
async def test_any_name_may_be_asked_for(store: Store, name: str) -> None:
    with pytest.raises(UnknownTopic) as topic:
        await store.topic(name)
    with pytest.raises(UnknownSource) as source:
        await store.source(name)
    assert "\n" not in f"{topic.value}{source.value}"


@pytest.mark.parametrize("text", ["\ud800", "A1-1\udcff", "\x00"])
async def test_what_can_not_be_stored_is_looked_for_and_not_found(store: Store, text: str) -> None:
    with pytest.raises(UnknownClaim):
        await store.claim(text)
    assert await store.claims(text) == await store.claims()


async def test_an_empty_store_knows_no_nearest(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "empty")
    assert await store.data_version() == ""
    with pytest.raises(UnknownTopic) as caught:
        await store.topic("dam")
    assert caught.value.nearest == ()
    await store.close()


async def test_every_kind_of_term_is_in_the_lexicon(store: Store, dataset: Dataset) -> None:
    topic = replace(
        dataset.topics[0], slug="plain", anchors=(("orchard",),), needs=(("apple",), ("#moved",)),
        cues=("pear",), unless=("plum",),
    )  # fmt: skip
    reading = (await store.lexicon([topic])).read("The orchard moved apple, pear and plum to Verania.")
    met = [t for t in ("orchard", "apple", "#moved", "pear", "plum", "@verania") if reading.positions(t)]
    assert met == ["orchard", "apple", "#moved", "pear", "plum", "@verania"]
