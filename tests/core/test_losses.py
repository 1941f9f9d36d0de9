"""Losses: values, derivatives, shapes, and what they refuse."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons import activations, losses
from lessons.losses import Loss
from tests.support.common import refused

BY_HAND: dict[str, Callable[[Sequence[float], Sequence[float]], float]] = {
    "squared_error": lambda out, target: sum((t - y) ** 2 for y, t in zip(out, target, strict=True)),
    "half_squared_error": lambda out, target: sum((t - y) ** 2 / 2 for y, t in zip(out, target, strict=True)),
}
every_loss = pytest.mark.parametrize("name", sorted(BY_HAND))
moderate = st.floats(min_value=-10, max_value=10)
pairs = st.lists(st.tuples(moderate, moderate), min_size=1, max_size=5)


def test_every_known_loss_is_tested_here() -> None:
    elsewhere = {"cross_entropy", "binary_cross_entropy"}  # they take distributions, not any numbers
    assert set(losses.KNOWN) == set(BY_HAND) | elsewhere


@every_loss
@given(pairs=pairs)
def test_value_is_the_sum_over_the_units(name: str, pairs: list[tuple[float, float]]) -> None:
    out, target = [y for y, _ in pairs], [t for _, t in pairs]
    assert losses.get(name)(out, target) == pytest.approx(BY_HAND[name](out, target), rel=1e-14)


@every_loss
@given(pairs=pairs)
def test_derivative_is_the_limit_of_differences(name: str, pairs: list[tuple[float, float]]) -> None:
    out, target = [y for y, _ in pairs], [t for _, t in pairs]
    derivative = losses.get(name).derivative(out, target)
    h = 1e-3
    for unit, value in enumerate(derivative):
        above, below = out.copy(), out.copy()
        above[unit] += h
        below[unit] -= h
        differences = (BY_HAND[name](above, target) - BY_HAND[name](below, target)) / (2 * h)
        assert value == pytest.approx(differences, rel=1e-7, abs=1e-8)


def test_values_worked_out_by_hand() -> None:
    out, target = [0.75, 0.25], [0.25, 1.0]
    assert losses.get("squared_error")(out, target) == 0.8125
    assert losses.get("half_squared_error")(out, target) == 0.40625
    np.testing.assert_array_equal(losses.get("squared_error").derivative(out, target), [1.0, -1.5])
    np.testing.assert_array_equal(losses.get("half_squared_error").derivative(out, target), [0.5, -0.75])


@every_loss
def test_no_factor_depends_on_the_number_of_units(name: str) -> None:
    loss = losses.get(name)
    for units in (1, 2, 7):
        out, target = np.full(units, 0.75), np.full(units, 0.25)
        assert loss(out, target) == units * float(loss(0.75, 0.25))
        np.testing.assert_array_equal(loss.derivative(out, target), loss.derivative(0.75, 0.25)[0])


@every_loss
def test_samples_and_stacks_are_not_summed(name: str) -> None:
    random = np.random.default_rng(1)
    out, target = random.normal(size=(2, 2, 3, 4))
    values = losses.get(name)(out, target)
    assert values.shape == (2, 3)
    for place in np.ndindex(2, 3):
        assert values[place] == pytest.approx(BY_HAND[name](out[place], target[place]), rel=1e-14)
    assert losses.get(name).derivative(out, target).shape == (2, 3, 4)


@every_loss
def test_a_plain_number_is_one_sample_with_one_unit(name: str) -> None:
    loss = losses.get(name)
    assert np.shape(loss(3, 1)) == ()
    assert loss(3, 1) == BY_HAND[name]([3], [1])
    assert loss.derivative(3, 1) == loss.derivative([3], [1])


@every_loss
def test_integers_are_cast_and_unsigned_ones_do_not_wrap(name: str) -> None:
    loss = losses.get(name)
    out, target = np.array([1, 0], dtype=np.uint8), np.array([3, 1], dtype=np.uint8)
    assert loss(out, target) == BY_HAND[name]([1, 0], [3, 1])
    assert loss(out, target).dtype == np.float64
    assert (loss.derivative(out, target) < 0).all()


@every_loss
def test_output_delta_is_derivative_times_slope(name: str) -> None:
    logistic, loss = activations.get("logistic"), losses.get(name)
    net, target = np.array([0.3, -1.2]), np.array([1.0, 0.0])
    out = logistic(net)
    delta = loss.output_delta(net, out, target, logistic)
    np.testing.assert_allclose(delta, loss.derivative(out, target) * logistic.derivative(net), rtol=1e-15)


@every_loss
def test_the_callers_arrays_stay_as_they_are(name: str) -> None:
    out, target = np.array([1.0, 2.0]), np.array([0.0, 0.0])
    result = losses.get(name).derivative(out, target)
    result[...] = 7.0
    losses.get(name)(out, target)
    np.testing.assert_array_equal(out, [1.0, 2.0])
    np.testing.assert_array_equal(target, [0.0, 0.0])


@every_loss
@pytest.mark.parametrize(
    ("out", "target", "message"),
    [
        ([1.0, 2.0], [1.0], "out and target must have one shape, but have (2,) and (1,)"),
        ([1.0], 1.0, "out and target must have one shape, but have (1,) and ()"),
        ([[1.0, 2.0]], [1.0, 2.0], "out and target must have one shape, but have (1, 2) and (2,)"),
        ([], [], "out is empty: its shape is (0,)"),
        ([1.0], [], "target is empty: its shape is (0,)"),
        ([math.nan], [1.0], "out must hold finite numbers, but it holds nan"),
        ([1.0], [-math.inf], "target must hold finite numbers, but it holds -inf"),
        ("1", [1.0], "out must be an array of real numbers, but it is '1'"),
        ([1.0], [1j], "target must be an array of real numbers, but it is [1j]"),
        ([1.0], None, "target must be an array of real numbers, but it is None"),
        ([[1.0], []], [1.0], "out must be an array of real numbers, but its rows differ in length or depth"),
    ],
)
def test_bad_input_is_refused_with_its_reason(name: str, out: object, target: object, message: str) -> None:
    loss = losses.get(name)
    for function in (loss, loss.derivative):
        with refused(message):
            function(out, target)  # type: ignore[arg-type]


@every_loss
def test_a_loss_beyond_float64_is_refused_without_a_warning(name: str) -> None:
    reason = "leaves the range of float64: the values that went in are too large"
    with refused(f"the loss {reason}"):
        losses.get(name)([1e200], [0.0])
    with refused(f"the loss {reason}"):
        losses.get(name)([1e308], [-1e308])
    with refused(f"the derivative of the loss {reason}"):
        losses.get(name).derivative([1e308], [-1e308])


@every_loss
def test_get_finds_a_loss_by_name(name: str) -> None:
    assert losses.get(name).name == name
    assert losses.get(name) is losses.KNOWN[name]


def test_get_returns_a_loss_as_it_is() -> None:
    mine = Loss("mine", lambda out, target: out.sum(axis=-1), lambda out, target: out)
    assert losses.get(mine) is mine


@pytest.mark.parametrize("name", ["mse", "Squared_Error", "", None, 3, {"squared_error": 1}])
def test_an_unknown_name_is_refused_with_the_known_ones(name: object) -> None:
    known = ", ".join(losses.KNOWN)
    with refused(f"there is no loss {name!r}; there are: {known}"):
        losses.get(name)  # type: ignore[arg-type]
    assert "squared_error" in known
    assert "half_squared_error" in known


def test_losses_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        losses.SQUARED_ERROR.name = "mse"  # type: ignore[misc]
    with pytest.raises(TypeError):
        losses.KNOWN["mine"] = losses.SQUARED_ERROR  # type: ignore[index]
