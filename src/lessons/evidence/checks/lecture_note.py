"""Both sides of equations (1)–(56) of the lecture note, and of what it does not number."""

from __future__ import annotations

import cmath
import math

import numpy as np

from lessons import activations, derivation, losses
from lessons.arrays import Array
from lessons.evidence import lecture_note, oracles
from lessons.evidence.comparison import Pairs
from lessons.evidence.oracles import Case, ComplexArray, PlainNetwork, case_of, complex_step, random_case
from lessons.layer import Layer
from lessons.network import Network
from lessons.optimizers import GradientDescent
from lessons.training import train

RATE = 0.3
"""η of the updates that are checked."""


def _kronecker(mu: int, nu: int) -> float:
    return 1.0 if mu == nu else 0.0


# Section 1: the network.


def weights_by_index(seed: int = 0) -> Pairs:
    """(1): W_μν leads from unit ν to unit μ, so that only z_ν = 1 lets a_μ rise by W_μν."""
    case = random_case(seed)
    for number in case.layers:
        layer, plain = case.layer(number), case.plain.matrices[number - 1]
        none = derivation.forward([layer], np.zeros((1, layer.n_in)))[0][0]
        for nu in range(layer.n_in):
            rise = derivation.forward([layer], np.eye(layer.n_in)[nu : nu + 1])[0][0] - none
            yield rise[0], [row[nu].real for row in plain]


def outputs_as_column(seed: int = 0) -> Pairs:
    """(2): z⁽ˡ⁻¹⁾ is what layer l − 1 gives out, unit after unit."""
    case = random_case(seed)
    for layer, i in case.places():
        yield case.out(layer - 1, i), case.plain_out(layer - 1, i)


def activity_by_sum(seed: int = 0) -> Pairs:
    """(3): a_μ = Σ_ν W_μν z_ν."""
    case = random_case(seed)
    for layer, i in case.places():
        yield case.net(layer, i), case.plain_net(layer, i)


def activity_by_matrix(seed: int = 0) -> Pairs:
    """(4): a = W z, the biases as the last column of W."""
    case = random_case(seed)
    nets = lecture_note.forward_with_bias_columns(case.network, case.x).nets
    for layer, i in case.places():
        yield nets[layer - 1][i], case.plain_net(layer, i)


def unit_output(seed: int = 0) -> Pairs:
    """(5), and page 5 of the slides: z_μ = ψ(a_μ), of the hidden layers."""
    case = random_case(seed)
    for layer, i in case.hidden_places():
        nets = case.plain_net(layer, i)
        unit = oracles.UNITS[case.plain.activations[layer - 1]]
        yield case.layer(layer).activation(nets), [unit(a).real for a in nets]


def outputs_with_one(seed: int = 0) -> Pairs:
    """(6): z = f(a), with the constant 1 as its last component."""
    case = random_case(seed)
    outs = lecture_note.forward_with_bias_columns(case.network, case.x).outs
    for layer, i in case.hidden_places():
        yield outs[layer][i], [*case.plain_out(layer, i), 1.0]


def forward_pass(seed: int = 0) -> Pairs:
    """(7): layer after layer, from x to ŷ; once with weights and biases, once with one matrix."""
    case = random_case(seed)
    with_columns = lecture_note.forward_with_bias_columns(case.network, case.x)
    for i in case.samples:
        right = case.plain_out(case.last, i)
        yield case.out(case.last, i), right
        yield with_columns.outs[-1][i], right


def linear_layers_collapse(seed: int = 0) -> Pairs:
    """Section 1: linear layers in a row are one linear layer, whose matrix is the product."""
    case = random_case(seed)
    linear = Network(
        [Layer(layer.weights, layer.biases, "identity") for layer in case.network.layers], "squared_error"
    )
    weights, biases = np.eye(case.network.sizes[0]), np.zeros(case.network.sizes[0])
    for layer in case.network.layers:
        weights, biases = layer.weights @ weights, layer.weights @ biases + layer.biases
    one = Network([Layer(weights, biases, "identity")], "squared_error")
    yield linear.forward(case.x).outs[-1], one.forward(case.x).outs[-1]


# Sections 2 to 4: θ and descent.


def parameters_as_column(seed: int = 0) -> Pairs:
    """(8): θ holds all weights, layer by layer and row by row; and the way back."""
    case = random_case(seed)
    column = np.real(case.plain.column())
    yield case.network.to_vector(), column
    back = case.network.from_vector(column)
    for layer, matrix in zip(back.layers, case.plain.matrices, strict=True):
        yield lecture_note.with_bias_column(layer), np.array(matrix).real


