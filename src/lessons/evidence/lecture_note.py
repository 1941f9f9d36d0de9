"""The lecture note: its matrices with the bias as a column, and what the ledger computes of it.

The note writes a layer as one matrix [W | b]: the biases are its last column, and the
outputs that go into it end with a constant 1. The core keeps weights and biases apart.
The functions here go from one to the other; a test proves that both give the same numbers.

Two slips of the note matter for this. Its (7) sets z⁽⁰⁾ = x, which lacks the 1 that the last
column of W⁽¹⁾ needs; here z⁽⁰⁾ is x with a 1. And figure 1 gives W⁽³⁾ three columns where
(1)–(6) give four: the output layer loses its biases. Here it has them, 0 at the start, so that
the first forward pass is the one of the figure. The caption of figure 1 also lets W⁽ˡ⁾ lead from
layer l to l + 1, where the text and (1) let it lead from l − 1 to l; here the text is followed.
"""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from lessons import derivation, validation
from lessons.arrays import Array
from lessons.examples.lecture_network import lecture_network
from lessons.layer import Layer
from lessons.losses import CrossEntropy
from lessons.network import Forward, Network, checked_data

# The bias as the last column, and the constant 1 that it is multiplied with.


def with_bias_column(layer: Layer) -> Array:
    """Return [W | b], the matrix of the note's (1), of shape (..., n_out, n_in + 1)."""
    column = np.broadcast_to(layer.biases, (*layer.stack, layer.n_out))[..., np.newaxis]
    weights = np.broadcast_to(layer.weights, (*layer.stack, layer.n_out, layer.n_in))
    return np.concatenate([weights, column], axis=-1)


def with_one(out: Array) -> Array:
    """Return outputs with the constant 1 of (6) as their last component."""
    return np.concatenate([out, np.ones((*out.shape[:-1], 1))], axis=-1)


def forward_with_bias_columns(network: Network, x: Array) -> Forward:
    """Return the forward pass by (4), (6) and (7): a = [W | b] z, and z = f(a) ends with a 1.

    Parameters
    ----------
    network : Network
    x : array, shape (..., samples, n_in)

    Returns
    -------
    Forward
        With the nets of `Network.forward`, and its outs, each but the prediction followed by a 1.

    Raises
    ------
    ValueError
        If x has not as many features as the first layer takes, or is not made of finite real numbers.
    """
    nets, outs = [], [with_one(validation.input_array(x, network.sizes[0], network.stack))]
    for layer in network.layers:
        nets.append(outs[-1] @ with_bias_column(layer).mT)
        outs.append(with_one(layer.activation(nets[-1])))
    return Forward(tuple(nets), (*outs[:-1], outs[-1][..., :-1]))


def jacobian_with_one(layer: Layer, net: Array) -> Array:
    """Return f′ of (37) and (38), of shape (..., n_out + 1, n_out).

    The last component of f is the constant 1, so that the last row of f′ is 0: no error goes
    back into a bias unit.
    """
    jacobian = layer.activation.jacobian(net)
    return np.concatenate([jacobian, np.zeros((*jacobian.shape[:-2], 1, layer.n_out))], axis=-2)


def algorithm_1(network: Network, x: Array, y: Array, *, as_printed: bool = False) -> list[Array]:
    """Return ∂J̃/∂[W | b] of each layer by the lines of Algorithm 1, sample after sample.

    Parameters
    ----------
    network : Network
        With an output delta of S(a) − y, as the loss of (19) has.
    x : array, shape (samples, n_in)
    y : array, shape (samples, n_out)
    as_printed : bool
        Whether to carry δ⁽ˡ⁾ to δ⁽ˡ⁻¹⁾ by (f⁽ˡ⁾)′, as the algorithm prints it, and not by (f⁽ˡ⁻¹⁾)′,
        as (52) has it. Its matrices fit together only if all layers have one size.

    Raises
    ------
    ValueError
        If the network is a stack, its output delta is another one, x or y does not fit it,
        or the printed form does not.
    """
    x, y = _checked_batch(network, x, y)
    layers = network.layers
    sizes = network.sizes[1:]
    if as_printed and len(set(sizes)) > 1:
        raise ValueError(f"as_printed needs layers of one size, but the sizes are {sizes}")
    sums = [np.zeros((layer.n_out, layer.n_in + 1)) for layer in layers]
    for x_i, y_i in zip(x, y, strict=True):
        nets, outs = forward_with_bias_columns(network, x_i)
        delta = outs[-1] - y_i
        for k in reversed(range(len(layers))):  # layers[k] is layer l = k + 1 of the note
            sums[k] += np.outer(delta, outs[k])
            if k > 0:  # the first layer has none before it, and its (f⁽⁰⁾)′ would not exist
                chosen = k if as_printed else k - 1
                delta = delta @ with_bias_column(layers[k]) @ jacobian_with_one(layers[chosen], nets[chosen])
    return [total / len(x) for total in sums]


def _checked_batch(network: Network, x: Array, y: Array) -> tuple[Array, Array]:
    if not isinstance(network.loss, CrossEntropy):
        raise ValueError(
            f"network must have a cross-entropy, with the output delta S(a) − y, but has {network.loss.name}"
        )
    if np.ndim(x) != 2 or np.ndim(y) != 2:
        raise ValueError(
            f"x and y must have the axes (samples, units), but are {np.shape(x)} and {np.shape(y)}"
        )
    return checked_data(network, x, y, called="y", single=True)


# What the ledger computes.


def layers() -> int:
    """Return how many layers the network of figure 1 has, the input layer as one."""
    return len(lecture_network().network.sizes)


def hidden_layers() -> int:
    """Return how many hidden layers the network of figure 1 has: K − 1."""
    return layers() - 2


def matrices() -> list[Array]:
    """Return W⁽¹⁾, W⁽²⁾, W⁽³⁾ of figure 1: a row for each unit, a column for each before it and for the 1."""
    return [with_bias_column(layer) for layer in lecture_network().network.layers]


def classes(output: str) -> int:
    """Return how many classes the targets tell apart in figure 3."""
    return len(np.unique(lecture_network(output).t, axis=0))


def off_diagonal() -> float:
    """Return the largest component of (38) away from the diagonal, for the first hidden layer."""
    example = lecture_network()
    layer = example.network.layers[0]
    jacobian = np.abs(layer.activation.jacobian(derivation.forward([layer], example.x)[0][0]))
    return float(jacobian[..., ~np.eye(layer.n_out, dtype=bool)].max())


def leading_factors() -> int:
    """Return how many factors of (45), from the left, have the product ∂L/∂a⁽ᴷ⁻¹⁾ = δ⁽ᴷ⁻¹⁾."""
    example = lecture_network()
    network, x, y = example.network, example.x[0], example.t[0]
    forward = network.forward(x)
    before, last = network.layers[-2:]
    inner = before.activation.jacobian(forward.nets[-2])
    factors = [forward.outs[-1] - y, last.weights, inner, before.weights]
    delta = network.backward(forward, y).deltas[-2]
    products = enumerate(accumulate(factors, np.matmul), start=1)
    return next(number for number, product in products if np.allclose(product, delta, rtol=1e-12, atol=0.0))
