"""The network: shapes, the two passes, θ, immutability, and what it refuses."""

import math
import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from lessons import Forward, Layer, Network, activations, examples, losses
from lessons.activations import Activation
from tests.support.common import close, refused, small_network

Array = NDArray[np.float64]
Build = Callable[[], object]


def identical(actual: Any, desired: Any) -> None:
    np.testing.assert_allclose(actual, desired, rtol=1e-15, atol=0)


def stack_of(shape: tuple[int, ...], network: Network | None = None) -> Network:
    network = network or small_network()
    parameters = network.to_vector().size
    theta = np.random.default_rng(7).uniform(-1, 1, (*shape, parameters))
    return network.from_vector(theta)


def member(network: Network, place: tuple[int, ...]) -> Network:
    return network.from_vector(network.to_vector()[place])


# The forward pass.


def test_forward_is_weights_times_inputs_plus_biases_then_the_activation() -> None:
    forward = small_network().forward([2.0, 5.0])
    nets = [0.1 * 2 - 0.2 * 5 + 0.7, 0.3 * 2 + 0.4 * 5, -0.5 * 2 + 0.6 * 5 - 0.9]
    outs = [1 / (1 + math.exp(-net)) for net in nets]
    np.testing.assert_allclose(forward.nets[0], nets, rtol=1e-14)
    np.testing.assert_allclose(forward.outs[1], outs, rtol=1e-14)
    prediction = outs[0] - 1.1 * outs[1] + 1.2 * outs[2]
    np.testing.assert_allclose(forward.nets[1], [prediction], rtol=1e-14)
    np.testing.assert_allclose(forward.outs[2], [prediction], rtol=1e-14)
    np.testing.assert_array_equal(forward.outs[0], [2.0, 5.0])


def test_nets_and_outs_are_not_exchanged() -> None:
    forward = examples.two_two_two().network.forward([0.05, 0.10])
    assert f"{forward.nets[0][0]:.4f}" == "0.3775"
    assert f"{forward.outs[1][0]:.9f}" == "0.593269992"
    assert f"{forward.nets[1][0]:.9f}" == "1.105905967"
    assert f"{forward.outs[2][0]:.8f}" == "0.75136507"


def test_weights_run_from_the_second_index_to_the_first() -> None:
    weights = [[1.0, 0.0], [0.0, 0.0], [5.0, 0.0]]
    network = Network([Layer(weights, np.zeros(3), "identity")], "squared_error")
    np.testing.assert_array_equal(network.forward([1.0, 9.0]).outs[-1], [1.0, 0.0, 5.0])


# Shapes: units last, samples before, a stack before these.

DATA = [  # shape of x without the features, axes of the network's stack, axes of what comes out
    ((), (), ()),
    ((1,), (), (1,)),
    ((4,), (), (4,)),
    ((), (5,), (5,)),
    ((4,), (5,), (5, 4)),
    ((), (2, 3), (2, 3)),
    ((4,), (2, 3), (2, 3, 4)),
    ((5, 4), (), (5, 4)),
    ((5, 4), (5,), (5, 4)),
    ((2, 1, 4), (1, 3), (2, 3, 4)),
]


@pytest.mark.parametrize(("before_features", "stack", "before_units"), DATA)
def test_every_array_has_the_axes_that_the_rule_gives_it(
    before_features: tuple[int, ...], stack: tuple[int, ...], before_units: tuple[int, ...]
) -> None:
    network = stack_of(stack)
    forward = network.forward(np.ones((*before_features, 2)))
    assert forward.outs[0].shape == (*before_features, 2)
    assert [net.shape for net in forward.nets] == [(*before_units, 3), (*before_units, 1)]
    assert [out.shape for out in forward.outs[1:]] == [(*before_units, 3), (*before_units, 1)]

    backward = network.backward(forward, np.zeros((*before_features, 1)))
    joint = before_units[:-1] if before_features else before_units
    assert np.shape(backward.loss) == joint
    assert [delta.shape for delta in backward.deltas] == [(*before_units, 3), (*before_units, 1)]
    assert [gradient.weights.shape for gradient in backward.gradients] == [(*joint, 3, 2), (*joint, 1, 3)]
    assert [gradient.biases.shape for gradient in backward.gradients] == [(*joint, 3), (*joint, 1)]


