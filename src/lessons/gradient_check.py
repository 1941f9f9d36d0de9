"""Is the gradient right? Backpropagation against differences of the loss itself."""

from __future__ import annotations

import numpy as np

from lessons import derivation
from lessons.arrays import Array, ArrayLike
from lessons.network import Network, checked_data
from lessons.validation import within_range

VALUES_AT_ONCE = 2**21
"""How many parameter values the perturbed networks of one stack may hold together."""


def check_gradient(network: Network, x: ArrayLike, t: ArrayLike) -> float:
    """Return the largest relative difference between backpropagation and differences of the loss.

    Each parameter is moved by a small h, and `central_differences` of the loss are compared
    with ∂E/∂θ. A difference is relative to the larger of the two numbers. Where both are
    smaller than a thousandth of the largest component, or near what rounding alone makes of
    the losses, it is relative to that instead: less than that no difference can show.

    Parameters
    ----------
    network : Network
        A single one, not a stack.
    x : array_like, shape (samples, n_in) or (n_in,)
    t : array_like, shape (samples, n_out) or (n_out,)

    Returns
    -------
    float
        Below 1e-7 where the gradient is right; about 1 where it is wrong.

    Raises
    ------
    ValueError
        If the network is none or a stack, `x` or `t` does not fit it, or a loss nearby is more than
        a float64 can hold.
    """
    x, t = checked_data(network, x, t, single=True)
    backward = network.backward(network.forward(x), t)
    exact = np.concatenate([np.column_stack(gradient).ravel() for gradient in backward.gradients])
    approximate = central_differences(network, x, t)
    magnitude = np.maximum(np.abs(exact), np.abs(approximate))
    rounding = np.finfo(float).eps * backward.loss / _steps(network.to_vector())
    visible = np.maximum(1e8 * rounding, max(1e-3 * magnitude.max(), 1e-6))
    return float(np.max(np.abs(exact - approximate) / np.maximum(magnitude, visible)))


def central_differences(network: Network, x: ArrayLike, t: ArrayLike) -> Array:
    """Return ∂E/∂θ from losses alone, for every parameter, in the order of θ.

    The formula is (8 (E(h) − E(−h)) − (E(2h) − E(−2h))) / 12h, whose error falls with the
    fourth power of h. All moved networks run as one stack, or as a few where one would be
    too large. What is refused is as in `check_gradient`.
    """
    x, t = checked_data(network, x, t, single=True)
    theta = network.to_vector()
    steps = _steps(theta)
    at_once = max(1, VALUES_AT_ONCE // (4 * theta.size))
    differences = []
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, theta.size, at_once):
            chosen = np.arange(start, min(start + at_once, theta.size))
            moves = np.zeros((chosen.size, theta.size))
            moves[np.arange(chosen.size), chosen] = steps[chosen]
            moved = network.from_vector(np.stack([theta + k * moves for k in (2, 1, -1, -2)]))
            far_above, above, below, far_below = derivation.mean_loss(
                moved.loss, *derivation.forward(moved.layers, x), t
            )
            differences.append((8.0 * (above - below) - (far_above - far_below)) / (12.0 * steps[chosen]))
    return within_range("a difference of the losses", np.concatenate(differences))


def _steps(theta: Array) -> Array:
    # Large enough for the rounding of the losses, small enough for their curvature.
    return np.finfo(float).eps ** 0.25 * np.maximum(1.0, np.abs(theta))
