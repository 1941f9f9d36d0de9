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
from typing import Literal

import numpy as np

from lessons.arrays import Array, ArrayLike
from lessons.validation import finite_array, positive_number, within_range

LARGEST_EXPONENT = 709.0
"""The largest whole x for which exp(x) is a finite float64."""

LEAK = 0.01
"""The slope of leaky_relu below zero."""


@dataclass(frozen=True)
class Activation:
    """A function from the weighted inputs of a layer to the outputs of its units.

    Calling it, its `derivative` or its `jacobian` checks what comes in. The fields are the bare
    formulas, which a network uses with arrays that have been checked already.

    Attributes
    ----------
    name : str
        What `get` knows it by.
    function : callable
        f: an array of weighted inputs to the outputs, of the same shape.
    backward : callable
        From ``(net, out, error_by_out)``, of one shape, to ∂E/∂net, by the chain rule: for most
        it is ∂E/∂out times f′(net), which is often cheapest from the output. The logistic's is
        out (1 − out).
    initialization : {"glorot", "he"}
        How `Network.initialize` draws the weights that lead to such units.
    by_element : bool
        Whether each output depends on its own net alone. If not, as for softmax, the units are
        on the last axis, and there is a Jacobian in place of a derivative.
    """

    name: str
    function: Callable[[Array], Array]
    backward: Callable[[Array, Array, Array], Array]
    initialization: Literal["glorot", "he"] = "glorot"
    by_element: bool = True

    def __call__(self, net: ArrayLike) -> Array:
        """Return f(net).

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
        # A copy, because the identity hands on what it gets.
        net = finite_array("net", net).copy() if self.by_element else _with_units(net)
        with np.errstate(over="ignore"):
            return within_range(f"the output of {self.name}", self.function(net))

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
        if not self.by_element:
            raise ValueError(
                f"{self.name} depends on every net of its layer and has no derivative; use its jacobian"
            )
        return self._carried_back(finite_array("net", net), 1.0)

    def jacobian(self, net: ArrayLike) -> Array:
        """Return ∂out_j/∂net_k at [..., j, k], for the units on the last axis.

        Row j is what comes back of ∂E/∂out if E is the output j alone. Of a function that works
        element by element it is diag(f′(net)): equation (38) of the lecture note.

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
        net = _with_units(net)
        return self._carried_back(net[..., np.newaxis, :], np.eye(net.shape[-1]))

    def _carried_back(self, net: Array, error_by_out: Array | float) -> Array:
        with np.errstate(over="ignore"):
            by_net = self.backward(net, self.function(net), np.asarray(error_by_out))
        return within_range(f"the derivative of {self.name}", by_net)


def _with_units(net: ArrayLike) -> Array:
    checked = finite_array("net", net)
    if checked.ndim == 0:
        raise ValueError(f"net must have an axis for the units of a layer, but it is the number {checked}")
    return checked


def _logistic(net: Array) -> Array:
    # Beyond the largest exponent the output is zero to 300 digits; the limit keeps exp finite.
    return 1.0 / (1.0 + np.exp(np.minimum(-net, LARGEST_EXPONENT)))


def _swish(net: Array) -> Array:
    # Where the logistic stays at its lowest, the factor before it has to stay, too.
    return np.maximum(net, -LARGEST_EXPONENT) * _logistic(net)


def _swish_backward(net: Array, out: Array, error_by_out: Array) -> Array:
    logistic = _logistic(net)
    return error_by_out * (logistic + out * (1.0 - logistic))


def softplus(net: Array) -> Array:
    """Return log(1 + exp(net)), for any net: −log of logistic(−net)."""
    return np.logaddexp(0.0, net)


def _mish(net: Array) -> Array:
    return net * np.tanh(softplus(net))


def _mish_backward(net: Array, out: Array, error_by_out: Array) -> Array:
    gate = np.tanh(softplus(net))
    return error_by_out * (gate + _swish(net) * (1.0 - np.square(gate)))


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


def _softmax_backward(net: Array, out: Array, error_by_out: Array) -> Array:
    # The product with the Jacobian, out_j (δ_jk − out_k), which is not formed.
    mean_error: Array = np.vecdot(error_by_out, out)[..., np.newaxis]
    return out * (error_by_out - mean_error)


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
        backward=lambda net, out, error_by_out: error_by_out * (-2.0 * (gamma * (net * out))),
    )


IDENTITY = Activation(
    "identity",
    function=lambda net: net,
    backward=lambda net, out, error_by_out: error_by_out * np.ones_like(net),
)
LOGISTIC = Activation(
    "logistic",
    function=_logistic,
    backward=lambda net, out, error_by_out: error_by_out * (out * (1.0 - out)),
)
TANH = Activation(
    "tanh",
    function=np.tanh,
    backward=lambda net, out, error_by_out: error_by_out * (1.0 - np.square(out)),
)
SOFTSIGN = Activation(
    "softsign",
    function=lambda net: net / (1.0 + np.abs(net)),
    backward=lambda net, out, error_by_out: error_by_out * np.square(1.0 / (1.0 + np.abs(net))),
)
# ReLU has no derivative at 0; here relu′(0) = 0, as in PyTorch, so that a silent unit stays silent.
# The lecture note's (56) has its two cases swapped.
RELU = Activation(
    "relu",
    function=lambda net: np.maximum(net, 0.0),
    backward=lambda net, out, error_by_out: error_by_out * (net > 0.0),
    initialization="he",
)
LEAKY_RELU = Activation(
    "leaky_relu",
    function=lambda net: np.maximum(net, LEAK * net),
    backward=lambda net, out, error_by_out: error_by_out * np.where(net > 0.0, 1.0, LEAK),
    initialization="he",
)
# Swish and mish are smoothed rectifiers: close to 0 on the left, close to the net on the right.
SWISH = Activation("swish", function=_swish, backward=_swish_backward, initialization="he")
MISH = Activation("mish", function=_mish, backward=_mish_backward, initialization="he")
GAUSSIAN = gaussian()
SOFTMAX = Activation("softmax", function=_softmax, backward=_softmax_backward, by_element=False)

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
