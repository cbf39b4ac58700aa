"""What the buttons More and Why show of a reply."""

from collections.abc import Sequence

from bot.answering.recorded import RecordedFindings
from bot.rendering.cards import Card, full_pages
from bot.rendering.markdown import escape
from claims_db.checker import Checker
from claims_db.matching.matches import Mode
from claims_db.storage.replies import Reply, ReplyTopic
from claims_db.storage.store import Store


class Explanations:
    """Explains replies from what was recorded with them and from the claims as they are now."""

    def __init__(self, *, store: Store, checker: Checker, recorded: RecordedFindings) -> None:
        self._store = store
        self._checker = checker
        self._recorded = recorded

    async def pages(self, reply: Reply) -> list[Card]:
        """Return every claim on the reply's topics, as the database has them now."""
        return full_pages(await self._recorded.of(reply), await self._titles(reply.guild_id))

    async def why(self, reply: Reply, text: str | None) -> str:
        """Return why the reply came, topic by topic, as it was computed then.

        `text` is the message as it reads now, from which the matched words are quoted; None if it can't be
        read any more.
        """
        titles = await self._titles(reply.guild_id)
        words: dict[str, tuple[str, ...]] = {}
        if text:
            mode: Mode = "check" if reply.kind == "asked" else "message"
            answer = await self._checker.check(text, mode=mode, guild_id=reply.guild_id)
            words = {f.topic.slug: f.why for f in answer.findings}
        lines: list[str] = []
        for shown in reply.topics:
            lines += _reasons(shown, titles.get(shown.topic, shown.topic), words.get(shown.topic, ()))
        return "\n".join(lines)[:1900] or "There is nothing on record about this reply."

    async def _titles(self, guild_id: str) -> dict[str, str]:
        return {t.slug: t.title for t in await self._store.topics(guild_id)}


def _reasons(shown: ReplyTopic, title: str, words: Sequence[str]) -> list[str]:
    """Return the lines on one topic: the score and what it needed, the words, the rules."""
    passed = [escape(rule) for rule in shown.passed]
    if shown.needed is None and passed:
        return [f"**{escape(title)}**: {'; '.join(passed)}"]  # no score decided
    needed = f", needed {shown.needed:.2f}" if shown.needed is not None else ""
    lines = [f"**{escape(title)}**: score {shown.score:.2f}{needed}"]
    if words:
        quoted = ", ".join(f"'{escape(word)}'" for word in words[:6])
        lines.append(f"Words of the message: {quoted}")
    terms = escape(", ".join(_plain(term) for term in shown.terms[:12])) or "the figure itself"
    lines.append(f"Rules passed: {'; '.join([f'it names {terms}', *passed])}")
    return lines


def _plain(term: str) -> str:
    """Return a term of the data in words: "@some-place" is "Some Place", "#deaths" is "deaths"."""
    words = term.lstrip("#@").replace("_", " ").replace("-", " ")
    return words.title() if term.startswith("@") else words
