"""Both sides of Eq. 1–5 of the Encyclopedia, and of the formulas that it does not number."""

from __future__ import annotations

import math

import numpy as np

from lessons import losses
from lessons.arrays import Array
from lessons.evidence import encyclopedia, oracles
from lessons.evidence.comparison import Pairs
from lessons.evidence.oracles import Case, complex_step, random_case
from lessons.layer import Layer
from lessons.network import Network
from lessons.optimizers import GradientDescent

RATE = 0.3


def _squared_case(seed: int, *, hidden_activation: str = "", n_out: int = 0) -> Case:
    """Return a random network under half the squared error."""
    return random_case(
        seed, last="logistic", loss="half_squared_error", hidden_activation=hidden_activation, n_out=n_out
    )


# In matrices. W^l is the matrix of the weights alone.


def _weights(case: Case, layer: int) -> Array:
    return case.layer(layer).weights


def composition(seed: int = 0) -> Pairs:
    """g(x): functions and matrices one inside the other."""
    case = _squared_case(seed)
    for layer, i in case.places():
        yield case.out(layer, i), case.plain_out(layer, i)


def loss_of_composition(seed: int = 0) -> Pairs:
    """C(y, g(x)), of half the squared error and of the cross-entropy."""
    for case in (_squared_case(seed), random_case(seed)):
        nets, outs = case.forward.nets, case.forward.outs
        yield case.network.loss.of_network(nets[-1], outs[-1], case.y), case.plain_losses()


def input_derivative_by_factors(seed: int = 0) -> Pairs:
    """dC/dx as a product of total derivatives, each by itself; softmax in the last layer, too."""
    for case in (_squared_case(seed), random_case(seed)):
        for i in case.samples:
            row = case.loss_by_out(case.last, i)
            for layer in reversed(case.layers):
                row = row @ case.out_by_net(layer, i)[:-1] @ case.net_by_out(layer, i)[:, :-1]
            yield case.loss_by_out(0, i), row


def input_derivative(seed: int = 0) -> Pairs:
    """dC/dx = dC/da^L ∘ (f^L)′ · W^L ∘ (f^{L−1})′ · … · W^1, from left to right."""
    case = _squared_case(seed)
    for i in case.samples:
        row = case.out(case.last, i) - case.y[i]
        for layer in reversed(case.layers):
            row = (row * case.slope(layer, i)) @ _weights(case, layer)
        yield case.loss_by_out(0, i), row


def input_gradient(seed: int = 0) -> Pairs:
    """∇_x C = (W^1)ᵀ · (f^1)′ ∘ … ∘ (W^L)ᵀ · (f^L)′ ∘ ∇_{a^L} C, from right to left."""
    case = _squared_case(seed)
    for i in case.samples:
        yield case.loss_by_out(0, i), _weights(case, 1).T @ _whole_product(case, 1, i)


def _whole_product(case: Case, level: int, i: int) -> Array:
    """Return (f^l)′ ∘ (W^{l+1})ᵀ · … ∘ ∇_{a^L} C, evaluated anew from the right end."""
    column = losses.HALF_SQUARED_ERROR.derivative(case.out(case.last, i), case.y[i])
    for layer in range(case.last, level, -1):
        column = _weights(case, layer).T @ (case.slope(layer, i) * column)
    return case.slope(level, i) * column


def error_at_level(seed: int = 0) -> Pairs:
    """δ^l as a product up to the last layer: the gradient with respect to the input of level l."""
    case = _squared_case(seed)
    for layer, i in case.places():
        yield case.loss_by_net(layer, i), _whole_product(case, layer, i)


def weight_gradient(seed: int = 0) -> Pairs:
    """∇_{W^l} C = δ^l (a^{l−1})ᵀ."""
    case = _squared_case(seed)
    for layer, i in case.places():
        yield case.loss_by_matrix(layer, i)[:, :-1], np.outer(case.delta(layer, i), case.out(layer - 1, i))


def error_recursion(seed: int = 0) -> Pairs:
    """δ^{l−1} = (f^{l−1})′ ∘ (W^l)ᵀ · δ^l."""
    case = _squared_case(seed)
    for layer, i in case.places(first=2):
        right = case.slope(layer - 1, i) * (_weights(case, layer).T @ case.delta(layer, i))
        yield case.loss_by_net(layer - 1, i), right


def errors_one_by_one(seed: int = 0) -> Pairs:
    """δ^1 … δ^L, each as its whole product: what the recursion gives without repeating any of it."""
    case = _squared_case(seed)
    for layer, i in case.places():
        yield _whole_product(case, layer, i), case.delta(layer, i)


# The linear neuron.


