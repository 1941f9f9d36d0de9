"""The errata: what the documents print wrongly, and a proof of each that can be run.

A proof computes one thing three times: by the form that is printed, by the right form, and
without either, by a complex step (see `lessons.evidence.oracles`), in plain Python numbers or by
counting. A slip of notation is proved where its two readings differ: on weights that are not
symmetric, on layers of different sizes, on a unit whose net is not its output.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pkgutil import resolve_name

import numpy as np

from lessons import activations
from lessons.arrays import Array, ArrayLike
from lessons.evidence import encyclopedia, lecture_note, slides, step_by_step
from lessons.evidence.comparison import in_line
from lessons.evidence.oracles import Case, ComplexArray, case_of, complex_step, logistic, outputs, relu
from lessons.evidence.records import records
from lessons.examples import lecture_network, two_two_two
from lessons.layer import Layer
from lessons.network import Network
from lessons.optimizers import GradientDescent
from lessons.second_order import damped_step, output_jacobian
from lessons.training import train

SEED = 7
"""Of the random networks."""


@dataclass(frozen=True, eq=False)
class Proof:
    """One thing, computed three times.

    Attributes
    ----------
    printed : array, shape (values,)
        What the printed form gives.
    right : array, shape (values,)
        What the right form gives.
    truth : array, shape (values,)
        What it is, by a computation that uses neither.
    """

    printed: Array
    right: Array
    truth: Array

    @classmethod
    def of(cls, printed: ArrayLike, right: ArrayLike, truth: ArrayLike) -> Proof:
        """Return a proof from numbers or arrays of one shape.

        Raises
        ------
        ValueError
            If the shapes differ, or anything but finite real numbers comes in.
        """
        return cls(*in_line(printed=printed, right=right, truth=truth))

    @property
    def error_of_printed(self) -> float:
        """How far the printed form is from the truth, relative to the largest value there is."""
        return self._error(self.printed)

    @property
    def error_of_right(self) -> float:
        """How far the right form is from the truth, relative to the largest value there is."""
        return self._error(self.right)

    def _error(self, values: Array) -> float:
        largest = float(np.abs([self.printed, self.right, self.truth]).max())
        return float(np.abs(values - self.truth).max()) / largest


@dataclass(frozen=True)
class Erratum:
    """One error of a document.

    Attributes
    ----------
    document : str
        The short name of the document in the book.
    place : str
        Where in the document it stands.
    printed : str
        What is printed there, in short; formulas in LaTeX.
    right : str
        What is right.
    proof : str
        The name of the function of this module that proves it.
    """

    document: str
    place: str
    printed: str
    right: str
    proof: str

    def prove(self) -> Proof:
        """Run the proof."""
        proof: Proof = resolve_name(f"{__name__}.{self.proof}")()
        return proof


@cache
def errata() -> tuple[Erratum, ...]:
    """Return all errata, in the order of the documents."""
    return records("errata.toml", Erratum)


def erratum(proof: str) -> Erratum:
    """Return the erratum that this function proves.

    Raises
    ------
    ValueError
        If there is none.
    """
    by_proof = {each.proof: each for each in errata()}
    if proof not in by_proof:
        raise ValueError(f"no erratum is proved by {proof!r}; there are: {', '.join(by_proof)}")
    return by_proof[proof]


def _case(
    sizes: Sequence[int], names: Sequence[str], loss: str = "half_squared_error", samples: int = 1
) -> Case:
    """Return a network with random weights and biases, a batch, and what is true of them."""
    random = np.random.default_rng(SEED)
    layers = [
        Layer(random.uniform(-1.0, 1.0, (n_out, n_in)), random.uniform(0.2, 1.0, n_out), name)
        for (n_in, n_out), name in zip(pairwise(sizes), names, strict=True)
    ]
    y = np.eye(sizes[-1])[np.arange(samples) % sizes[-1]]
    return case_of(Network(layers, loss), random.uniform(-1.0, 1.0, (samples, sizes[0])), y)


def _note_case(samples: int = 1) -> Case:
    """Return a network like that of the Lecture note's figure 1, each activation another one."""
    return _case((3, 3, 3, 3), ("logistic", "tanh", "softmax"), "cross_entropy", samples)


# Encyclopedia.


