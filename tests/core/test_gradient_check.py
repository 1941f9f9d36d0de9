"""The gradient check: it passes right gradients, it fails wrong ones."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lessons import (
    GradientDescent,
    Layer,
    Network,
    check_gradient,
    derivation,
    examples,
    gradient_check,
    train,
)
from lessons.activations import LOGISTIC, Activation
from lessons.losses import HALF_SQUARED_ERROR, SQUARED_ERROR, Loss
from tests.support.common import refused

Array = NDArray[np.float64]


def data(network: Network, samples: int, seed: int) -> tuple[Array, Array]:
    random = np.random.default_rng(seed)
    return random.normal(size=(samples, network.sizes[0])), random.normal(size=(samples, network.sizes[-1]))


# Right gradients.


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("loss", ["squared_error", "half_squared_error"])
@pytest.mark.parametrize(
    ("sizes", "activations"),
    [
        ((1, 1), "identity"),
        ((3, 2), "logistic"),
        ((2, 3, 1), ["logistic", "identity"]),
        ((5, 4, 5, 5), "logistic"),
        ((4, 1, 3, 2, 2), ["identity", "logistic", "identity", "logistic"]),
        ((10, 20, 5), "logistic"),
    ],
)
def test_right_gradients_pass(sizes: tuple[int, ...], activations: Any, loss: str, seed: int) -> None:
    network = Network.initialize(sizes, activations, loss, seed)
    assert check_gradient(network, *data(network, 1 + 2 * seed, seed)) < 1e-7


def test_the_step_by_step_example_passes() -> None:
    example = examples.two_two_two()
    assert check_gradient(example.network, example.x, example.t) < 1e-7


def test_a_vector_and_a_batch_of_one_sample_give_the_same() -> None:
    network = Network.initialize((2, 3, 1), seed=3)
    assert check_gradient(network, [1, -2], [0.5]) == check_gradient(network, [[1, -2]], [[0.5]])


def test_a_network_at_its_minimum_passes() -> None:
    # The gradient is zero; what is left of the differences is rounding.
    network = Network([Layer([[2.0]], [0.0], "identity")], "half_squared_error")
    assert check_gradient(network, [2.0], [4.0]) < 1e-7


def test_a_network_with_no_gradient_at_all_passes() -> None:
    network = Network([Layer([[0.0]], [0.0], "identity")], "half_squared_error")
    assert check_gradient(network, [0.0], [0.0]) < 1e-7


def test_a_network_near_its_minimum_passes() -> None:
    network = Network.initialize((2, 3, 1), "logistic")
    x, t = data(network, 20, 0)
    trained = train(network, x, t, GradientDescent(0.5), epochs=5000).network
    assert check_gradient(trained, x, t) < 1e-7


def test_large_targets_pass() -> None:
    network = Network.initialize((2, 3, 1), ["logistic", "identity"])
    x, t = data(network, 10, 1)
    assert check_gradient(network, x, 1e6 * t) < 1e-7


# Wrong gradients.

CROOKED = Activation("crooked", LOGISTIC.function, lambda net, out, error: error * 1.01 * out * (1.0 - out))
NET_FOR_OUT = Activation("net for out", LOGISTIC.function, lambda net, out, error: error * net * (1.0 - net))
NO_FACTOR = Loss("no factor", SQUARED_ERROR.per_sample, lambda out, target: out - target)
WRONG_SIGN = Loss("wrong sign", HALF_SQUARED_ERROR.per_sample, lambda out, target: target - out)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("hidden", "output", "loss"),
    [
        (CROOKED, "identity", "squared_error"),
        ("logistic", CROOKED, "half_squared_error"),
        (NET_FOR_OUT, "logistic", "squared_error"),
        ("logistic", "identity", NO_FACTOR),
        ("logistic", "logistic", WRONG_SIGN),
    ],
)
def test_wrong_gradients_fail(hidden: Any, output: Any, loss: Any, seed: int) -> None:
    network = Network.initialize((2, 3, 2), [hidden, output], loss, seed)
    assert check_gradient(network, *data(network, 4, seed)) > 1e-3


def test_a_gradient_of_the_wrong_sign_is_off_by_two() -> None:
    network = Network.initialize((2, 3, 2), loss=WRONG_SIGN)
    assert check_gradient(network, *data(network, 4, 0)) == pytest.approx(2.0, rel=1e-6)


def test_a_wrong_bias_gradient_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network.initialize((2, 3, 2), seed=1)
    right = derivation.gradients

    def without_last_bias(outs: Any, deltas: Any) -> Any:
        *first, (weights, biases) = right(outs, deltas)
        return (*first, (weights, biases * [1.0, 0.0]))

    monkeypatch.setattr(derivation, "gradients", without_last_bias)
    assert check_gradient(network, *data(network, 4, 1)) == pytest.approx(1.0)


# One stack or several.


@pytest.mark.parametrize("values_at_once", [1, 26, 100, 10**6])
def test_small_stacks_give_what_one_gives(values_at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network.initialize((2, 3, 1), seed=2)  # 13 parameters
    x, t = data(network, 4, 2)
    in_one = gradient_check.central_differences(network, x, t)

    values = []
    from_vector = Network.from_vector

    def recording(self: Network, theta: Any) -> Network:
        values.append(np.size(theta))
        return from_vector(self, theta)

    monkeypatch.setattr(gradient_check, "VALUES_AT_ONCE", values_at_once)
    monkeypatch.setattr(Network, "from_vector", recording)
    np.testing.assert_allclose(gradient_check.central_differences(network, x, t), in_one, rtol=1e-15, atol=0)
    assert max(values) <= max(values_at_once, 4 * 13)  # the least is what one parameter needs
    assert (len(values) == 1) == (values_at_once == 10**6)


def test_differences_are_in_the_order_of_theta() -> None:
    network = Network([Layer([[1.0, 2.0]], [3.0], "identity")], "half_squared_error")
    # y = 1·5 + 2·7 + 3 = 22, so y - t = 2, and the gradient is 2 (5, 7, 1).
    differences = gradient_check.central_differences(network, [5.0, 7.0], [20.0])
    np.testing.assert_allclose(differences, [10.0, 14.0, 2.0], rtol=1e-8)


# What it refuses.


def test_a_stack_is_refused() -> None:
    network = Network.initialize((2, 1))
    stack = network.from_vector(np.zeros((4, 3)))
    with refused("network must be a single one, but is a stack of (4,)"):
        check_gradient(stack, [1.0, 2.0], [1.0])


def test_data_that_do_not_fit_are_refused() -> None:
    network = Network.initialize((2, 1))
    with refused("x has 3 features, but the first layer takes 2"):
        check_gradient(network, [1.0, 2.0, 3.0], [1.0])
    with pytest.raises(ValueError, match=r"^t has 2 values in its last axis"):
        check_gradient(network, [1.0, 2.0], [1.0, 2.0])
    with refused("x must hold finite numbers, but it holds nan"):
        check_gradient(network, [1.0, np.nan], [1.0])


def test_a_stack_of_data_is_refused() -> None:
    network = Network.initialize((2, 1))
    with pytest.raises(ValueError, match=r"^x must "):
        check_gradient(network, np.ones((3, 4, 2)), np.ones((3, 4, 1)))


@pytest.mark.parametrize("weight", [1.3407807e154, 1.797e308])
def test_differences_beyond_float64_are_refused_without_a_warning(weight: float) -> None:
    # The loss is finite, but that of the moved network, or its weight, is not.
    x = min(1.0, 1.3407807e154 / weight)
    network = Network([Layer([[weight]], [0.0], "identity")], "squared_error")
    with pytest.raises(ValueError, match=r"range of float64|must hold finite numbers"):
        check_gradient(network, [x], [0.0])