def test_a_vector_gives_what_a_batch_of_one_sample_gives() -> None:
    network, x, t = small_network(), [0.5, -1.5], [0.25]
    vector, batch = network.forward(x), network.forward([x])
    for of_vector, of_batch in zip(vector.nets + vector.outs, batch.nets + batch.outs, strict=True):
        np.testing.assert_array_equal(of_vector, of_batch[0])
    from_vector, from_batch = network.backward(vector, t), network.backward(batch, [t])
    assert from_vector.loss == from_batch.loss
    for one, other in zip(from_vector.deltas, from_batch.deltas, strict=True):
        np.testing.assert_array_equal(one, other[0])
    for one_gradient, other_gradient in zip(from_vector.gradients, from_batch.gradients, strict=True):
        np.testing.assert_array_equal(one_gradient.weights, other_gradient.weights)
        np.testing.assert_array_equal(one_gradient.biases, other_gradient.biases)


@given(
    samples=st.integers(1, 7),
    seed=st.integers(0, 10**6),
    loss=st.sampled_from(["squared_error", "half_squared_error"]),
)
def test_a_batch_is_the_mean_over_its_samples(samples: int, seed: int, loss: str) -> None:
    network = Network.initialize((2, 3, 2), ["logistic", "identity"], loss, seed)
    random = np.random.default_rng(seed)
    x, t = random.normal(size=(samples, 2)), random.normal(size=(samples, 2))
    batch = network.backward(network.forward(x), t)
    single = [network.backward(network.forward(one_x), one_t) for one_x, one_t in zip(x, t, strict=True)]
    close(batch.loss, np.mean([one.loss for one in single]))
    for k in range(2):
        close(batch.deltas[k], [one.deltas[k] for one in single])
        close(batch.gradients[k].weights, np.mean([one.gradients[k].weights for one in single], axis=0))
        close(batch.gradients[k].biases, np.mean([one.gradients[k].biases for one in single], axis=0))


@pytest.mark.parametrize("stack", [(1,), (5,), (2, 3)])
@pytest.mark.parametrize("samples", [(), (1,), (6,)])
def test_a_stack_gives_what_its_networks_give_one_by_one(
    stack: tuple[int, ...], samples: tuple[int, ...]
) -> None:
    networks = stack_of(stack)
    random = np.random.default_rng(3)
    x, t = random.normal(size=(*samples, 2)), random.normal(size=(*samples, 1))
    forward = networks.forward(x)
    backward = networks.backward(forward, t)
    for place in np.ndindex(stack):
        network = member(networks, place)
        assert network.stack == ()
        one_forward = network.forward(x)
        one_backward = network.backward(one_forward, t)
        identical(backward.loss[place], one_backward.loss)
        for k in range(2):
            identical(forward.nets[k][place], one_forward.nets[k])
            identical(forward.outs[k + 1][place], one_forward.outs[k + 1])
            identical(backward.deltas[k][place], one_backward.deltas[k])
            identical(backward.gradients[k].weights[place], one_backward.gradients[k].weights)
            identical(backward.gradients[k].biases[place], one_backward.gradients[k].biases)


def test_a_stack_may_lie_in_the_data_and_in_one_layer_alone() -> None:
    hidden = Layer([[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6]], [0.7, 0.0, -0.9], "logistic")
    output = Layer([[1.0, -1.1, 1.2]], [[0.0], [0.5]], "identity")
    networks = Network([hidden, output], "squared_error")
    assert networks.stack == (2,)
    random = np.random.default_rng(5)
    x, t = random.normal(size=(3, 1, 4, 2)), random.normal(size=(2, 4, 1))
    backward = networks.backward(networks.forward(x), t)
    assert backward.loss.shape == (3, 2)
    for i, j in np.ndindex(3, 2):
        network = member(networks, (j,))
        one = network.backward(network.forward(x[i, 0]), t[j])
        identical(backward.loss[i, j], one.loss)
        for gradient, one_gradient in zip(backward.gradients, one.gradients, strict=True):
            identical(gradient.weights[i, j], one_gradient.weights)
            identical(gradient.biases[i, j], one_gradient.biases)


