"""The logo of the book: the first four weights of its first example, on their way down.

``python -c "from lessons.publishing.pages import logo; logo.write()"`` puts it where the pages take it from.
"""

from __future__ import annotations

from pathlib import Path

from lessons.examples import one_weight
from lessons.optimizers import GradientDescent
from lessons.studies.surfaces import path_of

FILE = Path(__file__).parent / "assets" / "logo.svg"
SIZE = 64
GROUND, CURVE, POINTS = "#005a8c", "#fff", "#ffb84d"
LOWEST = 2.0
"""The weight without an error."""
REACH = 1.3
"""How far to the left and to the right of it the parabola is drawn."""
RADII = 7.5, 5.5, 4.0, 3.0


def logo() -> str:
    """Return the logo as SVG. It can be told from others at 16 pixels."""
    size = f'width="{SIZE}" height="{SIZE}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {SIZE} {SIZE}">\n'
        "<title>Steps down a parabola</title>\n"
        f'<rect {size} rx="13" fill="{GROUND}"/>\n{_steps()}</svg>\n'
    )


def write() -> None:
    """Store the logo in the library."""
    FILE.write_text(logo(), encoding="utf-8")


def _steps() -> str:
    """Draw the parabola of E over the weight, and a point for each weight, smaller and smaller."""
    example = one_weight()
    descent = GradientDescent(example.rate, train_biases=False)
    run = path_of(example.network, example.x, example.t, descent, updates=len(RADII) - 1)
    # With its middle point as far below the lowest one as the ends are above, a Bézier curve is the parabola.
    highest = run.losses[0] * REACH**2
    left, right = (_place(LOWEST + side * REACH, highest, highest) for side in (-1, 1))
    middle = _place(LOWEST, -highest, highest)
    look = f'fill="none" stroke="{CURVE}" stroke-width="6" stroke-linecap="round"'
    drawn = f'<path d="M{left} Q{middle} {right}" {look}/>\n'
    for weight, loss, radius in zip(run.weights[:, 0], run.losses, RADII, strict=True):
        x, y = _place(weight, loss, highest).split()
        look = f'fill="{POINTS}" stroke="{GROUND}" stroke-width="1.5"'
        drawn += f'<circle cx="{x}" cy="{y}" r="{radius}" {look}/>\n'
    return drawn


def _place(weight: float, loss: float, highest: float) -> str:
    """Return where a point is on the tile, to a hundredth."""
    x = SIZE / 2 + (weight - LOWEST) / REACH * 23
    y = 52 - loss / highest * 40
    return f"{x:.2f} {y:.2f}"
