"""Numbers as they are printed: with a true minus sign, and none before a zero."""

from __future__ import annotations

import math


def in_digits(value: float, form: str = ".9f") -> str:
    """Return a number as text, in the form that `format` knows."""
    return with_minus(format(value, f"z{form}")) if math.isfinite(value) else "beyond all numbers"


def with_minus(digits: str) -> str:
    """Return digits that a program wrote with the minus sign of print."""
    return digits.replace("-", "−")
