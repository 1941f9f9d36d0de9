"""Activation functions, and what they do to the deltas of deep networks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from lessons.activations import Activation
from lessons.arrays import Array
from lessons.display.palette import BACKWARD, FORWARD, INK, QUIET
from lessons.figures.labels import apart
from lessons.figures.style import line_styles


def function_and_slope(ax: Axes, activation: Activation, nets: Array) -> Axes:
    """Draw out = f(net) as a solid line and f′(net) as a dashed one.

    Where f′ jumps, as that of ReLU does at 0, its line is broken.

    Parameters
    ----------
    ax : Axes
    activation : Activation
        One that works unit by unit: any but softmax.
    nets : array, shape (points,)
        In rising order.
    """
    slopes = activation.derivative(nets)
    jumps = np.flatnonzero(np.abs(np.diff(slopes)) > 0.5) + 1
    ax.axhline(0.0, color=QUIET, linewidth=0.8, zorder=0.5)
    ax.plot(nets, activation(nets), color=FORWARD, label="out = f(net)")
    broken = np.insert(slopes, jumps, np.nan)
    ax.plot(np.insert(nets, jumps, np.nan), broken, color=BACKWARD, linestyle="--", label="slope f′(net)")
    ax.set_title(activation.name)
    return ax


def sizes_by_layer(ax: Axes, sizes: Mapping[str, Array], bound: Array | None = None) -> Axes:
    """Draw one line of sizes for each name over the layers 0, 1, 2, …, on a logarithmic axis.

    Parameters
    ----------
    ax : Axes
    sizes : mapping of str to array
        Above 0; the first value belongs to layer 0. Each line carries its name at its end.
    bound : array, optional
        A line to compare with, dotted and without markers.
    """
    ax.set(yscale="log")
    for values, look in zip(sizes.values(), line_styles(), strict=False):
        ax.plot(np.arange(len(values)), values, markevery=max(1, len(values) // 6), **look)
    if bound is not None:
        ax.plot(np.arange(len(bound)), bound, color=INK, linestyle=":", linewidth=2.4)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    _names_at_ends(ax, list(sizes))
    return ax


def factor_by_scale(ax: Axes, scales: Array, factors: Mapping[str, Array]) -> Axes:
    """Draw by what each layer multiplies a delta, over the scale of the weights.

    Below the level of 1 the deltas vanish with depth, above it they explode.
    """
    for values, look in zip(factors.values(), line_styles(), strict=False):
        ax.plot(scales, values, **look)
    ax.axhline(1.0, color=INK, linewidth=1.2, linestyle=":")
    ax.set(xscale="log", yscale="log", xlabel="weights, in multiples of the usual start")
    ax.set_ylabel("factor per layer")
    _names_at_ends(ax, list(factors))
    return ax


def _names_at_ends(ax: Axes, names: Sequence[str]) -> None:
    """Write the name of each line behind its last point, moved apart where they would meet."""
    lines = ax.lines[: len(names)]
    ax.margins(x=0.02)
    low, high = np.log10(ax.get_ylim())
    ends = np.log10([np.asarray(line.get_ydata(), dtype=float)[-1] for line in lines])
    heights = apart((ends - low) / (high - low), gap=0.085)
    for name, line, height in zip(names, lines, heights, strict=True):
        ax.annotate(
            name,
            (1.0, height),
            (6, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            va="center",
            color=line.get_color(),
        )
