"""What the first chapters conclude holds: each test is about a sentence that once said something else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import autograd.numpy as autograd_numpy
import nbformat
import numpy as np
import pytest
from autograd import grad

from lessons import GradientDescent, Layer, Network, examples, train
from lessons.autodiff import Variable
from lessons.initialization import he_weights
from lessons.studies.gradient_orders import multiplications
from lessons.studies.surfaces import path_of
from tests.support.browsing import ROOT
from tests.support.stored import outputs_of

EXAMPLE = examples.two_two_two()


def stored(chapter: str) -> str:
    return outputs_of(nbformat.read(ROOT / "book" / f"{chapter}.ipynb", as_version=4))


def row(chapter: str, caption: str, name: str) -> list[float]:
    """Return the numbers in one row of a table as the chapter shows it."""
    table = stored(chapter).split(f"{caption}\n", 1)[1]
    line = re.search(rf"^ *{name} +(.*)$", table, re.MULTILINE)
    assert line is not None
    return [float(value.replace("−", "-").replace(",", "")) for value in line[1].split()]


def slopes_of(network: Network) -> np.ndarray:
    backward = network.backward(network.forward(EXAMPLE.x), EXAMPLE.t)
    return np.concatenate([gradient.weights.ravel() for gradient in backward.gradients])


# index, two_two_two: a slope is no share of the error.


def test_the_eight_slopes_are_not_shares_of_the_error() -> None:
    slopes = slopes_of(EXAMPLE.network)
    loss = EXAMPLE.train(updates=0).losses[0]
    assert np.count_nonzero(slopes < 0.0) == 2
    assert f"sum of the eight slopes {slopes.sum():.4f}, error {loss:.4f}" in stored("two_two_two")
    assert slopes.sum() < loss / 2.0


# two_two_two: the hidden weights turn round.


def test_the_first_weight_falls_for_seven_updates_and_climbs_ever_after() -> None:
    run = path_of(EXAMPLE.network, EXAMPLE.x, EXAMPLE.t, EXAMPLE.optimizer(), updates=10_000)
    w1, w2, w3, w4, w5, *_ = run.weights.T
    for weight, turn in ((w1, 7), (w2, 7), (w3, 8), (w4, 8)):
        assert (np.diff(weight[: turn + 1]) < 0.0).all()
        assert (np.diff(weight[turn:]) > 0.0).all()
    assert (np.diff(w5) < 0.0).all()
    assert np.argmax(w5 < 0.0) == 10
    assert f"{w1[7]:.6f}" in stored("two_two_two")
    assert f"{w1[-1]:.6f}" in stored("two_two_two")


@pytest.mark.parametrize(("updates", "signs"), [(6, (1, -1, 1)), (7, (1, -1, -1)), (10, (-1, -1, -1))])
def test_first_one_path_wins_then_the_other_then_both_agree(updates: int, signs: tuple[int, ...]) -> None:
    network = EXAMPLE.train(updates=updates).network
    deltas = network.backward(network.forward(EXAMPLE.x), EXAMPLE.t).deltas
    parts = deltas[1] * network.layers[1].weights[:, 0]
    assert (*np.sign(parts), np.sign(parts.sum())) == signs
    shown = row("two_two_two", "The two paths to h1, from update to update", str(updates))
    assert tuple(np.sign(shown[2:])) == signs


# two_two_two: saturated on the right side, and on the wrong one.


def test_a_saturated_unit_is_a_loss_only_on_the_wrong_side() -> None:
    thrown = train(
        EXAMPLE.network, EXAMPLE.x, EXAMPLE.t, GradientDescent(1000.0, train_biases=False), epochs=100
    )
    assert np.abs(thrown.network.forward(EXAMPLE.x).outs[-1] - EXAMPLE.t).max() < 0.011

    hidden, output = EXAMPLE.network.layers
    large = Layer(50.0 * output.weights, output.biases, output.activation)
    start = Network([hidden, large], EXAMPLE.network.loss)
    stuck = train(start, EXAMPLE.x, EXAMPLE.t, EXAMPLE.optimizer(), epochs=100)
    out = stuck.network.forward(EXAMPLE.x).outs[-1][0]
    assert out - EXAMPLE.t[0] > 0.98
    assert np.abs(slopes_of(stuck.network)).max() < 1e-10
    assert "E 0.490100 → 0.490100" in stored("two_two_two")


# two_two_two, the exercise with a second sample: held biases come later, and get as far.


def test_held_biases_leave_the_plateau_later_and_end_no_higher() -> None:
    caption = "Two samples, with the biases held and trained"
    held, trained = (row("two_two_two", caption, name) for name in ("held", "trained"))
    assert held[1] > 0.2 > trained[1]  # after 10,000
    assert held[2] < trained[2] < 0.001  # after 50,000
    assert held[3] > trained[3]  # updates until the error is below 0.2


def test_held_biases_make_the_output_weights_nearly_equal_on_the_plateau() -> None:
    x, t = [[0.05, 0.10], [0.10, 0.05]], [[0.01, 0.99], [0.99, 0.01]]
    apart, answers = {}, {}
    for train_biases in (False, True):
        descent = GradientDescent(0.5, train_biases=train_biases)
        network = train(EXAMPLE.network, x, t, descent, epochs=300).network
        w5, w7 = network.layers[1].weights[:, 0]
        apart[train_biases] = abs(w5 - w7)
        answers[train_biases] = network.forward(x).outs[-1]
    assert np.allclose([*answers.values()], 0.5, atol=0.01)
    assert apart[False] < apart[True] / 20.0


# chain_rule


def test_strips_and_corner_vanish_but_only_the_corner_does_against_the_step() -> None:
    lines = re.findall(r"strips / Δt = ([\d.]+), corner / Δt = ([\d.]+)", stored("chain_rule"))
    strips, corners = np.array(lines, dtype=float).T
    steps = np.array([0.2, 0.02, 0.002])
    assert (np.diff(strips * steps) < 0.0).all()
    assert strips[-1] == pytest.approx(36.0, abs=0.02)
    assert corners[-1] < 0.03


def test_a_weight_has_the_input_where_the_path_of_the_input_has_the_weight() -> None:
    network, x = EXAMPLE.network, EXAMPLE.x
    backward = network.backward(network.forward(x), EXAMPLE.t)
    weights, delta = network.layers[0].weights, backward.deltas[0]
    through_h1 = delta[0] * weights[0, 0]  # what reaches i1 on its paths through h1
    w1 = backward.gradients[0].weights[0, 0]
    assert w1 == pytest.approx(through_h1 / weights[0, 0] * x[0], rel=1e-12)
    assert w1 != pytest.approx(through_h1, rel=0.1)
    for number in (through_h1, w1):
        assert f"{number:.9f}" in stored("chain_rule")


def test_no_slope_at_a_kink_is_right_for_both_ways_to_write_a_smooth_function() -> None:
    """Autograd says ½ at a tie, and this book's tape 0: each is right for one of the two."""

    def identity(x: Any, maximum: Callable[..., Any]) -> Any:
        return maximum(x, 0.0) - maximum(-x, 0.0)

    def nothing(x: Any, maximum: Callable[..., Any]) -> Any:
        return maximum(x, 0.0) - maximum(maximum(x, 0.0), 0.0)

    by_half, by_zero = [], []
    for function in (identity, nothing):
        by_half.append(grad(lambda x, f=function: f(x, autograd_numpy.maximum))(0.0))
        x = Variable(0.0)
        function(x, Variable.maximum).backward()
        by_zero.append(x.gradient)
    assert by_half == [1.0, 0.25]
    assert by_zero == [0.0, 0.0]


