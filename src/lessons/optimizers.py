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

An optimizer does not change: its memory is a value, which goes in and comes out.

Examples
--------
>>> from lessons import Momentum, examples
>>> network, x, t = examples.one_weight().network, [2.0], [4.0]
>>> optimizer = Momentum(0.1, momentum=0.5, train_biases=False)
>>> memory = optimizer.start(network)
>>> for _ in range(3):
...     gradients = network.backward(network.forward(x), t).gradients
...     network, memory = optimizer.update(network, gradients, memory)
...     print(f"{network.layers[0].weights[0, 0]:.3f}")
1.400
1.840
2.124
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

import numpy as np

from lessons import validation
from lessons.arrays import Array, ArrayLike
from lessons.layer import Layer
from lessons.network import Gradient, Network
from lessons.validation import Axes

Past = tuple[Array, ...]
"""What an optimizer remembers of one array of parameters, in the order of the table's letters."""


class Memory(NamedTuple):
    """How many steps an optimizer has taken, and the pasts of each layer's weights and biases."""

    steps: int
    pasts: tuple[tuple[Past, Past], ...]


@dataclass(frozen=True, eq=False)
class Optimizer(ABC):
    """θ⁺ = θ − η d: what all optimizers have in common. A subclass says what d is.

    Parameters
    ----------
    rate : float or array_like
        The learning rate η > 0. An array makes a stack: one network for each rate, in
        the axes of the array.
    train_biases : bool
        False holds the biases, as the step-by-step example does.

    Raises
    ------
    ValueError
        If a rate is not a finite number above zero, or another argument out of its range.
    """

    rate: ArrayLike
    train_biases: bool = field(default=True, kw_only=True)
    remembers: ClassVar[int] = 0
    """How many arrays the past of one array of parameters has."""

    def __post_init__(self) -> None:
        if not isinstance(self.train_biases, bool):
            raise ValueError(f"train_biases must be True or False, but it is {self.train_biases!r}")
        rate = validation.owned_array("rate", self.rate)
        if not (rate > 0).all():
            raise ValueError(f"rate must be above 0, but it is {rate[rate <= 0].flat[0]}")
        vars(self).update(rate=rate)

    @property
    def stack(self) -> tuple[int, ...]:
        """The axes of the stack that the rates make; () if there is one rate."""
        return np.shape(self.rate)

    @abstractmethod
    def direction(self, gradient: Array, past: Past, step: int) -> tuple[Array, Past]:
        """Return d, and the past that the next step needs; nothing is checked or changed.

        Parameters
        ----------
        gradient : array
            Of one array of parameters.
        past : tuple of arrays
            Of the same parameters, `remembers` of them; zeros at the first step.
        step : int
            The number of this step of the run, from 1.
        """

    def start(self, network: Network) -> Memory:
        """Return the memory before the first step: zeros for each parameter of `network`."""
        return Memory(
            0, tuple((self._zeros(each.weights), self._zeros(each.biases)) for each in network.layers)
        )

    def _zeros(self, parameters: Array) -> Past:
        return (np.zeros_like(parameters),) * self.remembers

    def update(
        self, network: Network, gradients: Sequence[Gradient], memory: Memory
    ) -> tuple[Network, Memory]:
        """Return the network one step further, and what to remember; nothing is changed.

        Parameters
        ----------
        network : Network
        gradients : sequence of Gradient
            One for each layer, as `Network.backward` returns them.
        memory : Memory
            What `start`, or the step before, returned.

        Raises
        ------
        ValueError
            If there is not one gradient for each layer, of a shape that fits, if the memory is of
            another optimizer or network, or if the step leads to parameters that no float64 can
            hold.
        """
        shapes = [(layer.weights.shape, layer.biases.shape) for layer in network.layers]
        checked = validation.gradient_arrays(gradients, shapes, self.stack)
        self._check_memory(memory, shapes)
        with np.errstate(over="ignore", invalid="ignore"):
            layers, memory = next_layers(self, network.layers, checked, memory)
        validation.layers_within_range("the next weights", (layer.weights for layer in layers))
        validation.layers_within_range("the next biases", (layer.biases for layer in layers))
        return network.with_layers(layers), memory

    def _check_memory(self, memory: Memory, shapes: Sequence[tuple[Axes, Axes]]) -> None:
        fits = isinstance(memory, Memory) and len(memory.pasts) == len(shapes)
        if not fits or not all(
            len(past) == self.remembers and all(array.shape[-axes:] == shape[-axes:] for array in past)
            for pair, of_layer in zip(memory.pasts, shapes, strict=True)
            for past, shape, axes in zip(pair, of_layer, (2, 1), strict=True)
        ):
            raise ValueError(
                f"memory must be what `start` or `update` of this {type(self).__name__} has returned "
                f"for such a network, but it is {memory!r}"
            )


def next_layers(
    optimizer: Optimizer,
    layers: Sequence[Layer],
    gradients: Sequence[tuple[Array, Array]],
    memory: Memory,
) -> tuple[tuple[Layer, ...], Memory]:
    """Do what `Optimizer.update` does, on bare layers and unchecked."""
    step = memory.steps + 1
    of_weights = of_biases = np.asarray(optimizer.rate, dtype=np.float64)
    if optimizer.stack:  # with axes for the parameters
        of_weights, of_biases = of_weights[..., np.newaxis, np.newaxis], of_biases[..., np.newaxis]
    following, pasts = [], []
    for layer, (by_weights, by_biases), (past_weights, past_biases) in zip(
        layers, gradients, memory.pasts, strict=True
    ):
        direction, past_weights = optimizer.direction(by_weights, past_weights, step)
        weights, biases = _difference(layer.weights, of_weights * direction), layer.biases
        if optimizer.train_biases:
            direction, past_biases = optimizer.direction(by_biases, past_biases, step)
            biases = _difference(biases, of_biases * direction)
        following.append(layer.with_parameters(weights, biases))
        pasts.append((past_weights, past_biases))
    return tuple(following), Memory(step, tuple(pasts))


