"""Arrays of the core: one type, and one rule for shapes.

The rule for shapes: the last axis counts units, the second-last counts samples, and axes
before that count the networks of a stack, which run together in one call.

=========  ================================  =====================================
name       shape                             meaning
=========  ================================  =====================================
weights    (..., n_out, n_in)                ``weights[j, i]`` from unit i to unit j
biases     (..., n_out)                      ``biases[j]`` of unit j
net        (..., samples, n_out)             weighted inputs, W · out + b
out        (..., samples, n_out)             outputs of the units, f(net)
delta      (..., samples, n_out)             ∂E/∂net of each sample
loss       (...)                             E, the mean over the samples
=========  ================================  =====================================
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["Array", "ArrayLike", "read_only", "with_samples", "without_samples"]

Array = np.ndarray[tuple[Any, ...], np.dtype[np.float64]]


def read_only(array: Array) -> Array:
    """Forbid writing to `array`, and return it."""
    array.setflags(write=False)
    return array


def with_samples(arrays: tuple[Array, ...]) -> tuple[Array, ...]:
    """Return arrays of one sample with an axis for samples."""
    return tuple(array[..., np.newaxis, :] for array in arrays)


def without_samples(arrays: tuple[Array, ...]) -> tuple[Array, ...]:
    """Return arrays of one sample without their axis for samples."""
    return tuple(array[..., 0, :] for array in arrays)
