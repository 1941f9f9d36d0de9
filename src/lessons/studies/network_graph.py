r"""A network as a graph of operations: its forward pass, written with variables.

`Network.backward` knows the layers and goes through them in a row. Here the same loss is
computed on the tape of `lessons.autodiff`, which knows nothing of layers, and finds the
same gradients.

Examples
--------
>>> from lessons import examples
>>> from lessons.studies.network_graph import network_loss
>>> example = examples.two_two_two()
>>> loss, layers = network_loss(example.network, example.x, example.t)
>>> gradients = loss.backward()
>>> print(f"{layers[1].weights.gradient[0, 0]:.9f}")
0.082167041
>>> print(f"{layers[1].net.gradient[0, 0]:.9f}")
0.138498562
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from lessons import activations, losses
from lessons.activations import Activation
from lessons.arrays import Array, ArrayLike
from lessons.autodiff import Variable
from lessons.losses import Loss
from lessons.network import Network, checked_data


class LayerVariables(NamedTuple):
    """What one layer computes with, as variables.

    Attributes
    ----------
    weights : Variable, shape (..., n_out, n_in)
    biases : Variable, shape (..., n_out)
    net, out : Variable, shape (..., samples, n_out)
        After a backward pass the gradient of `net` is the delta of the mean loss: that of
        each sample, divided by the number of samples.
    """

    weights: Variable
    biases: Variable
    net: Variable
    out: Variable


def network_loss(network: Network, x: ArrayLike, t: ArrayLike) -> tuple[Variable, tuple[LayerVariables, ...]]:
    """Compute the mean loss of a network on the tape.

    Parameters
    ----------
    network : Network
    x : array_like, shape (..., samples, n_in) or (n_in,)
    t : array_like, shape (..., samples, n_out) or (n_out,)

    Returns
    -------
    loss : Variable, shape (...)
        Its ``backward`` sets the gradients. The loss of a stack is one number for each
        network, and needs a seed: ones, for the gradients of each by itself.
    layers : tuple of LayerVariables

    Raises
    ------
    ValueError
        If `x` or `t` does not fit the network, or an activation or the loss is not one of
        those that the package knows by name.
    """
    x, t = checked_data(network, x, t)
    out = Variable(x)
    layers = []
    for layer in network.layers:
        weights, biases = Variable(layer.weights), Variable(layer.biases)
        net = out @ weights.matrix_transpose() + biases.reshape(*layer.biases.shape[:-1], 1, layer.n_out)
        out = _activation(layer.activation)(net)
        layers.append(LayerVariables(weights, biases, net, out))
    per_sample = _loss(network.loss)(net, out, t)
    return per_sample.mean(axis=-1), tuple(layers)


def _below_largest(net: Variable) -> Variable:
    # The largest net is a plain number here: it changes no result, so it needs no gradient.
    largest: Array = net.value.max(axis=-1, keepdims=True)
    return net - largest


def _softmax(net: Variable) -> Variable:
    shares = _below_largest(net).exp()
    return shares / shares.sum(axis=-1, keepdims=True)


def _squared_error(net: Variable, out: Variable, target: Array) -> Variable:
    return ((out - target) ** 2).sum(axis=-1)


def _cross_entropy(net: Variable, out: Variable, target: Array) -> Variable:
    below_largest = _below_largest(net)
    log_softmax = below_largest - below_largest.exp().sum(axis=-1, keepdims=True).log()
    return -(log_softmax * target).sum(axis=-1)


def _binary_cross_entropy(net: Variable, out: Variable, target: Array) -> Variable:
    return ((-net).softplus() * target + net.softplus() * (1.0 - target)).sum(axis=-1)


ACTIVATIONS: Mapping[str, Callable[[Variable], Variable]] = MappingProxyType(
    {
        "identity": lambda net: net,
        "logistic": Variable.logistic,
        "tanh": Variable.tanh,
        "softsign": lambda net: net / (1.0 + abs(net)),
        "relu": lambda net: net.maximum(0.0),
        "leaky_relu": lambda net: net.maximum(activations.LEAK * net),
        "swish": lambda net: net * net.logistic(),
        "mish": lambda net: net * net.softplus().tanh(),
        "gaussian": lambda net: (-(net**2)).exp(),
        "softmax": _softmax,
    }
)
"""Every activation by its name, as operations on the tape."""

LOSSES: Mapping[str, Callable[[Variable, Variable, Array], Variable]] = MappingProxyType(
    {
        "squared_error": _squared_error,
        "half_squared_error": lambda net, out, target: 0.5 * _squared_error(net, out, target),
        "cross_entropy": _cross_entropy,
        "binary_cross_entropy": _binary_cross_entropy,
    }
)
"""Every loss by its name: E of each sample from (net, out, target), as operations on the tape."""


def _activation(activation: Activation) -> Callable[[Variable], Variable]:
    if activations.KNOWN.get(activation.name) is not activation:
        raise ValueError(f"the tape cannot write {activation.name!r}; it can: {', '.join(ACTIVATIONS)}")
    return ACTIVATIONS[activation.name]


def _loss(loss: Loss) -> Callable[[Variable, Variable, Array], Variable]:
    if losses.KNOWN.get(loss.name) is not loss:
        raise ValueError(f"the tape cannot write {loss.name!r}; it can: {', '.join(LOSSES)}")
    return LOSSES[loss.name]