# The backward pass. Its parity with an independent differentiation is in test_parity.py.


def test_hidden_deltas_come_from_the_weights_as_they_are() -> None:
    example = examples.two_two_two()
    backward = example.network.backward(example.network.forward(example.x), example.t)
    # The sum over the outputs of delta times w5 or w7, times out (1 - out).
    error_by_out = 0.138498561629 * 0.40 - 0.038098236517 * 0.50
    assert backward.deltas[0][0] == pytest.approx(error_by_out * 0.241300708597, rel=1e-9)
    assert f"{backward.gradients[0].weights[0, 0]:.9f}" == "0.000438568"


@pytest.mark.parametrize(("loss", "factor"), [("squared_error", 2.0), ("half_squared_error", 1.0)])
def test_the_loss_is_summed_over_the_outputs_not_averaged(loss: str, factor: float) -> None:
    network = Network([Layer(np.ones((4, 1)), np.zeros(4), "identity")], loss)
    backward = network.backward(network.forward([[1.0], [1.0]]), np.full((2, 4), 3.0))
    assert backward.loss == factor * 0.5 * 4 * (3.0 - 1.0) ** 2
    np.testing.assert_array_equal(backward.gradients[0].weights, np.full((4, 1), factor * -2.0))
    np.testing.assert_array_equal(backward.deltas[0], np.full((2, 4), factor * -2.0))


def test_a_bias_of_zero_is_a_bias() -> None:
    network = Network([Layer([[2.0]], [0.0], "identity")], "half_squared_error")
    assert network.to_vector().size == 2
    backward = network.backward(network.forward([3.0]), [1.0])
    np.testing.assert_array_equal(backward.gradients[0].biases, [5.0])
    np.testing.assert_array_equal(network.from_vector([2.0, 0.0]).layers[0].biases, [0.0])


def test_both_passes_give_float64_for_integers() -> None:
    network = Network([Layer([[2, 0]], [1], "identity")], "squared_error")
    forward = network.forward([1, 2])
    backward = network.backward(forward, [3])
    assert backward.loss == 0.0
    arrays = [
        *forward.nets,
        *forward.outs,
        *backward.deltas,
        *backward.gradients[0],
        network.layers[0].weights,
    ]
    assert {array.dtype for array in arrays} == {np.dtype(np.float64)}


# θ.


def test_theta_holds_the_rows_of_weights_and_bias_layer_after_layer() -> None:
    network = Network(
        [
            Layer([[1, 2], [4, 5], [7, 8]], [3, 6, 9], "logistic"),
            Layer([[10, 11, 12], [14, 15, 16]], [13, 17], "identity"),
        ],
        "squared_error",
    )
    np.testing.assert_array_equal(network.to_vector(), np.arange(1.0, 18.0))


def test_theta_of_a_stack_has_the_axes_of_the_stack_before() -> None:
    hidden = Layer([[[1.0]], [[5.0]]], [2.0], "logistic")
    network = Network([hidden, Layer([[3.0]], [4.0], "identity")], "squared_error")
    np.testing.assert_array_equal(network.to_vector(), [[1, 2, 3, 4], [5, 2, 3, 4]])


@given(
    sizes=st.lists(st.integers(1, 4), min_size=2, max_size=4),
    stack=st.lists(st.integers(1, 3), max_size=2),
    seed=st.integers(0, 10**6),
)
def test_theta_makes_a_round_trip(sizes: list[int], stack: list[int], seed: int) -> None:
    network = Network.initialize(sizes, "identity", "squared_error")
    parameters = sum(n_out * (n_in + 1) for n_in, n_out in pairwise(sizes))
    theta = np.random.default_rng(seed).normal(size=(*stack, parameters))
    other = network.from_vector(theta)
    np.testing.assert_array_equal(other.to_vector(), theta)
    assert other.sizes == network.sizes == tuple(sizes)
    assert other.stack == tuple(stack)
    assert other.loss is network.loss
    assert [layer.activation for layer in other.layers] == [layer.activation for layer in network.layers]


