"""Whatever comes in, a public function gives a finite result or a ValueError that names what was wrong.

No warning (pytest makes these errors), no other exception, and no argument is changed.
"""

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from lessons import (
    AdaGrad,
    Adam,
    Forward,
    Gradient,
    GradientDescent,
    Layer,
    Momentum,
    Network,
    RMSProp,
    activations,
    check_gradient,
    levenberg_marquardt,
    losses,
    train,
)
from lessons.optimizers import Optimizer
from lessons.validation import finite_array

driven = settings(suppress_health_check=[HealthCheck.too_slow])
OPTIMIZERS = [GradientDescent, Momentum, AdaGrad, RMSProp, Adam]

# What comes in.

numbers = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5, 1e308, -1e308, 5e-324, 1e-200, 1e200, 2**64, -(10**400)]),
    st.integers(-3, 3),
    st.booleans(),
)
shapes = npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)
arrays = st.one_of(
    npst.arrays(np.float64, shapes, elements=st.floats(-2, 2)),
    npst.arrays(np.float64, shapes, elements=st.floats(allow_nan=True, allow_infinity=True)),
    npst.arrays(np.float64, shapes, elements=st.sampled_from([1e308, -1e308, 1e154, -1e154, 1.0, 5e-324])),
    npst.arrays(st.sampled_from(["i1", "u8", "f4", "f2", "?"]), shapes),
    npst.arrays(st.sampled_from(["c16", "U3", "M8[D]", "S2"]), shapes),
)
oddities: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        "logistic",
        "",
        b"1",
        1j,
        int,
        {},
        {"a": 1},
        set(),
        lambda: 0,
        [[1.0], [1.0, 2.0]],
        [None],
        ["a"],
    ]
)
nested = st.recursive(numbers, lambda inner: st.lists(inner, max_size=3), max_leaves=6)
anything = st.one_of(numbers, arrays, oddities, nested)


def fitting(*shape: int) -> st.SearchStrategy[Any]:
    """Arrays of the right shape with values that may be large; anything else now and then."""
    right = st.one_of(
        npst.arrays(np.float64, shape, elements=st.floats(-2, 2)),
        npst.arrays(np.float64, shape, elements=st.floats(-1.7e308, 1.7e308)),
        npst.arrays(np.float64, shape, elements=st.sampled_from([0.0, 1.0])),
    )
    return st.one_of(right, right, right, anything)


# What may come out.


def numbers_in(result: Any) -> Iterator[Any]:
    """Walk through records, tuples and arrays; yield what is made of numbers."""
    if isinstance(result, tuple | list):
        for each in result:
            yield from numbers_in(each)
    elif is_dataclass(result):
        for one in fields(result):
            yield from numbers_in(getattr(result, one.name))
    elif isinstance(result, int | float | np.number | np.ndarray) and np.asarray(result).dtype.kind == "f":
        yield result


def same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        return bool(one.dtype == other.dtype and one.tobytes() == other.tobytes())
    return repr(one) == repr(other)


