"""Pictures of the matrix form: layers with their indices, products of matrices, and θ as a strip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import colors
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from lessons.arrays import Array
from lessons.display.numerals import in_digits
from lessons.display.palette import BACKWARD, FAINT, FORWARD, INK, QUIET
from lessons.evidence.lecture_note import with_bias_column
from lessons.layer import joined
from lessons.network import Gradient, Network

RADIUS = 0.36
COLUMN = 3.4
CELL = 1.0


def layers_with_indices(ax: Axes, network: Network, marked: tuple[int, int, int]) -> Axes:
    """Draw a network layer by layer, with the constant 1 of each layer and one weight named.

    It is figure 1 of the lecture note. A circle is a unit, a square is the constant 1, and the
    dashed lines from it are the biases, the last column of each matrix.

    Parameters
    ----------
    ax : Axes
    network : Network
    marked : (layer, μ, ν)
        The weight to name, counted from 1 as in equation (1) of the note.
    """
    sizes, last = network.sizes, len(network.layers)
    top, bottom = max(sizes) / 2 + 0.35, -max(sizes) / 2 - 1.25
    for number, layer in enumerate(network.layers, start=1):
        _connections(ax, sizes, number)
        rows, columns = with_bias_column(layer).shape
        text = f"$\\mathbf{{W}}^{{({number})}}$\n{rows} × {columns}"
        ax.text((number - 0.5) * COLUMN, bottom, text, ha="center", va="top", color=FORWARD, linespacing=1.3)
    for number in range(last + 1):
        kind = {0: "input", last: "output"}.get(number, "hidden")
        text = f"layer {number}\n{kind}"
        ax.text(number * COLUMN, top, text, ha="center", va="bottom", linespacing=1.2)
        _units(ax, sizes, number)
    _mark(ax, network, *marked)
    ax.set_xlim(-0.9, last * COLUMN + 0.9)
    ax.set_ylim(bottom - 1.0, top + 0.9)
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def _unit(sizes: Sequence[int], layer: int, number: int) -> tuple[float, float]:
    """Return where a unit stands; the number after the last is that of the constant 1."""
    return layer * COLUMN, (sizes[layer] + 1) / 2 - number


def _connections(ax: Axes, sizes: Sequence[int], layer: int) -> None:
    """Draw the lines that lead to a layer, those of its biases dashed."""
    for mu in range(1, sizes[layer] + 1):
        for nu in range(1, sizes[layer - 1] + 2):
            start, end = _unit(sizes, layer - 1, nu), _unit(sizes, layer, mu)
            dashes = "--" if nu > sizes[layer - 1] else "-"
            ax.plot(*zip(start, end, strict=True), color=FAINT, linestyle=dashes, linewidth=1.0, zorder=1)


def _units(ax: Axes, sizes: Sequence[int], layer: int) -> None:
    """Draw the units of a layer, and its constant 1 unless it is the last one."""
    last = len(sizes) - 1
    look: dict[str, Any] = {"facecolor": "white", "edgecolor": INK, "linewidth": 1.3, "zorder": 3}
    for number in range(1, sizes[layer] + 1):
        place = _unit(sizes, layer, number)
        ax.add_patch(Circle(place, RADIUS, **look))
        name = f"$\\hat{{y}}_{number}$" if layer == last else f"$z_{number}^{{({layer})}}$"
        ax.text(*place, name, ha="center", va="center", zorder=4)
    if layer < last:
        x, y = _unit(sizes, layer, sizes[layer] + 1)
        side = 1.6 * RADIUS
        ax.add_patch(Rectangle((x - side / 2, y - side / 2), side, side, **look))
        ax.text(x, y, "1", ha="center", va="center", zorder=4)


def _mark(ax: Axes, network: Network, layer: int, mu: int, nu: int) -> None:
    """Draw one weight as an arrow, with its name and its value."""
    start, end = _unit(network.sizes, layer - 1, nu), _unit(network.sizes, layer, mu)
    look: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 14, "shrinkA": 0, "shrinkB": 20}
    ax.add_patch(FancyArrowPatch(start, end, color=BACKWARD, linewidth=2.4, zorder=2, **look))
    weight = with_bias_column(network.layers[layer - 1])[mu - 1, nu - 1]
    text = f"$W_{{{mu}{nu}}}^{{({layer})}}$ = {in_digits(weight, '.2f')}"
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    ax.text(x, y, text, ha="center", va="center", color=BACKWARD, bbox=box, zorder=5)


def matrix_equation(
    ax: Axes, terms: Sequence[tuple[str, Array] | str], digits: int = 2, width: float | None = None
) -> Axes:
    """Draw matrices as blocks of numbers, side by side, with the signs between them.

    Parameters
    ----------
    ax : Axes
    terms : sequence of (name, array) or str
        Arrays of one axis are drawn as rows. A string is written as it is.
    digits : int
        How many digits behind the point.
    width : float, optional
        How many cells wide the picture is at least, so that two of them have one scale.
    """
    blocks = [np.atleast_2d(term[1]) for term in terms if not isinstance(term, str)]
    tallest = max(len(block) for block in blocks)
    largest = max(float(np.abs(block).max()) for block in blocks)
    x = 0.0
    for term in terms:
        if isinstance(term, str):
            ax.text(x + 0.3, 0, term, ha="center", va="center", fontsize="large")
            x += 0.6
            continue
        name, block = term[0], np.atleast_2d(term[1])
        rows, columns = block.shape
        _block(ax, x, rows / 2, block, largest, digits)
        ax.text(x + columns / 2, rows / 2 + 0.2, name, ha="center", va="bottom")
        ax.text(x + columns / 2, -rows / 2 - 0.15, f"{rows} × {columns}", ha="center", va="top", color=QUIET)
        x += columns * CELL
    spare = max(0.0, (width or 0.0) - x) / 2
    ax.set_xlim(-0.1 - spare, x + 0.1 + spare)
    ax.set_ylim(-tallest / 2 - 0.75, tallest / 2 + 0.95)
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def _block(ax: Axes, left: float, top: float, block: Array, largest: float, digits: int) -> None:
    """Draw one matrix: a cell for each number, tinted by its sign and its size."""
    rows, columns = block.shape
    for (row, column), value in np.ndenumerate(block):
        x, y = left + column * CELL, top - (row + 1) * CELL
        tint = colors.to_rgba(
            BACKWARD if value > 0 else FORWARD, 0.45 * abs(value) / largest if largest else 0.0
        )
        ax.add_patch(Rectangle((x, y), CELL, CELL, facecolor=tint, edgecolor=FAINT, linewidth=0.8))
        text = in_digits(value, f".{digits}f") if value else "0"
        ax.text(x + CELL / 2, y + CELL / 2, text, ha="center", va="center", fontsize=10)
    frame: dict[str, Any] = {"fill": False, "edgecolor": INK, "linewidth": 1.2}
    ax.add_patch(Rectangle((left, top - rows * CELL), columns * CELL, rows * CELL, **frame))


def parameter_strip(ax: Axes, network: Network, gradients: Sequence[Gradient]) -> Axes:
    """Draw the gradient by θ as a strip of bars, cut into the parts of its layers.

    Filled bars are weights, open ones biases: in the order of (8) and (14) of the lecture note.

    Parameters
    ----------
    ax : Axes
    network : Network
    gradients : sequence of Gradient
        One for each layer, of a single network.
    """
    is_bias = joined(
        (np.zeros_like(layer.weights), np.ones_like(layer.biases)) for layer in network.layers
    ).astype(bool)
    values = joined(gradients)
    places = np.arange(1, values.size + 1)
    ax.bar(places[~is_bias], values[~is_bias], color=FORWARD, label="weight")
    ax.bar(
        places[is_bias], values[is_bias], facecolor="white", edgecolor=BACKWARD, linewidth=1.5, label="bias"
    )
    ax.axhline(0.0, color=INK, linewidth=0.8)
    above: dict[str, Any] = {"ha": "center", "va": "bottom", "transform": ax.get_xaxis_transform()}
    end = 0.5
    for number, layer in enumerate(network.layers, start=1):
        count = layer.weights.size + layer.biases.size
        ax.text(end + count / 2, 1.02, f"$\\mathbf{{W}}^{{({number})}}$", **above)
        end += count
        if number < len(network.layers):
            ax.axvline(end, color=QUIET, linestyle="--", linewidth=1.2)
    ax.set(xlabel="place in θ", ylabel="∂J/∂θ", xlim=(0.0, values.size + 1.0))
    ax.grid(visible=False, axis="x")
    ax.legend(loc="lower left")
    return ax
