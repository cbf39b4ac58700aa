"""The fitter of the scorers' weights and the choice of a threshold."""

import pytest

from bench.regression import fit, pick_threshold, probability, scores

ROWS = [([1.0, 0.0], 1.0)] * 30 + [([1.0, 1.0], 0.0)] * 30 + [([0.0, 1.0], 1.0)] * 10


def test_the_fit_tells_right_from_wrong() -> None:
    bias, weights = fit(ROWS, 0.002)
    found = scores(ROWS, bias, weights)
    assert min(found[:30]) > 0.8 > 0.3 > max(found[30:60])


def test_the_mean_of_the_scores_is_the_share_that_is_right() -> None:
    found = scores(ROWS, *fit(ROWS, 0.1))
    assert sum(found) / len(found) == pytest.approx(40 / 70, abs=1e-4)


def test_a_ridge_holds_the_weights_down() -> None:
    loose, tight = fit(ROWS, 0.002)[1], fit(ROWS, 1.0)[1]
    assert sum(map(abs, tight)) < sum(map(abs, loose))


def test_the_threshold_is_the_lowest_that_is_precise_enough() -> None:
    labels, scored = [1.0, 1.0, 0.0, 1.0, 0.0], [0.9, 0.8, 0.7, 0.6, 0.5]
    assert pick_threshold(labels, scored, 1.0) == 0.8
    assert pick_threshold(labels, scored, 0.75) == 0.6


def test_a_probability_never_overflows() -> None:
    assert 0 < probability(-1e9) < 0.5 < probability(1e9) < 1
