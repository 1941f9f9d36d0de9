"""A curve from hidden units, against plain training and the formulas of the units."""

from collections.abc import Callable

import numpy as np
import pytest

from lessons import Adam, Network, train
from lessons.experiments import activation_for_regression
from lessons.experiments.activation_for_regression import SEED, UNITS
from tests.support.common import numbers

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "logistic": lambda a: 1 / (1 + np.exp(-a)),
    "softsign": lambda a: a / (1 + abs(a)),
    "relu": lambda a: np.where(a > 0, a, 0.0),
    "gaussian": lambda a: np.exp(-(a**2)),
}


def data() -> tuple[Array, Array]:
    points = activation_for_regression().tables["points"].columns()
    return numbers(points["x"]).reshape(-1, 1), numbers(points["y"]).reshape(-1, 1)


@pytest.mark.parametrize(
    ("width", "activation", "updates"),
    [(1, "gaussian", 0), (3, "relu", 37), (4, "logistic", 200), (8, "softsign", 100), (16, "relu", 20)],
)
def test_fit_and_parts_are_those_of_a_network_trained_so_far(
    width: int, activation: str, updates: int
) -> None:
    x, t = data()
    start = Network.initialize((1, width, 1), [activation, "identity"], seed=SEED)
    run = train(start, x, t, Adam(0.03), epochs=updates)
    hidden, output = run.network.layers
    setting = {"width": width, "activation": activation, "updates": updates}
    tables = activation_for_regression().columns(setting)

    parts = tables["parts"]
    for unit in range(width):
        here = numbers(parts["unit"]) == unit + 1
        net = numbers(parts["x"])[here] * hidden.weights[unit, 0] + hidden.biases[unit]
        expected = output.weights[0, unit] * FUNCTIONS[activation](net)
        np.testing.assert_allclose(numbers(parts["y"])[here], expected, rtol=0, atol=0.00501)

    net = numbers(tables["fit"]["x"])[:, None] * hidden.weights[:, 0] + hidden.biases
    expected = FUNCTIONS[activation](net) @ output.weights[0] + output.biases[0]
    np.testing.assert_allclose(numbers(tables["fit"]["y"]), expected, rtol=0, atol=0.000501)
    assert tables["now"] == {"updates": [updates], "E": [pytest.approx(run.losses[-1])]}


@pytest.mark.parametrize("activation", UNITS)
def test_the_losses_over_the_updates_are_those_of_train(activation: str) -> None:
    x, t = data()
    start = Network.initialize((1, 2, 1), [activation, "identity"], seed=SEED)
    losses = train(start, x, t, Adam(0.03), epochs=1000).losses
    columns = activation_for_regression().tables["losses"].columns(width=2, activation=activation)
    updates = numbers(columns["updates"]).astype(int)
    assert updates[0] == 0
    assert updates[-1] == 1000
    np.testing.assert_allclose(numbers(columns["E"]), losses[updates], rtol=1e-10)


def test_the_points_are_the_wave_and_noise_and_the_sentence_has_the_error_of_both() -> None:
    x, t = data()
    wave = np.sin(4 * x) * np.exp(-(x**2))
    assert x.shape == (24, 1)
    assert 0.05 < np.std(t - wave) < 0.11
    experiment = activation_for_regression()
    summary, _ = experiment.sentences(experiment.start)
    mean, noise = 0.5 * np.var(t), 0.5 * np.mean((t - wave) ** 2)
    assert f"has E = {mean:.4f}, the dotted curve {noise:.4f}" in summary
    assert summary.startswith("4 logistic units after 200 updates: E = ")


def test_one_relu_unit_that_is_silent_is_said_to_be() -> None:
    x, t = data()
    experiment = activation_for_regression()
    found = 0
    for width in (1, 2, 3, 4, 8, 16):
        for updates in (0, 1000):
            start = Network.initialize((1, width, 1), ["relu", "identity"], seed=SEED)
            network = train(start, x, t, Adam(0.03), epochs=updates).network
            silent = int((network.forward(x).nets[0] <= 0).all(axis=0).sum())
            setting = {"width": width, "activation": "relu", "updates": updates}
            summary, _ = experiment.sentences(setting)
            says = {0: "", 1: " 1 unit is silent"}.get(silent, f" {silent} units are silent")
            assert (says in summary) if says else ("silent" not in summary)
            found += silent
    assert found


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ((1, "logistic", 0), "no better than a flat line"),
        ((1, "gaussian", 1000), "follows a part of the wave"),
        ((16, "softsign", 1000), "has begun to learn the noise"),
    ],
)
def test_sentences_for_three_ways_to_end(setting: tuple[int, str, int], says: str) -> None:
    width, activation, updates = setting
    summary, _ = activation_for_regression().sentences(
        {"width": width, "activation": activation, "updates": updates}
    )
    assert says in summary
    assert "1 updates" not in summary


@pytest.mark.parametrize("wrong", [{"width": 0}, {"width": 17}, {"updates": 1001}, {"activation": "tanh"}])
def test_other_values_are_refused(wrong: dict[str, object]) -> None:
    experiment = activation_for_regression()
    with pytest.raises(ValueError, match="must be"):
        experiment.checked({**experiment.start, **wrong})
