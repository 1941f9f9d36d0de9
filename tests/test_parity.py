"""Backpropagation against autograd, which differentiates a loss written without the core."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import autograd.numpy as anp
import numpy as np
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lessons import GradientDescent, Layer, Network, train

Array = NDArray[np.float64]
Parameters = list[tuple[Array, Array]]

FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "identity": lambda net: net,
    "logistic": lambda net: 1 / (1 + anp.exp(-net)),
}
LOSSES: dict[str, Callable[[Any, Any], Any]] = {
    "squared_error": lambda y, t: anp.sum((t - y) ** 2),
    "half_squared_error": lambda y, t: anp.sum((t - y) ** 2) / 2,
}


@dataclass
class Problem:
    """A random network as plain arrays, with its data."""

    parameters: Parameters
    activations: list[str]
    loss: str
    x: Array
    t: Array

    def network(self) -> Network:
        pairs = zip(self.parameters, self.activations, strict=True)
        return Network([Layer(weights, biases, name) for (weights, biases), name in pairs], self.loss)

    def total_loss(self, parameters: Any, offsets: Any = None) -> Any:
        """Add up the losses of the samples; offsets are added to the weighted inputs."""
        total = 0.0
        for sample in range(len(self.x)):
            out = self.x[sample]
            for k, (weights, biases) in enumerate(parameters):
                net = anp.dot(weights, out) + biases
                if offsets is not None:
                    net = net + offsets[k][sample]
                out = FUNCTIONS[self.activations[k]](net)
            total = total + LOSSES[self.loss](out, self.t[sample])
        return total

    def mean_loss(self, parameters: Any) -> Any:
        return self.total_loss(parameters) / len(self.x)

    def deltas(self) -> list[Array]:
        """∂E_n/∂net: what an offset of a weighted input changes."""
        none = [np.zeros((len(self.x), len(biases))) for _, biases in self.parameters]
        return grad(lambda offsets: self.total_loss(self.parameters, offsets))(none)  # type: ignore[no-any-return]

    def gradients(self) -> Parameters:
        return grad(self.mean_loss)(self.parameters)  # type: ignore[no-any-return]


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    sizes = draw(st.lists(st.integers(1, 5), min_size=2, max_size=5))
    layers = len(sizes) - 1
    activations = draw(st.lists(st.sampled_from(sorted(FUNCTIONS)), min_size=layers, max_size=layers))
    samples = draw(st.integers(1, 4))
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    parameters = [
        (random.uniform(-1, 1, (n_out, n_in)), random.uniform(-1, 1, n_out) * random.integers(0, 2, n_out))
        for n_in, n_out in pairwise(sizes)
    ]
    x, t = random.uniform(-1, 1, (samples, sizes[0])), random.uniform(-1, 1, (samples, sizes[-1]))
    return Problem(parameters, activations, draw(st.sampled_from(sorted(LOSSES))), x, t)


def close(actual: Any, desired: Any) -> None:
    np.testing.assert_allclose(actual, desired, rtol=1e-10, atol=1e-14)


@settings(deadline=None, max_examples=80)
@given(problem=problems())
def test_loss_deltas_and_gradients_are_those_of_autograd(problem: Problem) -> None:
    network = problem.network()
    backward = network.backward(network.forward(problem.x), problem.t)
    close(backward.loss, problem.mean_loss(problem.parameters))
    for delta, right_delta in zip(backward.deltas, problem.deltas(), strict=True):
        close(delta, right_delta)
    for gradient, (weights, biases) in zip(backward.gradients, problem.gradients(), strict=True):
        close(gradient.weights, weights)
        close(gradient.biases, biases)


@settings(deadline=None, max_examples=15)
@given(problem=problems(), epochs=st.integers(1, 4))
def test_training_is_gradient_descent_with_the_gradients_of_autograd(problem: Problem, epochs: int) -> None:
    rate = 0.1
    training = train(problem.network(), problem.x, problem.t, GradientDescent(rate), epochs=epochs)
    losses = [problem.mean_loss(problem.parameters)]
    for _ in range(epochs):
        pairs = zip(problem.parameters, problem.gradients(), strict=True)
        problem.parameters = [(w - rate * by_w, b - rate * by_b) for (w, b), (by_w, by_b) in pairs]
        losses.append(problem.mean_loss(problem.parameters))
    close(training.losses, losses)
    for layer, (weights, biases) in zip(training.network.layers, problem.parameters, strict=True):
        close(layer.weights, weights)
        close(layer.biases, biases)
