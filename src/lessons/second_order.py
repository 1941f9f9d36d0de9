r"""Levenberg–Marquardt: descent that knows the curvature of a sum of squares.

With the residuals r = out − target of all samples and units, and their Jacobian J = ∂r/∂θ,
a squared error is a multiple of ½ rᵀr. Its gradient is a multiple of Jᵀr, its Hessian of
JᵀJ + Σ r_i ∇²r_i. The Gauss–Newton method leaves out the second term, which is small where
the residuals are, or where the outputs are nearly linear in θ. What is left never curves
downwards, and needs first derivatives only: backpropagation gives them.

JᵀJ is also the Fisher information of a model whose outputs carry Gaussian noise of variance
1: there the log-likelihood is −½ rᵀr, its gradient is −Jᵀr, and over the noise the mean of
Jᵀr rᵀJ is JᵀJ. So for this loss the Encyclopedia's two sentences on second-order descent,
that it uses the Hessian and that the Fisher information approximates it, are one statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lessons import derivation
from lessons.arrays import Array, ArrayLike, read_only
from lessons.layer import joined
from lessons.losses import HALF_SQUARED_ERROR, SQUARED_ERROR
from lessons.network import Network, checked_data
from lessons.training import Training, largest_gradient
from lessons.validation import number, positive_number, whole_number, within_range

FACTOR = 10.0
"""By how much the damping rises after a step that fails, and falls after one that succeeds."""

LARGEST_DAMPING = 1e16
"""In units of the largest entry of diag JᵀJ: beyond it a step changes the outputs less than rounding."""


def levenberg_marquardt(
    network: Network,
    x: ArrayLike,
    t: ArrayLike,
    *,
    updates: int,
    damping: float = 1e-3,
    until_loss: float | None = None,
    until_gradient: float | None = None,
) -> Training:
    """Train a network by the steps p that solve (JᵀJ + λI) p = −Jᵀr.

    A small damping λ gives the Gauss–Newton step; a large one gives a short step down the
    gradient: Levenberg (1944). If the step lowers the loss it is taken, and λ is divided by 10;
    if not, λ is multiplied by 10 and the step tried again: Marquardt (1963). See the head of
    `lessons.second_order` for what is behind JᵀJ.

    Parameters
    ----------
    network : Network
        A single one with a squared error as its loss; it stays as it is.
    x : array_like, shape (samples, n_in) or (n_in,)
    t : array_like, shape (samples, n_out) or (n_out,)
    updates : int, at least 0
        How many steps to take at most.
    damping : float, above 0
        λ of the first step that is tried.
    until_loss : float, optional
        Stop as soon as the loss is this low.
    until_gradient : float, optional
        Stop as soon as no component of the gradient of the loss is larger than this.

    Returns
    -------
    Training
        With one loss before the first step and one after each. It stopped because of
        ``"updates"`` (all of them done), ``"until_loss"``, ``"until_gradient"`` or
        ``"converged"`` (no step, however short, lowers the loss any more).

    Raises
    ------
    ValueError
        If the loss of the network is not a squared error, the network is a stack, `x` or
        `t` does not fit it, another argument is out of its range, or the residuals or
        their Jacobian are more than a float64 can hold.

    Notes
    -----
    One step costs a backward pass for each output unit and, for n residuals and p
    parameters, about n p² multiplications: worth it for small networks only.

    Marquardt damps with λ diag JᵀJ, so that the steps do not depend on the units in which a
    parameter is measured. But that diagonal is nearly zero for a unit that saturates, and then
    nothing holds its weights: the next step throws them far away. λI holds them.
    """
    x, t = checked_data(network, x, t, single=True)
    if network.loss not in (SQUARED_ERROR, HALF_SQUARED_ERROR):
        raise ValueError(f"network must have a squared error as its loss, but it has {network.loss.name}")
    updates = whole_number("updates", updates, least=0)
    damping = positive_number("damping", damping)
    enough_loss = -np.inf if until_loss is None else number("until_loss", until_loss)
    enough_gradient = -np.inf if until_gradient is None else number("until_gradient", until_gradient)

    with np.errstate(over="ignore", invalid="ignore"):
        state = _State.of(network, x, t)
        within_range("the loss", state.loss)
        losses = [state.loss]
        stopped = _reason(state, x, t, enough_loss, enough_gradient)
        while not stopped and len(losses) <= updates:
            before = state
            state, damping = _lower(before, x, t, damping)
            if state is before:
                stopped = "converged"
            else:
                losses.append(state.loss)
                stopped = _reason(state, x, t, enough_loss, enough_gradient)
    return Training(state.network, read_only(np.array(losses)), stopped or "updates")


class _State(NamedTuple):
    """A network with its forward pass and its loss."""

    network: Network
    nets: Sequence[Array]
    outs: Sequence[Array]
    loss: Array

    @classmethod
    def of(cls, network: Network, x: Array, t: Array) -> _State:
        nets, outs = derivation.forward(network.layers, x)
        return cls(network, nets, outs, derivation.mean_loss(network.loss, nets, outs, t))


def _reason(state: _State, x: Array, t: Array, enough_loss: float, enough_gradient: float) -> str:
    """Return why to stop here, or nothing."""
    if state.loss <= enough_loss:
        return "until_loss"
    if enough_gradient > -np.inf and largest_gradient(state.network, x, t) <= enough_gradient:
        return "until_gradient"
    return ""


def _lower(before: _State, x: Array, t: Array, damping: float) -> tuple[_State, float]:
    """Raise the damping until a step lowers the loss; return where it leads, or `before`."""
    residuals = (before.outs[-1] - t).mT.ravel()
    jacobian = output_jacobian(before.network, (before.nets, before.outs))
    theta = before.network.to_vector()
    largest = within_range("the Jacobian", LARGEST_DAMPING * np.square(jacobian).sum(axis=0).max())
    while damping <= largest:
        moved = theta + damped_step(jacobian, residuals, damping)
        if np.isfinite(moved).all():
            after = _State.of(before.network.from_vector(moved), x, t)
            if after.loss < before.loss:
                return after, damping / FACTOR
        damping *= FACTOR
    return before, damping


def damped_step(jacobian: Array, residuals: Array, damping: float) -> Array:
    """Return the p that solves (JᵀJ + λI) p = −Jᵀr.

    It is found as the least-squares solution of the rows of J and, below them, √λ I:
    JᵀJ itself would square the condition.
    """
    count = jacobian.shape[1]
    rows = np.concatenate([jacobian, np.sqrt(damping) * np.eye(count)])
    right = np.concatenate([-residuals, np.zeros(count)])
    step: Array = np.linalg.lstsq(rows, right, rcond=None)[0]
    return step


def output_jacobian(network: Network, forward: tuple[Sequence[Array], Sequence[Array]]) -> Array:
    """Return ∂out/∂θ, of shape (units * samples, parameters), the units in the outer order.

    One backward pass for each output unit, all in one call: each starts with ∂out/∂net of
    its unit where others start with the delta of a loss. All samples keep their own rows.

    Parameters
    ----------
    network : Network
        A single one.
    forward : pair of sequences of arrays
        The nets and outs that `derivation.forward` made of x, of shape (samples, n_in).
    """
    nets, outs = forward
    units = network.sizes[-1]
    seeds = np.eye(units)[:, np.newaxis, :]
    start = network.layers[-1].activation.backward(nets[-1], outs[-1], seeds)
    deltas = derivation.backward(network.layers, nets, outs, start)
    by_theta = joined(
        (delta[..., :, np.newaxis] * out[..., np.newaxis, :], delta)
        for delta, out in zip(deltas, outs[:-1], strict=True)
    )
    return by_theta.reshape(-1, by_theta.shape[-1])
