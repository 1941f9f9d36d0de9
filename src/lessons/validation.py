"""Every refusal of the core: what comes in is checked once, with a message of its own.

Each function takes arrays, shapes and names, and knows neither layers nor networks. It
returns what it has checked, or raises ValueError: what was wrong, what was expected, what came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import numpy as np

from lessons.arrays import Array, read_only

T = TypeVar("T")
Axes = tuple[int, ...]
"""The shape of an array, or the axes that a stack has before those of a single network."""


# Numbers, and arrays of them


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


def owned_array(name: str, value: object) -> Array:
    """Return a read-only copy of `value`, checked as by `finite_array`."""
    return read_only(finite_array(name, value).copy())


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


# What a network asks of the arrays that it is given


def joint_stack(*axes: Axes) -> Axes:
    """Return the axes of a stack in which all of these fit, or raise ValueError."""
    try:
        return np.broadcast_shapes(*axes)
    except ValueError:
        listed = ", ".join(map(str, axes))
        raise ValueError(f"the axes of a stack must fit together, but are {listed}") from None


def input_array(x: object, n_in: int, stack: Axes) -> Array:
    """Return x as a float64 array of shape (..., samples, n_in) or (n_in,)."""
    array = finite_array("x", x)
    if array.ndim == 0:
        raise ValueError(f"x must hold {n_in} features, one for each input, but it is a single number")
    if array.shape[-1] != n_in:
        raise ValueError(f"x has {array.shape[-1]} features, but the first layer takes {n_in}")
    joint_stack(array.shape[:-2], stack)
    return array


def target_array(name: str, target: object, n_out: int, x_shape: Axes, stack: Axes) -> Array:
    """Return the target as a float64 array, with an axis for samples if x has one."""
    array = finite_array(name, target)
    if array.ndim == 0 or array.shape[-1] != n_out:
        came = f"{array.shape[-1]} values" if array.ndim else "a single number"
        raise ValueError(f"{name} has {came} in its last axis, but the last layer has {n_out} units")
    if (len(x_shape) > 1) != (array.ndim > 1):
        raise ValueError(f"{name} has the shape {array.shape}, but x has {x_shape}: one lacks samples")
    if array.ndim > 1 and array.shape[-2] != x_shape[-2]:
        raise ValueError(f"{name} has {array.shape[-2]} samples, but x has {x_shape[-2]}")
    joint_stack(array.shape[:-2], x_shape[:-2], stack)
    return array


def check_passes(nets: Iterable[Array], outs: Iterable[Array], sizes: tuple[int, ...], stack: Axes) -> None:
    """Refuse nets and outs that a network of these sizes cannot have made."""
    nets, outs = (
        [np.atleast_1d(real_array("forward", array)) for array in sequence("forward", arrays)]
        for arrays in (nets, outs)
    )
    came = tuple(out.shape[-1] for out in outs)
    if came != sizes:
        raise ValueError(f"forward is of a network with the sizes {came}, but this one has {sizes}")
    if came[1:] != tuple(net.shape[-1] for net in nets):
        raise ValueError("forward must have nets and outs of the same sizes, but they differ")
    axes = 1 if outs[0].ndim == 1 else 2  # of one sample, or of several
    if any(array.shape[-axes:-1] != outs[0].shape[-axes:-1] for array in (*nets, *outs)):
        raise ValueError("forward must have as many samples in all its arrays, but they differ")
    stacks = [array.shape[:-axes] for array in (*nets, *outs)]
    try:
        joint_stack(stack, *stacks)
    except ValueError:
        raise ValueError(f"forward must be one stack with its network, but the axes are {stacks}") from None


def gradient_arrays(
    gradients: Iterable[object], shapes: Sequence[tuple[Axes, Axes]], stack: Axes
) -> list[tuple[Array, Array]]:
    """Return a pair of float64 arrays for each layer, with the shapes of its weights and biases."""
    gradients = sequence("gradients", gradients)
    if len(gradients) != len(shapes):
        raise ValueError(f"there are {len(gradients)} gradients, but {len(shapes)} layers")
    return [
        _gradient_pair(layer, gradient, *expected, stack)
        for layer, (gradient, expected) in enumerate(zip(gradients, shapes, strict=True), start=1)
    ]


def _gradient_pair(
    layer: int, gradient: Any, of_weights: Axes, of_biases: Axes, stack: Axes
) -> tuple[Array, Array]:
    if not isinstance(gradient, tuple) or len(gradient) != 2:
        raise ValueError(f"gradients must be a Gradient for each layer, but one is {gradient!r}")
    weights = finite_array(f"the gradient of the weights of layer {layer}", gradient[0])
    biases = finite_array(f"the gradient of the biases of layer {layer}", gradient[1])
    if weights.shape[-2:] != of_weights[-2:]:
        raise ValueError(
            f"the gradient of layer {layer} has the shape {weights.shape}, but its weights have {of_weights}"
        )
    if biases.shape[-1:] != of_biases[-1:]:
        raise ValueError(
            f"the gradient of layer {layer} has the shape {biases.shape}, but its biases have {of_biases}"
        )
    joint_stack(weights.shape[:-2], biases.shape[:-1], of_weights[:-2], of_biases[:-1], stack)
    return weights, biases


# Results of finite input that no float64 can hold


def within_range(what: str, array: Array) -> Array:
    """Return `array`, the result `what`, if it is finite; raise ValueError if it is not."""
    if not np.isfinite(array).all():
        raise ValueError(f"{what} leaves the range of float64: the values that went in are too large")
    return array


def layers_within_range(what: str, arrays: Iterable[Array]) -> None:
    """Raise ValueError if the array of one of the layers is not finite; `what` is what it holds."""
    for layer, array in enumerate(arrays, start=1):
        within_range(f"{what} of layer {layer}", array)
