"""The look of the book's figures: readable small, and readable without color."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.font_manager import fontManager

from lessons.display.palette import BACKWARD, COLORS, FONT, FONT_FILES, FORWARD, INK, QUIET

# The chapters take the colors from here, too.
__all__ = ["BACKWARD", "FORWARD", "INK", "QUIET", "line_styles", "use_book_style"]

DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
MARKERS = "os^Dv"


def use_book_style() -> None:
    """Draw all pictures from here on in the style of the book, with its font on every machine."""
    if FONT not in fontManager.get_font_names():
        for weight in ("Regular", "It", "Bold"):
            fontManager.addfont(FONT_FILES / f"SourceSansPro-{weight}.ttf")
    plt.style.use("lessons.figures.book")


def line_styles() -> Iterator[dict[str, Any]]:
    """Yield one look after another for the lines of one picture: they differ in color, dashes and marker."""
    for color, dashes, marker in cycle(zip(COLORS, DASHES, MARKERS, strict=True)):
        yield {"color": color, "linestyle": dashes, "marker": marker}