def _difference(parameters: Array, change: Array) -> Array:
    # In the memory of the change, if it has the shape: to get new memory for a large layer
    # takes longer than to subtract.
    return np.subtract(parameters, change, change if change.shape == parameters.shape else None)


@dataclass(frozen=True, eq=False)
class GradientDescent(Optimizer):
    """d = g: equation (12) of the lecture note. It remembers nothing.

    Parameters
    ----------
    rate, train_biases
        See `Optimizer`.
    """

    def direction(self, gradient: Array, past: Past, step: int) -> tuple[Array, Past]:
        """Return the gradient."""
        return gradient, past

    def step(self, network: Network, gradients: Sequence[Gradient]) -> Network:
        """Return the network one step further: `Optimizer.update`, without the memory, which is empty."""
        return self.update(network, gradients, self.start(network))[0]


@dataclass(frozen=True, eq=False)
class Momentum(Optimizer):
    """d = v with v ← μ v + g: the heavy ball, which keeps some of its velocity.

    Named in the Toast article; Polyak (1964). The rate is a factor of the whole velocity,
    as in PyTorch. In Rumelhart, Hinton and Williams (1986) and in scikit-learn it is inside,
    v ← μ v − η g. With a constant rate both give the same path.

    Parameters
    ----------
    rate, train_biases
        See `Optimizer`.
    momentum : float, 0 to below 1
        μ, the part of the velocity that is kept.
    """

    momentum: float = 0.9
    remembers = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        validation.fraction("momentum", self.momentum)

    def direction(self, gradient: Array, past: Past, step: int) -> tuple[Array, Past]:
        """Return the velocity."""
        velocity = self.momentum * past[0] + gradient
        return velocity, (velocity,)


@dataclass(frozen=True, eq=False)
class AdaGrad(Optimizer):
    """d = g / (√s + ε) with s ← s + g²: each parameter has its own rate, which only falls.

    Named in the Toast article; Duchi, Hazan and Singer (2011), diagonal version. ε stands
    outside the root and the sum starts at 0, as in PyTorch; TensorFlow's starts at 0.1.

    Parameters
    ----------
    rate, train_biases
        See `Optimizer`.
    epsilon : float, above 0
        ε, which keeps the denominator from 0.
    """

    epsilon: float = 1e-10
    remembers = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        validation.positive_number("epsilon", self.epsilon)

    def direction(self, gradient: Array, past: Past, step: int) -> tuple[Array, Past]:
        """Return the gradient over the root of the sum of all squares so far."""
        squares = past[0] + np.square(gradient)
        return gradient / (np.sqrt(squares) + self.epsilon), (squares,)


@dataclass(frozen=True, eq=False)
class RMSProp(Optimizer):
    """d = g / (√s + ε) with s ← α s + (1 − α) g²: AdaGrad that forgets.

    Named in the Toast article; Tieleman and Hinton (2012), lecture 6.5. ε stands outside
    the root and α is 0.99, as in PyTorch; the lecture has α = 0.9, and TensorFlow puts ε
    inside the root.

    Parameters
    ----------
    rate, train_biases
        See `Optimizer`.
    decay : float, 0 to below 1
        α, the part of the mean square that is kept.
    epsilon : float, above 0
        ε, which keeps the denominator from 0.
    """

    decay: float = 0.99
    epsilon: float = 1e-8
    remembers = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        validation.fraction("decay", self.decay)
        validation.positive_number("epsilon", self.epsilon)

    def direction(self, gradient: Array, past: Past, step: int) -> tuple[Array, Past]:
        """Return the gradient over the root of its mean square."""
        mean_square = _moving_average(past[0], np.square(gradient), self.decay)
        return gradient / (np.sqrt(mean_square) + self.epsilon), (mean_square,)


@dataclass(frozen=True, eq=False)
class Adam(Optimizer):
    """d = m̂ / (√ŝ + ε): momentum over the root mean square, both without their early bias.

    m ← β₁ m + (1 − β₁) g and s ← β₂ s + (1 − β₂) g² start at 0, and so are too small at
    first; step k divides them by 1 − β₁ᵏ and 1 − β₂ᵏ. Named in the Toast article; Kingma
    and Ba (2015), algorithm 1, whose defaults these are. ε is added after the bias of s is
    taken out, as there and in PyTorch; TensorFlow and scikit-learn add it before.

    Parameters
    ----------
    rate, train_biases
        See `Optimizer`.
    beta1, beta2 : float, 0 to below 1
        The parts of m and of s that are kept.
    epsilon : float, above 0
        ε, which keeps the denominator from 0.
    """

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    remembers = 2

    def __post_init__(self) -> None:
        super().__post_init__()
        validation.fraction("beta1", self.beta1)
        validation.fraction("beta2", self.beta2)
        validation.positive_number("epsilon", self.epsilon)

    def direction(self, gradient: Array, past: Past, step: int) -> tuple[Array, Past]:
        """Return the mean gradient over the root of the mean square."""
        m = _moving_average(past[0], gradient, self.beta1)
        s = _moving_average(past[1], np.square(gradient), self.beta2)
        mean, mean_square = m / (1.0 - self.beta1**step), s / (1.0 - self.beta2**step)
        return mean / (np.sqrt(mean_square) + self.epsilon), (m, s)


def _moving_average(before: Array, now: Array, kept: float) -> Array:
    return kept * before + (1.0 - kept) * now
