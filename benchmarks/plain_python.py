"""Backpropagation neuron by neuron, in lists and loops: the same algorithm without NumPy.

A layer is a list of neurons, a neuron its weights and its bias. All units are logistic, and
E = Σ ½ (target − out)², as the mean over the samples.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lessons import Network

Numbers = list[float]


@dataclass
class Neuron:
    """One unit: out = logistic(Σ weight · input + bias)."""

    weights: Numbers
    bias: float

    def out(self, inputs: Sequence[float]) -> float:
        """Return the output for some inputs."""
        net = sum(weight * value for weight, value in zip(self.weights, inputs, strict=True)) + self.bias
        return 1.0 / (1.0 + math.exp(-net))


Layers = list[list[Neuron]]


def layers_of(network: Network) -> Layers:
    """Return the neurons of a network of logistic units."""
    return [
        [
            Neuron(list(map(float, weights)), float(bias))
            for weights, bias in zip(layer.weights, layer.biases, strict=True)
        ]
        for layer in network.layers
    ]


def forward(layers: Layers, x: Sequence[float]) -> list[Sequence[float]]:
    """Return the outputs of all layers, the inputs first."""
    outs = [x]
    for neurons in layers:
        outs.append([neuron.out(outs[-1]) for neuron in neurons])
    return outs


def backward(layers: Layers, outs: list[Sequence[float]], target: Sequence[float]) -> list[Numbers]:
    """Return the deltas of all layers for one sample."""
    deltas = [[(out - wanted) * out * (1.0 - out) for out, wanted in zip(outs[-1], target, strict=True)]]
    for neurons, hidden in zip(reversed(layers[1:]), reversed(outs[1:-1]), strict=True):
        later = deltas[0]
        errors = [
            sum(delta * neuron.weights[unit] for delta, neuron in zip(later, neurons, strict=True))
            for unit in range(len(hidden))
        ]
        deltas.insert(0, [error * out * (1.0 - out) for error, out in zip(errors, hidden, strict=True)])
    return deltas


def train(
    layers: Layers,
    x: Sequence[Sequence[float]],
    t: Sequence[Sequence[float]],
    rate: float,
    updates: int,
    train_biases: bool,
) -> Numbers:
    """Train the layers, in place, on all samples at once.

    Returns
    -------
    list of float
        The mean loss before the first update and after each.
    """
    losses = []
    for update in range(updates + 1):
        outs = [forward(layers, sample) for sample in x]
        errors = [
            sum(0.5 * (out - wanted) ** 2 for out, wanted in zip(sample_outs[-1], target, strict=True))
            for sample_outs, target in zip(outs, t, strict=True)
        ]
        losses.append(sum(errors) / len(errors))
        if update == updates:
            break
        deltas = [backward(layers, sample_outs, target) for sample_outs, target in zip(outs, t, strict=True)]
        for sample_outs, sample_deltas in zip(outs, deltas, strict=True):
            step_down(layers, sample_outs, sample_deltas, rate / len(x), train_biases)
    return losses


def step_down(
    layers: Layers, outs: list[Sequence[float]], deltas: list[Numbers], rate: float, train_biases: bool
) -> None:
    """Take what one sample says off the weights, and off the biases if they are trained."""
    for neurons, inputs, layer_deltas in zip(layers, outs[:-1], deltas, strict=True):
        for neuron, delta in zip(neurons, layer_deltas, strict=True):
            step = rate * delta
            neuron.weights = [
                weight - step * value for weight, value in zip(neuron.weights, inputs, strict=True)
            ]
            if train_biases:
                neuron.bias -= step
