"""Activations: values, derivatives, the largest inputs, and what they refuse."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lessons import activations
from lessons.activations import Activation
from tests.support.common import logistic, refused


def softplus_by_hand(net: float) -> float:
    return max(net, 0.0) + math.log1p(math.exp(-abs(net)))


BY_HAND: dict[str, Callable[[float], float]] = {
    "identity": lambda net: net,
    "logistic": logistic,
    "tanh": math.tanh,
    "softsign": lambda net: net / (1 + abs(net)),
    "relu": lambda net: max(0.0, net),
    "leaky_relu": lambda net: net if net > 0 else 0.01 * net,
    "swish": lambda net: net * logistic(net),
    "mish": lambda net: net * math.tanh(softplus_by_hand(net)),
    "gaussian": lambda net: math.exp(-min(net * net, 1e300)),
}
KINKED = {"relu", "leaky_relu", "softsign"}
"""Differences across zero do not show the derivative of these, or not to many digits."""
every_activation = pytest.mark.parametrize("name", sorted(BY_HAND))
largest = float(np.finfo(np.float64).max)
any_size = st.floats(min_value=-largest, max_value=largest)


def test_every_known_activation_is_tested_here() -> None:
    assert set(activations.KNOWN) == set(BY_HAND) | {"softmax"}  # softmax is no function of one number


@every_activation
@given(net=any_size)
def test_value_is_the_formula_and_finite_for_inputs_of_any_size(name: str, net: float) -> None:
    value = activations.get(name)(net)
    assert np.isfinite(value)
    assert value == pytest.approx(BY_HAND[name](net), rel=1e-13, abs=1e-300)


@every_activation
@given(net=any_size)
def test_derivative_is_finite_for_inputs_of_any_size(name: str, net: float) -> None:
    assert np.isfinite(activations.get(name).derivative(net))


@every_activation
@given(net=st.floats(min_value=-60, max_value=60))
def test_derivative_is_the_limit_of_differences(name: str, net: float) -> None:
    h = 1e-4
    assume(name not in KINKED or abs(net) > 2 * h)
    differences = (BY_HAND[name](net + h) - BY_HAND[name](net - h)) / (2 * h)
    assert activations.get(name).derivative(net) == pytest.approx(differences, rel=1e-7, abs=1e-9)


def test_logistic_to_nine_digits() -> None:
    logistic = activations.get("logistic")
    assert f"{logistic(0.3775):.9f}" == "0.593269992"
    assert f"{logistic.derivative(0.3775):.9f}" == "0.241300709"
    assert logistic(0.0) == 0.5
    assert logistic.derivative(0.0) == 0.25


@given(net=st.floats(min_value=-700, max_value=700))
def test_logistic_is_symmetric_about_one_half(net: float) -> None:
    logistic = activations.get("logistic")
    assert logistic(net) + logistic(-net) == pytest.approx(1.0, rel=1e-15)


@pytest.mark.parametrize("net", [1e308, largest])
def test_logistic_saturates(net: float) -> None:
    logistic = activations.get("logistic")
    assert logistic(net) == 1.0
    assert 0.0 <= logistic(-net) < 1e-300
    assert logistic.derivative(net) == 0.0
    assert 0.0 <= logistic.derivative(-net) < 1e-300


@every_activation
@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 3), (2, 1, 3)])
def test_works_element_by_element_in_any_shape(name: str, shape: tuple[int, ...]) -> None:
    activation = activations.get(name)
    net = np.random.default_rng(0).normal(size=shape)
    for function in (activation, activation.derivative):
        result = function(net)
        assert np.shape(result) == shape
        one_by_one = [float(function(value)) for value in net.flat]
        np.testing.assert_allclose(np.ravel(result), one_by_one, rtol=1e-15)


@given(net=st.floats(-30, 30), error_by_out=st.floats(-5, 5))
def test_backward_multiplies_by_the_derivative(net: float, error_by_out: float) -> None:
    logistic = activations.get("logistic")
    nets = np.array([net])
    result = logistic.backward(nets, logistic(nets), np.array([error_by_out]))
    slope = logistic(net) * logistic(-net)
    assert result[0] == pytest.approx(error_by_out * slope, rel=1e-10, abs=1e-14)


@every_activation
@pytest.mark.parametrize(
    "net",
    [
        2,
        True,
        [1, 0, -1],
        np.array([1, 2], dtype=np.int8),
        np.array([1, 2], dtype=np.uint64),
        np.float32(0.5),
    ],
)
def test_integers_booleans_and_narrow_floats_are_cast_to_float64(name: str, net: object) -> None:
    activation = activations.get(name)
    as_float = np.asarray(net, dtype=np.float64)
    for function in (activation, activation.derivative):
        result = function(net)  # type: ignore[arg-type]
        assert result.dtype == np.float64
        np.testing.assert_array_equal(result, function(as_float))


@pytest.mark.parametrize("net", [2**63, 2**64, -(2**70), [1, 2**64]])
def test_integers_beyond_64_bits_are_cast_too(net: object) -> None:
    as_float = np.asarray(net, dtype=np.float64)
    np.testing.assert_array_equal(activations.get("identity")(net), as_float)  # type: ignore[arg-type]


@pytest.mark.parametrize("exponent", [400, 5000])
def test_an_integer_beyond_float64_is_refused_by_name(exponent: int) -> None:
    with pytest.raises(ValueError, match=r"^net must "):
        activations.get("logistic")(10**exponent)


@every_activation
def test_the_callers_array_is_neither_changed_nor_handed_back(name: str) -> None:
    net = np.array([1.0, -2.0])
    result = activations.get(name)(net)
    result[...] = 7.0
    np.testing.assert_array_equal(net, [1.0, -2.0])


@every_activation
@pytest.mark.parametrize(
    ("net", "message"),
    [
        ([], "net is empty: its shape is (0,)"),
        (np.zeros((3, 0)), "net is empty: its shape is (3, 0)"),
        (math.nan, "net must hold finite numbers, but it holds nan"),
        ([0.0, math.inf, math.nan], "net must hold finite numbers, but it holds inf"),
        (-math.inf, "net must hold finite numbers, but it holds -inf"),
        ([[1.0], [2.0, 3.0]], "net must be an array of real numbers, but its rows differ in length or depth"),
        ([1.0, [2.0]], "net must be an array of real numbers, but its rows differ in length or depth"),
        (1j, "net must be an array of real numbers, but it is 1j"),
        (np.array([1j]), "net must be an array of real numbers, but it is an array of dtype complex128"),
        ("0.5", "net must be an array of real numbers, but it is '0.5'"),
        (None, "net must be an array of real numbers, but it is None"),
        (np.array([None]), "net must be an array of real numbers, but it is an array of dtype object"),
        (b"1", "net must be an array of real numbers, but it is b'1'"),
    ],
)
def test_bad_input_is_refused_with_its_reason(name: str, net: object, message: str) -> None:
    activation = activations.get(name)
    for function in (activation, activation.derivative):
        with refused(message):
            function(net)  # type: ignore[arg-type]


def test_a_long_wrong_value_is_cut_short_in_the_message() -> None:
    with pytest.raises(ValueError, match=r"but it is 'x+\.\.\.$") as caught:
        activations.get("identity")("x" * 1000)
    assert len(str(caught.value)) < 120


def test_a_wide_float_that_does_not_fit_is_refused_without_a_warning() -> None:
    wide = np.longdouble(largest) * 4
    if not np.isfinite(wide):
        pytest.skip("long double is no wider than float64 here")
    with refused("net must hold finite numbers, but it holds inf"):
        activations.get("identity")(wide)


@every_activation
def test_get_finds_an_activation_by_name(name: str) -> None:
    assert activations.get(name).name == name
    assert activations.get(name) is activations.KNOWN[name]


def test_get_returns_an_activation_as_it_is() -> None:
    mine = Activation("mine", lambda net: net, lambda net, out, error: error)
    assert activations.get(mine) is mine


@pytest.mark.parametrize("name", ["sigmoid", "Logistic", "", None, 3, ["logistic"]])
def test_an_unknown_name_is_refused_with_the_known_ones(name: object) -> None:
    known = ", ".join(activations.KNOWN)
    with refused(f"there is no activation {name!r}; there are: {known}"):
        activations.get(name)  # type: ignore[arg-type]
    assert "identity" in known
    assert "logistic" in known


def test_activations_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        activations.LOGISTIC.name = "sigmoid"  # type: ignore[misc]
    with pytest.raises(TypeError):
        activations.KNOWN["mine"] = activations.LOGISTIC  # type: ignore[index]
