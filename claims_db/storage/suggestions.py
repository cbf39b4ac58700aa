"""Enter suggestions and unanswered questions, inside a transaction: limited in number, and without names.

The author of a suggestion is stored while it is open, to enforce the limit; a question names nobody.
"""

from typing import Final

from claims_db.errors import NotAllowed
from claims_db.storage.audit import person_id
from claims_db.storage.database import Transaction
from claims_db.storage.queue_items import QueueItem

MAX_SUGGESTED: Final = 10
"""The most open suggestions of one person in a server."""
MAX_QUESTIONS: Final = 500
"""The most open questions in a server; the least asked one makes room for the next."""
_DECLINED_SECONDS: Final = 30 * 24 * 3600.0
"""How long a question that moderators rejected is not collected again."""


async def insert_suggestion(db: Transaction, guild_id: str, record: str, by: str, *, at: float) -> int:
    """Insert a suggestion and return its number; raises NotAllowed if the person has too many open ones."""
    person = await person_id(db, by)
    count = await db.number(
        "SELECT count(*) FROM proposal WHERE guild_id = ? AND state = 'open' "
        "AND kind = 'suggestion' AND person_id = ?",
        (guild_id, person),
    )
    if count >= MAX_SUGGESTED:
        raise NotAllowed(f"You already have {count} suggestions waiting here. Wait until some are answered.")
    cursor = await db.execute(
        "INSERT INTO proposal (guild_id, kind, state, record, person_id, made_at) "
        "VALUES (?, 'suggestion', 'open', ?, ?, ?)",
        (guild_id, record, person, at),
    )
    return cursor.lastrowid or 0


async def forget_suggester(db: Transaction, item: QueueItem) -> None:
    """Detach the author of a suggestion; delete their person row if nothing else refers to it."""
    await db.execute("UPDATE proposal SET person_id = NULL WHERE proposal_id = ?", (item.proposal_id,))
    await db.execute(
        "DELETE FROM person WHERE user_id = ? "
        "AND person_id NOT IN (SELECT person_id FROM audit WHERE person_id IS NOT NULL) "
        "AND person_id NOT IN (SELECT person_id FROM proposal WHERE person_id IS NOT NULL) "
        "AND person_id NOT IN (SELECT decided_by FROM proposal WHERE decided_by IS NOT NULL)",
        (item.proposed_by,),
    )


async def count_question(
    db: Transaction, guild_id: str, record: str, message_key: str, *, at: float
) -> int | None:
    """Count a question; return the number of its open item, or None if moderators rejected it lately."""
    rejections = await db.number(
        "SELECT count(*) FROM proposal WHERE guild_id = ? AND kind = 'question' "
        "AND fingerprint = ? AND state = 'rejected' AND decided_at > ?",
        (guild_id, message_key, at - _DECLINED_SECONDS),
    )
    if rejections:
        return None
    await db.execute(
        "INSERT INTO proposal (guild_id, kind, state, record, fingerprint, made_at) "
        "VALUES (?, 'question', 'open', ?, ?, ?) "
        "ON CONFLICT (guild_id, fingerprint) WHERE kind = 'question' AND state = 'open' "
        "DO UPDATE SET count = count + 1",
        (guild_id, record, message_key, at),
    )
    item_id = await db.number(
        "SELECT proposal_id FROM proposal WHERE guild_id = ? AND kind = 'question' "
        "AND state = 'open' AND fingerprint = ?",
        (guild_id, message_key),
    )
    await db.execute(
        "DELETE FROM proposal WHERE proposal_id IN (SELECT proposal_id FROM proposal "
        "WHERE guild_id = ? AND kind = 'question' AND state = 'open' AND proposal_id <> ? "
        "ORDER BY count DESC, proposal_id DESC LIMIT -1 OFFSET ?)",
        (guild_id, item_id, MAX_QUESTIONS - 1),
    )
    return item_id