def index_order() -> Proof:
    """Prove the two orders of indices by Σ_i w_ij o_i, with w_ij read as an entry of W."""
    case = _case((3, 3), ("identity",))
    layer, out = case.layer(1), case.out(0, 0)
    return Proof.of(
        layer.weights.T @ out + layer.biases, layer.weights @ out + layer.biases, case.plain_net(1, 0)
    )


def three_meanings_of_l() -> Proof:
    """Prove that L of Eq. 5 is a set of neurons by taking it for the number of layers.

    A network with L = 2 layers of weights and three outputs: the sum has three terms.
    """
    case = _case((2, 2, 3), ("logistic", "logistic"))
    terms = case.layer(2).weights * case.delta(2, 0)[:, np.newaxis]
    number_of_layers = len(case.network.layers)
    return Proof.of(terms[:number_of_layers].sum(axis=0), terms.sum(axis=0), case.loss_by_out(1, 0))


def two_meanings_of_y() -> Proof:
    """Prove which of the two y stands in ∂E/∂y = y − t: the output, and not the target."""
    case = _case((2, 2), ("logistic",))
    out, target = case.out(1, 0), case.y[0]
    return Proof.of(target - out, out - target, case.loss_by_out(1, 0))


def x_for_o() -> Proof:
    """Prove that net_j is a sum over outputs o_k, by a neuron of the second layer."""
    case = _case((3, 3, 2), ("logistic", "logistic"))
    layer = case.layer(2)
    return Proof.of(
        layer.weights @ case.x[0] + layer.biases,
        layer.weights @ case.out(1, 0) + layer.biases,
        case.plain_net(2, 0),
    )


def half_of_the_squared_error() -> Proof:
    """Prove the factor 2 that δ_j lacks, for E = (t − y)² as the text defines the squared error."""
    case = _case((2, 1), ("logistic",), "squared_error")
    out, target = case.out(1, 0), case.y[0]
    printed = (out - target) * out * (1.0 - out)
    return Proof.of(printed, 2.0 * printed, case.loss_by_net(1, 0))


def diagonal_jacobian() -> Proof:
    """Prove that da/dz is not diagonal for softmax, by δ of the last layer."""
    case = _note_case()
    out, target = case.out(3, 0), case.y[0]
    loss_by_out = -target / out
    jacobian = activations.get("softmax").jacobian(case.net(3, 0))
    return Proof.of(np.diag(jacobian) * loss_by_out, jacobian.T @ loss_by_out, case.loss_by_net(3, 0))


def always_smaller() -> Proof:
    """Prove that a step can make E larger: the linear neuron with η = 1.

    The printed form gives a bound: the error after the step should be below the one before.
    The right form is (1 − 4η)² times the error before.
    """
    w1, w2, rate = 1.0, 0.5, 1.0
    before = encyclopedia.error_at(w1, w2)
    slope = 2.0 * (w1 + w2)
    after = ((w1 - rate * slope) + (w2 - rate * slope)) ** 2
    return Proof.of(before, (1.0 - 4.0 * rate) ** 2 * before, after)


def hessian_of_levenberg_marquardt() -> Proof:
    """Prove that a step of Levenberg–Marquardt solves with JᵀJ, and with the Hessian is another one."""
    case = _case((2, 2, 1), ("tanh", "identity"), samples=9)
    damping = 0.1
    theta = np.real(case.plain.column())
    residuals = (case.forward.outs[-1] - case.y).ravel()

    def predictions(column: ComplexArray) -> list[complex]:
        plain = case.plain.from_column(column)
        return [plain.prediction_from_out(0, x)[0] for x in case.x]

    def gradient(column: Array) -> Array:
        return complex_step(lambda moved: case.plain.from_column(moved).mean_loss(case.x, case.y), column)

    size = 1e-4
    rises = [gradient(theta + size * e) - gradient(theta - size * e) for e in np.eye(theta.size)]
    hessian = len(case.x) * np.array(rises) / (2.0 * size)
    jacobian = complex_step(predictions, theta)

    def step(curvature: Array) -> Array:
        damped = curvature + damping * np.eye(theta.size)
        return np.asarray(np.linalg.solve(damped, -jacobian.T @ residuals), dtype=np.float64)

    right = damped_step(output_jacobian(case.network, case.forward), residuals, damping)
    return Proof.of(step(hessian), right, step(jacobian.T @ jacobian))