def finite_or_refused(names: str, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Call the function; return what it returns, or None if it refused with one of the names."""
    given_values = [*arguments, *options.values()]
    data = [value for value in given_values if isinstance(value, np.ndarray | list)]
    before = copy.deepcopy(data)
    try:
        result = function(*arguments, **options)
    except ValueError as error:
        message = str(error)
        assert re.match(rf"(the )?({names})\b", message), message
        result = None
    assert all(map(same, data, before)), "an argument has changed"
    for values in numbers_in(result):
        assert np.isfinite(values).all()
    return result


# Functions.


@pytest.mark.parametrize("name", sorted(activations.KNOWN))
@driven
@given(net=anything)
def test_activations(name: str, net: Any) -> None:
    activation = activations.get(name)
    finite_or_refused("net", activation, net)
    finite_or_refused("net", activation.jacobian, net)
    finite_or_refused("net|softmax", activation.derivative, net)


@driven
@given(gamma=anything, net=anything)
def test_gaussians(gamma: Any, net: Any) -> None:
    gaussian = finite_or_refused("gamma", activations.gaussian, gamma)
    if gaussian is not None:
        finite_or_refused("net", gaussian, net)
        finite_or_refused("net", gaussian.derivative, net)


@pytest.mark.parametrize("name", sorted(losses.KNOWN))
@driven
@given(pair=st.one_of(st.tuples(anything, anything), st.tuples(fitting(2, 2), fitting(2, 2))))
def test_losses(name: str, pair: tuple[Any, Any]) -> None:
    loss = losses.get(name)
    for function in (loss, loss.derivative, loss.mean):
        finite_or_refused("out|target|loss|derivative of the loss|mean loss", function, *pair)


@driven
@given(name=anything)
def test_names(name: Any) -> None:
    for get in (activations.get, losses.get):
        finite_or_refused("there is no", get, name)


# Layers, networks, and their two passes.


@driven
@given(weights=fitting(2, 3), biases=fitting(2), activation=st.one_of(st.just("tanh"), anything))
def test_layers(weights: Any, biases: Any, activation: Any) -> None:
    finite_or_refused("weights|biases|axes of a stack|there is no", Layer, weights, biases, activation)


@driven
@given(layers=anything, loss=anything)
def test_networks(layers: Any, loss: Any) -> None:
    finite_or_refused("layers|there is no", Network, layers, loss)
    layer = Layer([[1.0]], [0.0], "tanh")
    finite_or_refused("there is no", Network, [layer], loss)


@driven
@given(
    sizes=st.one_of(st.just((2, 1)), st.lists(st.integers(-1, 3)), oddities, nested),
    names=st.one_of(st.just("tanh"), oddities, nested),
    seed=anything,
)
def test_initial_networks(sizes: Any, names: Any, seed: Any) -> None:
    finite_or_refused(
        "sizes|each of the sizes|activations|there is no|there are|seed",
        Network.initialize,
        sizes,
        names,
        "squared_error",
        seed,
    )


OUTPUTS = {
    "squared_error": "identity",
    "half_squared_error": "mish",
    "cross_entropy": "softmax",
    "binary_cross_entropy": "logistic",
}


def network(loss: str, hidden: str = "tanh") -> Network:
    return Network.initialize((2, 3, 2), [hidden, OUTPUTS[loss]], loss, seed=1)


@pytest.mark.parametrize("loss", sorted(OUTPUTS))
@driven
@given(theta=fitting(17), x=fitting(4, 2), target=fitting(4, 2))
def test_passes(loss: str, theta: Any, x: Any, target: Any) -> None:
    moved = finite_or_refused(
        "theta|weights|biases|axes of a stack", network(loss, "swish").from_vector, theta
    )
    moved = moved or network(loss)
    finite_or_refused("", moved.to_vector)
    forward = finite_or_refused("x|weighted input|output|axes of a stack", moved.forward, x)
    if forward is not None:
        finite_or_refused("target|loss|gradient|axes of a stack", moved.backward, forward, target)


@driven
@given(forward=anything, nets=st.tuples(arrays, arrays), outs=st.tuples(arrays, arrays, arrays))
def test_what_is_no_forward_pass(forward: Any, nets: Any, outs: Any) -> None:
    right = network("squared_error")
    finite_or_refused("forward", right.backward, forward, [1.0, 2.0])
    finite_or_refused("forward", right.backward, Forward(nets, outs), [1.0, 2.0])


# The check of a gradient.


@pytest.mark.parametrize("loss", sorted(OUTPUTS))
@driven
@given(unit=anything, x=st.one_of(anything, fitting(4, 2)), t=st.one_of(anything, fitting(4, 2)))
def test_gradient_checks(loss: str, unit: Any, x: Any, t: Any) -> None:
    names = "network|x|t|weighted input|output|loss|gradient|difference of the losses|axes of a stack"
    finite_or_refused("network", check_gradient, unit, np.ones(2), np.ones(2))
    finite_or_refused(names, check_gradient, network(loss, "relu"), x, t)


# Optimizers.


@pytest.mark.parametrize("kind", OPTIMIZERS)
@driven
@given(rate=anything, others=st.lists(anything, max_size=4))
def test_optimizers(kind: Any, rate: Any, others: list[Any]) -> None:
    names = [one.name for one in fields(kind) if one.name not in ("rate", "train_biases", "_memory")]
    options = dict(zip([*names, "train_biases"], others, strict=False))
    finite_or_refused("|".join(["rate", "train_biases", *names]), kind, rate, **options)


@pytest.mark.parametrize("kind", OPTIMIZERS)
@driven
@given(
    rate=st.one_of(st.just(0.1), st.floats(5e-324, 1.7e308), st.just([0.1, 1e308])),
    weights=fitting(1, 2),
    biases=fitting(1),
    gradients=anything,
)
def test_steps(kind: Any, rate: Any, weights: Any, biases: Any, gradients: Any) -> None:
    unit = Network([Layer([[1.0, 2.0]], [0.5], "tanh")], "squared_error")
    names = "gradients|gradient of|there are|next weights|next biases|axes of a stack"
    optimizer = kind(rate)
    for given_gradients in ([Gradient(weights, biases)], [gradients], gradients):
        finite_or_refused(names, updated, optimizer, unit, given_gradients)


def updated(optimizer: Optimizer, network: Network, gradients: Any) -> Network:
    return optimizer.update(network, gradients, optimizer.start(network))[0]


def test_an_array_that_is_float64_already_is_checked_and_not_copied() -> None:
    array = np.array([1.0, 2.0])
    assert finite_array("x", array) is array
    assert finite_array("x", [1.0, 2.0]) is not array


# Training.

TRAINING = (
    "network|x|t|optimizer|epochs|updates|batch_size|seed|until_loss|until_gradient|damping|loss|Jacobian|"
    "axes of a stack"
)


def check_training(training: Any) -> None:
    if training is not None and isinstance(training.stopped, str):
        assert np.isfinite(training.network.to_vector()).all()
        assert np.isfinite(training.losses[:-1]).all()
        assert (training.losses[-1] == np.inf) == (training.stopped == "diverged")


def trained(*arguments: Any, **options: Any) -> Any:
    """Train, and answer with what has to be finite."""
    training = train(*arguments, **options)
    check_training(training)
    return training.network.to_vector()


@pytest.mark.parametrize("loss", sorted(OUTPUTS))
@driven
@given(
    kind=st.sampled_from(OPTIMIZERS),
    rate=st.one_of(st.just(0.1), st.floats(5e-324, 1.7e308), st.just([0.1, 1e308])),
    x=fitting(4, 2),
    t=fitting(4, 2),
    batch_size=st.sampled_from([None, 1, 3]),
    until_gradient=st.sampled_from([None, 0.1]),
)
def test_training_with_any_data(
    loss: str, kind: Any, rate: Any, x: Any, t: Any, batch_size: Any, until_gradient: Any
) -> None:
    options = {"epochs": 4, "batch_size": batch_size, "until_gradient": until_gradient}
    finite_or_refused(TRAINING, trained, network(loss, "relu"), x, t, kind(rate), **options)


@driven
@given(
    options=st.dictionaries(
        st.sampled_from(["batch_size", "seed", "until_loss", "until_gradient"]), anything, max_size=2
    ),
    epochs=st.one_of(st.integers(-1, 3), oddities, arrays, st.floats()),
)
def test_training_with_any_options(options: dict[str, Any], epochs: Any) -> None:
    optimizer = GradientDescent(0.1)
    unit, x, t = network("squared_error"), np.ones((4, 2)), np.zeros((4, 2))
    finite_or_refused(TRAINING, trained, unit, x, t, optimizer, epochs=epochs, **options)


@driven
@given(optimizer=anything, unit=anything)
def test_training_of_anything(optimizer: Any, unit: Any) -> None:
    right = network("squared_error")
    finite_or_refused(TRAINING, trained, right, np.ones(2), np.ones(2), optimizer, epochs=1)
    finite_or_refused(TRAINING, trained, unit, np.ones(2), np.ones(2), GradientDescent(0.1), epochs=1)
    finite_or_refused(TRAINING, levenberg_marquardt, unit, np.ones(2), np.ones(2), updates=1)


@pytest.mark.parametrize("loss", ["squared_error", "half_squared_error", "cross_entropy"])
@driven
@given(x=fitting(4, 2), t=fitting(4, 2))
def test_levenberg_marquardt_with_any_data(loss: str, x: Any, t: Any) -> None:
    check_training(finite_or_refused(TRAINING, levenberg_marquardt, network(loss, "relu"), x, t, updates=3))


@driven
@given(
    updates=st.one_of(st.integers(-1, 3), oddities, arrays, st.floats()),
    options=st.dictionaries(
        st.sampled_from(["damping", "until_loss", "until_gradient"]), anything, max_size=2
    ),
)
def test_levenberg_marquardt_with_any_options(updates: Any, options: dict[str, Any]) -> None:
    unit, x, t = network("squared_error"), np.ones((4, 2)), np.zeros((4, 2))
    finite_or_refused(TRAINING, levenberg_marquardt, unit, x, t, updates=updates, **options)
