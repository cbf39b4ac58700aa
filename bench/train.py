"""Fit the scorer's weights to the training questions and write data/weights.json: `python -m bench.train`.

Logistic regression by plain gradient descent, no library: a few hundred rows of a dozen features.
Rows are the topics that pass the gates for a training question; a topic is right if the question
lists it, left out if it is merely acceptable. The held-out questions are never read here.
"""

import asyncio
import json
import math
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.questions import read_questions
from claims_db.build import open_store
from claims_db.dataset import DATA_DIR
from claims_db.figures import read_figures
from claims_db.matcher import FEATURES, Matcher
from claims_db.matching import Weights
from claims_db.text import clean

_ROUNDS: Final = 1500
_RATE: Final = 0.5
_RIDGE: Final = 0.002
_PARTIAL_THRESHOLD: Final = 0.45
"""Set by hand: on the training questions 20 of 24 partial matches above it are right."""
Row = tuple[list[float], float]


async def training_rows() -> list[Row]:
    """(features, label) of every gated topic of every training question."""
    blank = Weights(0.0, {})
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(Path(folder) / "claims.sqlite3")
        try:
            topics = await store.topics()
            claims = await store.claims_by_topic([t.slug for t in topics])
            matcher = Matcher(topics, claims, await store.lexicon(topics), blank)
            for q in read_questions("train"):
                text = clean(q.text)
                found = await store.candidates(matcher.search_terms(text))
                matching = matcher.match(text, read_figures(text), found)
                for match in matching.matches:
                    if match.topic.slug in q.also:
                        continue
                    label = 1.0 if match.topic.slug in q.topics else 0.0
                    rows.append(([match.features[name] for name in FEATURES], label))
        finally:
            await store.close()
    return rows


def fit(rows: Sequence[Row]) -> tuple[float, list[float]]:
    """Bias and weights that minimise the log loss with a small ridge."""
    weights, bias = [0.0] * len(FEATURES), 0.0
    n = len(rows)
    for _ in range(_ROUNDS):
        slopes, slope = [0.0] * len(weights), 0.0
        for values, label in rows:
            z = bias + sum(w * v for w, v in zip(weights, values, strict=True))
            error = 1 / (1 + math.exp(-z)) - label
            slope += error
            for i, v in enumerate(values):
                slopes[i] += error * v
        bias -= _RATE * slope / n
        weights = [w - _RATE * (s / n + _RIDGE * w) for w, s in zip(weights, slopes, strict=True)]
    return bias, weights


def scores(rows: Sequence[Row], bias: float, weights: Sequence[float]) -> list[float]:
    return [
        1 / (1 + math.exp(-(bias + sum(w * v for w, v in zip(weights, values, strict=True)))))
        for values, _ in rows
    ]


def pick_threshold(rows: Sequence[Row], scored: Sequence[float], least_precision: float) -> float:
    """The lowest threshold at which the kept topics are right at least that often."""
    ranked = sorted(zip(scored, (label for _, label in rows), strict=True), reverse=True)
    best, right = 0.95, 0.0
    for kept, (score, label) in enumerate(ranked, 1):
        right += label
        if right / kept >= least_precision:
            best = score
    return round(best, 3)


def main() -> None:
    rows = asyncio.run(training_rows())
    folds = list(range(len(rows)))
    random.Random(7).shuffle(folds)
    held: list[float] = [0.0] * len(rows)
    for k in range(5):
        out = set(folds[k::5])
        bias, weights = fit([row for i, row in enumerate(rows) if i not in out])
        for i, score in zip(out, scores([rows[i] for i in out], bias, weights), strict=True):
            held[i] = score
    bias, weights = fit(rows)
    record = {
        "bias": round(bias, 4),
        "by_feature": {name: round(w, 4) for name, w in zip(FEATURES, weights, strict=True)},
        "message_threshold": pick_threshold(rows, held, 0.88),
        "check_threshold": pick_threshold(rows, held, 0.86),
        "partial_threshold": _PARTIAL_THRESHOLD,
    }
    (DATA_DIR / "weights.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    right = sum(label for _, label in rows)
    print(f"{len(rows)} rows, {right:.0f} right; weights written:\n{json.dumps(record, indent=2)}")


if __name__ == "__main__":
    main()
