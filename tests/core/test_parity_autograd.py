"""Every activation with every loss against autograd, on networks written without the core."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from lessons import (
    AdaGrad,
    Adam,
    GradientDescent,
    Layer,
    Momentum,
    Network,
    RMSProp,
    activations,
    train,
)
from lessons.optimizers import Optimizer
from tests.support.common import NEEDS, close

Array = NDArray[np.float64]
Parameters = list[tuple[Array, Array]]


def softplus(net: Any) -> Any:
    return anp.logaddexp(0.0, net)


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "identity": lambda net: net,
    "logistic": lambda net: 1 / (1 + anp.exp(-net)),
    "tanh": anp.tanh,
    "softsign": lambda net: net / (1 + anp.abs(net)),
    "relu": lambda net: anp.where(net > 0, net, 0.0),
    "leaky_relu": lambda net: anp.where(net > 0, net, 0.01 * net),
    "swish": lambda net: net / (1 + anp.exp(-net)),
    "mish": lambda net: net * anp.tanh(softplus(net)),
    "gaussian": lambda net: anp.exp(-(net**2)),
    "softmax": lambda net: anp.exp(net) / anp.sum(anp.exp(net)),
}
LOSSES: dict[str, Callable[[Any, Any, Any], Any]] = {
    "squared_error": lambda net, out, t: anp.sum((t - out) ** 2),
    "half_squared_error": lambda net, out, t: anp.sum((t - out) ** 2) / 2,
    "cross_entropy": lambda net, out, t: -anp.sum(t * anp.log(out)),
    "binary_cross_entropy": lambda net, out, t: anp.sum(t * softplus(-net) + (1 - t) * softplus(net)),
}


@dataclass
class Problem:
    """A random network as plain arrays, with its data."""

    parameters: Parameters
    activations: list[str]
    loss: str
    x: Array
    t: Array

    @classmethod
    def random(
        cls, sizes: list[int], activations: list[str], loss: str, samples: int, seed: int
    ) -> "Problem":
        random = np.random.default_rng(seed)
        parameters = [
            (random.uniform(-1, 1, (n_out, n_in)), random.uniform(-1, 1, n_out))
            for n_in, n_out in pairwise(sizes)
        ]
        t = random.uniform(0.1, 1, (samples, sizes[-1]))
        if loss == "cross_entropy":
            t /= t.sum(axis=1, keepdims=True)
        return cls(parameters, activations, loss, random.uniform(-1, 1, (samples, sizes[0])), t)

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
            total = total + LOSSES[self.loss](net, out, self.t[sample])
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
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=5))
    loss = draw(st.sampled_from(sorted(LOSSES)))
    any_activation = st.sampled_from(sorted(FUNCTIONS))
    hidden = draw(st.lists(any_activation, min_size=len(sizes) - 2, max_size=len(sizes) - 2))
    last = NEEDS.get(loss) or draw(any_activation)
    samples, seed = draw(st.integers(1, 3)), draw(st.integers(0, 10**6))
    problem = Problem.random(sizes, [*hidden, last], loss, samples, seed)
    if draw(st.booleans()):  # a bias of 0.0 is a bias like any other
        problem.parameters = [(weights, np.zeros_like(biases)) for weights, biases in problem.parameters]
    return problem


def check(problem: Problem) -> None:
    network = problem.network()
    backward = network.backward(network.forward(problem.x), problem.t)
    close(backward.loss, problem.mean_loss(problem.parameters))
    for delta, right_delta in zip(backward.deltas, problem.deltas(), strict=True):
        close(delta, right_delta)
    for gradient, (weights, biases) in zip(backward.gradients, problem.gradients(), strict=True):
        close(gradient.weights, weights)
        close(gradient.biases, biases)


def test_every_activation_is_compared_here() -> None:
    assert set(FUNCTIONS) == set(activations.KNOWN)


@pytest.mark.parametrize("hidden", sorted(FUNCTIONS))
@pytest.mark.parametrize("loss", sorted(LOSSES))
def test_each_activation_under_each_loss(hidden: str, loss: str) -> None:
    check(Problem.random([3, 4, 3], [hidden, NEEDS.get(loss, hidden)], loss, samples=3, seed=8))


@given(problem=problems())
def test_loss_deltas_and_gradients_are_those_of_autograd(problem: Problem) -> None:
    check(problem)


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


# Optimizers by their formulas, with the gradients of autograd.

Step = Callable[[Any, dict[str, Any], int], Any]


def momentum(g: Any, memory: dict[str, Any], k: int) -> Any:
    memory["v"] = 0.8 * memory.get("v", 0) + g
    return memory["v"]


def adagrad(g: Any, memory: dict[str, Any], k: int) -> Any:
    memory["all"] = [*memory.get("all", []), g]
    return g / (np.sqrt(sum(past**2 for past in memory["all"])) + 1e-7)


def rmsprop(g: Any, memory: dict[str, Any], k: int) -> Any:
    memory["all"] = [*memory.get("all", []), g]
    mean_square = sum(0.1 * 0.9 ** (k - i) * past**2 for i, past in enumerate(memory["all"], start=1))
    return g / (np.sqrt(mean_square) + 1e-6)


def adam(g: Any, memory: dict[str, Any], k: int) -> Any:
    memory["all"] = [*memory.get("all", []), g]
    first = sum(0.3 * 0.7 ** (k - i) * past for i, past in enumerate(memory["all"], start=1))
    second = sum(0.05 * 0.95 ** (k - i) * past**2 for i, past in enumerate(memory["all"], start=1))
    return first / (1 - 0.7**k) / (np.sqrt(second / (1 - 0.95**k)) + 1e-6)


OPTIMIZERS: dict[str, tuple[Optimizer, Step]] = {
    "Momentum": (Momentum(0.05, momentum=0.8), momentum),
    "AdaGrad": (AdaGrad(0.05, epsilon=1e-7), adagrad),
    "RMSProp": (RMSProp(0.05, decay=0.9, epsilon=1e-6), rmsprop),
    "Adam": (Adam(0.05, beta1=0.7, beta2=0.95, epsilon=1e-6), adam),
}


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_an_optimizer_follows_its_formula(name: str) -> None:
    optimizer, direction = OPTIMIZERS[name]
    problem = Problem.random([3, 4, 2], ["tanh", "softmax"], "cross_entropy", samples=4, seed=2)
    training = train(problem.network(), problem.x, problem.t, optimizer, epochs=12)
    memories: list[Any] = [({}, {}) for _ in problem.parameters]
    losses = [problem.mean_loss(problem.parameters)]
    for k in range(1, 13):
        gradients = problem.gradients()
        problem.parameters = [
            (w - 0.05 * direction(by_w, of_w, k), b - 0.05 * direction(by_b, of_b, k))
            for (w, b), (by_w, by_b), (of_w, of_b) in zip(
                problem.parameters, gradients, memories, strict=True
            )
        ]
        losses.append(problem.mean_loss(problem.parameters))
    close(training.losses, losses)
    for layer, (weights, biases) in zip(training.network.layers, problem.parameters, strict=True):
        close(layer.weights, weights)
        close(layer.biases, biases)


# What optimizers remember.


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_each_run_starts_without_memory(name: str) -> None:
    optimizer, _ = OPTIMIZERS[name]
    problem = Problem.random([2, 3, 1], ["tanh", "identity"], "squared_error", samples=3, seed=4)
    network = problem.network()
    first = train(network, problem.x, problem.t, optimizer, epochs=5)
    second = train(network, problem.x, problem.t, optimizer, epochs=5)
    np.testing.assert_array_equal(first.losses, second.losses)


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_training_is_updates_that_hand_their_memory_on(name: str) -> None:
    optimizer, _ = OPTIMIZERS[name]
    problem = Problem.random([2, 3, 1], ["tanh", "identity"], "squared_error", samples=3, seed=4)
    network = problem.network()
    training = train(network, problem.x, problem.t, optimizer, epochs=4)
    by_hand, memory = network, optimizer.start(network)
    for _ in range(4):
        gradients = by_hand.backward(by_hand.forward(problem.x), problem.t).gradients
        by_hand, memory = optimizer.update(by_hand, gradients, memory)
    np.testing.assert_array_equal(by_hand.to_vector(), training.network.to_vector())


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_held_biases_stay_and_the_weights_move_as_if_there_were_none(name: str) -> None:
    kind = type(OPTIMIZERS[name][0])
    problem = Problem.random([2, 3, 1], ["tanh", "identity"], "squared_error", samples=3, seed=4)
    network = problem.network()
    held = train(network, problem.x, problem.t, kind(0.05, train_biases=False), epochs=1).network
    moved = train(network, problem.x, problem.t, kind(0.05), epochs=1).network
    for layer, free, before in zip(held.layers, moved.layers, network.layers, strict=True):
        np.testing.assert_array_equal(layer.biases, before.biases)
        np.testing.assert_array_equal(layer.weights, free.weights)
        assert not np.array_equal(free.biases, before.biases)


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_each_rate_of_a_stack_trains_as_it_does_alone(name: str) -> None:
    kind = type(OPTIMIZERS[name][0])
    problem = Problem.random([2, 3, 1], ["tanh", "identity"], "squared_error", samples=3, seed=4)
    rates = np.array([[1e-3, 0.05], [0.3, 40.0]])
    stack = train(problem.network(), problem.x, problem.t, kind(rates), epochs=20)
    for place in np.ndindex(2, 2):
        alone = train(problem.network(), problem.x, problem.t, kind(rates[place]), epochs=20)
        count = len(alone.losses)
        close(stack.losses[(slice(count), *place)], alone.losses)
        close(stack.network.to_vector()[place], alone.network.to_vector())
        assert stack.stopped[place] == alone.stopped  # type: ignore[index]


# The vanished gradient as a reason to stop.


def largest(gradients: Parameters) -> float:
    return max(float(np.abs(part).max()) for pair in gradients for part in pair)


@pytest.mark.parametrize("batch_size", [None, 2])
def test_a_run_stops_when_no_component_of_the_gradient_is_large(batch_size: int | None) -> None:
    problem = Problem.random([2, 3, 1], ["tanh", "identity"], "half_squared_error", samples=4, seed=1)
    options: dict[str, Any] = {"batch_size": batch_size, "seed": 3}
    optimizer = Momentum(0.05)
    limit = 0.02
    training = train(
        problem.network(), problem.x, problem.t, optimizer, epochs=500, until_gradient=limit, **options
    )
    assert training.stopped == "until_gradient"
    epochs = len(training.losses) - 1
    assert 2 < epochs < 500
    for count, vanished in ((epochs - 1, False), (epochs, True)):
        before = train(problem.network(), problem.x, problem.t, optimizer, epochs=count, **options)
        problem.parameters = [(layer.weights, layer.biases) for layer in before.network.layers]
        assert (largest(problem.gradients()) <= limit) == vanished
        problem = Problem.random([2, 3, 1], ["tanh", "identity"], "half_squared_error", samples=4, seed=1)


def test_a_gradient_vanished_at_the_start_needs_no_update_and_a_low_loss_comes_first() -> None:
    network = Network([Layer([[2.0]], [0.0], "identity")], "squared_error")
    optimizer = Momentum(0.1)
    training = train(network, [1.0], [2.0], optimizer, epochs=9, until_gradient=0.0)
    assert training.stopped == "until_gradient"
    assert len(training.losses) == 1
    both = train(network, [1.0], [2.0], optimizer, epochs=9, until_gradient=0.0, until_loss=0.0)
    assert both.stopped == "until_loss"


def test_the_gradient_of_held_biases_does_not_count() -> None:
    # With x = 0 only the bias has a gradient.
    network = Network([Layer([[2.0]], [0.0], "identity")], "squared_error")
    held = train(network, [0.0], [1.0], Momentum(0.1, train_biases=False), epochs=3, until_gradient=1e-9)
    assert held.stopped == "until_gradient"
    free = train(network, [0.0], [1.0], Momentum(0.1), epochs=3, until_gradient=1e-9)
    assert free.stopped == "epochs"
