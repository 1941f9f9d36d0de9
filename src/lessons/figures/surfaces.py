"""Error surfaces over two weights, and paths on them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from lessons.arrays import Array, ArrayLike
from lessons.display.palette import BACKWARD, FORWARD, INK
from lessons.network import Network
from lessons.studies.surfaces import losses_at


def error_contours(
    ax: Axes,
    network: Network,
    x: ArrayLike,
    t: ArrayLike,
    w1: Array,
    w2: Array,
    levels: Sequence[float],
    labels: bool = True,
) -> Axes:
    """Draw lines of equal E in the plane of two weights, with the same scale on both axes.

    Parameters
    ----------
    ax : Axes
    network, x, t
        As `losses_at` takes them; of one unit with two inputs, whose bias is kept.
    w1, w2 : array, shape (points,)
        Where to evaluate E along each axis.
    levels : sequence of float
        The errors that get a line.
    labels : bool
        Whether the lines carry their error.
    """
    first, second = np.meshgrid(w1, w2)
    errors = losses_at(network, x, t, np.stack([first, second], axis=-1))
    lines = ax.contour(first, second, errors, levels=list(levels), colors="#7d93a6", linewidths=0.9)
    if labels:
        ax.clabel(lines, fontsize=9, fmt="%g")
    ax.set(xlabel="$w_1$", ylabel="$w_2$")
    ax.set_aspect("equal")
    ax.grid(visible=False)
    return ax


def weight_path(ax: Axes, weights: Array, marker: str = "o", label: str | None = None) -> Axes:
    """Draw the weights of one update after another as points, the first one large.

    Parameters
    ----------
    ax : Axes
    weights : array, shape (points, 2)
    marker : str
        Of the points.
    label : str, optional
        For a legend.
    """
    ax.plot(
        weights[:, 0],
        weights[:, 1],
        color=BACKWARD,
        marker=marker,
        markersize=4,
        linewidth=1.1,
        label=label,
        zorder=3,
    )
    ax.plot(*weights[0], "o", color="white", markeredgecolor=INK, markersize=8, zorder=4)
    return ax


def mark_minimum(ax: Axes, place: Sequence[float], text: str = "") -> Axes:
    """Mark a minimum by a star, with a text beside it."""
    ax.plot(*place, "*", color=FORWARD, markersize=13, markeredgecolor="white", zorder=5)
    if text:
        ax.annotate(text, (place[0], place[1]), (9, -4), textcoords="offset points", color=FORWARD)
    return ax
