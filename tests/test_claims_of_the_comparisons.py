"""What the book concludes from comparisons holds for other starts, rates and lengths of training, too."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import least_squares

from lessons import Adam, GradientDescent, Momentum, Network, RMSProp, levenberg_marquardt, train
from lessons.second_order import output_jacobian
from lessons.surfaces import ravine, saddle

Array = NDArray[np.float64]

XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_T = np.array([[0.0], [1.0], [1.0], [0.0]])


def xor_starts(first: int, count: int = 100) -> list[Network]:
    return [
        Network.initialize((2, 2, 1), ["tanh", "logistic"], seed=seed) for seed in range(first, first + count)
    ]


# Levenberg-Marquardt on XOR.


def solved_by_levenberg_marquardt(starts: list[Network], damping: float) -> int:
    runs = (
        levenberg_marquardt(start, XOR_X, XOR_T, updates=100, damping=damping, until_loss=0.01)
        for start in starts
    )
    return sum(run.stopped == "until_loss" for run in runs)


def solved_by_descent(starts: list[Network], optimizer: Any, epochs: int) -> list[int]:
    """How many of the starts are solved, at each rate of the optimizer."""
    network = starts[0].from_vector(np.stack([start.to_vector() for start in starts]))
    losses = train(network, XOR_X, XOR_T, optimizer, epochs=epochs).losses[-1]
    solved: list[int] = np.count_nonzero(losses < 0.01, axis=-1).tolist()
    return solved


@pytest.mark.parametrize("first", [0, 100])
def test_levenberg_marquardt_solves_more_of_xor_than_descent_at_any_rate(first: int) -> None:
    starts = xor_starts(first)
    rates = np.array([[0.1], [0.3], [1.0], [3.0], [10.0]])
    best_descent = max(
        count
        for make in (GradientDescent, Momentum, Adam)
        for count in solved_by_descent(starts, make(rates), epochs=1500)
    )
    for damping in (1e-3, 1.0):
        assert solved_by_levenberg_marquardt(starts, damping) > best_descent


def test_other_rates_and_more_updates_take_descent_no_further_than_60() -> None:
    starts = xor_starts(0)
    for make in (GradientDescent, Momentum, Adam):
        assert max(solved_by_descent(starts, make(np.array([[0.3], [3.0]])), epochs=5000)) <= 60


@pytest.mark.parametrize("method", ["trf", "lm"])
def test_scipy_solves_fewer_when_it_damps_by_the_columns_of_the_jacobian(method: str) -> None:
    def solved(x_scale: float | str) -> int:
        count = 0
        for start in xor_starts(0, 60):

            def residuals(theta: Array, network: Network = start) -> Array:
                out = network.from_vector(theta).forward(XOR_X).outs[-1]
                return np.append(out - XOR_T, np.zeros(5))

            def jacobian(theta: Array, network: Network = start) -> Array:
                moved = network.from_vector(theta)
                return np.vstack([output_jacobian(moved, moved.forward(XOR_X)), np.zeros((5, 9))])

            found = least_squares(
                residuals, start.to_vector(), jacobian, method=method, x_scale=x_scale, max_nfev=100
            )
            count += int(found.cost / 4 < 0.01)
        return count

    assert solved("jac") < 0.8 * solved(1.0)


# Momentum in the ravine.


def arrival(optimizer: Callable[[Array], Any], rates: Array) -> Array:
    """After how many updates each rate is below 0.001 for good."""
    network, x, t, _ = ravine()
    losses = train(network, x, t, optimizer(rates), epochs=400).losses
    late = losses >= 1e-3
    return np.where(late[-1], np.inf, len(losses) - np.argmax(late[::-1], axis=0))


def test_the_best_momentum_is_the_one_of_the_formula() -> None:
    kappa = 100
    best = ((np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)) ** 2
    rates = np.geomspace(0.01, 0.4, 801)

    def fewest(mu: float) -> float:
        return float(arrival(lambda rate: Momentum(rate, momentum=mu, train_biases=False), rates).min())

    at_best = fewest(best)
    assert all(at_best < fewest(mu) for mu in (0.0, 0.3, 0.5, 0.6, 0.75, 0.8, 0.9))
    assert at_best < fewest(0.9) / 2
    # The root of κ: a tenth of the updates per digit, with some more for the start.
    assert at_best < fewest(0.0) / 5


# Why RMSProp is not in the race on the saddle.


def test_rounding_decides_how_rmsprop_swings_in_the_valley_of_the_saddle() -> None:
    network, x, t, _ = saddle()
    rates = np.geomspace(0.03, 0.06, 8)
    theta = network.to_vector()
    noise = np.random.default_rng(0).normal(size=(8, 1, theta.size))
    starts = network.from_vector(np.broadcast_to(theta * (1 + 1e-13 * noise), (8, 8, theta.size)))

    def spread(optimizer: Any) -> Array:
        """The largest difference of two losses, by the number of updates."""
        losses = train(starts, x, t, optimizer, epochs=400).losses
        widest: Array = np.ptp(losses, axis=1).max(axis=-1)
        return widest

    swings = spread(RMSProp(rates, decay=0.9, train_biases=False))
    assert swings[30] < 1e-9
    assert swings.max() > 1e-4
    for make in (GradientDescent, Momentum, Adam):
        assert spread(make(rates, train_biases=False)).max() < 1e-9
