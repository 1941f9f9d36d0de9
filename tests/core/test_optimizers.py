"""Optimizers: one step, alone and in a stack; memory is a value; what is refused."""

import math
import pickle
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons import AdaGrad, Adam, Gradient, GradientDescent, Momentum, Network, RMSProp
from lessons.optimizers import Memory, Optimizer
from tests.support.common import refused, small_network


def gradients(scale: float = 1.0) -> list[Gradient]:
    """Numbers of the shapes of the network above."""
    weights = [scale * np.arange(1.0, 7.0).reshape(3, 2), scale * np.array([[7.0, 8.0, 9.0]])]
    biases = [scale * np.array([-1.0, -2.0, -3.0]), scale * np.array([-4.0])]
    return [Gradient(w, b) for w, b in zip(weights, biases, strict=True)]


@given(rate=st.floats(1e-6, 1e6))
def test_a_step_is_the_rate_times_the_gradient_downhill(rate: float) -> None:
    before, given_gradients = small_network(), gradients()
    after = GradientDescent(rate).step(before, given_gradients)
    for old, new, gradient in zip(before.layers, after.layers, given_gradients, strict=True):
        for i, j in np.ndindex(old.n_out, old.n_in):
            expected = float(old.weights[i, j]) - rate * float(gradient.weights[i, j])
            assert new.weights[i, j] == pytest.approx(expected, rel=1e-15, abs=1e-15)
        for i in range(old.n_out):
            expected = float(old.biases[i]) - rate * float(gradient.biases[i])
            assert new.biases[i] == pytest.approx(expected, rel=1e-15, abs=1e-15)


def test_a_step_down_the_gradient_lowers_the_loss() -> None:
    before = small_network()
    backward = before.backward(before.forward([1.0, 2.0]), [3.0])
    after = GradientDescent(1e-3).step(before, backward.gradients)
    assert after.backward(after.forward([1.0, 2.0]), [3.0]).loss < backward.loss


def test_a_step_keeps_activations_and_loss() -> None:
    after = GradientDescent(0.1).step(small_network(), gradients())
    assert repr(after) == repr(small_network())


def test_biases_are_held_if_asked() -> None:
    before = small_network()
    after = GradientDescent(0.1, train_biases=False).step(before, gradients())
    for old, new in zip(before.layers, after.layers, strict=True):
        np.testing.assert_array_equal(new.biases, old.biases)
        assert not np.array_equal(new.weights, old.weights)


def test_a_bias_of_zero_is_trained_like_any_other() -> None:
    after = GradientDescent(0.1).step(small_network(), gradients())
    assert after.layers[0].biases[1] == 0.2
    assert after.layers[1].biases[0] == 0.4


def test_a_step_changes_neither_the_network_nor_the_gradients() -> None:
    before, given_gradients = small_network(), gradients()
    after = GradientDescent(0.1).step(before, given_gradients)
    np.testing.assert_array_equal(before.to_vector(), small_network().to_vector())
    for gradient, expected in zip(given_gradients, gradients(), strict=True):
        np.testing.assert_array_equal(gradient.weights, expected.weights)
        np.testing.assert_array_equal(gradient.biases, expected.biases)
    for layer in after.layers:
        assert not layer.weights.flags.writeable
        assert not layer.biases.flags.writeable


@pytest.mark.parametrize("train_biases", [True, False])
@pytest.mark.parametrize("shape", [(3,), (2, 3)])
def test_an_array_of_rates_makes_a_stack(shape: tuple[int, ...], train_biases: bool) -> None:
    rates = np.linspace(0.1, 2.0, math.prod(shape)).reshape(shape)
    after = GradientDescent(rates, train_biases=train_biases).step(small_network(), gradients())
    assert after.stack == shape
    theta = after.to_vector()
    for place in np.ndindex(shape):
        single = GradientDescent(rates[place], train_biases=train_biases).step(small_network(), gradients())
        np.testing.assert_array_equal(theta[place], single.to_vector())


