"""What somebody writes for one network alone: NumPy, the layers unrolled by hand."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lessons import Network
from lessons.arrays import Array


def train_two_layers(
    network: Network, x: Array, t: Array, rate: float, updates: int
) -> tuple[tuple[Array, Array], list[float]]:
    """Train the weights of two layers of logistic units, E = Σ ½ (target − out)².

    The arithmetic is that of the core, operation by operation, without its layers, checks
    and records, and without the gradients of biases that are held.

    Returns
    -------
    weights : tuple of two arrays
        After the updates.
    losses : list of float
        The mean loss before the first update and after each.
    """
    hidden_layer, output_layer = network.layers
    hidden_weights, output_weights = hidden_layer.weights, output_layer.weights
    hidden_biases, output_biases = hidden_layer.biases, output_layer.biases
    samples = len(x)
    losses = []
    for update in range(updates + 1):
        hidden = 1.0 / (1.0 + np.exp(np.minimum(-(x @ hidden_weights.T + hidden_biases), 709.0)))
        out = 1.0 / (1.0 + np.exp(np.minimum(-(hidden @ output_weights.T + output_biases), 709.0)))
        error = out - t
        losses.append(float((0.5 * np.vecdot(error, error)).sum() / samples))
        if update == updates:
            break
        output_delta = error * (out * (1.0 - out))
        hidden_delta = (output_delta @ output_weights) * (hidden * (1.0 - hidden))
        output_weights = output_weights - rate * ((output_delta / samples).T @ hidden)
        hidden_weights = hidden_weights - rate * ((hidden_delta / samples).T @ x)
    return (hidden_weights, output_weights), losses


class Matrices(NamedTuple):
    """What the matrix products of one update of two layers multiply."""

    x: Array
    hidden: Array
    hidden_weights: Array
    output_weights: Array
    hidden_share: Array  # the deltas over the number of samples
    output_share: Array


def matrices_of_an_update(network: Network, x: Array, t: Array) -> Matrices:
    """Find what one update of a network of two layers multiplies."""
    forward = network.forward(x)
    hidden_delta, output_delta = network.backward(forward, t).deltas
    hidden_layer, output_layer = network.layers
    return Matrices(
        x,
        forward.outs[1],
        hidden_layer.weights,
        output_layer.weights,
        hidden_delta / len(x),
        output_delta / len(x),
    )


def matrix_products(matrices: Matrices) -> tuple[Array, Array, Array, Array, Array]:
    """Multiply the matrices that an update cannot do without, and do nothing else.

    Returns
    -------
    tuple of five arrays
        The nets of both layers without the biases, ∂E/∂out of the hidden units over the
        number of samples, and the gradients of both layers' weights.
    """
    x, hidden, hidden_weights, output_weights, hidden_share, output_share = matrices
    return (
        x @ hidden_weights.T,
        hidden @ output_weights.T,
        output_share @ output_weights,
        hidden_share.T @ x,
        output_share.T @ hidden,
    )
