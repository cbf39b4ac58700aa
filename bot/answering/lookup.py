"""One way from a text that was read to what the sources say on it and on the articles it links to."""

from dataclasses import dataclass

from bot.answering.guard import MessageText
from bot.articles.reader import ArticleReader, LinkFindings
from claims_db.checker import Checker
from claims_db.matching.matches import Mode
from claims_db.models import Answer


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What the sources say on a text and on its links; `is_read`: every linked page could be read."""

    answer: Answer
    linked: tuple[LinkFindings, ...]
    is_read: bool


class Lookup:
    """Looks up texts and their links. One instance serves every server and task."""

    def __init__(self, checker: Checker, articles: ArticleReader) -> None:
        self._checker = checker
        self._articles = articles

    async def look_up(self, reading: MessageText, guild_id: str, *, mode: Mode) -> LookedUp:
        """Return what the sources say; the previews of links count if a page can't be read."""
        linked = await self._articles.read_all(reading.links, guild_id)
        is_read = bool(linked) and all(link.is_read for link in linked)
        text = reading.text if is_read else reading.checked_text
        answer = await self._checker.check(text, mode=mode, guild_id=guild_id)
        return LookedUp(answer, tuple(linked), is_read)
