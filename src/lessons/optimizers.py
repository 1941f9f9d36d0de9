"""Optimizers: from a network and its gradients to the next network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from lessons._arrays import Array, owned_parameter
from lessons.layer import Layer
from lessons.network import Gradient, Network

if TYPE_CHECKING:
    from lessons._arrays import ArrayLike


class Optimizer(Protocol):
    """Whatever makes the next network out of a network and its gradients."""

    def step(self, network: Network, gradients: Sequence[Gradient]) -> Network:
        """Return the next network."""
        ...


@dataclass(frozen=True, init=False, eq=False)
class GradientDescent:
    """θ⁺ = θ − η ∇E: equation (12) of the lecture note.

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
        If a rate is not a finite number above zero.
    """

    rate: Array
    train_biases: bool

    def __init__(self, rate: ArrayLike, train_biases: bool = True) -> None:
        object.__setattr__(self, "rate", checked_rate(rate))
        object.__setattr__(self, "train_biases", train_biases)

    def step(self, network: Network, gradients: Sequence[Gradient]) -> Network:
        """Return the network one step down the gradients; `network` stays as it is.

        Parameters
        ----------
        network : Network
        gradients : sequence of Gradient
            One for each layer, as `Network.backward` returns them.

        Raises
        ------
        ValueError
            If there is not one gradient for each layer, of a shape that fits.
        """
        check_gradients(network, gradients)
        return network.with_layers(map(self._step_layer, network.layers, gradients))

    def _step_layer(self, layer: Layer, gradient: Gradient) -> Layer:
        weights = layer.weights - self.rate[..., np.newaxis, np.newaxis] * gradient.weights
        if not self.train_biases:
            return layer.with_parameters(weights, layer.biases)
        return layer.with_parameters(weights, layer.biases - self.rate[..., np.newaxis] * gradient.biases)


def checked_rate(rate: ArrayLike) -> Array:
    """Return learning rates as a read-only array, or raise ValueError if one is not above 0."""
    array = owned_parameter("rate", rate)
    if not (array > 0).all():
        raise ValueError(f"rate must be above 0, but it is {array[array <= 0].flat[0]}")
    return array


def check_gradients(network: Network, gradients: Sequence[Gradient]) -> None:
    """Refuse gradients that are not one for each layer, with the shape of its units."""
    if len(gradients) != len(network.layers):
        raise ValueError(f"there are {len(gradients)} gradients, but {len(network.layers)} layers")
    for number, (layer, gradient) in enumerate(zip(network.layers, gradients, strict=True), start=1):
        if gradient.weights.shape[-2:] != layer.weights.shape[-2:]:
            raise ValueError(
                f"the gradient of layer {number} has the shape {gradient.weights.shape}, "
                f"but its weights have {layer.weights.shape}"
            )