def _stepped(case: Case) -> Array:
    return GradientDescent(RATE).step(case.network, case.backward.gradients).to_vector()


def parameter_update(seed: int = 0) -> Pairs:
    """(9): θ⁺ = θ + Δθ."""
    case = random_case(seed)
    change = -RATE * case.batch_loss_by_column()
    theta = np.real(case.plain.column())
    yield _stepped(case), [here + move for here, move in zip(theta, change, strict=True)]


def gradient_by_parameters(seed: int = 0) -> Pairs:
    """(10) and (14): ∇J is the row of all partial derivatives, which is the ∇_W J of all layers."""
    case = random_case(seed)
    core = [value for layer in case.layers for row in case.gradient(layer) for value in row]
    yield core, case.batch_loss_by_column()


def descent_direction(seed: int = 0) -> Pairs:
    """(11): Δθ = −η (∇J)ᵀ."""
    case = random_case(seed)
    yield _stepped(case) - case.network.to_vector(), -RATE * case.batch_loss_by_column()


def descent_update(seed: int = 0) -> Pairs:
    """(12): θ⁺ = θ − η (∇J)ᵀ, five times."""
    case = random_case(seed)
    plain = case.plain
    for _ in range(5):
        plain = _plain_step(plain, case.x, case.y)
    training = train(case.network, case.x, case.y, GradientDescent(RATE), epochs=5)
    yield training.network.to_vector(), np.real(plain.column())


def _plain_step(plain: PlainNetwork, x: Array, y: Array) -> PlainNetwork:
    gradient = complex_step(lambda theta: plain.from_column(theta).mean_loss(x, y), plain.column())
    return plain.from_column(
        [here - RATE * slope for here, slope in zip(plain.column(), gradient, strict=True)]
    )


# Section 5: the gradient of each matrix.


def gradient_of_two_by_two(seed: int = 0) -> Pairs:
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

    yield complex_step(loss, np.real([w11, w12, w21, w22])), case.gradient(1).ravel()


# Section 5.2: the matrix before the output.


def last_activity(seed: int = 0) -> Pairs:
    """(15): a_λ = Σ_γ W_λγ z_γ, of an output layer without biases."""
    case = random_case(seed)
    layer = case.layer(case.last)
    unbiased = Layer(layer.weights, np.zeros(layer.n_out), layer.activation)
    for i in case.samples:
        z = case.plain_out(case.last - 1, i)
        sums = [math.fsum(w * out for w, out in zip(row, z, strict=True)) for row in layer.weights.tolist()]
        yield derivation.forward([unbiased], case.out(case.last - 1, i)[np.newaxis])[0][0][0], sums


def sigmoid_activity(seed: int = 0) -> Pairs:
    """Figure 3(a): with a sigmoid as the output function, a⁽ᴷ⁾ is a single number, W₁ z₁ + W₂ z₂."""
    (w1, w2), (z1, z2) = np.random.default_rng(seed).uniform(-1.0, 1.0, (2, 2)).tolist()
    layer = Layer([[w1, w2]], [0.0], "logistic")
    forward = Network([layer], "binary_cross_entropy").forward([z1, z2])
    activity = w1 * z1 + w2 * z2
    yield forward.nets[-1], [activity]
    yield forward.outs[-1], [1 / (1 + math.exp(-activity))]


def one_layer_probability(seed: int = 0) -> Pairs:
    """(16): p(y | x, W) of one layer, of every class y."""
    yield from _probabilities(random_case(seed, hidden=0))


def class_probability(seed: int = 0) -> Pairs:
    """(17): p(y | a⁽ᴷ⁾), of every class y."""
    yield from _probabilities(random_case(seed))


def _probabilities(case: Case) -> Pairs:
    for i in case.samples:
        yield case.out(case.last, i), _class_probabilities(case.plain_net(case.last, i))


def _class_probabilities(net: Array) -> Array:
    classes = np.eye(len(net)).tolist()
    total = math.fsum(math.exp(a) for a in net)
    shares = [math.exp(math.fsum(t * a for t, a in zip(y, net, strict=True))) for y in classes]
    return np.array(shares) / total


def expected_loss(seed: int = 0) -> Pairs:
    """(18): J = E_q[L], here with q = 1/2, 1/3, 1/6 on three pairs (x, y)."""
    case = random_case(seed)
    repeated = [0, 0, 0, 1, 1, 2]
    core = case.network.backward(case.network.forward(case.x[repeated]), case.y[repeated]).loss
    first, second, third = case.plain_losses()
    yield core, first / 2 + second / 3 + third / 6


