"""What the book concludes from comparisons holds for other starts, rates and lengths of training, too."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import least_squares
from sklearn.datasets import make_friedman1
from sklearn.linear_model import LinearRegression
from sklearn.neural_network import MLPRegressor

from lessons import Adam, GradientDescent, Momentum, Network, RMSProp, levenberg_marquardt, train
from lessons.second_order import output_jacobian
from lessons.studies.surfaces import ravine, saddle

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
    example = ravine()
    losses = train(example.network, example.x, example.t, optimizer(rates), epochs=400).losses
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
    network = saddle().network
    rates = np.geomspace(0.03, 0.06, 8)
    theta = network.to_vector()
    noise = np.random.default_rng(0).normal(size=(8, 1, theta.size))
    starts = network.from_vector(np.broadcast_to(theta * (1 + 1e-13 * noise), (8, 8, theta.size)))

    def spread(optimizer: Any) -> Array:
        """The largest difference of two losses, by the number of updates."""
        losses = train(starts, saddle().x, saddle().t, optimizer, epochs=400).losses
        widest: Array = np.ptp(losses, axis=1).max(axis=-1)
        return widest

    swings = spread(RMSProp(rates, decay=0.9, train_biases=False))
    assert swings[30] < 1e-9
    assert swings.max() > 1e-4
    for make in (GradientDescent, Momentum, Adam):
        assert spread(make(rates, train_biases=False)).max() < 1e-9


# Friedman's curve: what early stopping hides.


def friedman_splits(count: int) -> tuple[Array, Array]:
    """Scaled inputs and targets, shuffled in different ways; the last 110 samples are held out."""
    x, t = make_friedman1(442, noise=1.0, random_state=0)
    orders = np.stack([np.random.default_rng(k).permutation(442) for k in range(count)])
    x, t = x[orders], t[orders][..., np.newaxis]
    return tuple((v - v[:, :332].mean(1, keepdims=True)) / v[:, :332].std(1, keepdims=True) for v in (x, t))


def error_of(predict: Callable[[Array], Array], x: Array, t: Array) -> float:
    return float(np.sqrt(np.mean((predict(x[332:]).ravel() - t[332:, 0]) ** 2)))


def test_mlp_regressor_is_near_the_line_only_where_it_stops_early() -> None:
    for x, t in zip(*friedman_splits(2), strict=True):
        line = error_of(LinearRegression().fit(x[:332], t[:332]).predict, x, t)
        stopped, not_stopped = (
            error_of(
                MLPRegressor(
                    hidden_layer_sizes=(8,),
                    activation="logistic",
                    learning_rate_init=0.01,
                    early_stopping=early,
                    validation_fraction=0.2,
                    max_iter=2000,
                    random_state=0,
                )
                .fit(x[:332], t[:332, 0])
                .predict,
                x,
                t,
            )
            for early in (True, False)
        )
        assert stopped > 0.9 * line
        assert not_stopped < 0.8 * line


def test_logistic_units_come_as_low_as_gaussian_ones_when_they_are_given_time_and_softsign_does_not() -> None:
    x, t = friedman_splits(6)

    def held_out(activation: str, rate: float, epochs: int) -> float:
        starts = [Network.initialize((10, 8, 1), [activation, "identity"], seed=k) for k in range(len(x))]
        network = starts[0].from_vector(np.stack([start.to_vector() for start in starts]))
        run = train(network, x[:, :266], t[:, :266], GradientDescent(rate), epochs=epochs, batch_size=32)
        difference = run.network.forward(x[:, 332:]).outs[-1] - t[:, 332:]
        return float(np.sqrt(np.mean(difference**2, axis=(1, 2))).mean())

    line = np.mean(
        [
            error_of(LinearRegression().fit(inputs[:332], targets[:332]).predict, inputs, targets)
            for inputs, targets in zip(x, t, strict=True)
        ]
    )
    assert held_out("logistic", 0.1, 150) > 0.9 * line
    given_time = held_out("logistic", 0.1, 1500)
    assert given_time < 0.8 * line
    assert given_time < 1.1 * held_out("gaussian", 0.1, 300)
    assert held_out("softsign", 0.1, 1500) > 0.9 * line
