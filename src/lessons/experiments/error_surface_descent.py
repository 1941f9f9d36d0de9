"""Descent on the error of a linear neuron with one training case, or with two."""

from __future__ import annotations

from functools import cache

import numpy as np

from lessons import GradientDescent, Layer, Network
from lessons.arrays import Array
from lessons.examples import linear_neuron
from lessons.studies.surfaces import Path, path_of

UPDATES = 20
"""How many updates a run has."""
SECOND_CASE = (1.0, 0.5), 0.5
"""Inputs and target of a second training case. It is much like the first, so E is flat where it decides."""


def _cases(surface: str) -> tuple[Array, Array]:
    """Return the inputs and targets of the training cases."""
    example = linear_neuron()
    x, t = SECOND_CASE
    count = 1 if surface == "one" else 2
    return np.stack([example.x, x])[:count], np.stack([example.t, [t]])[:count]


def _neuron(weights: Array) -> Network:
    """Return a neuron, or a stack of them, with weights of the shape (..., 2)."""
    layer = Layer(weights[..., np.newaxis, :], np.zeros((*weights.shape[:-1], 1)), "identity")
    return Network([layer], linear_neuron().network.loss)


def error(surface: str, weights: Array) -> tuple[Array, Array]:
    """Return E and its gradient at weights of the shape (..., 2)."""
    x, t = _cases(surface)
    network = _neuron(weights)
    backward = network.backward(network.forward(x), t)
    return backward.loss, backward.gradients[0].weights[..., 0, :]


@cache
def curvatures(surface: str) -> tuple[Array, Array]:
    """Return the eigenvalues of the Hessian, the steep one last, and its eigenvectors as columns.

    The gradient of E is linear in the weights, so that its differences are the Hessian.
    """
    _, gradients = error(surface, np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    values, vectors = np.linalg.eigh(gradients[1:] - gradients[0])
    return values, vectors


@cache
def minimum_of(surface: str) -> tuple[Array, bool]:
    """Return the minimum that is closest to the origin, and whether it is the only one."""
    values, vectors = curvatures(surface)
    unique = bool(values[0] > 1e-12 * values[1])
    _, gradient = error(surface, np.zeros(2))
    along = -(vectors.T @ gradient)
    kept = slice(0 if unique else 1, 2)
    minimum: Array = vectors[:, kept] @ (along[kept] / values[kept])
    return minimum, unique


@cache
def descent(surface: str, w1: float, w2: float, rate: float) -> Path:
    """Return the run of gradient descent from these weights.

    Raises
    ------
    ValueError
        If the rate is not a finite number above zero.
    """
    optimizer = GradientDescent(rate, train_biases=False)
    return path_of(_neuron(np.array([w1, w2])), *_cases(surface), optimizer, updates=UPDATES)
