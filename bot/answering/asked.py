"""Answers to somebody who asked: always given, if only to say that there is nothing."""

from collections.abc import Sequence

from bot.answering.guard import MessageText
from bot.answering.outgoing import Outgoing, cards_with_chart
from bot.articles.links import find_links
from bot.articles.reader import ArticleReader, joined
from bot.charts.cache import ChartCache
from bot.rendering.cards import CONTENT_LIMIT
from bot.rendering.markdown import escape, shorten
from bot.rendering.plain import nothing_found
from claims_db.checker import Checker
from claims_db.storage.replies import Reply, ReplyStore, Trigger
from claims_db.storage.statistics import NOTHING_FOUND, Statistics
from claims_db.storage.store import Store
from claims_db.storage.wrong_matches import WrongMatches


class AskedAnswers:
    """Makes cards for a text or a topic, and records them as a reply."""

    def __init__(
        self,
        *,
        store: Store,
        checker: Checker,
        reply_store: ReplyStore,
        charts: ChartCache,
        wrong_matches: WrongMatches,
        statistics: Statistics,
        articles: ArticleReader,
    ) -> None:
        self._store = store
        self._checker = checker
        self._reply_store = reply_store
        self._charts = charts
        self._wrong_matches = wrong_matches
        self._statistics = statistics
        self._articles = articles

    async def answer(self, text: str, trigger: Trigger, *, links: Sequence[str] = ()) -> Outgoing:
        """Return the cards, or a sentence that there is nothing and what is near.

        Articles behind links in the text, and behind `links`, are read too.
        """
        answer = await self._checker.check(text, mode="check", guild_id=trigger.guild_id)
        linked = await self._articles.read_all([*links, *find_links(text)], trigger.guild_id)
        message_key = await self._reply_store.fingerprint(text or "\n".join(links))
        wrong = await self._wrong_matches.wrong_topics(trigger.guild_id or trigger.channel_id, message_key)
        findings = [f for f in joined(answer.findings, linked) if f.topic.slug not in wrong]
        if self._statistics.is_first_look(trigger.trigger_id):
            self._statistics.trace(
                trigger.guild_id, trigger.channel_id, message_key, answer.terms, answer.statement.figures
            )
            asked = [f.topic.slug for f in findings] or [NOTHING_FOUND]
            self._statistics.count("asked", trigger.guild_id, trigger.channel_id, asked)
        notes = [link.note for link in linked if link.note]
        small_print = "\n".join(f"-# {escape(note)}" for note in notes)
        if not findings:
            nothing = escape(nothing_found(answer.nearest))
            return Outgoing(content=shorten(f"{nothing}\n{small_print}".strip(), CONTENT_LIMIT))
        reply_id = await self._reply_store.enter(trigger, findings, message_key, note="\n".join(notes))
        content = shorten(small_print, CONTENT_LIMIT)
        return await cards_with_chart(findings, self._charts, content=content, reply_id=reply_id)

    async def answer_again(self, reading: MessageText, reply: Reply) -> Outgoing | None:
        """Return what the reply to an edited message says now; None if it is to be taken back."""
        message_key = await self._reply_store.fingerprint(reading.known_by)
        answer = await self._checker.check(reading.checked_text, mode="check", guild_id=reply.guild_id)
        findings = joined(answer.findings, await self._articles.read_all(reading.links, reply.guild_id))
        if not findings:
            return None
        await self._reply_store.replace_findings(reply.reply_id, findings, message_key)
        return await cards_with_chart(findings, self._charts, reply_id=reply.reply_id)

    async def topic(self, name: str, trigger: Trigger) -> Outgoing:
        """Return a topic's card and chart; raises UnknownTopic with the nearest."""
        topic = await self._store.topic(name, trigger.guild_id)
        finding = await self._checker.topic_finding(topic, trigger.guild_id)
        if not finding.evidence:
            return Outgoing(content=f"{escape(topic.title)}: no claim is on this topic yet.")
        message_key = await self._reply_store.fingerprint(topic.slug)
        reply_id = await self._reply_store.enter(trigger, [finding], message_key)
        return await cards_with_chart([finding], self._charts, reply_id=reply_id)
