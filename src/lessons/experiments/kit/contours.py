"""Lines of equal error over two weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from contourpy import contour_generator

from lessons.arrays import Array


class Contour(NamedTuple):
    """One line of equal error.

    Attributes
    ----------
    level : float
        The error on it.
    points : array, shape (points, 2)
    """

    level: float
    points: Array


def contours(
    errors: Callable[[Array], Array], w1: Array, w2: Array, levels: Sequence[float]
) -> tuple[Contour, ...]:
    """Return the lines of equal error, level after level; a level may have several lines, or none.

    Parameters
    ----------
    errors : callable
        Takes weights of the shape (..., 2), and returns the error of each pair.
    w1, w2 : array, shape (points,)
        The grid on which the errors are computed, in ascending order.
    levels : sequence of float
    """
    generator = contour_generator(w1, w2, errors(np.stack(np.meshgrid(w1, w2), axis=-1)))
    return tuple(Contour(level, np.asarray(line)) for level in levels for line in generator.lines(level))
