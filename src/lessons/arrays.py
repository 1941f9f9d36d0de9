"""Arrays of the core: one type, one rule for shapes, one way to refuse bad input.

The rule for shapes: the last axis counts units, the second-last counts samples, and
axes before that belong to a sweep (many networks at once).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:  # numpy.typing takes a while to import, and only annotations need it
    from numpy.typing import ArrayLike as ArrayLike

T = TypeVar("T")
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
    array = real_array(name, value)
    if array.size == 0:
        raise ValueError(f"{name} is empty: its shape is {array.shape}")
    finite = np.isfinite(array)
    if not finite.all():
        first = array[~finite][0]
        raise ValueError(f"{name} must hold finite numbers, but it holds {first}")
    return array


def real_array(name: str, value: object) -> Array:
    """Return `value` as a float64 array, whether finite or not; see `finite_array`."""
    expected = f"{name} must be an array of real numbers"
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{expected}, but its rows differ in length or depth") from None
    whole = array.dtype == object and all(isinstance(each, int) for each in array.flat)
    if array.dtype.kind not in "biuf" and not (whole and array.size):
        raise ValueError(f"{expected}, but it is {_described(value, array)}")
    try:
        with np.errstate(over="ignore"):  # a wider float may not fit; finite_array says so
            return array.astype(np.float64, copy=False)
    except OverflowError:
        raise ValueError(f"{name} must hold numbers in the range of float64, but one is larger") from None


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
    array.setflags(write=False)
    return array


def whole_number(name: str, value: object, *, least: int) -> int:
    """Return `value` as an int that is at least `least`, or raise ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{name} must be a whole number, at least {least}, but it is {value!r}")
    return int(value)


def sequence(name: str, value: Iterable[T]) -> tuple[T, ...]:
    """Return `value` as a tuple, or raise ValueError if it is a single thing."""
    try:
        return tuple(value)
    except TypeError:
        raise ValueError(f"{name} must be a sequence, but it is {value!r}") from None


def number(name: str, value: object, expected: str = "a number") -> float:
    """Return `value` as a float, or raise ValueError if it is not one finite number."""
    array = finite_array(name, value)
    if array.ndim:
        raise ValueError(f"{name} must be {expected}, but its shape is {array.shape}")
    return float(array)


def positive_number(name: str, value: object) -> float:
    """Return `value` as a float that is finite and above 0, or raise ValueError."""
    checked = number(name, value, expected := "a number above 0")
    if checked <= 0.0:
        raise ValueError(f"{name} must be {expected}, but it is {checked}")
    return checked


def fraction(name: str, value: object) -> float:
    """Return `value` as a float from 0 to below 1, or raise ValueError."""
    checked = number(name, value, expected := "a number from 0 to below 1")
    if not 0.0 <= checked < 1.0:
        raise ValueError(f"{name} must be {expected}, but it is {checked}")
    return checked


def joint_sweep(*shapes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the axes of a sweep over all `shapes`, or raise ValueError if they disagree."""
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        listed = ", ".join(map(str, shapes))
        raise ValueError(f"the axes of a sweep must fit together, but are {listed}") from None


def with_samples(arrays: tuple[Array, ...]) -> tuple[Array, ...]:
    """Return arrays of one sample with an axis for samples."""
    return tuple(array[..., np.newaxis, :] for array in arrays)


def without_samples(arrays: tuple[Array, ...]) -> tuple[Array, ...]:
    """Return arrays of one sample without their axis for samples."""
    return tuple(array[..., 0, :] for array in arrays)
