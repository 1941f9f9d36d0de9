"""The look of the book's pictures: readable small, and readable without color."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import matplotlib.pyplot as plt

INK = "#1b1b1b"
QUIET = "#6b6b6b"
FAINT = "#c9c9c9"
FORWARD = "#0072b2"
BACKWARD = "#c2410c"

LINES = (
    {"color": FORWARD, "linestyle": "-", "marker": "o"},
    {"color": BACKWARD, "linestyle": "--", "marker": "s"},
    {"color": "#00755a", "linestyle": "-.", "marker": "^"},
    {"color": "#7a3e9d", "linestyle": ":", "marker": "D"},
    {"color": INK, "linestyle": (0, (5, 1, 1, 1, 1, 1)), "marker": "v"},
)
"""One look for each line of a picture: they differ in color, in dashes and in markers."""


def use_book_style() -> None:
    """Draw all pictures from here on in the style of the book."""
    plt.style.use("lessons.figures.book")


def line_styles() -> Iterator[dict[str, Any]]:
    """Yield one look after another for the lines of one picture."""
    return cycle(dict(look) for look in LINES)
