"""Arrays of the core: one type, one rule for shapes, one way to refuse bad input.

The rule for shapes: the last axis counts units, the second-last counts samples, and
axes before that belong to a sweep (many networks at once).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:  # numpy.typing takes a while to import, and only annotations need it
    from numpy.typing import ArrayLike as ArrayLike

Array = np.ndarray[tuple[Any, ...], np.dtype[np.float64]]


def finite_array(name: str, value: object) -> Array:
    """Return `value` as a float64 array, or say what is wrong with it.

    An array that is float64 already is returned as it is, not copied.

    Parameters
    ----------
    name : str
        What the caller calls the value; the message of the error begins with it.
    value : array_like
        Real numbers: integers, booleans and floats of any size are cast.

    Raises
    ------
    ValueError
        If `value` is empty, not made of real numbers, or holds NaN or an infinity.
    """
    array = _real_array(name, value)
    if array.size == 0:
        raise ValueError(f"{name} is empty: its shape is {array.shape}")
    finite = np.isfinite(array)
    if not finite.all():
        first = array[~finite][0]
        raise ValueError(f"{name} must hold finite numbers, but it holds {first}")
    return array


def _real_array(name: str, value: object) -> Array:
    expected = f"{name} must be an array of real numbers"
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{expected}, but its rows differ in length or depth") from None
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{expected}, but it is {_described(value, array)}")
    with np.errstate(over="ignore"):  # a wider float may not fit; finite_array says so
        return array.astype(np.float64, copy=False)


def _described(value: object, array: np.ndarray[Any, Any]) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of dtype {array.dtype}"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def within_range(what: str, array: Array) -> Array:
    """Return `array`, the result `what`, if it is finite; raise ValueError if it is not.

    For results of finite input that no float64 can hold.
    """
    if not np.isfinite(array).all():
        raise ValueError(f"{what} leaves the range of float64: the values that went in are too large")
    return array


def owned_parameter(name: str, value: object) -> Array:
    """Return a read-only copy of `value`, checked as by `finite_array`."""
    return read_only(finite_array(name, value).copy())


def read_only(array: Array) -> Array:
    """Forbid writing to `array`, and return it."""
    array.flags.writeable = False
    return array


def whole_number(name: str, value: object, *, least: int) -> int:
    """Return `value` as an int that is at least `least`, or raise ValueError."""
    is_whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not is_whole or int(value) < least:  # type: ignore[call-overload]
        raise ValueError(f"{name} must be a whole number, at least {least}, but it is {value!r}")
    return int(value)  # type: ignore[call-overload, no-any-return]


def joint_sweep(*shapes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the axes of a sweep over all `shapes`, or raise ValueError if they disagree."""
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        listed = ", ".join(map(str, shapes))
        raise ValueError(f"the axes of a sweep must fit together, but are {listed}") from None
