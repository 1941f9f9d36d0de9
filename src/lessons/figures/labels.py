"""Where labels stand so that none covers another."""

from __future__ import annotations

import numpy as np

from lessons.arrays import Array


def apart(heights: Array, gap: float) -> Array:
    """Return heights moved as little as needed to lie `gap` apart, in the order in which they came.

    Heights that are too close become a block around their own middle; blocks that meet join.
    """
    order = np.argsort(heights, kind="stable")
    blocks: list[tuple[float, int]] = []  # the middle of a block, and how many heights it has
    for height in heights[order]:
        middle, count = float(height), 1
        while blocks and middle - (count - 1) / 2 * gap < blocks[-1][0] + (blocks[-1][1] + 1) / 2 * gap:
            before, number = blocks.pop()
            middle, count = (before * number + middle * count) / (number + count), number + count
        blocks.append((middle, count))
    moved = np.empty(len(heights))
    moved[order] = [middle + (k - (count - 1) / 2) * gap for middle, count in blocks for k in range(count)]
    return moved
