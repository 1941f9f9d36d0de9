"""A training run with every network on its way, not the last one alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lessons import Layer, Network, train
from lessons.arrays import Array
from lessons.network import Gradient
from lessons.optimizers import Descent
from lessons.studies.surfaces import weights_in


class Recording:
    """An optimizer for one run that keeps each network that it makes.

    Parameters
    ----------
    optimizer : Descent
        Does the steps; it stays as it is, as the run takes a fresh one like it.

    Attributes
    ----------
    networks : list of Network
        The networks after each step so far.
    """

    def __init__(self, optimizer: Descent) -> None:
        self._optimizer = optimizer.fresh()
        self.networks: list[Network] = []

    def step(self, network: Network, gradients: Sequence[Gradient]) -> Network:
        """Return the next network, and keep it."""
        self.networks.append(self._optimizer.update(network, gradients))
        return self.networks[-1]


def recorded(
    network: Network, x: Array, t: Array, optimizer: Descent, *, updates: int
) -> tuple[Network, Array]:
    """Train with the full batch, and return all networks of the run and their losses.

    Parameters
    ----------
    network : Network
        A single one.
    x : array, shape (samples, n_in) or (n_in,)
    t : array, shape (samples, n_out) or (n_out,)
    optimizer : Descent
        With one rate.
    updates : int

    Returns
    -------
    networks : Network
        A sweep: the network before the first update and after each one. Of a run that
        diverges it ends with the last network whose loss is finite; the first is always there.
    losses : array, shape (networks,)

    Raises
    ------
    ValueError
        As `train` does.
    """
    recording = Recording(optimizer)
    losses = train(network, x, t, recording, epochs=updates).losses
    losses = losses[: max(1, np.count_nonzero(np.isfinite(losses)))]
    networks = [network, *recording.networks][: len(losses)]
    layers = [
        Layer(
            np.stack([each.layers[k].weights for each in networks]),
            np.stack([each.layers[k].biases for each in networks]),
            layer.activation,
        )
        for k, layer in enumerate(network.layers)
    ]
    return Network(layers, network.loss), losses


def one_network(networks: Network, number: int) -> Network:
    """Return one network of a sweep with one axis."""
    return networks.with_layers(
        layer.with_parameters(layer.weights[number], layer.biases[number]) for layer in networks.layers
    )


class Run(NamedTuple):
    """Where a run has been, before each update and after the last; infinite once it has run away.

    Attributes
    ----------
    weights : array, shape (updates + 1, weights)
    losses : array, shape (updates + 1,)
    """

    weights: Array
    losses: Array


def recorded_weights(network: Network, x: Array, t: Array, optimizer: Descent, *, updates: int) -> Run:
    """Train as `recorded` does, and return the weights and the losses, of every run as many.

    Parameters and errors are those of `recorded`.
    """
    networks, losses = recorded(network, x, t, optimizer, updates=updates)
    weights = weights_in(network, networks.to_vector())
    missing = updates + 1 - len(losses)
    return Run(
        np.pad(weights, ((0, missing), (0, 0)), constant_values=np.inf),
        np.pad(losses, (0, missing), constant_values=np.inf),
    )
