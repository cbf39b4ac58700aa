"""Replies nobody asked for: given only where they tell something new, once per window in a channel."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from weakref import WeakValueDictionary

from bot.answering.guard import MessageText
from bot.answering.lookup import Lookup
from bot.answering.outgoing import Outgoing, Remade, Silence
from bot.articles.reader import LinkFindings, joined
from bot.rendering.cards import MAX_CARDS, reply_lines
from claims_db.addresses import normalised
from claims_db.checker import Checker
from claims_db.models import Finding
from claims_db.storage.channels import Channel
from claims_db.storage.replies import Reply, ReplyStore, Trigger
from claims_db.storage.statistics import Statistics
from claims_db.storage.wrong_matches import WrongMatches

_PREVIEW_ONLY: Final = "From the link's preview: the page itself could not be read."


@dataclass(frozen=True, slots=True)
class Windows:
    """How long a topic or a link gets only one automatic reply in a channel, in seconds."""

    topic: float
    link: float


@dataclass(frozen=True, slots=True)
class _Worth:
    """The findings worth an automatic reply, and a note on how the link was read."""

    findings: list[Finding]
    note: str


class AutomaticReplies:
    """Decides on an automatic reply, and records it; `on_silence` hears why a message gets none."""

    def __init__(
        self,
        *,
        checker: Checker,
        lookup: Lookup,
        reply_store: ReplyStore,
        windows: Windows,
        wrong_matches: WrongMatches,
        statistics: Statistics,
        on_silence: Callable[[Trigger, Silence], None] | None = None,
    ) -> None:
        self._checker = checker
        self._lookup = lookup
        self._reply_store = reply_store
        self._windows = windows
        self._wrong_matches = wrong_matches
        self._statistics = statistics
        self._on_silence = on_silence
        self._speaking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def answer(self, reading: MessageText, channel: Channel, trigger: Trigger) -> Outgoing | Silence:
        """Return the short reply to a message, recorded as a reply, or why there is none.

        A reply on paused topics only goes to the moderators, as in a channel on "shadow". What the
        channel does not see is counted as silence.
        """
        is_first = self._statistics.is_first_look(trigger.trigger_id)
        outcome = await self._answer(reading, channel, trigger, is_first=is_first)
        if is_first and (isinstance(outcome, Silence) or outcome.is_for_moderators):
            self._statistics.count("silent", trigger.guild_id, trigger.channel_id)
        if isinstance(outcome, Silence) and self._on_silence is not None:
            self._on_silence(trigger, outcome)
        return outcome

    async def _answer(
        self, reading: MessageText, channel: Channel, trigger: Trigger, *, is_first: bool
    ) -> Outgoing | Silence:
        message_key = await self._reply_store.fingerprint(reading.known_by)
        worth = await self._worth(reading, channel, trigger, message_key, is_first=is_first)
        if isinstance(worth, Silence):
            return worth
        if trigger.kind == "unasked" and await self._are_paused(worth.findings, trigger.guild_id):
            trigger = replace(trigger, kind="shadow")
        # Looking at the channel's windows and starting them is one step.
        async with self._speaking.setdefault(trigger.channel_id, asyncio.Lock()):
            return await self._enter(reading, trigger, worth, message_key)

    async def _worth(
        self,
        reading: MessageText,
        channel: Channel,
        trigger: Trigger,
        message_key: str,
        *,
        is_first: bool = False,
    ) -> _Worth | Silence:
        """Return the findings worth an automatic reply, or why there are none.

        Paused topics are left out unless there is nothing else.
        """
        guild_id = trigger.guild_id
        looked_up = await self._lookup.look_up(reading, guild_id, mode="message")
        answer = looked_up.answer
        if is_first:
            self._statistics.trace(
                guild_id, trigger.channel_id, message_key, answer.terms, answer.statement.figures
            )
        telling = [f for f in joined(answer.findings, self._surest(looked_up.linked)) if f.is_telling]
        if not telling:
            return Silence(answer.silence or "nothing differs")
        near = await self._reply_store.near_keys(reading.known_by)
        wrong = await self._wrong_matches.wrong_topics(guild_id, message_key, near=near)
        floor = channel.threshold or 0.0
        findings = [_needing(f, floor) for f in telling if f.topic.slug not in wrong and f.score >= floor]
        if not findings:
            return Silence("under the channel's threshold, or reported as a wrong match")
        paused = await self._wrong_matches.paused_topics(guild_id)
        findings = [f for f in findings if f.topic.slug not in paused] or findings
        is_preview = bool(looked_up.linked) and not looked_up.is_read and bool(reading.previews)
        return _Worth(findings, _PREVIEW_ONLY if is_preview else "")

    def _surest(self, linked: Sequence[LinkFindings]) -> list[LinkFindings]:
        """Return the articles with only those findings that are sure enough for an automatic reply."""
        least = self._checker.weights.article.unasked_threshold
        return [
            replace(link, findings=tuple(_needing(f, least) for f in link.findings if f.score >= least))
            for link in linked
        ]

    async def _are_paused(self, findings: Sequence[Finding], guild_id: str) -> bool:
        return {f.topic.slug for f in findings} <= await self._wrong_matches.paused_topics(guild_id)

    async def _enter(
        self, reading: MessageText, trigger: Trigger, worth: _Worth, message_key: str
    ) -> Outgoing | Silence:
        links = [f"url:{_address(link)}" for link in reading.links]
        if links and await self._spoken(trigger.channel_id, links, self._windows.link) == set(links):
            return Silence("the link was answered here already")
        topics = [f"topic:{f.topic.slug}" for f in worth.findings]
        spoken = await self._spoken(trigger.channel_id, topics, self._windows.topic)
        findings = [f for f in worth.findings if f"topic:{f.topic.slug}" not in spoken]
        if not findings:
            return Silence("the topic was answered here already")
        shown = findings[:MAX_CARDS]
        subjects = [*links, *(f"topic:{f.topic.slug}" for f in shown)]
        reply_id = await self._reply_store.enter(trigger, findings, message_key, subjects, note=worth.note)
        if reply_id is None:
            return Silence("the message has its reply already")
        return Outgoing(
            content=reply_lines(findings, note=worth.note), reply_id=reply_id,
            is_for_moderators=trigger.kind == "shadow", topics=tuple(f.topic.slug for f in shown),
        )  # fmt: skip

    async def _spoken(self, channel_id: str, subjects: list[str], within: float) -> set[str]:
        return await self._reply_store.recently_spoken(channel_id, subjects, within=within)

    async def answer_again(self, reading: MessageText, reply: Reply, channel: Channel) -> Remade | None:
        """Return what the reply to an edited message says now; None if it is to be taken back."""
        message_key = await self._reply_store.fingerprint(reading.known_by)
        worth = await self._worth(reading, channel, reply.trigger, message_key)
        if isinstance(worth, Silence) or await self._are_paused(worth.findings, reply.guild_id):
            return None
        outgoing = Outgoing(content=reply_lines(worth.findings, note=worth.note), reply_id=reply.reply_id)
        return Remade(outgoing, worth.findings, message_key, worth.note)


def _needing(finding: Finding, threshold: float) -> Finding:
    """Return the finding as one whose score had to reach this threshold, too."""
    if finding.needed is None:
        return finding
    return replace(finding, needed=max(finding.needed, threshold))


def _address(link: str) -> str:
    """Return the link in the form in which two spellings of one address are the same."""
    try:
        return normalised(link)
    except ValueError:
        return link
