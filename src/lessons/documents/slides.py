"""The slides: a network for regression, with the weights in the slides' order of indices.

The slides write w_{p,i}⁽ʲ⁾ for the weight from unit p of layer j to unit i of layer j + 1: the
input comes first, and p = 0 is the bias unit, whose output is 1. (Page 4 gives that weight
the number of the layer that it leads to; the formulas from page 5 on, that of the layer it comes
from. The formulas are followed here.) The core has the output first, and biases apart.
"""

from __future__ import annotations

import cmath

import numpy as np

from lessons import activations
from lessons._arrays import Array, finite_array, whole_number
from lessons.activations import Activation
from lessons.documents.example import Example, numbered
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


def bias_unit(layer: int) -> float:
    """Return x₀ or z₀, the output of a bias unit: by how much a net rises with its weight w₀.

    Parameters
    ----------
    layer : int
        The layer with the bias unit: 0 for x₀, 1 … k for z₀; there are two hidden layers.
    """
    network = slides_network(hidden_layers=2).network
    w = to_slides_weights(numbered("layer with a bias unit", network.layers, layer, first=0))
    raised = w + np.eye(len(w))[:, :1]
    z = network.forward(slides_network().x).outs[layer]
    here, there = (from_slides_weights(each, "identity").net(z) for each in (w, raised))
    return float((there - here)[0, 0])


def largest_logistic_slope() -> float:
    """Return the largest derivative of the logistic function, on a fine grid around 0."""
    return float(activations.get("logistic").derivative(np.linspace(-10.0, 10.0, 2001)).max())


def logarithm_slope() -> float:
    """Return x · d/dx log(x²), which is (1/x²) · 2x · x = 2 whatever x, by a complex step."""
    x = 3.0
    return x * cmath.log(complex(x, 1e-30) ** 2).imag / 1e-30


def factor_per_layer(weight: int) -> float:
    """Return by what an error is multiplied from one hidden layer back to the one before it.

    All weights are the same here, and all nets are 0, where the logistic function is steepest.
    """
    layer = Layer([[weight]], [-0.5 * weight], "logistic")
    network = Network([Layer([[1.0]], [0.0], "logistic"), layer], "half_squared_error")
    first, second = network.backward(network.forward([0.0]), [0.0]).deltas
    return float((first / second)[0])


def relu_slope(sign: int) -> float:
    """Return the derivative of ReLU above (1) or below (−1) zero."""
    return float(activations.get("relu").derivative(0.5 * sign))
