"""Both sides of equations (1)–(56) of the lecture note, and of what it does not number."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from lessons import activations, derivation, losses
from lessons.arrays import Array
from lessons.evidence import lecture_note, oracles
from lessons.evidence.comparison import Comparison
from lessons.evidence.oracles import Case, ComplexArray, PlainNetwork, case_of, complex_step, random_case
from lessons.layer import Layer
from lessons.network import Network
from lessons.optimizers import GradientDescent
from lessons.training import train

RATE = 0.3
"""η of the updates that are checked."""


def _over_places(seed: int, side: Callable[[Case, int, int], tuple[Array, Array]]) -> Comparison:
    """Compare at every layer and sample of a random network."""
    case = random_case(seed)
    return Comparison.of(side(case, layer, i) for layer, i in case.places())


def _over_samples(seed: int, side: Callable[[Case, int], tuple[Array, Array]]) -> Comparison:
    """Compare at every sample of a random network."""
    case = random_case(seed)
    return Comparison.of(side(case, i) for i in case.samples)


def _elements(shape: tuple[int, ...], element: Callable[..., Any]) -> Array:
    """Return the array with such elements, each found by itself."""
    values = [element(*place) for place in np.ndindex(shape)]
    return np.array(values, dtype=np.float64).reshape(shape)


def _kronecker(mu: int, nu: int) -> float:
    return 1.0 if mu == nu else 0.0


# Section 1: the network.


def weights_by_index(seed: int = 0) -> Comparison:
    """(1): W_μν leads from unit ν to unit μ, so that only z_ν = 1 lets a_μ rise by W_μν."""
    case = random_case(seed)
    pairs = []
    for number in case.layers:
        layer, plain = case.layer(number), case.plain.matrices[number - 1]
        none = derivation.forward([layer], np.zeros((1, layer.n_in)))[0][0]
        for nu in range(layer.n_in):
            rise = derivation.forward([layer], np.eye(layer.n_in)[nu : nu + 1])[0][0] - none
            pairs.append((rise[0], [row[nu].real for row in plain]))
    return Comparison.of(pairs)


def outputs_as_column(seed: int = 0) -> Comparison:
    """(2): z⁽ˡ⁻¹⁾ is what layer l − 1 gives out, unit after unit."""
    return _over_places(seed, lambda case, layer, i: (case.out(layer - 1, i), case.plain_out(layer - 1, i)))


def activity_by_sum(seed: int = 0) -> Comparison:
    """(3): a_μ = Σ_ν W_μν z_ν."""
    return _over_places(seed, lambda case, layer, i: (case.net(layer, i), case.plain_net(layer, i)))


def activity_by_matrix(seed: int = 0) -> Comparison:
    """(4): a = W z, the biases as the last column of W."""
    case = random_case(seed)
    nets = lecture_note.forward_with_bias_columns(case.network, case.x).nets
    return Comparison.of((nets[layer - 1][i], case.plain_net(layer, i)) for layer, i in case.places())


def unit_output(seed: int = 0) -> Comparison:
    """(5): z_μ = ψ(a_μ), of the hidden layers."""
    case = random_case(seed)
    return Comparison.of(
        (
            case.layer(layer).activation(case.plain_net(layer, i)),
            [oracles.UNITS[case.plain.activations[layer - 1]](a).real for a in case.plain_net(layer, i)],
        )
        for layer, i in case.places()
        if layer < case.last
    )


def outputs_with_one(seed: int = 0) -> Comparison:
    """(6): z = f(a), with the constant 1 as its last component."""
    case = random_case(seed)
    outs = lecture_note.forward_with_bias_columns(case.network, case.x).outs
    return Comparison.of(
        (outs[layer][i], [*case.plain_out(layer, i), 1.0]) for layer, i in case.places() if layer < case.last
    )


def forward_pass(seed: int = 0) -> Comparison:
    """(7): layer after layer, from x to ŷ; once with weights and biases, once with one matrix."""
    case = random_case(seed)
    with_columns = lecture_note.forward_with_bias_columns(case.network, case.x)
    pairs = []
    for i in case.samples:
        right = case.plain_out(case.last, i)
        pairs += [(case.out(case.last, i), right), (with_columns.outs[-1][i], right)]
    return Comparison.of(pairs)


def linear_layers_collapse(seed: int = 0) -> Comparison:
    """Section 1: linear layers in a row are one linear layer, whose matrix is the product."""
    case = random_case(seed)
    linear = Network(
        [Layer(layer.weights, layer.biases, "identity") for layer in case.network.layers], "squared_error"
    )
    weights, biases = np.eye(case.network.sizes[0]), np.zeros(case.network.sizes[0])
    for layer in case.network.layers:
        weights, biases = layer.weights @ weights, layer.weights @ biases + layer.biases
    one = Network([Layer(weights, biases, "identity")], "squared_error")
    return Comparison.of([(linear.forward(case.x).outs[-1], one.forward(case.x).outs[-1])])


# Sections 2 to 4: θ and descent.


def parameters_as_column(seed: int = 0) -> Comparison:
    """(8): θ holds all weights, layer by layer and row by row; and the way back."""
    case = random_case(seed)
    column = np.real(case.plain.column())
    back = case.network.from_vector(column)
    pairs = [(case.network.to_vector(), column)]
    pairs += [
        (lecture_note.with_bias_column(layer), np.array(matrix).real)
        for layer, matrix in zip(back.layers, case.plain.matrices, strict=True)
    ]
    return Comparison.of(pairs)


def _stepped(case: Case) -> Array:
    return GradientDescent(RATE).step(case.network, case.backward.gradients).to_vector()


def parameter_update(seed: int = 0) -> Comparison:
    """(9): θ⁺ = θ + Δθ."""
    case = random_case(seed)
    change = -RATE * case.batch_loss_by_column()
    theta = np.real(case.plain.column())
    return Comparison.of([(_stepped(case), [here + move for here, move in zip(theta, change, strict=True)])])


def gradient_by_parameters(seed: int = 0) -> Comparison:
    """(10): ∇J is the row of all partial derivatives."""
    case = random_case(seed)
    core = [value for layer in case.layers for row in case.gradient(layer) for value in row]
    return Comparison.of([(core, case.batch_loss_by_column())])


def descent_direction(seed: int = 0) -> Comparison:
    """(11): Δθ = −η (∇J)ᵀ."""
    case = random_case(seed)
    return Comparison.of([(_stepped(case) - case.network.to_vector(), -RATE * case.batch_loss_by_column())])


def descent_update(seed: int = 0) -> Comparison:
    """(12): θ⁺ = θ − η (∇J)ᵀ, five times."""
    case = random_case(seed)
    plain = case.plain
    for _ in range(5):
        plain = _plain_step(plain, case.x, case.y)
    training = train(case.network, case.x, case.y, GradientDescent(RATE), epochs=5)
    return Comparison.of([(training.network.to_vector(), np.real(plain.column()))])


def _plain_step(plain: PlainNetwork, x: Array, y: Array) -> PlainNetwork:
    gradient = complex_step(lambda theta: plain.from_column(theta).mean_loss(x, y), plain.column())
    return plain.from_column(
        [here - RATE * slope for here, slope in zip(plain.column(), gradient, strict=True)]
    )


# Section 5: the gradient of each matrix.


def gradient_of_two_by_two(seed: int = 0) -> Comparison:
    """(13): ∂J/∂W₁₁, ∂J/∂W₁₂, ∂J/∂W₂₁, ∂J/∂W₂₂, of a 2 × 2 matrix whose second column is the biases."""
    random = np.random.default_rng(seed)
    layers = [
        Layer(random.uniform(-1, 1, (2, 1)), random.uniform(-1, 1, 2), "tanh"),
        Layer(random.uniform(-1, 1, (2, 2)), random.uniform(-1, 1, 2), "softmax"),
    ]
    case = case_of(Network(layers, "cross_entropy"), random.uniform(-1, 1, (3, 1)), np.eye(2)[[0, 1, 1]])
    (w11, w12), (w21, w22) = case.plain.matrices[0]

    def loss(w: ComplexArray) -> complex:
        return case.plain.with_matrix(1, [[w[0], w[1]], [w[2], w[3]]]).mean_loss(case.x, case.y)

    return Comparison.of([(complex_step(loss, np.real([w11, w12, w21, w22])), case.gradient(1).ravel())])


def gradient_layer_by_layer(seed: int = 0) -> Comparison:
    """(14): ∇_θ J is the ∇_W J of all layers, one after another."""
    case = random_case(seed)
    rows = [case.gradient(layer).ravel() for layer in case.layers]
    return Comparison.of([(case.batch_loss_by_column(), np.concatenate(rows))])


# Section 5.2: the matrix before the output.


def last_activity(seed: int = 0) -> Comparison:
    """(15): a_λ = Σ_γ W_λγ z_γ, of an output layer without biases."""
    case = random_case(seed)
    layer = case.layer(case.last)
    unbiased = Layer(layer.weights, np.zeros(layer.n_out), layer.activation)
    return Comparison.of(
        (
            derivation.forward([unbiased], case.out(case.last - 1, i)[np.newaxis])[0][0][0],
            [
                math.fsum(w * z for w, z in zip(row, case.plain_out(case.last - 1, i), strict=True))
                for row in layer.weights.tolist()
            ],
        )
        for i in case.samples
    )


def sigmoid_activity(seed: int = 0) -> Comparison:
    """Figure 3(a): with a sigmoid as the output function, a⁽ᴷ⁾ is a single number, W₁ z₁ + W₂ z₂."""
    (w1, w2), (z1, z2) = np.random.default_rng(seed).uniform(-1.0, 1.0, (2, 2)).tolist()
    layer = Layer([[w1, w2]], [0.0], "logistic")
    forward = Network([layer], "binary_cross_entropy").forward([z1, z2])
    activity = w1 * z1 + w2 * z2
    return Comparison.of(
        [(forward.nets[-1], [activity]), (forward.outs[-1], [1 / (1 + math.exp(-activity))])]
    )


def one_layer_probability(seed: int = 0) -> Comparison:
    """(16): p(y | x, W) of one layer, of every class y."""
    case = random_case(seed, hidden=0)
    return Comparison.of((case.out(1, i), _class_probabilities(case.plain_net(1, i))) for i in case.samples)


def class_probability(seed: int = 0) -> Comparison:
    """(17): p(y | a⁽ᴷ⁾), of every class y."""
    return _over_samples(
        seed,
        lambda case, i: (case.out(case.last, i), _class_probabilities(case.plain_net(case.last, i))),
    )


def _class_probabilities(net: Array) -> Array:
    classes = np.eye(len(net)).tolist()
    total = math.fsum(math.exp(a) for a in net)
    shares = [math.exp(math.fsum(t * a for t, a in zip(y, net, strict=True))) for y in classes]
    return np.array(shares) / total


def expected_loss(seed: int = 0) -> Comparison:
    """(18): J = E_q[L], here with q = 1/2, 1/3, 1/6 on three pairs (x, y)."""
    case = random_case(seed)
    repeated = [0, 0, 0, 1, 1, 2]
    core = case.network.backward(case.network.forward(case.x[repeated]), case.y[repeated]).loss
    by_sample = [case.plain.loss_from_out(0, x, y).real for x, y in zip(case.x, case.y, strict=True)]
    return Comparison.of([(core, by_sample[0] / 2 + by_sample[1] / 3 + by_sample[2] / 6)])


def log_likelihood(seed: int = 0) -> Comparison:
    """(19): L = −log p = −yᵀa + log Σ exp a_k; and the core's loss is that."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        y, net = case.y[i], case.plain_net(case.last, i)
        minus_log = -math.log(_class_probabilities(net)[int(y.argmax())])
        core = losses.CROSS_ENTROPY.of_network(case.net(case.last, i), case.out(case.last, i), y)
        product = math.fsum(t * a for t, a in zip(y, net, strict=True))
        by_net = -product + math.log(math.fsum(map(math.exp, net)))
        return np.array([minus_log, minus_log]), np.array([by_net, float(core)])

    return _over_samples(seed, sides)


