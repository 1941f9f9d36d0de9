"""The slides: a network for regression, with the weights in the slides' order of indices.

The slides write w_{p,i}⁽ʲ⁾ for the weight from unit p of layer j to unit i of layer j + 1: the
input comes first, and p = 0 is the bias unit, whose output is 1. (Page 4 gives that weight
the number of the layer that it leads to; the formulas from page 5 on, that of the layer it comes
from. The formulas are followed here.) The core has the output first, and biases apart.
"""

from __future__ import annotations

import numpy as np

from lessons import activations
from lessons._arrays import Array, finite_array, whole_number
from lessons.activations import Activation
from lessons.documents.example import Example
from lessons.layer import Layer
from lessons.network import Network

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
    layers = [
        from_slides_weights(random.uniform(-1.0, 1.0, (n_in + 1, units)), activation) for n_in in sizes[:-1]
    ]
    output = from_slides_weights(random.uniform(-1.0, 1.0, (units + 1, 1)), "identity")
    network = Network([*layers, output], "half_squared_error")
    return Example(network, x, x.prod(axis=1, keepdims=True), rate=0.1, train_biases=True)


def to_slides_weights(layer: Layer) -> Array:
    """Return w[p, i], of shape (..., n_in + 1, n_out): input first, the biases as row 0."""
    biases = np.broadcast_to(layer.biases, (*layer.sweep, layer.n_out))[..., np.newaxis, :]
    weights = np.broadcast_to(layer.weights, (*layer.sweep, layer.n_out, layer.n_in)).mT
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


# What the ledger computes.


def hidden_layers() -> int:
    """Return k of the simplest network, from page 12 on."""
    return len(slides_network().network.layers) - 1


def largest_logistic_slope() -> float:
    """Return the largest derivative of the logistic function, on a fine grid around 0."""
    return float(activations.get("logistic").derivative(np.linspace(-10.0, 10.0, 2001)).max())


def relu_slope(sign: int) -> float:
    """Return the derivative of ReLU above (1) or below (−1) zero."""
    return float(activations.get("relu").derivative(0.5 * sign))