def test_rates_and_networks_of_a_stack_may_lie_on_different_axes() -> None:
    theta = np.random.default_rng(0).normal(size=(4, 13))
    rates = np.array([[0.1], [0.2], [0.3]])
    after = GradientDescent(rates).step(small_network().from_vector(theta), gradients())
    assert after.stack == (3, 4)
    single = GradientDescent(0.2).step(small_network().from_vector(theta[3]), gradients())
    np.testing.assert_array_equal(after.to_vector()[1, 3], single.to_vector())


def test_the_rate_is_kept_as_a_read_only_copy() -> None:
    rates = np.array([0.1, 0.2])
    optimizer = GradientDescent(rates)
    rates[...] = 9.0
    np.testing.assert_array_equal(optimizer.rate, [0.1, 0.2])
    with pytest.raises(ValueError, match="read-only"):
        np.asarray(optimizer.rate)[0] = 9.0
    with pytest.raises(FrozenInstanceError):
        optimizer.rate = rates  # type: ignore[misc]


def test_an_integer_rate_is_cast() -> None:
    assert np.asarray(GradientDescent(1).rate).dtype == np.float64
    assert GradientDescent(1).train_biases is True


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        (0, "rate must be above 0, but it is 0.0"),
        (-0.5, "rate must be above 0, but it is -0.5"),
        ([0.1, -2.0, 0.0], "rate must be above 0, but it is -2.0"),
        ([[0.1], [0.0]], "rate must be above 0, but it is 0.0"),
        (math.nan, "rate must hold finite numbers, but it holds nan"),
        (math.inf, "rate must hold finite numbers, but it holds inf"),
        ([], "rate is empty: its shape is (0,)"),
        ("0.5", "rate must be an array of real numbers, but it is '0.5'"),
        (None, "rate must be an array of real numbers, but it is None"),
        (1j, "rate must be an array of real numbers, but it is 1j"),
        ([0.1, [0.2]], "rate must be an array of real numbers, but its rows differ in length or depth"),
    ],
)
def test_bad_rates_are_refused(rate: Any, message: str) -> None:
    with refused(message):
        GradientDescent(rate)


def test_gradients_that_are_not_one_for_each_layer_are_refused() -> None:
    with refused("there are 1 gradients, but 2 layers"):
        GradientDescent(0.1).step(small_network(), gradients()[:1])
    with refused("there are 0 gradients, but 2 layers"):
        GradientDescent(0.1).step(small_network(), [])


def test_gradients_in_the_wrong_order_are_refused() -> None:
    with refused("the gradient of layer 1 has the shape (1, 3), but its weights have (3, 2)"):
        GradientDescent(0.1).step(small_network(), gradients()[::-1])


@pytest.mark.parametrize("shape", [(1,), (2,), (3, 1), ()])
def test_a_bias_gradient_of_the_wrong_shape_is_refused(shape: tuple[int, ...]) -> None:
    first, second = gradients()
    wrong = first._replace(biases=np.ones(shape))
    with pytest.raises(ValueError, match=r"^the gradient of layer 1 has "):
        GradientDescent(0.1).step(small_network(), [wrong, second])


def test_rates_that_do_not_fit_a_stack_of_networks_are_refused() -> None:
    networks = small_network().from_vector(np.ones((2, 13)))
    given_gradients = networks.backward(networks.forward([1.0, 2.0]), [0.0]).gradients
    with pytest.raises(ValueError, match=r"^the axes of a stack must fit together, but are .*\(3,\)"):
        GradientDescent([0.1, 0.2, 0.3]).step(networks, given_gradients)


@pytest.mark.parametrize("scale", [1e10, 1e300])
def test_a_step_beyond_float64_gives_no_warning_and_no_finite_result(scale: float) -> None:
    with pytest.raises(ValueError, match="range of float64"):
        GradientDescent(1e308).step(small_network(), gradients(scale)).forward([1.0, 2.0])


