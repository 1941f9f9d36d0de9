"""The Encyclopedia: what the ledger computes of it."""

from __future__ import annotations

import numpy as np

from lessons import activations
from lessons.arrays import Array
from lessons.examples.linear_neuron import linear_neuron, neuron


def class_probabilities() -> Array:
    """Return the outputs of the classifier of the overview.

    The text gives the three outputs and no network. Softmax makes them of the logarithms of
    1, 7 and 2, as of all nets that differ from these by one constant.
    """
    return activations.get("softmax")(np.log([1.0, 7.0, 2.0]))


def error_at(w1: float, w2: float) -> float:
    """Return E of the training case for these weights: (w₁ + w₂)²."""
    example, network = linear_neuron(), neuron(w1, w2)
    return float(network.backward(network.forward(example.x), example.t).loss)


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
