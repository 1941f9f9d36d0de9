r"""Activation functions and their derivatives.

An activation turns the weighted input ``net`` of a unit into its output ``out``:
out = f(net). Backpropagation needs f and f′, nothing else. Softmax is the exception: each of
its outputs depends on every net of the layer, so that f′ is a matrix, its Jacobian.

=============  ===========================  =================================================
name           f(a)                         source
=============  ===========================  =================================================
identity       a                            Encyclopedia: the linear neuron
logistic       1 / (1 + exp(−a))            lecture note, section 5.6; slides, page 6
tanh           tanh a                       Encyclopedia
softsign       a / (1 + abs a)              slides, page 6
relu           max(0, a)                    lecture note, (55); slides, page 7
leaky_relu     a if a > 0, else 0.01 a      Toast article; Maas, Hannun and Ng (2013)
swish          a logistic(a)                Ramachandran, Zoph and Le (2017), with β = 1
mish           a tanh(log(1 + exp a))       Misra (2019)
gaussian       exp(−γ a²), γ = 1            slides, page 7: the radial basis function
softmax        exp(a_j) / Σ_k exp(a_k)      lecture note, (21)
=============  ===========================  =================================================

None of them overflows, however large the net.

Examples
--------
>>> from lessons import activations
>>> logistic = activations.get("logistic")
>>> print(f"{logistic(0.3775):.9f}")
0.593269992
>>> print(f"{logistic.derivative(0.3775):.9f}")
0.241300709
>>> print(activations.get("softmax")([700.0, 700.0]))
[0.5 0.5]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np

from lessons.arrays import Array, finite_array, positive_number, within_range

if TYPE_CHECKING:
    from lessons.arrays import ArrayLike

LARGEST_EXPONENT = 709.0
"""The largest whole x for which exp(x) is a finite float64."""

LEAK = 0.01
"""The slope of leaky_relu below zero."""


@dataclass(frozen=True)
class Activation:
    """A function from the weighted inputs of a layer to the outputs of its units.

    Calling it, or its `derivative`, checks what comes in. The fields below are the bare
    formulas, which the network calls with arrays that have been checked already.

    Attributes
    ----------
    name : str
        What `get` knows it by.
    function : callable
        f: an array of weighted inputs to the outputs, of the same shape.
    slope : callable
        f′ from ``(net, out)``, both of the same shape. For many functions the derivative
        is cheapest from the output: the logistic's is out (1 − out).
    initialization : {"glorot", "he"}
        How `Network.initialize` draws the weights that lead to such units.
    """

    name: str
    function: Callable[[Array], Array]
    slope: Callable[[Array, Array], Array]
    initialization: Literal["glorot", "he"] = "glorot"

    def __call__(self, net: ArrayLike) -> Array:
        """Return f(net), element by element.

        Parameters
        ----------
        net : array_like
            Weighted inputs; any shape.

        Raises
        ------
        ValueError
            If `net` is empty or holds anything but finite real numbers; of softmax, too, if it
            is a plain number.
        """
        checked = self._checked(net)
        with np.errstate(over="ignore"):
            return within_range(f"the output of {self.name}", self.function(checked))

    def derivative(self, net: ArrayLike) -> Array:
        """Return f′(net), element by element.

        Parameters
        ----------
        net : array_like
            Weighted inputs; any shape.

        Raises
        ------
        ValueError
            If `net` is empty or holds anything but finite real numbers, or if the
            activation has a Jacobian only, as softmax has.
        """
        checked = self._checked(net)
        with np.errstate(over="ignore"):
            slope = self.slope(checked, self.function(checked))
        return within_range(f"the derivative of {self.name}", slope)

    def jacobian(self, net: ArrayLike) -> Array:
        """Return ∂out_j/∂net_k at [..., j, k], for the units on the last axis.

        Of a function that works element by element it is diag(f′(net)): equation (38) of
        the lecture note.

        Parameters
        ----------
        net : array_like, shape (..., units)

        Returns
        -------
        array, shape (..., units, units)

        Raises
        ------
        ValueError
            If `net` has no axis, is empty, or holds anything but finite real numbers.
        """
        return _diagonal(self.derivative(_with_units(net)))

    def backward(self, net: Array, out: Array, error_by_out: Array) -> Array:
        """Carry ∂E/∂out back through the activation to ∂E/∂net, by the chain rule."""
        return error_by_out * self.slope(net, out)

    def _checked(self, net: ArrayLike) -> Array:
        # A copy, because the identity hands on what it gets.
        return finite_array("net", net).copy()


@dataclass(frozen=True)
class Softmax(Activation):
    """An activation whose outputs are a probability for each unit, and add up to 1.

    The units are on the last axis. It has a Jacobian in place of a derivative.
    """

    def jacobian(self, net: ArrayLike) -> Array:
        """Return ∂out_j/∂net_k = out_j (δ_jk − out_k) at [..., j, k]; see `Activation.jacobian`."""
        out = self(net)
        return _diagonal(out) - out[..., :, np.newaxis] * out[..., np.newaxis, :]

    def backward(self, net: Array, out: Array, error_by_out: Array) -> Array:
        """Carry ∂E/∂out back to ∂E/∂net: the product with the Jacobian, which is not formed."""
        mean_error: Array = np.vecdot(error_by_out, out)[..., np.newaxis]
        return out * (error_by_out - mean_error)

    def _checked(self, net: ArrayLike) -> Array:
        return _with_units(net)


def _with_units(net: ArrayLike) -> Array:
    checked = finite_array("net", net)
    if checked.ndim == 0:
        raise ValueError(f"net must have an axis for the units of a layer, but it is the number {checked}")
    return checked


def _diagonal(values: Array) -> Array:
    return values[..., np.newaxis] * np.eye(values.shape[-1])


def _logistic(net: Array) -> Array:
    # Beyond the largest exponent the output is zero to 300 digits; the limit keeps exp finite.
    return 1.0 / (1.0 + np.exp(np.minimum(-net, LARGEST_EXPONENT)))


def _swish(net: Array) -> Array:
    # Where the logistic stays at its lowest, the factor before it has to stay, too.
    return np.maximum(net, -LARGEST_EXPONENT) * _logistic(net)


def _swish_slope(net: Array, out: Array) -> Array:
    logistic = _logistic(net)
    return logistic + out * (1.0 - logistic)


def softplus(net: Array) -> Array:
    """Return log(1 + exp(net)), for any net: −log of logistic(−net)."""
    return np.logaddexp(0.0, net)


def _mish(net: Array) -> Array:
    return net * np.tanh(softplus(net))


def _mish_slope(net: Array, out: Array) -> Array:
    gate = np.tanh(softplus(net))
    return gate + _swish(net) * (1.0 - np.square(gate))


def log_softmax(net: Array) -> Array:
    """Return log S(net): net less the logarithm of the sum of all exp(net)."""
    # exp of what is left after the largest net is taken off is 1 at most.
    below_largest: Array = net - net.max(axis=-1, keepdims=True)
    log_of_sum: Array = np.log(np.exp(below_largest).sum(axis=-1, keepdims=True))
    return below_largest - log_of_sum


def _softmax(net: Array) -> Array:
    # Less the largest net, which changes no quotient, every exponent is 0 at most.
    shares: Array = np.exp(net - net.max(axis=-1, keepdims=True))
    total: Array = shares.sum(axis=-1, keepdims=True)
    return shares / total


def _no_slope(net: Array, out: Array) -> Array:
    raise ValueError("softmax depends on every net of its layer and has no derivative; use its jacobian")


def gaussian(gamma: float = 1.0) -> Activation:
    """Return exp(−γ a²), the radial basis function of the slides, page 7.

    Parameters
    ----------
    gamma : float, above 0
        The larger, the narrower.

    Raises
    ------
    ValueError
        If `gamma` is not a finite number above zero.
    """
    gamma = positive_number("gamma", gamma)
    root = np.sqrt(gamma)

    def function(net: Array) -> Array:
        # At 40 widths the output has been zero for long, and squares are still small.
        widths: Array = root * np.clip(net, -40.0 / root, 40.0 / root)
        return np.exp(-np.square(widths))

    return Activation(
        "gaussian" if gamma == 1.0 else f"gaussian({gamma:g})",
        function=function,
        slope=lambda net, out: -2.0 * (gamma * (net * out)),
    )


IDENTITY = Activation(
    "identity",
    function=lambda net: net,
    slope=lambda net, out: np.ones_like(net),
)
LOGISTIC = Activation(
    "logistic",
    function=_logistic,
    slope=lambda net, out: out * (1.0 - out),
)
TANH = Activation(
    "tanh",
    function=np.tanh,
    slope=lambda net, out: 1.0 - np.square(out),
)
SOFTSIGN = Activation(
    "softsign",
    function=lambda net: net / (1.0 + np.abs(net)),
    slope=lambda net, out: np.square(1.0 / (1.0 + np.abs(net))),
)
# ReLU has no derivative at 0; here relu′(0) = 0, as in PyTorch, so that a silent unit stays silent.
# The lecture note's (56) has its two cases swapped.
RELU = Activation(
    "relu",
    function=lambda net: np.maximum(net, 0.0),
    slope=lambda net, out: (net > 0.0).astype(np.float64),
    initialization="he",
)
LEAKY_RELU = Activation(
    "leaky_relu",
    function=lambda net: np.maximum(net, LEAK * net),
    slope=lambda net, out: np.where(net > 0.0, 1.0, LEAK),
    initialization="he",
)
# Swish and mish are smoothed rectifiers: close to 0 on the left, close to the net on the right.
SWISH = Activation("swish", function=_swish, slope=_swish_slope, initialization="he")
MISH = Activation("mish", function=_mish, slope=_mish_slope, initialization="he")
GAUSSIAN = gaussian()
SOFTMAX = Softmax("softmax", function=_softmax, slope=_no_slope)

KNOWN = MappingProxyType(
    {
        activation.name: activation
        for activation in (
            IDENTITY,
            LOGISTIC,
            TANH,
            SOFTSIGN,
            RELU,
            LEAKY_RELU,
            SWISH,
            MISH,
            GAUSSIAN,
            SOFTMAX,
        )
    }
)
"""Every activation by its name."""


def get(name: str | Activation) -> Activation:
    """Return the activation called `name`; an `Activation` is returned as it is.

    Raises
    ------
    ValueError
        If no activation has that name; the message lists those there are.
    """
    if isinstance(name, Activation):
        return name
    if not isinstance(name, str) or name not in KNOWN:
        raise ValueError(f"there is no activation {name!r}; there are: {', '.join(KNOWN)}")
    return KNOWN[name]
