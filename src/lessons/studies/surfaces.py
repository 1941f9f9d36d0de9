r"""Three error surfaces over two weights: a ravine, a saddle and a plateau.

Each is the loss of a real, very small network, so that every optimizer runs on it as on any
other. The biases are 0 and are not trained: use ``train_biases=False``.

========  ===============================  ====================================================
surface   network                          loss
========  ===============================  ====================================================
ravine    linear neuron, inputs of         E = 0.0625 w₁² + 6.25 w₂²: curved 100 times as much
          unlike sizes                     along w₂ as along w₁
saddle    two identity units in a row      E = ½ (w₁ w₂ + 1)²: a saddle at w₁ = w₂ = 0, minima
                                           along w₁ w₂ = −1
plateau   logistic unit with two inputs    flat where the unit is saturated, which is the start
========  ===============================  ====================================================

Examples
--------
>>> from lessons.studies.surfaces import losses_at, path_of, ravine
>>> example = ravine()
>>> run = path_of(example.network, example.x, example.t, example.optimizer(), updates=2)
>>> print(run.weights.round(4))
[[-4.      1.    ]
 [-3.925  -0.875 ]
 [-3.8514  0.7656]]
>>> print(losses_at(example.network, example.x, example.t, [[-4.0, 1.0], [0.0, 0.0]]))
[7.25 0.  ]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from lessons import derivation
from lessons.arrays import Array, ArrayLike
from lessons.examples import Example
from lessons.layer import Layer, joined
from lessons.network import Network, checked_data
from lessons.optimizers import Optimizer
from lessons.training import trajectory
from lessons.validation import finite_array, whole_number, within_range

Marks = np.ndarray[tuple[Any, ...], np.dtype[np.bool_]]


def ravine() -> Example:
    """Return a linear neuron whose second input is ten times as large as its first."""
    network = Network([Layer([[-4.0, 1.0]], [0.0], "identity")], "half_squared_error")
    return Example(network, np.diag([0.5, 5.0]), np.zeros((2, 1)), rate=0.15)


def saddle() -> Example:
    """Return two identity units in a row that must turn 1 into −1, near the way to the saddle.

    With equal weights every step keeps them equal, and the way ends at the saddle. These
    differ by a thousandth.
    """
    layers = [Layer([[weight]], [0.0], "identity") for weight in (0.6, 0.601)]
    return Example(Network(layers, "half_squared_error"), np.ones((1, 1)), -np.ones((1, 1)), rate=0.1)


def plateau() -> Example:
    """Return a logistic unit with two inputs, saturated: it says 1, and should say less."""
    network = Network([Layer([[5.0, 4.0]], [0.0], "logistic")], "half_squared_error")
    x, t = [[1.0, 0.2], [0.2, 1.0]], [[0.3], [0.6]]
    return Example(network, np.array(x), np.array(t), rate=1.0)


SURFACES: Mapping[str, Callable[[], Example]] = MappingProxyType(
    {"ravine": ravine, "saddle": saddle, "plateau": plateau}
)
"""Every surface by its name."""


def weights_in(network: Network, theta: Array) -> Array:
    """Return the weights of parameter vectors, and leave the biases out.

    Parameters
    ----------
    network : Network
        Whose parameters they are.
    theta : array, shape (..., parameters)
        In the order of `Network.to_vector`.

    Returns
    -------
    array, shape (..., weights)

    Raises
    ------
    ValueError
        If θ has not one value for each parameter.
    """
    is_weight = _is_weight(network)
    if theta.shape[-1:] != is_weight.shape:
        raise ValueError(
            f"theta must have {is_weight.size} parameters on its last axis, but its shape is {theta.shape}"
        )
    return theta[..., is_weight]


def losses_at(network: Network, x: ArrayLike, t: ArrayLike, weights: ArrayLike) -> Array:
    """Return the loss of a network at many choices of its weights: one stack of it.

    Parameters
    ----------
    network : Network
        A single one; its biases are kept.
    x : array_like, shape (samples, n_in) or (n_in,)
    t : array_like, shape (samples, n_out) or (n_out,)
    weights : array_like, shape (..., weights)
        In the order of `weights_in`.

    Returns
    -------
    array, shape (...)

    Raises
    ------
    ValueError
        If the data do not fit the network, `weights` has not one finite value for each weight
        of the network, or no float64 can hold a loss.
    """
    x, t = checked_data(network, x, t, single=True)
    weights = finite_array("weights", weights)
    is_weight = _is_weight(network)
    count = np.count_nonzero(is_weight)
    if weights.shape[-1:] != (count,):
        raise ValueError(
            f"weights must have {count} values on the last axis, but their shape is {weights.shape}"
        )
    theta = np.tile(network.to_vector(), (*weights.shape[:-1], 1))
    theta[..., is_weight] = weights
    stack = network.from_vector(theta)
    with np.errstate(over="ignore", invalid="ignore"):
        return within_range("the loss", derivation.mean_loss(stack.loss, *stack.forward(x), t))


class Path(NamedTuple):
    """Where a run has been, before the first update and after each; inf once it has diverged.

    Attributes
    ----------
    weights : array, shape (updates + 1, weights)
    losses : array, shape (updates + 1,)
    """

    weights: Array
    losses: Array


def path_of(network: Network, x: ArrayLike, t: ArrayLike, optimizer: Optimizer, *, updates: int) -> Path:
    """Return the weights and the losses on the way of `trajectory`, each update with all samples.

    Raises
    ------
    ValueError
        If `updates` is not a whole number, at least 0, or as `trajectory` does.
    """
    count = whole_number("updates", updates, least=0) + 1
    points = islice(trajectory(network, x, t, optimizer), count)
    weights = np.full((count, np.count_nonzero(_is_weight(network))), np.inf)
    losses = np.full(count, np.inf)
    for number, point in enumerate(points):
        weights[number], losses[number] = weights_in(network, point.network.to_vector()), point.loss
    return Path(weights, losses)


def _is_weight(network: Network) -> Marks:
    marks = [(np.ones((layer.n_out, layer.n_in)), np.zeros(layer.n_out)) for layer in network.layers]
    is_weight: Marks = joined(marks) > 0.0
    return is_weight
