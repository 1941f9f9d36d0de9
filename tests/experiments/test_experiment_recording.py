"""Recorded runs."""

import numpy as np
import pytest

from lessons import Adam, GradientDescent, Layer, Network, train
from lessons.experiments.recording import one_network, recorded, recorded_weights


def test_every_network_of_a_recorded_run_is_that_of_a_shorter_run() -> None:
    random = np.random.default_rng(1)
    x, t = random.normal(size=(5, 2)), random.normal(size=(5, 1))
    start = Network.initialize((2, 3, 1), ["tanh", "identity"], seed=2)
    networks, losses = recorded(start, x, t, Adam(0.05), updates=6)
    assert networks.sweep == (7,)
    for updates in range(7):
        run = train(start, x, t, Adam(0.05), epochs=updates)
        network = one_network(networks, updates)
        assert network.sweep == ()
        np.testing.assert_allclose(network.to_vector(), run.network.to_vector(), rtol=1e-10)
        assert losses[updates] == pytest.approx(run.losses[-1], rel=1e-10)


def test_a_recorded_run_that_diverges_ends_with_its_last_finite_loss() -> None:
    start = Network.initialize((1, 1, 1), "identity", seed=2)
    networks, losses = recorded(start, np.ones((1, 1)), np.ones((1, 1)), GradientDescent(50.0), updates=50)
    assert 1 < len(losses) < 51
    assert networks.sweep == losses.shape
    assert np.isfinite(losses).all()


def test_the_weights_of_a_run_that_diverges_are_infinite_from_there_on() -> None:
    start, one = Network.initialize((1, 1, 1), "identity", seed=2), np.ones((1, 1))
    networks, losses = recorded(start, one, one, GradientDescent(50.0), updates=50)
    run = recorded_weights(start, one, one, GradientDescent(50.0), updates=50)
    assert (run.weights.shape, run.losses.shape) == ((51, 2), (51,))
    np.testing.assert_array_equal(run.losses[: len(losses)], losses)
    np.testing.assert_array_equal(run.weights[: len(losses), 1], networks.layers[1].weights[:, 0, 0])
    assert np.isinf(run.losses[len(losses) :]).all()
    assert np.isinf(run.weights[len(losses) :]).all()


def test_a_run_without_a_finite_loss_still_has_its_start() -> None:
    start, one = Network([Layer([[1e200]], [0.0], "identity")], "half_squared_error"), np.ones((1, 1))
    run = recorded_weights(start, one, one, GradientDescent(0.1), updates=2)
    np.testing.assert_array_equal(run.weights[:, 0], [1e200, np.inf, np.inf])
    np.testing.assert_array_equal(run.losses, [np.inf] * 3)
