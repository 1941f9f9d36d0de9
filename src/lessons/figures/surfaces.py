"""Error surfaces over two weights, and paths on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from lessons.arrays import Array
from lessons.display.palette import BACKWARD, FORWARD, INK
from lessons.network import Network
from lessons.studies.surfaces import losses_for_weights

if TYPE_CHECKING:
    from lessons.arrays import ArrayLike


def errors_over_weights(network: Network, x: ArrayLike, t: ArrayLike, w1: Array, w2: Array) -> Array:
    """Return E for each pair of weights of a neuron with two inputs: one sweep of the network.

    Parameters
    ----------
    network : Network
        One unit with two inputs; its bias is kept.
    x, t : array_like
        As `Network.forward` and `Network.backward` take them.
    w1, w2 : array, of one shape
        The weights.

    Returns
    -------
    array, of the shape of w1

    Raises
    ------
    ValueError
        If the network has other than two weights and a bias.
    """
    if network.sizes != (2, 1):
        raise ValueError(f"network must have the sizes (2, 1), but has {network.sizes}")
    return losses_for_weights(network, x, t, np.stack([w1, w2], axis=-1))


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
        As for `errors_over_weights`.
    w1, w2 : array, shape (points,)
        Where to evaluate E along each axis.
    levels : sequence of float
        The errors that get a line.
    labels : bool
        Whether the lines carry their error.
    """
    first, second = np.meshgrid(w1, w2)
    errors = errors_over_weights(network, x, t, first, second)
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