def linear_neuron(seed: int = 0) -> Pairs:
    """The linear neuron: y = x₁ w₁ + x₂ w₂."""
    (x1, x2), (w1, w2) = np.random.default_rng(seed).uniform(-2.0, 2.0, (2, 2))
    network = Network([Layer([[w1, w2]], [0.0], "identity")], "squared_error")
    yield network.forward([x1, x2]).outs[-1], [x1 * w1 + x2 * w2]


def squared_error(seed: int = 0) -> Pairs:
    """L(t, y) = (t − y)²."""
    t, y = np.random.default_rng(seed).uniform(-2.0, 2.0, 2)
    yield losses.get("squared_error")([y], [t]), (t - y) ** 2


def parabolic_cylinder(seed: int = 0) -> Pairs:
    """E = y² = (w₁ + w₂)² of the training case (1, 1, 0)."""
    for w1, w2 in np.random.default_rng(seed).uniform(-2.0, 2.0, (5, 2)).tolist():
        yield encyclopedia.error_at(w1, w2), (w1 + w2) ** 2


# The derivation, unit by unit. w[i][j] leads from i to j: the input comes first.


def _w(case: Case, layer: int) -> Array:
    return _weights(case, layer).T


def loss_of_output(seed: int = 0) -> Pairs:
    """E = L(t, y), of one output neuron."""
    case = _squared_case(seed, n_out=1)
    for i in case.samples:
        right = (case.y[i, 0] - case.plain_out(case.last, i)[0]) ** 2 / 2
        yield case.network.loss(case.out(case.last, i), case.y[i]), right


def neuron_output(seed: int = 0) -> Pairs:
    """o_j = φ(net_j) = φ(Σ_k w_kj o_k), of every layer (in the first, o_k = x_k)."""
    case = _squared_case(seed)
    for layer, i in case.places():
        w, o, bias = _w(case, layer), case.plain_out(layer - 1, i), case.layer(layer).biases
        phi = oracles.UNITS[case.plain.activations[layer - 1]]
        nets = [math.fsum(w[k, j] * o[k] for k in range(len(o))) + bias[j] for j in range(len(bias))]
        yield case.out(layer, i), [phi(net).real for net in nets]


def chain_rule_twice(seed: int = 0) -> Pairs:
    """Eq. 1: ∂E/∂w_ij = ∂E/∂o_j · ∂o_j/∂net_j · ∂net_j/∂w_ij, each factor by itself."""
    case = _squared_case(seed)
    for layer, i in case.places():
        by_out, slopes = case.loss_by_out(layer, i), case.out_by_net(layer, i)
        net_by_w = case.net_by_matrix(layer, i)
        left = case.loss_by_matrix(layer, i)[:, :-1]
        yield left, [by_out[j] * slopes[j, j] * net_by_w[j, j, :-1] for j in range(len(left))]


def net_by_weight(seed: int = 0) -> Pairs:
    """Eq. 2: ∂net_j/∂w_ij = o_i."""
    case = _squared_case(seed)
    for layer, i in case.places():
        for j in range(case.layer(layer).n_out):
            yield case.net_by_matrix(layer, i)[j, j, :-1], case.out(layer - 1, i)


def output_by_net(seed: int = 0) -> Pairs:
    """Eq. 3: ∂o_j/∂net_j = φ′(net_j)."""
    case = _squared_case(seed)
    for layer, i in case.places():
        yield np.diagonal(case.out_by_net(layer, i)), case.slope(layer, i)


def logistic_output_by_net(seed: int = 0) -> Pairs:
    """∂o_j/∂net_j = o_j (1 − o_j) of a logistic neuron."""
    case = _squared_case(seed, hidden_activation="logistic")
    for layer, i in case.places():
        yield np.diagonal(case.out_by_net(layer, i)), [o * (1 - o) for o in case.out(layer, i)]


def loss_by_output(seed: int = 0) -> Pairs:
    """Eq. 4: ∂E/∂o_j = ∂E/∂y of an output neuron, where o_j = y."""
    case = _squared_case(seed, n_out=1)
    for i in case.samples:
        yield case.loss_by_out(case.last, i), case.network.loss.derivative(case.out(case.last, i), case.y[i])


def loss_through_nets(seed: int = 0) -> Pairs:
    """∂E/∂o_j is how E(net_u, net_v, …, net_w) changes as o_j moves all these nets at once."""
    case = _squared_case(seed)
    for layer, i in case.hidden_places():
        yield case.loss_by_out(layer, i), _through_nets(case, layer + 1, i)


def _through_nets(case: Case, after: int, i: int) -> Array:
    w, nets = case.layer(after).weights, case.net(after, i)
    moved = np.zeros(w.shape[1])
    return complex_step(lambda move: case.plain.loss_from_net(after, nets + w @ move, case.y[i]), moved)


