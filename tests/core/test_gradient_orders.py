"""The four orders of multiplication: the same gradients, and counts that add up."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons import Layer, Network, examples
from lessons.studies import gradient_orders
from lessons.studies.gradient_orders import CountedGradients, floats_kept, multiplications

ORDERS: dict[str, Callable[..., CountedGradients]] = {
    "path_by_path": gradient_orders.path_by_path,
    "weight_by_weight": gradient_orders.weight_by_weight,
    "forward_accumulation": gradient_orders.forward_accumulation,
    "backward_accumulation": gradient_orders.backward_accumulation,
}

sizes_of_networks = st.lists(st.integers(1, 4), min_size=2, max_size=5)


def sample_for(network: Network, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.normal(size=network.sizes[0]), random.normal(size=network.sizes[-1])


def assert_same_gradients(network: Network, x: object, t: object, counted: CountedGradients) -> None:
    expected = network.backward(network.forward(x), t).gradients  # type: ignore[arg-type]
    for gradient, by_network in zip(counted.gradients, expected, strict=True):
        for part, by_network_part in zip(gradient, by_network, strict=True):
            assert part.shape == by_network_part.shape
            np.testing.assert_allclose(part, by_network_part, rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("order", ORDERS)
@given(sizes=sizes_of_networks, seed=st.integers(0, 1000))
def test_order_gives_the_gradients_of_backpropagation(order: str, sizes: list[int], seed: int) -> None:
    network = Network.initialize(sizes, seed=seed)
    x, t = sample_for(network, seed)
    assert_same_gradients(network, x, t, ORDERS[order](network, x, t))


@pytest.mark.parametrize("order", ORDERS)
def test_order_gives_the_gradients_of_the_step_by_step_example(order: str) -> None:
    example = examples.two_two_two()
    counted = ORDERS[order](example.network, example.x, example.t)
    assert f"{counted.gradients[1].weights[0, 0]:.9f}" == "0.082167041"
    assert f"{counted.gradients[0].weights[0, 0]:.9f}" == "0.000438568"
    assert_same_gradients(example.network, example.x, example.t, counted)


@pytest.mark.parametrize("order", ORDERS)
@given(sizes=sizes_of_networks)
def test_formula_says_what_the_counter_counts(order: str, sizes: list[int]) -> None:
    network = Network.initialize(sizes)
    counted = ORDERS[order](network, *sample_for(network))
    assert counted.multiplications == getattr(multiplications(sizes), order)


# The count once more, with numbers that count how often they are multiplied, in plain loops.


class CountingNumber:
    """A number that keeps score on a list of all multiplications."""

    def __init__(self, value: float, score: list[int]) -> None:
        self.value = value
        self.score = score

    def __add__(self, other: CountingNumber) -> CountingNumber:
        return CountingNumber(self.value + other.value, self.score)

    def __mul__(self, other: CountingNumber) -> CountingNumber:
        self.score[0] += 1
        return CountingNumber(self.value * other.value, self.score)


Numbers = list[CountingNumber]


def sum_of_products(left: Numbers, right: Numbers) -> CountingNumber:
    first, *others = [a * b for a, b in zip(left, right, strict=True)]
    for other in others:
        first = first + other
    return first


def plain_factors(network: Network, score: list[int]) -> tuple[list[Numbers], list[list[Numbers]], Numbers]:
    """Return slopes and weights of each layer, and ∂E/∂out, for some sample."""
    x, t = sample_for(network)
    forward = network.forward(x)
    slopes = [
        [CountingNumber(slope, score) for slope in layer.activation.derivative(net)]
        for layer, net in zip(network.layers, forward.nets, strict=True)
    ]
    weights = [[[CountingNumber(w, score) for w in row] for row in layer.weights] for layer in network.layers]
    errors = [CountingNumber(error, score) for error in forward.outs[-1] - t]
    return slopes, weights, errors


def plain_backward_accumulation(network: Network) -> tuple[list[list[float]], int]:
    score = [0]
    slopes, weights, errors = plain_factors(network, score)
    deltas = [[error * slope for error, slope in zip(errors, slopes[-1], strict=True)]]
    for k in range(len(weights) - 1, 0, -1):
        columns = [list(column) for column in zip(*weights[k], strict=True)]
        deltas.insert(
            0,
            [
                sum_of_products(deltas[0], column) * slope
                for column, slope in zip(columns, slopes[k - 1], strict=True)
            ],
        )
    return with_outer_products(network, deltas, score)


def plain_forward_accumulation(network: Network) -> tuple[list[list[float]], int]:
    score = [0]
    slopes, weights, errors = plain_factors(network, score)
    jacobians: list[list[Numbers]] = []
    for k in range(1, len(weights)):
        one_layer = [[w * slope for w, slope in zip(row, slopes[k - 1], strict=True)] for row in weights[k]]
        jacobians = [
            [
                [sum_of_products(row, list(column)) for column in zip(*jacobian, strict=True)]
                for row in one_layer
            ]
            for jacobian in jacobians
        ]
        jacobians.append(one_layer)
    output_delta = [error * slope for error, slope in zip(errors, slopes[-1], strict=True)]
    deltas = [
        [sum_of_products(output_delta, list(column)) for column in zip(*jacobian, strict=True)]
        for jacobian in jacobians
    ]
    return with_outer_products(network, [*deltas, output_delta], score)


def with_outer_products(
    network: Network, deltas: list[Numbers], score: list[int]
) -> tuple[list[list[float]], int]:
    for layer, delta in zip(network.layers, deltas, strict=True):
        for number in delta:
            for _ in range(layer.n_in):
                number * CountingNumber(1.0, score)
    return [[number.value for number in delta] for delta in deltas], score[0]


def plain_weight_by_weight(network: Network) -> tuple[list[list[float]], int]:
    score = [0]
    slopes, weights, errors = plain_factors(network, score)
    found: list[list[float]] = []
    for layer, rows in enumerate(weights):
        found.append([])
        for unit, row in enumerate(rows):
            for _ in range(len(row) + 1):  # the weights of the unit, then its bias
                error_by_out = errors
                for k in range(len(weights) - 1, layer, -1):
                    delta = [error * slope for error, slope in zip(error_by_out, slopes[k], strict=True)]
                    columns = [list(column) for column in zip(*weights[k], strict=True)]
                    wanted = columns if k > layer + 1 else [columns[unit]]
                    error_by_out = [sum_of_products(delta, column) for column in wanted]
                error = error_by_out[unit] if layer == len(weights) - 1 else error_by_out[0]
                delta_of_unit = error * slopes[layer][unit]
            found[-1].append(delta_of_unit.value)
            score[0] += len(row)  # each weight, not the bias: times the input
    return found, score[0]


def plain_path_by_path(network: Network) -> tuple[list[list[float]], int]:
    score = [0]
    slopes, weights, errors = plain_factors(network, score)

    def delta(layer: int, unit: int) -> CountingNumber:
        if layer == len(weights) - 1:
            return errors[unit] * slopes[layer][unit]
        following = range(len(weights[layer + 1]))
        ways = [weights[layer + 1][to][unit] for to in following]
        return sum_of_products([delta(layer + 1, to) for to in following], ways) * slopes[layer][unit]

    found = []
    for layer, rows in enumerate(weights):
        found.append([delta(layer, unit).value for unit in range(len(rows))])
        for unit, row in enumerate(rows):
            for _ in row:
                delta(layer, unit) * CountingNumber(1.0, score)
    return found, score[0]


@pytest.mark.parametrize("sizes", [(2, 3), (3, 1, 2), (2, 3, 4, 2), (1, 2, 3, 2, 3)])
@pytest.mark.parametrize(
    ("order", "plain"),
    [
        ("path_by_path", plain_path_by_path),
        ("weight_by_weight", plain_weight_by_weight),
        ("forward_accumulation", plain_forward_accumulation),
        ("backward_accumulation", plain_backward_accumulation),
    ],
)
def test_numbers_that_count_themselves_come_to_the_same_count(
    order: str, plain: Callable[[Network], tuple[list[list[float]], int]], sizes: tuple[int, ...]
) -> None:
    network = Network.initialize(sizes, seed=3)
    counted = ORDERS[order](network, *sample_for(network))
    deltas, score = plain(network)
    assert counted.multiplications == score
    for gradient, delta in zip(counted.gradients, deltas, strict=True):
        np.testing.assert_allclose(gradient.biases, delta, rtol=1e-12)


def test_counts_of_the_2_2_2_network_are_those_counted_by_hand() -> None:
    # Backwards: 2 output deltas, 2 · (2 + 1) for the hidden ones, 8 weights.
    # Forwards: 4 for one layer's Jacobian, 2 output deltas, 4 to apply it, 8 weights.
    # By weight: an output delta takes 1, a hidden one 2 · 2 + 1 = 5; 4 weights and 2 biases of each layer.
    counts = multiplications([2, 2, 2])
    assert counts.backward_accumulation == 2 + 6 + 8
    assert counts.forward_accumulation == 4 + 2 + 4 + 8
    assert counts.path_by_path == counts.weight_by_weight == 4 * 2 + 2 * 1 + 4 * 6 + 2 * 5


def test_backward_accumulation_takes_about_two_multiplications_for_each_weight() -> None:
    for depth in (2, 8, 32):
        sizes = [100] * (depth + 1)
        weights = depth * 100**2
        assert multiplications(sizes).backward_accumulation <= 2.01 * weights


def test_orders_cost_more_the_less_they_keep() -> None:
    for sizes in ([3, 3, 3, 3, 3], [10, 10, 10, 10], [20] * 6):
        counts = multiplications(sizes)
        assert (
            counts.backward_accumulation
            < counts.forward_accumulation
            < counts.weight_by_weight
            < counts.path_by_path
        )


def test_deltas_kept_are_as_many_floats_as_backward_returns() -> None:
    network = Network.initialize([3, 5, 4, 2])
    x, t = sample_for(network)
    deltas = network.backward(network.forward(x), t).deltas
    assert floats_kept(network.sizes).deltas == sum(delta.size for delta in deltas)


def test_jacobians_not_kept_are_as_many_floats_as_the_matrices_have() -> None:
    kept = floats_kept([3, 5, 4, 2])
    assert kept.layer_jacobians == np.empty((4, 5)).size + np.empty((2, 4)).size
    assert kept.weight_jacobians == sum(np.empty(shape).size for shape in [(5, 5, 3), (4, 4, 5), (2, 2, 4)])


@pytest.mark.parametrize("order", ORDERS)
def test_bad_input_gets_a_clear_refusal(order: str) -> None:
    function = ORDERS[order]
    network = Network.initialize([2, 3, 1])
    with pytest.raises(ValueError, match="x has 3 features, but the first layer takes 2"):
        function(network, [1.0, 2.0, 3.0], [1.0])
    with pytest.raises(ValueError, match=r"x must be one sample, of shape \(2,\), but has \(4, 2\)"):
        function(network, np.ones((4, 2)), np.ones((4, 1)))
    with pytest.raises(ValueError, match="t has 2 values in its last axis, but the last layer has 1 units"):
        function(network, [1.0, 2.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="t must hold finite numbers, but it holds nan"):
        function(network, [1.0, 2.0], [np.nan])
    stack = Network([Layer(np.ones((5, 1, 2)), np.zeros(1), "logistic")], "half_squared_error")
    with pytest.raises(ValueError, match=r"network must be a single one, but is a stack of \(5,\)"):
        function(stack, [1.0, 2.0], [1.0])


@pytest.mark.parametrize("order", ORDERS)
def test_gradient_that_no_float_can_hold_is_refused_without_a_warning(order: str) -> None:
    layers = [Layer([[1e-200]], [0.0], "identity"), Layer([[1e200]], [0.0], "identity")]
    network = Network(layers, "half_squared_error")
    with pytest.raises(ValueError, match="the gradient of layer 1 leaves the range of float64"):
        ORDERS[order](network, [1.0], [-1e150])


@pytest.mark.parametrize("order", ORDERS)
def test_softmax_is_refused_because_it_does_not_act_unit_by_unit(order: str) -> None:
    network = Network.initialize([2, 3], activations="softmax")
    with pytest.raises(ValueError, match="softmax depends on every net of its layer"):
        ORDERS[order](network, [1.0, 2.0], [0.0, 0.0, 1.0])


@pytest.mark.parametrize("function", [multiplications, floats_kept])
def test_sizes_that_make_no_network_are_refused(function: Callable[[object], object]) -> None:
    with pytest.raises(ValueError, match=r"sizes must name the inputs and one layer or more, but are \[3\]"):
        function([3])
    with pytest.raises(ValueError, match="each of the sizes must be a whole number, at least 1, but it is 0"):
        function([3, 0])
    with pytest.raises(ValueError, match="sizes must be a sequence"):
        function(3)
