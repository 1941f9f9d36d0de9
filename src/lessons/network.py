r"""The network: forward pass, backward pass, and what they leave behind.

One rule for shapes: the last axis counts units, the second-last counts samples, and axes
before that count the networks of a sweep, so that a thousand networks run in one call.
A vector ``x`` is one sample; what comes of it has no axis for samples either.

=========  ================================  =====================================
name       shape                             meaning
=========  ================================  =====================================
weights    (..., n_out, n_in)                ``weights[j, i]`` from unit i to unit j
biases     (..., n_out)                      ``biases[j]`` of unit j
net        (..., samples, n_out)             weighted inputs, W · out + b
out        (..., samples, n_out)             outputs of the units, f(net)
delta      (..., samples, n_out)             ∂E/∂net of each sample
loss       (...)                             E, the mean over the samples
=========  ================================  =====================================

Examples
--------
>>> from lessons import examples
>>> example = examples.two_two_two()
>>> forward = example.network.forward(example.x)
>>> backward = example.network.backward(forward, example.t)
>>> print(f"{backward.loss:.9f}")
0.298371109
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lessons import losses, parameters, validation
from lessons.activations import Activation
from lessons.arrays import Array, joint_sweep, with_samples, without_samples
from lessons.layer import Layer, checked_chain
from lessons.losses import Loss
from lessons.passes import Backward, Forward, Gradient

if TYPE_CHECKING:
    from lessons.arrays import ArrayLike


__all__ = ["Backward", "Forward", "Gradient", "Network"]


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
        # Nobody outside may assign to a frozen record; building it is the one exception.
        vars(self).update(layers=checked_chain(layers), loss=losses.get(loss))
        self.loss.check_activation(self.layers[-1].activation)

    def __repr__(self) -> str:
        names = ", ".join(layer.activation.name for layer in self.layers)
        sweep = f", sweep of {self.sweep}" if self.sweep else ""
        return f"Network({'-'.join(map(str, self.sizes))}, {names}, {self.loss.name}{sweep})"

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many units each layer has, the inputs first."""
        return (self.layers[0].n_in, *(layer.n_out for layer in self.layers))

    @property
    def sweep(self) -> tuple[int, ...]:
        """The axes before those of a single network; () if this is a single network."""
        return joint_sweep(*(layer.sweep for layer in self.layers))

    # The derivation. These take arrays that have been checked and that have an axis for the
    # samples; the public methods below see to both.

    def propagate(self, x: Array) -> Forward:
        """Layer by layer: net = W · out + b, then out = f(net)."""
        nets: list[Array] = []
        outs = [x]
        for layer in self.layers:
            nets.append(layer.net(outs[-1]))
            outs.append(layer.activation.function(nets[-1]))
        return Forward(tuple(nets), tuple(outs))

    def mean_loss(self, forward: Forward, target: Array) -> Array:
        """E: the loss of each sample, then the mean over the samples."""
        per_sample = self.loss.of_network(forward.nets[-1], forward.outs[-1], target)
        mean: Array = np.add.reduce(per_sample, axis=-1) / per_sample.shape[-1]
        return mean

    def backpropagate(self, forward: Forward, target: Array) -> tuple[Array, ...]:
        """δ = ∂E/∂net: of the last layer by the loss, then of each layer before it."""
        net, out, activation = forward.nets[-1], forward.outs[-1], self.layers[-1].activation
        return self.carry_back(forward, self.loss.output_delta(net, out, target, activation))

    def carry_back(self, forward: Forward, output_delta: Array) -> tuple[Array, ...]:
        """δ of a layer from δ of the next: through its weights, then through f."""
        nets, outs = forward
        deltas = [output_delta]
        for k in reversed(range(len(self.layers) - 1)):
            error_by_out = deltas[-1] @ self.layers[k + 1].weights
            deltas.append(self.layers[k].activation.backward(nets[k], outs[k + 1], error_by_out))
        return tuple(reversed(deltas))

    def gradients(self, forward: Forward, deltas: tuple[Array, ...]) -> tuple[Gradient, ...]:
        """∂E/∂W = δ · outᵀ and ∂E/∂b = δ, each as the mean over the samples."""
        result = []
        for delta, out in zip(deltas, forward.outs[:-1], strict=True):
            share = delta / float(delta.shape[-2])
            result.append(Gradient(share.mT @ out, np.add.reduce(share, axis=-2)))
        return tuple(result)

    # The same for everyone: checked, and with or without an axis for the samples.

    def forward(self, x: ArrayLike) -> Forward:
        """Run the network on x.

        Parameters
        ----------
        x : array_like, shape (..., samples, n_in) or (n_in,)

        Raises
        ------
        ValueError
            If x has not as many features as the first layer takes, is not made of finite
            real numbers, or leads to weighted inputs that no float64 can hold.
        """
        x = validation.checked_input(self, x).copy()
        with np.errstate(over="ignore", invalid="ignore"):
            forward = validation.forward_within_range(self.propagate(np.atleast_2d(x)))
        return forward if x.ndim > 1 else Forward(*map(without_samples, forward))

    def backward(self, forward: Forward, target: ArrayLike) -> Backward:
        """Find how the mean loss changes with every weight and bias.

        Parameters
        ----------
        forward : Forward
            What `forward` of this network returned.
        target : array_like, shape (..., samples, n_out) or (n_out,)

        Raises
        ------
        ValueError
            If `forward` is not of this network, the target does not fit its prediction,
            or the loss or a gradient is more than a float64 can hold.
        """
        validation.check_forward(self, forward)
        x = forward.outs[0]
        target = np.atleast_2d(validation.checked_target(self, "target", target, x))
        forward = forward if x.ndim > 1 else Forward(*map(with_samples, forward))
        with np.errstate(over="ignore", invalid="ignore"):
            loss, deltas = self.mean_loss(forward, target), self.backpropagate(forward, target)
            gradients = self.gradients(forward, deltas)
            backward = validation.backward_within_range(Backward(loss, deltas, gradients))
        return backward if x.ndim > 1 else backward._replace(deltas=without_samples(deltas))

    @classmethod
    def initialize(
        cls,
        sizes: Sequence[int],
        activations: str | Activation | Sequence[str | Activation] = "logistic",
        loss: str | Loss = "half_squared_error",
        seed: int = 0,
    ) -> Network:
        """Return a network with random weights (He for rectifiers, else Glorot) and zero biases.

        Parameters
        ----------
        sizes : sequence of int
            How many units each layer has, the inputs first: ``(2, 3, 1)``.
        activations : one, or a sequence with one for each layer of weights
        loss : str or Loss
        seed : int, at least 0

        Raises
        ------
        ValueError
            If there are fewer than two sizes, one is not a positive whole number, the
            activations are not as many as the layers of weights, or a name is unknown.
        """
        return cls(parameters.initial_layers(sizes, activations, seed), loss)

    def to_vector(self) -> Array:
        """Return θ: the rows of [W | b] of each layer, as in (8) and (13) of the lecture note."""
        return parameters.to_vector(self.layers)

    def from_vector(self, theta: ArrayLike) -> Network:
        """Return this network with the parameters θ, in the order of `to_vector`.

        Parameters
        ----------
        theta : array_like, shape (..., parameters)
            Axes before the last make a sweep.

        Raises
        ------
        ValueError
            If θ has not one finite value for each parameter.
        """
        return Network(parameters.from_vector(self.layers, theta), self.loss)

    def as_sweep(self, sweep: tuple[int, ...]) -> Network:
        """Return a network for each place of the sweep, each with these parameters."""
        return (
            self if sweep == self.sweep else self.with_layers(layer.as_sweep(sweep) for layer in self.layers)
        )

    def with_layers(self, layers: Iterable[Layer]) -> Network:
        """Return this network with other layers of the same sizes (for optimizers)."""
        network = object.__new__(Network)
        vars(network).update(layers=tuple(layers), loss=self.loss)
        return network


def check_network(network: object) -> None:
    """Raise ValueError if `network` is no network."""
    if not isinstance(network, Network):
        raise ValueError(f"network must be a Network, but it is {network!r}")
