"""Both sides of Eq. 1–5 of the Encyclopedia, and of the formulas that it does not number."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable

import numpy as np

from lessons import activations, losses
from lessons.arrays import Array
from lessons.evidence import encyclopedia, oracles
from lessons.evidence.comparison import Comparison
from lessons.evidence.oracles import Case, complex_step, random_case
from lessons.layer import Layer
from lessons.network import Network
from lessons.optimizers import GradientDescent

RATE = 0.3


def _squared_case(seed: int, *, hidden_activation: str = "", last: str = "logistic", n_out: int = 0) -> Case:
    """Return a random network under half the squared error."""
    return random_case(
        seed, last=last, loss="half_squared_error", hidden_activation=hidden_activation, n_out=n_out
    )


def _over_places(
    seed: int, side: Callable[[Case, int, int], tuple[Array, Array]], *, first: int = 1
) -> Comparison:
    case = _squared_case(seed)
    return Comparison.of(side(case, layer, i) for layer, i in case.places(first=first))


def _over_hidden(seed: int, side: Callable[[Case, int, int], tuple[Array, Array]]) -> Comparison:
    case = _squared_case(seed)
    return Comparison.of(side(case, layer, i) for layer, i in case.places() if layer < case.last)


# In matrices. W^l is the matrix of the weights alone.


def _weights(case: Case, layer: int) -> Array:
    return case.layer(layer).weights


def composition(seed: int = 0) -> Comparison:
    """g(x): functions and matrices one inside the other."""
    return _over_places(seed, lambda case, layer, i: (case.out(layer, i), case.plain_out(layer, i)))


def loss_of_composition(seed: int = 0) -> Comparison:
    """C(y, g(x)), of half the squared error and of the cross-entropy."""
    pairs = []
    for case in (_squared_case(seed), random_case(seed)):
        core = case.network.loss.of_network(case.forward.nets[-1], case.forward.outs[-1], case.y)
        plain = [case.plain.loss_from_out(0, x, y).real for x, y in zip(case.x, case.y, strict=True)]
        pairs.append((core, plain))
    return Comparison.of(pairs)


def input_derivative_by_factors(seed: int = 0) -> Comparison:
    """dC/dx as a product of total derivatives, each by itself; softmax in the last layer, too."""
    pairs = []
    for case in (_squared_case(seed), random_case(seed)):
        for i in case.samples:
            row = case.loss_by_out(case.last, i)
            for layer in reversed(case.layers):
                row = row @ case.out_by_net(layer, i)[:-1] @ case.net_by_out(layer, i)[:, :-1]
            pairs.append((case.loss_by_out(0, i), row))
    return Comparison.of(pairs)


def diagonal_softmax_as_printed(seed: int = 0) -> Comparison:
    """dC/dx with da^L/dz^L taken as diagonal, as printed, in a last layer of softmax. It does not hold."""
    case = random_case(seed)
    pairs = []
    for i in case.samples:
        row = case.loss_by_out(case.last, i)
        for layer in reversed(case.layers):
            diagonal = np.diagonal(case.out_by_net(layer, i)[:-1])
            row = (row * diagonal) @ case.net_by_out(layer, i)[:, :-1]
        pairs.append((case.loss_by_out(0, i), row))
    return Comparison.of(pairs)


def input_derivative(seed: int = 0) -> Comparison:
    """dC/dx = dC/da^L ∘ (f^L)′ · W^L ∘ (f^{L−1})′ · … · W^1, from left to right."""
    case = _squared_case(seed)
    pairs = []
    for i in case.samples:
        row = case.out(case.last, i) - case.y[i]
        for layer in reversed(case.layers):
            row = (row * case.slope(layer, i)) @ _weights(case, layer)
        pairs.append((case.loss_by_out(0, i), row))
    return Comparison.of(pairs)


def input_gradient(seed: int = 0) -> Comparison:
    """∇_x C = (W^1)ᵀ · (f^1)′ ∘ … ∘ (W^L)ᵀ · (f^L)′ ∘ ∇_{a^L} C, from right to left."""
    case = _squared_case(seed)
    return Comparison.of(
        (case.loss_by_out(0, i), _weights(case, 1).T @ _whole_product(case, 1, i)) for i in case.samples
    )


def _whole_product(case: Case, level: int, i: int) -> Array:
    """Return (f^l)′ ∘ (W^{l+1})ᵀ · … ∘ ∇_{a^L} C, evaluated anew from the right end."""
    column = losses.HALF_SQUARED_ERROR.derivative(case.out(case.last, i), case.y[i])
    for layer in range(case.last, level, -1):
        column = _weights(case, layer).T @ (case.slope(layer, i) * column)
    return case.slope(level, i) * column


def error_at_level(seed: int = 0) -> Comparison:
    """δ^l as a product up to the last layer: the gradient with respect to the input of level l."""
    return _over_places(
        seed, lambda case, layer, i: (case.loss_by_net(layer, i), _whole_product(case, layer, i))
    )


def weight_gradient(seed: int = 0) -> Comparison:
    """∇_{W^l} C = δ^l (a^{l−1})ᵀ."""
    return _over_places(
        seed,
        lambda case, layer, i: (
            case.loss_by_matrix(layer, i)[:, :-1],
            np.outer(case.delta(layer, i), case.out(layer - 1, i)),
        ),
    )


def error_recursion(seed: int = 0) -> Comparison:
    """δ^{l−1} = (f^{l−1})′ ∘ (W^l)ᵀ · δ^l."""
    return _over_places(
        seed,
        lambda case, layer, i: (
            case.loss_by_net(layer - 1, i),
            case.slope(layer - 1, i) * (_weights(case, layer).T @ case.delta(layer, i)),
        ),
        first=2,
    )


def errors_one_by_one(seed: int = 0) -> Comparison:
    """δ^1 … δ^L, each as its whole product: what the recursion gives without repeating any of it."""
    return _over_places(seed, lambda case, layer, i: (_whole_product(case, layer, i), case.delta(layer, i)))


# The linear neuron.


def linear_neuron(seed: int = 0) -> Comparison:
    """The linear neuron: y = x₁ w₁ + x₂ w₂."""
    (x1, x2), (w1, w2) = np.random.default_rng(seed).uniform(-2.0, 2.0, (2, 2))
    network = Network([Layer([[w1, w2]], [0.0], "identity")], "squared_error")
    return Comparison.of([(network.forward([x1, x2]).outs[-1], [x1 * w1 + x2 * w2])])


def squared_error(seed: int = 0) -> Comparison:
    """L(t, y) = (t − y)²."""
    t, y = np.random.default_rng(seed).uniform(-2.0, 2.0, 2)
    return Comparison.of([(losses.get("squared_error")([y], [t]), (t - y) ** 2)])


def parabolic_cylinder(seed: int = 0) -> Comparison:
    """E = y² = (w₁ + w₂)² of the training case (1, 1, 0)."""
    weights = np.random.default_rng(seed).uniform(-2.0, 2.0, (5, 2)).tolist()
    return Comparison.of((encyclopedia.error_at(w1, w2), (w1 + w2) ** 2) for w1, w2 in weights)


# The derivation, unit by unit. w[i][j] leads from i to j: the input comes first.


def _w(case: Case, layer: int) -> Array:
    return _weights(case, layer).T


def loss_of_output(seed: int = 0) -> Comparison:
    """E = L(t, y), of one output neuron."""
    case = _squared_case(seed, n_out=1)
    return Comparison.of(
        (
            case.network.loss(case.out(case.last, i), case.y[i]),
            (case.y[i, 0] - case.plain_out(case.last, i)[0]) ** 2 / 2,
        )
        for i in case.samples
    )


def neuron_output(seed: int = 0) -> Comparison:
    """o_j = φ(net_j) = φ(Σ_k w_kj o_k), of every layer (in the first, o_k = x_k)."""

    def sides(case: Case, layer: int, i: int) -> tuple[Array, Array]:
        w, o, bias = _w(case, layer), case.plain_out(layer - 1, i), case.layer(layer).biases
        phi = oracles.UNITS[case.plain.activations[layer - 1]]
        right = [
            phi(math.fsum(w[k, j] * o[k] for k in range(len(o))) + bias[j]).real for j in range(len(bias))
        ]
        return case.out(layer, i), np.array(right)

    return _over_places(seed, sides)


def logistic(seed: int = 0) -> Comparison:
    """φ(z) = 1 / (1 + e⁻ᶻ)."""
    z = np.random.default_rng(seed).uniform(-4.0, 4.0, 9)
    return Comparison.of([(activations.get("logistic")(z), [1 / (1 + math.exp(-value)) for value in z])])


def logistic_derivative(seed: int = 0) -> Comparison:
    """dφ/dz = φ (1 − φ)."""
    z = np.random.default_rng(seed).uniform(-4.0, 4.0, 9)
    left = [complex_step(lambda value: 1 / (1 + cmath.exp(-complex(value))), value) for value in z]
    phi = activations.get("logistic")(z)
    return Comparison.of([(left, phi * (1 - phi))])


def chain_rule_twice(seed: int = 0) -> Comparison:
    """Eq. 1: ∂E/∂w_ij = ∂E/∂o_j · ∂o_j/∂net_j · ∂net_j/∂w_ij, each factor by itself."""

    def sides(case: Case, layer: int, i: int) -> tuple[Array, Array]:
        by_out, slopes = case.loss_by_out(layer, i), case.out_by_net(layer, i)
        net_by_w = case.net_by_matrix(layer, i)
        left = case.loss_by_matrix(layer, i)[:, :-1].T
        right = [
            [by_out[j] * slopes[j, j] * net_by_w[j, j, k] for j in range(left.shape[1])]
            for k in range(left.shape[0])
        ]
        return left, np.array(right)

    return _over_places(seed, sides)


def net_by_weight(seed: int = 0) -> Comparison:
    """Eq. 2: ∂net_j/∂w_ij = o_i."""

    def sides(case: Case, layer: int, i: int) -> tuple[Array, Array]:
        units = range(case.layer(layer).n_out)
        left = [case.net_by_matrix(layer, i)[j, j, :-1] for j in units]
        return np.array(left), np.array([case.out(layer - 1, i) for _ in units])

    return _over_places(seed, sides)


def output_by_net(seed: int = 0) -> Comparison:
    """Eq. 3: ∂o_j/∂net_j = φ′(net_j)."""
    return _over_places(
        seed, lambda case, layer, i: (np.diagonal(case.out_by_net(layer, i)), case.slope(layer, i))
    )


def logistic_output_by_net(seed: int = 0) -> Comparison:
    """∂o_j/∂net_j = o_j (1 − o_j) of a logistic neuron."""
    case = _squared_case(seed, hidden_activation="logistic")
    return Comparison.of(
        (np.diagonal(case.out_by_net(layer, i)), [o * (1 - o) for o in case.out(layer, i)])
        for layer, i in case.places()
    )


def loss_by_output(seed: int = 0) -> Comparison:
    """Eq. 4: ∂E/∂o_j = ∂E/∂y of an output neuron, where o_j = y."""
    case = _squared_case(seed, n_out=1)
    return Comparison.of(
        (case.loss_by_out(case.last, i), case.network.loss.derivative(case.out(case.last, i), case.y[i]))
        for i in case.samples
    )


def half_square_by_output(seed: int = 0) -> Comparison:
    """∂/∂y ½ (t − y)² = y − t."""
    case = _squared_case(seed, n_out=1)
    return Comparison.of(
        (case.loss_by_out(case.last, i), case.out(case.last, i) - case.y[i]) for i in case.samples
    )


def loss_through_nets(seed: int = 0) -> Comparison:
    """∂E/∂o_j is how E(net_u, net_v, …, net_w) changes as o_j moves all these nets at once."""

    def sides(case: Case, layer: int, i: int) -> tuple[Array, Array]:
        w = _w(case, layer + 1)
        nets = case.net(layer + 1, i)

        def through(j: int) -> Array:
            return complex_step(
                lambda move: case.plain.loss_from_net(layer + 1, nets + move * w[j], case.y[i]), 0.0
            )

        return case.loss_by_out(layer, i), np.array([through(j) for j in range(len(w))])

    return _over_hidden(seed, sides)


def loss_by_inner_output(seed: int = 0) -> Comparison:
    """Eq. 5: ∂E/∂o_j as a sum over the neurons ℓ that j leads to, in its three forms."""

    def sides(case: Case, layer: int, i: int) -> tuple[Array, Array]:
        w, delta = _w(case, layer + 1), case.delta(layer + 1, i)
        net_by_out = case.net_by_out(layer + 1, i)
        by_out, slope = case.loss_by_out(layer + 1, i), case.slope(layer + 1, i)
        after = range(len(delta))
        forms = [
            [math.fsum(delta[m] * net_by_out[m, j] for m in after) for j in range(len(w))],
            [math.fsum(by_out[m] * slope[m] * net_by_out[m, j] for m in after) for j in range(len(w))],
            [math.fsum(by_out[m] * slope[m] * w[j, m] for m in after) for j in range(len(w))],
        ]
        left = case.loss_by_out(layer, i)
        return np.stack([left] * 3), np.array(forms)

    return _over_hidden(seed, sides)


def substituted(seed: int = 0) -> Comparison:
    """∂E/∂w_ij = ∂E/∂o_j · ∂o_j/∂net_j · o_i."""

    def sides(case: Case, layer: int, i: int) -> tuple[Array, Array]:
        by_net = case.loss_by_out(layer, i) * case.slope(layer, i)
        return case.loss_by_matrix(layer, i)[:, :-1].T, np.outer(case.out(layer - 1, i), by_net)

    return _over_places(seed, sides)


def gradient_by_delta(seed: int = 0) -> Comparison:
    """∂E/∂w_ij = o_i δ_j; and the core's gradient of one sample is that."""

    def sides(case: Case, layer: int, i: int) -> tuple[Array, Array]:
        left = case.loss_by_matrix(layer, i)[:, :-1].T
        right = [[o * d for d in case.delta(layer, i)] for o in case.out(layer - 1, i)]
        core = case.gradient_of_sample(layer, i)[:, :-1].T
        return np.stack([left, left]), np.array([right, core])

    return _over_places(seed, sides)


