"""How alike a sentence is to what the sources say, on two made-up topics."""

import pytest

from claims_db.matching.lexicon import Gazetteer, Lexicon
from claims_db.matching.similarity import Likeness
from claims_db.matching.topic_profile import TopicProfile
from claims_db.models import Claim, Topic
from claims_db.text import words

LEXICON = Lexicon(concepts={}, names=[], gazetteer=Gazetteer(), plain_terms=[])


def profile(slug: str, question: str, excerpt: str) -> TopicProfile:
    topic = Topic(slug, slug, question, "dam")
    return TopicProfile(topic, [Claim("A1-1", slug, "A1", excerpt, excerpt)], LEXICON)


PROFILES = {
    "toll": profile("toll", "How many villagers died?", "forty villagers drowned in the flood"),
    "cause": profile("cause", "What caused the breach?", "neglected maintenance caused the breach"),
}
LIKENESS = Likeness(PROFILES)


def of(text: str) -> dict[str, float]:
    return LIKENESS.of({w.stem for w in words(text) if w.is_content})


def test_the_words_of_an_excerpt_are_wholly_like_it() -> None:
    assert of("Forty villagers drowned in the flood")["toll"] == pytest.approx(1.0)


def test_a_topic_shares_as_much_as_its_nearest_text() -> None:
    found = of("Villagers say that neglected pipes caused it")
    assert 0 < found["toll"] < found["cause"] < 1


def test_topics_without_a_word_in_common_are_left_out() -> None:
    assert set(of("the breach")) == {"cause"}
    assert of("") == {}
    assert Likeness({}).of({"flood"}) == {}
