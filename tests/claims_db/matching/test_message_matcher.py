"""Which topics a message is about: gates, vetoes, and work that stays linear."""

from dataclasses import replace

import pytest

from claims_db.figures import read_figures
from claims_db.matching.lexicon import Gazetteer, Lexicon, Name
from claims_db.matching.matches import Candidate, MatchResult
from claims_db.matching.message_matcher import FEATURES, MessageMatcher
from claims_db.models import Claim, Topic
from tests.made_up import WEIGHTS
from tests.work import count_calls


def topic(slug: str, *needs: tuple[str, ...], **values: object) -> Topic:
    defaults: dict[str, object] = {
        "slug": slug, "title": slug.replace("-", " "), "question": f"What of {slug}?", "scope": "dam",
        "years": "2019", "anchors": (("@verania",),), "needs": needs,
    }  # fmt: skip
    return Topic(**(defaults | values))  # type: ignore[arg-type]


TOPICS = [
    topic("dam-deaths", ("#killed",), ("dam",), unless=("#drill", "film")),
    topic("dam-moved", ("#moved",)),
    topic("dam-day", ("dam",), ("when", "unit:date"), is_answer_date=True),
    topic("dam-cost", ("cost", "unit:money"), ("dam",)),
    topic("any-dam", ("#killed",), ("dam",), anchors=(), years=""),
]
FOUND = [Candidate(t.slug, n, 1.0) for n, t in enumerate(TOPICS)]
LEXICON = Lexicon(
    concepts={"killed": ["die", "dead", "kill"], "moved": ["move", "evacuate"], "drill": ["drill"]},
    names=[Name("verania", "place", ("Verania",)), Name("orlow", "place", ("Orlow",), within="verania")],
    gazetteer=Gazetteer(
        places={"morvia": ("Morvia",)}, events={"quake": ("quake",), "office-life": ("coffee",)}
    ),
    plain_terms=["dam", "when", "cost", "film"],
)
CLAIM = Claim(
    "A1-1", "dam-deaths", "A1", "1,400 died", "1,400 people died", figure=read_figures("1,400 people")[0]
)
MATCHER = MessageMatcher(TOPICS, {"dam-deaths": [CLAIM]}, LEXICON, WEIGHTS)


def match(text: str) -> MatchResult:
    return MATCHER.match(text, read_figures(text), FOUND)


def slugs(text: str) -> set[str]:
    return {m.topic.slug for m in match(text).matches}


def reasons(text: str) -> dict[str, str]:
    return {r.topic.slug: r.reason for r in match(text).rejections}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("How many died when the dam in Verania broke?", {"dam-deaths", "dam-day", "any-dam"}),
        ("Verania evacuated 900 people", {"dam-moved"}),
        ("The dam of Orlow broke on 2 May 2019", {"dam-day"}),
        ("The dam in Verania was worth 3 million dollars", {"dam-cost"}),
        ("Good morning", set()),
    ],
)
def test_a_topic_is_met_where_every_group_is(text: str, found: set[str]) -> None:
    whole = {m.topic.slug for m in match(text).matches if not m.is_partial}
    assert whole == found


@pytest.mark.parametrize(
    ("text", "slug", "reason"),
    [
        ("How many died at the dam?", "dam-deaths", "it does not name verania"),
        ("40 died at the dam in Verania in 1998", "dam-deaths", "it speaks of 1998"),
        ("A drill at the dam in Verania, nobody died", "dam-deaths", "it speaks of drill"),
        ("The film of the dam in Verania: who died?", "dam-deaths", "it speaks of film"),
        ("A quake killed 40 at the dam in Verania", "dam-deaths", "it is about another matter (quake)"),
        ("40 died at a dam in Morvia", "any-dam", "it speaks of morvia"),
    ],
)
def test_what_speaks_against_a_topic_is_said(text: str, slug: str, reason: str) -> None:
    assert reasons(text)[slug] == reason
    assert slug not in slugs(text)


@pytest.mark.parametrize(
    "text",
    [
        "40 died at the dam in Verania in 2019",
        "40 died at the dam in Verania, more than in 1998 and less than in 2019",
        "40 died at the dam in Verania, Morvia sends help",
        "Over coffee: 40 died at the dam in Verania",
    ],
)
def test_what_does_not_speak_against_a_topic(text: str) -> None:
    assert "dam-deaths" in slugs(text)


