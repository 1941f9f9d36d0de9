"""The Encyclopedia: what the ledger computes of it."""

from __future__ import annotations

import numpy as np

from lessons import activations
from lessons.arrays import Array
from lessons.examples.example import numbered
from lessons.examples.linear_neuron import linear_neuron, neuron
from lessons.network import Backward


def class_probability(number: int) -> float:
    """Return an output of the classifier of the overview.

    The text gives the three outputs and no network. Softmax makes them of the logarithms of
    1, 7 and 2, as of all nets that differ from these by one constant.
    """
    outs: list[float] = _class_probabilities().tolist()
    return numbered("class", outs, number)


def _class_probabilities() -> Array:
    return activations.get("softmax")(np.log([1.0, 7.0, 2.0]))


def input_units() -> int:
    """Return how many input units the linear neuron has."""
    return linear_neuron().network.sizes[0]


def output_units() -> int:
    """Return how many output units the network of the linear neuron has."""
    return linear_neuron().network.sizes[-1]


def input_value(number: int) -> float:
    """Return x₁ or x₂ of the training case."""
    x: list[float] = linear_neuron().x.tolist()
    return numbered("input", x, number)


def target() -> float:
    """Return t of the training case."""
    return float(linear_neuron().t[0])


def error_at(w1: float, w2: float) -> float:
    """Return E of the training case for these weights: (w₁ + w₂)²."""
    return float(_backward(w1, w2).loss)


def smallest_error() -> float:
    """Return E where gradient descent from the start of the example comes to rest."""
    return float(linear_neuron().train(200).losses[-1])


def relu_kink() -> float:
    """Return where the derivative of ReLU jumps, by halving an interval around it."""
    relu = activations.get("relu")
    below, above = -0.7, 1.1
    while above - below > 1e-12:
        middle = (below + above) / 2
        if relu.derivative(middle) == relu.derivative(below):
            below = middle
        else:
            above = middle
    return above


def _backward(w1: float, w2: float) -> Backward:
    example = linear_neuron()
    network = neuron(w1, w2)
    return network.backward(network.forward(example.x), example.t)
