r"""Activation functions and their derivatives.

An activation turns the weighted input ``net`` of a unit into its output ``out``:
out = f(net). Backpropagation needs f and f′, nothing else.

Examples
--------
>>> from lessons import activations
>>> logistic = activations.get("logistic")
>>> print(f"{logistic(0.3775):.9f}")
0.593269992
>>> print(f"{logistic.derivative(0.3775):.9f}")
0.241300709
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from lessons._arrays import Array, finite_array

if TYPE_CHECKING:
    from lessons._arrays import ArrayLike

LARGEST_EXPONENT = 709.0
"""The largest whole x for which exp(x) is a finite float64."""


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
    """

    name: str
    function: Callable[[Array], Array]
    slope: Callable[[Array, Array], Array]

    def __call__(self, net: ArrayLike) -> Array:
        """Return f(net), element by element.

        Parameters
        ----------
        net : array_like
            Weighted inputs; any shape.

        Raises
        ------
        ValueError
            If `net` is empty or holds anything but finite real numbers.
        """
        return self.function(finite_array("net", net))

    def derivative(self, net: ArrayLike) -> Array:
        """Return f′(net), element by element.

        Parameters
        ----------
        net : array_like
            Weighted inputs; any shape.

        Raises
        ------
        ValueError
            If `net` is empty or holds anything but finite real numbers.
        """
        checked = finite_array("net", net)
        return self.slope(checked, self.function(checked))

    def backward(self, net: Array, out: Array, error_by_out: Array) -> Array:
        """Carry ∂E/∂out back through the activation to ∂E/∂net, by the chain rule."""
        return error_by_out * self.slope(net, out)


def _logistic(net: Array) -> Array:
    # Beyond the largest exponent the output is zero to 300 digits; the limit keeps exp finite.
    return 1.0 / (1.0 + np.exp(np.minimum(-net, LARGEST_EXPONENT)))


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

KNOWN = MappingProxyType({activation.name: activation for activation in (IDENTITY, LOGISTIC)})
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