def test_the_year_may_be_the_answer() -> None:
    assert "dam-day" in slugs("The dam in Verania broke in 2017")


def test_a_rare_figure_stands_in_for_a_missing_group() -> None:
    full = next(m for m in match("1,400 dead in Verania").matches if m.topic.slug == "dam-deaths")
    other = next(m for m in match("1,500 dead in Verania").matches if m.topic.slug == "dam-deaths")
    assert (full.is_partial, other.is_partial) == (False, True)
    assert full.score > other.score
    assert "the figure 1,400" in " ".join(full.why)


def test_why_gives_the_words_that_met_it() -> None:
    found = next(m for m in match("Two died at the Orlow dam").matches if m.topic.slug == "dam-deaths")
    assert found.why == ("died", "dam", "Orlow")
    assert set(found.features) <= set(FEATURES)
    assert 0 < found.score < 1


FILLER = "Nothing else was said about it by anybody on that long and quiet evening in town. "


def test_a_long_message_is_read_sentence_by_sentence() -> None:
    apart = f"Nobody died in Verania. {FILLER * 4} The dam is fine."
    assert "dam-deaths" not in {m.topic.slug for m in match(apart).matches if not m.is_partial}
    together = f"Good morning. {FILLER * 4} Two died at the dam in Verania. {FILLER}"
    found = next(m for m in match(together).matches if m.topic.slug == "dam-deaths")
    assert found.text[slice(*found.sentence)].strip() == "Two died at the dam in Verania."
    assert [f.wording for f in found.figures] == ["Two"]
    assert found.text[found.figures[0].start : found.figures[0].end] == "Two"


def test_a_sentence_borrows_the_country_from_the_message_unless_it_names_another() -> None:
    assert "dam-deaths" in slugs(f"News from Verania. {FILLER * 4} Two died at the dam.")
    abroad = f"News from Verania. {FILLER * 4} Two died at the dam in Morvia."
    assert "dam-deaths" not in slugs(abroad)
    assert reasons(abroad)["dam-deaths"] == "it speaks of morvia"


def test_a_topic_counts_once_with_its_best_sentence() -> None:
    text = f"Two died in Verania. {FILLER * 4} Two died at the dam in Verania."
    found = [m for m in match(text).matches if m.topic.slug == "dam-deaths"]
    assert [m.is_partial for m in found] == [False]


def test_only_candidates_are_matched_and_strangers_passed_over() -> None:
    text = "Two died at the dam in Verania"
    none = MATCHER.match(text, read_figures(text), [])
    assert (none.matches, none.rejections) == ((), ())
    assert MATCHER.match(text, (), [Candidate("nobody-knows", 0, 1.0)]).matches == ()


def test_matches_come_best_first() -> None:
    scores = [m.score for m in match("When did 40 die at the dam in Verania, evacuated or not?").matches]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 2


def test_search_terms_are_content_words_and_at_most_64() -> None:
    assert set(MATCHER.search_terms("How many of them died at THE dam in 2019?")) == {"died", "dam"}
    assert len(MATCHER.search_terms(" ".join(f"word{n}" for n in range(500)))) == 64


@pytest.mark.parametrize(
    "piece",
    ["Two died at the dam in Verania. ", "Veranai ", "and ", "A-", "9", "9 people died. ", "dam ", "New ",
     "2 May 2019. ", "Morvia\n", "No. "],
)  # fmt: skip
def test_work_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    many = [replace(t, slug=f"{t.slug}-{n}") for t in TOPICS[:2] for n in range(5)]
    matcher = MessageMatcher(many, {}, LEXICON, WEIGHTS)
    found = [Candidate(t.slug, n, 1.0) for n, t in enumerate(many)]

    def work(size: int) -> int:
        text = (piece * size)[:size]
        figures = read_figures(text)
        return count_calls(lambda: matcher.match(text, figures, found))

    work(12_000)  # what is remembered of words is remembered before anything is counted
    assert work(12_000) / max(work(3_000), 100) < 6
