r"""Losses: how far the outputs are from the targets, as one number per sample.

Examples
--------
>>> from lessons import losses
>>> print(losses.get("half_squared_error")([0.75, 0.77], [0.01, 0.99]))
0.298
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from lessons._arrays import Array, finite_array, within_range
from lessons.activations import Activation

if TYPE_CHECKING:
    from lessons._arrays import ArrayLike


@dataclass(frozen=True)
class Loss:
    """A number E for each sample, from its outputs and its targets.

    Calling it, or its `derivative`, checks what comes in. The fields below are the bare
    formulas, which the network calls with arrays that have been checked already.

    Attributes
    ----------
    name : str
        What `get` knows it by.
    per_sample : callable
        E of each sample from ``(out, target)`` of shape (..., samples, units); the units
        are summed, the samples are not: the result has shape (..., samples).
    slope : callable
        ∂E/∂out from ``(out, target)``, with the shape of `out`.
    """

    name: str
    per_sample: Callable[[Array, Array], Array]
    slope: Callable[[Array, Array], Array]

    def __call__(self, out: ArrayLike, target: ArrayLike) -> Array:
        """Return E of each sample.

        Parameters
        ----------
        out, target : array_like, shape (..., units)
            Of the same shape. A plain number is one sample with one unit.

        Returns
        -------
        array, shape (...)
            Without the last axis, over which the loss is summed.

        Raises
        ------
        ValueError
            If the shapes differ, if anything but finite real numbers comes in, or if the
            loss is too large for a float64.
        """
        with np.errstate(over="ignore"):
            return within_range("the loss", self.per_sample(*_pair(out, target)))

    def derivative(self, out: ArrayLike, target: ArrayLike) -> Array:
        """Return ∂E/∂out, one value per unit; takes and refuses what calling the loss does."""
        out, target = _pair(out, target)
        with np.errstate(over="ignore"):
            return within_range("the derivative of the loss", self.slope(out, target))

    def output_delta(self, net: Array, out: Array, target: Array, activation: Activation) -> Array:
        """Return ∂E/∂net of the output units: where backpropagation starts."""
        return activation.backward(net, out, self.slope(out, target))


def _pair(out: ArrayLike, target: ArrayLike) -> tuple[Array, Array]:
    out, target = finite_array("out", out), finite_array("target", target)
    if out.shape != target.shape:
        raise ValueError(f"out and target must have one shape, but have {out.shape} and {target.shape}")
    return np.atleast_1d(out), np.atleast_1d(target)


def _sum_of_squares(out: Array, target: Array) -> Array:
    return np.square(target - out).sum(axis=-1)  # type: ignore[no-any-return]


SQUARED_ERROR = Loss(
    "squared_error",
    per_sample=_sum_of_squares,
    slope=lambda out, target: 2.0 * (out - target),
)
HALF_SQUARED_ERROR = Loss(
    "half_squared_error",
    per_sample=lambda out, target: 0.5 * _sum_of_squares(out, target),
    slope=lambda out, target: out - target,
)

KNOWN = MappingProxyType({loss.name: loss for loss in (SQUARED_ERROR, HALF_SQUARED_ERROR)})
"""Every loss by its name."""


def get(name: str | Loss) -> Loss:
    """Return the loss called `name`; a `Loss` is returned as it is.

    Raises
    ------
    ValueError
        If no loss has that name; the message lists those there are.
    """
    if isinstance(name, Loss):
        return name
    if not isinstance(name, str) or name not in KNOWN:
        raise ValueError(f"there is no loss {name!r}; there are: {', '.join(KNOWN)}")
    return KNOWN[name]
