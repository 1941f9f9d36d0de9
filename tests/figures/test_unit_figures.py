"""Pictures of units, of deep networks, of decisions and of years."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes

from lessons import Layer, Network, activations, figures
from lessons.evidence.history import events
from lessons.figures.labels import apart


def named(ax: Axes, label: str) -> Any:
    (line,) = (line for line in ax.lines if line.get_label() == label)
    return np.asarray(line.get_xydata())


def test_a_function_is_drawn_with_its_slope(ax: Axes) -> None:
    nets = np.array([-1.0, 0.0, np.log(3.0)])
    assert figures.function_and_slope(ax, activations.get("logistic"), nets) is ax
    np.testing.assert_allclose(named(ax, "out = f(net)")[1:, 1], [1 / 2, 3 / 4], rtol=1e-12)
    np.testing.assert_allclose(named(ax, "slope f′(net)")[1:, 1], [1 / 4, 3 / 16], rtol=1e-12)
    assert ax.get_title(loc="left") == "logistic"


def test_a_slope_that_jumps_is_drawn_with_a_gap(ax: Axes) -> None:
    figures.function_and_slope(ax, activations.get("relu"), np.array([-2.0, -1.0, 1.0, 2.0]))
    np.testing.assert_array_equal(named(ax, "slope f′(net)")[:, 1], [0.0, 0.0, np.nan, 1.0, 1.0])


def test_each_line_of_sizes_carries_its_name_beside_its_end(ax: Axes) -> None:
    sizes = {"quick": np.geomspace(1.0, 1e-5, 6), "slow": np.geomspace(1.0, 0.1, 6)}
    assert figures.sizes_by_layer(ax, sizes, bound=np.geomspace(1.0, 1e-3, 6)) is ax
    np.testing.assert_allclose(np.asarray(ax.lines[0].get_ydata()), sizes["quick"])
    assert len(ax.lines) == 3
    heights = {text.get_text(): text.xy[1] for text in ax.texts}  # type: ignore[attr-defined]
    assert heights["slow"] > heights["quick"]


def test_the_factors_are_drawn_with_the_level_of_one(ax: Axes) -> None:
    scales = np.array([0.5, 1.0, 2.0])
    assert figures.factor_by_scale(ax, scales, {"relu": scales, "tanh": np.sqrt(scales)}) is ax
    np.testing.assert_array_equal(np.asarray(ax.lines[-1].get_ydata()), [1.0, 1.0])
    assert {text.get_text() for text in ax.texts} == {"relu", "tanh"}


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=9))
def test_names_that_are_moved_apart_keep_their_order_and_their_middle(heights: list[float]) -> None:
    moved = apart(np.array(heights), gap=0.1)
    assert (np.diff(moved[np.argsort(heights, kind="stable")]) > 0.1 - 1e-9).all()
    assert moved.mean() == pytest.approx(np.mean(heights), abs=1e-9)


def test_names_with_room_stay_where_they_are() -> None:
    np.testing.assert_array_equal(apart(np.array([0.5, 0.1, 0.9]), gap=0.1), [0.5, 0.1, 0.9])


def test_decisions_show_both_classes_and_the_region_of_yes(ax: Axes) -> None:
    network = Network([Layer([[1.0, 0.0]], [0.0], "identity")], "half_squared_error")
    points = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    assert figures.decision_regions(ax, network, points, np.array([0.0, 1.0, 1.0])) is ax
    yes, no = (np.asarray(line.get_xydata()) for line in ax.lines)
    np.testing.assert_array_equal(yes, points[1:])
    np.testing.assert_array_equal(no, points[:1])
    (region,) = ax.collections
    corners = np.concatenate([path.vertices for path in region.get_paths()])
    assert corners[:, 0].min() == pytest.approx(0.5, abs=0.01)


def test_the_time_line_names_every_event(ax: Axes) -> None:
    assert figures.timeline(ax, events()) is ax
    written = {text.get_text() for text in ax.texts}
    for event in events():
        assert f"{event.who}: {event.what}" in written
        assert event.when in written


def test_an_added_event_has_a_hollow_mark(ax: Axes) -> None:
    told = events()[3]
    figures.timeline(ax, [replace(told, added=False), replace(told, added=True)])
    marks = [line for line in ax.lines if line.get_marker() == "s"]
    assert [line.get_markerfacecolor() == "white" for line in marks] == [False, True]