def log_likelihood(seed: int = 0) -> Pairs:
    """(19): L = −log p = −yᵀa + log Σ exp a_k; and the core's loss is that."""
    case = random_case(seed)
    for i in case.samples:
        y, net = case.y[i], case.plain_net(case.last, i)
        minus_log = -math.log(_class_probabilities(net)[int(y.argmax())])
        product = math.fsum(t * a for t, a in zip(y, net, strict=True))
        yield minus_log, -product + math.log(math.fsum(map(math.exp, net)))
        yield minus_log, losses.CROSS_ENTROPY.of_network(case.net(case.last, i), case.out(case.last, i), y)


def chain_of_two(seed: int = 0) -> Pairs:
    """(20): ∂L/∂W⁽ᴷ⁾ = ∂L/∂a⁽ᴷ⁾ · ∂a⁽ᴷ⁾/∂W⁽ᴷ⁾, each factor by itself."""
    case = random_case(seed)
    for i in case.samples:
        yield _chain(case, i, case.last, case.loss_by_net(case.last, i))


def _chain(case: Case, i: int, layer: int, error: Array) -> tuple[Array, Array]:
    """Return ∂L/∂W⁽ˡ⁾, and a row ∂L/∂a⁽ˡ⁾ times ∂a⁽ˡ⁾/∂W⁽ˡ⁾."""
    return case.loss_by_matrix(layer, i), np.tensordot(error, case.net_by_matrix(layer, i), axes=1)


def softmax(seed: int = 0) -> Pairs:
    """(21), and page 6 of the slides: S_λ = exp a_λ / Σ_k exp a_k."""
    net = np.random.default_rng(seed).uniform(-3.0, 3.0, 5)
    total = math.fsum(math.exp(a) for a in net)
    yield activations.get("softmax")(net), [math.exp(a) / total for a in net]


def _residual(case: Case, i: int) -> Array:
    """Return S(a⁽ᴷ⁾) − y."""
    residual: Array = activations.SOFTMAX(case.net(case.last, i)) - case.y[i]
    return residual


def output_delta(seed: int = 0) -> Pairs:
    """(22), (23), (34), (35), (49) and (50): δ⁽ᴷ⁾ = ∂L/∂a⁽ᴷ⁾ = (S − y)ᵀ; and the core's delta is that."""
    case = random_case(seed)
    for i in case.samples:
        left = case.loss_by_net(case.last, i)
        yield left, _residual(case, i)
        yield left, case.delta(case.last, i)


def _outer(error: Array, z: Array) -> Array:
    """Return the matrix of all error_μ z_ν, each product by itself."""
    return np.array([[one * other for other in z] for one in error])


def last_weight_gradient(seed: int = 0) -> Pairs:
    """(25): ∂L/∂W_μν⁽ᴷ⁾ = (S_μ − y_μ) z_ν, and the sum over λ before it."""
    case = random_case(seed)
    for i in case.samples:
        left = case.loss_by_matrix(case.last, i)
        error, z = _residual(case, i), case.out_with_one(case.last - 1, i)
        picked = [math.fsum(e * _kronecker(mu, k) for k, e in enumerate(error)) for mu in range(len(error))]
        yield left, _outer(error, z)
        yield left, _outer(np.array(picked), z)


def outer_product(seed: int = 0) -> Pairs:
    """(26): (S − y) zᵀ has the components (S_μ − y_μ) z_ν."""
    case = random_case(seed)
    for i in case.samples:
        error, z = _residual(case, i), case.out_with_one(case.last - 1, i)
        yield error[:, np.newaxis] @ z[np.newaxis, :], _outer(error, z)


def last_matrix_gradient(seed: int = 0) -> Pairs:
    """(27): ∂L/∂W⁽ᴷ⁾ = (S − y) zᵀ; and the core's gradient of one sample is that."""
    case = random_case(seed)
    for i in case.samples:
        left = case.loss_by_matrix(case.last, i)
        yield left, np.outer(_residual(case, i), case.out_with_one(case.last - 1, i))
        yield left, case.gradient_of_sample(case.last, i)


def batch_loss(seed: int = 0) -> Pairs:
    """(28): J̃ is the mean of L over the batch."""
    case = random_case(seed)
    by_sample = case.plain_losses()
    yield case.backward.loss, math.fsum(by_sample) / len(by_sample)