# Memory goes in and comes out.

REMEMBERING = [Momentum(0.1), AdaGrad(0.1), RMSProp(0.1), Adam(0.1)]


def name_of(optimizer: Optimizer) -> str:
    return type(optimizer).__name__


@pytest.mark.parametrize("optimizer", [GradientDescent(0.1), *REMEMBERING], ids=name_of)
def test_the_same_update_twice_gives_the_same(optimizer: Optimizer) -> None:
    before, memory = optimizer.update(small_network(), gradients(), optimizer.start(small_network()))
    kept = pickle.dumps(memory)
    (one, memory_of_one), (other, memory_of_other) = (
        optimizer.update(before, gradients(0.5), memory) for _ in range(2)
    )
    np.testing.assert_array_equal(one.to_vector(), other.to_vector())
    assert pickle.dumps(memory_of_one) == pickle.dumps(memory_of_other)
    assert pickle.dumps(memory) == kept


@pytest.mark.parametrize("optimizer", REMEMBERING, ids=name_of)
def test_a_step_depends_on_what_is_remembered(optimizer: Optimizer) -> None:
    start = optimizer.start(small_network())
    _, memory = optimizer.update(small_network(), gradients(), start)
    first, _ = optimizer.update(small_network(), gradients(0.5), start)
    second, _ = optimizer.update(small_network(), gradients(0.5), memory)
    assert memory.steps == 1
    assert not np.array_equal(first.to_vector(), second.to_vector())


@pytest.mark.parametrize("optimizer", [GradientDescent(0.1), *REMEMBERING], ids=name_of)
def test_an_optimizer_is_equal_to_itself_alone(optimizer: Optimizer) -> None:
    assert len({optimizer, optimizer, type(optimizer)(0.1)}) == 2


@pytest.mark.parametrize("optimizer", [Momentum([0.1, 0.2]), Adam([0.1, 0.2])], ids=name_of)
def test_a_memory_of_a_stack_fits_a_single_network(optimizer: Optimizer) -> None:
    stack, memory = optimizer.update(small_network(), gradients(), optimizer.start(small_network()))
    after, _ = optimizer.update(small_network(), gradients(), memory)
    expected, _ = optimizer.update(stack, gradients(), memory)
    steps = expected.to_vector() - stack.to_vector()
    np.testing.assert_allclose(after.to_vector() - small_network().to_vector(), steps, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    "memory",
    [
        None,
        (0, ()),
        Memory(0, ()),
        GradientDescent(0.1).start(small_network()),
        Adam(0.1).start(small_network()),
        Momentum(0.1).start(Network.initialize((2, 4, 1))),
        Momentum(0.1).start(Network.initialize((2, 1))),
    ],
)
def test_a_memory_of_another_optimizer_or_network_is_refused(memory: Any) -> None:
    with pytest.raises(ValueError, match=r"^memory must be what `start` or `update` of this Momentum"):
        Momentum(0.1).update(small_network(), gradients(), memory)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Momentum(0.1, momentum=1.0), "momentum must be a number from 0 to below 1, but it is 1.0"),
        (lambda: RMSProp(0.1, decay=-0.1), "decay must be a number from 0 to below 1, but it is -0.1"),
        (lambda: Adam(0.1, beta1=1.5), "beta1 must be a number from 0 to below 1, but it is 1.5"),
        (lambda: Adam(0.1, beta2=1.0), "beta2 must be a number from 0 to below 1, but it is 1.0"),
        (lambda: AdaGrad(0.1, epsilon=0.0), "epsilon must be a number above 0, but it is 0.0"),
        (lambda: Adam(0.1, train_biases=1), "train_biases must be True or False, but it is 1"),  # type: ignore[arg-type]
    ],
)
def test_bad_settings_are_refused(make: Any, message: str) -> None:
    with refused(message):
        make()
