"""Answers to somebody who asked: always given, if only to say that there is nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.answering.guard import MessageText
from bot.answering.lookup import Lookup
from bot.answering.outgoing import Outgoing, Remade, cards_with_chart
from bot.articles.reader import joined
from bot.charts.cache import ChartCache
from bot.rendering.cards import CONTENT_LIMIT
from bot.rendering.markdown import escape, shorten
from bot.rendering.plain import nothing_found
from claims_db.checker import Checker
from claims_db.models import Answer, Finding
from claims_db.storage.replies import Reply, ReplyStore, Trigger
from claims_db.storage.statistics import NOTHING_FOUND, Statistics
from claims_db.storage.store import Store
from claims_db.storage.wrong_matches import WrongMatches

NOTHING_TO_CHECK: Final = "There is no text in that message to check."


@dataclass(frozen=True, slots=True)
class _Found:
    """What there is to answer. `note` says how the links were read, a line each."""

    answer: Answer
    findings: list[Finding]
    message_key: str
    note: str


class AskedAnswers:
    """Makes cards for a text or a topic, and records them as a reply."""

    def __init__(
        self,
        *,
        store: Store,
        checker: Checker,
        lookup: Lookup,
        reply_store: ReplyStore,
        charts: ChartCache,
        wrong_matches: WrongMatches,
        statistics: Statistics,
    ) -> None:
        self._store = store
        self._checker = checker
        self._lookup = lookup
        self._reply_store = reply_store
        self._charts = charts
        self._wrong_matches = wrong_matches
        self._statistics = statistics

    async def answer(self, readings: Sequence[MessageText], trigger: Trigger) -> Outgoing:
        """Return the cards, recorded as a reply, or a sentence that there is nothing and what is near.

        The first of the texts on which something is found is answered: a mention's own, then that of
        the message above it ("is that right?").
        """
        found = await self._found(readings, trigger)
        if found is None:
            return Outgoing(content=NOTHING_TO_CHECK)
        self._count(found, trigger)
        reply_id = None
        if found.findings:
            reply_id = await self._reply_store.enter(
                trigger, found.findings, found.message_key, note=found.note
            )
        return await self._outgoing(found, reply_id)

    async def answer_again(
        self, readings: Sequence[MessageText], reply: Reply, *, is_under_another: bool = False
    ) -> Remade | None:
        """Return what `answer` says after an edit, to be recorded in place of what the reply showed.

        None if the reply is to stay: it answers this text already, or nothing is found and the message
        above, which it may answer, may be unreadable by now (`is_under_another`).
        """
        if readings and await self._reply_store.fingerprint(readings[0].known_by) == reply.fingerprint:
            return None
        found = await self._found(readings, reply.trigger)
        if is_under_another and (found is None or not found.findings):
            return None
        if found is None:
            return Remade(Outgoing(content=NOTHING_TO_CHECK), [], "")
        if found.message_key == reply.fingerprint:
            return None
        outgoing = await self._outgoing(found, reply.reply_id if found.findings else None)
        return Remade(outgoing, found.findings, found.message_key, found.note)

    async def _found(self, readings: Sequence[MessageText], trigger: Trigger) -> _Found | None:
        found = None
        for reading in readings:
            found = await self._found_on(reading, trigger)
            if found.findings:
                break
        return found

    async def _found_on(self, reading: MessageText, trigger: Trigger) -> _Found:
        looked_up = await self._lookup.look_up(reading, trigger.guild_id, mode="check")
        message_key = await self._reply_store.fingerprint(reading.known_by)
        scope = trigger.guild_id or trigger.channel_id
        wrong = await self._wrong_matches.wrong_topics(scope, message_key)
        findings = [
            f for f in joined(looked_up.answer.findings, looked_up.linked) if f.topic.slug not in wrong
        ]
        note = "\n".join(link.note for link in looked_up.linked if link.note)
        return _Found(looked_up.answer, findings, message_key, note)

    def _count(self, found: _Found, trigger: Trigger) -> None:
        if not self._statistics.is_first_look(trigger.trigger_id):
            return
        answer, guild_id, channel_id = found.answer, trigger.guild_id, trigger.channel_id
        figures = answer.statement.figures
        self._statistics.trace(guild_id, channel_id, found.message_key, answer.terms, figures)
        topics = [f.topic.slug for f in found.findings] or [NOTHING_FOUND]
        self._statistics.count("asked", guild_id, channel_id, topics)

    async def _outgoing(self, found: _Found, reply_id: int | None) -> Outgoing:
        small_print = "\n".join(f"-# {escape(line)}" for line in found.note.splitlines())
        if not found.findings:
            nothing = escape(nothing_found(found.answer.nearest))
            return Outgoing(content=shorten(f"{nothing}\n{small_print}".strip(), CONTENT_LIMIT))
        content = shorten(small_print, CONTENT_LIMIT)
        return await cards_with_chart(found.findings, self._charts, content=content, reply_id=reply_id)

    async def topic(self, name: str, trigger: Trigger) -> Outgoing:
        """Return a topic's card and chart; raises UnknownTopic with the nearest."""
        topic = await self._store.topic(name, trigger.guild_id)
        finding = await self._checker.topic_finding(topic, trigger.guild_id)
        if not finding.evidence:
            return Outgoing(content=f"{escape(topic.title)}: no claim is on this topic yet.")
        message_key = await self._reply_store.fingerprint(topic.slug)
        reply_id = await self._reply_store.enter(trigger, [finding], message_key)
        return await cards_with_chart([finding], self._charts, reply_id=reply_id)
