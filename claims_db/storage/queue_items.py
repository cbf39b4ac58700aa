"""One item of the moderators' queue, and how each kind of it is kept as a record."""

import json
import re
import sqlite3
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, cast

from claims_db.errors import NotAllowed
from claims_db.figures import read_figures
from claims_db.kept_figure import spelled
from claims_db.models import Claim
from claims_db.moderation.desk import Change, ClaimAction, record_of
from claims_db.records.records import ClaimRow
from claims_db.text import clean, words

ItemKind = Literal["change", "suggestion", "question"]
ItemState = Literal["draft", "open", "accepted", "rejected"]
MAX_SUGGESTION: Final = 1000
"""Characters of a suggestion."""
MAX_SOURCE: Final = 200
MAX_LINK: Final = 500
MAX_WORDS: Final = 12
"""Words that are kept of a question."""
_MAX_FIGURES: Final = 4
_MAX_READ: Final = 500
_NEW: Final = "new"
_NOT_WORDS_RE: Final = re.compile(r"<[^<>]*>|\S*(?:://|@)\S*|\bwww\.\S+")
_LINK_RE: Final = re.compile(r"https?://[^\s<>]+")
ITEM_COLUMNS: Final = "proposal.*, maker.user_id AS proposed_by, decider.user_id AS decided_by_user"


@dataclass(frozen=True, slots=True)
class QueueItem:
    """What waits for moderators, or was decided by them.

    A change has `action`, `claim` as it would be written, `subject` its id ("" for a new one) and
    `base_revision`, the revision it was read at. A suggestion has `text`, and may have `source` and
    `link`. A question has the content words it was asked with as `text`, `figures`, and `count`.
    `answer` is what was decided in words; `proposed_by` is "" where nobody is to be known.
    """

    proposal_id: int
    guild_id: str
    kind: ItemKind
    state: ItemState
    made_at: float
    action: ClaimAction | Literal[""] = ""
    subject: str = ""
    base_revision: int = 0
    claim: Claim | None = None
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
    """What became of one of several items: the write where there was one, or why it stays open."""

    proposal_id: int
    change: Change | None = None
    problem: str = ""


def item_from(row: sqlite3.Row) -> QueueItem:
    """The item of a row with ITEM_COLUMNS."""
    record = json.loads(row["record"])
    return QueueItem(
        proposal_id=row["proposal_id"], guild_id=row["guild_id"], kind=cast("ItemKind", row["kind"]),
        state=cast("ItemState", row["state"]), made_at=row["made_at"],
        action=cast('ClaimAction | Literal[""]', row["action"]), subject=row["subject"],
        base_revision=row["base_revision"],
        claim=_claim_of(record, row["subject"]) if row["kind"] == "change" else None,
        text=record.get("text", ""), figures=tuple(record.get("figures", ())),
        source=record.get("source", ""), link=record.get("link", ""), reason=row["reason"],
        count=row["count"], proposed_by=row["proposed_by"] or "", decided_by=row["decided_by_user"] or "",
        answer=row["answer"],
    )  # fmt: skip


def claim_record(claim: Claim) -> str:
    """The claim as JSON; `item_from` makes the same claim of it."""
    return json.dumps(record_of(replace(claim, id=claim.id or _NEW)), ensure_ascii=False)


def _claim_of(record: dict[str, Any], subject: str) -> Claim:
    return replace(ClaimRow.model_validate(record).claim(0), id=subject)


def suggestion_record(text: str, source: str, link: str) -> str:
    """A suggestion as JSON; raises NotAllowed where it can't be taken."""
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
    """A question's content words in order and its figures as JSON; "" where it has no such words.

    Addresses and mentions are left out.
    """
    text = _NOT_WORDS_RE.sub(" ", clean(question)[:_MAX_READ])
    kept = [word.raw for word in words(text) if word.is_content][:MAX_WORDS]
    if not kept:
        return ""
    figures = [stated for figure in read_figures(text) if (stated := spelled(figure))]
    record = {"text": " ".join(kept), "figures": figures[:_MAX_FIGURES]}
    return json.dumps(record, ensure_ascii=False)
