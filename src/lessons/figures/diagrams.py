"""Networks drawn as circles and lines, with their numbers on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch

from lessons.display.numerals import in_digits
from lessons.display.palette import BACKWARD, FAINT, FORWARD, INK, QUIET
from lessons.examples import Example
from lessons.examples.two_two_two import UNITS, WEIGHTS

RADIUS = 0.3
Place = tuple[float, float]


@dataclass(frozen=True)
class NetworkDiagram:
    """Where the units of a network stand on an Axes, layer by layer from left to right.

    Attributes
    ----------
    layers : sequence of sequences of str
        Names of the units.
    column, row : float
        Distances between layers and between units; a unit's radius is 0.3.
    """

    layers: Sequence[Sequence[str]]
    column: float = 3.3
    row: float = 1.8

    def place(self, unit: str) -> Place:
        """Return where the center of a unit is."""
        for number, names in enumerate(self.layers):
            if unit in names:
                middle = (len(names) - 1) / 2
                return number * self.column, (middle - list(names).index(unit)) * self.row
        raise ValueError(f"there is no unit {unit!r} in the diagram")

    def draw_units(self, ax: Axes, texts: Mapping[str, str], strong: Sequence[str] = ()) -> Axes:
        """Draw a circle with a text in it for each unit; `strong` ones with a thick edge."""
        for names in self.layers:
            for unit in names:
                width = 2.4 if unit in strong else 1.2
                circle(ax, self.place(unit), RADIUS, width)
                ax.text(*self.place(unit), texts.get(unit, unit), ha="center", va="center", zorder=4)
        return ax

    def draw_edge(
        self,
        ax: Axes,
        start: str,
        end: str,
        text: str = "",
        *,
        at: float = 0.3,
        color: str = QUIET,
        width: float = 1.0,
    ) -> Axes:
        """Draw an arrow from one unit to another, with a text at a fraction of its length."""
        edge(ax, self.place(start), self.place(end), text, at=at, color=color, width=width)
        return ax

    def note(self, ax: Axes, unit: str, text: str, *, below: bool = True, color: str = INK) -> Axes:
        """Write a text below a unit, or above it."""
        x, y = self.place(unit)
        shift = -RADIUS - 0.08 if below else RADIUS + 0.08
        upright = "top" if below else "bottom"
        ax.text(x, y + shift, text, ha="center", va=upright, color=color, linespacing=1.25)
        return ax

    def frame(self, ax: Axes, *, left: float, right: float, above: float, below: float) -> Axes:
        """Set the limits of the Axes around the diagram, with room for notes, and hide its axes."""
        tallest = max(len(names) for names in self.layers)
        half = (tallest - 1) / 2 * self.row + RADIUS
        ax.set_xlim(-RADIUS - left, (len(self.layers) - 1) * self.column + RADIUS + right)
        ax.set_ylim(-half - below, half + above)
        ax.set_aspect("equal")
        ax.axis("off")
        return ax


def edge(
    ax: Axes,
    start: Place,
    end: Place,
    text: str = "",
    *,
    at: float,
    color: str,
    width: float,
    text_color: str | None = None,
) -> None:
    """Draw an arrow from one circle to another, with a text at a fraction of its length."""
    (x0, y0), (x1, y1) = start, end
    rim = RADIUS / hypot(x1 - x0, y1 - y0)

    def along(part: float) -> Place:
        return x0 + part * (x1 - x0), y0 + part * (y1 - y0)

    _arrow(ax, along(rim), along(1 - rim), color, width)
    if text:
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.2}
        ax.text(*along(at), text, ha="center", va="center", bbox=box, zorder=2, color=text_color or color)


def circle(ax: Axes, center: Place, radius: float = RADIUS, width: float = 1.4) -> None:
    """Draw a white circle over what leads to it."""
    ax.add_patch(Circle(center, radius, facecolor="white", edgecolor=INK, linewidth=width, zorder=3))


TWO_TWO_TWO = NetworkDiagram(UNITS)


def _named(name: str) -> str:
    return f"${name[0]}_{name[1]}$"


NAMES = {unit: _named(unit) for names in UNITS for unit in names}


def two_two_two_start(ax: Axes, example: Example) -> Axes:
    """Draw the 2-2-2 network with its inputs, weights, biases and targets."""
    diagram = TWO_TWO_TWO
    for edge in WEIGHTS:
        weight = example.network.layers[edge.layer].weights[edge.place]
        # The straight lines carry their label in the middle, the crossing ones near their start.
        at = 0.5 if edge.start[1] == edge.end[1] else 0.27
        diagram.draw_edge(ax, edge.start, edge.end, f"{_named(edge.name)} {weight:.2f}", at=at, color=INK)
    diagram.draw_units(ax, NAMES)
    for unit, value in zip(UNITS[0], example.x, strict=True):
        diagram.note(ax, unit, f"{value:.2f}", below=unit == "i2")
    for layer, names in enumerate(UNITS[1:]):
        for unit, bias in zip(names, example.network.layers[layer].biases, strict=True):
            diagram.note(ax, unit, f"$b_{layer + 1}$ {bias:.2f}", below=unit[1] == "2")
    for unit, value in zip(UNITS[2], example.t, strict=True):
        x, y = diagram.place(unit)
        ax.text(x + RADIUS + 0.12, y, f"target\n{value:.2f}", va="center")
    return diagram.frame(ax, left=0.1, right=0.9, above=0.45, below=0.45)


def two_two_two_forward(ax: Axes, example: Example) -> Axes:
    """Draw the forward pass of the 2-2-2 network: net and out of every unit, and E."""
    diagram = TWO_TWO_TWO
    forward = example.network.forward(example.x)
    for edge in WEIGHTS:
        diagram.draw_edge(ax, edge.start, edge.end, color=FORWARD, width=1.3)
    diagram.draw_units(ax, NAMES)
    for unit, value in zip(UNITS[0], example.x, strict=True):
        diagram.note(ax, unit, f"{value:.2f}", below=unit == "i2")
    for layer, names in enumerate(UNITS[1:]):
        for place, unit in enumerate(names):
            text = f"net {forward.nets[layer][place]:.9f}\nout {forward.outs[layer + 1][place]:.9f}"
            diagram.note(ax, unit, text, below=unit[1] == "2")
    loss = example.network.backward(forward, example.t).loss
    ax.text(2 * diagram.column, 0, f"E\n{loss:.9f}", ha="center", va="center", fontweight="bold")
    return diagram.frame(ax, left=0.1, right=0.8, above=0.75, below=0.75)


def two_two_two_backward(ax: Axes, example: Example) -> Axes:
    """Draw the backward pass to h1: both paths from the error, with what each carries."""
    diagram = TWO_TWO_TWO
    network = example.network
    backward = network.backward(network.forward(example.x), example.t)
    for edge in WEIGHTS:
        if edge.start != "h1":
            diagram.draw_edge(ax, edge.end, edge.start, color=FAINT)
    for row, end in enumerate(UNITS[2]):
        carried = backward.deltas[1][row] * network.layers[1].weights[row, 0]
        text = f"δ · {'$w_5$' if row == 0 else '$w_7$'} = {in_digits(carried)}"
        diagram.draw_edge(ax, end, "h1", text, at=0.5 if row == 0 else 0.4, color=BACKWARD, width=2.0)
    diagram.draw_units(ax, NAMES, strong=("h1", "o1", "o2"))
    for row, unit in enumerate(UNITS[2]):
        diagram.note(ax, unit, f"δ {in_digits(backward.deltas[1][row])}", below=unit == "o2", color=BACKWARD)
    diagram.note(ax, "h1", f"δ {in_digits(backward.deltas[0][0])}", below=False, color=BACKWARD)
    return diagram.frame(ax, left=0.1, right=0.8, above=0.5, below=0.5)


def computation_chain(ax: Axes, steps: Sequence[tuple[str, str]], slopes: Sequence[str]) -> Axes:
    """Draw a chain of quantities: forward along it the values, backward the derivatives.

    Parameters
    ----------
    ax : Axes
    steps : sequence of (name, value)
        What is computed, in the order of the forward pass.
    slopes : sequence of str
        The derivative of each step by the one before it: one fewer than steps.
    """
    gap = 2.4
    for number, (name, value) in enumerate(steps):
        circle(ax, (number * gap, 0), 0.42)
        ax.text(number * gap, 0, name, ha="center", va="center", zorder=4)
        ax.text(number * gap, 0.62, value, ha="center", va="bottom", color=FORWARD)
    for number, slope in enumerate(slopes):
        left, right = number * gap + 0.42, (number + 1) * gap - 0.42
        _arrow(ax, (left, 0.14), (right, 0.14), FORWARD)
        _arrow(ax, (right, -0.14), (left, -0.14), BACKWARD)
        ax.text((left + right) / 2, -0.42, slope, ha="center", va="top", color=BACKWARD)
    ax.set_xlim(-0.8, (len(steps) - 1) * gap + 0.8)
    ax.set_ylim(-1.3, 1.2)
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def _arrow(ax: Axes, start: Place, end: Place, color: str, width: float = 1.4) -> None:
    look: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 12, "shrinkA": 0, "shrinkB": 0}
    ax.add_patch(FancyArrowPatch(start, end, color=color, linewidth=width, zorder=1, **look))
