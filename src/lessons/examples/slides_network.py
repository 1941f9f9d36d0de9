"""The slides' example: a network for regression."""

from __future__ import annotations

import numpy as np

from lessons import activations
from lessons.activations import Activation
from lessons.arrays import Array
from lessons.examples.example import Example
from lessons.layer import Layer
from lessons.network import Network
from lessons.validation import whole_number

SEED = 2
"""Of the weights and the samples that the slides do not give."""


def slides_network(
    hidden_layers: int = 1, units: int = 3, activation: str | Activation = "logistic"
) -> Example:
    """Return a network for regression: linear output y_E, E = ½ (y_E − y)².

    The slides draw the structure and give no numbers. Here are m = 2 input variables and eight
    samples, drawn uniformly from −1 to 1 with a fixed seed, of y = x₁ x₂: a product, which no
    linear model fits. All weights start uniformly between −1 and 1, those of the bias
    units, too, and are trained with η = 0.1.

    Parameters
    ----------
    hidden_layers : int, at least 1
        k.
    units : int, at least 1
        How many units each hidden layer has, the bias unit left out.
    activation : str or Activation
        Of the hidden units.

    Raises
    ------
    ValueError
        If a number is not a whole one of 1 or more, no activation has that name, or it is
        softmax: its formula on page 6 belongs to an output layer for classes.
    """
    hidden_layers = whole_number("hidden_layers", hidden_layers, least=1)
    units = whole_number("units", units, least=1)
    if activations.get(activation) is activations.SOFTMAX:
        raise ValueError("activation must work unit by unit, but it is softmax")
    random = np.random.default_rng(SEED)
    x = random.uniform(-1.0, 1.0, (8, 2))
    sizes = [2] + hidden_layers * [units]
    layers = [Layer(*_drawn(random, n_in, units), activation) for n_in in sizes[:-1]]
    output = Layer(*_drawn(random, units, 1), "identity")
    network = Network([*layers, output], "half_squared_error")
    return Example(network, x, x.prod(axis=1, keepdims=True), rate=0.1, train_biases=True)


def _drawn(random: np.random.Generator, n_in: int, units: int) -> tuple[Array, Array]:
    rows = random.uniform(-1.0, 1.0, (n_in + 1, units))  # the first for the biases, as in the slides
    return rows[1:].T, rows[0]
