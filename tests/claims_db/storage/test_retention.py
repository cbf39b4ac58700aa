"""What was kept long enough goes, out of the file too; what ships and other servers' things stay."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from claims_db.findings.findings import evidence_for
from claims_db.models import Claim, Finding, Source
from claims_db.moderation.editors import Editors
from claims_db.storage import retention as retention_module
from claims_db.storage.channels import Channel, ChannelStore
from claims_db.storage.fingerprint import NearKeys
from claims_db.storage.people import Held, PeopleStore
from claims_db.storage.replies import ReplyStore, Trigger
from claims_db.storage.retention import Keep, Retention
from claims_db.storage.servers import ServerSettings, ServerStore
from claims_db.storage.statistics import Statistics
from claims_db.storage.store import Store
from claims_db.storage.wrong_matches import WrongMatches
from tests.conftest import Clock, raw_file

HERE, THERE = "111", "222"
DAY = 86400.0
WORDING, NOTE, WISH = "zyxowordus", "qvarknotium", "plimsuggestix"
USER, OTHER_USER = "777000111222333444", "888000111222333444"


@pytest.fixture
def retention(store: Store, clock: Clock) -> Retention:
    return Retention(store.database, Keep(), now=clock)


async def count(store: Store, table: str, where: str = "1") -> int:
    row = await store.database.row(f"SELECT count(*) AS n FROM {table} WHERE {where}")  # noqa: S608
    assert row is not None
    return int(row["n"])


async def put(store: Store, sql: str, *values: Any) -> None:
    async with store.database.transaction() as db:
        await db.execute(sql, values)


async def told_of(store: Store, guild_id: str, state: str = "told") -> None:
    await put(
        store,
        "INSERT OR REPLACE INTO notice SELECT max(audit_id), guild_id, ? FROM audit WHERE guild_id = ?",
        state, guild_id,
    )  # fmt: skip


async def fill(store: Store, clock: Clock, guild_id: str, user_id: str, mark: str) -> None:
    """Everything that a server and a person in it can leave in the database."""
    editors = Editors.over(store, now=clock)
    await ServerStore(store.database, now=clock).save(
        ServerSettings(guild_id, desk_channel_id="5"), by=user_id
    )
    await ChannelStore(store.database).save(Channel(f"1{guild_id}", guild_id, "all"))
    await editors.sources.add(guild_id, Source("N1", f"Paper {NOTE}{mark}", "news report"), by=user_id)
    topic = replace(await store.topic("dam-height"), slug="dam-own", title=f"Own {NOTE}{mark}")
    await editors.topics.add(guild_id, topic, by=user_id)
    await put(store, "INSERT INTO lexicon_entry VALUES (?, 'place', ?, '[]')", guild_id, f"{NOTE}{mark}")
    wording = f"{WORDING}{mark} 5 people"
    claim = Claim("", "dam-deaths", "N1", wording, wording, note=f"{NOTE}{mark}", stance="x")
    written = (await editors.claims.add(guild_id, claim, by=user_id)).claim
    reply_store = ReplyStore(store.database, now=clock)
    sources = {s.code: s for s in await store.sources(guild_id)}
    deaths = await store.topic("dam-deaths", guild_id)
    finding = Finding(deaths, evidence_for([written], sources), 1.0, terms=("dam",))
    for n in range(3):
        trigger = Trigger(f"{guild_id}{n}", guild_id, f"1{guild_id}", user_id, "unasked")
        reply_id = await reply_store.enter(trigger, [finding], f"print{mark}", [f"topic:{n}"])
        assert reply_id is not None
        await reply_store.set_message(reply_id, f"9{guild_id}{n}")
    await editors.claims.edit(guild_id, replace(written, wording=f"{WORDING}{mark}"), by=user_id)
    await told_of(store, guild_id)
    await put(store, "UPDATE correction SET state = 'done' WHERE guild_id = ?", guild_id)
    wrong_matches = WrongMatches(store.database, now=clock)
    await wrong_matches.report_wrong(guild_id, "dam-deaths", "p", near=NearKeys("q", ("r",)), is_unasked=True)
    statistics = Statistics(store.database, now=clock)
    statistics.count("answered", guild_id, "1", ["dam-deaths"])
    await statistics.flush()
    await put(store, "INSERT INTO trace VALUES (?, 'p', '1', '[]', '[]', 1, ?)", guild_id, clock.now)
    await put(store, "INSERT INTO paused_topic (guild_id, topic, paused_at) VALUES (?, 't', 1)", guild_id)
    await put(
        store,
        "INSERT INTO proposal (guild_id, kind, state, record, person_id, made_at, fingerprint) VALUES "
        "(?1, 'suggestion', 'open', ?2, (SELECT person_id FROM person WHERE user_id = ?3), ?4, 'f')",
        guild_id, f'{{"figure": "{WISH}{mark}"}}', user_id, clock.now,
    )  # fmt: skip
    await put(
        store, "INSERT INTO asker SELECT proposal_id, ? FROM proposal WHERE guild_id = ?", user_id, guild_id
    )


async def tables_of_servers(store: Store) -> set[str]:
    rows = await store.database.rows(
        "SELECT m.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c "
        "WHERE m.type = 'table' AND c.name = 'guild_id'"
    )
    return {str(row["name"]) for row in rows}


async def snapshot(store: Store, condition: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every table with servers in it that meet the condition."""
    return {
        table: [tuple(r) for r in await store.database.rows(f"SELECT * FROM {table} WHERE {condition}")]  # noqa: S608
        for table in await tables_of_servers(store)
    }