def test_a_single_network_can_come_out_of_a_stack() -> None:
    networks = stack_of((4,))
    assert networks.from_vector(networks.to_vector()[0]).stack == ()


# Immutability.


def test_parameters_cannot_be_written_to() -> None:
    network = small_network()
    trained = network.from_vector(network.to_vector())
    for layer in (*network.layers, *trained.layers, *Network.initialize((2, 3)).layers):
        for array in (layer.weights, layer.biases):
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0.0


@pytest.mark.parametrize("attribute", ["layers", "loss", "sizes", "anything"])
def test_a_network_cannot_be_assigned_to(attribute: str) -> None:
    with pytest.raises((FrozenInstanceError, AttributeError)):
        setattr(small_network(), attribute, ())


@pytest.mark.parametrize("attribute", ["weights", "biases", "activation", "anything"])
def test_a_layer_cannot_be_assigned_to(attribute: str) -> None:
    with pytest.raises((FrozenInstanceError, AttributeError)):
        setattr(small_network().layers[0], attribute, ())


def test_a_layer_keeps_its_parameters_when_the_callers_arrays_change() -> None:
    weights, biases = np.array([[1.0, 2.0]]), np.array([3.0])
    layer = Layer(weights, biases, "identity")
    weights[...], biases[...] = 9.0, 9.0
    np.testing.assert_array_equal(layer.weights, [[1.0, 2.0]])
    np.testing.assert_array_equal(layer.biases, [3.0])


def test_a_network_keeps_its_layers_when_the_callers_list_changes() -> None:
    layers = [Layer([[1.0]], [0.0], "identity")]
    network = Network(layers, "squared_error")
    layers.clear()
    assert len(network.layers) == 1


def test_a_network_from_theta_keeps_its_parameters_when_theta_changes() -> None:
    network = small_network()
    theta = network.to_vector()
    other = network.from_vector(theta)
    theta[...] = 9.0
    np.testing.assert_array_equal(other.to_vector(), network.to_vector())


