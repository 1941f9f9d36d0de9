"""Graphs of operations: what is computed from what, with a slope on each edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lessons.display.palette import BACKWARD, FORWARD, INK, QUIET
from lessons.figures.diagrams import RADIUS, Place, circle, edge


def computation_graph(
    ax: Axes,
    places: Mapping[str, Place],
    edges: Mapping[tuple[str, str], str],
    *,
    values: Mapping[str, str] | None = None,
    above: Sequence[str] = (),
    label_at: float = 0.5,
) -> Axes:
    """Draw quantities as circles, and an arrow from each to those that are computed from it.

    Parameters
    ----------
    ax : Axes
    places : mapping of str to (x, y)
        The name of each quantity and where it stands; a circle has the radius 0.3.
    edges : mapping of (start, end) to str
        What stands on each arrow: the slope of its end by its start. It may be empty.
    values : mapping of str to str, optional
        What stands below a circle.
    above : sequence of str
        The quantities whose value stands above the circle and not below.
    label_at : float
        Where on an arrow its text stands: 0 is the start, 1 the end.

    Raises
    ------
    ValueError
        If an arrow leads from or to a quantity without a place.
    """
    for (start, end), slope in edges.items():
        ends = _place(places, start), _place(places, end)
        edge(ax, *ends, slope, at=label_at, color=QUIET, width=1.4, text_color=BACKWARD)
    for name, place in places.items():
        circle(ax, place)
        ax.text(*place, f"${name}$", ha="center", va="center", zorder=4)
    for name, value in (values or {}).items():
        x, y = _place(places, name)
        side = 1 if name in above else -1
        upright = "bottom" if side == 1 else "top"
        ax.text(x, y + side * (RADIUS + 0.07), value, ha="center", va=upright, color=FORWARD)
    xs, ys = zip(*places.values(), strict=True)
    ax.set_xlim(min(xs) - RADIUS - 0.25, max(xs) + RADIUS + 0.25)
    ax.set_ylim(min(ys) - RADIUS - 0.5, max(ys) + RADIUS + 0.5)
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def _place(places: Mapping[str, Place], name: str) -> Place:
    if name not in places:
        raise ValueError(f"there is no place for {name!r}; there are: {', '.join(places)}")
    return places[name]


def growing_rectangle(ax: Axes, before: Place, after: Place) -> Axes:
    """Draw how the area of a rectangle grows: a strip for each side, and a corner.

    Parameters
    ----------
    ax : Axes
    before, after : (width, height)
        Both sides grow.

    Raises
    ------
    ValueError
        If a side does not grow.
    """
    (x, y), (dx, dy) = before, (after[0] - before[0], after[1] - before[1])
    if min(dx, dy) <= 0.0:
        raise ValueError(f"both sides must grow, but go from {before} to {after}")
    strips: tuple[tuple[Place, Place, str, str], ...] = (
        ((0.0, 0.0), (x, y), "white", ""),
        ((x, 0.0), (dx, y), "#dbe9f4", "///"),
        ((0.0, y), (x, dy), "#fbe3d6", "\\\\\\"),
        ((x, y), (dx, dy), "#d0d0d0", ""),
    )
    for corner, (width, height), color, hatch in strips:
        ax.add_patch(
            Rectangle(corner, width, height, facecolor=color, edgecolor=QUIET, hatch=hatch, linewidth=1.2)
        )
    ax.text(x / 2, y / 2, f"area\n{x:g} · {y:g} = {x * y:g}", ha="center", va="center", color=INK)
    ax.text(
        x + dx + 0.15,
        y / 2,
        f"through the width\n{y:g} · {dx:.2f} = {y * dx:.2f}",
        va="center",
        color=FORWARD,
    )
    text = f"through the height\n{x:g} · {dy:.2f} = {x * dy:.2f}"
    ax.text(x / 2, y + dy + 0.15, text, ha="center", va="bottom", color=BACKWARD)
    ax.text(x + dx + 0.15, y + dy / 2, f"corner {dx * dy:.3f}", va="center", color=INK)
    ax.set(xlim=(-0.1, x + dx + 3.4), ylim=(-0.1, y + dy + 1.1))
    ax.set_aspect("equal")
    ax.axis("off")
    return ax
