"""From a text to what is posted: check, remember, render. Knows Discord's limits, not Discord."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.answering.guard import MessageText
from bot.articles.links import find_links
from bot.articles.reader import ArticleReader, LinkFindings
from bot.charts.cache import ChartCache
from bot.charts.chart import Chart
from bot.rendering.cards import CONTENT_LIMIT, MAX_CARDS, Card, cards, full_pages, reply_lines
from bot.rendering.markdown import escape, shorten
from bot.rendering.plain import nothing_found
from claims_db.addresses import normalised
from claims_db.checker import Checker, Mode, evidence_for
from claims_db.compare import do_claims_differ
from claims_db.errors import UnknownTopic
from claims_db.models import Answer, Finding, Topic
from claims_db.storage.channels import Channel
from claims_db.storage.replies import Reply, ReplyKind, ReplyStore, Trigger
from claims_db.storage.statistics import NOTHING_FOUND, Statistics
from claims_db.storage.store import Store
from claims_db.storage.wrong_matches import WrongMatches

_log = logging.getLogger(__name__)
CHART_NAME: Final = "figures.png"
_MAX_READ: Final = 2
"""Links of one message that are read."""
_PREVIEW_ONLY: Final = "From the link's preview: the page itself could not be read."


@dataclass(frozen=True, slots=True)
class Windows:
    """How long a topic or a link is answered unasked only once in a channel, in seconds."""

    topic: float
    link: float


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to post. `reply_id` is its place in the ledger, None where it is not kept.

    `is_for_moderators`: it goes to their channel only. `topics` are the slugs it speaks of, unasked.
    `question_id` is the item of the moderators' queue that counts a question that found nothing.
    """

    content: str = ""
    cards: tuple[Card, ...] = ()
    chart: Chart | None = None
    reply_id: int | None = None
    is_for_moderators: bool = False
    topics: tuple[str, ...] = ()
    question_id: int | None = None


@dataclass(frozen=True, slots=True)
class Remade:
    """What the reply to an edited message says now, and what to keep of it once Discord has taken it."""

    outgoing: Outgoing
    findings: Sequence[Finding]
    message_key: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """Why nothing is posted."""

    reason: str


def shadow_head(guild_id: str, channel_id: str, message_id: str) -> str:
    """What a shadow begins with: the message that would have been replied to."""
    return (
        f"-# Shadow: would have replied to https://discord.com/channels/{guild_id}/{channel_id}/{message_id}"
    )


def _address(link: str) -> str:
    """The link in the form in which two spellings of one address are the same."""
    try:
        return normalised(link)
    except ValueError:
        return link


def _trigger_of(reply: Reply) -> Trigger:
    return Trigger(reply.trigger_id, reply.guild_id, reply.channel_id, reply.author_id, reply.kind)


def _plain(term: str) -> str:
    """A term of the data in words: "@some-place" is "Some Place", "#deaths" is "deaths"."""
    words = term.lstrip("#@").replace("_", " ").replace("-", " ")
    return words.title() if term.startswith("@") else words


def _joined(own: Sequence[Finding], linked: Sequence[LinkFindings]) -> list[Finding]:
    """The message's findings, then those of its links on other topics."""
    found = list(own)
    for link in linked:
        known = {f.topic.slug for f in found}
        found += [f for f in link.findings if f.topic.slug not in known]
    return found