def chain_of_two(seed: int = 0) -> Comparison:
    """(20): ∂L/∂W⁽ᴷ⁾ = ∂L/∂a⁽ᴷ⁾ · ∂a⁽ᴷ⁾/∂W⁽ᴷ⁾, each factor by itself."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        k = case.last
        product = np.tensordot(case.loss_by_net(k, i), case.net_by_matrix(k, i), axes=1)
        return case.loss_by_matrix(k, i), product

    return _over_samples(seed, sides)


def softmax(seed: int = 0) -> Comparison:
    """(21): S_λ = exp a_λ / Σ_k exp a_k."""
    net = np.random.default_rng(seed).uniform(-3.0, 3.0, 5)
    total = math.fsum(math.exp(a) for a in net)
    return Comparison.of([(activations.get("softmax")(net), [math.exp(a) / total for a in net])])


def _residual(case: Case, i: int) -> Array:
    """Return S(a⁽ᴷ⁾) − y."""
    residual: Array = activations.SOFTMAX(case.net(case.last, i)) - case.y[i]
    return residual


def output_delta_by_unit(seed: int = 0) -> Comparison:
    """(22) and (34): ∂L/∂a_λ = S_λ − y_λ."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        right = [s - t for s, t in zip(case.out(case.last, i), case.y[i], strict=True)]
        return case.loss_by_net(case.last, i), np.array(right)

    return _over_samples(seed, sides)


