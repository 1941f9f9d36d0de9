r"""Optimizers: from a network and its gradients to the next network.

Each takes θ⁺ = θ − η d for every parameter θ. They differ in the direction d, which they
make of the gradient g and of what they remember from the steps before:

================  ===========================================  ===========================
optimizer         direction d                                  memory, 0 at first
================  ===========================================  ===========================
GradientDescent   g                                            none
Momentum          v                                            v ← μ v + g
AdaGrad           g / (√s + ε)                                 s ← s + g²
RMSProp           g / (√s + ε)                                 s ← α s + (1 − α) g²
Adam, step k      m / (1 − β₁ᵏ) / (√(s / (1 − β₂ᵏ)) + ε)       m ← β₁ m + (1 − β₁) g and
                                                               s ← β₂ s + (1 − β₂) g²
================  ===========================================  ===========================

These are PyTorch's conventions. Other frameworks put ε inside the root, or η inside v.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np

from lessons import validation
from lessons.arrays import Array, fraction, owned_parameter, positive_number
from lessons.network import Gradient, Network

if TYPE_CHECKING:
    from lessons.arrays import ArrayLike


class Optimizer(Protocol):
    """Whatever makes the next network out of a network and its gradients."""

    def step(self, network: Network, gradients: Sequence[Gradient]) -> Network:
        """Return the next network."""
        ...


Past = dict[str, Array]
"""What an optimizer remembers of one array of parameters, by the letters of the table."""


@dataclass
class Memory:
    """What an optimizer remembers of one run: its steps, and the past of each parameter array."""

    steps: int = 0
    pasts: defaultdict[tuple[int, str], Past] = field(default_factory=lambda: defaultdict(dict))


@dataclass(frozen=True, init=False, eq=False)
class Descent(ABC):
    """θ⁺ = θ − η d: what the optimizers here have in common. A subclass says what d is.

    An optimizer may remember earlier steps, so that one object serves one run. `train`
    starts each run with a `fresh` one.

    Parameters
    ----------
    rate : float or array_like
        The learning rate η > 0. An array makes a sweep: one network for each rate, in
        the axes of the array.
    train_biases : bool
        False holds the biases, as the step-by-step example does.

    Raises
    ------
    ValueError
        If a rate is not a finite number above zero, or another argument out of its range.
    """

    rate: Array
    train_biases: bool
    _memory: Memory = field(repr=False)

    def __init__(self, rate: ArrayLike, train_biases: bool = True) -> None:
        if not isinstance(train_biases, bool):
            raise ValueError(f"train_biases must be True or False, but it is {train_biases!r}")
        self._set(rate=checked_rate(rate), train_biases=train_biases, _memory=Memory())

    def _set(self, **values: object) -> None:
        # Nobody outside may assign to a frozen record; building it is the one exception.
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def step(self, network: Network, gradients: Sequence[Gradient]) -> Network:
        """Return the network one step further; `network` stays as it is.

        Parameters
        ----------
        network : Network
        gradients : sequence of Gradient
            One for each layer, as `Network.backward` returns them.

        Raises
        ------
        ValueError
            If there is not one gradient for each layer, of a shape that fits, or if the
            step leads to parameters that no float64 can hold.
        """
        gradients = validation.checked_gradients(network, gradients, self.rate.shape)
        with np.errstate(over="ignore", invalid="ignore"):
            return validation.network_within_range(self.update(network, gradients))

    def update(self, network: Network, gradients: Sequence[Gradient]) -> Network:
        """Do what `step` does, with gradients that have been checked already."""
        self._memory.steps += 1
        rate_of_weights, rate_of_biases = _with_axes(self.rate, 2), _with_axes(self.rate, 1)
        layers = []
        for number, (layer, gradient) in enumerate(zip(network.layers, gradients, strict=True)):
            weights, biases = layer.weights, layer.biases
            change = self._direction(gradient.weights, number, "weights")
            weights = _difference(weights, rate_of_weights * change)
            if self.train_biases:
                change = self._direction(gradient.biases, number, "biases")
                biases = _difference(biases, rate_of_biases * change)
            layers.append(layer.with_parameters(weights, biases))
        return network.with_layers(layers)

    def _direction(self, gradient: Array, layer: int, parameters: str) -> Array:
        return self.direction(gradient, self._memory.pasts[layer, parameters], self._memory.steps)

    @abstractmethod
    def direction(self, gradient: Array, past: Past, step: int) -> Array:
        """Return d, and leave in `past` what the next step needs.

        Parameters
        ----------
        gradient : array
            Of one array of parameters.
        past : dict of arrays
            Of the same parameters; empty at the first step.
        step : int
            The number of this step of the run, from 1.
        """

    def fresh(self) -> Self:
        """Return an optimizer with the same settings and nothing to remember."""
        optimizer = copy(self)
        optimizer._set(_memory=Memory())
        return optimizer


@dataclass(frozen=True, init=False, eq=False)
class GradientDescent(Descent):
    """d = g: equation (12) of the lecture note. It remembers nothing.

    Parameters
    ----------
    rate, train_biases
        See `Descent`.
    """

    def direction(self, gradient: Array, past: Past, step: int) -> Array:
        """Return the gradient."""
        return gradient


@dataclass(frozen=True, init=False, eq=False)
class Momentum(Descent):
    """d = v with v ← μ v + g: the heavy ball, which keeps some of its velocity.

    Named in the Toast article; Polyak (1964). The rate is a factor of the whole velocity,
    as in PyTorch. In Rumelhart, Hinton and Williams (1986) and in scikit-learn it is inside,
    v ← μ v − η g. With a constant rate both give the same path.

    Parameters
    ----------
    rate, train_biases
        See `Descent`.
    momentum : float, 0 to below 1
        μ, the part of the velocity that is kept.
    """

    momentum: float

    def __init__(self, rate: ArrayLike, momentum: float = 0.9, train_biases: bool = True) -> None:
        super().__init__(rate, train_biases)
        self._set(momentum=fraction("momentum", momentum))

    def direction(self, gradient: Array, past: Past, step: int) -> Array:
        """Return the velocity."""
        past["v"] = self.momentum * past.get("v", 0.0) + gradient
        return past["v"]


@dataclass(frozen=True, init=False, eq=False)
class AdaGrad(Descent):
    """d = g / (√s + ε) with s ← s + g²: each parameter has its own rate, which only falls.

    Named in the Toast article; Duchi, Hazan and Singer (2011), diagonal version. ε stands
    outside the root and the sum starts at 0, as in PyTorch; TensorFlow's starts at 0.1.

    Parameters
    ----------
    rate, train_biases
        See `Descent`.
    epsilon : float, above 0
        ε, which keeps the denominator from 0.
    """

    epsilon: float

    def __init__(self, rate: ArrayLike, epsilon: float = 1e-10, train_biases: bool = True) -> None:
        super().__init__(rate, train_biases)
        self._set(epsilon=positive_number("epsilon", epsilon))

    def direction(self, gradient: Array, past: Past, step: int) -> Array:
        """Return the gradient over the root of the sum of all squares so far."""
        past["s"] = past.get("s", 0.0) + np.square(gradient)
        return gradient / (np.sqrt(past["s"]) + self.epsilon)


@dataclass(frozen=True, init=False, eq=False)
class RMSProp(Descent):
    """d = g / (√s + ε) with s ← α s + (1 − α) g²: AdaGrad that forgets.

    Named in the Toast article; Tieleman and Hinton (2012), lecture 6.5. ε stands outside
    the root and α is 0.99, as in PyTorch; the lecture has α = 0.9, and TensorFlow puts ε
    inside the root.

    Parameters
    ----------
    rate, train_biases
        See `Descent`.
    decay : float, 0 to below 1
        α, the part of the mean square that is kept.
    epsilon : float, above 0
        ε, which keeps the denominator from 0.
    """

    decay: float
    epsilon: float

    def __init__(
        self, rate: ArrayLike, decay: float = 0.99, epsilon: float = 1e-8, train_biases: bool = True
    ) -> None:
        super().__init__(rate, train_biases)
        self._set(decay=fraction("decay", decay), epsilon=positive_number("epsilon", epsilon))

    def direction(self, gradient: Array, past: Past, step: int) -> Array:
        """Return the gradient over the root of its mean square."""
        past["s"] = _moving_average(past.get("s", 0.0), np.square(gradient), self.decay)
        return gradient / (np.sqrt(past["s"]) + self.epsilon)


@dataclass(frozen=True, init=False, eq=False)
class Adam(Descent):
    """d = m̂ / (√ŝ + ε): momentum over the root mean square, both without their early bias.

    m ← β₁ m + (1 − β₁) g and s ← β₂ s + (1 − β₂) g² start at 0, and so are too small at
    first; step k divides them by 1 − β₁ᵏ and 1 − β₂ᵏ. Named in the Toast article; Kingma
    and Ba (2015), algorithm 1, whose defaults these are. ε is added after the bias of s is
    taken out, as there and in PyTorch; TensorFlow and scikit-learn add it before.

    Parameters
    ----------
    rate, train_biases
        See `Descent`.
    beta1, beta2 : float, 0 to below 1
        The parts of m and of s that are kept.
    epsilon : float, above 0
        ε, which keeps the denominator from 0.
    """

    beta1: float
    beta2: float
    epsilon: float

    def __init__(
        self,
        rate: ArrayLike,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        train_biases: bool = True,
    ) -> None:
        super().__init__(rate, train_biases)
        self._set(beta1=fraction("beta1", beta1), beta2=fraction("beta2", beta2))
        self._set(epsilon=positive_number("epsilon", epsilon))

    def direction(self, gradient: Array, past: Past, step: int) -> Array:
        """Return the mean gradient over the root of the mean square."""
        past["m"] = _moving_average(past.get("m", 0.0), gradient, self.beta1)
        past["s"] = _moving_average(past.get("s", 0.0), np.square(gradient), self.beta2)
        mean = past["m"] / (1.0 - self.beta1**step)
        mean_square = past["s"] / (1.0 - self.beta2**step)
        return mean / (np.sqrt(mean_square) + self.epsilon)


def _with_axes(rate: Array, count: int) -> Array:
    """Return the rates with axes for the parameters; a plain number does without, and is faster."""
    return rate[(..., *count * (np.newaxis,))] if rate.ndim else rate


def _difference(parameters: Array, change: Array) -> Array:
    # In the memory of the change, if it has the shape: to get new memory for a large layer
    # takes longer than to subtract.
    return np.subtract(parameters, change, change if change.shape == parameters.shape else None)


def _moving_average(before: Array | float, now: Array, kept: float) -> Array:
    return kept * before + (1.0 - kept) * now


def checked_rate(rate: ArrayLike) -> Array:
    """Return learning rates as a read-only array, or raise ValueError if one is not above 0."""
    array = owned_parameter("rate", rate)
    if not (array > 0).all():
        raise ValueError(f"rate must be above 0, but it is {array[array <= 0].flat[0]}")
    return array
