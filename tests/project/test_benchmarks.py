"""The benchmarks compare the same arithmetic: what they time is checked here, not how long it takes."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import by_hand, comparisons, peers, run
from benchmarks.comparisons import Comparison
from lessons import GradientDescent, Network, examples, train
from lessons.examples import Example


def test_loop_by_hand_has_the_losses_and_weights_of_the_core() -> None:
    example = examples.two_two_two()
    training = example.train(300)
    weights, losses = by_hand.train_two_layers(example.network, example.x[None], example.t[None], 0.5, 300)
    np.testing.assert_allclose(losses, training.losses, rtol=1e-12)
    for layer, by_loop in zip(training.network.layers, weights, strict=True):
        np.testing.assert_allclose(by_loop, layer.weights, rtol=1e-12)


def test_plain_python_has_the_losses_and_weights_of_the_core() -> None:
    random = np.random.default_rng(0)
    several = Example(
        Network.initialize([3, 4, 3, 2]),
        random.normal(size=(5, 3)),
        random.uniform(size=(5, 2)),
        rate=0.5,
        train_biases=True,
    )
    for example in (examples.two_two_two(), several):
        training = example.train(100)
        layers, losses = comparisons.in_plain_python(example, 100)
        np.testing.assert_allclose(losses, training.losses, rtol=1e-12)
        for layer, neurons in zip(training.network.layers, layers, strict=True):
            np.testing.assert_allclose([neuron.weights for neuron in neurons], layer.weights, rtol=1e-12)
            np.testing.assert_allclose([neuron.bias for neuron in neurons], layer.biases, rtol=1e-12)


def test_torch_has_the_losses_and_weights_of_the_core() -> None:
    pytest.importorskip("torch")
    example = examples.two_two_two()
    training = example.train(100)
    weights, losses = peers.train_with_torch(example, 100)
    np.testing.assert_allclose(losses, training.losses, rtol=1e-12)
    for layer, by_torch in zip(training.network.layers, weights, strict=True):
        np.testing.assert_allclose(by_torch, layer.weights, rtol=1e-12)


def test_scikit_learn_has_the_weights_of_the_core_when_neither_shuffles() -> None:
    pytest.importorskip("sklearn")
    x, labels = peers.digits()
    network = Network.initialize([64, 64, 10], activations=["relu", "softmax"], loss="cross_entropy")
    training = train(
        network, x, np.eye(10)[labels], GradientDescent(0.1), epochs=2, batch_size=32, shuffle=False
    )
    weights = peers.classify_with_scikit_learn(network, x, labels, 0.1, 32, 2, shuffle=False)
    for layer, by_scikit_learn in zip(training.network.layers, weights, strict=True):
        np.testing.assert_allclose(by_scikit_learn, layer.weights, rtol=1e-10, atol=1e-14)


def test_bare_matrix_products_are_those_of_an_update() -> None:
    random = np.random.default_rng(0)
    network = Network.initialize([6, 5, 3], activations=["relu", "softmax"], loss="cross_entropy")
    x, t = random.normal(size=(4, 6)), np.eye(3)[[0, 2, 1, 1]]
    matrices = by_hand.matrices_of_an_update(network, x, t)
    *nets, error_by_hidden, hidden_gradient, output_gradient = by_hand.matrix_products(matrices)
    forward = network.forward(x)
    backward = network.backward(forward, t)
    for layer, net, product in zip(network.layers, forward.nets, nets, strict=True):
        np.testing.assert_allclose(product + layer.biases, net, rtol=1e-12)
    np.testing.assert_allclose(
        4 * error_by_hidden * (forward.nets[0] > 0), backward.deltas[0], rtol=1e-12, atol=1e-16
    )
    np.testing.assert_allclose(hidden_gradient, backward.gradients[0].weights, rtol=1e-12, atol=1e-16)
    np.testing.assert_allclose(output_gradient, backward.gradients[1].weights, rtol=1e-12, atol=1e-16)


def test_every_comparison_runs_on_both_sides() -> None:
    small = [
        *comparisons.one_small_network(updates=2),
        comparisons.in_lists(updates=1),
        comparisons.a_stack(rates=4, updates=3, one_by_one=2),
        comparisons.the_digits(epochs=1),
        comparisons.one_large_update(sizes=(6, 5, 3), batch_size=4),
    ]
    assert len(small) == len(comparisons.comparisons())
    for comparison in small:
        if comparison.other is not None:
            comparison.core()
            comparison.other()


def test_stack_is_compared_with_its_share_of_the_work() -> None:
    assert comparisons.a_stack(rates=1000, updates=1, one_by_one=10).share == 0.01


@pytest.mark.parametrize(
    ("at_most", "end"), [(1e9, "≤ 1e+09 | met |"), (0.0, "≤ 0 | missed |"), (None, " |  |  |")]
)
def test_row_of_the_table_has_the_verdict(at_most: float | None, end: str) -> None:
    row = run.row(Comparison("work", lambda: sum(range(99)), "peer", lambda: sum(range(99)), at_most))
    assert row.startswith("| work | ")
    assert row.endswith(end)


def test_row_of_a_peer_that_is_missing_says_so() -> None:
    row = run.row(Comparison("work", lambda: None, "peer", None, at_most=1.5))
    assert row == "| work |  | peer | not installed |  | ≤ 1.5 |  |"
