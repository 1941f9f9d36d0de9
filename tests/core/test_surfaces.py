"""Three surfaces over two weights: they are what their formulas say, and harbor what they promise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from lessons import Adam, GradientDescent, Layer, Network
from lessons.arrays import Array
from lessons.examples import Example
from lessons.optimizers import Optimizer
from lessons.studies.surfaces import (
    SURFACES,
    losses_at,
    path_of,
    plateau,
    ravine,
    saddle,
    weights_in,
)

POINTS = np.random.default_rng(0).uniform(-3, 3, (20, 2))
FORMULAS: dict[str, Callable[..., Any]] = {
    "ravine": lambda w1, w2: 0.0625 * w1**2 + 6.25 * w2**2,
    "saddle": lambda w1, w2: 0.5 * (w1 * w2 + 1) ** 2,
    "plateau": lambda w1, w2: (
        0.25 * (1 / (1 + np.exp(-w1 - 0.2 * w2)) - 0.3) ** 2
        + 0.25 * (1 / (1 + np.exp(-0.2 * w1 - w2)) - 0.6) ** 2
    ),
}


def losses_of(example: Example, weights: Any) -> Array:
    return losses_at(example.network, example.x, example.t, weights)


def weights_on_path(example: Example, optimizer: Optimizer, updates: int) -> Array:
    return path_of(example.network, example.x, example.t, optimizer, updates=updates).weights


def start(name: str) -> Array:
    network = SURFACES[name]().network
    return weights_in(network, network.to_vector())


@pytest.mark.parametrize("name", SURFACES)
def test_a_surface_is_that_of_its_formula(name: str) -> None:
    losses = losses_of(SURFACES[name](), POINTS)
    np.testing.assert_allclose(losses, FORMULAS[name](*POINTS.T), rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("name", SURFACES)
def test_a_step_goes_down_the_slope_of_the_formula(name: str) -> None:
    example = SURFACES[name]()
    before, after = weights_on_path(example, example.optimizer(), 1)
    right, left = (approx_fprime(before, lambda w: FORMULAS[name](*w), h) for h in (1e-6, -1e-6))
    np.testing.assert_allclose(after - before, -example.rate * (right + left) / 2, rtol=1e-4, atol=1e-9)


def test_losses_keep_the_axes_of_the_weights() -> None:
    grid = np.zeros((4, 5, 2))
    np.testing.assert_allclose(losses_of(saddle(), grid), np.full((4, 5), 0.5))


def test_the_saddle_is_passed_and_left() -> None:
    weights = weights_on_path(saddle(), saddle().optimizer(), 200)
    assert np.hypot(*weights.T).min() < 0.05
    assert abs(weights[-1].prod() + 1) < 1e-3


def test_the_plateau_holds_gradient_descent_and_not_adam() -> None:
    losses = {}
    for optimizer in (plateau().optimizer(), Adam(0.1, train_biases=False)):
        losses[type(optimizer).__name__] = losses_of(
            plateau(), weights_on_path(plateau(), optimizer, 100)[[0, -1]]
        )
    assert losses["GradientDescent"][1] > 0.99 * losses["GradientDescent"][0]
    assert losses["Adam"][1] < 0.01 * losses["Adam"][0]


def test_the_ravine_is_a_hundred_times_steeper_across_than_along() -> None:
    along, across = losses_of(ravine(), [[1.0, 0.0], [0.0, 1.0]])
    assert across / along == pytest.approx(100.0)


def test_weights_are_found_among_the_biases() -> None:
    np.testing.assert_array_equal(start("saddle"), [0.6, 0.601])
    np.testing.assert_array_equal(start("ravine"), [-4.0, 1.0])


@pytest.mark.parametrize("weights", [1.0, [1.0], [[1.0, 2.0, 3.0]]])
def test_the_wrong_number_of_weights_is_refused(weights: Any) -> None:
    with pytest.raises(ValueError, match="weights must have 2 values on the last axis"):
        losses_of(saddle(), weights)


def test_losses_are_those_of_the_network_itself_with_its_biases() -> None:
    network = Network.initialize((3, 2, 2), "tanh", seed=1).from_vector(np.linspace(-1.0, 1.0, 14))
    x, t = np.linspace(-2.0, 2.0, 12).reshape(4, 3), np.linspace(0.0, 1.0, 8).reshape(4, 2)
    weights = weights_in(network, network.to_vector())
    losses = losses_at(network, x, t, [weights, 2 * weights])
    doubled = [Layer(2 * layer.weights, layer.biases, "tanh") for layer in network.layers]
    for one, loss in zip((network, Network(doubled, network.loss)), losses, strict=True):
        assert loss == pytest.approx(float(one.backward(one.forward(x), t).loss), rel=1e-12)


def test_the_loss_of_one_sample_needs_no_axis_for_samples() -> None:
    example = ravine()
    alone = losses_at(example.network, example.x[1], example.t[1], POINTS)
    np.testing.assert_allclose(alone, 12.5 * POINTS[:, 1] ** 2, rtol=1e-10)


def test_a_loss_that_no_number_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="the loss leaves the range of float64"):
        losses_of(ravine(), [1e200, 0.0])


def test_the_losses_of_a_stack_are_refused() -> None:
    example = ravine()
    with pytest.raises(ValueError, match="network must be a single one"):
        losses_at(example.network.stacked((2,)), example.x, example.t, POINTS)


def test_parameters_of_another_network_are_refused() -> None:
    with pytest.raises(ValueError, match="theta must have 4 parameters on its last axis"):
        weights_in(saddle().network, np.zeros(3))


def test_a_path_holds_each_update_and_is_infinite_once_it_has_run_away() -> None:
    example = ravine()
    weights, losses = path_of(example.network, example.x, example.t, GradientDescent(50.0), updates=200)
    assert weights.shape == (201, 2)
    finite = np.count_nonzero(np.isfinite(losses))
    assert 5 < finite < 200
    np.testing.assert_array_equal(weights[finite:], np.full((201 - finite, 2), np.inf))
    few = path_of(example.network, example.x, example.t, GradientDescent(50.0), updates=3)
    np.testing.assert_array_equal(few.weights, weights[:4])
    np.testing.assert_array_equal(few.losses, losses[:4])


@pytest.mark.parametrize("updates", [-1, 2.5, True])
def test_updates_that_are_no_count_are_refused(updates: Any) -> None:
    with pytest.raises(ValueError, match="updates must be a whole number"):
        weights_on_path(ravine(), GradientDescent(0.1), updates)
