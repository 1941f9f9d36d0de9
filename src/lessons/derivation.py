"""Backpropagation: its four equations, on bare arrays.

(1)  net = W · out + b, then out = f(net)          `forward`
(2)  δ = ∂E/∂net of the last layer                 `output_delta` of the loss
(3)  δ = f′(net) · (Wᵀ · δ of the layer after it)  `backward`
(4)  ∂E/∂W = δ · outᵀ and ∂E/∂b = δ                `gradients`

Each sample is a row, so that W · out of all samples is ``out @ W.mT``.
Nothing is checked here: `lessons.network` does that for everyone, and
`lessons.training` repeats these lines.
"""

from collections.abc import Sequence

import numpy as np

from lessons.arrays import Array
from lessons.layer import Layer
from lessons.losses import Loss

Layers = Sequence[Layer]
Arrays = Sequence[Array]


def forward(layers: Layers, x: Array) -> tuple[list[Array], list[Array]]:
    """Return the nets of all layers, and their outs, x first."""
    nets, outs = [], [x]
    for layer in layers:
        biases = layer.biases[..., np.newaxis, :]
        nets.append(outs[-1] @ layer.weights.mT + biases)
        outs.append(layer.activation.function(nets[-1]))
    return nets, outs


def mean_loss(loss: Loss, nets: Arrays, outs: Arrays, target: Array) -> Array:
    """Return E: the loss of each sample, then the mean over the samples."""
    per_sample = loss.of_network(nets[-1], outs[-1], target)
    mean: Array = np.add.reduce(per_sample, axis=-1) / per_sample.shape[-1]
    return mean


def backward(layers: Layers, nets: Arrays, outs: Arrays, last: Array) -> Arrays:
    """Return δ of all layers: the last one, and each from the one after it."""
    deltas = [last]
    for k in reversed(range(len(layers) - 1)):
        activation = layers[k].activation
        error_by_out = deltas[0] @ layers[k + 1].weights
        delta = activation.backward(nets[k], outs[k + 1], error_by_out)
        deltas.insert(0, delta)
    return deltas


def gradients(outs: Arrays, deltas: Arrays) -> list[tuple[Array, Array]]:
    """Return ∂E/∂W and ∂E/∂b of all layers, as means over the samples."""
    result = []
    for delta, out in zip(deltas, outs[:-1], strict=True):
        share = delta / float(delta.shape[-2])
        result.append((share.mT @ out, np.add.reduce(share, axis=-2)))
    return result
