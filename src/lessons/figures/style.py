"""The look of the book's pictures: readable small, and readable without color."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import font_source_sans_pro
import matplotlib.pyplot as plt
from matplotlib.font_manager import fontManager

FONT = "Source Sans Pro"
"""The sans-serif of the pages, in one file for each weight: matplotlib does not draw weights between."""
FONT_FILES = Path(font_source_sans_pro.font_directory)
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
    """Draw all pictures from here on in the style of the book, with its font on every machine."""
    if FONT not in fontManager.get_font_names():
        for weight in ("Regular", "It", "Bold"):
            fontManager.addfont(FONT_FILES / f"SourceSansPro-{weight}.ttf")
    plt.style.use("lessons.figures.book")


def line_styles() -> Iterator[dict[str, Any]]:
    """Yield one look after another for the lines of one picture."""
    return cycle(dict(look) for look in LINES)
