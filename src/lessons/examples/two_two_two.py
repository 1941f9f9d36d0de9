"""The Step-by-step example: two inputs, two hidden units, two outputs.

Its units are called i1, i2 (inputs), h1, h2 (hidden), o1, o2 (outputs); its weights w1 … w8,
in the order of the rows of the two weight matrices. The pictures with the initial values
are lost; these are the values under which the printed numbers come out.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from lessons.examples.example import Example
from lessons.layer import Layer
from lessons.network import Network

UNITS = (("i1", "i2"), ("h1", "h2"), ("o1", "o2"))
"""Names of the units, layer by layer."""


class Weight(NamedTuple):
    """One of w1 … w8, from one unit to another: ``network.layers[layer].weights[place]``."""

    name: str
    start: str
    end: str
    layer: int
    place: tuple[int, int]


WEIGHTS = tuple(
    Weight(f"w{number}", UNITS[layer][column], UNITS[layer + 1][row], layer, (row, column))
    for number, (layer, row, column) in enumerate(product(range(2), repeat=3), start=1)
)
"""Every weight, in the order of its number."""


def two_two_two() -> Example:
    """Return the 2-2-2 network, logistic units throughout, E = Σ ½ (target − out)²."""
    hidden = Layer([[0.15, 0.20], [0.25, 0.30]], [0.35, 0.35], "logistic")
    output = Layer([[0.40, 0.45], [0.50, 0.55]], [0.60, 0.60], "logistic")
    network = Network([hidden, output], "half_squared_error")
    return Example(network, [0.05, 0.10], [0.01, 0.99], rate=0.5)
