"""What has to be true of a database after a kill, set against what its child had promised.

Each check adds to `faults`, so that one kill tells of all that is wrong.
"""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bot.corrections.text import correction_lines
from bot.rendering.cards import quoted
from claims_db.records.records import SHOWN
from claims_db.storage.audit import record_of
from claims_db.storage.queue_items import ItemState
from tests.killing.journal import Operation
from tests.killing.newsroom import SERVERS, KilledNewsroom

_QUOTED_RE: Final = re.compile(r"(?:(?:later retracted|later revised|denied): )?'[^']+' per source \w+")
_TOKEN_RE: Final = re.compile(r"op \d+")
_MOST_TRIES: Final = 20


@dataclass
class Findings:
    """What was checked in one folder, over all its kills. `settled` says, by the number of an operation
    that was never acknowledged, whether it is there: that may not change any more."""

    faults: list[str] = field(default_factory=list)
    settled: dict[int, bool] = field(default_factory=dict)
    acknowledged: int = 0
    unposted: int = 0
    same_again: int = 0

    def require(self, is_true: bool, fault: object) -> None:
        if not is_true:
            self.faults.append(str(fault))

    def settle(self, operation: Operation, count: int, whole: int) -> None:
        """An operation left `count` traces where `whole` are all of them."""
        name = f"{operation.kind} {operation.token}"
        if operation.told is None:
            self.require(count in (0, whole), f"{name}: {count} of {whole} are there")
            is_there = self.settled.setdefault(operation.number, count > 0)
            self.require(is_there == (count > 0), f"{name}: it was {'' if is_there else 'not '}there before")
        elif "refused" in operation.told:
            self.require(count == 0, f"{name}: refused, and {count} are there")
        else:
            self.require(count == whole, f"{name}: {count} of {whole} acknowledged are there")


def _said(record: dict[str, Any]) -> dict[str, Any]:
    """The record without its revision, which a row has only while it is the server's own."""
    return {key: value for key, value in record.items() if key != "revision"}


