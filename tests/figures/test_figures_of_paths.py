"""Pictures of surfaces: the curves are the core's losses, and every line has its own look."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.axes import Axes

from lessons import figures
from lessons.arrays import Array
from lessons.studies.disagreement import disagreeing_samples
from lessons.studies.surfaces import losses_at, saddle
from tests.support.drawn import line

EXAMPLE = disagreeing_samples()


def losses_of(weights: Array, samples: list[int]) -> Array:
    return losses_at(EXAMPLE.network, EXAMPLE.x[samples], EXAMPLE.t[samples], weights[:, np.newaxis])


def test_each_batch_has_its_own_loss_and_the_full_one_is_the_thickest(ax: Axes) -> None:
    weights = np.linspace(1.0, 12.0, 30)
    batches = [[0, 1], [5, 20], [30]]
    assert figures.batch_losses(ax, EXAMPLE, weights, batches) is ax
    for number, samples in enumerate([*batches, list(range(32))]):
        expected = losses_of(weights, samples)
        np.testing.assert_allclose(line(ax, number)[:, 1], expected, rtol=1e-12)
    widths = [drawn.get_linewidth() for drawn in ax.lines]
    assert widths[-1] > 2 * max(widths[:-1])
    assert len({str(drawn.get_linestyle()) + str(drawn.get_color()) for drawn in ax.lines}) == 4


def test_paths_lie_on_the_curve(ax: Axes) -> None:
    paths = {"up": np.array([3.0, 3.5]), "down": np.array([9.0, 10.0, 10.5])}
    assert figures.weights_on_curve(ax, EXAMPLE, np.linspace(1, 12, 20), paths) is ax
    drawn = {str(each.get_label()): np.asarray(each.get_xydata()) for each in ax.lines}
    for label, path in paths.items():
        np.testing.assert_array_equal(drawn[label][:, 0], path)
        expected = losses_of(path, list(range(32)))
        np.testing.assert_allclose(drawn[label][:, 1], expected, rtol=1e-12)


def test_labels_stand_at_the_ends_of_their_lines_and_apart(ax: Axes) -> None:
    paths = {"a": np.linspace(0, 10, 5), "b": np.linspace(0, 9.9, 5), "c": np.linspace(0, 1, 5)}
    assert figures.weights_over_updates(ax, paths) is ax
    heights = {text.get_text(): float(text.xy[1]) for text in ax.texts}  # type: ignore[attr-defined]
    assert heights["c"] == 1.0
    assert heights["a"] >= heights["b"] + 0.5
    assert heights["a"] + heights["b"] == pytest.approx(10 + 9.9)


def test_a_surface_carries_its_paths_and_its_levels(ax: Axes) -> None:
    path = np.array([[0.6, 0.6], [0.4, 0.4], [0.1, 0.2]])
    drawn = figures.paths_on_surface(
        ax, saddle(), {"run": path}, w1=(-1.0, 1.0), w2=(-0.5, 0.5), levels=[0.4, 0.5, 0.6]
    )
    assert drawn is ax
    np.testing.assert_array_equal(line(ax, 0), path)
    assert ax.get_xlim() == (-1.0, 1.0)
    assert ax.get_ylim() == (-0.5, 0.5)
    (lines,) = (each for each in ax.collections if hasattr(each, "levels"))
    for level, segments in zip(lines.levels, lines.allsegs, strict=True):  # type: ignore[attr-defined]
        for segment in segments:
            if len(segment):
                losses = losses_at(saddle().network, saddle().x, saddle().t, segment)
                np.testing.assert_allclose(losses, level, atol=2e-3)
