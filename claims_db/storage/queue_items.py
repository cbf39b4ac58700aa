"""Items of the moderators' queue: the record of each kind, and the rows that hold them."""

import json
import re
import sqlite3
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, cast

from claims_db.errors import NotAllowed
from claims_db.figures import read_figures
from claims_db.kept_figure import spelled
from claims_db.models import Claim
from claims_db.records.records import ClaimRow
from claims_db.storage.audit import Change, ClaimAction, Merge, person_id, record_of
from claims_db.storage.database import Database, Transaction
from claims_db.text import clean, words

ItemKind = Literal["change", "suggestion", "question"]
ItemAction = ClaimAction | Literal["merge"]
ItemState = Literal["draft", "open", "accepted", "rejected"]
MAX_SUGGESTION: Final = 1000
"""The most characters of a suggestion."""
MAX_SOURCE: Final = 200
MAX_LINK: Final = 500
MAX_WORDS: Final = 12
"""The most words stored of a question."""
_MAX_FIGURES: Final = 4
_MAX_READ: Final = 500
_NEW: Final = "new"
_NOT_WORDS_RE: Final = re.compile(r"<[^<>]*>|\S*(?:://|@)\S*|\bwww\.\S+")
_LINK_RE: Final = re.compile(r"https?://[^\s<>]+")
_ITEM: Final = (
    "SELECT proposal.*, maker.user_id AS proposed_by, decider.user_id AS decided_by_user FROM proposal "
    "LEFT JOIN person AS maker USING (person_id) "
    "LEFT JOIN person AS decider ON decider.person_id = proposal.decided_by "
)


@dataclass(frozen=True, slots=True)
class QueueItem:
    """What waits for moderators, or was decided by them.

    A change has `action`, `claim` as it would be written, the claim's id as `subject` ("" for a new claim)
    and `base_revision`, the revision that was read. A change that merges topics has no claim: `subject` is
    the topic that goes and `into` the one that stays. A suggestion has `text`, and may have `source` and
    `link`. A question has its content words as `text`, its `figures`, and as `count` how often it was asked.
    `answer` is the decision in words; `proposed_by` is "" if no person is stored.
    """

    proposal_id: int
    guild_id: str
    kind: ItemKind
    state: ItemState
    made_at: float
    action: ItemAction | Literal[""] = ""
    subject: str = ""
    base_revision: int = 0
    claim: Claim | None = None
    into: str = ""
    text: str = ""
    figures: tuple[str, ...] = ()
    source: str = ""
    link: str = ""
    reason: str = ""
    count: int = 1
    proposed_by: str = ""
    decided_by: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome for one of several items: the write if there was one, or why the item stays open."""

    proposal_id: int
    change: Change | Merge | None = None
    problem: str = ""


def _item_from(row: sqlite3.Row) -> QueueItem:
    """Return the item of a row of _ITEM."""
    record = json.loads(row["record"])
    return QueueItem(
        proposal_id=row["proposal_id"], guild_id=row["guild_id"], kind=cast("ItemKind", row["kind"]),
        state=cast("ItemState", row["state"]), made_at=row["made_at"],
        action=cast('ItemAction | Literal[""]', row["action"]), subject=row["subject"],
        base_revision=row["base_revision"],
        claim=_claim_of(record, row["subject"]) if "wording" in record else None, into=record.get("into", ""),
        text=record.get("text", ""), figures=tuple(record.get("figures", ())),
        source=record.get("source", ""), link=record.get("link", ""), reason=row["reason"],
        count=row["count"], proposed_by=row["proposed_by"] or "", decided_by=row["decided_by_user"] or "",
        answer=row["answer"],
    )  # fmt: skip


def claim_record(claim: Claim) -> str:
    """Return the claim as JSON; `_item_from` turns it back into the same claim."""
    return json.dumps(record_of(replace(claim, id=claim.id or _NEW)), ensure_ascii=False)


def _claim_of(record: dict[str, Any], subject: str) -> Claim:
    return replace(ClaimRow.model_validate(record).claim(0), id=subject)


def suggestion_record(text: str, source: str, link: str) -> str:
    """Return a suggestion as JSON; raises NotAllowed if it is empty or too long, or the link is not one."""
    text, source, link = (clean(part).strip() for part in (text, source, link))
    if not text:
        raise NotAllowed("A suggestion needs some words.")
    limits = (("text", text, MAX_SUGGESTION), ("source", source, MAX_SOURCE), ("link", link, MAX_LINK))
    for name, part, limit in limits:
        if len(part) > limit:
            raise NotAllowed(f"The {name} has {len(part)} characters; {limit} is the limit.")
    if link and not _LINK_RE.fullmatch(link):
        raise NotAllowed("The link must be a web address that begins with https:// or http://.")
    return json.dumps({"text": text, "source": source, "link": link}, ensure_ascii=False)


def question_record(question: str) -> str:
    """Return a question's content words in order and its figures as JSON; "" if it has no such words.

    Addresses and mentions are left out.
    """
    text = _NOT_WORDS_RE.sub(" ", clean(question)[:_MAX_READ])
    content_words = [word.raw for word in words(text) if word.is_content][:MAX_WORDS]
    if not content_words:
        return ""
    figures = [digits for figure in read_figures(text) if (digits := spelled(figure))]
    record = {"text": " ".join(content_words), "figures": figures[:_MAX_FIGURES]}
    return json.dumps(record, ensure_ascii=False)


async def insert_change(
    db: Transaction, guild_id: str, state: ItemState, action: ItemAction, claim: Claim, by: str, reason: str,
    *, at: float,
) -> int:  # fmt: skip
    """Insert a change to a claim; return its number."""
    row = (guild_id, state, action, claim.id, claim.revision, claim_record(claim), reason)
    return await _insert_change(db, row, by, at)


async def insert_merge(db: Transaction, guild_id: str, slug: str, into: str, by: str, *, at: float) -> int:
    """Insert a merge of two topics that waits for approval; return its number."""
    return await _insert_change(
        db, (guild_id, "open", "merge", slug, 0, json.dumps({"into": into}), ""), by, at
    )


async def _insert_change(db: Transaction, row: tuple[str | int, ...], by: str, at: float) -> int:
    cursor = await db.execute(
        "INSERT INTO proposal (guild_id, kind, state, action, subject, base_revision, record, reason, "
        "person_id, made_at) VALUES (?, 'change', ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, await person_id(db, by), at),
    )
    return cursor.lastrowid or 0


async def update_draft(db: Transaction, item_id: int, claim: Claim) -> None:
    """Change what a draft would write."""
    await db.execute(
        "UPDATE proposal SET subject = ?, base_revision = ?, record = ? WHERE proposal_id = ?",
        (claim.id, claim.revision, claim_record(claim), item_id),
    )


async def open_draft(db: Transaction, item_id: int) -> None:
    """Put a draft in the queue."""
    await db.execute("UPDATE proposal SET state = 'open' WHERE proposal_id = ?", (item_id,))


async def delete_drafts(db: Transaction, guild_id: str, *, before: float) -> None:
    """Delete the server's drafts made before that time."""
    await db.execute(
        "DELETE FROM proposal WHERE guild_id = ? AND state = 'draft' AND made_at < ?", (guild_id, before)
    )