def ends_at_a_saddle() -> Proof:
    """Prove that descent may end where E = ½ (w₁ w₂ + 1)² curves down in one direction."""
    network = Network([Layer([[0.5]], [0.0], "identity") for _ in range(2)], "half_squared_error")
    descent = GradientDescent(0.1, train_biases=False)
    end = train(network, [1.0], [-1.0], descent, epochs=500).network
    w1, w2 = (layer.weights[0, 0] for layer in end.layers)
    hessian = complex_step(lambda w: (w[0] * w[1] + 1.0) * w[::-1], np.array([w1, w2]))
    truth = np.linalg.eigvalsh(hessian)
    return Proof.of(np.maximum(truth, 0.0), [-1.0, 1.0], truth)


# Lecture note.


def caption_of_figure_1() -> Proof:
    """Prove between which layers W⁽¹⁾ leads: by the caption from layer 1 to layer 2."""
    case = _note_case()
    z = case.out_with_one(1, 0)
    return Proof.of(case.matrix(1) @ z, case.matrix(2) @ z, case.plain_net(2, 0))


def columns_of_w3() -> Proof:
    """Prove the columns of W⁽³⁾ by counting the weights that the net of an output unit depends on."""
    case = _note_case()
    depends_on = np.count_nonzero(case.net_by_matrix(3, 0)[0, 0])
    return Proof.of(case.layer(3).n_in, case.matrix(3).shape[1], depends_on)


def component_of_z() -> Proof:
    """Prove the component that (2) lacks, by the sum of (3)."""
    return _without_the_one(2)


def one_of_the_inputs() -> Proof:
    """Prove the 1 that z⁽⁰⁾ = x of (7) lacks, by a⁽¹⁾."""
    return _without_the_one(1)


def sum_over_units() -> Proof:
    """Prove the term that (15) lacks, whose sum ends with the last of the m units."""
    return _without_the_one(3)


def _without_the_one(layer: int) -> Proof:
    """Return a⁽ˡ⁾ by the units of layer l − 1 alone, and with the 1 of the biases."""
    case = _note_case()
    matrix, z = case.matrix(layer), case.out_with_one(layer - 1, 0)
    return Proof.of(matrix[:, :-1] @ z[:-1], matrix @ z, case.plain_net(layer, 0))


def gradient_of_one_matrix() -> Proof:
    """Prove of what ∂L/∂W⁽ᴷ⁻¹⁾ is the gradient, by counting components.

    The printed form calls it the gradient by θ, which has as many components as there are weights.
    """
    case = _note_case()
    counted = sum(1 for row in case.plain.matrices[-2] for _ in row)
    return Proof.of(len(case.network.to_vector()), case.matrix(case.last - 1).size, counted)


def jacobian_of_a_sample() -> Proof:
    """Prove that f′ in (44) is another one for each sample: printed, it could be the first one's."""
    case = _note_case(samples=3)
    layer = case.last - 1

    def gradient(sample_of_jacobian: Sequence[int]) -> Array:
        total = np.zeros_like(case.matrix(layer))
        for i, chosen in zip(case.samples, sample_of_jacobian, strict=True):
            error = case.out(case.last, i) - case.y[i]
            delta = error @ case.matrix(case.last) @ case.jacobian(layer, chosen)
            total += np.outer(delta, case.out_with_one(layer - 1, i))
        return total / len(case.x)

    return Proof.of(gradient([0, 0, 0]), gradient([0, 1, 2]), case.batch_loss_by_matrix(layer))


def jacobian_of_algorithm_1() -> Proof:
    """Prove by which layer's f′ Algorithm 1 must go, by the gradient of W⁽¹⁾."""
    case = _note_case(samples=3)
    printed = lecture_note.algorithm_1(case.network, case.x, case.y, as_printed=True)
    right = lecture_note.algorithm_1(case.network, case.x, case.y)
    return Proof.of(printed[0], right[0], case.batch_loss_by_matrix(1))


