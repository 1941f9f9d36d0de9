"""What tests of many kinds need: what is refused, what is equal, and a few things by hand."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from lessons import Layer, Network
from lessons.arrays import Array

NEEDS = {"cross_entropy": "softmax", "binary_cross_entropy": "logistic"}
"""The losses that need a certain activation of the last layer."""


def refused(message: str) -> pytest.RaisesExc[ValueError]:
    """Expect a ValueError that says this, and nothing else."""
    return pytest.raises(ValueError, match=f"^{re.escape(message)}$")


def close(actual: Any, desired: Any) -> None:
    """Compare with somebody else's arithmetic."""
    np.testing.assert_allclose(actual, desired, rtol=1e-10, atol=1e-14)


def logistic(net: float) -> float:
    """Return the logistic function of a net of any size, in plain Python."""
    if net < 0:
        return math.exp(net) / (1 + math.exp(net))
    return 1 / (1 + math.exp(-net))


def numbers(values: Sequence[float] | Sequence[str]) -> Array:
    """Return the column of a table as an array; the numbers of a page may be texts."""
    return np.array(values, dtype=np.float64)


def small_network() -> Network:
    """Two inputs, three logistic units, one identity unit."""
    hidden = Layer([[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6]], [0.7, 0.0, -0.9], "logistic")
    return Network([hidden, Layer([[1.0, -1.1, 1.2]], [0.0], "identity")], "half_squared_error")
