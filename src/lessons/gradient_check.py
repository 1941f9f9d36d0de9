"""Is the gradient right? Backpropagation against differences of the loss itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lessons import _checks
from lessons._arrays import Array
from lessons.network import Network

if TYPE_CHECKING:
    from lessons._arrays import ArrayLike

VALUES_AT_ONCE = 2**21
"""How many parameter values the perturbed networks of one sweep may hold together."""


def check_gradient(network: Network, x: ArrayLike, t: ArrayLike) -> float:
    """Return the largest relative difference between backpropagation and central differences.

    Each parameter θ_i is moved up and down by a small h, and (E(θ_i + h) − E(θ_i − h)) / 2h
    is compared with ∂E/∂θ_i. The difference is relative to the larger of the two, or to a
    thousandth of the largest component of the gradient where both are smaller than that:
    below it, rounding is all that a difference of losses can show.

    Parameters
    ----------
    network : Network
        A single one, not a sweep.
    x : array_like, shape (samples, n_in) or (n_in,)
    t : array_like, shape (samples, n_out) or (n_out,)

    Returns
    -------
    float
        About 1e-8 where the gradient is right; about 1 where it is wrong.

    Raises
    ------
    ValueError
        If the network is a sweep, or `x` or `t` does not fit it.
    """
    if network.sweep:
        raise ValueError(f"network must be a single one, but is a sweep of {network.sweep}")
    backward = network.backward(network.forward(x), t)
    columns = [np.column_stack(gradient).ravel() for gradient in backward.gradients]
    exact = np.concatenate(columns)
    approximate = central_differences(network, x, t)
    magnitude = np.maximum(np.abs(exact), np.abs(approximate))
    if not magnitude.any():
        return 0.0
    return float(np.max(np.abs(exact - approximate) / np.maximum(magnitude, 1e-3 * magnitude.max())))


def central_differences(network: Network, x: ArrayLike, t: ArrayLike) -> Array:
    """Return (E(θ_i + h) − E(θ_i − h)) / 2h for every parameter, in the order of θ.

    All perturbed networks run as one sweep, or as a few where one would be too large.
    """
    x = _checks.checked_input(network, x)
    t = np.atleast_2d(_checks.checked_target(network, "t", t, x))
    x = np.atleast_2d(x)
    theta = network.to_vector()
    # The cube root of the rounding error balances the error of rounding and that of curvature.
    steps = np.cbrt(np.finfo(float).eps) * np.maximum(1.0, np.abs(theta))
    differences = []
    for chosen in np.array_split(np.arange(theta.size), -(-2 * theta.size**2 // VALUES_AT_ONCE)):
        moves = np.zeros((chosen.size, theta.size))
        moves[np.arange(chosen.size), chosen] = steps[chosen]
        moved = network.from_vector(np.stack([theta + moves, theta - moves]))
        above, below = moved.mean_loss(moved.propagate(x), t)
        differences.append((above - below) / (2.0 * steps[chosen]))
    return np.concatenate(differences)
