"""The documents' examples as objects, and the functions that the ledger calls."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from lessons import examples
from lessons.evidence import step_by_step, toast_article
from lessons.examples import Example
from lessons.studies import ways_to_update
from tests.support.common import refused

EXAMPLES = {
    "two_two_two": examples.two_two_two,
    "one_weight": examples.one_weight,
    "toast_robot": examples.toast_robot,
}
every_example = pytest.mark.parametrize("build", EXAMPLES.values(), ids=list(EXAMPLES))


# The examples.


@every_example
def test_an_example_cannot_be_changed(build: Callable[[], Example]) -> None:
    example = build()
    with pytest.raises(FrozenInstanceError):
        example.rate = 1.0  # type: ignore[misc]
    for array in (example.x, example.t):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0


@every_example
def test_an_example_updates_as_its_document_does(build: Callable[[], Example]) -> None:
    example = build()
    assert example.train_biases is False
    assert example.optimizer().train_biases is False
    assert example.optimizer().rate == example.rate
    training = example.train(3)
    assert training.losses.shape == (4,)
    assert (np.diff(training.losses) < 0).all()
    for layer, before in zip(training.network.layers, example.network.layers, strict=True):
        np.testing.assert_array_equal(layer.biases, before.biases)


def test_an_example_keeps_its_data_when_the_callers_arrays_change() -> None:
    x, t = np.array([1.0]), np.array([2.0])
    example = Example(examples.one_weight().network, x, t, rate=0.1)
    x[...], t[...] = 9.0, 9.0
    assert example.x == 1.0
    assert example.t == 2.0


def test_the_2_2_2_network_is_that_of_the_document() -> None:
    example = examples.two_two_two()
    assert repr(example.network) == "Network(2-2-2, logistic, logistic, half_squared_error)"
    theta = [0.15, 0.20, 0.35, 0.25, 0.30, 0.35, 0.40, 0.45, 0.60, 0.50, 0.55, 0.60]
    np.testing.assert_array_equal(example.network.to_vector(), theta)
    np.testing.assert_array_equal(example.x, [0.05, 0.10])
    np.testing.assert_array_equal(example.t, [0.01, 0.99])
    assert example.rate == 0.5


def test_training_the_2_2_2_example_gives_the_documents_weights() -> None:
    hidden, output = examples.two_two_two().train(1).network.layers
    digits = ["0.149780716", "0.19956143", "0.24975114", "0.29950229"]
    for weight, printed in zip(hidden.weights.flat, digits, strict=True):
        assert f"{weight:.{len(printed) - 2}f}" == printed
    assert f"{output.weights[0, 0]:.8f}" == "0.35891648"


def test_the_robot_toasts_for_half_a_minute_less_on_the_second_day() -> None:
    example = examples.toast_robot()
    # 5 - (5 - t) η = 4.5, whatever the pair of t and η.
    assert (5.0 - example.t[0]) * example.rate == 0.5
    assert example.train(1).network.layers[0].weights[0, 0] == 4.5
    assert toast_article.toasting_time(2) == 4.25


def test_the_one_weight_example_goes_from_an_error_of_2_to_0_72() -> None:
    example = examples.one_weight()
    forward = example.network.forward(example.x)
    backward = example.network.backward(forward, example.t)
    assert forward.outs[-1] == 2.0
    assert backward.loss == 2.0
    assert backward.gradients[0].weights == -4.0
    training = example.train(1)
    assert training.network.layers[0].weights[0, 0] == pytest.approx(1.4, rel=1e-15)
    assert training.losses[1] == pytest.approx(0.72, rel=1e-14)
    assert abs(1 - example.rate * example.x[0] ** 2) == pytest.approx(0.6)


# The functions of the ledger.


@pytest.mark.parametrize(
    ("function", "units"),
    [
        (step_by_step.net, ["i1"]),  # an input has no weighted input ...
        (step_by_step.delta, ["i2"]),  # ... and no delta;
        (step_by_step.out_by_net, ["i1"]),
        (step_by_step.error_by_out, ["i1"]),
        (step_by_step.target, ["h1"]),  # only an output has a target ...
        (step_by_step.unit_error, ["h2"]),  # ... and an error of its own;
        (step_by_step.net_by_out, ["h1", "i1"]),  # these two are between an output and a hidden unit.
        (step_by_step.net_by_out, ["o1", "o2"]),
        (step_by_step.unit_error_by_out, ["h1", "i1"]),
    ],
)
def test_a_unit_without_the_quantity_is_refused(function: Callable[..., float], units: list[str]) -> None:
    with pytest.raises(ValueError, match=r"'[iho][12]'"):
        function(*units)


@pytest.mark.parametrize("unit", ["h3", "", "H1"])
def test_an_unknown_unit_is_refused_with_the_known_ones(unit: str) -> None:
    with refused(f"there is no unit {unit!r}; there are: i1, i2, h1, h2, o1, o2"):
        step_by_step.out(unit)


@pytest.mark.parametrize("weight", ["w0", "w9", "b1"])
def test_an_unknown_weight_is_refused_with_the_known_ones(weight: str) -> None:
    with refused(f"there is no weight {weight!r}; there are: w1, w2, w3, w4, w5, w6, w7, w8"):
        step_by_step.weight(weight)


def test_an_unknown_way_of_updating_is_refused_with_the_known_ones() -> None:
    with pytest.raises(
        ValueError, match=r"'backwards'.*simultaneous, in place, with biases, with shared biases"
    ):
        step_by_step.total_error("backwards", 1)


@pytest.mark.parametrize("updates", [-1, 1.5])
def test_updates_that_cannot_be_counted_are_refused(updates: int) -> None:
    with pytest.raises(ValueError, match=r"^updates must be a whole number, at least 0"):
        ways_to_update.repeated("simultaneous", updates)
