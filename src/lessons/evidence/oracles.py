"""Oracles: a network once more, unit by unit in Python numbers, and derivatives without calculus.

The checks of the equations compare the core with what is here. Nothing here calls the
core's forward or backward pass, and nothing here knows a derivative. Those come from a
complex step: for an analytic f, f(x + ih) = f(x) + ih f′(x) + O(h²), so that the imaginary part over
h is f′(x), with no difference of two nearly equal numbers. With h = 1e-30 it is exact to the last
digits. (Squire and Trapp, 1998.)

Layers are numbered as in the documents: the inputs are layer 0.
"""

from __future__ import annotations

import cmath
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np

from lessons.arrays import Array
from lessons.evidence import lecture_note
from lessons.layer import Layer
from lessons.network import Backward, Forward, Network

ComplexArray = np.ndarray[tuple[Any, ...], np.dtype[np.complex128]]
Numbers = Sequence[complex] | ComplexArray | Array
Rows = Sequence[Numbers] | ComplexArray | Array

STEP = 1e-30


def complex_step(function: Callable[[ComplexArray], Any], point: Any) -> Array:
    """Return ∂function/∂point at [..., place], the axes of the function's value first.

    Parameters
    ----------
    function : callable
        Of a complex array with the shape of `point`; analytic around it.
    point : array_like
        Real.
    """
    point = np.asarray(point, dtype=np.float64)
    columns = []
    for place in np.ndindex(point.shape):
        moved = point.astype(np.complex128)
        moved[place] += 1j * STEP
        columns.append(np.imag(np.asarray(function(moved), dtype=np.complex128)) / STEP)
    return np.stack(columns, axis=-1).reshape((*columns[0].shape, *point.shape))


# Units. Branches look at the real part, as a complex step asks for.


def logistic(a: complex) -> complex:
    """Return 1 / (1 + e⁻ᵃ)."""
    return 1.0 / (1.0 + cmath.exp(-a))


def relu(a: complex) -> complex:
    """Return the larger of 0 and a."""
    return a if a.real > 0.0 else 0.0


def softsign(a: complex) -> complex:
    """Return a / (1 + |a|)."""
    return a / (1.0 + a) if a.real > 0.0 else a / (1.0 - a)


UNITS: MappingProxyType[str, Callable[[complex], complex]] = MappingProxyType(
    {
        "identity": lambda a: a,
        "logistic": logistic,
        "tanh": cmath.tanh,
        "softsign": softsign,
        "relu": relu,
        "swish": lambda a: a * logistic(a),
        "gaussian": lambda a: cmath.exp(-a * a),
    }
)
SMOOTH = ("logistic", "tanh", "softsign", "swish", "gaussian")
"""Activations of hidden units in random cases: their derivatives exist everywhere."""


def outputs(activation: str, nets: Numbers) -> list[complex]:
    """Return the outputs of a layer."""
    if activation == "softmax":
        shares = [cmath.exp(a) for a in nets]
        total = sum(shares)
        return [share / total for share in shares]
    return [UNITS[activation](a) for a in nets]


def loss_of_outputs(loss: str, outs: Numbers, targets: Numbers) -> complex:
    """Return the loss of one sample."""
    pairs: list[tuple[complex, complex]] = list(zip(outs, targets, strict=True))
    if loss == "cross_entropy":
        return -sum(t * cmath.log(y) for y, t in pairs)
    squares = sum((t - y) * (t - y) for y, t in pairs)
    return {"squared_error": 1.0, "half_squared_error": 0.5}[loss] * squares


def weighted_inputs(matrix: Rows, outs: Numbers) -> list[complex]:
    """Return Σ_ν W_μν z_ν for each unit μ, the last column of the matrix times 1: (3)."""
    with_one = [*outs, 1.0]
    return [
        sum((weight * out for weight, out in zip(row, with_one, strict=True)), start=0.0) for row in matrix
    ]


