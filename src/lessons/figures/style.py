"""The look of the book's pictures: readable small, and readable without colour."""

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
    {"color": "#0072b2", "linestyle": "-", "marker": "o"},
    {"color": "#c2410c", "linestyle": "--", "marker": "s"},
    {"color": "#00755a", "linestyle": "-.", "marker": "^"},
    {"color": "#7a3e9d", "linestyle": ":", "marker": "D"},
    {"color": "#1b1b1b", "linestyle": (0, (5, 1, 1, 1, 1, 1)), "marker": "v"},
)
"""One look for each line of a picture: they differ in colour, in dashes and in markers."""


def use_book_style() -> None:
    """Draw all pictures from here on in the style of the book."""
    plt.style.use("lessons.figures.book")


def line_styles() -> Iterator[dict[str, Any]]:
    """Yield one look after another for the lines of one picture."""
    return cycle(dict(look) for look in LINES)
