"""Curves: errors over weights, over updates, and what a learning rate does to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from lessons.arrays import Array
from lessons.display.palette import BACKWARD, FORWARD, INK, QUIET
from lessons.examples import Example
from lessons.figures.style import line_styles
from lessons.studies.surfaces import losses_at
from lessons.training import train


def error_against_weight(ax: Axes, example: Example, weights: Array) -> Axes:
    """Draw E over the weight of an example with one weight.

    Parameters
    ----------
    ax : Axes
    example : Example
    weights : array, shape (points,)
        Where to evaluate E: one stack of the network.
    """
    ax.plot(weights, _errors(example, weights), color=FORWARD)
    ax.set(xlabel="weight w", ylabel="error E")
    return ax


def path_on_error(ax: Axes, example: Example, weights: Sequence[float], labelled: int = 3) -> Axes:
    """Draw the weights of one update after another as points on the curve of E.

    The first few of them, `labelled`, get their number.
    """
    path = np.asarray(weights, dtype=float)
    errors = _errors(example, path)
    ax.plot(path, errors, color=BACKWARD, marker="o", linewidth=1.0, linestyle="--", zorder=3)
    for number, (weight, error) in enumerate(zip(path[:labelled], errors, strict=False)):
        ax.annotate(str(number), (weight, error), (0, 8), textcoords="offset points", ha="center")
    return ax


def _errors(example: Example, weights: Array) -> Array:
    return losses_at(example.network, example.x, example.t, weights[:, np.newaxis])


def error_against_updates(
    ax: Axes, losses: Mapping[str, Array], mark_every: int | Sequence[int] | None = 1
) -> Axes:
    """Draw E over the updates, on a logarithmic axis, one line for each run.

    Parameters
    ----------
    ax : Axes
    losses : mapping of str to array
        The label of each run and its losses. Zeros cannot be shown on such an axis: a line
        ends where its loss is zero.
    mark_every : int or sequence of int, optional
        Which points get a marker; None for none.
    """
    for (label, values), look in zip(losses.items(), line_styles(), strict=False):
        positive = np.where(values > 0, values, np.nan)
        if mark_every is None:
            look["marker"] = ""
        ax.plot(np.arange(len(values)), positive, label=label, markevery=mark_every, **look)
    ax.set(xlabel="updates", ylabel="error E", yscale="log")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax


def convergence_factor(ax: Axes, example: Example, largest_rate: float) -> Axes:
    """Draw |w⁺ − w*| / |w − w*| over the learning rate, measured with one step of each rate."""
    rates = np.linspace(0.0, largest_rate, 241)[1:]
    x, t = float(example.x[0]), float(example.t[0])
    optimizer = type(example.optimizer())(rates, train_biases=False)
    stepped = train(example.network, example.x, example.t, optimizer, epochs=1).network
    start = float(example.network.layers[0].weights[0, 0])
    factor = (stepped.layers[0].weights[:, 0, 0] - t / x) / (start - t / x)
    ax.plot(rates, np.abs(factor), color=FORWARD)
    ax.axhline(1.0, color=INK, linewidth=1.0, linestyle=":")
    one_step, limit = 1.0 / x**2, 2.0 / x**2
    for rate in (one_step, limit):
        ax.axvline(rate, color=QUIET, linewidth=1.0, linestyle="--")
    top = 1.95
    names = (
        (one_step / 2, "slides down"),
        ((one_step + limit) / 2, "swings across"),
        ((limit + largest_rate) / 2, "runs away"),
    )
    for place, name in names:
        ax.text(place, top, name, ha="center", va="top")
    ax.set(xlabel="learning rate η", ylabel="|1 − ηx²|", ylim=(0, 2.0), xlim=(0, largest_rate))
    return ax