def last_batch_gradient_by_weight(seed: int = 0) -> Pairs:
    """(29): ∂J̃/∂W_μν⁽ᴷ⁾ is the mean of (S_μ − y_μ) z_ν over the batch."""
    case = random_case(seed)
    products = [_outer(_residual(case, i), case.out_with_one(case.last - 1, i)) for i in case.samples]
    yield case.batch_loss_by_matrix(case.last), np.mean(products, axis=0)


def last_batch_gradient(seed: int = 0) -> Pairs:
    """(30): ∂J̃/∂W⁽ᴷ⁾ is the mean of (S − y) zᵀ; and the core's gradient is that."""
    case = random_case(seed)
    left = case.batch_loss_by_matrix(case.last)
    products = [np.outer(_residual(case, i), case.out_with_one(case.last - 1, i)) for i in case.samples]
    yield left, np.mean(products, axis=0)
    yield left, case.gradient(case.last)


def stochastic_update(seed: int = 0) -> Pairs:
    """(31): θ⁺ = θ − η (∇J̃)ᵀ, the second batch at the weights that the first one left."""
    case = random_case(seed)
    plain = case.plain
    for batch in ([0, 1], [2]):
        plain = _plain_step(plain, case.x[batch], case.y[batch])
    training = train(
        case.network, case.x, case.y, GradientDescent(RATE), epochs=1, batch_size=2, shuffle=False
    )
    yield training.network.to_vector(), np.real(plain.column())


# Section 5.3: the matrix before that.


def batch_gradient_is_mean(seed: int = 0) -> Pairs:
    """(32): ∂J̃/∂W⁽ᴷ⁻¹⁾ is the mean of ∂L/∂W⁽ᴷ⁻¹⁾ over the batch."""
    case = random_case(seed)
    layer = case.last - 1
    by_sample = [case.gradient_of_sample(layer, i) for i in case.samples]
    yield case.batch_loss_by_matrix(layer), np.mean(by_sample, axis=0)


def _carried_back(case: Case, i: int, layer: int, error: Array) -> Array:
    """Return a row ∂L/∂a⁽ˡ⁾ times ∂a⁽ˡ⁾/∂z⁽ˡ⁻¹⁾ and ∂z⁽ˡ⁻¹⁾/∂a⁽ˡ⁻¹⁾."""
    carried: Array = error @ case.net_by_out(layer, i) @ case.out_by_net(layer - 1, i)
    return carried


def chain_of_four(seed: int = 0) -> Pairs:
    """(33): ∂L/∂W⁽ᴷ⁻¹⁾ as four factors, each by itself."""
    case = random_case(seed)
    k = case.last
    for i in case.samples:
        yield _chain(case, i, k - 1, _carried_back(case, i, k, case.loss_by_net(k, i)))


def activity_by_output(seed: int = 0) -> Pairs:
    """(36): ∂a⁽ᴷ⁾/∂z⁽ᴷ⁻¹⁾ = W⁽ᴷ⁾."""
    case = random_case(seed)
    for i in case.samples:
        yield case.net_by_out(case.last, i), case.matrix(case.last)


def output_by_activity(seed: int = 0) -> Pairs:
    """(37): ∂z⁽ᴷ⁻¹⁾/∂a⁽ᴷ⁻¹⁾ is the Jacobian f′; and the row of the constant 1 is 0."""
    case = random_case(seed)
    for i in case.samples:
        yield case.out_by_net(case.last - 1, i), case.jacobian(case.last - 1, i)


def jacobian_is_diagonal(seed: int = 0) -> Pairs:
    """(38): f′ holds ψ′(a_ζ) where ζ = ξ, and 0 elsewhere."""
    case = random_case(seed)
    for i in case.samples:
        yield case.out_by_net(case.last - 1, i)[:-1], np.diag(case.slope(case.last - 1, i))


def activity_by_weight(seed: int = 0) -> Pairs:
    """(24) and (39): ∂a_ξ⁽ˡ⁾/∂W_μν⁽ˡ⁾ = δ_μξ z_ν⁽ˡ⁻¹⁾, of every layer, δ being Kronecker's."""
    case = random_case(seed)
    for layer, i in case.places():
        units = np.eye(case.layer(layer).n_out)
        right = [_outer(own, case.out_with_one(layer - 1, i)) for own in units]
        yield case.net_by_matrix(layer, i), right


