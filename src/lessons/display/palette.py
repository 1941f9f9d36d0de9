"""The colors of the book's pictures and charts, and the font of their letters."""

from __future__ import annotations

from pathlib import Path

import font_source_sans_pro

FONT = "Source Sans Pro"
"""The sans-serif of the pages, in one file for each weight: matplotlib does not draw weights between."""
FONT_FILES = Path(font_source_sans_pro.font_directory)
INK = "#1b1b1b"
QUIET = "#6b6b6b"
FAINT = "#c9c9c9"
FORWARD = "#0072b2"
BACKWARD = "#c2410c"
GREEN = "#00755a"
PURPLE = "#7a3e9d"
COLORS = (FORWARD, BACKWARD, GREEN, PURPLE, INK)
"""One for each line of a picture; lines differ in something else as well."""
