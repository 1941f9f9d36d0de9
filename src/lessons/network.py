"""The network: what `lessons.derivation` does on bare arrays, checked, for everyone.

A vector ``x`` is one sample; what comes of it has no axis for samples. Shapes: `lessons.arrays`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lessons import derivation, losses, validation
from lessons.activations import Activation
from lessons.arrays import Array, ArrayLike, read_only, with_samples, without_samples
from lessons.initialization import initial_layers
from lessons.layer import Layer, checked_chain, joined
from lessons.losses import Loss


class Forward(NamedTuple):
    """The weighted inputs of layers 1 … K, and the outputs of layers 0 … K: ``outs[0]`` is x."""

    nets: tuple[Array, ...]
    outs: tuple[Array, ...]


class Gradient(NamedTuple):
    """∂E/∂weights and ∂E/∂biases of one layer, with the shapes of these."""

    weights: Array
    biases: Array


class Backward(NamedTuple):
    """The mean loss; ∂E/∂net of each sample, of layers 1 … K; the gradients of the mean loss."""

    loss: Array
    deltas: tuple[Array, ...]
    gradients: tuple[Gradient, ...]


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Network:
    """Layers one after another, and the loss that judges the last one. Immutable.

    Parameters
    ----------
    layers : iterable of Layer
        At least one; each takes as many values as the layer before has units.
    loss : str or Loss
        A name that `lessons.losses.get` knows, or a loss.

    Raises
    ------
    ValueError
        If there is no layer, one does not fit the layer before, no loss has that name, or
        the loss cannot judge the last layer's activation (see `losses.CrossEntropy`).
    """

    layers: tuple[Layer, ...]
    loss: Loss

    def __init__(self, layers: Iterable[Layer], loss: str | Loss) -> None:
        vars(self).update(layers=checked_chain(layers), loss=losses.get(loss))
        self.loss.check_activation(self.layers[-1].activation)

    def __repr__(self) -> str:
        names = ", ".join(layer.activation.name for layer in self.layers)
        stack = f", stack of {self.stack}" if self.stack else ""
        return f"Network({'-'.join(map(str, self.sizes))}, {names}, {self.loss.name}{stack})"

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many units each layer has, the inputs first."""
        return (self.layers[0].n_in, *(layer.n_out for layer in self.layers))

    @property
    def stack(self) -> tuple[int, ...]:
        """The axes before those of a single network; () if this is a single network."""
        return validation.joint_stack(*(layer.stack for layer in self.layers))

    @classmethod
    def initialize(
        cls,
        sizes: Sequence[int],
        activations: str | Activation | Sequence[str | Activation] = "logistic",
        loss: str | Loss = "half_squared_error",
        seed: int = 0,
    ) -> Network:
        """Return a network with random weights (He for rectifiers, else Glorot) and zero biases.

        `sizes` are how many units each layer has, the inputs first; `activations` are one for
        all layers of weights, or one for each.

        Raises
        ------
        ValueError
            If there are fewer than two sizes, one is not a positive whole number, the
            activations are not as many as the layers of weights, or a name is unknown.
        """
        return cls(initial_layers(sizes, activations, seed), loss)

    def forward(self, x: ArrayLike) -> Forward:
        """Run the network on x, of shape (..., samples, n_in) or (n_in,).

        Raises
        ------
        ValueError
            If x has not as many features as the first layer takes, is not made of finite
            real numbers, or leads to weighted inputs that no float64 can hold.
        """
        x = validation.input_array(x, self.sizes[0], self.stack).copy()
        with np.errstate(over="ignore", invalid="ignore"):
            nets, outs = map(tuple, derivation.forward(self.layers, np.atleast_2d(x)))
        validation.layers_within_range("the weighted input", nets)
        validation.layers_within_range("the output", outs[1:])
        return Forward(nets, outs) if x.ndim > 1 else Forward(without_samples(nets), without_samples(outs))

    def backward(self, forward: Forward, target: ArrayLike) -> Backward:
        """Find how the mean loss changes with every weight and bias.

        `forward` is what `forward` returned; the target has the shape (..., samples, n_out) or (n_out,).

        Raises
        ------
        ValueError
            If `forward` is not of this network, the target does not fit its prediction,
            or the loss or a gradient is more than a float64 can hold.
        """
        if not isinstance(forward, Forward):
            raise ValueError(f"forward must be what `forward` has returned, but it is {forward!r}")
        validation.check_passes(*forward, self.sizes, self.stack)
        one_sample = np.ndim(forward.outs[0]) == 1
        target = checked_data(self, forward.outs[0], target, called="target")[1]
        nets, outs = map(with_samples, forward) if one_sample else forward
        with np.errstate(over="ignore", invalid="ignore"):
            loss = validation.within_range("the loss", derivation.mean_loss(self.loss, nets, outs, target))
            output_delta = self.loss.output_delta(nets[-1], outs[-1], target, self.layers[-1].activation)
            deltas = tuple(derivation.backward(self.layers, nets, outs, output_delta))
            gradients = tuple(Gradient(*pair) for pair in derivation.gradients(outs, deltas))
        weights, biases = zip(*gradients, strict=True)
        validation.layers_within_range("the gradient of the weights", weights)
        validation.layers_within_range("the gradient of the biases", biases)
        return Backward(loss, without_samples(deltas) if one_sample else deltas, gradients)

    def to_vector(self) -> Array:
        """Return θ: the rows of [W | b] of each layer, as in (8) and (13) of the lecture note."""
        return joined((layer.weights, layer.biases) for layer in self.stacked(self.stack).layers)

    def from_vector(self, theta: ArrayLike) -> Network:
        """Return this network with the parameters θ, of shape (..., parameters), or a stack of it.

        Raises
        ------
        ValueError
            If θ has not one finite value for each parameter, in the order of `to_vector`.
        """
        theta = validation.finite_array("theta", theta)
        counts = [layer.n_out * (layer.n_in + 1) for layer in self.layers]
        if theta.shape[-1:] != (sum(counts),):
            raise ValueError(f"theta must hold {sum(counts)} values, but has the shape {theta.shape}")
        columns = np.split(theta, np.cumsum(counts[:-1]), axis=-1)
        pairs = zip(self.layers, columns, strict=True)
        return Network((layer.from_column(column) for layer, column in pairs), self.loss)

    def stacked(self, stack: tuple[int, ...]) -> Network:
        """Return a network for each place of the stack, each with these parameters."""
        return self.with_layers(layer.stacked(stack) for layer in self.layers)

    def with_layers(self, layers: Iterable[Layer]) -> Network:
        """Return this network with other layers of the same sizes, unchecked; they become read-only."""
        network = object.__new__(Network)
        vars(network).update(layers=tuple(layers), loss=self.loss)
        for layer in network.layers:
            read_only(layer.weights)
            read_only(layer.biases)
        return network


def checked_data(
    network: Network, x: ArrayLike, t: ArrayLike, *, called: str = "t", single: bool = False
) -> tuple[Array, Array]:
    """Return x and t as arrays with an axis for samples, or raise ValueError if one does not fit.

    The message calls the targets as the caller does. With `single`, a stack is refused: of the
    network, of x and of t.
    """
    if not isinstance(network, Network):
        raise ValueError(f"network must be a Network, but it is {network!r}")
    if single and network.stack:
        raise ValueError(f"network must be a single one, but is a stack of {network.stack}")
    x = validation.input_array(x, network.sizes[0], network.stack)
    t = validation.target_array(called, t, network.sizes[-1], x.shape, network.stack)
    network.loss.check_target(called, t)
    for name, array in (("x", x), (called, t)):
        if single and array.ndim > 2:
            raise ValueError(f"{name} must not be a stack, but its shape is {array.shape}")
    return np.atleast_2d(x), np.atleast_2d(t)