# descent: an optimum need not rise on every side.


def test_along_the_valley_every_point_is_a_global_optimum() -> None:
    example = examples.linear_neuron()
    for w in (-2.0, 0.3, 5.0):
        network = example.network.from_vector([w, -w, 0.0])
        backward = network.backward(network.forward(example.x), example.t)
        assert backward.loss == 0.0
        assert not backward.gradients[0].weights.any()


# matrices, the exercise about the input: the way down does not fool a network.


def test_only_the_way_up_makes_the_right_class_less_probable() -> None:
    example = examples.lecture_network()
    network, target = example.network, example.t[0]
    for sign in (-1, 1):
        moved = example.x[0].copy()
        for _ in range(50):
            delta = network.backward(network.forward(moved), target).deltas[0]
            moved = moved + sign * delta @ network.layers[0].weights
        before, after = (network.forward(x).outs[-1] for x in (example.x[0], moved))
        assert np.sign(after[0] - before[0]) == -sign
        assert after.argmax() == before.argmax() == 0
        assert f"50 steps: p = {after[0]:.4f}" in stored("matrices")


# activations: forward and backward ask for different variances.


def test_rectified_layers_keep_the_deltas_with_two_over_their_outputs() -> None:
    n_in, n_out = 400, 100
    random = np.random.default_rng(1)
    for scale, kept in ((1.0, n_out / n_in), (np.sqrt(n_in / n_out), 1.0)):
        before, after = [], []
        for _ in range(20):
            weights = scale * he_weights(n_in, n_out, random)
            nets, deltas = random.normal(size=(20, n_in)), random.normal(size=(20, n_out))
            before.append(np.mean((deltas @ weights * (nets > 0.0)) ** 2))
            after.append(np.mean(deltas**2))
        assert np.mean(before) / np.mean(after) == pytest.approx(kept, rel=0.1)


# why_backwards, the exercise "Ten times".


def test_forward_costs_hardly_more_than_backward_with_two_layers_and_a_quarter_of_kn_with_many() -> None:
    def ratio(n: int, depth: int) -> float:
        counts = multiplications([n] * (depth + 1))
        return counts.forward_accumulation / counts.backward_accumulation

    assert all(ratio(n, 2) < 4.0 / 3.0 for n in (1, 2, 10, 100, 1000, 10_000))
    assert ratio(100, 512) / (100 * 512) == pytest.approx(0.25, rel=0.02)
    for n, place in ((10, 0), (100, 1)):
        shown = row("why_backwards", "Forward over backward", "2")
        assert f"{shown[place]:.2f}" == f"{ratio(n, 2):.2f}"


@pytest.mark.parametrize("depth", [3, 4, 6])
def test_from_three_layers_on_the_costs_have_the_powers_that_the_chapter_names(depth: int) -> None:
    wide, twice = (multiplications([n] * (depth + 1)) for n in (10_000, 20_000))
    powers = np.log2(np.array(twice, dtype=float) / np.array(wide, dtype=float))
    assert powers == pytest.approx([depth + 1, 4, 3, 2], abs=0.01)
