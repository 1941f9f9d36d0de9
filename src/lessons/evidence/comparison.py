"""Two sides of an equation, and how far they are apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from lessons.arrays import Array, ArrayLike
from lessons.validation import finite_array


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
    def of(cls, pairs: Iterable[tuple[ArrayLike, ArrayLike]]) -> Comparison:
        """Return all pairs (left, right) as one comparison.

        Raises
        ------
        ValueError
            If there is no pair, the two of a pair differ in shape, or a value is not finite.
        """
        lefts, rights = [], []
        for left, right in pairs:
            left, right = finite_array("left", left), finite_array("right", right)
            if left.shape != right.shape:
                raise ValueError(f"left has the shape {left.shape}, but right has {right.shape}")
            lefts.append(left.ravel())
            rights.append(right.ravel())
        if not lefts:
            raise ValueError("there is nothing to compare")
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