async def test_everything_of_a_server_left_long_ago_goes_and_nothing_else(
    store: Store, retention: Retention, clock: Clock
) -> None:
    await fill(store, clock, HERE, USER, "here")
    await fill(store, clock, THERE, OTHER_USER, "there")
    assert all(rows for rows in (await snapshot(store, f"guild_id = '{HERE}'")).values())
    shipped, there = await snapshot(store, "guild_id = ''"), await snapshot(store, f"guild_id = '{THERE}'")
    search = [c.slug for c in await store.candidates(["people", "dam"], THERE)]
    await ServerStore(store.database, now=clock).set_left(HERE, has_left=True)
    clock.now += 29 * DAY
    await retention.sweep()
    assert await count(store, "claim", f"guild_id = '{HERE}'") == 1
    clock.now += 2 * DAY
    await retention.sweep({HERE})  # the bot is there, whatever the row says
    assert await count(store, "claim", f"guild_id = '{HERE}'") == 1
    await retention.sweep({THERE})
    left = await snapshot(store, f"guild_id = '{HERE}'")
    assert {table: rows for table, rows in left.items() if rows} == {}
    assert await snapshot(store, "guild_id = ''") == shipped
    after = await snapshot(store, f"guild_id = '{THERE}'")
    assert after.pop("trace") == []  # 31 days old
    there.pop("trace")
    assert after == there
    assert [c.slug for c in await store.candidates(["people", "dam"], THERE)] == search
    bytes_ = raw_file(store)
    for gone in (f"{WORDING}here", f"{NOTE}here", f"{WISH}here", USER):
        assert gone.encode() not in bytes_, gone
    for kept in (f"{WORDING}there", f"{NOTE}there", f"{WISH}there", OTHER_USER):
        assert kept.encode() in bytes_, kept
    assert await count(store, "person") == 1


async def test_a_server_that_came_back_keeps_everything(
    store: Store, retention: Retention, clock: Clock
) -> None:
    guilds = ServerStore(store.database, now=clock)
    await fill(store, clock, HERE, USER, "here")
    await guilds.note_present({THERE})
    assert await count(store, "guild", "left_at IS NOT NULL") == 1
    clock.now += 20 * DAY
    await guilds.note_present({HERE, THERE})
    clock.now += 20 * DAY
    before = await count(store, "claim")
    await retention.sweep()
    assert await count(store, "claim") == before
    assert await count(store, "guild", "left_at IS NOT NULL") == 0


async def test_a_server_that_left_while_the_bot_was_off_is_noticed(
    store: Store, retention: Retention, clock: Clock
) -> None:
    claim = Claim("", "dam-deaths", "A1", "5", "5", stance="x")
    await Editors.over(store, now=clock).claims.add(HERE, claim, by=USER)  # no settings were ever made
    guilds = ServerStore(store.database, now=clock)
    await guilds.note_present({THERE})
    clock.now += 20 * DAY
    await guilds.note_present({THERE})  # the first time counts
    clock.now += 11 * DAY
    await retention.sweep({THERE})
    assert await count(store, "claim", f"guild_id = '{HERE}'") == 0


@pytest.mark.parametrize(
    ("table", "days"),
    [
        ("reply", 90), ("reply_topic", 90), ("reply_claim", 90), ("spoken", 30), ("trace", 14),
        ("tally", 401), ("wrong_match", 365), ("correction", 90), ("notice", 90),
    ],
)  # fmt: skip
async def test_each_kind_goes_in_its_time(
    store: Store, retention: Retention, clock: Clock, table: str, days: int
) -> None:
    await fill(store, clock, HERE, USER, "here")
    before = await count(store, table)
    assert before
    clock.now += (days - 1) * DAY
    await retention.sweep({HERE})
    assert await count(store, table) == before
    clock.now += 2 * DAY
    await retention.sweep({HERE})
    assert await count(store, table) == 0
    assert await count(store, "claim", f"guild_id = '{HERE}'") == 1


