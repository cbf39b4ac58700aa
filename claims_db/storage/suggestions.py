"""Suggestions and questions as they come in, inside a transaction: bounded, and without names.

Who made a suggestion is kept while it is open, to hold the limit of open ones; a question names nobody.
"""

from typing import Final

from claims_db.errors import NotAllowed
from claims_db.storage.audit import person_id
from claims_db.storage.database import Transaction
from claims_db.storage.queue_items import QueueItem

MAX_SUGGESTED: Final = 10
"""Suggestions of one person that may be open in a server."""
MAX_QUESTIONS: Final = 500
"""Questions that may be open in a server; the least asked makes room for the next."""
_DECLINED_SECONDS: Final = 30 * 24 * 3600.0
"""A question that moderators rejected is not gathered again for as long."""


async def insert_suggestion(db: Transaction, guild_id: str, record: str, by: str, *, at: float) -> int:
    """Its number; raises NotAllowed where the person has too many open ones."""
    person = await person_id(db, by)
    count = await db.number(
        "SELECT count(*) FROM proposal WHERE guild_id = ? AND state = 'open' "
        "AND kind = 'suggestion' AND person_id = ?",
        (guild_id, person),
    )
    if count >= MAX_SUGGESTED:
        raise NotAllowed(f"You have {count} suggestions waiting here already. Wait until some are answered.")
    cursor = await db.execute(
        "INSERT INTO proposal (guild_id, kind, state, record, person_id, made_at) "
        "VALUES (?, 'suggestion', 'open', ?, ?, ?)",
        (guild_id, record, person, at),
    )
    return cursor.lastrowid or 0


async def forget_suggester(db: Transaction, item: QueueItem) -> None:
    """Nobody is known for the suggestion any more; somebody known for nothing else is known no more."""
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
    """The number of the open item that counts it; None where moderators rejected it lately."""
    declined = await db.number(
        "SELECT count(*) FROM proposal WHERE guild_id = ? AND kind = 'question' "
        "AND fingerprint = ? AND state = 'rejected' AND decided_at > ?",
        (guild_id, message_key, at - _DECLINED_SECONDS),
    )
    if declined:
        return None
    await db.execute(
        "INSERT INTO proposal (guild_id, kind, state, record, fingerprint, made_at) "
        "VALUES (?, 'question', 'open', ?, ?, ?) "
        "ON CONFLICT (guild_id, fingerprint) WHERE kind = 'question' AND state = 'open' "
        "DO UPDATE SET count = count + 1",
        (guild_id, record, message_key, at),
    )
    noted = await db.number(
        "SELECT proposal_id FROM proposal WHERE guild_id = ? AND kind = 'question' "
        "AND state = 'open' AND fingerprint = ?",
        (guild_id, message_key),
    )
    await db.execute(
        "DELETE FROM proposal WHERE proposal_id IN (SELECT proposal_id FROM proposal "
        "WHERE guild_id = ? AND kind = 'question' AND state = 'open' AND proposal_id <> ? "
        "ORDER BY count DESC, proposal_id DESC LIMIT -1 OFFSET ?)",
        (guild_id, noted, MAX_QUESTIONS - 1),
    )
    return noted
