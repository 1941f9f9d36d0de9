"""One test for each bug that implementations of backpropagation have had, and must not have here.

`tests/support/mutants.py` puts the bugs back, one at a time, and sees to it that these tests notice.
"""

from __future__ import annotations

import numpy as np

from lessons import Adam, GradientDescent, Layer, Network, activations, examples, losses
from lessons.autodiff import Variable
from lessons.network import Gradient


def test_hidden_deltas_are_taken_with_the_weights_of_before_the_update() -> None:
    # In place, E would be 0.291027924: what the Step-by-step example prints.
    losses_of_training = examples.two_two_two().train(1).losses
    assert f"{losses_of_training[1]:.9f}" == "0.291027774"


def test_slope_of_a_hidden_unit_is_that_at_its_net_not_at_its_out() -> None:
    for name in ("logistic", "tanh", "softsign", "swish", "gaussian"):
        network = Network(
            [Layer([[0.7]], [0.2], name), Layer([[1.3]], [-0.4], "identity")], "half_squared_error"
        )
        backward = network.backward(network.forward([0.9]), [0.1])
        step = 1e-6
        ends = [
            network.backward(network.from_vector(theta).forward([0.9]), [0.1]).loss
            for theta in network.to_vector() + np.outer([step, -step], [1.0, 0.0, 0.0, 0.0])
        ]
        expected = (ends[0] - ends[1]) / (2.0 * step)
        np.testing.assert_allclose(backward.gradients[0].weights, [[expected]], rtol=1e-7)


def test_value_used_twice_gets_the_gradients_of_both_uses() -> None:
    x = Variable(3.0)
    (x * x + x).backward()
    assert x.gradient == 7.0


def test_first_steps_of_adam_are_the_same_for_every_parameter() -> None:
    # With a constant gradient g, m̂ = g and ŝ = g² at each step, so each step is the rate.
    network = Network.initialize([2, 3, 1])
    gradients = [
        Gradient(np.full_like(layer.weights, 0.3), np.full_like(layer.biases, -20.0))
        for layer in network.layers
    ]
    optimizer = Adam(rate=0.01)
    after, memory = network, optimizer.start(network)
    for _ in range(3):
        after, memory = optimizer.update(after, gradients, memory)
    for layer, layer_after in zip(network.layers, after.layers, strict=True):
        np.testing.assert_allclose(layer_after.weights, layer.weights - 0.03, rtol=1e-6)
        np.testing.assert_allclose(layer_after.biases, layer.biases + 0.03, rtol=1e-6)


def test_bias_of_zero_is_a_bias() -> None:
    layer = Layer([[2.0, -1.0]], [0.0], "identity")
    np.testing.assert_array_equal(layer.biases, [0.0])
    network = Network([layer], "half_squared_error")
    np.testing.assert_array_equal(network.forward([3.0, 4.0]).nets[0], [2.0])


def test_zero_biases_are_trained() -> None:
    network = Network([Layer([[2.0]], [0.0], "identity")], "half_squared_error")
    gradients = network.backward(network.forward([1.0]), [0.0]).gradients
    after = GradientDescent(0.5).step(network, gradients)
    np.testing.assert_array_equal(after.layers[0].biases, [-1.0])


def test_relu_changes_no_array_that_it_is_given() -> None:
    relu = activations.get("relu")
    net, error_by_out = np.array([[-1.0, 2.0]]), np.array([[5.0, 7.0]])
    out = relu.function(net)
    np.testing.assert_array_equal(relu.backward(net, out, error_by_out), [[0.0, 7.0]])
    np.testing.assert_array_equal(net, [[-1.0, 2.0]])
    np.testing.assert_array_equal(out, [[0.0, 2.0]])
    np.testing.assert_array_equal(error_by_out, [[5.0, 7.0]])


def test_loss_is_the_sum_over_the_outputs_not_their_mean() -> None:
    assert losses.get("squared_error")([1.0, 2.0, 3.0], [0.0, 0.0, 0.0]) == 14.0
    assert losses.get("half_squared_error")([1.0, 2.0, 3.0], [0.0, 0.0, 0.0]) == 7.0
    example = examples.two_two_two()
    backward = example.network.backward(example.network.forward(example.x), example.t)
    assert f"{backward.loss:.9f}" == "0.298371109"


def test_softmax_shares_out_among_the_units_of_each_sample() -> None:
    softmax = activations.get("softmax")
    net = np.array([[0.0, np.log(3.0)], [np.log(4.0), 0.0], [1.0, 1.0]])
    expected = [[0.25, 0.75], [0.8, 0.2], [0.5, 0.5]]
    np.testing.assert_allclose(softmax(net), expected, rtol=1e-15)
    np.testing.assert_allclose(softmax(np.stack([net, net])), [expected, expected], rtol=1e-15)
    network = Network([Layer(np.eye(2), [0.0, 0.0], "softmax")], "cross_entropy")
    np.testing.assert_allclose(network.forward(net).outs[-1], expected, rtol=1e-15)
