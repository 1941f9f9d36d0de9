"""Where a network with two inputs and one output says yes."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from lessons.arrays import Array
from lessons.display.palette import BACKWARD, FAINT, FORWARD, INK
from lessons.network import Network


def decision_regions(ax: Axes, network: Network, points: Array, targets: Array, half: float = 0.5) -> Axes:
    """Shade where the output is above `half`, and draw the samples.

    Parameters
    ----------
    ax : Axes
    network : Network
        With two inputs and one output.
    points : array, shape (samples, 2)
    targets : array, shape (samples,)
        Above `half` for yes, drawn as filled squares; the others are hollow circles.
    half : float
        The output between yes and no.
    """
    low, high = points.min() - 0.35, points.max() + 0.35
    line = np.linspace(low, high, 241)
    first, second = np.meshgrid(line, line)
    plane = np.stack([first.ravel(), second.ravel()], axis=-1)
    out = network.forward(plane).outs[-1].reshape(first.shape)
    region = ax.contourf(first, second, out > half, levels=[0.5, 1.5], colors=["#dbe9f4"], hatches=["//"])
    region.set(edgecolor=FAINT, linewidth=0.0)
    yes = targets > half
    ax.plot(*points[yes].T, "s", color=FORWARD, markersize=10, zorder=3)
    ax.plot(*points[~yes].T, "o", color=BACKWARD, markerfacecolor="white", markersize=10, zorder=3)
    ax.set(xlim=(low, high), ylim=(low, high), aspect="equal")
    ax.tick_params(labelcolor=INK)
    ax.grid(visible=False)
    return ax
