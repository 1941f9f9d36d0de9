"""Pictures of what a gradient costs: curves of counts and times, areas to scale, and an adjoint graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lessons.display.palette import BACKWARD, FORWARD, INK
from lessons.figures.diagrams import RADIUS, NetworkDiagram
from lessons.figures.style import line_styles


def cost_curves(
    ax: Axes, positions: Sequence[float], costs: Mapping[str, Sequence[float]], *, room: float = 1.6
) -> Axes:
    """Draw costs on a logarithmic axis, one line for each way, with its name at its end.

    Parameters
    ----------
    ax : Axes
    positions : sequence of float, shape (points,)
    costs : mapping of str to sequence of float
        The name of each way and its costs. A line with fewer points ends earlier: it was
        not followed further.
    room : float
        How far the axis goes on, as a factor, so that the names have room.
    """
    for (name, values), look in zip(costs.items(), line_styles(), strict=False):
        ax.plot(positions[: len(values)], values, **look)
        ax.annotate(
            name,
            (positions[len(values) - 1], values[-1]),
            (7, 0),
            textcoords="offset points",
            va="center",
            color=look["color"],
        )
    ax.set(xscale="log", yscale="log", xlim=(positions[0] / 1.1, positions[-1] * room))
    ax.set_xticks(positions, [f"{position:g}" for position in positions])
    ax.minorticks_off()
    return ax


def areas_to_scale(ax: Axes, counts: Mapping[str, int]) -> Axes:
    """Draw a square for each count, with an area in proportion to it, side by side.

    The names stand below, with the counts.
    """
    largest = sqrt(max(counts.values()))
    x = 0.0
    for name, count in counts.items():
        side = sqrt(count) / largest
        width = max(side, 0.42)
        corner = (x + (width - side) / 2, 0.0)
        ax.add_patch(Rectangle(corner, side, side, facecolor=FORWARD, edgecolor=INK, linewidth=0.8))
        ax.text(x + width / 2, -0.04, f"{name}\n{count:,}", ha="center", va="top", linespacing=1.3)
        x += width + 0.12
    ax.set_xlim(-0.05, x - 0.07)
    ax.set_ylim(-0.34, 1.02)
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def adjoint_graph(
    ax: Axes,
    layers: Sequence[Sequence[str]],
    values: Mapping[str, float],
    adjoints: Mapping[str, float],
    slopes: Mapping[tuple[str, str], float],
) -> Axes:
    """Draw a graph of operations walked backward: values in black, adjoints and slopes on the way.

    Parameters
    ----------
    ax : Axes
    layers : sequence of sequences of str
        The names of the variables, the inputs first.
    values : mapping of str to float
        What the forward pass left.
    adjoints : mapping of str to float
        ∂E/∂variable.
    slopes : mapping of (str, str) to float
        ∂result/∂operand of each edge, which is (operand, result).
    """
    diagram = NetworkDiagram(layers, column=3.4, row=2.2)
    for (operand, result), slope in slopes.items():
        rise = diagram.place(result)[1] - diagram.place(operand)[1]
        # Lines that cross carry their number near their start, where they are apart.
        at = 0.28 if abs(rise) > 0.9 * diagram.row else 0.5
        diagram.draw_edge(ax, result, operand, f"· {slope:g}", at=at, color=BACKWARD, width=1.8)
    diagram.draw_units(ax, {name: f"${name}$" for names in layers for name in names})
    for name in (name for names in layers for name in names):
        x, y = diagram.place(name)
        away = -1 if y < 0 else 1
        upright = "top" if y < 0 else "bottom"
        near, far = y + away * (RADIUS + 0.1), y + away * (RADIUS + 0.52)
        ax.text(x, near, f"value {values[name]:g}", ha="center", va=upright, color=FORWARD)
        text = f"adjoint {adjoints[name]:g}"
        ax.text(x, far, text, ha="center", va=upright, color=BACKWARD, fontweight="bold")
    return diagram.frame(ax, left=0.75, right=0.75, above=1.0, below=1.0)
