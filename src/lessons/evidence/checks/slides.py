"""Both sides of the formulas of the slides, page by page.

The networks have one linear output y_E; w[p, i] leads from unit p of a layer to unit i of the
next, and unit 0 is the bias unit. Layers are numbered as in the slides: j = 1 … k are hidden.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from lessons import activations, derivation, losses
from lessons.arrays import Array
from lessons.evidence import slides
from lessons.evidence.comparison import Comparison
from lessons.evidence.oracles import UNITS, Case, case_of, complex_step, random_case
from lessons.layer import Layer
from lessons.network import Network

Side = Callable[[Case, int], tuple[Array, Array]]


def _regression_case(seed: int, *, hidden: int = 3) -> Case:
    """Return a random network with k hidden layers and one linear output."""
    return random_case(seed, hidden=hidden, last="identity", loss="half_squared_error", n_out=1)


def _over_samples(seed: int, side: Side, *, hidden: int = 3) -> Comparison:
    case = _regression_case(seed, hidden=hidden)
    return Comparison.of(side(case, i) for i in case.samples)


def _over_hidden(seed: int, side: Callable[[Case, int, int], tuple[Array, Array]]) -> Comparison:
    """Compare at every hidden layer j = 1 … k and every sample."""
    case = _regression_case(seed)
    return Comparison.of(side(case, j, i) for j, i in case.places() if j < case.last)


def _w(case: Case, layer: int) -> Array:
    """Return w⁽ʲ⁾[p, i], which lead from layer j to layer j + 1."""
    return slides.to_slides_weights(case.layer(layer + 1))


def _with_unit_0(out: Array) -> Array:
    return np.array([1.0, *out])


def _by_w(gradient: Array) -> Array:
    """Return ∂…/∂W[μ, ν], biases last, as ∂…/∂w[p, i], bias unit first."""
    return np.roll(gradient, 1, axis=-1).swapaxes(-1, -2)


# Page 4 to 7: the structure and the activations.


def weight_indices(seed: int = 0) -> Comparison:
    """Page 4: w_{p,i} leads from unit p to unit i: as the output of p rises by 1, a_i rises by w_{p,i}."""
    case = _regression_case(seed)
    pairs = []
    for j in range(case.last):
        layer, w = case.layer(j + 1), _w(case, j)
        nothing = derivation.forward([layer], np.zeros((1, layer.n_in)))[0][0][0]
        pairs.append((w[0], nothing))  # the bias unit is always 1
        pairs += zip(w[1:], derivation.forward([layer], np.eye(layer.n_in))[0][0] - nothing, strict=True)
    return Comparison.of(pairs)


def _sum_from_1(w: Array, out: Array, i: int) -> float:
    return math.fsum(w[p, i] * out[p - 1] for p in range(1, len(w))) + float(w[0, i])


def _sum_from_0(w: Array, out: Array, i: int) -> float:
    with_unit_0 = _with_unit_0(out)
    return math.fsum(w[p, i] * with_unit_0[p] for p in range(len(w)))


def _weighted(case: Case, layer: int, i: int) -> tuple[Array, Array]:
    w, out = _w(case, layer - 1), case.plain_out(layer - 1, i)
    units = range(w.shape[1])
    right = [[each(w, out, unit) for unit in units] for each in (_sum_from_1, _sum_from_0)]
    return np.stack([case.net(layer, i)] * 2), np.array(right)


def first_activity(seed: int = 0) -> Comparison:
    """Page 5, first: a_i⁽¹⁾ as a sum from p = 1 with the bias, and from p = 0 with x₀ = 1."""
    return _over_samples(seed, lambda case, i: _weighted(case, 1, i))


def activity(seed: int = 0) -> Comparison:
    """Page 5, second: a_i⁽ʲ⁾ likewise, with z₀ = 1."""
    case = _regression_case(seed)
    return Comparison.of(_weighted(case, j, i) for j, i in case.places(first=2) if j < case.last)


def unit_output(seed: int = 0) -> Comparison:
    """Page 5, third: z_i⁽ʲ⁾ = f(a_i⁽ʲ⁾)."""
    return _over_hidden(
        seed,
        lambda case, j, i: (
            case.out(j, i),
            np.array([UNITS[case.plain.activations[j - 1]](a).real for a in case.plain_net(j, i)]),
        ),
    )


def prediction(seed: int = 0) -> Comparison:
    """Page 5, fourth: y_E as a sum over the last hidden layer, without an activation."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        left, right = _weighted(case, case.last, i)
        return np.stack([left[0], case.out(case.last, i)]), right

    return _over_samples(seed, sides)


