"""Logistic regression by Newton's method, no library: some hundred rows of a few dozen features."""

import math
from collections.abc import Sequence
from typing import Final

_STEPS: Final = 12
_CLIP: Final = 30.0

Row = tuple[list[float], float]
"""Features and label (0 or 1)."""


def fit(rows: Sequence[Row], ridge: float) -> tuple[float, list[float]]:
    """Bias and weights that minimise the mean log loss plus half the ridge times their square.

    The bias is not held down by the ridge.
    """
    size = len(rows[0][0]) + 1
    found = [0.0] * size
    data = [([1.0, *values], label) for values, label in rows]
    for _ in range(_STEPS):
        slope = [0.0] * size
        curve = [[0.0] * size for _ in range(size)]
        for values, label in data:
            p = probability(sum(w * v for w, v in zip(found, values, strict=True)))
            spread = p * (1 - p)
            filled = [(i, v) for i, v in enumerate(values) if v]
            for n, (i, v) in enumerate(filled):
                slope[i] += (label - p) * v
                line = curve[i]
                for j, u in filled[n:]:
                    line[j] += spread * v * u
        hold = ridge * len(rows)
        for i in range(size):
            for j in range(i):
                curve[i][j] = curve[j][i]
            held = hold if i else 1e-6
            curve[i][i] += held
            slope[i] -= held * found[i]
        found = [w + step for w, step in zip(found, _solve(curve, slope), strict=True)]
    return found[0], found[1:]


def probability(z: float) -> float:
    return 1 / (1 + math.exp(-max(-_CLIP, min(_CLIP, z))))


def scores(rows: Sequence[Row], bias: float, weights: Sequence[float]) -> list[float]:
    """The probability of each row."""
    return [
        probability(bias + sum(w * v for w, v in zip(weights, values, strict=True))) for values, _ in rows
    ]


def pick_threshold(labels: Sequence[float], scored: Sequence[float], least_precision: float) -> float:
    """The lowest threshold at which what is kept is right at least that often."""
    best, right = 0.95, 0.0
    for kept, (score, label) in enumerate(sorted(zip(scored, labels, strict=True), reverse=True), 1):
        right += label
        if right / kept >= least_precision:
            best = score
    return round(best, 3)


def _solve(matrix: list[list[float]], wanted: list[float]) -> list[float]:
    """The solution of a symmetric positive system, by elimination; the matrix is used up."""
    size = len(wanted)
    rows = [[*line, value] for line, value in zip(matrix, wanted, strict=True)]
    for i in range(size):
        head = rows[i]
        for other in rows[i + 1 :]:
            share = other[i] / head[i]
            if share:
                for j in range(i, size + 1):
                    other[j] -= share * head[j]
    found = [0.0] * size
    for i in reversed(range(size)):
        found[i] = (rows[i][size] - sum(rows[i][j] * found[j] for j in range(i + 1, size))) / rows[i][i]
    return found