@dataclass(frozen=True)
class PlainNetwork:
    """A network as lists of rows [W | b], with the names of its activations and its loss."""

    matrices: tuple[Rows, ...]
    activations: tuple[str, ...]
    loss: str

    @classmethod
    def of(cls, network: Network) -> PlainNetwork:
        """Return the plain copy of a network."""
        matrices = tuple(
            [[*row, bias] for row, bias in zip(layer.weights.tolist(), layer.biases.tolist(), strict=True)]
            for layer in network.layers
        )
        return cls(matrices, tuple(layer.activation.name for layer in network.layers), network.loss.name)

    def with_matrix(self, layer: int, matrix: Rows) -> PlainNetwork:
        """Return the network with another matrix of one layer."""
        matrices = list(self.matrices)
        matrices[layer - 1] = matrix
        return replace(self, matrices=tuple(matrices))

    def column(self) -> list[complex]:
        """Return all weights in one column, (8): layer by layer, row by row."""
        return [weight for matrix in self.matrices for row in matrix for weight in row]

    def from_column(self, theta: Numbers) -> PlainNetwork:
        """Return the network with the weights of a column."""
        weights = iter(theta)
        matrices = tuple([[next(weights) for _ in row] for row in matrix] for matrix in self.matrices)
        return replace(self, matrices=matrices)

    def nets_and_outs(self, x: Numbers) -> tuple[list[list[complex]], list[list[complex]]]:
        """Return the nets of layers 1 … K and the outputs of layers 0 … K."""
        nets: list[list[complex]] = []
        outs = [list(x)]
        for matrix, activation in zip(self.matrices, self.activations, strict=True):
            nets.append(weighted_inputs(matrix, outs[-1]))
            outs.append(outputs(activation, nets[-1]))
        return nets, outs

    def prediction_from_out(self, layer: int, out: Numbers) -> list[complex]:
        """Return the prediction if this layer has these outputs."""
        for matrix, activation in zip(self.matrices[layer:], self.activations[layer:], strict=True):
            out = outputs(activation, weighted_inputs(matrix, out))
        return list(out)

    def loss_from_out(self, layer: int, out: Numbers, target: Numbers) -> complex:
        """Return the loss if this layer has these outputs."""
        return loss_of_outputs(self.loss, self.prediction_from_out(layer, out), target)

    def loss_from_net(self, layer: int, net: Numbers, target: Numbers) -> complex:
        """Return the loss if this layer has these nets."""
        return self.loss_from_out(layer, outputs(self.activations[layer - 1], net), target)

    def mean_loss(self, x: Rows, targets: Rows) -> complex:
        """Return the mean loss of a batch."""
        pairs = list(zip(x, targets, strict=True))
        return sum(self.loss_from_out(0, x_i, y_i) for x_i, y_i in pairs) / len(pairs)


# A random network with a batch: from the core what it computes, by complex steps what is true.


