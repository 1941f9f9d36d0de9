"""The plateau: flat for all samples, not for a batch; left with batches, and not without."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lessons import GradientDescent, Layer, Network
from lessons.arrays import Array
from lessons.studies.paths import parameter_path
from lessons.studies.plateau import Problem, losses_over_weight, plateau_problem


def loss_by_hand(weight: float, samples: list[int]) -> float:
    _, x, t, _ = plateau_problem()
    out = 1 / (1 + np.exp(14.0 - weight * x[samples, 0]))
    return float(np.mean(0.5 * (out - t[samples, 0]) ** 2))


def weights_of(batch_size: int | None, seed: Any = 0, updates: int = 1000) -> Array:
    network, x, t, rate = plateau_problem()
    descent = GradientDescent(rate, train_biases=False)
    path = parameter_path(network, x, t, descent, updates=updates, batch_size=batch_size, seed=seed)
    return path[..., 0]


@pytest.mark.parametrize("samples", [list(range(32)), [0], [4, 12], [31, 7, 20]])
def test_a_loss_is_that_of_the_formula(samples: list[int]) -> None:
    weights = np.linspace(0.5, 15.0, 30)
    expected = [loss_by_hand(weight, samples) for weight in weights]
    losses = losses_over_weight(plateau_problem(), weights, samples)
    np.testing.assert_allclose(losses, expected, rtol=1e-10, atol=1e-14)


def test_without_samples_all_of_them_count() -> None:
    problem = plateau_problem()
    np.testing.assert_array_equal(
        losses_over_weight(problem, [2.0, 5.0]), losses_over_weight(problem, [2.0, 5.0], list(range(32)))
    )


def test_the_middle_samples_contradict_each_other() -> None:
    _, x, t, _ = plateau_problem()
    np.testing.assert_array_equal(x[4:12], x[12:20])
    np.testing.assert_array_equal(t[4:12], 1 - t[12:20])


def test_the_plateau_is_flat_for_all_samples_and_not_for_four() -> None:
    problem = plateau_problem()
    weights = np.linspace(3.3, 5.2, 400)
    slope = np.abs(np.gradient(losses_over_weight(problem, weights), weights)).max()
    random = np.random.default_rng(0)
    slopes = [
        np.abs(np.gradient(losses_over_weight(problem, weights, batch), weights)).max()
        for batch in (random.permutation(32)[:4].tolist() for _ in range(200))
    ]
    assert slope < 1e-3
    assert np.median(slopes) > 50 * slope


def test_the_full_batch_never_leaves_the_plateau() -> None:
    weights = weights_of(None, updates=5000)
    assert weights.max() < 4.0
    assert weights[-1] == pytest.approx(weights[4000], abs=1e-9)


def test_batches_of_four_leave_it_and_stay_in_the_valley() -> None:
    weights = weights_of(4, seed=range(40))
    assert np.all(np.abs(weights[-1] - 10.7) < 0.2)


@pytest.mark.parametrize(
    ("weights", "samples", "message"),
    [
        ([[1.0]], None, "weights must be one row of numbers, but have the shape"),
        ([np.nan], None, "weights must hold finite numbers"),
        ([1.0], [32], "samples must be numbers from 0 to 31, but are"),
        ([1.0], [], "samples must be numbers from 0 to 31, but are"),
    ],
)
def test_what_makes_no_curve_is_refused(weights: Any, samples: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        losses_over_weight(plateau_problem(), weights, samples)


def test_more_than_one_weight_is_refused() -> None:
    network = Network([Layer([[1.0, 2.0]], [0.0], "identity")], "half_squared_error")
    problem = Problem(network, np.ones((1, 2)), np.ones((1, 1)), 0.1)
    with pytest.raises(ValueError, match=r"one weight, but its layers have the sizes \(2, 1\)"):
        losses_over_weight(problem, [1.0])