def triple_sum(seed: int = 0) -> Pairs:
    """(40): ∂L/∂W_μν⁽ᴷ⁻¹⁾ as a sum over λ, ζ and ξ."""
    case = random_case(seed)
    k = case.last
    for i in case.samples:
        left = case.loss_by_matrix(k - 1, i)
        error, w, z = _residual(case, i), case.matrix(k), case.out_with_one(k - 2, i)
        f_prime = case.jacobian(k - 1, i)
        places = list(np.ndindex(len(error), *f_prime.shape))
        sums = [
            math.fsum(error[a] * w[a, b] * f_prime[b, c] * _kronecker(mu, c) for a, b, c in places)
            for mu in range(len(left))
        ]
        yield left, _outer(np.array(sums), z)


def single_sum(seed: int = 0) -> Pairs:
    """(41): ∂L/∂W_μν⁽ᴷ⁻¹⁾ = Σ_λ (S_λ − y_λ) W_λμ ψ′(a_μ) z_ν = (S − y)ᵀ W_:μ ψ′(a_μ) z_ν."""
    case = random_case(seed)
    k = case.last
    for i in case.samples:
        left = case.loss_by_matrix(k - 1, i)
        error, w, z = _residual(case, i), case.matrix(k), case.out_with_one(k - 2, i)
        slope = case.slope(k - 1, i)
        summed = [math.fsum(e * row[mu] for e, row in zip(error, w, strict=True)) for mu in range(len(slope))]
        by_column = np.array([error @ w[:, mu] for mu in range(len(slope))])
        yield left, _outer(np.array(summed) * slope, z)
        yield left, _outer(by_column * slope, z)


def row_times_matrices(seed: int = 0) -> Pairs:
    """(42): ((S − y)ᵀ W f′)_μ = (S − y)ᵀ W_:μ ψ′(a_μ)."""
    case = random_case(seed)
    k = case.last
    for i in case.samples:
        error, w, slope = _residual(case, i), case.matrix(k), case.slope(k - 1, i)
        right = [
            math.fsum(error[a] * w[a, mu] for a in range(len(error))) * slope[mu] for mu in range(len(slope))
        ]
        yield _carried_back(case, i, k, error), right


def _hidden_gradient(case: Case, i: int) -> Array:
    """Return the matrix of all ((S − y)ᵀ W⁽ᴷ⁾ f′)_μ z_ν of a sample."""
    k = case.last
    row = _residual(case, i) @ case.matrix(k) @ case.jacobian(k - 1, i)
    return np.outer(row, case.out_with_one(k - 2, i))


def hidden_weight_gradient(seed: int = 0) -> Pairs:
    """(43): ∂L/∂W_μν⁽ᴷ⁻¹⁾ = ((S − y)ᵀ W⁽ᴷ⁾ f′)_μ z_ν."""
    case = random_case(seed)
    for i in case.samples:
        yield case.loss_by_matrix(case.last - 1, i), _hidden_gradient(case, i)


def hidden_batch_gradient(seed: int = 0) -> Pairs:
    """(44): the mean of (43) over the batch, with f′ of each sample; and the core's gradient."""
    case = random_case(seed)
    left = case.batch_loss_by_matrix(case.last - 1)
    yield left, np.mean([_hidden_gradient(case, i) for i in case.samples], axis=0)
    yield left, case.gradient(case.last - 1)


# Sections 5.4 and 5.5: the recursion.


def chain_of_six(seed: int = 0) -> Pairs:
    """(45): ∂L/∂W⁽ᴷ⁻²⁾ as six factors, each by itself."""
    case = random_case(seed)
    k = case.last
    for i in case.samples:
        error = _carried_back(case, i, k, case.loss_by_net(k, i))
        yield _chain(case, i, k - 2, _carried_back(case, i, k - 1, error))


def chain_with_reuse(seed: int = 0) -> Pairs:
    """(46): the first three factors of (45) are ∂L/∂a⁽ᴷ⁻¹⁾, which the core has already."""
    case = random_case(seed)
    k = case.last
    for i in case.samples:
        yield _chain(case, i, k - 2, _carried_back(case, i, k - 1, case.delta(k - 1, i)))


def gradient_by_activity(seed: int = 0) -> Pairs:
    """(47): ∂L/∂W_μν⁽ˡ⁾ = (∂L/∂a⁽ˡ⁾)_μ z_ν⁽ˡ⁻¹⁾, of every layer."""
    case = random_case(seed)
    for layer, i in case.places():
        right = _outer(case.loss_by_net(layer, i), case.out_with_one(layer - 1, i))
        yield case.loss_by_matrix(layer, i), right


