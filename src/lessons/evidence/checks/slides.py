"""Both sides of the formulas of the slides, page by page.

The networks have one linear output y_E; w[p, i] leads from unit p of a layer to unit i of the
next, and unit 0 is the bias unit. Layers are numbered as in the slides: j = 1 … k are hidden.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable

import numpy as np

from lessons import activations, derivation, losses
from lessons.arrays import Array
from lessons.evidence import slides
from lessons.evidence.comparison import Pairs
from lessons.evidence.oracles import UNITS, Case, case_of, complex_step, random_case


def _regression_case(seed: int, *, hidden: int = 3) -> Case:
    """Return a random network with k hidden layers and one linear output."""
    return random_case(seed, hidden=hidden, last="identity", loss="half_squared_error", n_out=1)


def _w(case: Case, layer: int) -> Array:
    """Return w⁽ʲ⁾[p, i], which lead from layer j to layer j + 1."""
    return slides.to_slides_weights(case.layer(layer + 1))


def _with_unit_0(out: Array) -> Array:
    return np.array([1.0, *out])


def _by_w(gradient: Array) -> Array:
    """Return ∂…/∂W[μ, ν], biases last, as ∂…/∂w[p, i], bias unit first."""
    return np.roll(gradient, 1, axis=-1).swapaxes(-1, -2)


# Page 4 to 7: the structure and the activations.


def weight_indices(seed: int = 0) -> Pairs:
    """Page 4: w_{p,i} leads from unit p to unit i: as the output of p rises by 1, a_i rises by w_{p,i}."""
    case = _regression_case(seed)
    for j in range(case.last):
        layer, w = case.layer(j + 1), _w(case, j)
        nothing = derivation.forward([layer], np.zeros((1, layer.n_in)))[0][0][0]
        yield w[0], nothing  # the bias unit is always 1
        for p in range(1, len(w)):
            yield w[p], derivation.forward([layer], np.eye(layer.n_in)[p - 1 : p])[0][0][0] - nothing


def _sums(case: Case, layer: int, i: int) -> tuple[list[float], list[float]]:
    """Return a⁽ʲ⁾ as a sum from p = 1 and the bias, and as a sum from p = 0, where z₀ = 1."""
    w, out = _w(case, layer - 1), case.plain_out(layer - 1, i)
    z = _with_unit_0(out)
    units = range(w.shape[1])
    return (
        [math.fsum(w[p, q] * out[p - 1] for p in range(1, len(w))) + w[0, q] for q in units],
        [math.fsum(w[p, q] * z[p] for p in range(len(w))) for q in units],
    )


def first_activity(seed: int = 0) -> Pairs:
    """Page 5, first: a_i⁽¹⁾ as a sum from p = 1 with the bias, and from p = 0 with x₀ = 1."""
    case = _regression_case(seed)
    for i in case.samples:
        for total in _sums(case, 1, i):
            yield case.net(1, i), total


def activity(seed: int = 0) -> Pairs:
    """Page 5, second, and page 17: a_i⁽ʲ⁾ likewise, with z₀ = 1, of every layer."""
    case = _regression_case(seed)
    for j, i in case.places():
        for total in _sums(case, j, i):
            yield case.net(j, i), total


def prediction(seed: int = 0) -> Pairs:
    """Page 5, fourth: y_E as a sum over the last hidden layer, without an activation."""
    case = _regression_case(seed)
    for i in case.samples:
        for total in _sums(case, case.last, i):
            yield case.out(case.last, i), total


def _function(name: str, formula: Callable[[float], float], seed: int) -> Pairs:
    nets = np.append(np.random.default_rng(seed).uniform(-3.0, 3.0, 9), 0.0)
    yield activations.get(name)(nets), [formula(a) for a in nets]


def softsign(seed: int = 0) -> Pairs:
    """Page 6, second: a / (1 + |a|)."""
    return _function("softsign", lambda a: a / (1 + abs(a)), seed)


def relu(seed: int = 0) -> Pairs:
    """Page 7, first: max(0, a)."""
    return _function("relu", lambda a: max(0.0, a), seed)


def radial_basis(seed: int = 0) -> Pairs:
    """Page 7, second: exp(−γ a²), of three γ."""
    nets = np.random.default_rng(seed).uniform(-2.0, 2.0, 9)
    for gamma in (0.25, 1.0, 3.0):
        yield activations.gaussian(gamma)(nets), [math.exp(-gamma * a**2) for a in nets]


# Pages 10 and 11: the error, and the weights into y_E.


def sample_error(seed: int = 0) -> Pairs:
    """Page 10: E = ½ (y_E − y)²."""
    y, target = np.random.default_rng(seed).uniform(-2.0, 2.0, 2)
    yield losses.get("half_squared_error")([y], [target]), 0.5 * (y - target) ** 2


def _error(case: Case, i: int) -> float:
    """Return y_E − y."""
    return float(case.out(case.last, i)[0] - case.y[i, 0])


def output_weight_chain(seed: int = 0) -> Pairs:
    """Page 11, first: ∂E/∂w_p⁽ᵏ⁾ = ∂E/∂y_E · ∂y_E/∂w_p⁽ᵏ⁾, each factor by itself."""
    case = _regression_case(seed)
    for i in case.samples:
        product = case.loss_by_out(case.last, i)[0] * case.net_by_matrix(case.last, i)[0, 0]
        yield case.loss_by_matrix(case.last, i)[0], product


def logarithm(seed: int = 0) -> Pairs:
    """Page 11, second: d/dx log(x²) = (1/x²) · 2x."""
    x = np.random.default_rng(seed).uniform(0.2, 3.0, 6)
    x = np.concatenate([x, -x])
    left = [complex_step(lambda value: cmath.log(complex(value) ** 2), value) for value in x]
    yield left, [1 / value**2 * 2 * value for value in x]


def error_by_prediction(seed: int = 0) -> Pairs:
    """Page 11, third, page 18, and the Encyclopedia: ∂E/∂y_E = y_E − y."""
    case = _regression_case(seed)
    for i in case.samples:
        yield case.loss_by_out(case.last, i), [_error(case, i)]


def output_weight_gradient(seed: int = 0) -> Pairs:
    """Page 11, fifth: ∂E/∂w_p⁽ᵏ⁾ = (y_E − y) z_p⁽ᵏ⁾."""
    case = _regression_case(seed)
    for i in case.samples:
        left = _by_w(case.loss_by_matrix(case.last, i))[:, 0]
        yield left, _error(case, i) * _with_unit_0(case.out(case.last - 1, i))


# Pages 14 and 15: one hidden layer.


def first_weight_chain(seed: int = 0) -> Pairs:
    """Page 14, first: ∂E/∂w_{p,i}⁽⁰⁾ = ∂E/∂a_i⁽¹⁾ · ∂a_i⁽¹⁾/∂w_{p,i}⁽⁰⁾, each factor by itself."""
    case = _regression_case(seed, hidden=1)
    for i in case.samples:
        yield _weight_chain(case, 1, i)


def _net_by_net(case: Case, layer: int, i: int) -> Array:
    """Return ∂a⁽ʲ⁺¹⁾/∂a⁽ʲ⁾ by complex steps."""
    derivative: Array = case.net_by_out(layer + 1, i) @ case.out_by_net(layer, i)
    return derivative


def error_through_prediction(seed: int = 0) -> Pairs:
    """Page 14, third: ∂E/∂a_i⁽¹⁾ = ∂E/∂y_E · ∂y_E/∂a_i⁽¹⁾ = (y_E − y) ∂y_E/∂a_i⁽¹⁾."""
    case = _regression_case(seed, hidden=1)
    for i in case.samples:
        yield case.loss_by_net(1, i), _error(case, i) * _net_by_net(case, 1, i)[0]


def first_weight_gradient(seed: int = 0) -> Pairs:
    """Page 14, fifth: ∂E/∂w_{p,i}⁽⁰⁾ = x_p (y_E − y) w_i⁽¹⁾ ∂z_i⁽¹⁾/∂a_i⁽¹⁾."""
    case = _regression_case(seed, hidden=1)
    for i in case.samples:
        error_by_net = _error(case, i) * _w(case, 1)[1:, 0] * case.slope(1, i)
        yield _by_w(case.loss_by_matrix(1, i)), np.outer(_with_unit_0(case.x[i]), error_by_net)


def activation_derivative(seed: int = 0) -> Pairs:
    """Page 15: ∂z_i/∂a_i is the derivative of the activation, at a_i; every one of pages 6 and 7."""
    nets = np.random.default_rng(seed).uniform(0.1, 3.0, 6)
    nets = np.concatenate([nets, -nets])
    for name in ("logistic", "softsign", "relu", "gaussian"):
        yield _slopes(name, nets), activations.get(name).derivative(nets)


def _slopes(name: str, nets: Array) -> list[Array]:
    unit = UNITS[name]
    return [complex_step(lambda a: unit(complex(a)), a) for a in nets]


# Pages 16 to 18: more hidden layers.


def weight_chain(seed: int = 0) -> Pairs:
    """Page 16, first: ∂E/∂w_{p,i}⁽ʲ⁻¹⁾ = ∂E/∂a_i⁽ʲ⁾ · ∂a_i⁽ʲ⁾/∂w_{p,i}⁽ʲ⁻¹⁾, each factor by itself."""
    case = _regression_case(seed)
    for j, i in case.hidden_places():
        yield _weight_chain(case, j, i)


def _weight_chain(case: Case, layer: int, i: int) -> tuple[Array, Array]:
    own = _net_by_own_weight(case, layer, i)
    return _by_w(case.loss_by_matrix(layer, i)), case.loss_by_net(layer, i) * own


def _net_by_own_weight(case: Case, layer: int, i: int) -> Array:
    """Return ∂a_i/∂w_{p,i} at [p, i]."""
    by_w = _by_w(case.net_by_matrix(layer, i))
    return np.stack([by_w[unit, :, unit] for unit in range(len(by_w))], axis=1)


def activity_by_weight(seed: int = 0) -> Pairs:
    """Page 11, fourth, pages 14 and 16, second: ∂a_i⁽ʲ⁾/∂w_{p,i}⁽ʲ⁻¹⁾ = z_p⁽ʲ⁻¹⁾, with z₀ = 1."""
    case = _regression_case(seed)
    for j, i in case.places():
        for by_unit in _net_by_own_weight(case, j, i).T:
            yield by_unit, _with_unit_0(case.out(j - 1, i))


def error_by_activity(seed: int = 0) -> Pairs:
    """Pages 16 and 17: ∂E/∂a_i⁽ʲ⁾ as a sum over the units q of the next layer, each factor by itself."""
    case = _regression_case(seed)
    for j, i in case.hidden_places():
        between, after = _net_by_net(case, j, i), case.loss_by_net(j + 1, i)
        units = range(between.shape[1])
        right = [math.fsum(after[q] * between[q, unit] for q in range(len(after))) for unit in units]
        yield case.loss_by_net(j, i), right


def slope_at_activity(seed: int = 0) -> Pairs:
    """Page 17, fourth, with a_i⁽ʲ⁾ put in: ∂z_i⁽ʲ⁾/∂a_i⁽ʲ⁾ is the derivative of the activation there."""
    case = _regression_case(seed)
    for j, i in case.hidden_places():
        yield np.diagonal(case.out_by_net(j, i)), case.slope(j, i)


def activity_by_activity(seed: int = 0) -> Pairs:
    """Page 14, fourth, and page 17, third: ∂a_q⁽ʲ⁺¹⁾/∂a_i⁽ʲ⁾ = w_{i,q}⁽ʲ⁾ ∂z_i⁽ʲ⁾/∂a_i⁽ʲ⁾."""
    case = _regression_case(seed)
    for j, i in case.hidden_places():
        yield _net_by_net(case, j, i), (_w(case, j)[1:] * case.slope(j, i)[:, np.newaxis]).T


def weight_gradient(seed: int = 0) -> Pairs:
    """Page 18: ∂E/∂w_{p,i}⁽ʲ⁻¹⁾ = z_p⁽ʲ⁻¹⁾ Σ_q ∂E/∂a_q⁽ʲ⁺¹⁾ w_{i,q}⁽ʲ⁾ ∂z_i⁽ʲ⁾/∂a_i⁽ʲ⁾."""
    case = _regression_case(seed)
    for j, i in case.hidden_places():
        w, after, slope = _w(case, j), case.delta(j + 1, i), case.slope(j, i)
        sums = [
            math.fsum(after[q] * w[unit + 1, q] * slope[unit] for q in range(len(after)))
            for unit in range(len(slope))
        ]
        yield _by_w(case.loss_by_matrix(j, i)), np.outer(_with_unit_0(case.out(j - 1, i)), sums)


# Page 20: what becomes of the error on its way.


def largest_slope(seed: int = 0) -> Pairs:
    """Page 20: the logistic derivative is 0.25 at its largest, where the net is 0."""
    nets = np.append(np.random.default_rng(seed).uniform(-4.0, 4.0, 200), 0.0)
    slopes = _slopes("logistic", nets)
    yield max(slopes), 0.25
    yield slopes[-1], 0.25
    yield activations.get("logistic").derivative(nets).max(), 0.25


def decay(seed: int = 0) -> Pairs:
    """Page 20, with the number of layers passed as the exponent: weights of 1 leave 0.25ᵏ⁻ʲ⁺¹."""
    case = case_of(slides.chain_of_units(5, weight=1.0), [[0.0]], [[-1.0]])
    for j in case.layers[:-1]:
        yield abs(case.loss_by_net(j, 0)[0] / _error(case, 0)), 0.25 ** (case.last - j)
