"""The slides: weights in their order of indices, and what the ledger computes of their network.

The slides write w_{p,i}⁽ʲ⁾ for the weight from unit p of layer j to unit i of layer j + 1: the
input comes first, and p = 0 is the bias unit, whose output is 1. (Page 4 gives that weight
the number of the layer that it leads to; the formulas from page 5 on, that of the layer it comes
from. The formulas are followed here.) The core has the output first, and biases apart.
"""

from __future__ import annotations

import numpy as np

from lessons import activations
from lessons.activations import Activation
from lessons.arrays import Array
from lessons.examples import slides_network
from lessons.layer import Layer
from lessons.network import Network
from lessons.validation import finite_array


def to_slides_weights(layer: Layer) -> Array:
    """Return w[p, i], of shape (..., n_in + 1, n_out): input first, the biases as row 0."""
    biases = np.broadcast_to(layer.biases, (*layer.stack, layer.n_out))[..., np.newaxis, :]
    weights = np.broadcast_to(layer.weights, (*layer.stack, layer.n_out, layer.n_in)).mT
    return np.concatenate([biases, weights], axis=-2)


def from_slides_weights(w: Array, activation: str | Activation) -> Layer:
    """Return the layer with the weights w[p, i], of shape (..., n_in + 1, n_out).

    Raises
    ------
    ValueError
        If `w` has fewer than two axes, has no row beside that of the bias unit, or holds anything
        but finite real numbers, or if no activation has that name.
    """
    w = finite_array("w", w)
    if w.ndim < 2 or w.shape[-2] < 2:
        raise ValueError(f"w must have the axes (n_in + 1, n_out), but has the shape {w.shape}")
    return Layer(w[..., 1:, :].mT, w[..., 0, :], activation)


def chain_of_units(hidden: int, weight: float) -> Network:
    """Return hidden layers of one logistic unit each, and one linear output, all weights the same.

    With an input of 0 all hidden nets are 0, where the logistic function is at its steepest.
    """
    first = Layer([[weight]], [0.0], "logistic")
    layers = [Layer([[weight]], [-0.5 * weight], "logistic") for _ in range(hidden - 1)]
    return Network([first, *layers, Layer([[weight]], [0.0], "identity")], "half_squared_error")


# What the ledger computes.


def hidden_layers() -> int:
    """Return k of the simplest network, from page 12 on."""
    return len(slides_network().network.layers) - 1


def largest_logistic_slope() -> float:
    """Return the largest derivative of the logistic function, on a fine grid around 0."""
    return float(activations.get("logistic").derivative(np.linspace(-10.0, 10.0, 2001)).max())
