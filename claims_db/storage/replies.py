"""The ledger of replies: what was said to which message, with which claim revisions.

A reply is entered before it is sent, so that a message delivered twice is answered once, also across
a restart. No message text is kept, only ids and a fingerprint.
"""

import hashlib
import hmac
import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

from claims_db.kept_figure import KeptFigure, dump_kept, load_kept
from claims_db.models import Claim, Finding
from claims_db.storage.corrections import POSTED_WITHIN, enqueue_overtaken, pass_over
from claims_db.storage.database import Database, Transaction, placeholders
from claims_db.storage.fingerprint import NearKeys, fingerprint, near_keys

ReplyKind = Literal["asked", "unasked", "shadow"]
_LONGEST_WINDOW: Final = 30 * 24 * 3600
_LONGEST_NOTE: Final = 600
_MOST_PLACES: Final = 10


@dataclass(frozen=True, slots=True)
class ReplyTopic:
    """A topic as a reply showed it: its score and the terms that were met, as the data names them.

    `places` are (paragraph, sentence) in the linked article, from 1; none if a message spoke of it.
    `needed`, `passed` and `stated_on` are those of the Finding.
    """

    topic: str
    score: float
    terms: tuple[str, ...]
    places: tuple[tuple[int, int], ...] = ()
    needed: float | None = None
    passed: tuple[str, ...] = ()
    stated_on: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answered message. `message_id` is "" until Discord has taken the reply.

    `is_private`: only the person answered sees it, and it can't be edited later. `posted_in` is the
    channel the reply is in; `note` is what it says on how links were read.
    """

    reply_id: int
    guild_id: str
    channel_id: str
    trigger_id: str
    author_id: str
    message_id: str
    kind: ReplyKind
    fingerprint: str
    topics: tuple[ReplyTopic, ...]
    is_private: bool = False
    posted_in: str = ""
    note: str = ""

    @property
    def trigger(self) -> "Trigger":
        """The message or interaction that the reply answers."""
        return Trigger(
            self.trigger_id, self.guild_id, self.channel_id, self.author_id, self.kind, self.is_private
        )


@dataclass(frozen=True, slots=True)
class Trigger:
    """The message or interaction that is answered, by its ids, and what kind of answer it gets."""

    trigger_id: str
    guild_id: str
    channel_id: str
    author_id: str
    kind: ReplyKind
    is_private: bool = False


class ReplyStore:
    """Replies given, and windows of silence."""

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now
        self._key = b""

    async def fingerprint(self, text: str) -> str:
        """The text's fingerprint under this database's own key."""
        if not self._key:
            async with self._database.transaction() as db:
                await db.execute(
                    "INSERT OR IGNORE INTO meta VALUES ('fingerprint_key', ?)", (secrets.token_hex(32),)
                )
            row = await self._database.row("SELECT value FROM meta WHERE key = 'fingerprint_key'")
            self._key = bytes.fromhex(str(row["value"])) if row is not None else b""
        return fingerprint(text, self._key)

    async def near_keys(self, text: str) -> NearKeys | None:
        """The text's near prints under this database's own key; None where it has none."""
        await self.fingerprint("")  # it makes the key
        return near_keys(text, self._key)

    async def _kept_as(self, subject: str) -> str:
        """The subject as it is stored: of an address, which somebody wrote, a keyed hash only."""
        if not subject.startswith("url:"):
            return subject
        await self.fingerprint("")  # it makes the key
        return "url:" + hmac.new(self._key, subject.encode(), hashlib.sha256).hexdigest()[:32]

    async def enter(
        self, trigger: Trigger, findings: Sequence[Finding], message_key: str, subjects: Iterable[str] = (),
        *,
        note: str = "",
    ) -> int | None:  # fmt: skip
        """Enter a reply before it is sent; returns its id, or None if the trigger has one already.

        `subjects` ("topic:...", "url:...") start their window of silence in the channel with it.
        """
        now = self._now()
        kept_as = [await self._kept_as(subject) for subject in subjects]
        async with self._database.transaction() as db:
            # Reply ids are never reused: buttons and corrections still refer to removed replies.
            cursor = await db.execute(
                "INSERT OR IGNORE INTO reply (reply_id, guild_id, channel_id, trigger_id, author_id, kind, "
                "fingerprint, created_at, is_private, note) "
                "SELECT last + 1, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM reply_number",
                (
                    trigger.guild_id, trigger.channel_id, trigger.trigger_id, trigger.author_id,
                    trigger.kind, message_key, now, trigger.is_private, note[:_LONGEST_NOTE],
                ),
            )  # fmt: skip
            if cursor.rowcount == 0 or cursor.lastrowid is None:
                return None
            await self._put_findings(db, cursor.lastrowid, findings)
            await db.execute(
                "DELETE FROM spoken WHERE channel_id = ? AND spoken_at < ?",
                (trigger.channel_id, now - _LONGEST_WINDOW),
            )
            await db.executemany(
                "INSERT INTO spoken VALUES (?, ?, ?) "
                "ON CONFLICT DO UPDATE SET spoken_at = excluded.spoken_at",
                [(trigger.channel_id, subject, now) for subject in kept_as],
            )
            return cursor.lastrowid

    async def _put_findings(self, db: Transaction, reply_id: int, findings: Sequence[Finding]) -> None:
        await db.executemany(
            "INSERT INTO reply_topic "
            "(reply_id, position, topic, score, terms, places, needed, passed, stated_on) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    reply_id, n, f.topic.slug, f.score, json.dumps(f.terms),
                    json.dumps(f.places[:_MOST_PLACES]), f.needed, json.dumps(f.passed), f.stated_on,
                )
                for n, f in enumerate(findings)
            ],
        )  # fmt: skip
        await db.executemany(
            "INSERT OR IGNORE INTO reply_claim VALUES (?, ?, ?, ?, ?)",
            [
                (reply_id, e.claim.guild_id, e.claim.id, e.claim.revision, dump_kept(e))
                for finding in findings
                for e in finding.evidence
            ],
        )
        await enqueue_overtaken(db, reply_id)

    async def replace_findings(
        self, reply_id: int, findings: Sequence[Finding], message_key: str, *, note: str = ""
    ) -> None:
        """The reply shows other findings now: its message was edited. It names no earlier correction."""
        async with self._database.transaction() as db:
            await db.execute("DELETE FROM reply_topic WHERE reply_id = ?", (reply_id,))
            await db.execute("DELETE FROM reply_claim WHERE reply_id = ?", (reply_id,))
            await db.execute(
                "UPDATE reply SET fingerprint = ?, note = ? WHERE reply_id = ?",
                (message_key, note[:_LONGEST_NOTE], reply_id),
            )
            await pass_over(db, reply_id)
            await self._put_findings(db, reply_id, findings)

    async def set_message(self, reply_id: int, message_id: str, *, posted_in: str = "") -> None:
        """Record the message that the reply was posted as; `posted_in` if it is in another channel."""
        async with self._database.transaction() as db:
            await db.execute(
                "UPDATE reply SET message_id = ?, posted_in = ? WHERE reply_id = ?",
                (message_id, posted_in, reply_id),
            )

    async def set_message_seen(self, trigger_id: str, message_id: str, channel_id: str) -> None:
        """Record the message that the reply to `trigger_id` was posted as, unless one is recorded."""
        unseen = "SELECT 1 FROM reply WHERE trigger_id = ? AND message_id = ''"
        if not await self._database.rows(unseen, (trigger_id,)):
            return  # as for most of what the bot writes: no need to wait for the writer
        async with self._database.transaction() as db:
            await db.execute(
                "UPDATE reply SET message_id = ?1, posted_in = CASE channel_id WHEN ?2 THEN '' ELSE ?2 END "
                "WHERE trigger_id = ?3 AND message_id = ''",
                (message_id, channel_id, trigger_id),
            )

    async def mark_unclear(self, reply_id: int) -> None:
        """Discord did not answer when the reply was sent: it may have been posted or not."""
        async with self._database.transaction() as db:
            await db.execute("UPDATE reply SET is_unclear = 1 WHERE reply_id = ?", (reply_id,))

    async def withdraw_unclear(self) -> int:
        """Withdraw the unclear replies that were not seen in time; returns how many."""
        overdue = "is_unclear AND message_id = '' AND created_at < ?"
        before = self._now() - POSTED_WITHIN
        if not await self._database.rows(f"SELECT 1 FROM reply WHERE {overdue} LIMIT 1", (before,)):  # noqa: S608
            return 0
        async with self._database.transaction() as db:
            return await _withdraw(db, overdue, before)

    async def withdraw(self, reply_id: int) -> None:
        """Delete a reply that was never posted, with the windows of silence that it started."""
        async with self._database.transaction() as db:
            await _withdraw(db, "reply_id = ?", reply_id)

    async def remove(self, reply_id: int) -> None:
        """Delete a reply whose message is gone; its windows of silence stay."""
        async with self._database.transaction() as db:
            await db.execute("DELETE FROM reply WHERE reply_id = ?", (reply_id,))

    async def reply(self, reply_id: int) -> Reply | None:
        rows = await self._database.rows("SELECT * FROM reply WHERE reply_id = ?", (reply_id,))
        return (await self._replies(rows))[0] if rows else None

    async def reply_to(self, trigger_id: str) -> Reply | None:
        """The reply that a message or interaction got."""
        rows = await self._database.rows("SELECT * FROM reply WHERE trigger_id = ?", (trigger_id,))
        return (await self._replies(rows))[0] if rows else None

    async def replies_to(self, trigger_ids: Sequence[str]) -> list[Reply]:
        """The replies that any of these messages got, for a bulk deletion."""
        rows = await self._database.rows(
            f"SELECT * FROM reply WHERE trigger_id IN ({placeholders(trigger_ids)})",  # noqa: S608
            tuple(trigger_ids),
        )
        return await self._replies(rows)

    async def _replies(self, rows: Sequence[sqlite3.Row]) -> list[Reply]:
        found = []
        for row in rows:
            topics = await self._database.rows(
                "SELECT * FROM reply_topic WHERE reply_id = ? ORDER BY position", (row["reply_id"],)
            )
            found.append(
                Reply(
                    row["reply_id"], row["guild_id"], row["channel_id"], row["trigger_id"],
                    row["author_id"], row["message_id"], cast("ReplyKind", row["kind"]), row["fingerprint"],
                    tuple(_topic(t) for t in topics),
                    bool(row["is_private"]), row["posted_in"] or row["channel_id"], row["note"],
                )
            )  # fmt: skip
        return found

    async def stated(self, reply_id: int) -> dict[str, KeptFigure]:
        """By claim, the figure of the message that the reply set against it."""
        rows = await self._database.rows(
            "SELECT claim_id, stated FROM reply_claim WHERE reply_id = ? AND stated <> ''", (reply_id,)
        )
        found = {str(row["claim_id"]): load_kept(row["stated"]) for row in rows}
        return {claim_id: stated for claim_id, stated in found.items() if stated is not None}

    async def shown_claims(self, reply_id: int) -> list[str]:
        """Return the ids of the claims that the reply shows, in the order in which it showed them first."""
        rows = await self._database.rows(
            "SELECT claim_id FROM reply_claim WHERE reply_id = ? ORDER BY rowid", (reply_id,)
        )
        return [str(row["claim_id"]) for row in rows]

    async def show_revisions(self, reply_id: int, claims: Iterable[Claim]) -> None:
        """The reply is about to show these revisions; what it set against them stays.

        Nothing happens where the reply is gone.
        """
        async with self._database.transaction() as db:
            await db.executemany(
                "INSERT INTO reply_claim (reply_id, claim_guild_id, claim_id, revision) "
                "SELECT reply_id, ?, ?, ? FROM reply WHERE reply_id = ? "
                "ON CONFLICT DO UPDATE SET revision = excluded.revision",
                [(claim.guild_id, claim.id, claim.revision, reply_id) for claim in claims],
            )
            await enqueue_overtaken(db, reply_id)

    async def recently_spoken(self, channel_id: str, subjects: Sequence[str], *, within: float) -> set[str]:
        """Which of the subjects were answered in the channel in the last `within` seconds."""
        kept_as = {await self._kept_as(subject): subject for subject in subjects}
        rows = await self._database.rows(
            f"SELECT subject FROM spoken WHERE channel_id = ? AND spoken_at > ? "  # noqa: S608
            f"AND subject IN ({placeholders(kept_as)})",
            (channel_id, self._now() - within, *kept_as),
        )
        return {kept_as[row["subject"]] for row in rows}

    async def get_meta(self, key: str) -> str:
        row = await self._database.row("SELECT value FROM meta WHERE key = ?", (key,))
        return str(row["value"]) if row is not None else ""

    async def set_meta(self, key: str, value: str) -> None:
        async with self._database.transaction() as db:
            await db.execute(
                "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, value),
            )


async def _withdraw(db: Transaction, condition: str, value: float) -> int:
    await db.execute(
        "DELETE FROM spoken WHERE (channel_id, spoken_at) IN "  # noqa: S608
        f"(SELECT channel_id, created_at FROM reply WHERE {condition})",
        (value,),
    )
    return (await db.execute(f"DELETE FROM reply WHERE {condition}", (value,))).rowcount  # noqa: S608


def _topic(row: sqlite3.Row) -> ReplyTopic:
    places = tuple((int(paragraph), int(n)) for paragraph, n in json.loads(row["places"]))
    return ReplyTopic(
        row["topic"], row["score"], tuple(json.loads(row["terms"])), places,
        row["needed"], tuple(json.loads(row["passed"])), row["stated_on"],
    )  # fmt: skip
