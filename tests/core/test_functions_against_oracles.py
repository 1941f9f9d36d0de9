"""Activations and losses against SciPy, and against the formulas written another way."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray
from scipy import special, stats
from scipy.differentiate import jacobian as jacobian_by_differences

from lessons import GradientDescent, Layer, Network, activations, losses, train
from tests.support.common import close

Array = NDArray[np.float64]

ORACLES: dict[str, Callable[[Any], Any]] = {
    "identity": lambda net: net,
    "logistic": special.expit,
    "tanh": lambda net: 2.0 * special.expit(2.0 * net) - 1.0,
    "softsign": lambda net: np.sign(net) * (1.0 - 1.0 / (1.0 + np.abs(net))),
    "relu": lambda net: np.where(net > 0.0, net, 0.0),
    "leaky_relu": lambda net: np.where(net > 0.0, net, net / 100.0),
    "swish": lambda net: net * special.expit(net),
    "mish": lambda net: net * np.tanh(-special.log_expit(-net)),
    "gaussian": lambda net: np.sqrt(np.pi) * stats.norm.pdf(net, scale=np.sqrt(0.5)),
}
DERIVATIVES: dict[str, Callable[[Any], Any]] = {
    "identity": lambda net: np.ones_like(net),
    "logistic": lambda net: special.expit(net) * special.expit(-net),
    "tanh": lambda net: 4.0 * special.expit(2.0 * net) * special.expit(-2.0 * net),
    "softsign": lambda net: 1.0 / (1.0 + 2.0 * np.abs(net) + net**2),
    "relu": lambda net: np.where(net > 0.0, 1.0, 0.0),
    "leaky_relu": lambda net: np.where(net > 0.0, 1.0, 0.01),
    "swish": lambda net: special.expit(net) * (1.0 + net * special.expit(-net)),
    "mish": lambda net: (
        np.tanh(-special.log_expit(-net))
        + net * special.expit(net) / np.cosh(np.minimum(-special.log_expit(-net), 300.0)) ** 2
    ),
    "gaussian": lambda net: -2.0 * net * np.exp(-(net**2)),
}
element_by_element = pytest.mark.parametrize("name", sorted(ORACLES))
nets = npst.arrays(np.float64, st.integers(1, 8), elements=st.floats(-750, 750))
rows_of_nets = npst.arrays(
    np.float64, npst.array_shapes(min_dims=1, max_dims=3, max_side=4), elements=st.floats(-750, 750)
)
largest = float(np.finfo(np.float64).max)


# Element by element.


def test_every_activation_has_an_oracle_here() -> None:
    assert {*ORACLES, "softmax"} == set(activations.KNOWN)
    assert set(ORACLES) == set(DERIVATIVES)


@element_by_element
@given(net=nets)
def test_values_are_those_of_the_oracle(name: str, net: Array) -> None:
    close(activations.get(name)(net), ORACLES[name](net))


@element_by_element
@given(net=nets)
def test_derivatives_are_those_of_the_oracle(name: str, net: Array) -> None:
    close(activations.get(name).derivative(net), DERIVATIVES[name](net))


@element_by_element
@given(net=st.floats(-20, 20).filter(lambda net: abs(net) > 0.01))
def test_derivatives_are_the_slopes_of_the_values(name: str, net: float) -> None:
    h = 1e-4
    activation = activations.get(name)
    far = (activation(net + 2 * h) - activation(net - 2 * h)) / (4 * h)
    near = (activation(net + h) - activation(net - h)) / (2 * h)
    np.testing.assert_allclose(activation.derivative(net), (4 * near - far) / 3, rtol=1e-7, atol=1e-9)


FAR_LEFT: dict[str, Callable[[float], tuple[float, float]]] = {
    "identity": lambda net: (net, 1.0),
    "tanh": lambda net: (-1.0, 0.0),
    "softsign": lambda net: (net / (1.0 - net), (1.0 / (1.0 - net)) ** 2),
    "leaky_relu": lambda net: (0.01 * net, 0.01),
}
"""The output and the slope below −750, where they are not both 0."""


@element_by_element
@given(net=st.floats(-largest, largest))
def test_inputs_of_any_size_give_the_limit(name: str, net: float) -> None:
    activation = activations.get(name)
    value, slope = activation(net), activation.derivative(net)
    assert np.isfinite(value)
    assert np.isfinite(slope)
    assert abs(value) <= 1.0 + abs(net)
    assert -1.0 <= slope <= 1.2
    if net < -750:
        far_left = FAR_LEFT[name](net) if name in FAR_LEFT else (0.0, 0.0)
        assert (float(value), float(slope)) == pytest.approx(far_left, abs=1e-300)


@pytest.mark.parametrize(("name", "slope"), [("relu", 0.0), ("leaky_relu", 0.01)])
def test_the_slope_at_the_kink_is_that_of_the_left(name: str, slope: float) -> None:
    assert activations.get(name).derivative(0.0) == slope
    assert activations.get(name).derivative(-0.0) == slope
    assert activations.get(name)(0.0) == 0.0


@given(gamma=st.floats(1e-3, 1e3), net=st.floats(-50, 50))
def test_a_gaussian_may_have_another_width(gamma: float, net: float) -> None:
    gaussian = activations.gaussian(gamma)
    close(gaussian(net), np.exp(-gamma * net**2))
    close(gaussian.derivative(net), -2 * gamma * net * np.exp(-gamma * net**2))


@given(gamma=st.floats(5e-324, largest), net=st.floats(-largest, largest))
def test_a_gaussian_of_any_width_is_finite(gamma: float, net: float) -> None:
    gaussian = activations.gaussian(gamma)
    assert 0.0 <= gaussian(net) <= 1.0
    assert np.isfinite(gaussian.derivative(net))


# Softmax.


@given(net=rows_of_nets)
def test_softmax_is_that_of_scipy_over_the_last_axis(net: Array) -> None:
    softmax = activations.get("softmax")
    close(softmax(net), special.softmax(net, axis=-1))
    close(softmax(net).sum(axis=-1), np.ones(net.shape[:-1]))
    close(activations.log_softmax(net), special.log_softmax(net, axis=-1))


@given(net=npst.arrays(np.float64, st.integers(1, 5), elements=st.floats(-8, 8)))
def test_the_jacobian_of_softmax_is_that_of_differences(net: Array) -> None:
    def function(moved: Array) -> Array:
        return np.asarray(special.softmax(moved, axis=0))

    right = jacobian_by_differences(function, net, initial_step=0.1).df
    np.testing.assert_allclose(activations.get("softmax").jacobian(net), right, rtol=1e-7, atol=1e-9)


@given(net=rows_of_nets, seed=st.integers(0, 10**6))
def test_softmax_carries_errors_back_by_its_jacobian(net: Array, seed: int) -> None:
    softmax = activations.get("softmax")
    error = np.random.default_rng(seed).normal(size=net.shape)
    by_jacobian = np.einsum("...j,...jk->...k", error, softmax.jacobian(net))
    close(softmax.backward(net, softmax(net), error), by_jacobian)


@element_by_element
def test_the_jacobian_of_other_activations_is_diagonal(name: str) -> None:
    net = np.random.default_rng(0).normal(size=(3, 4))
    jacobian = activations.get(name).jacobian(net)
    assert jacobian.shape == (3, 4, 4)
    for sample in range(3):
        close(jacobian[sample], np.diag(DERIVATIVES[name](net[sample])))


def test_softmax_has_no_derivative_and_says_what_to_use() -> None:
    with pytest.raises(ValueError, match=r"softmax depends on every net .* use its jacobian"):
        activations.get("softmax").derivative([1.0, 2.0])


@pytest.mark.parametrize("name", ["softmax", "logistic"])
def test_a_jacobian_needs_an_axis_for_the_units(name: str) -> None:
    with pytest.raises(ValueError, match=r"^net must have an axis for the units"):
        activations.get(name).jacobian(0.5)
    with pytest.raises(ValueError, match=r"^net must have an axis for the units"):
        activations.get("softmax")(0.5)


def test_softmax_of_the_largest_numbers_is_their_limit() -> None:
    np.testing.assert_array_equal(activations.get("softmax")([largest, -largest]), [1.0, 0.0])


# Cross-entropies.


def distributions(random: np.random.Generator, shape: tuple[int, ...]) -> Array:
    shares = random.exponential(size=shape) * random.integers(0, 2, shape)
    shares[..., 0] += 0.1
    return np.asarray(shares / shares.sum(axis=-1, keepdims=True))


def last_layer(loss: str, net: Array) -> Network:
    """Return a network whose nets are its inputs."""
    units = net.shape[-1]
    activation = "softmax" if loss == "cross_entropy" else "logistic"
    return Network([Layer(np.eye(units), np.zeros(units), activation)], loss)


@given(net=rows_of_nets.filter(lambda net: net.ndim < 3), seed=st.integers(0, 10**6))
def test_cross_entropy_of_a_network_is_taken_from_the_nets(net: Array, seed: int) -> None:
    target = distributions(np.random.default_rng(seed), net.shape)
    network = last_layer("cross_entropy", net)
    backward = network.backward(network.forward(net), target)
    log_sum = special.logsumexp(net, axis=-1, keepdims=True)
    close(backward.loss, np.mean(np.sum(target * (log_sum - net), axis=-1)))
    close(backward.deltas[-1], special.softmax(net, axis=-1) - target)


@given(net=rows_of_nets.filter(lambda net: net.ndim < 3), seed=st.integers(0, 10**6))
def test_binary_cross_entropy_of_a_network_is_taken_from_the_nets(net: Array, seed: int) -> None:
    target = np.random.default_rng(seed).choice([0.0, 0.3, 1.0], net.shape)
    network = last_layer("binary_cross_entropy", net)
    backward = network.backward(network.forward(net), target)
    each = -target * special.log_expit(net) - (1 - target) * special.log_expit(-net)
    close(backward.loss, np.mean(np.sum(each, axis=-1)))
    close(backward.deltas[-1], special.expit(net) - target)


@pytest.mark.parametrize("loss", ["cross_entropy", "binary_cross_entropy"])
def test_the_wrong_answer_given_with_certainty_costs_its_net(loss: str) -> None:
    net, target = np.array([-700.0, 700.0]), np.array([1.0, 0.0])
    network = last_layer(loss, net)
    backward = network.backward(network.forward(net), target)
    assert backward.loss == pytest.approx(1400.0, rel=1e-15)
    close(backward.deltas[-1], [-1.0, 1.0])


@given(seed=st.integers(0, 10**6), units=st.integers(1, 5))
def test_cross_entropies_of_outputs_are_those_of_scipy(seed: int, units: int) -> None:
    random = np.random.default_rng(seed)
    out, target = distributions(random, (3, units)), distributions(random, (3, units))
    out = np.where(target > 0.0, np.maximum(out, 1e-3), out)
    # rel_entr is t log(t / y), and entr is −t log t.
    close(
        losses.get("cross_entropy")(out, target),
        (special.rel_entr(target, out) + special.entr(target)).sum(axis=-1),
    )
    inside, any_target = random.uniform(0.01, 0.99, (3, units)), random.choice([0.0, 0.4, 1.0], (3, units))
    both = special.xlogy(any_target, inside) + special.xlog1py(1 - any_target, -inside)
    close(losses.get("binary_cross_entropy")(inside, any_target), -both.sum(axis=-1))


@pytest.mark.parametrize("name", ["cross_entropy", "binary_cross_entropy"])
@given(seed=st.integers(0, 10**6))
def test_derivatives_of_cross_entropies_are_their_slopes(name: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    loss, h = losses.get(name), 1e-4
    out, target = random.uniform(0.2, 0.8, 3), distributions(random, (3,))
    for unit, slope in enumerate(loss.derivative(out, target)):
        move = h * np.eye(3)[unit]
        far = (loss(out + 2 * move, target) - loss(out - 2 * move, target)) / (4 * h)
        near = (loss(out + move, target) - loss(out - move, target)) / (2 * h)
        assert slope == pytest.approx((4 * near - far) / 3, rel=1e-7, abs=1e-9)


def test_an_output_of_zero_costs_nothing_where_the_target_is_zero() -> None:
    assert losses.get("cross_entropy")([0.0, 1.0], [0.0, 1.0]) == 0.0
    np.testing.assert_array_equal(losses.get("cross_entropy").derivative([0.0, 1.0], [0.0, 1.0]), [0.0, -1.0])
    assert losses.get("binary_cross_entropy")([0.0, 1.0], [0.0, 1.0]) == 0.0
    np.testing.assert_array_equal(
        losses.get("binary_cross_entropy").derivative([0.0, 1.0], [0.0, 1.0]), [1.0, -1.0]
    )


@pytest.mark.parametrize("name", ["cross_entropy", "binary_cross_entropy"])
def test_an_output_of_zero_where_the_target_is_not_has_no_finite_loss(name: str) -> None:
    with pytest.raises(ValueError, match=r"^the loss leaves the range of float64"):
        losses.get(name)([0.0, 1.0], [1.0, 0.0])
    with pytest.raises(ValueError, match=r"^the derivative of the loss leaves the range of float64"):
        losses.get(name).derivative([0.0, 1.0], [1.0, 0.0])


@pytest.mark.parametrize("name", sorted(losses.KNOWN))
def test_the_mean_of_a_loss_is_over_the_samples(name: str) -> None:
    random = np.random.default_rng(3)
    loss = losses.get(name)
    out, target = distributions(random, (2, 5, 3)), distributions(random, (2, 5, 3))
    out = (out + 0.1) / 1.3
    assert loss.mean(out, target).shape == (2,)
    for place in range(2):
        each = [float(loss(y, t)) for y, t in zip(out[place], target[place], strict=True)]
        close(loss.mean(out, target)[place], sum(each) / 5)
    assert loss.mean(out[0, 0], target[0, 0]) == loss(out[0, 0], target[0, 0])


@pytest.mark.parametrize(
    ("loss", "needed", "other"),
    [("cross_entropy", "softmax", "logistic"), ("binary_cross_entropy", "logistic", "softmax")],
)
def test_a_cross_entropy_is_refused_without_its_activation(loss: str, needed: str, other: str) -> None:
    Network.initialize((2, 3, 2), ["tanh", needed], loss)
    with pytest.raises(
        ValueError,
        match=rf"^the loss {loss} needs a last layer with the activation {needed}, but it has {other}$",
    ):
        Network.initialize((2, 3, 2), ["tanh", other], loss)


@pytest.mark.parametrize(
    ("loss", "target", "message"),
    [
        ("cross_entropy", [0.5, 0.6], "must add up to 1 in each sample, but one adds up to 1.1"),
        (
            "cross_entropy",
            [0.5, 0.5 + 2e-9],
            "must add up to 1 in each sample, but one adds up to 1.000000002",
        ),
        ("cross_entropy", [1.5, -0.5], "must not hold negative probabilities, but it holds -0.5"),
        ("cross_entropy", [1e308, 1e308], "must add up to 1 in each sample, but one adds up to inf"),
        ("binary_cross_entropy", [0.5, 1.1], "must lie between 0 and 1, but it holds 1.1"),
        ("binary_cross_entropy", [-0.1, 1.0], "must lie between 0 and 1, but it holds -0.1"),
    ],
)
def test_targets_that_are_no_probabilities_are_refused(loss: str, target: list[float], message: str) -> None:
    network = last_layer(loss, np.zeros(2))
    with pytest.raises(ValueError, match=f"^target {message}"):
        losses.get(loss)([0.5, 0.5], target)
    with pytest.raises(ValueError, match=f"^target {message}"):
        network.backward(network.forward([0.0, 0.0]), target)
    with pytest.raises(ValueError, match=f"^t {message}"):
        train(network, [0.0, 0.0], target, GradientDescent(0.1), epochs=1)


def test_a_distribution_may_miss_one_by_rounding() -> None:
    assert losses.get("cross_entropy")([0.5, 0.5], [0.5, 0.5 + 5e-10]) == pytest.approx(np.log(2.0))


# Initial weights.


@pytest.mark.parametrize("name", sorted(activations.KNOWN))
def test_rectifiers_start_with_the_variance_of_he_and_others_with_that_of_glorot(name: str) -> None:
    (layer,) = Network.initialize((300, 200), name, "squared_error").layers
    rectifies = name in ("relu", "leaky_relu", "swish", "mish")
    variance = 2 / 300 if rectifies else 2 / (300 + 200)
    assert layer.weights.var() == pytest.approx(variance, rel=0.03)
    limit = np.sqrt(3 * variance)
    assert (np.abs(layer.weights).max() > 1.2 * limit) == rectifies  # normal, not uniform