def output_delta(seed: int = 0) -> Comparison:
    """(23), (35), (49) and (50): δ⁽ᴷ⁾ = ∂L/∂a⁽ᴷ⁾ = (S − y)ᵀ; and the core's delta is that."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        left = case.loss_by_net(case.last, i)
        return np.stack([left, left]), np.stack([_residual(case, i), case.delta(case.last, i)])

    return _over_samples(seed, sides)


def _activity_by_weight(case: Case, layer: int, i: int) -> tuple[Array, Array]:
    z = case.out_with_one(layer - 1, i)
    left = case.net_by_matrix(layer, i)
    return left, _elements(left.shape, lambda row, mu, nu: _kronecker(mu, row) * z[nu])


def last_activity_by_weight(seed: int = 0) -> Comparison:
    """(24): ∂a_λ⁽ᴷ⁾/∂W_μν⁽ᴷ⁾ = δ_μλ z_ν⁽ᴷ⁻¹⁾, δ being Kronecker's."""
    return _over_samples(seed, lambda case, i: _activity_by_weight(case, case.last, i))


def last_weight_gradient(seed: int = 0) -> Comparison:
    """(25): ∂L/∂W_μν⁽ᴷ⁾ = (S_μ − y_μ) z_ν, and the sum over λ before it."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        left = case.loss_by_matrix(case.last, i)
        error, z = _residual(case, i), case.out_with_one(case.last - 1, i)
        short = _elements(left.shape, lambda mu, nu: error[mu] * z[nu])
        summed = _elements(
            left.shape,
            lambda mu, nu: math.fsum(error[k] * _kronecker(mu, k) * z[nu] for k in range(len(error))),
        )
        return np.stack([left, left]), np.stack([short, summed])

    return _over_samples(seed, sides)


def outer_product(seed: int = 0) -> Comparison:
    """(26): (S − y) zᵀ has the components (S_μ − y_μ) z_ν."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        error, z = _residual(case, i), case.out_with_one(case.last - 1, i)
        left = error[:, np.newaxis] @ z[np.newaxis, :]
        return left, _elements(left.shape, lambda mu, nu: error[mu] * z[nu])

    return _over_samples(seed, sides)


