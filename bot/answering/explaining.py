"""What the buttons More and Why show of a reply."""

from dataclasses import replace

from bot.rendering.cards import Card, full_pages
from bot.rendering.markdown import escape
from claims_db.checker import Checker
from claims_db.errors import UnknownTopic
from claims_db.matching.matches import Mode
from claims_db.storage.replies import Reply
from claims_db.storage.store import Store


class Explanations:
    """Explains replies from what was recorded with them and from the claims as they are now."""

    def __init__(self, *, store: Store, checker: Checker) -> None:
        self._store = store
        self._checker = checker

    async def pages(self, reply: Reply) -> list[Card]:
        """Return every claim on the reply's topics, as the database has them now."""
        findings = []
        for shown in reply.topics:
            try:
                topic = await self._store.topic(shown.topic, reply.guild_id)
            except UnknownTopic:
                continue  # it was removed since
            found = await self._checker.topic_finding(topic, reply.guild_id)
            findings.append(replace(found, places=shown.places))
        return full_pages(findings, await self._titles(reply.guild_id))

    async def why(self, reply: Reply, text: str | None) -> str:
        """Return why the reply came, topic by topic.

        `text` is the message as it reads now, from which the matched words are quoted; None if it can't be
        read any more.
        """
        titles = await self._titles(reply.guild_id)
        mode: Mode = "check" if reply.kind == "asked" else "message"
        threshold = self._checker.weights.threshold(mode)
        words: dict[str, tuple[str, ...]] = {}
        if text:
            answer = await self._checker.check(text, mode=mode, guild_id=reply.guild_id)
            words = {f.topic.slug: f.why for f in answer.findings}
        lines = []
        for shown in reply.topics:
            terms = ", ".join(_plain(t) for t in shown.terms[:12])
            quoted = ", ".join(f"'{escape(w)}'" for w in words.get(shown.topic, ())[:6])
            title = escape(titles.get(shown.topic, shown.topic))
            lines.append(f"**{title}**: score {shown.score:.2f}, needed {threshold:.2f}")
            if quoted:
                lines.append(f"Words of the message: {quoted}")
            passed = escape(terms) or "the figure itself"
            lines.append(f"Rules passed: it names {passed}, and no other country, year or kind of event")
        return "\n".join(lines)[:1900] or "There is nothing on record about this reply."

    async def _titles(self, guild_id: str) -> dict[str, str]:
        return {t.slug: t.title for t in await self._store.topics(guild_id)}


def _plain(term: str) -> str:
    """Return a term of the data in words: "@some-place" is "Some Place", "#deaths" is "deaths"."""
    words = term.lstrip("#@").replace("_", " ").replace("-", " ")
    return words.title() if term.startswith("@") else words
