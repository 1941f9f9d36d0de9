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
>>> from lessons import GradientDescent
>>> from lessons.studies.paths import parameter_path
>>> from lessons.studies.surfaces import losses_over_weights, ravine, weights_in
>>> network, x, t, rate = ravine()
>>> path = parameter_path(network, x, t, GradientDescent(rate, train_biases=False), updates=2)
>>> print(weights_in(network, path).round(4))
[[-4.      1.    ]
 [-3.925  -0.875 ]
 [-3.8514  0.7656]]
>>> print(losses_over_weights(ravine(), [[-4.0, 1.0], [0.0, 0.0]]))
[7.25 0.  ]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from lessons import validation
from lessons.arrays import Array, finite_array, within_range
from lessons.layer import Layer
from lessons.network import Network
from lessons.parameters import joined
from lessons.studies.plateau import Problem

if TYPE_CHECKING:
    from lessons.arrays import ArrayLike


Marks = np.ndarray[tuple[Any, ...], np.dtype[np.bool_]]


def ravine() -> Problem:
    """Return a linear neuron whose second input is ten times as large as its first."""
    network = Network([Layer([[-4.0, 1.0]], [0.0], "identity")], "half_squared_error")
    return Problem(network, np.diag([0.5, 5.0]), np.zeros((2, 1)), rate=0.15)


def saddle() -> Problem:
    """Return two identity units in a row that must turn 1 into −1, near the way to the saddle.

    With equal weights every step keeps them equal, and the way ends at the saddle. These
    differ by a thousandth.
    """
    layers = [Layer([[weight]], [0.0], "identity") for weight in (0.6, 0.601)]
    return Problem(Network(layers, "half_squared_error"), np.ones((1, 1)), -np.ones((1, 1)), rate=0.1)


def plateau() -> Problem:
    """Return a logistic unit with two inputs, saturated: it says 1, and should say less."""
    network = Network([Layer([[5.0, 4.0]], [0.0], "logistic")], "half_squared_error")
    x, t = [[1.0, 0.2], [0.2, 1.0]], [[0.3], [0.6]]
    return Problem(network, np.array(x), np.array(t), rate=1.0)


SURFACES: Mapping[str, Callable[[], Problem]] = MappingProxyType(
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


def losses_over_weights(problem: Problem, weights: ArrayLike) -> Array:
    """Return the loss of a problem for many choices of its weights.

    Parameters
    ----------
    problem : Problem
        Its network is a single one; its biases are kept.
    weights : array_like, shape (..., weights)

    Returns
    -------
    array, shape (...)

    Raises
    ------
    ValueError
        As `losses_for_weights` does.
    """
    return losses_for_weights(problem.network, problem.x, problem.t, weights)


def losses_for_weights(network: Network, x: ArrayLike, t: ArrayLike, weights: ArrayLike) -> Array:
    """Return the loss of a network for many choices of its weights: one sweep of it.

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
    x, t = validation.checked_single(network, x, t)
    weights = finite_array("weights", weights)
    is_weight = _is_weight(network)
    count = np.count_nonzero(is_weight)
    if weights.shape[-1:] != (count,):
        raise ValueError(
            f"weights must have {count} values on the last axis, but their shape is {weights.shape}"
        )
    theta = np.tile(network.to_vector(), (*weights.shape[:-1], 1))
    theta[..., is_weight] = weights
    swept = network.from_vector(theta)
    with np.errstate(over="ignore", invalid="ignore"):
        return within_range("the loss", swept.mean_loss(swept.forward(x), t))


def _is_weight(network: Network) -> Marks:
    marks = [(np.ones((layer.n_out, layer.n_in)), np.zeros(layer.n_out)) for layer in network.layers]
    is_weight: Marks = joined(marks) > 0.0
    return is_weight