def last_matrix_gradient(seed: int = 0) -> Comparison:
    """(27): ∂L/∂W⁽ᴷ⁾ = (S − y) zᵀ; and the core's gradient of one sample is that."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        left = case.loss_by_matrix(case.last, i)
        product = np.outer(_residual(case, i), case.out_with_one(case.last - 1, i))
        return np.stack([left, left]), np.stack([product, case.gradient_of_sample(case.last, i)])

    return _over_samples(seed, sides)


def batch_loss(seed: int = 0) -> Comparison:
    """(28): J̃ is the mean of L over the batch."""
    case = random_case(seed)
    by_sample = [case.plain.loss_from_out(0, x, y).real for x, y in zip(case.x, case.y, strict=True)]
    return Comparison.of([(case.backward.loss, math.fsum(by_sample) / len(by_sample))])


def last_batch_gradient_by_weight(seed: int = 0) -> Comparison:
    """(29): ∂J̃/∂W_μν⁽ᴷ⁾ is the mean of (S_μ − y_μ) z_ν over the batch."""
    case = random_case(seed)
    left = case.batch_loss_by_matrix(case.last)
    errors = [_residual(case, i) for i in case.samples]
    z = [case.out_with_one(case.last - 1, i) for i in case.samples]
    right = _elements(
        left.shape, lambda mu, nu: math.fsum(errors[i][mu] * z[i][nu] for i in case.samples) / len(z)
    )
    return Comparison.of([(left, right)])


def last_batch_gradient(seed: int = 0) -> Comparison:
    """(30): ∂J̃/∂W⁽ᴷ⁾ is the mean of (S − y) zᵀ; and the core's gradient is that."""
    case = random_case(seed)
    left = case.batch_loss_by_matrix(case.last)
    products = [np.outer(_residual(case, i), case.out_with_one(case.last - 1, i)) for i in case.samples]
    return Comparison.of([(left, sum(products) / len(products)), (left, case.gradient(case.last))])


