r"""Four orders in which to multiply the factors of the chain rule, and what each costs.

All four return the same gradients of one sample, and count their scalar multiplications.
They differ in what they keep, and in the end of the network at which they start:

=======================  =============================================  ==================
function                 keeps                                          multiplications
=======================  =============================================  ==================
`path_by_path`           nothing: each path from each weight            n^(K + 1)
`weight_by_weight`       a vector, thrown away after each weight        K² n⁴
`forward_accumulation`   the Jacobian matrices of all layers before     K² n³
`backward_accumulation`  one vector for each layer, its delta           K n²
=======================  =============================================  ==================

The last column is the order of magnitude for K ≥ 3 layers of n units (with two, the second is
n³ like the first, and the third n² like the fourth); `multiplications` has the exact numbers,
and the docstrings derive them. A forward pass has gone before in each case.
What it multiplies, the slopes f′ and ∂E/∂out are the same for all four, and not counted.

In the formulas n_l is the number of units of layer l, from the inputs (0) to the outputs
(K), and P_l = n_l n_{l−1} the number of weights of layer l. The code counts layers from 0.

The encyclopedia article ("Matrix multiplication") gives the reasons in words: no derivative
is taken again for each weight, and no matrix is multiplied by a matrix.

Examples
--------
>>> from lessons import Network
>>> from lessons.studies import gradient_orders
>>> network = Network.initialize([10, 10, 10, 10])
>>> x, t = [0.5] * 10, [1.0] * 10
>>> print(gradient_orders.backward_accumulation(network, x, t).multiplications)
530
>>> print(gradient_orders.forward_accumulation(network, x, t).multiplications)
1710
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from lessons.arrays import Array, ArrayLike
from lessons.network import Gradient, Network, checked_data
from lessons.validation import sequence, whole_number, within_range


class CountedGradients(NamedTuple):
    """Gradients, as `Network.backward` returns them, and how they were paid for.

    Attributes
    ----------
    gradients : tuple of Gradient
        One for each layer.
    multiplications : int
        How many times two numbers were multiplied.
    """

    gradients: tuple[Gradient, ...]
    multiplications: int


class _Factors(NamedTuple):
    """The factors of the chain rule for one sample, one for each layer."""

    inputs: tuple[Array, ...]  # ∂net/∂weight: the outputs of the layer before
    weights: tuple[Array, ...]  # ∂net/∂out of the layer before
    slopes: tuple[Array, ...]  # ∂out/∂net = f′(net)
    error_by_out: Array  # ∂E/∂out of the last layer

    @property
    def last(self) -> int:
        return len(self.weights) - 1


class _Multiplier:
    """Multiplies, and counts the scalar multiplications that it takes."""

    def __init__(self) -> None:
        self.count = 0

    def elements(self, a: Array, b: Array) -> Array:
        """Return a * b, where shapes broadcast: one multiplication for each element."""
        product = np.multiply(a, b)
        self.count += product.size
        return product

    def matrices(self, a: Array, b: Array) -> Array:
        """Return a @ b: each element takes as many multiplications as b has rows."""
        product = np.asarray(a @ b)
        self.count += product.size * b.shape[0]
        return product


@np.errstate(over="ignore", invalid="ignore")  # the result is checked
def path_by_path(network: Network, x: ArrayLike, t: ArrayLike) -> CountedGradients:
    """Multiply along each path, add over the paths, for each weight and bias by itself.

    This is Eq. 1 to 5 of the encyclopedia article, taken literally and with nothing kept.
    A delta of layer l asks for every delta of layer l + 1, each by itself, so it takes
    c_l = n_{l+1} (c_{l+1} + 1) + 1 multiplications, and c_K = 1. A weight takes one more
    than the delta of its unit, a bias takes just that: Σ_l P_l (c_l + 1) + n_l c_l in all.

    Parameters
    ----------
    network : Network
        A single one, not a stack, with activations that act unit by unit.
    x : array_like, shape (n_in,)
    t : array_like, shape (n_out,)

    Raises
    ------
    ValueError
        If the network is a stack or has a softmax, `x` or `t` is not one sample for it, or a
        gradient is more than a float64 can hold.
    """
    factors, multiplier = _factors(network, x, t), _Multiplier()

    def delta(layer: int, unit: int) -> Array:
        if layer == factors.last:
            error_by_out = factors.error_by_out[unit]
        else:
            ways = factors.weights[layer + 1][:, unit]
            paths = [multiplier.elements(delta(layer + 1, to), way) for to, way in enumerate(ways)]
            error_by_out = np.sum(paths)
        return multiplier.elements(error_by_out, factors.slopes[layer][unit])

    return _counted(_one_by_one(factors, multiplier, delta), multiplier)


@np.errstate(over="ignore", invalid="ignore")  # the result is checked
def weight_by_weight(network: Network, x: ArrayLike, t: ArrayLike) -> CountedGradients:
    """Start at the outputs for each weight and bias, as if it were the only one.

    For a parameter of layer l, the deltas of the layers K … l + 1 are found again, and then
    one delta of layer l: c_l = n_K + Σ_{k=l+2…K} (P_k + n_{k−1}) + n_{l+1} + 1
    multiplications, and c_K = 1. In all Σ_l P_l (c_l + 1) + n_l c_l, as for `path_by_path`,
    which takes the same parameters and raises the same errors.
    """
    factors, multiplier = _factors(network, x, t), _Multiplier()

    def deltas(layer: int) -> Array:
        if layer == factors.last:
            return multiplier.elements(factors.error_by_out, factors.slopes[layer])
        error_by_out = multiplier.matrices(deltas(layer + 1), factors.weights[layer + 1])
        return multiplier.elements(error_by_out, factors.slopes[layer])

    def delta(layer: int, unit: int) -> Array:
        if layer == factors.last:
            error_by_out = factors.error_by_out[unit]
        else:
            error_by_out = multiplier.matrices(deltas(layer + 1), factors.weights[layer + 1][:, unit])
        return multiplier.elements(error_by_out, factors.slopes[layer][unit])

    return _counted(_one_by_one(factors, multiplier, delta), multiplier)


@np.errstate(over="ignore", invalid="ignore")  # the result is checked
def forward_accumulation(network: Network, x: ArrayLike, t: ArrayLike) -> CountedGradients:
    """Follow a change of any unit from the inputs to the outputs: matrix times matrix.

    At layer k, ∂net_k/∂net_{k−1} = W_k f′_{k−1}, a factor of (48) in the lecture note,
    takes P_k multiplications, and carrying the Jacobians of the k − 2 layers before on to
    layer k takes P_k for each of their units. At the end, ∂E/∂net_K takes n_K, and n_K more
    for each unit before; every weight takes one more, (54). In all
    Σ_{k=2…K} P_k (1 + n_1 + … + n_{k−2}) + n_K (1 + n_1 + … + n_{K−1}) + Σ_l P_l.

    Parameters and errors are those of `path_by_path`.
    """
    factors, multiplier = _factors(network, x, t), _Multiplier()
    jacobians: list[Array] = []  # of the weighted inputs reached, by those of each layer before
    for weights, slopes in zip(factors.weights[1:], factors.slopes[:-1], strict=True):
        one_layer = multiplier.elements(weights, slopes)
        jacobians = [*(multiplier.matrices(one_layer, jacobian) for jacobian in jacobians), one_layer]
    output_delta = multiplier.elements(factors.error_by_out, factors.slopes[-1])
    deltas = [*(multiplier.matrices(output_delta, jacobian) for jacobian in jacobians), output_delta]
    return _counted(_from_deltas(factors, multiplier, deltas), multiplier)


@np.errstate(over="ignore", invalid="ignore")  # the result is checked
def backward_accumulation(network: Network, x: ArrayLike, t: ArrayLike) -> CountedGradients:
    """Carry the deltas from the outputs to the inputs: vector times matrix. Backpropagation.

    The first delta takes n_K multiplications, (50) in the lecture note; each one before it,
    (52), takes P_k + n_{k−1} from the delta of layer k; every weight takes one more, (54).
    In all Σ_{k=2…K} P_k + Σ_l (n_l + P_l): about two for each weight, at any depth.

    Parameters and errors are those of `path_by_path`.
    """
    factors, multiplier = _factors(network, x, t), _Multiplier()
    deltas = [multiplier.elements(factors.error_by_out, factors.slopes[-1])]
    for weights, slopes in zip(reversed(factors.weights[1:]), reversed(factors.slopes[:-1]), strict=True):
        deltas.append(multiplier.elements(multiplier.matrices(deltas[-1], weights), slopes))
    return _counted(_from_deltas(factors, multiplier, deltas[::-1]), multiplier)


def _factors(network: Network, x: ArrayLike, t: ArrayLike) -> _Factors:
    checked_data(network, x, t, single=True)
    nets, outs = network.forward(x)
    if outs[0].ndim != 1:
        raise ValueError(f"x must be one sample, of shape ({network.sizes[0]},), but has {outs[0].shape}")
    return _Factors(
        inputs=outs[:-1],
        weights=tuple(layer.weights for layer in network.layers),
        slopes=tuple(
            layer.activation.derivative(net) for layer, net in zip(network.layers, nets, strict=True)
        ),
        error_by_out=network.loss.derivative(outs[-1], t),
    )


def _one_by_one(
    factors: _Factors, multiplier: _Multiplier, delta: Callable[[int, int], Array]
) -> tuple[Gradient, ...]:
    """Ask for a delta for every weight and every bias, and keep none."""
    gradients = []
    for layer, (inputs, weights) in enumerate(zip(factors.inputs, factors.weights, strict=True)):
        units = range(len(weights))
        by_weight = [[multiplier.elements(delta(layer, unit), value) for value in inputs] for unit in units]
        by_bias = [delta(layer, unit) for unit in units]
        gradients.append(Gradient(np.array(by_weight), np.array(by_bias)))
    return tuple(gradients)


def _counted(gradients: tuple[Gradient, ...], multiplier: _Multiplier) -> CountedGradients:
    for number, gradient in enumerate(gradients, start=1):
        for array in gradient:
            within_range(f"the gradient of layer {number}", array)
    return CountedGradients(gradients, multiplier.count)


def _from_deltas(factors: _Factors, multiplier: _Multiplier, deltas: Sequence[Array]) -> tuple[Gradient, ...]:
    """∂E/∂W = δ · outᵀ and ∂E/∂b = δ: a column times a row for each layer."""
    return tuple(
        Gradient(multiplier.elements(delta[:, np.newaxis], inputs), delta)
        for delta, inputs in zip(deltas, factors.inputs, strict=True)
    )


class Multiplications(NamedTuple):
    """How many multiplications each order takes."""

    path_by_path: int
    weight_by_weight: int
    forward_accumulation: int
    backward_accumulation: int


def multiplications(sizes: Sequence[int]) -> Multiplications:
    """Return what each order costs, by its formula: also where nobody would wait for it.

    Parameters
    ----------
    sizes : sequence of int
        How many units each layer has, the inputs first.

    Raises
    ------
    ValueError
        If there are fewer than two sizes, or one is not a positive whole number.
    """
    n, p = _units_and_weights(sizes)
    path_costs, weight_costs = [1], [1]  # of one delta in each layer: c_l
    later_deltas = n[-1]
    for k in reversed(range(1, len(n))):
        path_costs.insert(0, n[k] * (path_costs[0] + 1) + 1)
        weight_costs.insert(0, later_deltas + n[k] + 1)
        later_deltas += p[k] + n[k - 1]

    def one_by_one(costs: list[int]) -> int:
        return sum(p_l * (c_l + 1) + n_l * c_l for n_l, p_l, c_l in zip(n, p, costs, strict=True))

    to_the_last_layer = sum(p[k] * (1 + sum(n[: k - 1])) for k in range(1, len(n)))
    return Multiplications(
        path_by_path=one_by_one(path_costs),
        weight_by_weight=one_by_one(weight_costs),
        forward_accumulation=to_the_last_layer + n[-1] * (1 + sum(n[:-1])) + sum(p),
        backward_accumulation=sum(p[1:]) + sum(n) + sum(p),
    )


class FloatsKept(NamedTuple):
    """How many floats a sample's backward pass has to keep.

    Attributes
    ----------
    deltas : int
        Σ_l n_l: the vectors (50) to (52) of the lecture note, all that (54) needs.
    layer_jacobians : int
        Σ_{l=2…K} P_l: the matrices ∂net_l/∂net_{l−1} that (48) multiplies by.
    weight_jacobians : int
        Σ_l n_l P_l: the matrices ∂net_l/∂W_l of (39), whose elements are zero but for P_l.
    """

    deltas: int
    layer_jacobians: int
    weight_jacobians: int


def floats_kept(sizes: Sequence[int]) -> FloatsKept:
    """Return how many floats deltas take, and how many the Jacobians that they replace.

    Takes and refuses what `multiplications` does.
    """
    units, weights = _units_and_weights(sizes)
    return FloatsKept(
        deltas=sum(units),
        layer_jacobians=sum(weights[1:]),
        weight_jacobians=sum(n * p for n, p in zip(units, weights, strict=True)),
    )


def _units_and_weights(sizes: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return n_l and P_l of the layers 1 … K."""
    checked = [whole_number("each of the sizes", size, least=1) for size in sequence("sizes", sizes)]
    if len(checked) < 2:
        raise ValueError(f"sizes must name the inputs and one layer or more, but are {checked}")
    return checked[1:], [n_in * n_out for n_in, n_out in pairwise(checked)]