def test_both_passes_leave_the_callers_arrays_as_they_are() -> None:
    network = Network([Layer([[2.0, 1.0]], [0.0], "identity")], "squared_error")
    x, t = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0], [2.0]])
    forward = network.forward(x)
    before = [array.copy() for array in (*forward.nets, *forward.outs)]
    network.backward(forward, t)
    np.testing.assert_array_equal(x, [[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_array_equal(t, [[1.0], [2.0]])
    for array, was in zip((*forward.nets, *forward.outs), before, strict=True):
        np.testing.assert_array_equal(array, was)


def test_a_forward_pass_stays_as_it_is_when_the_callers_x_changes() -> None:
    network = small_network()
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    forward = network.forward(x)
    right = network.backward(forward, [[1.0], [2.0]]).gradients[0].weights
    x[...] = 0.0
    np.testing.assert_array_equal(network.backward(forward, [[1.0], [2.0]]).gradients[0].weights, right)


# Initial weights.


def test_the_same_seed_draws_the_same_weights() -> None:
    one, same, other = (Network.initialize((3, 4, 2), seed=seed).to_vector() for seed in (5, 5, 6))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_every_layer_draws_weights_of_its_own() -> None:
    first, second = Network.initialize((4, 4, 4)).layers
    assert not np.array_equal(first.weights, second.weights)


@pytest.mark.parametrize(("n_in", "n_out"), [(300, 200), (20, 500)])
def test_initial_weights_fill_the_range_of_glorot_and_biases_are_zero(n_in: int, n_out: int) -> None:
    (layer,) = Network.initialize((n_in, n_out)).layers
    limit = math.sqrt(6 / (n_in + n_out))
    assert layer.weights.shape == (n_out, n_in)
    assert 0.99 * limit < np.abs(layer.weights).max() <= limit
    assert abs(layer.weights.mean()) < 0.02 * limit
    assert layer.weights.var() == pytest.approx(2 / (n_in + n_out), rel=0.05)
    np.testing.assert_array_equal(layer.biases, np.zeros(n_out))


def test_initialize_takes_one_activation_or_one_for_each_layer() -> None:
    mine = Activation("mine", lambda net: net, lambda net, out, error: error)

    def names(network: Network) -> list[str]:
        return [layer.activation.name for layer in network.layers]

    assert names(Network.initialize((1, 2, 1))) == ["logistic", "logistic"]
    assert names(Network.initialize((1, 2, 1), "identity")) == ["identity", "identity"]
    assert names(Network.initialize((1, 2, 1), mine)) == ["mine", "mine"]
    assert names(Network.initialize((1, 2, 1), ["logistic", mine])) == ["logistic", "mine"]
    assert Network.initialize((1, 1)).loss.name == "half_squared_error"
    assert Network.initialize((1, 1), loss="squared_error").loss.name == "squared_error"
    assert Network.initialize(np.array([2, 3]), seed=np.int64(4)).sizes == (2, 3)  # type: ignore[arg-type]


WHOLE = "must be a whole number, at least"


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Network.initialize((3,)), "sizes must name the inputs and one layer or more, but are [3]"),
        (lambda: Network.initialize(()), "sizes must name the inputs and one layer or more, but are []"),
        (
            lambda: Network.initialize((2**32, 2**32)),
            "sizes ask for more weights in a layer than an array can hold: [4294967296, 4294967296]",
        ),
        (lambda: Network.initialize((2, 0)), f"each of the sizes {WHOLE} 1, but it is 0"),
        (lambda: Network.initialize((-2, 1)), f"each of the sizes {WHOLE} 1, but it is -2"),
        (lambda: Network.initialize((2, 1.0)), f"each of the sizes {WHOLE} 1, but it is 1.0"),  # type: ignore[arg-type]
        (lambda: Network.initialize((2, True)), f"each of the sizes {WHOLE} 1, but it is True"),
        (lambda: Network.initialize((2, None)), f"each of the sizes {WHOLE} 1, but it is None"),  # type: ignore[arg-type]
        (lambda: Network.initialize((2, 1), seed=-1), f"seed {WHOLE} 0, but it is -1"),
        (lambda: Network.initialize((2, 1), seed=1.5), f"seed {WHOLE} 0, but it is 1.5"),  # type: ignore[arg-type]
        (lambda: Network.initialize((2, 1), seed=None), f"seed {WHOLE} 0, but it is None"),  # type: ignore[arg-type]
        (
            lambda: Network.initialize((2, 3, 1), ["logistic"]),
            "there are 2 layers of weights, but 1 activations",
        ),
        (lambda: Network.initialize((2, 1), []), "there are 1 layers of weights, but 0 activations"),
        (
            lambda: Network.initialize((2, 1), "step"),
            f"there is no activation 'step'; there are: {', '.join(activations.KNOWN)}",
        ),
        (
            lambda: Network.initialize((2, 1), loss="mse"),
            f"there is no loss 'mse'; there are: {', '.join(losses.KNOWN)}",
        ),
    ],
)
def test_initialize_refuses(build: Build, message: str) -> None:
    with refused(message):
        build()


@pytest.mark.parametrize(
    ("build", "argument"),
    [
        (lambda: Network.initialize(5), "sizes"),  # type: ignore[arg-type]
        (lambda: Network.initialize((2, 1), None), "activations"),  # type: ignore[arg-type]
        (lambda: Network(Layer([[1.0]], [0.0], "identity"), "squared_error"), "layers"),  # type: ignore[arg-type]
    ],
)
def test_one_value_in_place_of_a_sequence_is_refused_by_name(build: Build, argument: str) -> None:
    with pytest.raises(ValueError, match=f"^{argument} must "):
        build()


# What layers and networks refuse.


