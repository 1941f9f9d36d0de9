"""Pictures of graphs of operations and of error surfaces: what is drawn is what was computed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes

from lessons import Network, examples, figures
from tests.support.drawn import texts


def place_of(ax: Axes, text: str) -> Any:
    (found,) = [each for each in ax.texts if each.get_text() == text]
    return np.asarray(found.get_position())


def neuron() -> tuple[Network, list[float], list[float]]:
    example = examples.linear_neuron()
    return example.network, [1.0, 1.0], [0.0]


def test_a_graph_shows_each_quantity_its_value_and_the_slope_on_each_arrow(ax: Axes) -> None:
    places = {"u": (0.0, 0.0), "x": (4.0, 0.0)}
    assert figures.computation_graph(ax, places, {("u", "x"): "12"}, values={"u": "7", "x": "9"}) is ax
    assert sorted(texts(ax)) == ["$u$", "$x$", "12", "7", "9"]
    np.testing.assert_allclose(place_of(ax, "12"), [2.0, 0.0])
    np.testing.assert_allclose(place_of(ax, "$x$"), [4.0, 0.0])


def test_a_value_stands_below_its_circle_unless_it_is_asked_for_above(ax: Axes) -> None:
    places = {"u": (0.0, 0.0), "x": (4.0, 0.0)}
    figures.computation_graph(ax, places, {("u", "x"): ""}, values={"u": "7", "x": "9"}, above=("x",))
    assert place_of(ax, "7")[1] < -0.3
    assert place_of(ax, "9")[1] > 0.3


def test_the_slope_stands_at_the_fraction_of_the_arrow_that_is_asked_for(ax: Axes) -> None:
    places = {"u": (0.0, 0.0), "x": (4.0, 2.0)}
    figures.computation_graph(ax, places, {("u", "x"): "5"}, label_at=0.25)
    np.testing.assert_allclose(place_of(ax, "5"), [1.0, 0.5])


def test_an_arrow_to_a_quantity_without_a_place_is_refused(ax: Axes) -> None:
    with pytest.raises(ValueError, match="there is no place for 'z'; there are: u"):
        figures.computation_graph(ax, {"u": (0.0, 0.0)}, {("u", "z"): "1"})


def test_the_parts_of_a_growing_rectangle_make_up_the_larger_one(ax: Axes) -> None:
    assert figures.growing_rectangle(ax, (4.0, 6.0), (5.0, 6.5)) is ax
    areas = [patch.get_width() * patch.get_height() for patch in ax.patches]  # type: ignore[attr-defined]
    np.testing.assert_allclose(areas, [24.0, 6.0, 2.0, 0.5])
    drawn = "\n".join(texts(ax))
    for text in ("4 · 6 = 24", "6 · 1.00 = 6.00", "4 · 0.50 = 2.00", "corner 0.500"):
        assert text in drawn


@pytest.mark.parametrize("after", [(4.0, 7.0), (5.0, 5.0)])
def test_a_rectangle_that_does_not_grow_is_refused(ax: Axes, after: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="both sides must grow"):
        figures.growing_rectangle(ax, (4.0, 6.0), after)


def test_a_network_with_other_than_two_weights_has_no_such_surface(ax: Axes) -> None:
    network, axis = examples.two_two_two().network, np.linspace(-1.0, 1.0, 3)
    with pytest.raises(ValueError, match="weights must have 8 values on the last axis"):
        figures.error_contours(ax, network, [1.0, 1.0], [0.0, 0.0], axis, axis, levels=[1.0])


def test_the_contours_of_the_valley_run_along_its_floor(ax: Axes) -> None:
    axis = np.linspace(-2.0, 2.0, 41)
    assert figures.error_contours(ax, *neuron(), axis, axis, levels=[1.0], labels=False) is ax
    (lines,) = ax.collections
    points = np.concatenate([path.vertices for path in lines.get_paths()])
    np.testing.assert_allclose(np.abs(points.sum(axis=1)), 1.0, atol=0.02)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$w_1$", "$w_2$")


def test_contours_carry_their_error_if_asked_to(ax: Axes) -> None:
    axis = np.linspace(-2.0, 2.0, 41)
    figures.error_contours(ax, *neuron(), axis, axis, levels=[4.0])
    assert set(texts(ax)) == {"4"}


def test_a_path_shows_all_its_weights_and_marks_the_first(ax: Axes) -> None:
    weights = np.array([[1.0, 0.5], [0.7, 0.2], [0.52, 0.02]])
    assert figures.weight_path(ax, weights, label="a run") is ax
    path, start = ax.lines
    np.testing.assert_array_equal(path.get_xydata(), weights)
    np.testing.assert_array_equal(start.get_xydata(), weights[:1])
    assert path.get_label() == "a run"


def test_a_minimum_is_a_star_with_its_text(ax: Axes) -> None:
    assert figures.mark_minimum(ax, (1.0, -1.0), "the answer") is ax
    (star,) = ax.lines
    assert star.get_marker() == "*"
    np.testing.assert_array_equal(star.get_xydata(), [[1.0, -1.0]])
    assert texts(ax) == ["the answer"]