def _function(name: str, formula: Callable[[float], float], seed: int) -> Comparison:
    nets = np.append(np.random.default_rng(seed).uniform(-3.0, 3.0, 9), 0.0)
    return Comparison.of([(activations.get(name)(nets), [formula(a) for a in nets])])


def logistic(seed: int = 0) -> Comparison:
    """Page 6, first: 1 / (1 + exp(−a))."""
    return _function("logistic", lambda a: 1 / (1 + math.exp(-a)), seed)


def softsign(seed: int = 0) -> Comparison:
    """Page 6, second: a / (1 + |a|)."""
    return _function("softsign", lambda a: a / (1 + abs(a)), seed)


def softmax(seed: int = 0) -> Comparison:
    """Page 6, third: exp a_i / Σ_p exp a_p, of all units of a layer."""
    nets = np.random.default_rng(seed).uniform(-3.0, 3.0, 4)
    right = [math.exp(a) / math.fsum(math.exp(each) for each in nets) for a in nets]
    return Comparison.of([(activations.get("softmax")(nets), right)])


def softmax_of_one_net_as_printed(seed: int = 0) -> Comparison:
    """Page 6 lists softmax under z_i = f(a_i): the same a_i, the same z_i. It does not hold.

    The first net stays as it is and the others rise by 1.
    """
    nets = np.random.default_rng(seed).uniform(-1.0, 1.0, 4)
    others_raised = nets + np.array([0.0, 1.0, 1.0, 1.0])
    softmax = activations.get("softmax")
    return Comparison.of([(softmax(nets)[0], softmax(others_raised)[0])])


def relu(seed: int = 0) -> Comparison:
    """Page 7, first: max(0, a)."""
    return _function("relu", lambda a: max(0.0, a), seed)


def radial_basis(seed: int = 0) -> Comparison:
    """Page 7, second: exp(−γ a²), of three γ."""
    nets = np.random.default_rng(seed).uniform(-2.0, 2.0, 9)
    return Comparison.of(
        (activations.gaussian(gamma)(nets), [math.exp(-gamma * a**2) for a in nets])
        for gamma in (0.25, 1.0, 3.0)
    )


# Pages 10 and 11: the error, and the weights into y_E.


def sample_error(seed: int = 0) -> Comparison:
    """Page 10: E = ½ (y_E − y)²."""
    y, target = np.random.default_rng(seed).uniform(-2.0, 2.0, 2)
    return Comparison.of([(losses.get("half_squared_error")([y], [target]), 0.5 * (y - target) ** 2)])


def _error(case: Case, i: int) -> float:
    """Return y_E − y."""
    return float(case.out(case.last, i)[0] - case.y[i, 0])


