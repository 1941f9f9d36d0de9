r"""Losses: how far the outputs are from the targets, as one number per sample.

====================  ===============================  =======================================
name                  E of one sample                  source
====================  ===============================  =======================================
squared_error         Σ (y − t)²                       Encyclopedia: the linear neuron
half_squared_error    Σ ½ (y − t)²                     Step-by-step example; slides, page 10
cross_entropy         −Σ t log y                       lecture note, (19); y by softmax
binary_cross_entropy  −Σ t log y + (1 − t) log(1 − y)  lecture note, figure 3(a); y by logistic
====================  ===============================  =======================================

The sums run over the units; t is the target and y the output.

Examples
--------
>>> from lessons import losses
>>> half_squared_error = losses.get("half_squared_error")
>>> print(half_squared_error([0.75, 0.77], [0.01, 0.99]))
0.298
>>> print(half_squared_error.mean([[0.75, 0.77], [0.01, 0.99]], [[0.01, 0.99], [0.01, 0.99]]))
0.149
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from lessons.activations import LOGISTIC, SOFTMAX, Activation, log_softmax, softplus
from lessons.arrays import Array, ArrayLike
from lessons.validation import finite_array, within_range

SUM_TOLERANCE = 1e-9
"""How far the sum of a target distribution may be from 1."""


@dataclass(frozen=True)
class Loss:
    """A number E for each sample, from its outputs and its targets.

    Calling it, its `derivative` or its `mean` checks what comes in. The fields below are
    the bare formulas, which the network calls with arrays that have been checked already.

    Attributes
    ----------
    name : str
        What `get` knows it by.
    per_sample : callable
        E of each sample from ``(out, target)`` of shape (..., samples, units); the units
        are summed, the samples are not: the result has shape (..., samples).
    error_by_out : callable
        ∂E/∂out from ``(out, target)``, with the shape of `out`.
    """

    name: str
    per_sample: Callable[[Array, Array], Array]
    error_by_out: Callable[[Array, Array], Array]

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
            If the shapes differ, if anything but finite real numbers comes in or the loss
            does not take such values, or if it is too large for a float64.
        """
        out, target = self._checked_pair(out, target)
        with np.errstate(over="ignore", divide="ignore"):
            return within_range("the loss", self.per_sample(out, target))

    def mean(self, out: ArrayLike, target: ArrayLike) -> Array:
        """Return the mean of E over the samples: what `Network.backward` calls the loss.

        Parameters
        ----------
        out, target : array_like, shape (..., samples, units) or (units,)

        Returns
        -------
        array, shape (...)

        Raises
        ------
        ValueError
            As for calling the loss.
        """
        per_sample = self(out, target)
        with np.errstate(over="ignore"):
            return within_range("the mean loss", np.atleast_1d(per_sample).mean(axis=-1))

    def derivative(self, out: ArrayLike, target: ArrayLike) -> Array:
        """Return ∂E/∂out, one value per unit; takes and refuses what calling the loss does."""
        out, target = self._checked_pair(out, target)
        with np.errstate(over="ignore", divide="ignore"):
            return within_range("the derivative of the loss", self.error_by_out(out, target))

    def of_network(self, net: Array, out: Array, target: Array) -> Array:
        """Return E of each sample from the nets and outputs of the last layer."""
        return self.per_sample(out, target)

    def output_delta(self, net: Array, out: Array, target: Array, activation: Activation) -> Array:
        """Return ∂E/∂net of the output units: where backpropagation starts."""
        return activation.backward(net, out, self.error_by_out(out, target))

    def check_activation(self, activation: Activation) -> None:
        """Raise ValueError if the loss cannot judge a last layer with this activation."""

    def check_target(self, name: str, target: Array) -> None:
        """Raise ValueError if the loss cannot take such targets, which the caller calls `name`."""

    def _checked_pair(self, out: ArrayLike, target: ArrayLike) -> tuple[Array, Array]:
        out, target = finite_array("out", out), finite_array("target", target)
        if out.shape != target.shape:
            raise ValueError(f"out and target must have one shape, but have {out.shape} and {target.shape}")
        out, target = np.atleast_1d(out), np.atleast_1d(target)
        self.check_target("target", target)
        return out, target


