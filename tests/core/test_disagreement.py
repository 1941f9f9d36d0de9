"""The samples that disagree: flat for all of them, not for a batch; left with batches, and not without."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lessons import train
from lessons.arrays import Array
from lessons.studies.disagreement import disagreeing_samples, weights_in_batches
from lessons.studies.surfaces import losses_at, path_of

EXAMPLE = disagreeing_samples()


def losses_of(weights: Array, samples: Any) -> Array:
    return losses_at(EXAMPLE.network, EXAMPLE.x[samples], EXAMPLE.t[samples], weights[:, np.newaxis])


def loss_by_hand(weight: float, samples: list[int]) -> float:
    out = 1 / (1 + np.exp(14.0 - weight * EXAMPLE.x[samples, 0]))
    return float(np.mean(0.5 * (out - EXAMPLE.t[samples, 0]) ** 2))


@pytest.mark.parametrize("samples", [list(range(32)), [0], [4, 12], [31, 7, 20]])
def test_a_loss_is_that_of_the_formula(samples: list[int]) -> None:
    weights = np.linspace(0.5, 15.0, 30)
    expected = [loss_by_hand(weight, samples) for weight in weights]
    np.testing.assert_allclose(losses_of(weights, samples), expected, rtol=1e-10, atol=1e-14)


def test_the_middle_samples_contradict_each_other() -> None:
    np.testing.assert_array_equal(EXAMPLE.x[4:12], EXAMPLE.x[12:20])
    np.testing.assert_array_equal(EXAMPLE.t[4:12], 1 - EXAMPLE.t[12:20])


def test_the_plateau_is_flat_for_all_samples_and_not_for_four() -> None:
    weights = np.linspace(3.3, 5.2, 400)
    random = np.random.default_rng(0)
    batches = [random.permutation(32)[:4].tolist() for _ in range(200)]
    slope, *slopes = (
        np.abs(np.gradient(losses_of(weights, samples), weights)).max() for samples in (range(32), *batches)
    )
    assert slope < 1e-3
    assert np.median(slopes) > 50 * slope


def test_the_full_batch_never_leaves_the_plateau() -> None:
    run = path_of(EXAMPLE.network, EXAMPLE.x, EXAMPLE.t, EXAMPLE.optimizer(), updates=5000)
    weights = run.weights[:, 0]
    assert weights.max() < 4.0
    assert weights[-1] == pytest.approx(weights[4000], abs=1e-9)


def test_batches_of_four_leave_it_and_stay_in_the_valley() -> None:
    weights = weights_in_batches(EXAMPLE, EXAMPLE.optimizer(), 4, range(40), 1000)
    assert np.all(np.abs(weights[-1] - 10.7) < 0.2)


@pytest.mark.parametrize("batch_size", [5, 32])
def test_runs_in_batches_are_those_of_train(batch_size: int) -> None:
    per_epoch = -(-32 // batch_size)
    weights = weights_in_batches(EXAMPLE, EXAMPLE.optimizer(), batch_size, [4, 9], 3 * per_epoch)
    assert weights.shape == (3 * per_epoch + 1, 2)
    for run, seed in enumerate((4, 9)):
        for epochs in range(4):
            options: dict[str, Any] = {"epochs": epochs, "batch_size": batch_size, "seed": seed}
            training = train(EXAMPLE.network, EXAMPLE.x, EXAMPLE.t, EXAMPLE.optimizer(), **options)
            end = training.network.layers[0].weights[0, 0]
            assert weights[epochs * per_epoch, run] == pytest.approx(end, rel=1e-12)
