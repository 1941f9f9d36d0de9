"""Error surfaces over one weight or two, and the paths that optimizers take on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from lessons.arrays import Array
from lessons.display.palette import BACKWARD, FORWARD, GREEN, INK, PURPLE, QUIET
from lessons.examples import Example
from lessons.figures.labels import apart
from lessons.figures.style import line_styles
from lessons.studies.surfaces import losses_at

BATCH_LINES = (
    (FORWARD, "--"),
    (BACKWARD, "-."),
    (GREEN, ":"),
    (PURPLE, (0, (5, 1, 1, 1, 1, 1))),
    (QUIET, (0, (9, 2))),
    ("#8a6100", (0, (2, 1))),
)
"""One color and one kind of dashes for each batch of a picture."""


def batch_losses(ax: Axes, example: Example, weights: Array, batches: Sequence[Sequence[int]]) -> Axes:
    """Draw the loss of all samples over the weight, and thinner that of each batch: figure 2.

    Parameters
    ----------
    ax : Axes
    example : Example
        With one weight.
    weights : array, shape (points,)
    batches : sequence of sequences of int
        The numbers of the samples in each batch; at most six.
    """
    thin = zip(batches, BATCH_LINES, strict=False)
    for number, (batch, (color, dashes)) in enumerate(thin, start=1):
        losses = _losses(example, weights, list(batch))
        ax.plot(weights, losses, color=color, linewidth=1.3, linestyle=dashes, label=f"batch {number}")
    ax.plot(weights, _losses(example, weights), color=INK, linewidth=3.4, label="all samples")
    ax.set(xlabel="weight w", ylabel="error E")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=3, handlelength=3.2)
    return ax


def weights_on_curve(
    ax: Axes, example: Example, weights: Array, paths: Mapping[str, Array], every: int = 1
) -> Axes:
    """Draw the loss over the weight, and paths on it: rings where they start, dots where they end.

    Parameters
    ----------
    ax : Axes
    example : Example
        With one weight.
    weights : array, shape (points,)
    paths : mapping of str to array, shape (updates + 1,)
        The label of each path and its weights.
    every : int
        Every how many updates a path gets a marker.
    """
    ax.plot(weights, _losses(example, weights), color=INK, linewidth=1.2)
    for (label, path), look in zip(paths.items(), line_styles(), strict=False):
        losses = _losses(example, path)
        ax.plot(path, losses, label=label, markevery=every, **look)
        ax.plot(path[0], losses[0], marker="o", markersize=11, fillstyle="none", color=look["color"])
        ax.plot(path[-1], losses[-1], marker="o", markersize=9, color=look["color"])
    ax.set(xlabel="weight w", ylabel="error E")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2)
    return ax


def _losses(example: Example, weights: Array, samples: Sequence[int] | slice = slice(None)) -> Array:
    """Return the loss over one weight, of all samples or of some."""
    return losses_at(example.network, example.x[samples], example.t[samples], weights[:, np.newaxis])


def weights_over_updates(ax: Axes, paths: Mapping[str, Array]) -> Axes:
    """Draw one weight over the updates, a line for each run, with its label at its end.

    Parameters
    ----------
    ax : Axes
    paths : mapping of str to array, shape (updates + 1,)
    """
    ends = apart(np.array([path[-1] for path in paths.values()]), gap=_span(paths) / 14)
    for (label, path), look, height in zip(paths.items(), line_styles(), ends, strict=False):
        look["marker"] = ""
        ax.plot(path, **look, linewidth=1.5)
        place = (len(path) - 1, height)
        ax.annotate(
            label,
            place,
            (6, 0),
            textcoords="offset points",
            va="center",
            color=look["color"],
            annotation_clip=False,
        )
    ax.set(xlabel="updates", ylabel="weight w", xlim=(0, max(map(len, paths.values())) - 1))
    return ax


def _span(paths: Mapping[str, Array]) -> float:
    everything = np.concatenate(list(paths.values()))
    return float(np.ptp(everything))


def paths_on_surface(
    ax: Axes,
    example: Example,
    paths: Mapping[str, Array],
    *,
    w1: tuple[float, float],
    w2: tuple[float, float],
    levels: Sequence[float],
    every: int = 1,
) -> Axes:
    """Draw lines of equal loss over two weights, and paths across them.

    Parameters
    ----------
    ax : Axes
    example : Example
        With two weights.
    paths : mapping of str to array, shape (updates + 1, 2)
        The label of each path and its weights.
    w1, w2 : pair of float
        What part of the surface is shown.
    levels : sequence of float
        The losses at which a line is drawn, rising.
    every : int
        Every how many updates a path gets a marker.
    """
    across, up = np.linspace(*w1, 121), np.linspace(*w2, 121)
    grid = np.stack(np.meshgrid(across, up), axis=-1)
    losses = losses_at(example.network, example.x, example.t, grid)
    lines = ax.contour(across, up, losses, levels=list(levels), colors=QUIET, linewidths=0.8)
    ax.clabel(lines, fontsize=8, fmt="%g")
    for (label, path), look in zip(paths.items(), line_styles(), strict=False):
        ax.plot(*path.T, label=label, markevery=every, linewidth=1.4, markersize=4.5, **look)
    start = next(iter(paths.values()))[0]
    ax.plot(*start, marker="o", markersize=11, fillstyle="none", color=INK, linestyle="")
    ax.set(xlabel="$w_1$", ylabel="$w_2$", xlim=w1, ylim=w2)
    return ax