def steps_of_algorithm_1() -> Proof:
    """Prove how often the delta is carried back: for l = K … 1 it would go to a layer 0 with no net.

    Counted are the hidden layers, which are the layers that get their delta from the next.
    """
    network = lecture_network().network
    last = len(network.layers)
    hidden = network.sizes[1:-1]
    return Proof.of(len(range(last, 0, -1)), len(range(last, 1, -1)), len(hidden))


def jacobian_of_section_5_6() -> Proof:
    """Prove by which layer's f′ (52) goes, by δ⁽¹⁾."""
    case = _note_case()
    printed, right = (case.delta(2, 0) @ case.matrix(2) @ case.jacobian(layer, 0) for layer in (2, 1))
    return Proof.of(printed, right, case.loss_by_net(1, 0))


def cases_of_relu() -> Proof:
    """Prove the derivative of ReLU on both sides of 0."""
    nets = np.array([-2.0, -0.5, 0.5, 2.0])
    truth = [complex_step(lambda a: relu(complex(a)), a) for a in nets]
    return Proof.of(np.where(nets < 0.0, 1.0, 0.0), np.where(nets < 0.0, 0.0, 1.0), truth)


# Slides.


def number_of_the_weights() -> Proof:
    """Prove which weights lead to hidden layer 2: by page 4 w⁽¹⁾ leads from layer 0 to layer 1."""
    case = _case((3, 3, 3, 1), ("logistic", "softsign", "identity"))
    z = case.out(1, 0)
    by_page_4, by_page_5 = (slides.to_slides_weights(case.layer(number)) for number in (1, 2))
    return Proof.of(
        by_page_4[1:].T @ z + by_page_4[0], by_page_5[1:].T @ z + by_page_5[0], case.plain_net(2, 0)
    )


def softmax_unit_by_unit() -> Proof:
    """Prove that z₁ of softmax changes with a₂, on which z₁ = f(a₁) does not depend."""
    nets = [0.3, -0.8, 1.1]
    truth = complex_step(lambda a: outputs("softmax", a), nets)
    jacobian = activations.get("softmax").jacobian(nets)
    return Proof.of(0.0, jacobian[0, 1], truth[0, 1])


def units_of_the_sum() -> Proof:
    """Prove the end of the sum on page 17, where layer j has more units than layer j − 1."""
    case = _case((2, 3, 2, 1), ("logistic", "logistic", "identity"))
    w, z = slides.to_slides_weights(case.layer(2)), case.out_with_one(1, 0)
    z = np.concatenate([z[-1:], z[:-1]])  # unit 0 is the bias unit
    before, own = case.layer(1).n_in, case.layer(1).n_out
    printed, right = (w[: last + 1].T @ z[: last + 1] for last in (before, own))
    return Proof.of(printed, right, case.plain_net(2, 0))


def place_of_the_derivative() -> Proof:
    """Prove what is put into the derivative on page 17, by ∂E/∂a⁽²⁾: a⁽²⁾, and not a⁽¹⁾."""
    case = _case((3, 3, 3, 2), ("logistic", "logistic", "identity"))
    after = case.delta(3, 0) @ case.layer(3).weights
    slope = case.layer(2).activation.derivative
    printed, right = (after * slope(case.net(layer, 0)) for layer in (1, 2))
    return Proof.of(printed, right, case.loss_by_net(2, 0))


def weights_in_the_decay() -> Proof:
    """Prove that the weights count, too, by weights of 8: the error doubles from layer to layer."""
    return _decay(weight=8.0, printed=lambda j, k: 0.25 ** (k - j + 1))


def exponent_of_the_decay() -> Proof:
    """Prove the exponent: it counts layers from the output, and j counts them from the inputs."""
    return _decay(weight=1.0, printed=lambda j, k: 0.25**j)


def _decay(weight: float, printed: Callable[[int, int], float]) -> Proof:
    """Return |∂E/∂a⁽ʲ⁾| / |y_E − y| for j = 1 … k, where all weights are the same and all nets 0."""
    k, y = 5, 100.0  # no prediction comes near y
    case = case_of(slides.chain_of_units(k, weight), [[0.0]], [[y]])
    error = abs(case.plain_out(k + 1, 0)[0] - y)
    layers = range(1, k + 1)
    return Proof.of(
        [printed(j, k) for j in layers],
        [(0.25 * weight) ** (k - j + 1) for j in layers],
        [abs(case.loss_by_net(j, 0)[0]) / error for j in layers],
    )