def error_one_layer_back(seed: int = 0) -> Pairs:
    """(48): ∂L/∂a⁽ˡ⁻¹⁾ = ∂L/∂a⁽ˡ⁾ W⁽ˡ⁾ (f⁽ˡ⁻¹⁾)′, of every layer, each ∂L/∂a by itself."""
    case = random_case(seed)
    for layer, i in case.places(first=2):
        right = case.loss_by_net(layer, i) @ case.matrix(layer) @ case.jacobian(layer - 1, i)
        yield case.loss_by_net(layer - 1, i), right


def delta_is_derivative(seed: int = 0) -> Pairs:
    """(51): δ⁽ˡ⁾ = ∂L/∂a⁽ˡ⁾, of every layer."""
    case = random_case(seed)
    for layer, i in case.places():
        yield case.delta(layer, i), case.loss_by_net(layer, i)


def delta_recursion(seed: int = 0) -> Pairs:
    """(52): δ⁽ˡ⁻¹⁾ = δ⁽ˡ⁾ W⁽ˡ⁾ (f⁽ˡ⁻¹⁾)′, of every layer."""
    case = random_case(seed)
    for layer, i in case.places(first=2):
        right = case.delta(layer, i) @ case.matrix(layer) @ case.jacobian(layer - 1, i)
        yield case.loss_by_net(layer - 1, i), right


def weight_gradient(seed: int = 0) -> Pairs:
    """(53): ∂L/∂W_μν⁽ˡ⁾ = δ_μ⁽ˡ⁾ z_ν⁽ˡ⁻¹⁾, of every layer."""
    case = random_case(seed)
    for layer, i in case.places():
        right = _outer(case.delta(layer, i), case.out_with_one(layer - 1, i))
        yield case.loss_by_matrix(layer, i), right


def matrix_gradient(seed: int = 0) -> Pairs:
    """(54): ∂L/∂W⁽ˡ⁾ = (δ⁽ˡ⁾)ᵀ (z⁽ˡ⁻¹⁾)ᵀ, of every layer; and the core's gradient of one sample is that."""
    case = random_case(seed)
    for layer, i in case.places():
        left = case.loss_by_matrix(layer, i)
        yield left, case.delta(layer, i)[:, np.newaxis] @ case.out_with_one(layer - 1, i)[np.newaxis, :]
        yield left, case.gradient_of_sample(layer, i)


def algorithm(seed: int = 0) -> Pairs:
    """Algorithm 1, with (f⁽ˡ⁻¹⁾)′ as in (52): its gradients, on layers with different activations."""
    case = random_case(seed)
    right = lecture_note.algorithm_1(case.network, case.x, case.y)
    for layer in case.layers:
        yield case.batch_loss_by_matrix(layer), right[layer - 1]


# Section 5.6: activations.


def _nets(seed: int) -> Array:
    """Return nets on both sides of 0, none of them 0."""
    positive = np.random.default_rng(seed).uniform(0.1, 4.0, 8)
    return np.concatenate([positive, -positive])


def logistic(seed: int = 0) -> Pairs:
    """Section 5.6, the Encyclopedia's φ and page 6 of the slides: σ(a) = 1 / (1 + exp(−a))."""
    nets = _nets(seed)
    yield activations.get("logistic")(nets), [1 / (1 + math.exp(-a)) for a in nets]


def logistic_derivative(seed: int = 0) -> Pairs:
    """Section 5.6 and the Encyclopedia: σ′ = σ (1 − σ)."""
    logistic = activations.get("logistic")
    nets = _nets(seed)
    left = [complex_step(lambda a: 1 / (1 + cmath.exp(-complex(a))), a) for a in nets]
    out = logistic(nets)
    yield left, out * (1 - out)
    yield left, logistic.derivative(nets)


def relu(seed: int = 0) -> Pairs:
    """(55): a where a ≥ 0, else 0."""
    nets = np.append(_nets(seed), 0.0)
    yield activations.get("relu")(nets), [a if a >= 0 else 0.0 for a in nets]


def relu_derivative(seed: int = 0) -> Pairs:
    """(56) with its cases in the right order: 1 where a > 0, 0 where a < 0."""
    nets = _nets(seed)
    # The rise of ReLU over a step that does not reach 0: on a straight line, its slope.
    left = [(max(0.0, a + 0.0625) - max(0.0, a - 0.0625)) / 0.125 for a in nets]
    yield left, [1.0 if a > 0 else 0.0 for a in nets]
    yield left, activations.get("relu").derivative(nets)
