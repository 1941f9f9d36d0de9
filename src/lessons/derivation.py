"""Backpropagation: its four equations, on bare arrays.

(1)  net = W · out + b, then out = f(net)            `forward`, layer by layer
(2)  δ = ∂E/∂net of the last layer                   `output_delta`, from the loss
(3)  δ = f′(net) · (Wᵀ · δ of the layer after it)    `backward`, layer by layer
(4)  ∂E/∂W = δ · outᵀ and ∂E/∂b = δ                  `gradients`, means over the samples

Each sample is a row, so that W · out of all samples is ``out @ W.mT``. Nothing is checked
here: `lessons.network` does that for everyone, and `lessons.training` repeats these lines.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from lessons.arrays import Array
from lessons.layer import Layer
from lessons.losses import Loss

Layers: TypeAlias = Sequence[Layer]
Arrays: TypeAlias = Sequence[Array]


def forward(layers: Layers, x: Array) -> tuple[list[Array], list[Array]]:
    """Return the nets of all layers, and their outs, x first."""
    nets, outs = [], [x]
    for layer in layers:
        nets.append(outs[-1] @ layer.weights.mT + layer.biases[..., np.newaxis, :])
        outs.append(layer.activation.function(nets[-1]))
    return nets, outs


def mean_loss(loss: Loss, nets: Arrays, outs: Arrays, target: Array) -> Array:
    """Return E: the loss of each sample, then the mean over the samples."""
    per_sample = loss.of_network(nets[-1], outs[-1], target)
    mean: Array = np.add.reduce(per_sample, axis=-1) / per_sample.shape[-1]
    return mean


def output_delta(layers: Layers, loss: Loss, nets: Arrays, outs: Arrays, target: Array) -> Array:
    """Return δ of the last layer."""
    return loss.output_delta(nets[-1], outs[-1], target, layers[-1].activation)


def backward(layers: Layers, nets: Arrays, outs: Arrays, output_delta: Array) -> list[Array]:
    """Return δ of all layers: each from the one after it, through its weights, then through f."""
    deltas = [output_delta]
    for k in reversed(range(len(layers) - 1)):
        error_by_out = deltas[0] @ layers[k + 1].weights
        deltas.insert(0, layers[k].activation.backward(nets[k], outs[k + 1], error_by_out))
    return deltas


def gradients(outs: Arrays, deltas: Arrays) -> list[tuple[Array, Array]]:
    """Return ∂E/∂W and ∂E/∂b of all layers, E being the mean over the samples."""
    shares = [delta / float(delta.shape[-2]) for delta in deltas]
    return [
        (share.mT @ out, np.add.reduce(share, axis=-2)) for share, out in zip(shares, outs[:-1], strict=True)
    ]