@dataclass(frozen=True)
class CrossEntropy(Loss):
    """A loss that compares probabilities, and belongs to the activation that makes them.

    A network computes it from the nets, not from the logarithm of the outputs: an output
    that is zero or one to the last digit still has a finite loss. Its output delta is
    out − target, equations (22) and (23) of the lecture note: the derivatives of the loss
    and of the activation cancel, so that a saturated unit learns all the same.

    Another activation in the last layer is refused. Its outputs need not be probabilities,
    and without the nets the loss would be infinite as soon as one of them rounds to zero.

    Attributes
    ----------
    activation : Activation
        What the last layer must have.
    from_net : callable
        E of each sample from ``(net, target)``.
    target_rule : callable
        Raises ValueError unless the targets, the second argument, are probabilities of the
        right kind; the first argument is what the caller calls them.
    """

    activation: Activation
    from_net: Callable[[Array, Array], Array]
    target_rule: Callable[[str, Array], None]

    def of_network(self, net: Array, out: Array, target: Array) -> Array:
        """Return E of each sample, from the nets."""
        return self.from_net(net, target)

    def output_delta(self, net: Array, out: Array, target: Array, activation: Activation) -> Array:
        """Return S(net) − t or σ(net) − t: equation (22) of the lecture note."""
        return out - target

    def check_activation(self, activation: Activation) -> None:
        """Raise ValueError unless it is the one that this loss belongs to."""
        if activation is not self.activation:
            raise ValueError(
                f"the loss {self.name} needs a last layer with the activation {self.activation.name}, "
                f"but it has {activation.name}"
            )

    def check_target(self, name: str, target: Array) -> None:
        """Raise ValueError unless the targets are probabilities, or distributions."""
        self.target_rule(name, target)

    def _checked_pair(self, out: ArrayLike, target: ArrayLike) -> tuple[Array, Array]:
        out, target = super()._checked_pair(out, target)
        _check_probabilities("out", out)
        return out, target


def _check_probabilities(name: str, array: Array) -> None:
    outside = (array < 0.0) | (array > 1.0)
    if outside.any():
        raise ValueError(f"{name} must lie between 0 and 1, but it holds {array[outside][0]}")


def _check_distributions(name: str, array: Array) -> None:
    if (array < 0.0).any():
        raise ValueError(f"{name} must not hold negative probabilities, but it holds {array[array < 0.0][0]}")
    with np.errstate(over="ignore"):
        sums = np.atleast_1d(array.sum(axis=-1))
    wrong = np.abs(sums - 1.0) > SUM_TOLERANCE
    if wrong.any():
        raise ValueError(f"{name} must add up to 1 in each sample, but one adds up to {sums[wrong][0]}")


def _sum_of_squares(out: Array, target: Array) -> Array:
    error = out - target
    squares: Array = np.vecdot(error, error)
    return squares


def _minus_log(out: Array, target: Array) -> Array:
    """Return −t log y, which is 0 where t is 0, whatever y."""
    return -target * np.log(out, where=target > 0.0, out=np.zeros_like(out))


def _share(target: Array, out: Array) -> Array:
    """Return t / y, which is 0 where t is 0, whatever y."""
    return np.divide(target, out, where=target > 0.0, out=np.zeros_like(out))


def _binary(out: Array, target: Array) -> Array:
    per_unit = _minus_log(out, target) + _minus_log(1.0 - out, 1.0 - target)
    return np.asarray(per_unit.sum(axis=-1))


def _binary_from_net(net: Array, target: Array) -> Array:
    # log σ(a) = −softplus(−a) and log(1 − σ(a)) = −softplus(a).
    per_unit = target * softplus(-net) + (1.0 - target) * softplus(net)
    return np.asarray(per_unit.sum(axis=-1))


SQUARED_ERROR = Loss(
    "squared_error",
    per_sample=_sum_of_squares,
    error_by_out=lambda out, target: 2.0 * (out - target),
)
HALF_SQUARED_ERROR = Loss(
    "half_squared_error",
    per_sample=lambda out, target: 0.5 * _sum_of_squares(out, target),
    error_by_out=lambda out, target: out - target,
)
CROSS_ENTROPY = CrossEntropy(
    "cross_entropy",
    per_sample=lambda out, target: _minus_log(out, target).sum(axis=-1),
    error_by_out=lambda out, target: -_share(target, out),
    activation=SOFTMAX,
    from_net=lambda net, target: -(target * log_softmax(net)).sum(axis=-1),
    target_rule=_check_distributions,
)
BINARY_CROSS_ENTROPY = CrossEntropy(
    "binary_cross_entropy",
    per_sample=_binary,
    error_by_out=lambda out, target: _share(1.0 - target, 1.0 - out) - _share(target, out),
    activation=LOGISTIC,
    from_net=_binary_from_net,
    target_rule=_check_probabilities,
)

KNOWN = MappingProxyType(
    {loss.name: loss for loss in (SQUARED_ERROR, HALF_SQUARED_ERROR, CROSS_ENTROPY, BINARY_CROSS_ENTROPY)}
)
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