def _delta_by_cases(case: Case, layer: int, i: int, slope: Array) -> Array:
    if layer == case.last:
        return np.array((case.out(layer, i) - case.y[i]) * slope)
    w, after = _w(case, layer + 1), case.delta(layer + 1, i)
    sums = [math.fsum(w[j, m] * after[m] for m in range(len(after))) for j in range(len(w))]
    return np.array(sums) * slope


def delta_by_cases(seed: int = 0) -> Comparison:
    """δ_j = ∂L/∂o_j φ′ of an output neuron, (Σ_ℓ w_jℓ δ_ℓ) φ′ of an inner one."""
    return _over_places(
        seed,
        lambda case, layer, i: (
            case.loss_by_net(layer, i),
            _delta_by_cases(case, layer, i, case.slope(layer, i)),
        ),
    )


def delta_of_logistic(seed: int = 0) -> Comparison:
    """δ_j with φ′ = o_j (1 − o_j) and ∂L/∂o_j = o_j − t_j: the logistic, and half the squared error."""
    case = _squared_case(seed, hidden_activation="logistic")
    return Comparison.of(
        (
            case.loss_by_net(layer, i),
            _delta_by_cases(case, layer, i, case.out(layer, i) * (1 - case.out(layer, i))),
        )
        for layer, i in case.places()
    )