def stochastic_update(seed: int = 0) -> Comparison:
    """(31): θ⁺ = θ − η (∇J̃)ᵀ, the second batch at the weights that the first one left."""
    case = random_case(seed)
    plain = case.plain
    for batch in ([0, 1], [2]):
        plain = _plain_step(plain, case.x[batch], case.y[batch])
    training = train(
        case.network, case.x, case.y, GradientDescent(RATE), epochs=1, batch_size=2, shuffle=False
    )
    return Comparison.of([(training.network.to_vector(), np.real(plain.column()))])


# Section 5.3: the matrix before that.


def batch_gradient_is_mean(seed: int = 0) -> Comparison:
    """(32): ∂J̃/∂W⁽ᴷ⁻¹⁾ is the mean of ∂L/∂W⁽ᴷ⁻¹⁾ over the batch."""
    case = random_case(seed)
    layer = case.last - 1
    right = sum(case.gradient_of_sample(layer, i) for i in case.samples) / len(case.samples)
    return Comparison.of([(case.batch_loss_by_matrix(layer), right)])


def chain_of_four(seed: int = 0) -> Comparison:
    """(33): ∂L/∂W⁽ᴷ⁻¹⁾ as four factors, each by itself."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        k = case.last
        error = case.loss_by_net(k, i) @ case.net_by_out(k, i) @ case.out_by_net(k - 1, i)
        return case.loss_by_matrix(k - 1, i), np.tensordot(error, case.net_by_matrix(k - 1, i), axes=1)

    return _over_samples(seed, sides)


def activity_by_output(seed: int = 0) -> Comparison:
    """(36): ∂a⁽ᴷ⁾/∂z⁽ᴷ⁻¹⁾ = W⁽ᴷ⁾."""
    return _over_samples(seed, lambda case, i: (case.net_by_out(case.last, i), case.matrix(case.last)))


def output_by_activity(seed: int = 0) -> Comparison:
    """(37): ∂z⁽ᴷ⁻¹⁾/∂a⁽ᴷ⁻¹⁾ is the Jacobian f′; and the row of the constant 1 is 0."""
    return _over_samples(
        seed, lambda case, i: (case.out_by_net(case.last - 1, i), case.jacobian(case.last - 1, i))
    )


def jacobian_is_diagonal(seed: int = 0) -> Comparison:
    """(38): f′ holds ψ′(a_ζ) where ζ = ξ, and 0 elsewhere."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        left = case.out_by_net(case.last - 1, i)[:-1]
        slope = case.slope(case.last - 1, i)
        return left, _elements(left.shape, lambda zeta, xi: slope[zeta] * _kronecker(zeta, xi))

    return _over_samples(seed, sides)


