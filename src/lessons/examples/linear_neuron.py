"""The Encyclopedia's example: the linear neuron with two inputs and one training case."""

from __future__ import annotations

from lessons.examples.example import Example
from lessons.layer import Layer
from lessons.network import Network


def linear_neuron() -> Example:
    """Return y = w₁ x₁ + w₂ x₂ with the training case (1, 1, 0) and E = (t − y)².

    The text gives neither weights to start from nor a rate. Here w₁ = 1, w₂ = 0.5 and
    η = 0.1: a start on neither axis and not on the line w₁ = −w₂ of the minima, and a step
    that takes w₁ + w₂ to 0.6 of what it was, so that the path is seen to slow down. The neuron
    has no bias: the bias of the layer is 0, and no update moves it.
    """
    return Example(neuron(1.0, 0.5), [1.0, 1.0], [0.0], rate=0.1)


def neuron(w1: float, w2: float) -> Network:
    """Return the linear neuron with these weights."""
    return Network([Layer([[w1, w2]], [0.0], "identity")], "squared_error")
