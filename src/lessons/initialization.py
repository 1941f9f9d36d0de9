"""How a network begins: weights drawn at random, biases 0."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from lessons import activations
from lessons.activations import Activation
from lessons.arrays import Array
from lessons.layer import Layer
from lessons.validation import sequence, whole_number

# No array can have more bytes than an index can count.
MOST_WEIGHTS = np.iinfo(np.intp).max // np.dtype(np.float64).itemsize


def initial_layers(
    sizes: Sequence[int], chosen: str | Activation | Sequence[str | Activation], seed: int
) -> tuple[Layer, ...]:
    """Return layers with random weights and zero biases; see `Network.initialize`."""
    sizes = [whole_number("each of the sizes", size, least=1) for size in sequence("sizes", sizes)]
    if len(sizes) < 2:
        raise ValueError(f"sizes must name the inputs and one layer or more, but are {sizes}")
    if any(n_in * n_out > MOST_WEIGHTS for n_in, n_out in pairwise(sizes)):
        raise ValueError(f"sizes ask for more weights in a layer than an array can hold: {sizes}")
    if isinstance(chosen, str | Activation):
        chosen = [chosen] * (len(sizes) - 1)
    each = [activations.get(activation) for activation in sequence("activations", chosen)]
    if len(each) != len(sizes) - 1:
        raise ValueError(f"there are {len(sizes) - 1} layers of weights, but {len(each)} activations")
    random = np.random.default_rng(whole_number("seed", seed, least=0))
    return tuple(
        Layer(DRAWN[activation.initialization](n_in, n_out, random), np.zeros(n_out), activation)
        for (n_in, n_out), activation in zip(pairwise(sizes), each, strict=True)
    )


def glorot_weights(n_in: int, n_out: int, random: np.random.Generator) -> Array:
    """Draw weights uniformly from ±√(6 / (n_in + n_out)): Glorot and Bengio (2010), eq. 16."""
    limit = np.sqrt(6.0 / (n_in + n_out))
    return random.uniform(-limit, limit, (n_out, n_in))


def he_weights(n_in: int, n_out: int, random: np.random.Generator) -> Array:
    """Draw normal weights with the variance 2 / n_in: He, Zhang, Ren and Sun (2015), eq. 10.

    The 2 makes up for what a rectifier does: it halves the mean square of a symmetric net.
    So does leaky_relu, but for a factor 1 + 0.01². Swish and mish are rectifiers far from 0
    and nearly halve it, too: of a net with variance 1 they leave 0.36 and 0.45, where
    Glorot's formula expects 1.
    """
    return random.normal(0.0, np.sqrt(2.0 / n_in), (n_out, n_in))


DRAWN = MappingProxyType({"glorot": glorot_weights, "he": he_weights})
"""How weights are drawn, by the name that an activation gives."""
