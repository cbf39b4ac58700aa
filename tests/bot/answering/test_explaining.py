"""Why shows what was computed: the score, the threshold that was used, the rules that were checked."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.answering.asked import AskedAnswers
from bot.answering.automatic import AutomaticReplies, Windows
from bot.answering.explaining import Explanations
from bot.answering.guard import MessageText, read_text
from bot.answering.lookup import Lookup
from bot.answering.outgoing import Outgoing
from bot.answering.recorded import RecordedFindings
from bot.articles.reader import LinkFindings
from bot.charts.cache import ChartCache
from claims_db.checker import Checker
from claims_db.storage.channels import Channel
from claims_db.storage.replies import Reply, ReplyKind, ReplyStore, Trigger
from claims_db.storage.statistics import Statistics
from claims_db.storage.store import Store
from claims_db.storage.wrong_matches import WrongMatches
from tests.made_up import WEIGHTS

SIX = replace(
    WEIGHTS, message_threshold=0.81, check_threshold=0.41, partial_threshold=0.21,
    article=replace(WEIGHTS.article, threshold=0.04, unasked_threshold=0.93, best_threshold=0.92),
)  # fmt: skip
FULL = "How many people died when the dam broke in Verania?"
PARTIAL = "How many people died in Verania?"
DRILL = "it does not speak of drill"
EVENT = "it is about no other kind of event"
LINK = "https://site.example/dam"
TITLE = "Dam breaks in Verania"
ARTICLE = (
    "The dam in Verania broke in May 2019.\nOfficials said 71 people died when the dam broke.\n"
    "Some 700 people were moved to safety in 2021."
)


class OneArticle:
    """Reads every link as the same article."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker

    async def read_all(self, urls: Sequence[str], guild_id: str) -> list[LinkFindings]:
        answer = await self._checker.check_article(TITLE, ARTICLE, published="2019-06-01")
        return [LinkFindings(url, answer.findings) for url in urls]


class Answers:
    """The answering rooms on one store, and what Why says of their replies."""

    def __init__(self, store: Store) -> None:
        checker = Checker(store, SIX)
        articles: Any = OneArticle(checker)
        lookup, wrong_matches = Lookup(checker, articles), WrongMatches(store.database)
        statistics = Statistics(store.database)
        self.reply_store = ReplyStore(store.database)
        self.asked = AskedAnswers(
            store=store, checker=checker, lookup=lookup, reply_store=self.reply_store,
            charts=ChartCache(), wrong_matches=wrong_matches, statistics=statistics,
        )  # fmt: skip
        self.automatic = AutomaticReplies(
            checker=checker, lookup=lookup, reply_store=self.reply_store, windows=Windows(0, 0),
            wrong_matches=wrong_matches, statistics=statistics,
        )  # fmt: skip
        self.explanations = Explanations(
            store=store, checker=checker, recorded=RecordedFindings(store, self.reply_store)
        )

    async def reply(self, reading: MessageText, kind: ReplyKind, threshold: float | None = None) -> Reply:
        trigger = Trigger("m1", "1", "c", "a", kind)
        if kind == "asked":
            await self.asked.answer([reading], trigger)
        else:
            channel = Channel("c", "1", "all", threshold=threshold)
            assert isinstance(await self.automatic.answer(reading, channel, trigger), Outgoing)
        reply = await self.reply_store.reply_to("m1")
        assert reply is not None
        return reply

    async def why(self, text: str, kind: ReplyKind, threshold: float | None = None) -> list[str]:
        reply = await self.reply(read_text(text, is_asked=True), kind, threshold)
        return (await self.explanations.why(reply, None)).splitlines()


@pytest.fixture
def answers(store: Store) -> Answers:
    return Answers(store)


@pytest.mark.parametrize(
    ("text", "kind", "threshold", "lines"),
    [
        (FULL, "asked", None, ["**Dam deaths**: score 0.95, needed 0.41"]),
        (FULL, "unasked", None, ["**Dam deaths**: score 0.95, needed 0.81"]),
        (PARTIAL, "asked", None, ["**Dam deaths**: score 0.27, needed 0.21"]),
        (PARTIAL, "unasked", None, ["**Dam deaths**: score 0.27, needed 0.21"]),
        (LINK, "asked", None, ["**Dam deaths**: score 0.95, needed 0.92",
                               "**People moved**: score 0.05, needed 0.04"]),
        (LINK, "unasked", None, ["**Dam deaths**: score 0.95, needed 0.93"]),
        (FULL, "unasked", 0.9, ["**Dam deaths**: score 0.95, needed 0.90"]),
        (FULL, "unasked", 0.5, ["**Dam deaths**: score 0.95, needed 0.81"]),
    ],
)  # fmt: skip
async def test_why_shows_the_threshold_that_was_used(
    answers: Answers, text: str, kind: ReplyKind, threshold: float | None, lines: list[str]
) -> None:
    """For a message, a question, a partial match; an article's best, its others, unasked; a channel's own."""
    assert [line for line in await answers.why(text, kind, threshold) if "score" in line] == lines


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (FULL, [DRILL, EVENT]),
        (f"{FULL[:-1]} in 2019?", [DRILL, "it names no other year", EVENT]),
        (PARTIAL, [DRILL, "it names no other country", EVENT]),
        (LINK, [EVENT, "it is about no other country"]),
    ],
)
async def test_why_names_the_rules_that_were_checked_and_no_other(
    answers: Answers, text: str, rules: list[str]
) -> None:
    named = [line for line in await answers.why(text, "asked") if line.startswith("Rules passed: it names ")]
    assert named[0].split("; ")[1:] == rules


async def test_a_reply_of_before_thresholds_were_recorded_names_none(answers: Answers) -> None:
    reply = await answers.reply(read_text(FULL, is_asked=True), "asked")
    [shown] = reply.topics
    old = replace(reply, topics=(replace(shown, needed=None, passed=()),))
    assert (await answers.explanations.why(old, None)).splitlines() == [
        "**Dam deaths**: score 0.95", "Rules passed: it names killed, Verania, dam",
    ]  # fmt: skip


async def test_more_sets_the_articles_figure_against_the_claims_by_its_date(answers: Answers) -> None:
    reply = await answers.reply(read_text(LINK, is_asked=True), "asked")
    assert reply.topics[0].stated_on == "2019-06-01"
    pages = await answers.explanations.pages(reply)
    assert "later count · **'At least 40' per source A1**" in pages[0].description