class Inspection:
    """One look at a reopened newsroom. `operations` are all of its folder's."""

    def __init__(self, room: KilledNewsroom, operations: Sequence[Operation], findings: Findings) -> None:
        self._room = room
        self._store = room.bot.store
        self._operations = operations
        self._findings = findings
        self._require = findings.require

    async def _rows(self, sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in await self._store.database.rows(sql)]

    async def inspect(self) -> None:
        """Everything that has to be true before a single correction is made."""
        self._findings.acknowledged = sum(
            o.told is not None and "refused" not in o.told for o in self._operations
        )
        await self._file_is_sound()
        audit = await self._rows("SELECT * FROM audit ORDER BY audit_id")
        for row in audit:
            row["before"], row["after"] = (json.loads(row[key] or "{}") for key in ("before", "after"))
        await self._writes_are_whole(audit)
        await self._trail_is_gapless(audit)
        await self._replies_are_whole()
        await self._corrections_are_there(audit)

    async def _file_is_sound(self) -> None:
        found = await self._rows("PRAGMA integrity_check") + await self._rows("PRAGMA foreign_key_check")
        self._require(found == [{"integrity_check": "ok"}], found)
        async with self._store.database.transaction() as db:  # raises where the index is not the claims'
            await db.execute("INSERT INTO claim_fts (claim_fts, rank) VALUES ('integrity-check', 1)")
            await db.execute("INSERT INTO topic_fts (topic_fts, rank) VALUES ('integrity-check', 1)")

    async def _writes_are_whole(self, audit: list[dict[str, Any]]) -> None:
        """Every write, every import and every proposal is there with all that belongs to it, or absent."""
        written = defaultdict(list)
        for row in audit:
            if row["kind"] == "claim":
                found = _TOKEN_RE.fullmatch(row["reason"] or row["after"].get("note", ""))
                self._require(found is not None, f"write {row['audit_id']} is nobody's")
                written[found.group() if found else ""].append(row)
        proposals = {p["proposal_id"]: p for p in await self._rows("SELECT * FROM proposal")}
        drafts = {p["reason"]: p for p in proposals.values()}
        self._require(len(drafts) == len(proposals), "a draft is there twice")
        for operation in self._operations:
            rows, told = written.pop(operation.token, []), operation.told or {}
            if operation.kind == "write":
                self._findings.settle(operation, len(rows), operation.intent["count"])
                if "audit" in told and rows:
                    after = rows[0]["after"]
                    said = _said(after) in (_said(told["record"]), {})
                    same = rows[0]["audit_id"] == told["audit"] and said
                    self._require(same, f"{operation.token}: other than acknowledged")
            elif operation.kind == "draft":
                draft = drafts.get(operation.token)
                self._findings.settle(operation, int(draft is not None), 1)
                is_accepted = draft is not None and draft["state"] == "accepted"
                self._require(len(rows) == is_accepted, f"{operation.token}: {len(rows)} writes of {draft}")
                if is_accepted and draft is not None and rows:
                    answer = f"Written as number {rows[0]['audit_id']}."
                    self._require(draft["answer"] == answer, f"{operation.token}: {draft['answer']}")
            elif operation.kind in ("submit", "accept", "reject"):
                self._decided(operation, proposals[operation.intent["proposal"]]["state"])
            if rows:
                wordings = sorted(row["after"].get("wording", "") for row in rows)
                self._require(
                    wordings == sorted(operation.intent["wordings"]), f"{operation.token}: {wordings}"
                )
        self._require(not written, f"written by nobody: {list(written)}")

    def _decided(self, operation: Operation, state: ItemState) -> None:
        later = {"submit": ("open", "accepted", "rejected"), "accept": ("accepted",), "reject": ("rejected",)}
        if operation.told is not None and "refused" not in operation.told:
            is_done = state in later[operation.kind]
            self._require(is_done, f"{operation.token}: {operation.kind} left it {state}")

    async def _trail_is_gapless(self, audit: list[dict[str, Any]]) -> None:
        """Each write goes on from the one before, and the claim is what the last one made of it."""
        self._require(
            [row["audit_id"] for row in audit] == list(range(1, len(audit) + 1)), "a gap in the trail"
        )
        chains = defaultdict(list)
        for row in audit:
            if row["kind"] == "claim":
                chains[row["guild_id"], row["subject"]].append(row)
        shipped = {claim.id: claim for claim in await self._store.claims()}
        own = {
            (row["guild_id"], row["id"]): bool(row["is_hidden"])
            for row in await self._rows("SELECT guild_id, id, is_hidden FROM claim WHERE guild_id <> ''")
        }
        self._require(own.keys() <= chains.keys(), f"claims without a trail: {own.keys() - chains.keys()}")
        for (guild_id, key), rows in chains.items():
            record = record_of(shipped[key]) if key in shipped else {}
            for row in rows:
                self._require(
                    _said(row["before"]) == _said(record), f"write {row['audit_id']} is not of what was there"
                )
                record = row["after"] or record
            claim = await self._store.claim(key, guild_id)
            self._require(_said(record_of(claim)) == _said(record), f"{key} is not what was last written")
            is_own = (guild_id, key) in own
            if not is_own:  # a row that says what the shipped one says goes
                is_copy = key in shipped and _said(record) == _said(record_of(shipped[key]))
                self._require(is_copy and bool(rows[-1]["after"]), f"{key}: the server's own claim is gone")
                continue
            self._require(own[guild_id, key] == (not rows[-1]["after"]), f"{key}: hidden or not")
            revisions = [row["after"]["revision"] for row in rows if row["after"]]
            self._require(len(set(revisions)) == len(revisions), f"{key}: a revision was given twice")
            self._require(claim.revision >= max(revisions, default=0), f"{key}: revision {claim.revision}")

    async def _replies_are_whole(self) -> None:
        replies = {r["trigger_id"]: r for r in await self._rows("SELECT * FROM reply")}
        by_id = {r["reply_id"]: r for r in replies.values()}
        parts = {r["reply_id"] for r in await self._rows("SELECT reply_id FROM reply_topic")}
        parts &= {r["reply_id"] for r in await self._rows("SELECT reply_id FROM reply_claim")}
        self._require(parts == by_id.keys(), f"replies in part: {parts ^ by_id.keys()}")
        for operation in self._operations:
            if operation.kind == "enter":
                self._findings.settle(operation, int(operation.intent["trigger"] in replies), 1)
            elif operation.kind == "post" and operation.told is not None:
                message = by_id[operation.intent["reply"]]["message_id"]
                self._require(message == operation.told["message"], f"{operation.token}: message {message!r}")

    async def _corrections_are_there(self, audit: list[dict[str, Any]]) -> None:
        """Each write that shows has a correction for each reply entered before it that shows the claim."""
        pairs = {
            (row["audit_id"], row["reply_id"])
            for row in await self._rows("SELECT audit_id, reply_id FROM correction")
        }
        known = {row["audit_id"] for row in await self._rows("SELECT audit_id FROM notice")}
        untold = {a for a, _ in pairs} - known
        self._require(not untold, f"moderators would not be told of {untold}")
        shown = defaultdict(list)
        for operation in self._operations:
            told = operation.told or {}
            for claim_id in told.get("claims", ()):
                shown[told["guild"], claim_id].append((told["latest"], told["reply"]))
        hidden: set[tuple[str, str]] = set()
        for row in audit:
            key = row["guild_id"], row["subject"]
            if row["kind"] == "claim" and row["before"]:
                old, new = row["before"], row["after"]
                if not new or key in hidden or any(old[name] != new[name] for name in SHOWN):
                    for latest, reply_id in shown[key]:
                        is_due = latest < row["audit_id"]
                        due = row["audit_id"], reply_id
                        self._require(not is_due or due in pairs, f"write {due[0]} forgot reply {reply_id}")
                (hidden.discard if new else hidden.add)(key)

    async def finish_corrections(self) -> None:
        """The worker comes to an end, and then every reply shows the claims as they are."""
        for _ in range(_MOST_TRIES):
            await self._room.corrections.correct_all()
            self._room.clock.now += 3600.0
        await self._nothing_is_left()
        self._no_edit_was_made_twice()
        await self._replies_show_what_stands()

    async def _nothing_is_left(self) -> None:
        left = await self._rows("SELECT * FROM correction WHERE state IN ('pending', 'sending')")
        left += await self._rows("SELECT * FROM notice WHERE state <> 'told'")
        self._require(not left, f"left over: {left}")
        failed = await self._rows(
            "SELECT * FROM correction JOIN reply USING (reply_id) WHERE state = 'failed' AND message_id <> ''"
        )
        self._require(not failed, f"not corrected: {failed}")

    def _no_edit_was_made_twice(self) -> None:
        last: dict[str, dict[str, Any]] = {}
        nonces = set()
        self._findings.same_again = 0
        for line in self._room.channel.lines:
            before = last.get(line["id"])
            if before is not None and (before["content"], before["embeds"]) == (
                line["content"],
                line["embeds"],
            ):
                is_again = before["correction"] == line["correction"]
                self._require(not is_again, f"edited twice for correction {line['correction']}: {line['id']}")
                self._findings.same_again += 1
            last[line["id"]] = line
            if line.get("nonce"):
                self._require(line["nonce"] not in nonces, f"the desk was told twice: {line['content']}")
                nonces.add(line["nonce"])

    async def _replies_show_what_stands(self) -> None:
        messages = self._room.channel.shown()
        standing = {g: {quoted(c) for c in await self._store.claims(g)} for g in SERVERS}
        replies = await self._rows("SELECT * FROM reply WHERE message_id <> ''")
        known = {row["message_id"] for row in replies}
        self._findings.unposted = sum(
            key not in known for key, line in messages.items() if line["channel"].endswith("5")
        )
        for row in replies:
            line = messages[row["message_id"]]
            texts = [line["content"], *(embed["description"] for embed in line["embeds"])]
            body = [part for text in texts for part in text.splitlines() if not part.startswith("-#")]
            stale = set(_QUOTED_RE.findall("\n".join(body))) - standing[row["guild_id"]]
            self._require(not stale, f"reply {row['reply_id']} still shows {stale}")
            latest = await self._room.bot.corrections.shown_on(row["reply_id"], 1)
            for told in correction_lines(latest, {}):
                self._require(told in line["content"], f"reply {row['reply_id']} does not say: {told}")