def activity_by_weight(seed: int = 0) -> Comparison:
    """(39): ∂a_ξ⁽ᴷ⁻¹⁾/∂W_μν⁽ᴷ⁻¹⁾ = δ_μξ z_ν⁽ᴷ⁻²⁾."""
    return _over_samples(seed, lambda case, i: _activity_by_weight(case, case.last - 1, i))


def triple_sum(seed: int = 0) -> Comparison:
    """(40): ∂L/∂W_μν⁽ᴷ⁻¹⁾ as a sum over λ, ζ and ξ."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        k = case.last
        left = case.loss_by_matrix(k - 1, i)
        error, w, z = _residual(case, i), case.matrix(k), case.out_with_one(k - 2, i)
        f_prime = case.jacobian(k - 1, i)

        def element(mu: int, nu: int) -> float:
            places = np.ndindex(len(error), *f_prime.shape)
            return math.fsum(
                error[a] * w[a, b] * f_prime[b, c] * _kronecker(mu, c) * z[nu] for a, b, c in places
            )

        return left, _elements(left.shape, element)

    return _over_samples(seed, sides)


def single_sum(seed: int = 0) -> Comparison:
    """(41): ∂L/∂W_μν⁽ᴷ⁻¹⁾ = Σ_λ (S_λ − y_λ) W_λμ ψ′(a_μ) z_ν = (S − y)ᵀ W_:μ ψ′(a_μ) z_ν."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        k = case.last
        left = case.loss_by_matrix(k - 1, i)
        error, w, z = _residual(case, i), case.matrix(k), case.out_with_one(k - 2, i)
        slope = case.slope(k - 1, i)
        summed = _elements(
            left.shape,
            lambda mu, nu: math.fsum(error[a] * w[a, mu] * slope[mu] * z[nu] for a in range(len(error))),
        )
        by_column = _elements(left.shape, lambda mu, nu: float(error @ w[:, mu]) * slope[mu] * z[nu])
        return np.stack([left, left]), np.stack([summed, by_column])

    return _over_samples(seed, sides)


def row_times_matrices(seed: int = 0) -> Comparison:
    """(42): ((S − y)ᵀ W f′)_μ = (S − y)ᵀ W_:μ ψ′(a_μ)."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        k = case.last
        error, w, slope = _residual(case, i), case.matrix(k), case.slope(k - 1, i)
        left = error @ case.net_by_out(k, i) @ case.out_by_net(k - 1, i)
        right = [
            math.fsum(error[a] * w[a, mu] for a in range(len(error))) * slope[mu] for mu in range(len(slope))
        ]
        return left, np.array(right)

    return _over_samples(seed, sides)


def hidden_weight_gradient(seed: int = 0) -> Comparison:
    """(43): ∂L/∂W_μν⁽ᴷ⁻¹⁾ = ((S − y)ᵀ W⁽ᴷ⁾ f′)_μ z_ν."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        k = case.last
        row = _residual(case, i) @ case.matrix(k) @ case.jacobian(k - 1, i)
        return case.loss_by_matrix(k - 1, i), np.outer(row, case.out_with_one(k - 2, i))

    return _over_samples(seed, sides)