async def item_within(db: Transaction, guild_id: str, item_id: int) -> QueueItem | None:
    """Return the item of that number, or None if the server has no such item."""
    row = await db.row(f"{_ITEM} WHERE guild_id = ? AND proposal_id = ?", (guild_id, item_id))
    return _item_from(row) if row is not None else None


async def close_item(
    db: Transaction, item: QueueItem, state: ItemState, by: str, answer: str, *, at: float
) -> None:
    """Write the decision on an item."""
    await db.execute(
        "UPDATE proposal SET state = ?, decided_by = ?, answer = ?, decided_at = ? WHERE proposal_id = ?",
        (state, await person_id(db, by), answer, at, item.proposal_id),
    )


async def add_asker(db: Transaction, guild_id: str, item_id: int, user_id: str, *, limit: int) -> bool:
    """Note that a person wants to hear of the decision on an open item; return False if that can't be.

    An item has at most `limit` such people.
    """
    await db.execute(
        "INSERT OR IGNORE INTO asker SELECT proposal_id, ? FROM proposal WHERE guild_id = ? "
        "AND proposal_id = ? AND state = 'open' "
        "AND (SELECT count(*) FROM asker WHERE asker.proposal_id = proposal.proposal_id) < ?",
        (user_id, guild_id, item_id, limit),
    )
    count = "SELECT count(*) FROM asker WHERE proposal_id = ? AND user_id = ?"
    return bool(await db.number(count, (item_id, user_id)))


async def delete_askers(db: Transaction, item_id: int, user_id: str = "") -> None:
    """Delete one person, or everybody if `user_id` is "", from those who want to hear of an item."""
    await db.execute(
        "DELETE FROM asker WHERE proposal_id = ?1 AND (?2 = '' OR user_id = ?2)", (item_id, user_id)
    )


class QueueItems:
    """Reads the queue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def item(self, guild_id: str, item_id: int) -> QueueItem | None:
        """Return the item of that number, or None if the server has no such item."""
        row = await self._database.row(f"{_ITEM} WHERE guild_id = ? AND proposal_id = ?", (guild_id, item_id))
        return _item_from(row) if row is not None else None

    async def open_items(self, guild_id: str, kind: str, *, limit: int, offset: int) -> list[QueueItem]:
        """Return open items of a kind, of all kinds if it is "": changes first, then what was asked most."""
        rows = await self._database.rows(
            f"{_ITEM} WHERE guild_id = ?1 AND state = 'open' AND (?2 = '' OR kind = ?2) "
            "ORDER BY kind = 'change' DESC, count DESC, proposal_id LIMIT ?3 OFFSET ?4",
            (guild_id, kind, limit, offset),
        )
        return [_item_from(row) for row in rows]

    async def counts(self, guild_id: str) -> dict[ItemKind, int]:
        """Return how many items of each kind are open."""
        rows = await self._database.rows(
            "SELECT kind, count(*) AS count FROM proposal WHERE guild_id = ? AND state = 'open' "
            "GROUP BY kind",
            (guild_id,),
        )
        counts = {str(row["kind"]): int(row["count"]) for row in rows}
        return {"change": counts.get("change", 0), "suggestion": counts.get("suggestion", 0),
                "question": counts.get("question", 0)}  # fmt: skip

    async def askers(self, item_id: int) -> list[str]:
        """Return the ids of the people who want to hear of an item."""
        rows = await self._database.rows("SELECT user_id FROM asker WHERE proposal_id = ?", (item_id,))
        return [str(row["user_id"]) for row in rows]

    async def to_tell(self, limit: int) -> list[QueueItem]:
        """Return decided items, of all servers, that somebody still has to hear of."""
        rows = await self._database.rows(
            f"{_ITEM} WHERE state IN ('accepted', 'rejected') "  # noqa: S608
            "AND proposal_id IN (SELECT proposal_id FROM asker) ORDER BY decided_at LIMIT ?",
            (limit,),
        )
        return [_item_from(row) for row in rows]
