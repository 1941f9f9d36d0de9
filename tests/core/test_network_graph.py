"""A network on the tape: the same loss and the same gradients as `Network.backward`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons import Layer, Network, activations, losses
from lessons.arrays import Array
from lessons.network import Backward, Gradient
from lessons.studies import network_graph
from lessons.studies.network_graph import network_loss
from tests.support.common import NEEDS

seeds = st.integers(0, 10_000)
sizes_of_networks = st.lists(st.integers(1, 6), min_size=2, max_size=5)


def targets_for(loss: str, samples: int, units: int, random: np.random.Generator) -> Array:
    if loss == "cross_entropy":
        return random.dirichlet(np.ones(units), size=samples)
    if loss == "binary_cross_entropy":
        return random.uniform(size=(samples, units))
    return random.normal(size=(samples, units))


def both_ways(network: Network, x: Array, t: Array) -> tuple[Backward, Backward]:
    """Return what the network finds, and what the tape finds in the same form."""
    loss, layers = network_loss(network, x, t)
    by_tape = loss.backward()
    samples = np.atleast_2d(x).shape[-2]
    deltas = tuple(by_tape[layer.net] * samples for layer in layers)
    gradients = tuple(Gradient(by_tape[layer.weights], by_tape[layer.biases]) for layer in layers)
    return network.backward(network.forward(x), t), Backward(loss.value, deltas, gradients)


@pytest.mark.parametrize("loss", network_graph.LOSSES)
@pytest.mark.parametrize("activation", network_graph.ACTIVATIONS)
@given(sizes=sizes_of_networks, samples=st.integers(1, 7), seed=seeds)
def test_any_network_is_reproduced(
    activation: str, loss: str, sizes: list[int], samples: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    names = [activation] * (len(sizes) - 2) + [NEEDS.get(loss, activation)]
    network = Network.initialize(sizes, activations=names, loss=loss, seed=seed)
    x = random.normal(size=(samples, sizes[0]))
    t = targets_for(loss, samples, sizes[-1], random)
    by_network, by_tape = both_ways(network, x, t)
    assert by_tape.loss == pytest.approx(by_network.loss, rel=1e-12, abs=1e-14)
    for delta, tape_delta in zip(by_network.deltas, by_tape.deltas, strict=True):
        np.testing.assert_allclose(tape_delta, delta, rtol=1e-10, atol=1e-14)
    for gradient, tape_gradient in zip(by_network.gradients, by_tape.gradients, strict=True):
        np.testing.assert_allclose(tape_gradient.weights, gradient.weights, rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(tape_gradient.biases, gradient.biases, rtol=1e-10, atol=1e-14)


def test_tape_can_write_every_activation_and_every_loss() -> None:
    assert set(network_graph.ACTIVATIONS) == set(activations.KNOWN)
    assert set(network_graph.LOSSES) == set(losses.KNOWN)


def test_stack_gives_the_gradients_of_each_network_with_a_seed_of_ones() -> None:
    random = np.random.default_rng(2)
    hidden = Layer(random.normal(size=(5, 3, 2)), random.normal(size=(5, 3)), "logistic")
    network = Network([hidden, Layer(np.ones((1, 3)), [0.5], "identity")], "half_squared_error")
    x, t = random.normal(size=(4, 2)), random.normal(size=(4, 1))
    backward = network.backward(network.forward(x), t)
    loss, layers = network_loss(network, x, t)
    np.testing.assert_array_equal(loss.value, backward.loss)
    with pytest.raises(ValueError, match=r"backward needs a seed, because the value has the shape \(5,\)"):
        loss.backward()
    gradients = loss.backward(np.ones(5))
    np.testing.assert_allclose(gradients[layers[0].weights], backward.gradients[0].weights, rtol=1e-13)
    np.testing.assert_allclose(gradients[layers[0].biases], backward.gradients[0].biases, rtol=1e-13)
    # The last layer is one for all networks, so the tape adds up what each of them wants of it.
    np.testing.assert_allclose(gradients[layers[1].weights], backward.gradients[1].weights.sum(axis=0))


def test_activation_or_loss_of_somebody_else_is_refused_by_name() -> None:
    sine = activations.Activation(
        "sine", function=np.sin, backward=lambda net, out, error: error * np.cos(net)
    )
    namesake = activations.Activation(
        "logistic", function=np.sin, backward=lambda net, out, error: error * np.cos(net)
    )
    for activation in (sine, namesake):
        network = Network([Layer([[1.0]], [0.0], activation)], "half_squared_error")
        with pytest.raises(ValueError, match=f"the tape cannot write '{activation.name}'; it can: identity"):
            network_loss(network, [1.0], [1.0])
    square = losses.HALF_SQUARED_ERROR
    loss = losses.Loss("mine", per_sample=square.per_sample, error_by_out=square.error_by_out)
    network = Network([Layer([[1.0]], [0.0], "identity")], loss)
    with pytest.raises(ValueError, match="the tape cannot write 'mine'; it can: squared_error"):
        network_loss(network, [1.0], [1.0])


def test_bad_input_gets_a_clear_refusal() -> None:
    network = Network.initialize([2, 1])
    with pytest.raises(ValueError, match="x has 3 features, but the first layer takes 2"):
        network_loss(network, [1.0, 2.0, 3.0], [1.0])
    with pytest.raises(ValueError, match="t has 2 samples, but x has 3"):
        network_loss(network, np.ones((3, 2)), np.ones((2, 1)))