def output_weight_chain(seed: int = 0) -> Comparison:
    """Page 11, first: ∂E/∂w_p⁽ᵏ⁾ = ∂E/∂y_E · ∂y_E/∂w_p⁽ᵏ⁾, each factor by itself."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        product = case.loss_by_out(case.last, i)[0] * case.net_by_matrix(case.last, i)[0, 0]
        return case.loss_by_matrix(case.last, i)[0], product

    return _over_samples(seed, sides)


def logarithm(seed: int = 0) -> Comparison:
    """Page 11, second: d/dx log(x²) = (1/x²) · 2x."""
    x = np.random.default_rng(seed).uniform(0.2, 3.0, 6)
    x = np.concatenate([x, -x])
    left = [complex_step(lambda value: cmath.log(complex(value) ** 2), value) for value in x]
    return Comparison.of([(left, [1 / value**2 * 2 * value for value in x])])


def error_by_prediction(seed: int = 0) -> Comparison:
    """Page 11, third, and page 18: ∂E/∂y_E = y_E − y."""
    return _over_samples(seed, lambda case, i: (case.loss_by_out(case.last, i), np.array([_error(case, i)])))


def prediction_by_weight(seed: int = 0) -> Comparison:
    """Page 11, fourth: ∂y_E/∂w_p⁽ᵏ⁾ = z_p⁽ᵏ⁾, with z₀ = 1."""
    return _over_samples(
        seed,
        lambda case, i: (
            _by_w(case.net_by_matrix(case.last, i)[0])[:, 0],
            _with_unit_0(case.out(case.last - 1, i)),
        ),
    )


def output_weight_gradient(seed: int = 0) -> Comparison:
    """Page 11, fifth: ∂E/∂w_p⁽ᵏ⁾ = (y_E − y) z_p⁽ᵏ⁾."""
    return _over_samples(
        seed,
        lambda case, i: (
            _by_w(case.loss_by_matrix(case.last, i))[:, 0],
            _error(case, i) * _with_unit_0(case.out(case.last - 1, i)),
        ),
    )


# Pages 14 and 15: one hidden layer.


def first_weight_chain(seed: int = 0) -> Comparison:
    """Page 14, first: ∂E/∂w_{p,i}⁽⁰⁾ = ∂E/∂a_i⁽¹⁾ · ∂a_i⁽¹⁾/∂w_{p,i}⁽⁰⁾, each factor by itself."""
    return _over_samples(seed, lambda case, i: _weight_chain(case, 1, i), hidden=1)


def _weight_chain(case: Case, layer: int, i: int) -> tuple[Array, Array]:
    own = _net_by_own_weight(case, layer, i)
    return _by_w(case.loss_by_matrix(layer, i)), case.loss_by_net(layer, i) * own


def _net_by_own_weight(case: Case, layer: int, i: int) -> Array:
    """Return ∂a_i/∂w_{p,i} at [p, i]."""
    by_w = _by_w(case.net_by_matrix(layer, i))
    return np.stack([by_w[unit, :, unit] for unit in range(len(by_w))], axis=1)


def first_activity_by_weight(seed: int = 0) -> Comparison:
    """Page 14, second: ∂a_i⁽¹⁾/∂w_{p,i}⁽⁰⁾ = x_p, with x₀ = 1."""
    return _over_samples(seed, lambda case, i: _activity_by_weight(case, 1, i), hidden=1)


def _activity_by_weight(case: Case, layer: int, i: int) -> tuple[Array, Array]:
    left = _net_by_own_weight(case, layer, i)
    return left, np.stack([_with_unit_0(case.out(layer - 1, i))] * left.shape[1], axis=1)


def _prediction_by_net(case: Case, i: int) -> Array:
    """Return ∂y_E/∂a⁽¹⁾ by a complex step."""
    derivative: Array = case.net_by_out(2, i)[0] @ case.out_by_net(1, i)
    return derivative


def error_through_prediction(seed: int = 0) -> Comparison:
    """Page 14, third: ∂E/∂a_i⁽¹⁾ = ∂E/∂y_E · ∂y_E/∂a_i⁽¹⁾ = (y_E − y) ∂y_E/∂a_i⁽¹⁾."""
    return _over_samples(
        seed,
        lambda case, i: (case.loss_by_net(1, i), _error(case, i) * _prediction_by_net(case, i)),
        hidden=1,
    )


def prediction_by_activity(seed: int = 0) -> Comparison:
    """Page 14, fourth: ∂y_E/∂a_i⁽¹⁾ = w_i⁽¹⁾ ∂z_i⁽¹⁾/∂a_i⁽¹⁾."""
    return _over_samples(
        seed,
        lambda case, i: (_prediction_by_net(case, i), _w(case, 1)[1:, 0] * case.slope(1, i)),
        hidden=1,
    )


def first_weight_gradient(seed: int = 0) -> Comparison:
    """Page 14, fifth: ∂E/∂w_{p,i}⁽⁰⁾ = x_p (y_E − y) w_i⁽¹⁾ ∂z_i⁽¹⁾/∂a_i⁽¹⁾."""

    def sides(case: Case, i: int) -> tuple[Array, Array]:
        error_by_net = _error(case, i) * _w(case, 1)[1:, 0] * case.slope(1, i)
        return _by_w(case.loss_by_matrix(1, i)), np.outer(_with_unit_0(case.x[i]), error_by_net)

    return _over_samples(seed, sides, hidden=1)


def activation_derivative(seed: int = 0) -> Comparison:
    """Page 15: ∂z_i/∂a_i is the derivative of the activation, at a_i; every one of pages 6 and 7."""
    nets = np.random.default_rng(seed).uniform(0.1, 3.0, 6)
    nets = np.concatenate([nets, -nets])
    return Comparison.of(
        (_slopes(name, nets), activations.get(name).derivative(nets))
        for name in ("logistic", "softsign", "relu", "gaussian")
    )


def _slopes(name: str, nets: Array) -> list[Array]:
    unit = UNITS[name]
    return [complex_step(lambda a: unit(complex(a)), a) for a in nets]


# Pages 16 to 18: more hidden layers.


def weight_chain(seed: int = 0) -> Comparison:
    """Page 16, first: ∂E/∂w_{p,i}⁽ʲ⁻¹⁾ = ∂E/∂a_i⁽ʲ⁾ · ∂a_i⁽ʲ⁾/∂w_{p,i}⁽ʲ⁻¹⁾, each factor by itself."""
    return _over_hidden(seed, _weight_chain)


def activity_by_weight(seed: int = 0) -> Comparison:
    """Page 16, second: ∂a_i⁽ʲ⁾/∂w_{p,i}⁽ʲ⁻¹⁾ = z_p⁽ʲ⁻¹⁾."""
    return _over_hidden(seed, _activity_by_weight)


def error_by_activity(seed: int = 0) -> Comparison:
    """Pages 16 and 17: ∂E/∂a_i⁽ʲ⁾ as a sum over the units q of the next layer, each factor by itself."""

    def sides(case: Case, j: int, i: int) -> tuple[Array, Array]:
        between = case.net_by_out(j + 1, i) @ case.out_by_net(j, i)
        after = case.loss_by_net(j + 1, i)
        right = [
            math.fsum(after[q] * between[q, unit] for q in range(len(after)))
            for unit in range(between.shape[1])
        ]
        return case.loss_by_net(j, i), np.array(right)

    return _over_hidden(seed, sides)


def next_activity(seed: int = 0) -> Comparison:
    """Page 17, second, summed to m⁽ʲ⁾: a_q⁽ʲ⁺¹⁾ = Σ_p w_{p,q}⁽ʲ⁾ z_p⁽ʲ⁾."""
    return _over_hidden(seed, lambda case, j, i: _weighted(case, j + 1, i))


def next_activity_as_printed(seed: int = 0) -> Comparison:
    """Page 17, second, as printed: summed to m⁽ʲ⁻¹⁾. It does not hold.

    The layers grow, so that units are left out. Where layers shrink, the printed sum asks for
    units that do not exist.
    """
    random = np.random.default_rng(seed)
    sizes = (2, 3, 4, 1)
    layers = [
        slides.from_slides_weights(random.uniform(-1.0, 1.0, (n_in + 1, n_out)), "logistic")
        for n_in, n_out in pairwise(sizes)
    ]
    case = case_of(Network(layers, "half_squared_error"), random.uniform(-1.0, 1.0, (3, 2)), [[0.5]] * 3)
    return Comparison.of(_next_activity(case, j, i, sizes[j - 1]) for j in (1, 2) for i in case.samples)


def _next_activity(case: Case, j: int, i: int, bound: int) -> tuple[Array, Array]:
    """Return a⁽ʲ⁺¹⁾, and Σ_p w_{p,q}⁽ʲ⁾ z_p⁽ʲ⁾ from p = 0 to `bound`."""
    w, z = _w(case, j)[: bound + 1], case.plain_out(j, i)[:bound]
    return case.net(j + 1, i), np.array([_sum_from_0(w, z, q) for q in range(w.shape[1])])


def slope_at_activity(seed: int = 0) -> Comparison:
    """Page 17, fourth, with a_i⁽ʲ⁾ put in: ∂z_i⁽ʲ⁾/∂a_i⁽ʲ⁾ is the derivative of the activation there."""
    return _over_hidden(seed, lambda case, j, i: (_own_slopes(case, j, i), case.slope(j, i)))


def slope_at_activity_as_printed(seed: int = 0) -> Comparison:
    """Page 17, fourth, as printed: with a_i⁽¹⁾ put in, whatever the layer. It does not hold.

    All hidden layers have three units, so that each has an a_i⁽¹⁾ for every i.
    """
    case = random_case(seed, last="identity", loss="half_squared_error", units=3, n_out=1)
    return Comparison.of(
        (_own_slopes(case, j, i), case.layer(j).activation.derivative(case.net(1, i)))
        for j, i in case.places(first=2)
        if j < case.last
    )


def _own_slopes(case: Case, layer: int, i: int) -> Array:
    """Return ∂z_i⁽ʲ⁾/∂a_i⁽ʲ⁾ of every unit, by a complex step."""
    return np.diagonal(case.out_by_net(layer, i))


def activity_by_activity(seed: int = 0) -> Comparison:
    """Page 17, third: ∂a_q⁽ʲ⁺¹⁾/∂a_i⁽ʲ⁾ = w_{i,q}⁽ʲ⁾ ∂z_i⁽ʲ⁾/∂a_i⁽ʲ⁾."""

    def sides(case: Case, j: int, i: int) -> tuple[Array, Array]:
        left = case.net_by_out(j + 1, i) @ case.out_by_net(j, i)
        return left, (_w(case, j)[1:] * case.slope(j, i)[:, np.newaxis]).T

    return _over_hidden(seed, sides)


def weight_gradient(seed: int = 0) -> Comparison:
    """Page 18: ∂E/∂w_{p,i}⁽ʲ⁻¹⁾ = z_p⁽ʲ⁻¹⁾ Σ_q ∂E/∂a_q⁽ʲ⁺¹⁾ w_{i,q}⁽ʲ⁾ ∂z_i⁽ʲ⁾/∂a_i⁽ʲ⁾."""

    def sides(case: Case, j: int, i: int) -> tuple[Array, Array]:
        w, after, slope = _w(case, j), case.delta(j + 1, i), case.slope(j, i)
        z = _with_unit_0(case.out(j - 1, i))
        right = [
            [
                z[p] * math.fsum(after[q] * w[unit + 1, q] * slope[unit] for q in range(len(after)))
                for unit in range(len(slope))
            ]
            for p in range(len(z))
        ]
        return _by_w(case.loss_by_matrix(j, i)), np.array(right)

    return _over_hidden(seed, sides)


# Page 20: what becomes of the error on its way.


def largest_slope(seed: int = 0) -> Comparison:
    """Page 20: the logistic derivative is 0.25 at its largest, where the net is 0."""
    nets = np.append(np.random.default_rng(seed).uniform(-4.0, 4.0, 200), 0.0)
    slopes = _slopes("logistic", nets)
    largest = activations.get("logistic").derivative(nets).max()
    return Comparison.of([(max(slopes), 0.25), (slopes[-1], 0.25), (largest, 0.25)])


def _chain_case(weight: float, *, hidden: int = 5) -> Case:
    """Return hidden layers of one logistic unit each, all nets 0, and one linear output."""
    first = Layer([[weight]], [0.0], "logistic")
    layers = [Layer([[weight]], [-0.5 * weight], "logistic") for _ in range(hidden - 1)]
    output = Layer([[weight]], [0.0], "identity")
    return case_of(Network([first, *layers, output], "half_squared_error"), [[0.0]], [[-1.0]])


def _error_ratios(case: Case) -> list[float]:
    """Return |∂E/∂a⁽ʲ⁾| / |y_E − y| of the hidden layers j = 1 … k."""
    return [abs(float(case.loss_by_net(j, 0)[0]) / _error(case, 0)) for j in range(1, case.last)]


def decay(seed: int = 0) -> Comparison:
    """Page 20, with the number of layers passed as the exponent: weights of 1 leave 0.25ᵏ⁻ʲ⁺¹."""
    ratios = _error_ratios(_chain_case(1.0))
    return Comparison.of([(ratios, _quarters(len(ratios)))])


def decay_as_printed(seed: int = 0) -> Comparison:
    """Page 20 as printed: 0.25ᵏ⁻ʲ⁺¹ at most, whatever the weights. It does not hold.

    On the left the error that arrives, on the right what the bound would leave of it. With weights
    of 4 nothing is lost.
    """
    ratios = _error_ratios(_chain_case(4.0))
    bounds = _quarters(len(ratios))
    return Comparison.of([(ratios, [min(pair) for pair in zip(ratios, bounds, strict=True)])])


def _quarters(hidden: int) -> list[float]:
    """Return 0.25ᵏ⁻ʲ⁺¹ for the hidden layers j = 1 … k."""
    return [0.25 ** (hidden - j + 1) for j in range(1, hidden + 1)]