@dataclass(frozen=True, eq=False)
class Case:
    """A random network, a batch, and what the core makes of them.

    Methods take the number of a layer, 1 … K, and of a sample, 0 … n − 1. Those in the first
    group return what the core computes, in the notation of the lecture note: matrices with
    the biases as a column, outputs with a 1. Those in the second are derivatives by a complex
    step of the plain network.
    """

    network: Network
    x: Array
    y: Array
    forward: Forward
    backward: Backward
    plain: PlainNetwork

    @property
    def last(self) -> int:
        """K, the number of the last layer."""
        return len(self.network.layers)

    @property
    def samples(self) -> range:
        """The numbers of the samples."""
        return range(len(self.x))

    @property
    def layers(self) -> range:
        """The numbers of the layers, 1 … K."""
        return range(1, self.last + 1)

    def places(self, *, first: int = 1) -> Iterator[tuple[int, int]]:
        """Yield each layer from `first` on with each sample."""
        return ((layer, sample) for layer in self.layers[first - 1 :] for sample in self.samples)

    def hidden_places(self) -> Iterator[tuple[int, int]]:
        """Yield each hidden layer with each sample."""
        return ((layer, sample) for layer, sample in self.places() if layer < self.last)

    # What the core computes.

    def layer(self, number: int) -> Layer:
        """Return a layer."""
        return self.network.layers[number - 1]

    def matrix(self, layer: int) -> Array:
        """Return W⁽ˡ⁾ with the biases as its last column."""
        return lecture_note.with_bias_column(self.layer(layer))

    def net(self, layer: int, sample: int) -> Array:
        """Return a⁽ˡ⁾."""
        net: Array = self.forward.nets[layer - 1][sample]
        return net

    def out(self, layer: int, sample: int) -> Array:
        """Return z⁽ˡ⁾ without its 1."""
        out: Array = self.forward.outs[layer][sample]
        return out

    def out_with_one(self, layer: int, sample: int) -> Array:
        """Return z⁽ˡ⁾ with its 1."""
        return lecture_note.with_one(self.out(layer, sample))

    def delta(self, layer: int, sample: int) -> Array:
        """Return δ⁽ˡ⁾."""
        delta: Array = self.backward.deltas[layer - 1][sample]
        return delta

    def slope(self, layer: int, sample: int) -> Array:
        """Return ψ′(a⁽ˡ⁾), unit by unit."""
        return self.layer(layer).activation.derivative(self.net(layer, sample))

    def jacobian(self, layer: int, sample: int) -> Array:
        """Return (f⁽ˡ⁾)′, whose last row is 0."""
        return lecture_note.jacobian_with_one(self.layer(layer), self.net(layer, sample))

    def gradient(self, layer: int) -> Array:
        """Return ∂J̃/∂W⁽ˡ⁾, the biases as the last column."""
        return np.column_stack(self.backward.gradients[layer - 1])

    def gradient_of_sample(self, layer: int, sample: int) -> Array:
        """Return ∂L/∂W⁽ˡ⁾ of one sample alone, the biases as the last column."""
        forward = self.network.forward(self.x[sample])
        return np.column_stack(self.network.backward(forward, self.y[sample]).gradients[layer - 1])

    # Derivatives by a complex step.

    def loss_by_matrix(self, layer: int, sample: int) -> Array:
        """Return ∂L/∂W⁽ˡ⁾."""
        return complex_step(
            lambda matrix: self.plain.with_matrix(layer, matrix).loss_from_out(
                0, self.x[sample], self.y[sample]
            ),
            self.plain.matrices[layer - 1],
        )

    def batch_loss_by_matrix(self, layer: int) -> Array:
        """Return ∂J̃/∂W⁽ˡ⁾."""
        return complex_step(
            lambda matrix: self.plain.with_matrix(layer, matrix).mean_loss(self.x, self.y),
            self.plain.matrices[layer - 1],
        )

    def batch_loss_by_column(self) -> Array:
        """Return ∂J̃/∂θ."""
        return complex_step(
            lambda theta: self.plain.from_column(theta).mean_loss(self.x, self.y), self.plain.column()
        )

    def loss_by_net(self, layer: int, sample: int) -> Array:
        """Return ∂L/∂a⁽ˡ⁾."""
        return complex_step(
            lambda net: self.plain.loss_from_net(layer, net, self.y[sample]), self.plain_net(layer, sample)
        )

    def loss_by_out(self, layer: int, sample: int) -> Array:
        """Return ∂L/∂z⁽ˡ⁾, without the constant 1."""
        return complex_step(
            lambda out: self.plain.loss_from_out(layer, out, self.y[sample]), self.plain_out(layer, sample)
        )

    def net_by_matrix(self, layer: int, sample: int) -> Array:
        """Return ∂a_λ⁽ˡ⁾/∂W_μν⁽ˡ⁾ at [λ, μ, ν]."""
        before = self.plain_out(layer - 1, sample)
        return complex_step(
            lambda matrix: weighted_inputs(matrix, before),
            self.plain.matrices[layer - 1],
        )

    def net_by_out(self, layer: int, sample: int) -> Array:
        """Return ∂a⁽ˡ⁾/∂z⁽ˡ⁻¹⁾, the 1 of z taken as one of its components."""
        matrix = self.plain.matrices[layer - 1]
        return complex_step(
            lambda out: [sum(row[k] * out[k] for k in range(len(row))) for row in matrix],
            [*self.plain_out(layer - 1, sample), 1.0],
        )

    def out_by_net(self, layer: int, sample: int) -> Array:
        """Return ∂z⁽ˡ⁾/∂a⁽ˡ⁾, the 1 of z as its last component."""
        return complex_step(
            lambda net: [*outputs(self.plain.activations[layer - 1], net), 1.0],
            self.plain_net(layer, sample),
        )

    def plain_losses(self) -> list[float]:
        """Return L of each sample, of the plain network."""
        return [self.plain.loss_from_out(0, x, y).real for x, y in zip(self.x, self.y, strict=True)]

    def plain_net(self, layer: int, sample: int) -> Array:
        """Return a⁽ˡ⁾ of the plain network."""
        return np.real(self.plain.nets_and_outs(self.x[sample])[0][layer - 1])

    def plain_out(self, layer: int, sample: int) -> Array:
        """Return z⁽ˡ⁾ of the plain network."""
        return np.real(self.plain.nets_and_outs(self.x[sample])[1][layer])


def case_of(network: Network, x: Any, y: Any) -> Case:
    """Return the case of a network and a batch."""
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    forward = network.forward(x)
    return Case(network, x, y, forward, network.backward(forward, y), PlainNetwork.of(network))


@lru_cache(maxsize=32)
def random_case(
    seed: int,
    *,
    hidden: int = 3,
    last: str = "softmax",
    loss: str = "cross_entropy",
    hidden_activation: str = "",
    units: int = 0,
    n_out: int = 0,
) -> Case:
    """Return a random network with a batch of three samples.

    The layers have from 2 to 4 units each, or `units`, the last `n_out`; the hidden layers have
    activations that differ, or all the one asked for. Weights and biases are drawn from −1 to 1.
    """
    random = np.random.default_rng([seed, hidden])
    sizes = [units or int(random.integers(2, 5)) for _ in range(hidden + 2)]
    sizes[-1] = n_out or sizes[-1]
    names = [hidden_activation] * hidden if hidden_activation else list(random.permutation(SMOOTH)[:hidden])
    layers = [
        Layer(random.uniform(-1, 1, (n_out, n_in)), random.uniform(-1, 1, n_out), str(name))
        for (n_in, n_out), name in zip(pairwise(sizes), [*names, last], strict=True)
    ]
    y = random.uniform(0.1, 1.0, (3, sizes[-1]))
    if loss == "cross_entropy":
        y = np.eye(sizes[-1])[random.integers(0, sizes[-1], 3)]
    return case_of(Network(layers, loss), random.uniform(-1.0, 1.0, (3, sizes[0])), y)
