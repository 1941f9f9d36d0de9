"""The picture that stands beside a link to the book elsewhere: its title, and one weight that learns."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from lessons.display.palette import INK
from lessons.examples import one_weight
from lessons.figures.curves import error_against_weight, path_on_error
from lessons.figures.style import use_book_style
from lessons.studies.surfaces import path_of

SIZE = (1200, 630)
"""Pixels of the picture: what the places that show it ask for."""
DPI = 100
UPDATES = 6


def preview(path: Path, title: str) -> None:
    """Write the picture to `path`, a PNG file."""
    with mpl.rc_context():
        use_book_style()
        mpl.rcParams.update({"figure.constrained_layout.use": False, "font.size": 18})
        mpl.rcParams.update({"lines.linewidth": 4.0, "lines.markersize": 12})
        figure = Figure(figsize=(SIZE[0] / DPI, SIZE[1] / DPI), dpi=DPI, facecolor="white")
        figure.text(0.06, 0.86, title, fontsize=34, fontweight="bold", color=INK, va="center")
        ax = figure.add_axes((0.1, 0.14, 0.84, 0.6))
        example = one_weight()
        run = path_of(example.network, example.x, example.t, example.optimizer(), updates=UPDATES)
        weights = run.weights[:, 0]
        error_against_weight(ax, example, np.linspace(weights[0] - 0.1, 3.1, 200))
        path_on_error(ax, example, weights.tolist(), labelled=0)
        ax.spines[["top", "right"]].set_visible(False)
        figure.savefig(path, dpi=DPI, metadata={"Software": None})
