"""What the tests of figures read from a picture: its texts and its lines."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes


def texts(ax: Axes) -> list[str]:
    """Return the texts that can be seen in the picture, in the order in which they were written."""
    return [text.get_text() for text in ax.texts if text.get_text()]


def line(ax: Axes, number: int) -> Any:
    """Return the points of a line, of shape (points, 2)."""
    return np.asarray(ax.lines[number].get_xydata())
