"""How alike a sentence is to what the sources say on each topic: cosines of weighted words."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from claims_db.matching.topic_profile import TopicProfile
from claims_db.text import words


class Likeness:
    """The claims' excerpts and the topics' questions, indexed by word."""

    def __init__(self, profiles: Mapping[str, TopicProfile]) -> None:
        texts = [(slug, text) for slug, profile in profiles.items() for text in _texts(profile)]
        stems = [(slug, {w.stem for w in words(text) if w.is_content}) for slug, text in texts]
        counts = Counter(stem for _, found in stems for stem in found)
        size = len(stems) or 1
        self._idf = {stem: math.log(1 + size / n) for stem, n in counts.items()}
        self._unknown = math.log(1 + size)
        self._slugs: list[str] = []
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for slug, found in stems:
            norm = math.sqrt(sum(self._idf[s] ** 2 for s in found)) or 1.0
            for s in found:
                self._postings[s].append((len(self._slugs), self._idf[s] ** 2 / norm))
            self._slugs.append(slug)

    def of(self, stems: Iterable[str]) -> dict[str, float]:
        """By topic, the cosine (0..1) of the words to the nearest text of the topic."""
        dots: dict[int, float] = defaultdict(float)
        square = 0.0
        for s in stems:
            square += self._idf.get(s, self._unknown) ** 2
            for document, weight in self._postings.get(s, ()):
                dots[document] += weight
        norm = math.sqrt(square) or 1.0
        best: dict[str, float] = {}
        for document, dot in dots.items():
            slug = self._slugs[document]
            best[slug] = max(best.get(slug, 0.0), dot / norm)
        return best


def _texts(profile: TopicProfile) -> list[str]:
    topic = profile.topic
    return [f"{topic.title} {topic.question} {topic.counted}", *(c.excerpt for c in profile.claims)]