@pytest.mark.parametrize(
    ("weights", "biases", "message"),
    [
        ([1.0, 2.0], [1.0], "weights must have the axes (n_out, n_in), but have the shape (2,)"),
        (1.0, 1.0, "weights must have the axes (n_out, n_in), but have the shape ()"),
        ([[1.0]], [1.0, 2.0], "biases must hold one value for each of the 1 units, but have the shape (2,)"),
        (
            [[1.0], [2.0]],
            [[1.0]],
            "biases must hold one value for each of the 2 units, but have the shape (1, 1)",
        ),
        ([[1.0]], 0.0, "biases must hold one value for each of the 1 units, but have the shape ()"),
        (np.ones((3, 1, 1)), np.ones((2, 1)), "the axes of a stack must fit together, but are (3,), (2,)"),
        (np.ones((0, 2)), [], "weights is empty: its shape is (0, 2)"),
        ([[1.0]], [], "biases is empty: its shape is (0,)"),
        ([[math.nan]], [1.0], "weights must hold finite numbers, but it holds nan"),
        ([[1.0]], [math.inf], "biases must hold finite numbers, but it holds inf"),
        (
            [[1.0], [1.0, 2.0]],
            [1.0],
            "weights must be an array of real numbers, but its rows differ in length or depth",
        ),
        ([["a"]], [1.0], "weights must be an array of real numbers, but it is [['a']]"),
        ([[1.0]], [1j], "biases must be an array of real numbers, but it is [1j]"),
        ([[None]], [1.0], "weights must be an array of real numbers, but it is [[None]]"),
    ],
)
def test_a_layer_refuses(weights: object, biases: object, message: str) -> None:
    with refused(message):
        Layer(weights, biases, "identity")  # type: ignore[arg-type]


def test_a_layer_refuses_an_unknown_activation() -> None:
    with refused(f"there is no activation 'step'; there are: {', '.join(activations.KNOWN)}"):
        Layer([[1.0]], [0.0], "step")


def layer(n_in: int, n_out: int, stack: tuple[int, ...] = ()) -> Layer:
    return Layer(np.ones((*stack, n_out, n_in)), np.zeros(n_out), "identity")


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Network([], "squared_error"), "layers must be one Layer or more, but are ()"),
        (
            lambda: Network(["logistic"], "squared_error"),  # type: ignore[list-item]
            "layers must be one Layer or more, but are ('logistic',)",
        ),
        (
            lambda: Network([layer(2, 3), layer(4, 1)], "squared_error"),
            "layer 2 takes 4 inputs, but the layer before has 3 units",
        ),
        (
            lambda: Network([layer(2, 3), layer(3, 1), layer(2, 1)], "squared_error"),
            "layer 3 takes 2 inputs, but the layer before has 1 units",
        ),
        (
            lambda: Network([layer(1, 1, (2,)), layer(1, 1, (3,))], "squared_error"),
            "the axes of a stack must fit together, but are (2,), (3,)",
        ),
        (
            lambda: Network([layer(1, 1)], "mse"),
            f"there is no loss 'mse'; there are: {', '.join(losses.KNOWN)}",
        ),
    ],
)
def test_a_network_refuses(build: Build, message: str) -> None:
    with refused(message):
        build()


@pytest.mark.parametrize(
    ("theta", "message"),
    [
        (np.ones(12), "theta must hold 13 values, but has the shape (12,)"),
        (np.ones((13, 1)), "theta must hold 13 values, but has the shape (13, 1)"),
        (1.0, "theta must hold 13 values, but has the shape ()"),
        ([], "theta is empty: its shape is (0,)"),
        (np.full(13, np.nan), "theta must hold finite numbers, but it holds nan"),
        ("theta", "theta must be an array of real numbers, but it is 'theta'"),
    ],
)
def test_from_vector_refuses(theta: object, message: str) -> None:
    with refused(message):
        small_network().from_vector(theta)  # type: ignore[arg-type]