@pytest.mark.parametrize(
    ("kind", "state", "is_kept"),
    [
        ("question", "open", False), ("question", "rejected", False), ("suggestion", "accepted", False),
        ("change", "draft", False), ("change", "rejected", False), ("suggestion", "open", True),
        ("change", "open", True),
    ],
)  # fmt: skip
async def test_what_waits_for_a_moderator_stays(
    store: Store, retention: Retention, clock: Clock, kind: str, state: str, is_kept: bool
) -> None:
    await put(
        store,
        "INSERT INTO proposal (guild_id, kind, state, record, made_at, decided_at) VALUES (?, ?, ?, ?, ?, ?)",
        HERE, kind, state, f'"{WISH}"', clock.now, clock.now if state in ("accepted", "rejected") else None,
    )  # fmt: skip
    clock.now += 89 * DAY
    await retention.sweep({HERE})
    assert await count(store, "proposal") == 1
    clock.now += 2 * DAY
    await retention.sweep({HERE})
    assert await count(store, "proposal") == int(is_kept)
    assert (WISH.encode() in raw_file(store)) is is_kept


async def test_what_an_edit_replaced_is_no_longer_in_the_search_index(
    store: Store, retention: Retention, clock: Clock
) -> None:
    await store.database.fold_log()
    editors = Editors.over(store, now=clock)
    source = await editors.sources.add(HERE, Source("N1", "Paper", "news report"), by=USER)
    for n in range(40):
        claim = Claim("", "dam-deaths", source.code, f"{n}", f"{WORDING}{n} {n}", stance="x")
        await editors.claims.add(HERE, claim, by=USER)
    await put(store, "DELETE FROM claim WHERE guild_id = ?", HERE)
    await retention.sweep({HERE})
    words = await store.database.rows("SELECT block FROM claim_fts_data")
    assert not [row for row in words if b"zyxo" in row["block"]]
    async with store.database.transaction() as db:
        await db.execute("INSERT INTO claim_fts (claim_fts) VALUES ('integrity-check')")
    assert await store.candidates(["people", "died"])


async def test_much_is_deleted_in_batches_and_leaves_nothing_in_the_file(
    store: Store, retention: Retention, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with store.database.transaction() as db:
        await db.executemany(
            "INSERT INTO reply (guild_id, channel_id, trigger_id, author_id, kind, fingerprint, created_at) "
            "VALUES ('1', '2', ?, ?, 'asked', 'p', ?)",
            [(str(n), f"77700{n:06}", clock.now) for n in range(2500)],
        )
    deleted: list[int] = []
    transaction = type(store.database).transaction
    monkeypatch.setattr(retention_module, "_BATCH", 500)

    def counted(self: Any) -> Any:
        deleted.append(1)
        return transaction(self)

    monkeypatch.setattr(type(store.database), "transaction", counted)
    clock.now += 91 * DAY
    assert await retention.sweep() == 2500
    assert len(deleted) > 5
    monkeypatch.undo()
    assert b"77700" not in raw_file(store)


async def forget_all(store: Store) -> None:
    await PeopleStore(store.database).forget(USER, keeps_opt_out=False)


async def forget_but_opt_out(store: Store) -> None:
    await PeopleStore(store.database).forget(USER, keeps_opt_out=True)


@pytest.mark.parametrize(("forget", "is_out"), [(forget_all, False), (forget_but_opt_out, True)])
async def test_a_person_is_forgotten_everywhere_and_nobody_else_is(
    store: Store, clock: Clock, forget: Callable[[Store], Awaitable[None]], is_out: bool
) -> None:
    channels, people = ChannelStore(store.database), PeopleStore(store.database)
    await fill(store, clock, HERE, USER, "here")
    await fill(store, clock, THERE, OTHER_USER, "there")
    for user in (USER, OTHER_USER):
        async with store.database.transaction() as db:
            await db.execute("INSERT INTO opted_out VALUES (?)", (user,))
    held = await people.held(USER)
    assert (held.replies, held.waiting, held.proposals, held.is_opted_out) == (3, 1, 1, True)
    assert held.writes == await count(store, "audit", f"guild_id = '{HERE}'")
    replies, writes, claims = [await count(store, t) for t in ("reply", "audit", "claim")]
    other = await people.held(OTHER_USER)
    await forget(store)
    assert await people.held(USER) == Held(is_opted_out=is_out)
    assert await channels.is_opted_out(USER) is is_out
    assert (USER.encode() in raw_file(store)) is is_out
    assert await people.held(OTHER_USER) == other
    assert [await count(store, t) for t in ("reply", "audit", "claim")] == [replies, writes, claims]
    entries = await Editors.over(store).audit_log.entries(HERE)
    assert entries
    assert {e.user_id for e in entries} == {""}


async def test_nobody_is_not_a_person_to_forget(store: Store, clock: Clock) -> None:
    await fill(store, clock, HERE, USER, "here")
    await PeopleStore(store.database).forget("", keeps_opt_out=False)
    assert (await PeopleStore(store.database).held(USER)).replies == 3
