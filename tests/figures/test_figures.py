"""Pictures: what is drawn are the core's numbers, and each function returns the Axes it drew on."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.axes import Axes

from lessons import examples, figures
from lessons.figures.diagrams import RADIUS
from tests.support.drawn import line, texts


def test_the_parabola_is_the_error_of_the_network(ax: Axes) -> None:
    weights = np.linspace(0.0, 4.0, 9)
    assert figures.error_against_weight(ax, examples.one_weight(), weights) is ax
    np.testing.assert_allclose(line(ax, 0)[:, 1], 0.5 * (2 * weights - 4) ** 2, rtol=1e-14)
    assert ax.get_xlabel() == "weight w"


def test_a_path_lies_on_the_parabola_and_numbers_its_first_points(ax: Axes) -> None:
    assert figures.path_on_error(ax, examples.one_weight(), [1.0, 1.4, 1.64], labelled=2) is ax
    np.testing.assert_allclose(line(ax, 0)[:, 1], [2.0, 0.72, 0.2592], rtol=1e-14)
    assert texts(ax) == ["0", "1"]


def test_runs_differ_in_more_than_color(ax: Axes) -> None:
    runs = {f"run {number}": np.full(4, 0.5**number) for number in range(5)}
    assert figures.error_against_updates(ax, runs) is ax
    looks = {(str(drawn.get_linestyle()), str(drawn.get_marker())) for drawn in ax.lines}
    assert len(looks) == 5
    assert ax.get_yscale() == "log"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == list(runs)  # type: ignore[union-attr]


def test_a_run_ends_where_its_error_is_zero(ax: Axes) -> None:
    figures.error_against_updates(ax, {"there in one step": np.array([2.0, 0.0, 0.0])}, mark_every=None)
    np.testing.assert_array_equal(line(ax, 0)[:, 1], [2.0, np.nan, np.nan])
    assert ax.lines[0].get_marker() in {"", "None"}


def test_the_factor_is_that_of_the_formula(ax: Axes) -> None:
    assert figures.convergence_factor(ax, examples.one_weight(), largest_rate=0.7) is ax
    rates, factors = line(ax, 0).T
    np.testing.assert_allclose(factors, np.abs(1 - 4 * rates), rtol=1e-9, atol=1e-12)
    assert texts(ax) == ["slides down", "swings across", "runs away"]


def test_the_network_carries_its_weights_biases_and_targets(ax: Axes) -> None:
    assert figures.two_two_two_start(ax, examples.two_two_two()) is ax
    drawn = texts(ax)
    for number, weight in enumerate((0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55), start=1):
        assert f"$w_{number}$ {weight:.2f}" in drawn
    assert drawn.count("$b_1$ 0.35") == drawn.count("$b_2$ 0.60") == 2
    assert "target\n0.01" in drawn
    assert "target\n0.99" in drawn


def test_the_forward_pass_carries_every_printed_number(ax: Axes) -> None:
    assert figures.two_two_two_forward(ax, examples.two_two_two()) is ax
    for number in ("0.377500000", "0.593269992", "0.596884378", "1.105905967", "0.772928465", "0.298371109"):
        assert number in "\n".join(texts(ax))


def test_the_backward_pass_carries_both_paths_to_h1(ax: Axes) -> None:
    assert figures.two_two_two_backward(ax, examples.two_two_two()) is ax
    for number in ("0.138498562", "0.055399425", "−0.019049118", "0.008771355"):
        assert number in "\n".join(texts(ax))


def test_a_chain_shows_values_forward_and_slopes_backward(ax: Axes) -> None:
    steps = [("w", "1"), ("y", "2"), ("E", "2")]
    assert figures.computation_chain(ax, steps, ["slope one", "slope two"]) is ax
    assert texts(ax) == ["w", "1", "y", "2", "E", "2", "slope one", "slope two"]


def test_layers_stand_from_left_to_right_and_units_from_top_to_bottom() -> None:
    diagram = figures.NetworkDiagram([["a", "b"], ["c"]], column=3.0, row=2.0)
    assert diagram.place("a") == (0.0, 1.0)
    assert diagram.place("b") == (0.0, -1.0)
    assert diagram.place("c") == (3.0, 0.0)
    with pytest.raises(ValueError, match="there is no unit 'd' in the diagram"):
        diagram.place("d")


def test_an_edge_ends_at_the_rims_of_its_units(ax: Axes) -> None:
    diagram = figures.NetworkDiagram([["a"], ["b"]], column=3.0)
    diagram.frame(ax, left=0.0, right=0.0, above=0.0, below=0.0)
    diagram.draw_edge(ax, "a", "b")
    ax.apply_aspect()
    (arrow,) = ax.patches
    extent = arrow.get_window_extent().transformed(ax.transData.inverted())
    assert extent.x0 == pytest.approx(RADIUS, abs=0.05)
    assert extent.x1 == pytest.approx(3.0 - RADIUS, abs=0.05)