def weight_change(seed: int = 0) -> Comparison:
    """Δw_ij = −η ∂E/∂w_ij = −η o_i δ_j, of one sample."""
    case = _squared_case(seed)
    backward = case.network.backward(case.network.forward(case.x[0]), case.y[0])
    after = GradientDescent(RATE).step(case.network, backward.gradients)
    pairs = []
    for layer in case.layers:
        left = after.layers[layer - 1].weights - _weights(case, layer)
        pairs.append((left, -RATE * case.loss_by_matrix(layer, 0)[:, :-1]))
        pairs.append((left, -RATE * np.outer(case.delta(layer, 0), case.out(layer - 1, 0))))
    return Comparison.of(pairs)


# The loss.


def mean_of_samples(seed: int = 0) -> Comparison:
    """E = (1/n) Σ_x E_x, and so the gradient of E is the mean of the gradients of E_x."""
    case = _squared_case(seed)
    plain = [case.plain.loss_from_out(0, x, y).real for x, y in zip(case.x, case.y, strict=True)]
    pairs: list[tuple[Array, Array]] = [(case.backward.loss, np.array(math.fsum(plain) / len(plain)))]
    for layer in case.layers:
        by_sample = [case.loss_by_matrix(layer, i) for i in case.samples]
        pairs.append((case.gradient(layer), np.mean(by_sample, axis=0)))
    return Comparison.of(pairs)


def half_squared_distance(seed: int = 0) -> Comparison:
    """E(y, y′) = ½ ‖y − y′‖²."""
    y, target = np.random.default_rng(seed).uniform(-2.0, 2.0, (2, 4))
    right = 0.5 * math.dist(y, target) ** 2
    return Comparison.of([(losses.get("half_squared_error")(y, target), right)])


def mean_half_squared_distance(seed: int = 0) -> Comparison:
    """E = 1/(2n) Σ_x ‖y(x) − y′(x)‖²."""
    y, targets = np.random.default_rng(seed).uniform(-2.0, 2.0, (2, 5, 4))
    right = math.fsum(math.dist(a, b) ** 2 for a, b in zip(y, targets, strict=True)) / (2 * 5)
    return Comparison.of([(losses.get("half_squared_error").mean(y, targets), right)])
