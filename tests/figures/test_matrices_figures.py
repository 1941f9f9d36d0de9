"""Pictures of the matrix form and of what a gradient costs: they carry the core's numbers."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from lessons import Layer, Network, examples, figures
from tests.support.drawn import texts


def patches(ax: Axes, kind: type) -> list[object]:
    return [patch for patch in ax.patches if isinstance(patch, kind)]


def test_figure_1_has_a_circle_for_each_unit_and_a_square_for_each_constant(ax: Axes) -> None:
    network = examples.lecture_network().network
    assert figures.layers_with_indices(ax, network, marked=(2, 1, 3)) is ax
    assert len(patches(ax, Circle)) == 12
    assert len(patches(ax, Rectangle)) == texts(ax).count("1") == 3
    assert len(ax.lines) == 3 * 3 * 4
    assert sum(line.get_linestyle() == "--" for line in ax.lines) == 9


def test_figure_1_names_each_matrix_with_its_shape(ax: Axes) -> None:
    network = Network.initialize([2, 4, 1])
    figures.layers_with_indices(ax, network, marked=(1, 1, 1))
    drawn = "\n".join(texts(ax))
    assert "$\\mathbf{W}^{(1)}$\n4 × 3" in drawn
    assert "$\\mathbf{W}^{(2)}$\n1 × 5" in drawn


def test_the_marked_weight_leads_from_unit_nu_to_unit_mu(ax: Axes) -> None:
    layers = [
        Layer([[1.0, 2.0], [3.0, 4.0], [5.0, -6.25]], [0.0, 0.0, 0.0], "logistic"),
        Layer([[1.0, 1.0, 1.0]], [0.0], "identity"),
    ]
    network = Network(layers, "half_squared_error")
    figures.layers_with_indices(ax, network, marked=(1, 3, 2))
    assert "$W_{32}^{(1)}$ = −6.25" in texts(ax)
    (arrow,) = patches(ax, FancyArrowPatch)
    assert isinstance(arrow, FancyArrowPatch)
    vertices = np.asarray(arrow.get_path().vertices)
    circles = [patch.center for patch in ax.patches if isinstance(patch, Circle)]
    np.testing.assert_allclose(vertices[0], circles[1], atol=1e-9)  # unit 2 of layer 0


def test_an_equation_of_matrices_shows_every_number_and_shape(ax: Axes) -> None:
    row, matrix = np.array([1.5, -2.0]), np.array([[1.0, 0.0, 2.5], [3.0, 4.0, -1.0]])
    product = row @ matrix
    assert figures.matrix_equation(ax, [("r", row), "·", ("M", matrix), "=", ("rM", product)]) is ax
    drawn = texts(ax)
    for expected in ("1.50", "−2.00", "2.50", "−1.00", "−4.50", "−8.00", "5.75", "0", "·", "="):
        assert expected in drawn
    assert [text for text in drawn if "×" in text] == ["1 × 2", "2 × 3", "1 × 3"]


def test_two_equations_of_one_width_have_one_scale(ax: Axes) -> None:
    figures.matrix_equation(ax, [("a", np.ones(2))], width=10.0)
    left, right = ax.get_xlim()
    assert right - left == pytest.approx(10.2)


def test_the_strip_holds_the_gradient_in_the_order_of_theta(ax: Axes) -> None:
    example = examples.lecture_network()
    network = example.network
    gradients = network.backward(network.forward(example.x), example.t).gradients
    assert figures.parameter_strip(ax, network, gradients) is ax
    heights = {
        round(bar.get_x() + bar.get_width() / 2): bar.get_height()
        for bar in ax.patches
        if isinstance(bar, Rectangle)
    }
    expected = np.concatenate([np.column_stack(gradient).ravel() for gradient in gradients])
    np.testing.assert_allclose([heights[place] for place in range(1, 37)], expected, rtol=1e-14)
    weights, biases = ax.containers
    assert (len(weights), len(biases)) == (27, 9)
    assert round(biases[0].get_center()[0]) == 4


def test_costs_are_drawn_with_their_names_and_differ_in_more_than_color(ax: Axes) -> None:
    costs = {"slow": [1.0, 10.0], "fast": [1.0, 2.0, 3.0]}
    assert figures.cost_curves(ax, [2, 4, 8], costs) is ax
    assert texts(ax) == ["slow", "fast"]
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), [[2, 1], [4, 10]])
    np.testing.assert_array_equal(ax.lines[1].get_xydata(), [[2, 1], [4, 2], [8, 3]])
    assert len({(str(line.get_linestyle()), str(line.get_marker())) for line in ax.lines}) == 2
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


def test_areas_are_in_proportion_to_the_counts(ax: Axes) -> None:
    assert figures.areas_to_scale(ax, {"few": 25, "many": 10_000}) is ax
    areas = [patch.get_width() * patch.get_height() for patch in ax.patches if isinstance(patch, Rectangle)]
    assert areas[1] / areas[0] == pytest.approx(400.0)
    assert texts(ax) == ["few\n25", "many\n10,000"]


def test_an_adjoint_graph_has_an_arrow_back_for_each_edge(ax: Axes) -> None:
    slopes = {("x", "u"): 1.0, ("x", "v"): 3.0, ("u", "E"): 6.0, ("v", "E"): 5.0}
    values = {"x": 2.0, "u": 5.0, "v": 6.0, "E": 30.0}
    adjoints = {"x": 21.0, "u": 6.0, "v": 5.0, "E": 1.0}
    assert figures.adjoint_graph(ax, [["x"], ["u", "v"], ["E"]], values, adjoints, slopes) is ax
    assert len(patches(ax, FancyArrowPatch)) == 4
    drawn = texts(ax)
    assert {"· 1", "· 3", "· 6", "· 5", "value 30", "adjoint 21"} <= set(drawn)
