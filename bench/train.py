"""Fit the scorers' weights and write data/weights.json: `python -m bench.train`.

Messages: a row is a topic that passes the gates for a training question; right if the question lists
it, left out if it is merely acceptable. Articles: a row is a topic that an article's sentences may be
on, by the sentence that scores best, right if the article is labelled with it. Both are
cross-validated to pick thresholds. The held-out questions and articles are never read here.
"""

import asyncio
import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bench.article_rows import ArticleRows, article_weights, read_article_rows
from bench.questions import read_questions
from bench.regression import Row, fit, pick_threshold, scores
from claims_db.figures import read_figures
from claims_db.matching.matches import ArticleWeights, Weights
from claims_db.matching.message_matcher import FEATURES, MessageMatcher
from claims_db.records.dataset import DATA_DIR
from claims_db.storage.build import open_store
from claims_db.text import clean

_RIDGE: Final = 0.002
_FOLDS: Final = 5
_PARTIAL_THRESHOLD: Final = 0.45
"""Set by hand: on the training questions 20 of 24 partial matches above it are right."""
_BLANK: Final = Weights(0.0, {}, ArticleWeights(0.0, {}, 0.5, 0.5, 0.5))


async def all_rows() -> tuple[list[Row], ArticleRows]:
    """The rows of the training questions and those of the training articles."""
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(Path(folder) / "claims.sqlite3")
        try:
            topics = await store.topics()
            claims = await store.claims_by_topic([t.slug for t in topics])
            matcher = MessageMatcher(topics, claims, await store.lexicon(topics), _BLANK)
            rows: list[Row] = []
            for q in read_questions("train"):
                text = clean(q.text)
                found = await store.candidates(matcher.search_terms(text))
                matching = matcher.match(text, read_figures(text), found)
                for match in matching.matches:
                    if match.topic.slug in q.also:
                        continue
                    label = 1.0 if match.topic.slug in q.topics else 0.0
                    rows.append(([match.features[name] for name in FEATURES], label))
            return rows, read_article_rows(matcher, _BLANK.article)
        finally:
            await store.close()


def message_weights(rows: Sequence[Row]) -> dict[str, Any]:
    """The record of the messages' weights and thresholds."""
    folds = list(range(len(rows)))
    random.Random(7).shuffle(folds)
    held: list[float] = [0.0] * len(rows)
    for k in range(_FOLDS):
        out = set(folds[k::_FOLDS])
        bias, weights = fit([row for i, row in enumerate(rows) if i not in out], _RIDGE)
        for i, score in zip(out, scores([rows[i] for i in out], bias, weights), strict=True):
            held[i] = score
    bias, weights = fit(rows, _RIDGE)
    labels = [label for _, label in rows]
    print(f"messages: {len(rows)} rows, {sum(labels):.0f} right")
    return {
        "bias": round(bias, 4),
        "by_feature": {name: round(w, 4) for name, w in zip(FEATURES, weights, strict=True)},
        "message_threshold": pick_threshold(labels, held, 0.88),
        "check_threshold": pick_threshold(labels, held, 0.86),
        "partial_threshold": _PARTIAL_THRESHOLD,
    }


def main() -> None:
    rows, articles = asyncio.run(all_rows())
    record = {**message_weights(rows), "article": article_weights(articles)}
    (DATA_DIR / "weights.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(f"weights written:\n{json.dumps(record, indent=2)}")


if __name__ == "__main__":
    main()