# What the two passes refuse.


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (1.0, "x must hold 2 features, one for each input, but it is a single number"),
        ([1.0, 2.0, 3.0], "x has 3 features, but the first layer takes 2"),
        ([[1.0], [2.0]], "x has 1 features, but the first layer takes 2"),
        ([], "x is empty: its shape is (0,)"),
        (np.ones((0, 2)), "x is empty: its shape is (0, 2)"),
        ([1.0, math.nan], "x must hold finite numbers, but it holds nan"),
        ([1.0, -math.inf], "x must hold finite numbers, but it holds -inf"),
        ([[1.0, 2.0], [3.0]], "x must be an array of real numbers, but its rows differ in length or depth"),
        ([1.0, 2j], "x must be an array of real numbers, but it is [1.0, 2j]"),
        (["1", "2"], "x must be an array of real numbers, but it is ['1', '2']"),
        ([None, 1.0], "x must be an array of real numbers, but it is [None, 1.0]"),
        (
            np.array(["2020-01-01"] * 2, "M8[D]"),
            "x must be an array of real numbers, but it is an array of dtype datetime64[D]",
        ),
    ],
)
def test_forward_refuses(x: object, message: str) -> None:
    with refused(message):
        small_network().forward(x)  # type: ignore[arg-type]


def test_forward_refuses_a_stack_of_data_that_does_not_fit() -> None:
    with refused("the axes of a stack must fit together, but are (4,), (3,)"):
        stack_of((3,)).forward(np.ones((4, 5, 2)))


@pytest.mark.parametrize(
    ("x", "target", "message"),
    [
        ([1.0, 2.0], [1.0, 2.0], "target has 2 values in its last axis, but the last layer has 1 units"),
        ([1.0, 2.0], 1.0, "target has a single number in its last axis, but the last layer has 1 units"),
        ([1.0, 2.0], [[1.0]], "target has the shape (1, 1), but x has (2,): one lacks samples"),
        ([[1.0, 2.0]], [1.0], "target has the shape (1,), but x has (1, 2): one lacks samples"),
        (np.ones((3, 2)), np.ones((2, 1)), "target has 2 samples, but x has 3"),
        (np.ones((3, 2)), np.ones((1, 1)), "target has 1 samples, but x has 3"),
        (
            np.ones((4, 3, 2)),
            np.ones((2, 3, 1)),
            "the axes of a stack must fit together, but are (2,), (4,), ()",
        ),
        ([1.0, 2.0], [], "target is empty: its shape is (0,)"),
        ([1.0, 2.0], [math.nan], "target must hold finite numbers, but it holds nan"),
        ([1.0, 2.0], [1j], "target must be an array of real numbers, but it is [1j]"),
        ([1.0, 2.0], "1", "target must be an array of real numbers, but it is '1'"),
        ([1.0, 2.0], None, "target must be an array of real numbers, but it is None"),
    ],
)
def test_backward_refuses(x: object, target: object, message: str) -> None:
    network = small_network()
    forward = network.forward(x)  # type: ignore[arg-type]
    with refused(message):
        network.backward(forward, target)  # type: ignore[arg-type]


def test_backward_refuses_the_forward_pass_of_a_network_of_other_sizes() -> None:
    forward = Network.initialize((2, 4, 1)).forward([1.0, 2.0])
    with refused("forward is of a network with the sizes (2, 4, 1), but this one has (2, 3, 1)"):
        small_network().backward(forward, [1.0])


def test_backward_refuses_the_forward_pass_of_a_stack_that_does_not_fit() -> None:
    forward = stack_of((2,)).forward([1.0, 2.0])
    with refused("forward must be one stack with its network, but the axes are [(2,), (2,), (), (2,), (2,)]"):
        stack_of((3,)).backward(forward, [1.0])


def test_backward_refuses_a_forward_pass_whose_arrays_are_not_one_stack() -> None:
    nets = (np.zeros((0, 3)), np.zeros(1))
    outs = (np.zeros(2), np.zeros((0, 3)), np.zeros((0, 2, 1)))
    with refused("forward must be one stack with its network, but the axes are [(0,), (), (), (0,), (0, 2)]"):
        small_network().backward(Forward(nets, outs), [1.0])