def hidden_batch_gradient(seed: int = 0) -> Comparison:
    """(44): the mean of (43) over the batch, with f′ of each sample; and the core's gradient."""
    case = random_case(seed)
    k = case.last
    products = [
        np.outer(_residual(case, i) @ case.matrix(k) @ case.jacobian(k - 1, i), case.out_with_one(k - 2, i))
        for i in case.samples
    ]
    left = case.batch_loss_by_matrix(k - 1)
    return Comparison.of([(left, sum(products) / len(products)), (left, case.gradient(k - 1))])


# Sections 5.4 and 5.5: the recursion.


def chain_of_six(seed: int = 0) -> Comparison:
    """(45): ∂L/∂W⁽ᴷ⁻²⁾ as six factors, each by itself."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        k = case.last
        error = case.loss_by_net(k, i)
        for layer in (k, k - 1):
            error = error @ case.net_by_out(layer, i) @ case.out_by_net(layer - 1, i)
        return case.loss_by_matrix(k - 2, i), np.tensordot(error, case.net_by_matrix(k - 2, i), axes=1)

    return _over_samples(seed, sides)


def chain_with_reuse(seed: int = 0) -> Comparison:
    """(46): the first three factors of (45) are ∂L/∂a⁽ᴷ⁻¹⁾, which the core has already."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        k = case.last
        error = case.delta(k - 1, i) @ case.net_by_out(k - 1, i) @ case.out_by_net(k - 2, i)
        return case.loss_by_matrix(k - 2, i), np.tensordot(error, case.net_by_matrix(k - 2, i), axes=1)

    return _over_samples(seed, sides)


def gradient_by_activity(seed: int = 0) -> Comparison:
    """(47): ∂L/∂W_μν⁽ˡ⁾ = (∂L/∂a⁽ˡ⁾)_μ z_ν⁽ˡ⁻¹⁾, of every layer."""

    def sides(case: Case, layer: int, i: int) -> tuple[Array, Array]:
        error, z = case.loss_by_net(layer, i), case.out_with_one(layer - 1, i)
        left = case.loss_by_matrix(layer, i)
        return left, _elements(left.shape, lambda mu, nu: error[mu] * z[nu])

    return _over_places(seed, sides)


def error_one_layer_back(seed: int = 0) -> Comparison:
    """(48): ∂L/∂a⁽ˡ⁻¹⁾ = ∂L/∂a⁽ˡ⁾ W⁽ˡ⁾ (f⁽ˡ⁻¹⁾)′, of every layer, each ∂L/∂a by itself."""
    case = random_case(seed)
    return Comparison.of(
        (
            case.loss_by_net(layer - 1, i),
            case.loss_by_net(layer, i) @ case.matrix(layer) @ case.jacobian(layer - 1, i),
        )
        for layer, i in case.places(first=2)
    )


def delta_is_derivative(seed: int = 0) -> Comparison:
    """(51): δ⁽ˡ⁾ = ∂L/∂a⁽ˡ⁾, of every layer."""
    return _over_places(seed, lambda case, layer, i: (case.delta(layer, i), case.loss_by_net(layer, i)))


def delta_recursion(seed: int = 0) -> Comparison:
    """(52): δ⁽ˡ⁻¹⁾ = δ⁽ˡ⁾ W⁽ˡ⁾ (f⁽ˡ⁻¹⁾)′, of every layer."""
    case = random_case(seed)
    return Comparison.of(
        (
            case.loss_by_net(layer - 1, i),
            case.delta(layer, i) @ case.matrix(layer) @ case.jacobian(layer - 1, i),
        )
        for layer, i in case.places(first=2)
    )


def weight_gradient(seed: int = 0) -> Comparison:
    """(53): ∂L/∂W_μν⁽ˡ⁾ = δ_μ⁽ˡ⁾ z_ν⁽ˡ⁻¹⁾, of every layer."""

    def sides(case: Case, layer: int, i: int) -> tuple[Array, Array]:
        delta, z = case.delta(layer, i), case.out_with_one(layer - 1, i)
        left = case.loss_by_matrix(layer, i)
        return left, _elements(left.shape, lambda mu, nu: delta[mu] * z[nu])

    return _over_places(seed, sides)