def loss_by_inner_output(seed: int = 0) -> Pairs:
    """Eq. 5: ∂E/∂o_j as a sum over the neurons ℓ that j leads to, in its three forms."""
    case = _squared_case(seed)
    for layer, i in case.hidden_places():
        w, delta = _w(case, layer + 1), case.delta(layer + 1, i)
        net_by_out = case.net_by_out(layer + 1, i)
        by_out, slope = case.loss_by_out(layer + 1, i), case.slope(layer + 1, i)
        after = range(len(delta))
        left = case.loss_by_out(layer, i)
        yield left, [math.fsum(delta[m] * net_by_out[m, j] for m in after) for j in range(len(w))]
        yield left, [math.fsum(by_out[m] * slope[m] * net_by_out[m, j] for m in after) for j in range(len(w))]
        yield left, [math.fsum(by_out[m] * slope[m] * w[j, m] for m in after) for j in range(len(w))]


def substituted(seed: int = 0) -> Pairs:
    """∂E/∂w_ij = ∂E/∂o_j · ∂o_j/∂net_j · o_i."""
    case = _squared_case(seed)
    for layer, i in case.places():
        by_net = case.loss_by_out(layer, i) * case.slope(layer, i)
        yield case.loss_by_matrix(layer, i)[:, :-1].T, np.outer(case.out(layer - 1, i), by_net)


def gradient_by_delta(seed: int = 0) -> Pairs:
    """∂E/∂w_ij = o_i δ_j; and the core's gradient of one sample is that."""
    case = _squared_case(seed)
    for layer, i in case.places():
        left = case.loss_by_matrix(layer, i)[:, :-1]
        yield left.T, [[o * d for d in case.delta(layer, i)] for o in case.out(layer - 1, i)]
        yield left, case.gradient_of_sample(layer, i)[:, :-1]


def _delta_by_cases(case: Case, layer: int, i: int, slope: Array) -> Array:
    if layer == case.last:
        return np.array((case.out(layer, i) - case.y[i]) * slope)
    w, after = _w(case, layer + 1), case.delta(layer + 1, i)
    sums = [math.fsum(w[j, m] * after[m] for m in range(len(after))) for j in range(len(w))]
    return np.array(sums) * slope


def delta_by_cases(seed: int = 0) -> Pairs:
    """δ_j = ∂L/∂o_j φ′ of an output neuron, (Σ_ℓ w_jℓ δ_ℓ) φ′ of an inner one."""
    case = _squared_case(seed)
    for layer, i in case.places():
        yield case.loss_by_net(layer, i), _delta_by_cases(case, layer, i, case.slope(layer, i))


def delta_of_logistic(seed: int = 0) -> Pairs:
    """δ_j with φ′ = o_j (1 − o_j) and ∂L/∂o_j = o_j − t_j: the logistic, and half the squared error."""
    case = _squared_case(seed, hidden_activation="logistic")
    for layer, i in case.places():
        out = case.out(layer, i)
        yield case.loss_by_net(layer, i), _delta_by_cases(case, layer, i, out * (1 - out))


def weight_change(seed: int = 0) -> Pairs:
    """Δw_ij = −η ∂E/∂w_ij = −η o_i δ_j, of one sample."""
    case = _squared_case(seed)
    backward = case.network.backward(case.network.forward(case.x[0]), case.y[0])
    after = GradientDescent(RATE).step(case.network, backward.gradients)
    for layer in case.layers:
        left = after.layers[layer - 1].weights - _weights(case, layer)
        yield left, -RATE * case.loss_by_matrix(layer, 0)[:, :-1]
        yield left, -RATE * np.outer(case.delta(layer, 0), case.out(layer - 1, 0))


# The loss.


def mean_of_samples(seed: int = 0) -> Pairs:
    """E = (1/n) Σ_x E_x, and so the gradient of E is the mean of the gradients of E_x."""
    case = _squared_case(seed)
    plain = case.plain_losses()
    yield case.backward.loss, math.fsum(plain) / len(plain)
    for layer in case.layers:
        by_sample = [case.loss_by_matrix(layer, i) for i in case.samples]
        yield case.gradient(layer), np.mean(by_sample, axis=0)


def half_squared_distance(seed: int = 0) -> Pairs:
    """E(y, y′) = ½ ‖y − y′‖²."""
    y, target = np.random.default_rng(seed).uniform(-2.0, 2.0, (2, 4))
    yield losses.get("half_squared_error")(y, target), 0.5 * math.dist(y, target) ** 2


def mean_half_squared_distance(seed: int = 0) -> Pairs:
    """E = 1/(2n) Σ_x ‖y(x) − y′(x)‖²."""
    y, targets = np.random.default_rng(seed).uniform(-2.0, 2.0, (2, 5, 4))
    right = math.fsum(math.dist(a, b) ** 2 for a, b in zip(y, targets, strict=True)) / (2 * 5)
    yield losses.get("half_squared_error").mean(y, targets), right