@pytest.mark.parametrize("forward", [np.ones(2), [1.0, 2.0], None])
def test_backward_refuses_what_is_no_forward_pass(forward: Forward) -> None:
    with pytest.raises(ValueError, match=r"^forward must "):
        small_network().backward(forward, [1.0])


# Results beyond float64: a ValueError, and no warning on the way (pytest makes these errors).

REASON = "leaves the range of float64: the values that went in are too large"


def linear(*weights: float) -> Network:
    return Network([Layer([[w]], [0.0], "identity") for w in weights], "half_squared_error")


def test_weighted_inputs_beyond_float64_are_refused() -> None:
    with refused(f"the weighted input of layer 1 {REASON}"):
        linear(1e200).forward([1e200])
    with refused(f"the weighted input of layer 2 {REASON}"):
        linear(1.0, 1e200).forward([[1.0], [1e200]])


def test_opposite_infinities_are_refused() -> None:
    network = Network([Layer([[1e200, -1e200]], [0.0], "identity")], "squared_error")
    with refused(f"the weighted input of layer 1 {REASON}"):
        network.forward([1e200, 1e200])


def test_a_loss_beyond_float64_is_refused() -> None:
    network = linear(1.0)
    with refused(f"the loss {REASON}"):
        network.backward(network.forward([1e200]), [0.0])


@pytest.mark.parametrize(("x", "t"), [([1e200], [1e150]), ([[1e200], [1.0]], [[1e150], [1.0]])])
def test_a_gradient_beyond_float64_is_refused(x: list[Any], t: list[Any]) -> None:
    network = linear(0.0)
    with refused(f"the gradient of the weights of layer 1 {REASON}"):
        network.backward(network.forward(x), t)


def test_outputs_beyond_float64_are_refused() -> None:
    square = Activation("square", lambda net: net * net, lambda net, out, error: error * 2 * net)
    network = Network([Layer([[1.0]], [0.0], square)], "half_squared_error")
    with pytest.raises(ValueError, match="of layer 1 leaves the range of float64"):
        network.forward([1e200])


@given(
    theta=st.lists(st.floats(-1.7e308, 1.7e308), min_size=13, max_size=13),
    x=st.lists(st.floats(-1.7e308, 1.7e308), min_size=2, max_size=2),
    t=st.floats(-1.7e308, 1.7e308),
)
def test_any_finite_numbers_give_a_finite_result_or_a_reason(
    theta: list[float], x: list[float], t: float
) -> None:
    network = small_network().from_vector(theta)
    results: list[Any] = []
    try:
        forward = network.forward(x)
        results += [*forward.nets, *forward.outs]
        backward = network.backward(forward, [t])
        results += [backward.loss, *backward.deltas, *backward.gradients[0], *backward.gradients[1]]
        reason = ""
    except ValueError as error:
        reason = str(error)
    assert all(np.isfinite(result).all() for result in results)
    assert re.fullmatch(rf"(the (loss|weighted input .*|gradient .*) {REASON})?", reason)


# What a person sees.


def test_a_network_and_a_layer_show_their_sizes_and_names() -> None:
    network = small_network()
    assert repr(network) == "Network(2-3-1, logistic, identity, half_squared_error)"
    assert repr(stack_of((2, 3))) == "Network(2-3-1, logistic, identity, half_squared_error, stack of (2, 3))"
    assert repr(network.layers[0]) == "Layer(2 -> 3, logistic)"


def test_a_forward_pass_whose_arrays_do_not_belong_together_is_refused() -> None:
    network = Network.initialize((2, 3, 1))
    forward = network.forward([[0.1, 0.2], [0.3, 0.4]])
    with refused("forward must have nets and outs of the same sizes, but they differ"):
        network.backward(forward._replace(nets=forward.nets[::-1]), [[0.0], [1.0]])
    one_sample_less = (*forward.outs[:-1], forward.outs[-1][:1])
    with refused("forward must have as many samples in all its arrays, but they differ"):
        network.backward(forward._replace(outs=one_sample_less), [[0.0], [1.0]])