class Responder:
    """Answers texts: when asked always, unasked only where it tells something new."""

    def __init__(
        self,
        *,
        store: Store,
        checker: Checker,
        reply_store: ReplyStore,
        charts: ChartCache,
        windows: Windows,
        wrong_matches: WrongMatches,
        statistics: Statistics,
        articles: ArticleReader | None = None,
    ) -> None:
        self.store = store
        self.reply_store = reply_store
        self._checker = checker
        self.charts = charts
        self._windows = windows
        self.wrong_matches = wrong_matches
        self._tallies = statistics
        self._articles = articles
        self._speaking = asyncio.Lock()

    def threshold(self, kind: ReplyKind) -> float:
        """The score a topic needs for such a reply."""
        weights = self._checker.weights
        return weights.check_threshold if kind == "asked" else weights.message_threshold

    async def check(self, text: str, guild_id: str, *, mode: Mode) -> Answer:
        return await self._checker.check(text, mode=mode, guild_id=guild_id)

    async def answer_asked(self, text: str, trigger: Trigger, *, links: Sequence[str] = ()) -> Outgoing:
        """The answer to somebody who asked: cards, or that there is nothing, and what is near.

        Articles behind links in the text, and behind `links`, are read too.
        """
        answer = await self.check(text, trigger.guild_id, mode="check")
        linked = await self._read_links([*links, *find_links(text)], trigger.guild_id)
        message_key = await self.reply_store.fingerprint(text or "\n".join(links))
        wrong = await self.wrong_matches.wrong_topics(trigger.guild_id or trigger.channel_id, message_key)
        findings = [f for f in _joined(answer.findings, linked) if f.topic.slug not in wrong]
        if self._tallies.is_first_look(trigger.trigger_id):
            self._trace(answer, trigger, message_key)
            asked = [f.topic.slug for f in findings] or [NOTHING_FOUND]
            self._tallies.count("asked", trigger.guild_id, trigger.channel_id, asked)
        told = [link.note for link in linked if link.note]
        notes = "\n".join(f"-# {escape(note)}" for note in told)
        if not findings:
            nothing = escape(nothing_found(answer.nearest))
            return Outgoing(content=shorten(f"{nothing}\n{notes}".strip(), CONTENT_LIMIT))
        reply_id = await self.reply_store.enter(trigger, findings, message_key, note="\n".join(told))
        return replace(await self._outgoing(findings, reply_id), content=shorten(notes, CONTENT_LIMIT))

    def _trace(self, answer: Answer, trigger: Trigger, message_key: str) -> None:
        figures = answer.statement.figures
        self._tallies.trace(trigger.guild_id, trigger.channel_id, message_key, answer.terms, figures)

    def _surest(self, linked: Sequence[LinkFindings]) -> list[LinkFindings]:
        """The articles with only those findings that are sure enough for a reply nobody asked for."""
        least = self._checker.weights.article.unasked_threshold
        return [
            replace(link, findings=tuple(f for f in link.findings if f.score >= least)) for link in linked
        ]

    async def _read_links(self, links: Sequence[str], guild_id: str) -> list[LinkFindings]:
        """What the sources say on the first linked articles; nothing where links are not read."""
        if self._articles is None:
            return []
        reading = (self._articles.read(link, guild_id) for link in links[:_MAX_READ])
        return list(await asyncio.gather(*reading))

    async def _outgoing(self, findings: Sequence[Finding], reply_id: int | None) -> Outgoing:
        chart = await self.charts.chart(findings[0])
        image = CHART_NAME if chart is not None else ""
        return Outgoing(cards=tuple(cards(findings, image=image)), chart=chart, reply_id=reply_id)

    async def answer_unasked(
        self, reading: MessageText, channel: Channel, trigger: Trigger
    ) -> Outgoing | Silence:
        """The short reply to a message nobody asked about, entered in the ledger, or why there is none.

        What is on paused topics only is for the moderators, as in a channel on "shadow". What the
        channel does not see is counted as silence.
        """
        is_first = self._tallies.is_first_look(trigger.trigger_id)
        outcome = await self._answer_unasked(reading, channel, trigger, is_first)
        if is_first and (isinstance(outcome, Silence) or outcome.is_for_moderators):
            self._tallies.count("silent", trigger.guild_id, trigger.channel_id)
        return outcome

    async def _answer_unasked(
        self, reading: MessageText, channel: Channel, trigger: Trigger, is_first: bool
    ) -> Outgoing | Silence:
        message_key = await self.reply_store.fingerprint(reading.known_by)
        found = await self._unasked(reading, channel, trigger, message_key, is_first=is_first)
        if isinstance(found, Silence):
            return found
        findings, note = found
        if trigger.kind == "unasked" and await self._are_paused(findings, trigger.guild_id):
            trigger = replace(trigger, kind="shadow")
        async with self._speaking:  # between looking at the windows and starting them
            return await self._enter_unasked(reading, trigger, findings, message_key, note)

    async def _unasked(
        self,
        reading: MessageText,
        channel: Channel,
        trigger: Trigger,
        message_key: str,
        *,
        is_first: bool = False,
    ) -> tuple[list[Finding], str] | Silence:
        """The findings worth a reply nobody asked for, and a note on what was read; or why there are none.

        Paused topics are left out unless there is nothing else.
        """
        guild_id = trigger.guild_id
        linked = await self._read_links(reading.links, guild_id)
        is_read = bool(linked) and all(link.is_read for link in linked)
        text = reading.text if is_read else reading.checked_text
        answer = await self.check(text, guild_id, mode="message")
        if is_first:
            self._trace(answer, trigger, message_key)
        telling = [f for f in _joined(answer.findings, self._surest(linked)) if f.is_telling]
        if not telling:
            return Silence(answer.silence or "nothing differs")
        near = await self.reply_store.near_keys(reading.known_by)
        wrong = await self.wrong_matches.wrong_topics(guild_id, message_key, near=near)
        floor = channel.threshold or 0.0
        findings = [f for f in telling if f.topic.slug not in wrong and f.score >= floor]
        if not findings:
            return Silence("under the channel's threshold, or reported as a wrong match")
        paused = await self.wrong_matches.paused_topics(guild_id)
        findings = [f for f in findings if f.topic.slug not in paused] or findings
        return findings, _PREVIEW_ONLY if linked and not is_read and reading.previews else ""

    async def _are_paused(self, findings: Sequence[Finding], guild_id: str) -> bool:
        return {f.topic.slug for f in findings} <= await self.wrong_matches.paused_topics(guild_id)

    async def _enter_unasked(
        self, reading: MessageText, trigger: Trigger, findings: Sequence[Finding], message_key: str, note: str
    ) -> Outgoing | Silence:
        links = [f"url:{_address(link)}" for link in reading.links]
        if links and await self._spoken(trigger.channel_id, links, self._windows.link) == set(links):
            return Silence("the link was answered here already")
        topics = [f"topic:{f.topic.slug}" for f in findings]
        spoken = await self._spoken(trigger.channel_id, topics, self._windows.topic)
        findings = [f for f in findings if f"topic:{f.topic.slug}" not in spoken]
        if not findings:
            return Silence("the topic was answered here already")
        shown = findings[:MAX_CARDS]
        subjects = [*links, *(f"topic:{f.topic.slug}" for f in shown)]
        reply_id = await self.reply_store.enter(trigger, findings, message_key, subjects, note=note)
        if reply_id is None:
            return Silence("the message has its reply already")
        return Outgoing(
            content=reply_lines(findings, note=note), reply_id=reply_id,
            is_for_moderators=trigger.kind == "shadow", topics=tuple(f.topic.slug for f in shown),
        )  # fmt: skip

    async def _spoken(self, channel_id: str, subjects: list[str], within: float) -> set[str]:
        return await self.reply_store.recently_spoken(channel_id, subjects, within=within)

    async def answer_again(self, reading: MessageText, reply: Reply, channel: Channel) -> Remade | None:
        """What the reply to an edited message says now; None if it is to be taken back."""
        message_key = await self.reply_store.fingerprint(reading.known_by)
        if reply.kind == "asked":
            answer = await self.check(reading.checked_text, reply.guild_id, mode="check")
            joined = _joined(answer.findings, await self._read_links(reading.links, reply.guild_id))
            if not joined:
                return None
            return Remade(await self._outgoing(joined, reply.reply_id), joined, message_key)
        found = await self._unasked(reading, channel, _trigger_of(reply), message_key)
        if isinstance(found, Silence) or await self._are_paused(found[0], reply.guild_id):
            return None
        findings, note = found
        outgoing = Outgoing(content=reply_lines(findings, note=note), reply_id=reply.reply_id)
        return Remade(outgoing, findings, message_key, note)

    async def topic(self, name: str, trigger: Trigger) -> Outgoing:
        """A topic's card and chart, kept like any answer; raises UnknownTopic with the nearest."""
        topic = await self.store.topic(name, trigger.guild_id)
        finding = await self._finding(topic, trigger.guild_id)
        if not finding.evidence:
            return Outgoing(content=f"{escape(topic.title)}: no claim is on this topic yet.")
        message_key = await self.reply_store.fingerprint(topic.slug)
        return await self._outgoing([finding], await self.reply_store.enter(trigger, [finding], message_key))

    async def _finding(self, topic: Topic, guild_id: str) -> Finding:
        claims = (await self.store.claims_by_topic([topic.slug], guild_id))[topic.slug]
        by_code = {s.code: s for s in await self.store.sources(guild_id)}
        return Finding(
            topic, evidence_for(topic, claims, by_code), 1.0, do_sources_differ=do_claims_differ(claims)
        )

    async def pages(self, reply: Reply) -> list[Card]:
        """Everything on the topics of a reply, as the database has it now."""
        findings = []
        for shown in reply.topics:
            try:
                topic = await self.store.topic(shown.topic, reply.guild_id)
            except UnknownTopic:
                continue  # it was removed since
            found = await self._finding(topic, reply.guild_id)
            findings.append(replace(found, places=shown.places))
        titles = {t.slug: t.title for t in await self.store.topics(reply.guild_id)}
        return full_pages(findings, titles)

    async def why(self, reply: Reply, text: str | None, *, threshold: float) -> str:
        """Why the reply came: matched words where the message can still be read, terms where not."""
        titles = {t.slug: t.title for t in await self.store.topics(reply.guild_id)}
        words: dict[str, tuple[str, ...]] = {}
        if text:
            mode: Mode = "check" if reply.kind == "asked" else "message"
            answer = await self.check(text, reply.guild_id, mode=mode)
            words = {f.topic.slug: f.why for f in answer.findings}
        lines = []
        for shown in reply.topics:
            terms = ", ".join(_plain(t) for t in shown.terms[:12])
            said = ", ".join(f"'{escape(w)}'" for w in words.get(shown.topic, ())[:6])
            title = escape(titles.get(shown.topic, shown.topic))
            lines.append(f"**{title}**: score {shown.score:.2f}, needed {threshold:.2f}")
            if said:
                lines.append(f"Words of the message: {said}")
            passed = escape(terms) or "the figure itself"
            lines.append(f"Rules passed: it names {passed}, and no other country, year or kind of event")
        return "\n".join(lines)[:1900] or "There is nothing on record about this reply."
