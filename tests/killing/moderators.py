"""The child: moderators at work without an end, each thing they do promised in a journal.

Run in a process that is killed. What it is to do next hangs on its seed alone, and on what it finds.
"""

import asyncio
import os
import random
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.answering.outgoing import Outgoing
from bot.answering.posting import send_arguments
from bot.rendering.cards import reply_lines
from bot.rendering.lines import distinct_claims
from claims_db.checker import evidence_for
from claims_db.compare import load_rates
from claims_db.drafts.claim_draft import ClaimDraft, read_draft
from claims_db.errors import ClaimsError, StoreError
from claims_db.exchange import read_batch
from claims_db.exchange.plan import plan_import
from claims_db.models import Claim, Finding
from claims_db.storage.audit import Change, record_of
from claims_db.storage.replies import Trigger
from tests.killing.fuse import Fuse, Place, Point, watch
from tests.killing.journal import Journal, token_of
from tests.killing.newsroom import FREE, SERVERS, STRICT, KilledNewsroom, channel_in, newsroom_in

_FIGURES: Final = {"dam-deaths": "{} people died", "dam-moved": "{} people were moved", "dam-height": "{} m"}
_MANY: Final = 120
"""Claims from which on an import changes rather than adds."""
_PROPOSER, _SECOND = "11", "12"

load_rates()  # once, in the process that children are forked from