def matrix_gradient(seed: int = 0) -> Comparison:
    """(54): ∂L/∂W⁽ˡ⁾ = (δ⁽ˡ⁾)ᵀ (z⁽ˡ⁻¹⁾)ᵀ, of every layer; and the core's gradient of one sample is that."""

    def sides(case: Case, layer: int, i: int) -> tuple[Array, Array]:
        left = case.loss_by_matrix(layer, i)
        product = case.delta(layer, i)[:, np.newaxis] @ case.out_with_one(layer - 1, i)[np.newaxis, :]
        return np.stack([left, left]), np.stack([product, case.gradient_of_sample(layer, i)])

    return _over_places(seed, sides)


def algorithm(seed: int = 0) -> Comparison:
    """Algorithm 1, with (f⁽ˡ⁻¹⁾)′ as in (52): its gradients, on layers with different activations."""
    case = random_case(seed)
    right = lecture_note.algorithm_1(case.network, case.x, case.y)
    return Comparison.of((case.batch_loss_by_matrix(layer), right[layer - 1]) for layer in case.layers)


def algorithm_as_printed(seed: int = 0) -> Comparison:
    """Algorithm 1 as printed, with (f⁽ˡ⁾)′ where (52) has (f⁽ˡ⁻¹⁾)′. It does not hold.

    All layers have three units: only then do the printed matrices fit together. The activations
    of the layers differ; were they and the nets all the same, nothing would show.
    """
    case = random_case(seed, units=3, n_out=3)
    right = lecture_note.algorithm_1(case.network, case.x, case.y, as_printed=True)
    return Comparison.of((case.batch_loss_by_matrix(layer), right[layer - 1]) for layer in case.layers)


# Section 5.6: activations.


def _nets(seed: int) -> Array:
    """Return nets on both sides of 0, none of them 0."""
    positive = np.random.default_rng(seed).uniform(0.1, 4.0, 8)
    return np.concatenate([positive, -positive])


def logistic(seed: int = 0) -> Comparison:
    """Section 5.6: σ(a) = 1 / (1 + exp(−a))."""
    nets = _nets(seed)
    return Comparison.of([(activations.get("logistic")(nets), [1 / (1 + math.exp(-a)) for a in nets])])


def logistic_derivative(seed: int = 0) -> Comparison:
    """Section 5.6: σ′ = σ (1 − σ)."""
    logistic = activations.get("logistic")
    nets = _nets(seed)
    left = [complex_step(lambda a: 1 / (1 + cmath.exp(-complex(a))), a) for a in nets]
    out = logistic(nets)
    return Comparison.of([(left, out * (1 - out)), (left, logistic.derivative(nets))])


def relu(seed: int = 0) -> Comparison:
    """(55): a where a ≥ 0, else 0."""
    nets = np.append(_nets(seed), 0.0)
    return Comparison.of([(activations.get("relu")(nets), [a if a >= 0 else 0.0 for a in nets])])


def relu_derivative(seed: int = 0) -> Comparison:
    """(56) with its cases in the right order: 1 where a > 0, 0 where a < 0."""
    nets = _nets(seed)
    right = [1.0 if a > 0 else 0.0 for a in nets]
    left = _relu_slopes(nets)
    return Comparison.of([(left, right), (left, activations.get("relu").derivative(nets))])


def _relu_slopes(nets: Array) -> list[float]:
    """Return the rise of ReLU over a step that does not reach 0: on a straight line, its slope."""
    return [(max(0.0, a + 0.0625) - max(0.0, a - 0.0625)) / 0.125 for a in nets]


def relu_derivative_as_printed(seed: int = 0) -> Comparison:
    """(56) as printed: 1 where a < 0, 0 where a > 0. It does not hold."""
    nets = _nets(seed)
    return Comparison.of([(_relu_slopes(nets), [1.0 if a < 0 else 0.0 for a in nets])])
