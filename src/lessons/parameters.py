"""The parameters of a network as a whole: drawn at random, and as one column θ."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from lessons._arrays import Array, finite_array, joint_sweep, whole_number
from lessons.activations import Activation
from lessons.layer import Layer

if TYPE_CHECKING:
    from lessons._arrays import ArrayLike


def initial_layers(
    sizes: Sequence[int], activations: str | Activation | Sequence[str | Activation], seed: int
) -> tuple[Layer, ...]:
    """Return layers with random weights and zero biases; see `Network.initialize`."""
    sizes = [whole_number("each of the sizes", size, least=1) for size in sizes]
    if len(sizes) < 2:
        raise ValueError(f"sizes must name the inputs and one layer or more, but are {sizes}")
    if isinstance(activations, str | Activation):
        activations = [activations] * (len(sizes) - 1)
    each = list(activations)
    if len(each) != len(sizes) - 1:
        raise ValueError(f"there are {len(sizes) - 1} layers of weights, but {len(each)} activations")
    random = np.random.default_rng(whole_number("seed", seed, least=0))
    return tuple(
        Layer(glorot_weights(n_in, n_out, random), np.zeros(n_out), activation)
        for (n_in, n_out), activation in zip(pairwise(sizes), each, strict=True)
    )


def glorot_weights(n_in: int, n_out: int, random: np.random.Generator) -> Array:
    """Draw weights uniformly from ±√(6 / (n_in + n_out)): Glorot and Bengio (2010), eq. 16."""
    limit = np.sqrt(6.0 / (n_in + n_out))
    return random.uniform(-limit, limit, (n_out, n_in))


def to_vector(layers: Sequence[Layer]) -> Array:
    """Return all parameters as one column; see `Network.to_vector`."""
    sweep = joint_sweep(*(layer.sweep for layer in layers))
    columns = []
    for layer in layers:
        weights = np.broadcast_to(layer.weights, (*sweep, layer.n_out, layer.n_in))
        biases = np.broadcast_to(layer.biases, (*sweep, layer.n_out))
        rows = np.concatenate([weights, biases[..., np.newaxis]], axis=-1)
        columns.append(rows.reshape(*sweep, -1))
    return np.concatenate(columns, axis=-1)


def from_vector(layers: Sequence[Layer], theta: ArrayLike) -> tuple[Layer, ...]:
    """Return `layers` with the parameters θ; see `Network.from_vector`."""
    theta = finite_array("theta", theta)
    counts = [layer.n_out * (layer.n_in + 1) for layer in layers]
    if theta.shape[-1:] != (sum(counts),):
        raise ValueError(
            f"theta must hold {sum(counts)} values, one for each parameter, but has the shape {theta.shape}"
        )
    result = []
    columns = np.split(theta, np.cumsum(counts[:-1]), axis=-1)
    for layer, column in zip(layers, columns, strict=True):
        rows = column.reshape(*theta.shape[:-1], layer.n_out, layer.n_in + 1)
        result.append(Layer(rows[..., :-1], rows[..., -1], layer.activation))
    return tuple(result)
