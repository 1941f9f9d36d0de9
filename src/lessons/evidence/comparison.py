"""Two sides of an equation, and how far they are apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from lessons.arrays import Array, read_only
from lessons.validation import finite_array

Pairs = Iterator[tuple[Any, Any]]
"""Left and right sides of an equation, numbers or arrays, each pair of one shape."""


def in_line(**values: Any) -> list[Array]:
    """Return arrays of one shape as copies with one axis.

    Raises
    ------
    ValueError
        If the shapes differ, or anything but finite real numbers comes in.
    """
    arrays = [finite_array(name, value) for name, value in values.items()]
    shapes = [array.shape for array in arrays]
    if len(set(shapes)) > 1:
        *names, last = values
        raise ValueError(f"{', '.join(names)} and {last} must have one shape, but have {shapes}")
    return [read_only(array.ravel().copy()) for array in arrays]


@dataclass(frozen=True, eq=False)
class Comparison:
    """The left and the right side of an equation, computed in two different ways.

    Attributes
    ----------
    left, right : array, shape (values,)
        All values that were compared, in one order.
    """

    left: Array
    right: Array

    @classmethod
    def of(cls, pairs: Iterable[tuple[Any, Any]]) -> Comparison:
        """Return all pairs (left, right) as one comparison.

        Raises
        ------
        ValueError
            If there is no pair, the two of a pair differ in shape, or a value is not finite.
        """
        sides = [in_line(left=left, right=right) for left, right in pairs]
        if not sides:
            raise ValueError("there is nothing to compare")
        lefts, rights = zip(*sides, strict=True)
        return cls(np.concatenate(lefts), np.concatenate(rights))

    @property
    def difference(self) -> float:
        """The largest difference, relative to the larger of the two values.

        Values below a thousandth of the largest one are taken as large as that: what is left of
        a sum that nearly cancels has lost its last digits, on either side.
        """
        magnitude = np.maximum(np.abs(self.left), np.abs(self.right))
        if not magnitude.any():
            return 0.0
        floor = np.maximum(magnitude, 1e-3 * magnitude.max())
        return float(np.max(np.abs(self.left - self.right) / floor))
