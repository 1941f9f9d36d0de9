"""The picture of the book: the first four weights of its first example, on their way down.

``python -c "from lessons.static_book import logo; logo.write()"`` puts it where `_config.yml` names it.
"""

from __future__ import annotations

from pathlib import Path

import vl_convert

from lessons.documents import one_weight
from lessons.experiments.recording import recorded_weights
from lessons.figures.style import BACKWARD, FORWARD, INK, QUIET
from lessons.optimizers import GradientDescent

FILE = Path(__file__).parent / "assets" / "logo.svg"
SIZE = 64
LOWEST = 2.0
"""The weight without an error."""
REACH = 1.3
"""How far to the left and to the right of it the parabola is drawn."""
RADII = 7.0, 5.0, 3.5, 2.5


def logo() -> str:
    """Return the logo as SVG: clear at 16 pixels, and on a white tile in the dark, too."""
    tile = f'<rect width="{SIZE}" height="{SIZE}" rx="12" fill="#fff"/>'
    title = "<title>Backpropagation to the Last Digit</title>"
    return _drawing(SIZE, SIZE, title + tile + _steps()) + "\n"


def write() -> None:
    """Store the logo in the library."""
    FILE.write_text(logo(), encoding="utf-8")


def preview() -> bytes:
    """Return the PNG that other sites show with a link to the book, 1200 × 630 pixels."""
    words = (
        _words(520, 300, 74, INK, "Backpropagation", bold=True)
        + _words(520, 385, 74, INK, "to the Last Digit", bold=True)
        + _words(520, 455, 32, QUIET, "Every number is real. Every equation runs.")
    )
    white = '<rect width="100%" height="100%" fill="#fff"/>'
    drawing = f'<g transform="translate(70 115) scale(6.25)">{_steps()}</g>'
    return bytes(vl_convert.svg_to_png(_drawing(1200, 630, white + drawing + words)))


def touch_icon() -> bytes:
    """Return the logo as the PNG for the home screen of a phone, 180 × 180 pixels."""
    return bytes(vl_convert.svg_to_png(logo(), scale=180 / SIZE))


def _drawing(width: int, height: int, content: str) -> str:
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{content}</svg>'


def _steps() -> str:
    """Draw the parabola of E over the weight, and a point for each weight, smaller and smaller."""
    example = one_weight()
    run = recorded_weights(
        example.network,
        example.x,
        example.t,
        GradientDescent(example.rate, train_biases=False),
        updates=len(RADII) - 1,
    )
    # With its middle point as far below the lowest one as the ends are above, a Bézier curve is the parabola.
    highest = run.losses[0] * REACH**2
    ends = [_place(LOWEST + side * REACH, highest, highest) for side in (-1, 1)]
    middle = _place(LOWEST, -highest, highest)
    look = f'fill="none" stroke="{FORWARD}" stroke-width="5" stroke-linecap="round"'
    curve = f'<path d="M{ends[0]} Q{middle} {ends[1]}" {look}/>'
    points = ""
    for weight, loss, radius in zip(run.weights[:, 0], run.losses, RADII, strict=True):
        x, y = _place(weight, loss, highest).split()
        points += (
            f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{BACKWARD}" stroke="#fff" stroke-width="1.5"/>'
        )
    return curve + points


def _place(weight: float, loss: float, highest: float) -> str:
    """Return where a point is on the tile, to a hundredth."""
    x = SIZE / 2 + (weight - LOWEST) / REACH * 24
    y = 52 - loss / highest * 40
    return f"{x:.2f} {y:.2f}"


def _words(x: int, y: int, size: int, color: str, text: str, *, bold: bool = False) -> str:
    weight = "bold" if bold else "normal"
    font = f'font-family="sans-serif" font-size="{size}" font-weight="{weight}"'
    return f'<text x="{x}" y="{y}" fill="{color}" {font}>{text}</text>'
