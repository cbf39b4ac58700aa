"""What matching needs to know of a topic, worked out once from its record and its claims."""

from collections.abc import Sequence

from claims_db.figures import edtf
from claims_db.matching.lexicon import Lexicon
from claims_db.models import Claim, Topic
from claims_db.text import words


class TopicProfile:
    """What the matcher knows of a topic, worked out once."""

    def __init__(self, topic: Topic, claims: Sequence[Claim], lexicon: Lexicon) -> None:
        self.topic = topic
        self.claims = tuple(claims)
        self.needs = tuple(frozenset(group) for group in topic.needs)
        terms = [t for g in (*topic.anchors, *topic.needs, topic.cues) for t in g]
        texts = [topic.title, topic.question, topic.counted]
        texts += [c.excerpt for c in claims]
        self.vocabulary = {w.stem for text in texts for w in words(text) if w.is_content}
        self.vocabulary.update(*(lexicon.stems_of(t) for t in terms))
        self.places = frozenset().union(
            *(lexicon.places_of(t) for t in terms), *(lexicon.places_in(text) for text in texts)
        )
        self.years = edtf.years(topic.years) if topic.years else None
        self.dimensions = {c.figure.dimension for c in claims if c.figure is not None}
        self.wordings = tuple(f"{topic.title} {c.excerpt}" for c in claims)
        self.values = {c.figure.value for c in claims if c.figure is not None and c.figure.value is not None}
        self.figure_share = sum(c.figure is not None for c in claims) / (len(claims) or 1)
        self.claim_years = {
            y
            for c in claims
            if c.figure is not None and c.figure.is_date
            for y in (edtf.years(c.figure.date) or ())
        }

    def is_of_other_years(self, years: set[int]) -> bool:
        """Do all these years lie outside what the topic and its claims speak of?"""
        if self.years is None:
            return False
        return not any(year in self.years or year in self.claim_years for year in years)