class Moderators:
    """Chooses what is done next, and does it."""

    def __init__(self, room: KilledNewsroom, journal: Journal, chance: random.Random) -> None:
        self._bot = room.bot
        self._store = room.bot.store
        self._ledger = room.bot.reply_store
        self._journal = journal
        self._chance = chance
        self._unposted: list[tuple[str, Outgoing]] = []
        does: list[tuple[float, Callable[[], Awaitable[None]]]] = [
            (2, self._add), (3, self._edit), (4, self._withdraw), (3, self._draft), (4, self._decide),
            (1, self._import), (2, self._reply), (1, self._ask), (3, self._post),
        ]  # fmt: skip
        self._actions = [action for _, action in does]
        # Each day has its own kind of work: more of some, less of others.
        self._weights = [weight * chance.choice([0.2, 1, 5]) for weight, _ in does]

    async def act(self) -> None:
        """Do one thing; what is refused is acknowledged as refused."""
        [action] = self._chance.choices(self._actions, self._weights)
        begun = self._journal.next
        try:
            await action()
        except StoreError:
            raise
        except ClaimsError as refusal:
            if self._journal.next == begun:
                raise  # it was not even begun
            self._journal.acknowledge(refused=str(refusal))

    async def _claims(self, guild_id: str) -> list[Claim]:
        return await self._store.claims(guild_id)

    async def _new_claim(self, guild_id: str) -> Claim:
        """A claim that no other is like, by the number of the next operation."""
        number = self._journal.next
        slug = self._chance.choice(list(_FIGURES))
        source = self._chance.choice(["A1", "B2", "C3"])
        draft = ClaimDraft(
            topic=slug, source=source, figure=_FIGURES[slug].format(number * 100), note=token_of(number)
        )
        topics = {t.slug: t for t in await self._store.topics(guild_id)}
        sources = {s.code: s for s in await self._store.sources(guild_id)}
        return read_draft(draft, topics, sources, await self._store.claims_by_topic(list(topics), guild_id))

    async def _add(self) -> None:
        claim = await self._new_claim(FREE)
        self._journal.intend("write", count=1, wordings=[claim.wording])
        self._told(await self._bot.editors.claims.add(FREE, claim, by="10"))

    async def _restated(self, guild_id: str) -> Claim:
        """One of the server's claims, also one that it hid, saying something new."""
        claim = self._chance.choice(await self._store.claims(guild_id, with_hidden=True))
        if claim.figure is None:
            wording = f"reason {self._journal.next} caused the breach"
            return replace(claim, wording=wording, excerpt=wording)
        new = await self._new_claim(guild_id)
        return replace(claim, figure=new.figure, wording=new.wording, excerpt=new.excerpt, topic=new.topic,
                       aspect=new.aspect)  # fmt: skip

    async def _edit(self) -> None:
        claim = await self._restated(FREE)
        token = self._journal.intend("write", count=1, wordings=[claim.wording])
        self._told(await self._bot.editors.claims.edit(FREE, claim, by="10", reason=token))

    async def _withdraw(self) -> None:
        """Retract, restore or hide, whatever the claim's standing lets be done."""
        editors = self._bot.editors
        shown = {c.id for c in await self._claims(FREE)}
        everything = await self._store.claims(FREE, with_hidden=True)
        down = [c for c in everything if c.id not in shown or c.is_withdrawn]
        standing = [c for c in everything if c not in down]
        if down and (not standing or self._chance.random() < 0.5):
            claim = self._chance.choice(down)
            token = self._journal.intend("write", count=1, wordings=[claim.wording])
            self._told(await editors.claims.restore(FREE, claim.id, by="10", reason=token))
            return
        claim = self._chance.choice(standing)
        if self._chance.random() < 0.3:
            token = self._journal.intend("write", count=1, wordings=[""])
            self._told(await editors.claims.hide(FREE, claim.id, by="10", reason=token))
            return
        token = self._journal.intend("write", count=1, wordings=[claim.wording])
        self._told(await editors.claims.retract(FREE, claim.id, by="10", reason=token))

    def _told(self, change: Change) -> None:
        self._journal.acknowledge(
            audit=change.audit_id, replies=change.replies, record=record_of(change.claim)
        )

    async def _import(self) -> None:
        """A file of 20 to 60 rows, some of them new."""
        number, rows = self._journal.next, ["id,topic,source,figure,note"]
        known = [c for c in await self._claims(FREE) if c.figure is not None and c.topic in _FIGURES]
        size = self._chance.randint(20, 60)
        has_room = len(known) < _MANY
        changed = self._chance.sample(known, min(len(known), size // 4 if has_room else size))
        for n in range(size):
            claim = changed[n] if n < len(changed) else None
            if claim is None and not has_room:
                break
            slug = claim.topic if claim is not None else self._chance.choice(list(_FIGURES))
            figure = _FIGURES[slug].format(number * 100 + 1 + n)
            key, source = (claim.id, claim.source) if claim is not None else ("", "B2")
            rows.append(f"{key},{slug},{source},{figure},{token_of(number)}")
        batch = read_batch("\n".join(rows).encode(), "x.csv")
        plan = await plan_import(
            self._store,
            lambda text: self._bot.checker.check(text, mode="message", guild_id=FREE),
            FREE,
            batch,
        )
        wordings = [after.wording for _, after in plan.claims]
        self._journal.intend("write", count=len(plan.claims), wordings=wordings)
        replies = await self._bot.editors.claims.import_plan(plan, by="10")
        self._journal.acknowledge(replies=replies)

    async def _draft(self) -> None:
        """A change of the strict server's, kept and mostly submitted."""
        queue = self._bot.queue
        claim = await self._restated(STRICT)
        token = self._journal.intend("draft", wordings=[claim.wording])
        proposal = await queue.keep_draft(STRICT, action="edit", claim=claim, by=_PROPOSER, reason=token)
        self._journal.acknowledge(proposal=proposal)
        if self._chance.random() < 0.9:
            self._journal.intend("submit", proposal=proposal)
            await queue.submit(STRICT, proposal, by=_PROPOSER)
            self._journal.acknowledge()

    async def _decide(self) -> None:
        """The second moderator accepts what waits, or rejects it."""
        waiting = await self._bot.queue.open_items(STRICT, "change", limit=50)
        if not waiting:
            return await self._draft()
        item = self._chance.choice(waiting)
        if self._chance.random() < 0.15:
            self._journal.intend("reject", proposal=item.proposal_id)
            await self._bot.queue.reject(STRICT, item.proposal_id, by=_SECOND, reason="No.")
            self._journal.acknowledge()
            return None
        self._journal.intend("accept", proposal=item.proposal_id)
        change = await self._bot.queue.accept(STRICT, item.proposal_id, by=_SECOND)
        self._journal.acknowledge(audit=change.audit_id)
        return None

    async def _reply(self) -> None:
        """An automatic reply is entered; it may be posted at once or a little later."""
        guild_id = self._chance.choice(SERVERS)
        topic = await self._store.topic(self._chance.choice(list(_FIGURES)), guild_id)
        claims = (await self._store.claims_by_topic([topic.slug], guild_id))[topic.slug]
        if not claims:
            return
        sources = {s.code: s for s in await self._store.sources(guild_id)}
        finding = Finding(topic, evidence_for(claims, sources), 1.0)
        latest = await self._last_write()
        trigger = Trigger(str(self._journal.next), guild_id, channel_in(guild_id), "6", "unasked")
        self._journal.intend("enter", trigger=trigger.trigger_id)
        reply_id = await self._ledger.enter(trigger, [finding], "print")
        shown = [c.id for c in distinct_claims(finding)]
        self._journal.acknowledge(reply=reply_id, guild=guild_id, latest=latest, claims=shown)
        outgoing = Outgoing(content=reply_lines([finding]), reply_id=reply_id)
        self._unposted.append((guild_id, outgoing))
        if self._chance.random() < 0.7:
            await self._post()

    async def _ask(self) -> None:
        """A topic is asked for: its card is posted at once."""
        guild_id = self._chance.choice(SERVERS)
        if not (await self._store.claims_by_topic(["dam-cause"], guild_id))["dam-cause"]:
            return
        latest = await self._last_write()
        trigger = Trigger(str(self._journal.next), guild_id, channel_in(guild_id), "6", "asked")
        self._journal.intend("enter", trigger=trigger.trigger_id)
        outgoing = await self._bot.asked.topic("dam-cause", trigger)
        self._journal.acknowledge(reply=outgoing.reply_id, guild=guild_id, latest=latest, claims=[])
        self._unposted.append((guild_id, outgoing))
        await self._post()

    async def _post(self) -> None:
        if not self._unposted:
            return
        guild_id, outgoing = self._unposted.pop(0)
        assert outgoing.reply_id is not None
        self._journal.intend("post", reply=outgoing.reply_id)
        channel = self._bot.get_partial_messageable(int(channel_in(guild_id)), guild_id=int(guild_id))
        sent = await channel.send(**send_arguments(outgoing))
        await self._ledger.set_message(outgoing.reply_id, str(sent.id))
        self._journal.acknowledge(message=str(sent.id))

    async def _last_write(self) -> int:
        row = await self._store.database.row("SELECT coalesce(max(audit_id), 0) FROM audit")
        return int(row[0]) if row is not None else 0


async def _work(folder: Path, seed: int, fuse: Fuse) -> None:
    place = Place(folder / "place")
    async with newsroom_in(folder, fuse, place) as room:
        this = asyncio.current_task()
        assert this is not None
        await watch(room.bot.store.database, fuse, place, this)
        moderators = Moderators(room, Journal(folder / "journal.jsonl", fuse, place), random.Random(seed))
        worker = asyncio.create_task(_correct(room))
        while not worker.done():
            await moderators.act()
            await asyncio.sleep(0)
        worker.result()


async def _correct(room: KilledNewsroom) -> None:
    while True:
        await room.corrections.correct_all()
        await asyncio.sleep(0.005)


def moderate(folder: Path, seed: int, point: Point | None, left: int) -> None:
    """Work in the folder until killed. An error ends the process, and is left there in a file."""
    try:
        asyncio.run(_work(folder, seed, Fuse(point, left)))
    except BaseException:  # noqa: BLE001
        (folder / "error.txt").write_text(traceback.format_exc(), "utf-8")
    os._exit(1)
