"""The examples of the Encyclopedia, the Lecture note and the Slides, against plain numbers."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from lessons import examples
from lessons.evidence import encyclopedia, lecture_note, slides
from lessons.examples import Example
from lessons.examples.two_two_two import WEIGHTS
from lessons.layer import Layer
from lessons.network import Network
from tests.support.common import logistic, refused

EXAMPLES: dict[str, Callable[[], Example]] = {
    "linear_neuron": examples.linear_neuron,
    "lecture_network, softmax": examples.lecture_network,
    "lecture_network, sigmoid": lambda: examples.lecture_network("sigmoid"),
    "slides_network": examples.slides_network,
    "slides_network, deep": lambda: examples.slides_network(3, 4, "tanh"),
}
every_example = pytest.mark.parametrize("build", EXAMPLES.values(), ids=list(EXAMPLES))


@every_example
def test_an_example_is_the_same_each_time(build: Callable[[], Example]) -> None:
    first, second = build(), build()
    np.testing.assert_array_equal(first.network.to_vector(), second.network.to_vector())
    np.testing.assert_array_equal(first.x, second.x)
    np.testing.assert_array_equal(first.t, second.t)
    assert first.rate == second.rate


@every_example
def test_an_example_learns(build: Callable[[], Example]) -> None:
    losses = build().train(40).losses
    assert losses.shape == (41,)
    assert (np.diff(losses) < 0).all()


def test_the_weights_of_two_two_two_stand_where_the_document_has_them() -> None:
    layers = examples.two_two_two().network.layers
    values = [layers[weight.layer].weights[weight.place] for weight in WEIGHTS]
    assert values == [0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55]
    ways = [f"{weight.name}: {weight.start} {weight.end}" for weight in WEIGHTS]
    assert ways[:4] == ["w1: i1 h1", "w2: i2 h1", "w3: i1 h2", "w4: i2 h2"]
    assert ways[4:] == ["w5: h1 o1", "w6: h2 o1", "w7: h1 o2", "w8: h2 o2"]


# Encyclopedia: the linear neuron.


def test_the_linear_neuron_has_the_training_case_of_the_text() -> None:
    example = examples.linear_neuron()
    assert repr(example.network) == "Network(2-1, identity, squared_error)"
    assert example.x.tolist() == [1.0, 1.0]
    assert example.t.tolist() == [0.0]
    assert example.train_biases is False


def test_the_error_of_the_linear_neuron_is_a_parabola_over_y() -> None:
    example = examples.linear_neuron()
    for y in (-2.0, -0.5, 0.0, 0.5, 3.0):
        assert example.network.loss([y], example.t) == y * y


@pytest.mark.parametrize("w1", [-2.0, -0.5, 0.0, 0.25, 3.0])
def test_the_error_surface_is_a_parabolic_cylinder(w1: float) -> None:
    for w2 in (-3.0, -1.0, 0.0, 0.75, 2.0):
        error = encyclopedia.error_at(w1, w2)
        assert error == (w1 + w2) * (w1 + w2)
        # A cylinder: along (1, -1) nothing changes, however far one goes.
        assert all(encyclopedia.error_at(w1 + far, w2 - far) == error for far in (-4.0, 0.5, 16.0))


def test_the_minima_are_the_line_on_which_the_weights_cancel() -> None:
    grid = np.linspace(-2.0, 2.0, 17)
    errors = np.array([[encyclopedia.error_at(w1, w2) for w2 in grid] for w1 in grid])
    assert errors.min() == 0.0
    np.testing.assert_array_equal(errors == 0.0, grid[:, np.newaxis] == -grid)


def test_descent_of_the_linear_neuron_keeps_the_difference_of_the_weights() -> None:
    # Both weights get the same step, so that the path is a line at right angles to the valley,
    # and where it ends depends on where it starts: w₁ − w₂ = 0.5 and w₁ + w₂ = 0.
    (layer,) = examples.linear_neuron().train(100).network.layers
    assert layer.weights[0] == pytest.approx([0.25, -0.25], rel=1e-12)
    assert layer.biases.tolist() == [0.0]


@pytest.mark.parametrize("updates", [0, 1, 2, 5])
def test_each_update_takes_the_sum_of_the_weights_to_0_6_of_what_it_was(updates: int) -> None:
    (layer,) = examples.linear_neuron().train(updates).network.layers
    assert layer.weights.sum() == pytest.approx(1.5 * 0.6**updates, rel=1e-13)


# Lecture note: the network of figure 1.


def test_the_lecture_network_is_that_of_figure_1() -> None:
    softmax, sigmoid = examples.lecture_network(), examples.lecture_network("sigmoid")
    assert repr(softmax.network) == "Network(3-3-3-3, logistic, logistic, softmax, cross_entropy)"
    assert repr(sigmoid.network) == "Network(3-3-3-1, logistic, logistic, logistic, binary_cross_entropy)"
    for one, other in zip(softmax.network.layers[:2], sigmoid.network.layers[:2], strict=True):
        np.testing.assert_array_equal(one.weights, other.weights)
        np.testing.assert_array_equal(one.biases, other.biases)
    np.testing.assert_array_equal(softmax.x, sigmoid.x)
    np.testing.assert_array_equal(softmax.t[:, :1], sigmoid.t)
    for example in (softmax, sigmoid):
        assert example.train_biases
        assert example.rate == 0.5
        assert not example.network.layers[-1].biases.any()


@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_the_lecture_network_predicts_what_plain_numbers_give(output: str) -> None:
    example = examples.lecture_network(output)
    predictions = example.network.forward(example.x).outs[-1]
    for x, prediction in zip(example.x.tolist(), predictions, strict=True):
        z = x
        for k, layer in enumerate(example.network.layers, start=1):
            rows = zip(layer.weights.tolist(), layer.biases.tolist(), strict=True)
            a = [sum(w * value for w, value in zip(row, z, strict=True)) + bias for row, bias in rows]
            z = [logistic(value) for value in a]
            if k == 3 and output == "softmax":
                z = [math.exp(value) / sum(map(math.exp, a)) for value in a]
        assert prediction == pytest.approx(z, rel=1e-13)


@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
@pytest.mark.parametrize("updates", [0, 3])
def test_the_bias_as_the_last_column_gives_the_same_forward_pass(output: str, updates: int) -> None:
    example = examples.lecture_network(output)
    network = example.train(updates).network
    with_columns = lecture_note.forward_with_bias_columns(network, example.x)
    forward = network.forward(example.x)
    for one, other in zip(with_columns.nets, forward.nets, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-13, atol=1e-15)
    for one, other in zip(with_columns.outs[:-1], forward.outs[:-1], strict=True):
        np.testing.assert_allclose(one[:, :-1], other, rtol=1e-13, atol=1e-15)
        np.testing.assert_array_equal(one[:, -1], 1.0)
    np.testing.assert_allclose(with_columns.outs[-1], forward.outs[-1], rtol=1e-13)


def test_the_matrices_of_a_stack_have_the_bias_as_their_last_column() -> None:
    layer = Layer([[[1.0, 2.0]], [[3.0, 4.0]]], [5.0], "identity")
    assert lecture_note.with_bias_column(layer).tolist() == [[[1.0, 2.0, 5.0]], [[3.0, 4.0, 5.0]]]
    shared = Layer([[1.0, 2.0]], [[5.0], [6.0]], "identity")
    assert lecture_note.with_bias_column(shared).tolist() == [[[1.0, 2.0, 5.0]], [[1.0, 2.0, 6.0]]]


@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_theta_is_the_rows_of_the_matrices_one_after_the_other(output: str) -> None:
    network = examples.lecture_network(output).network
    by_hand = []
    for layer in network.layers:
        for row, bias in zip(layer.weights.tolist(), layer.biases.tolist(), strict=True):
            by_hand += [*row, bias]
    assert network.to_vector().tolist() == by_hand
    matrices = [lecture_note.with_bias_column(layer).ravel() for layer in network.layers]
    assert np.concatenate(matrices).tolist() == by_hand


@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_algorithm_1_gives_the_gradients_of_the_core(output: str) -> None:
    example = examples.lecture_network(output)
    network = example.network
    gradients = network.backward(network.forward(example.x), example.t).gradients
    by_lines = lecture_note.algorithm_1(network, example.x, example.t)
    for matrix, gradient in zip(by_lines, gradients, strict=True):
        np.testing.assert_allclose(matrix[:, :-1], gradient.weights, rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(matrix[:, -1], gradient.biases, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("output", ["", "logistic", "SOFTMAX", None])
def test_another_output_of_the_lecture_network_is_refused(output: str) -> None:
    with refused(f"output must be 'softmax' or 'sigmoid', but it is {output!r}"):
        examples.lecture_network(output)


# Slides: regression.


@pytest.mark.parametrize("hidden_layers", [1, 2, 4])
@pytest.mark.parametrize("units", [1, 3])
def test_the_slides_network_has_so_many_hidden_layers_and_one_linear_output(
    hidden_layers: int, units: int
) -> None:
    network = examples.slides_network(hidden_layers, units, "softsign").network
    assert network.sizes == (2, *[units] * hidden_layers, 1)
    names = [layer.activation.name for layer in network.layers]
    assert names == ["softsign"] * hidden_layers + ["identity"]
    assert network.loss.name == "half_squared_error"


def test_the_slides_network_learns_the_product_of_its_inputs() -> None:
    example = examples.slides_network()
    assert example.t[:, 0].tolist() == [x1 * x2 for x1, x2 in example.x.tolist()]
    assert example.train_biases


@pytest.mark.parametrize("activation", ["relu", "gaussian", "tanh"])
def test_any_activation_that_works_unit_by_unit_may_be_asked_for(activation: str) -> None:
    example = examples.slides_network(2, 2, activation)
    losses = example.train(5).losses
    assert losses[-1] < losses[0]


@pytest.mark.parametrize("hidden_layers", [1, 3])
def test_the_formulas_of_page_5_give_the_prediction(hidden_layers: int) -> None:
    example = examples.slides_network(hidden_layers)
    w = [slides.to_slides_weights(layer).tolist() for layer in example.network.layers]
    predictions = example.network.forward(example.x).outs[-1]
    for x, prediction in zip(example.x.tolist(), predictions, strict=True):
        z = [1.0, *x]
        for j in range(hidden_layers):
            units = range(len(w[j][0]))
            z = [1.0, *(logistic(sum(w[j][p][i] * z[p] for p in range(len(z)))) for i in units)]
        y_e = sum(w[-1][p][0] * z[p] for p in range(len(z)))
        assert prediction == pytest.approx([y_e], rel=1e-13)


def test_the_input_comes_first_in_the_weights_of_the_slides() -> None:
    layer = Layer([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [7.0, 8.0, 9.0], "logistic")
    w = slides.to_slides_weights(layer)
    assert w.tolist() == [[7.0, 8.0, 9.0], [1.0, 3.0, 5.0], [2.0, 4.0, 6.0]]


@pytest.mark.parametrize("hidden_layers", [1, 2])
def test_the_weights_of_the_slides_and_back_are_the_same_layer(hidden_layers: int) -> None:
    network = examples.slides_network(hidden_layers).network
    for layer in network.layers:
        again = slides.from_slides_weights(slides.to_slides_weights(layer), layer.activation)
        np.testing.assert_array_equal(again.weights, layer.weights)
        np.testing.assert_array_equal(again.biases, layer.biases)
        assert again.activation is layer.activation


def test_the_weights_of_a_stack_go_to_the_slides_and_back() -> None:
    layer = Layer(np.arange(12.0).reshape(2, 2, 3), [0.5, 0.25], "tanh")
    w = slides.to_slides_weights(layer)
    assert w.shape == (2, 4, 2)
    assert w[:, 0].tolist() == [[0.5, 0.25], [0.5, 0.25]]
    np.testing.assert_array_equal(slides.from_slides_weights(w, "tanh").weights, layer.weights)


def test_the_gradient_of_pages_11_and_14_is_that_of_the_core() -> None:
    example = examples.slides_network()
    x, y = example.x[0], example.t[0, 0]
    network = example.network
    w0, w1 = (slides.to_slides_weights(layer).tolist() for layer in network.layers)
    z = [logistic(w0[0][i] + w0[1][i] * x[0] + w0[2][i] * x[1]) for i in range(3)]
    error = w1[0][0] + sum(w1[i + 1][0] * z[i] for i in range(3)) - y
    by_w0 = [[x_p * error * w1[i + 1][0] * z[i] * (1 - z[i]) for i in range(3)] for x_p in (1.0, *x.tolist())]
    by_w1 = [error * z_p for z_p in (1.0, *z)]
    gradients = network.backward(network.forward(x), [y]).gradients
    np.testing.assert_allclose(gradients[0].weights.T, by_w0[1:], rtol=1e-12)
    np.testing.assert_allclose(gradients[0].biases, by_w0[0], rtol=1e-12)
    np.testing.assert_allclose(gradients[1].weights[0], by_w1[1:], rtol=1e-12)
    np.testing.assert_allclose(gradients[1].biases, by_w1[:1], rtol=1e-12)


@pytest.mark.parametrize("name", ["hidden_layers", "units"])
@pytest.mark.parametrize("value", [0, -1, 1.5, True, "2", None])
def test_a_number_of_the_slides_network_that_is_none_is_refused(name: str, value: object) -> None:
    with refused(f"{name} must be a whole number, at least 1, but it is {value!r}"):
        examples.slides_network(**{name: value})  # type: ignore[arg-type]


def test_softmax_in_a_hidden_layer_of_the_slides_is_refused() -> None:
    with refused("activation must work unit by unit, but it is softmax"):
        examples.slides_network(activation="softmax")


def test_an_unknown_activation_of_the_slides_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^there is no activation 'sigmoid'; there are: identity, "):
        examples.slides_network(activation="sigmoid")


@pytest.mark.parametrize("shape", [(), (2,), (1, 2)])
def test_weights_of_the_slides_without_a_row_for_an_input_are_refused(shape: tuple[int, ...]) -> None:
    with refused(f"w must have the axes (n_in + 1, n_out), but has the shape {shape}"):
        slides.from_slides_weights(np.ones(shape), "logistic")


def test_weights_of_the_slides_that_are_not_finite_are_refused() -> None:
    with refused("w must hold finite numbers, but it holds inf"):
        slides.from_slides_weights(np.array([[1.0], [np.inf]]), "logistic")


# Algorithm 1, asked for what it cannot do.


def test_algorithm_1_refuses_a_loss_with_another_output_delta() -> None:
    network = Network([Layer([[0.1]], [0.0], "logistic")], "half_squared_error")
    with refused(
        "network must have a cross-entropy, with the output delta S(a) − y, but has half_squared_error"
    ):
        lecture_note.algorithm_1(network, np.array([[1.0]]), np.array([[1.0]]))


def test_algorithm_1_refuses_data_that_do_not_fit() -> None:
    example = examples.lecture_network()
    with refused("x has 2 features, but the first layer takes 3"):
        lecture_note.algorithm_1(example.network, example.x[:, :2], example.t)
    with refused("y has 2 samples, but x has 3"):
        lecture_note.algorithm_1(example.network, example.x, example.t[:2])
    with pytest.raises(ValueError, match=r"^x and y must have the axes \(samples, units\)"):
        lecture_note.algorithm_1(example.network, example.x[0], example.t[0])
    with pytest.raises(ValueError, match=r"^network must be a single one, but is a stack of \(2,\)$"):
        lecture_note.algorithm_1(example.network.stacked((2,)), example.x, example.t)


def test_the_forward_pass_with_bias_columns_refuses_data_that_do_not_fit() -> None:
    network = examples.lecture_network().network
    with refused("x has 2 features, but the first layer takes 3"):
        lecture_note.forward_with_bias_columns(network, np.array([[1.0, 2.0]]))


def test_algorithm_1_as_printed_needs_layers_of_one_size() -> None:
    network = Network(
        [Layer([[0.1, 0.2]], [0.3], "logistic"), Layer([[0.4], [0.5]], [0.0, 0.0], "softmax")],
        "cross_entropy",
    )
    with refused("as_printed needs layers of one size, but the sizes are (1, 2)"):
        lecture_note.algorithm_1(network, np.array([[1.0, 2.0]]), np.array([[1.0, 0.0]]), as_printed=True)
