"""One layer of a network: its weights, its biases and its activation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lessons import activations
from lessons.activations import Activation
from lessons.arrays import Array, ArrayLike
from lessons.validation import joint_stack, owned_array, sequence


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Layer:
    """Weights, biases and an activation: out = f(W · in + b). Immutable.

    Parameters
    ----------
    weights : array_like, shape (..., n_out, n_in)
        ``weights[j, i]`` leads from unit i of the layer before to unit j of this one:
        equation (1) of the lecture note.
    biases : array_like, shape (..., n_out)
    activation : str or Activation
        A name that `lessons.activations.get` knows, or an activation.

    Raises
    ------
    ValueError
        If the shapes do not fit together, a parameter is not a finite real number, or
        no activation has that name.
    """

    weights: Array
    biases: Array
    activation: Activation

    def __init__(self, weights: ArrayLike, biases: ArrayLike, activation: str | Activation) -> None:
        weights = owned_array("weights", weights)
        biases = owned_array("biases", biases)
        if weights.ndim < 2:
            raise ValueError(f"weights must have the axes (n_out, n_in), but have the shape {weights.shape}")
        if biases.shape[-1:] != weights.shape[-2:-1]:
            raise ValueError(
                f"biases must hold one value for each of the {weights.shape[-2]} units, "
                f"but have the shape {biases.shape}"
            )
        joint_stack(weights.shape[:-2], biases.shape[:-1])
        # Nobody outside may assign to a frozen record; building it is the one exception.
        vars(self).update(weights=weights, biases=biases, activation=activations.get(activation))

    def __repr__(self) -> str:
        return f"Layer({self.n_in} -> {self.n_out}, {self.activation.name})"

    @property
    def n_in(self) -> int:
        """How many values the layer takes in."""
        return int(self.weights.shape[-1])

    @property
    def n_out(self) -> int:
        """How many units the layer has."""
        return int(self.weights.shape[-2])

    @property
    def stack(self) -> tuple[int, ...]:
        """The axes before those of a single network; () if this is a single network."""
        return joint_stack(self.weights.shape[:-2], self.biases.shape[:-1])

    def stacked(self, stack: tuple[int, ...]) -> Layer:
        """Return this layer with the same parameters at each place of the stack."""
        weights = np.broadcast_to(self.weights, (*stack, self.n_out, self.n_in))
        return self.with_parameters(weights, np.broadcast_to(self.biases, (*stack, self.n_out)))

    def from_column(self, column: Array) -> Layer:
        """Return this layer with the parameters of its part of θ, as `joined` puts them in order."""
        rows = column.reshape(*column.shape[:-1], self.n_out, self.n_in + 1)
        return Layer(rows[..., :-1], rows[..., -1], self.activation)

    def with_parameters(self, weights: Array, biases: Array) -> Layer:
        """Return this layer with other parameters, which it takes over as they are.

        For optimizers: nothing is copied or searched for NaN, so that a run that diverges can be
        followed to its end. `Network.with_layers` makes the arrays read-only.
        """
        layer = object.__new__(Layer)
        vars(layer).update(weights=weights, biases=biases, activation=self.activation)
        return layer


def checked_chain(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Return layers as a tuple, or raise ValueError if one does not take what the one before gives."""
    layers = sequence("layers", layers)
    if not layers or not all(isinstance(layer, Layer) for layer in layers):
        raise ValueError(f"layers must be one Layer or more, but are {layers!r}")
    for number, (before, layer) in enumerate(pairwise(layers), start=2):
        if layer.n_in != before.n_out:
            raise ValueError(
                f"layer {number} takes {layer.n_in} inputs, but the layer before has {before.n_out} units"
            )
    joint_stack(*(layer.stack for layer in layers))
    return layers


def joined(pairs: Iterable[tuple[Array, Array]]) -> Array:
    """Join weights and biases, or what belongs to them, to one column in the order of θ."""
    columns = []
    for weights, biases in pairs:
        rows = np.concatenate([weights, biases[..., np.newaxis]], axis=-1)
        columns.append(rows.reshape(*rows.shape[:-2], -1))
    return np.concatenate(columns, axis=-1)
