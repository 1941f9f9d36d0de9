"""Paths: every step of a run, with the batches of `train`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lessons import Adam, GradientDescent, Momentum, Network, train
from lessons.optimizers import Descent
from lessons.studies.paths import parameter_path

NETWORK = Network.initialize((2, 3, 1), "tanh", seed=1)
RANDOM = np.random.default_rng(0)
X, T = RANDOM.normal(size=(10, 2)), RANDOM.normal(size=(10, 1))


@pytest.mark.parametrize("optimizer", [GradientDescent(0.1), Momentum(0.05), Adam(0.01, train_biases=False)])
@pytest.mark.parametrize(("batch_size", "per_epoch"), [(None, 1), (4, 3), (10, 1), (1, 10)])
def test_each_epoch_ends_where_train_ends(optimizer: Descent, batch_size: int | None, per_epoch: int) -> None:
    path = parameter_path(NETWORK, X, T, optimizer, updates=3 * per_epoch, batch_size=batch_size, seed=5)
    assert path.shape == (3 * per_epoch + 1, 13)
    for epochs in range(4):
        training = train(NETWORK, X, T, optimizer, epochs=epochs, batch_size=batch_size, seed=5)
        np.testing.assert_allclose(path[epochs * per_epoch], training.network.to_vector(), rtol=1e-10)


def test_several_seeds_are_the_runs_of_each() -> None:
    optimizer = GradientDescent(0.1)
    together = parameter_path(NETWORK, X, T, optimizer, updates=7, batch_size=3, seed=[4, 9])
    assert together.shape == (8, 2, 13)
    for place, seed in enumerate((4, 9)):
        alone = parameter_path(NETWORK, X, T, optimizer, updates=7, batch_size=3, seed=seed)
        np.testing.assert_allclose(together[:, place], alone, rtol=1e-10)


def test_one_sample_may_come_as_a_vector() -> None:
    path = parameter_path(NETWORK, X[0], T[0], GradientDescent(0.1), updates=2)
    right = parameter_path(NETWORK, X[:1], T[:1], GradientDescent(0.1), updates=2)
    np.testing.assert_array_equal(path, right)


def test_a_used_optimizer_starts_afresh() -> None:
    optimizer = Momentum(0.1)
    first = parameter_path(NETWORK, X, T, optimizer, updates=3)
    np.testing.assert_array_equal(parameter_path(NETWORK, X, T, optimizer, updates=3), first)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"updates": -1}, "updates must be a whole number, at least 0, but it is -1"),
        ({"batch_size": 11}, "batch_size must be at most 10, the number of samples, but it is 11"),
        ({"batch_size": 0}, "batch_size must be a whole number, at least 1, but it is 0"),
        ({"seed": -1}, "seed must be a whole number, at least 0, but it is -1"),
        ({"seed": []}, "seed must be a whole number or several, but there is none"),
        ({"seed": 1.5}, "seed must be a sequence, but it is 1.5"),
        ({"optimizer": None}, "optimizer must be one of lessons.optimizers, but it is None"),
        ({"optimizer": GradientDescent([0.1, 0.2])}, r"rate must be a number, but its shape is \(2,\)"),
        ({"x": [[1.0]]}, "x has 1 features, but the first layer takes 2"),
    ],
)
def test_what_makes_no_path_is_refused(changed: dict[str, Any], message: str) -> None:
    arguments: dict[str, Any] = {"network": NETWORK, "x": X, "t": T, "optimizer": GradientDescent(0.1)}
    with pytest.raises(ValueError, match=message):
        parameter_path(**{**arguments, "updates": 2, **changed})


def test_a_path_that_leaves_the_numbers_is_refused() -> None:
    network = Network.initialize((2, 1), "identity")
    with pytest.raises(ValueError, match="leaves the range of float64"):
        parameter_path(network, X, T, GradientDescent(1e200), updates=3)
