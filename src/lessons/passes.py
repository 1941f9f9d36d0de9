"""What a forward and a backward pass leave behind."""

from __future__ import annotations

from typing import NamedTuple

from lessons.arrays import Array


class Forward(NamedTuple):
    """What a forward pass leaves behind, in the order of the layers.

    Attributes
    ----------
    nets : tuple of arrays
        Weighted inputs of layers 1 … K.
    outs : tuple of arrays
        Outputs of layers 0 … K: ``outs[0]`` is x, ``outs[-1]`` is the prediction.
    """

    nets: tuple[Array, ...]
    outs: tuple[Array, ...]


class Gradient(NamedTuple):
    """∂E/∂weights and ∂E/∂biases of one layer, with the shapes of these."""

    weights: Array
    biases: Array


class Backward(NamedTuple):
    """What a backward pass finds out, in the order of the layers.

    Attributes
    ----------
    loss : array, shape (...)
        E, the mean over the samples; a plain number unless the network is a sweep.
    deltas : tuple of arrays
        ∂E_n/∂net of layers 1 … K, for each sample n.
    gradients : tuple of Gradient
        Of the mean loss, for layers 1 … K.
    """

    loss: Array
    deltas: tuple[Array, ...]
    gradients: tuple[Gradient, ...]