# Step-by-step example. The weights and inputs once more, as plain numbers.

Weights = tuple[float, ...]
I1, I2, T1, T2, RATE, B1, B2 = 0.05, 0.10, 0.01, 0.99, 0.5, 0.35, 0.60
START: Weights = (0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55)


def _logistic(net: float) -> float:
    return logistic(net).real


def _outs(w: Weights) -> tuple[float, float, float, float]:
    """Return out_h1, out_h2, out_o1, out_o2 in plain Python."""
    h1, h2 = _logistic(w[0] * I1 + w[1] * I2 + B1), _logistic(w[2] * I1 + w[3] * I2 + B1)
    return h1, h2, _logistic(w[4] * h1 + w[5] * h2 + B2), _logistic(w[6] * h1 + w[7] * h2 + B2)


def _error_after(updates: int) -> float:
    """Return E after so many updates in plain Python."""
    w = START
    for _ in range(updates):
        w = _updated(w)
    _, _, o1, o2 = _outs(w)
    return (T1 - o1) ** 2 / 2 + (T2 - o2) ** 2 / 2


def _updated(w: Weights) -> Weights:
    """Return the weights after one update in plain Python, all gradients at the old weights."""
    h1, h2, o1, o2 = _outs(w)
    d1, d2 = (o1 - T1) * o1 * (1 - o1), (o2 - T2) * o2 * (1 - o2)
    e1 = (d1 * w[4] + d2 * w[6]) * h1 * (1 - h1)
    e2 = (d1 * w[5] + d2 * w[7]) * h2 * (1 - h2)
    gradient = (e1 * I1, e1 * I2, e2 * I1, e2 * I2, d1 * h1, d1 * h2, d2 * h1, d2 * h2)
    return tuple(weight - RATE * slope for weight, slope in zip(w, gradient, strict=True))


def weight_of_net_h1() -> Proof:
    """Prove which weight leads from i2 to h1."""
    w = {number: step_by_step.weight(f"w{number}") for number in (1, 2, 3)}
    (i1, i2), bias = two_two_two().x, two_two_two().network.layers[0].biases[0]
    printed, right = (w[1] * i1 + w[number] * i2 + bias for number in (3, 2))
    h1 = _outs(START)[0]
    return Proof.of(printed, right, math.log(h1 / (1.0 - h1)))


def net_in_delta_o1() -> Proof:
    """Prove δ_o1 = −(target − out) out (1 − out), without a factor target − net."""
    target, out, net = step_by_step.target("o1"), step_by_step.out("o1"), step_by_step.net("o1")
    right = -(target - out) * out * (1.0 - out)
    truth = complex_step(lambda a: 0.5 * (T1 - logistic(complex(a))) ** 2, net)
    return Proof.of((target - net) * right, right, truth)


def times_one_minus() -> Proof:
    """Prove the derivative that the sentence describes: out · 1 − out is 0, out · (1 − out) is not."""
    out = step_by_step.out("o1")
    truth = complex_step(lambda a: logistic(complex(a)), step_by_step.net("o1"))
    return Proof.of(out * 1.0 - out, out * (1.0 - out), truth)


def last_digit() -> Proof:
    """Prove the last digit of ∂E_o2/∂out_h1, in units of that digit."""
    _, _, _, o2 = _outs(START)
    truth = (o2 - T2) * o2 * (1 - o2) * START[6]
    printed = step_by_step.difference_of_rounded("o1", "h1")
    right = step_by_step.unit_error_by_out("o2", "h1")
    return Proof.of(*(round(value * 1e9) for value in (printed, right, truth)))


def error_after_one_update() -> Proof:
    """Prove E after one update: the printed one is that of an update in place."""
    printed, right = (step_by_step.total_error(update, 1) for update in ("in place", "simultaneous"))
    return Proof.of(printed, right, _error_after(1))


def error_after_ten_thousand() -> Proof:
    """Prove E after 10,000 updates: the printed one is that after 9,999."""
    printed, right = (step_by_step.total_error("simultaneous", updates) for updates in (9_999, 10_000))
    return Proof.of(printed, right, _error_after(10_000))
