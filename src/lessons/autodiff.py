r"""A tape: reverse-mode automatic differentiation for any graph of operations.

Backpropagation is the special case of layers in a row. In general, whatever is computed
from a `Variable` remembers what it came from and how to carry a gradient back to it. So the
forward computation leaves a graph behind, and `Variable.backward` walks it from the result
to the inputs, to each operation after everything that used its result. (The encyclopedia
article calls this the adjoint graph, and the walk reverse accumulation.)

Each operation stands beside its vector–Jacobian products: for each operand, the function
from g = ∂E/∂out to ∂E/∂operand, where out is the result. The Jacobian matrix between the
two is never built.

Examples
--------
A diamond: x is used twice, and both ways lead to E = x² + 3x.

>>> from lessons.autodiff import Variable
>>> x = Variable(2.0)
>>> gradients = (x**2 + 3 * x).backward()
>>> print(x.gradient)
7.0
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from lessons import activations
from lessons.arrays import Array, ArrayLike, read_only
from lessons.validation import finite_array, owned_array, whole_number

Product: TypeAlias = Callable[[Array, Array], Array]
"""A vector–Jacobian product: from (∂E/∂out, out) to ∂E/∂operand."""

_logistic = activations.get("logistic").function


class Variable:
    """An array that remembers how it was computed.

    Operators (``+ - * / ** @`` and ``abs``) and methods take variables, arrays and numbers,
    broadcast them as NumPy does, and return new variables.

    Parameters
    ----------
    value : array_like
        Copied, as float64.

    Attributes
    ----------
    value : array
        Read-only.
    gradient : array or None
        ∂E/∂value, of the shape of `value`, as the last backward pass that came here found
        it; None before the first.

    Raises
    ------
    ValueError
        If an operand is empty or holds anything but finite real numbers, if shapes do not
        fit together, or if a result is not finite (an overflow, 1/0, the logarithm of −1).
    """

    __slots__ = ("_sources", "gradient", "value")
    # NumPy then leaves ``array * variable`` to the variable, and does not take it apart.
    __array_ufunc__ = None

    value: Array
    gradient: Array | None
    _sources: tuple[tuple[Variable, Product], ...]

    def __init__(self, value: ArrayLike) -> None:
        self.value = owned_array("value", value)
        self.gradient = None
        self._sources = ()

    def __repr__(self) -> str:
        return f"Variable({np.array2string(self.value, threshold=20)})"

    def backward(self, seed: ArrayLike | None = None) -> dict[Variable, Array]:
        """Find how this variable, E, changes with every variable that it came from.

        Each pass collects the gradients anew. Calling it twice gives the same gradients
        twice, not their double.

        Parameters
        ----------
        seed : array_like, of the shape of the value, optional
            Where the walk starts: ∂E/∂self. It is 1 for a single number, which is E itself;
            anything larger needs a seed, the weights of a weighted sum E of its elements.

        Returns
        -------
        dict
            The gradient of each variable, this one included. The same arrays are the
            `gradient` of the variables, until another pass comes there.

        Raises
        ------
        ValueError
            If the seed is missing or does not fit, or a gradient is not finite.
        """
        gradients = {self: self._checked_seed(seed)}
        unfinished = _uses(self)
        ready = [self]  # all that used these has handed its gradient back already
        while ready:
            out = ready.pop()
            for operand, product in out._sources:
                with np.errstate(all="ignore"):
                    part = _summed_to(operand.value.shape, product(gradients[out], out.value))
                    # What is used twice gets the sum, as a new array: other variables may hold this one.
                    total = gradients[operand] + part if operand in gradients else part
                if not np.isfinite(total).all():
                    raise ValueError("a gradient is not finite: it overflows, or a slope is infinite there")
                gradients[operand] = read_only(np.asarray(total))
                unfinished[operand] -= 1
                if not unfinished[operand]:
                    ready.append(operand)
        for variable, gradient in gradients.items():
            variable.gradient = gradient
        return gradients

    def _checked_seed(self, seed: ArrayLike | None) -> Array:
        shape = self.value.shape
        if seed is None and self.value.size != 1:
            raise ValueError(f"backward needs a seed, because the value has the shape {shape}")
        array = owned_array("seed", np.ones(shape) if seed is None else seed)
        if array.shape != shape:
            raise ValueError(f"seed must have the shape of the value, {shape}, but has {array.shape}")
        return array

    # The operations: its name, what it does with the values, and each operand with its product.

    def __add__(self, other: Operand) -> Variable:
        return _apply("+", np.add, (self, lambda g, out: g), (_variable(other), lambda g, out: g))

    def __sub__(self, other: Operand) -> Variable:
        return _apply("-", np.subtract, (self, lambda g, out: g), (_variable(other), lambda g, out: -g))

    def __mul__(self, other: Operand) -> Variable:
        a, b = self, _variable(other)
        return _apply("*", np.multiply, (a, lambda g, out: g * b.value), (b, lambda g, out: g * a.value))

    def __truediv__(self, other: Operand) -> Variable:
        a, b = self, _variable(other)
        return _apply("/", np.divide, (a, lambda g, out: g / b.value), (b, lambda g, out: -g * out / b.value))

    def __matmul__(self, other: Operand) -> Variable:
        a, b = self, _variable(other)
        if a.value.ndim == 1:  # one row
            product = a.reshape(1, a.value.size) @ b
            return product.reshape(*product.value.shape[:-2], product.value.shape[-1])
        if b.value.ndim == 1:  # one column
            product = a @ b.reshape(b.value.size, 1)
            return product.reshape(*product.value.shape[:-1])
        return _apply("@", np.matmul, (a, lambda g, out: g @ b.value.mT), (b, lambda g, out: a.value.mT @ g))

    def __pow__(self, exponent: float) -> Variable:
        if finite_array("exponent", exponent).ndim:
            raise ValueError(f"exponent must be a single number, but it is {exponent!r}")
        n = float(exponent)
        if n == 0.0:  # n aⁿ⁻¹ would be 0 · ∞ at a = 0
            return _apply("**", np.ones_like, (self, lambda g, out: np.zeros_like(g)))
        return _apply("**", lambda a: a**n, (self, lambda g, out: g * (n * self.value ** (n - 1.0))))

    def maximum(self, other: Operand) -> Variable:
        """Return the larger of each two elements; of equal ones, `other` gets the gradient."""
        a, b = self, _variable(other)
        return _apply(
            "maximum",
            np.maximum,
            (a, lambda g, out: g * (a.value > b.value)),
            (b, lambda g, out: g * (a.value <= b.value)),
        )

    def __neg__(self) -> Variable:
        return _apply("-", np.negative, (self, lambda g, out: -g))

    def __abs__(self) -> Variable:
        return _apply("abs", np.abs, (self, lambda g, out: g * np.sign(self.value)))

    def exp(self) -> Variable:
        """Return e to the power of each element."""
        return _apply("exp", np.exp, (self, lambda g, out: g * out))

    def log(self) -> Variable:
        """Return the natural logarithm of each element."""
        return _apply("log", np.log, (self, lambda g, out: g / self.value))

    def tanh(self) -> Variable:
        """Return the hyperbolic tangent of each element."""
        return _apply("tanh", np.tanh, (self, lambda g, out: g * (1.0 - out * out)))

    def logistic(self) -> Variable:
        """Return 1 / (1 + exp(−a)) of each element a, without overflow."""
        return _apply("logistic", _logistic, (self, lambda g, out: g * (out * (1.0 - out))))

    def softplus(self) -> Variable:
        """Return log(1 + exp(a)) of each element a, without overflow."""
        return _apply("softplus", activations.softplus, (self, lambda g, out: g * _logistic(self.value)))

    def sum(self, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Variable:
        """Return the sum over one axis, over some, or over all elements."""
        shape, axes = self.value.shape, _checked_axes(self.value.ndim, axis)
        kept = [1 if axis in axes else length for axis, length in enumerate(shape)]
        return _apply(
            "sum",
            lambda a: a.sum(axis=axes, keepdims=keepdims),
            (self, lambda g, out: np.broadcast_to(g.reshape(kept), shape)),
        )

    def reshape(self, *shape: int) -> Variable:
        """Return the same elements in another shape."""
        lengths = [whole_number("each length of the shape", length, least=1) for length in shape]
        return _apply(
            "reshape", lambda a: a.reshape(lengths), (self, lambda g, out: g.reshape(self.value.shape))
        )

    def matrix_transpose(self) -> Variable:
        """Return the matrices in the last two axes, transposed."""
        return _apply("matrix_transpose", lambda a: a.mT, (self, lambda g, out: g.mT))

    # What follows from these.

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: ArrayLike) -> Variable:
        return Variable(other) - self

    def __rtruediv__(self, other: ArrayLike) -> Variable:
        return Variable(other) / self

    def __rmatmul__(self, other: ArrayLike) -> Variable:
        return Variable(other) @ self

    def mean(self, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Variable:
        """Return the mean over one axis, over some, or over all elements."""
        total = self.sum(axis, keepdims)
        return total / (self.value.size / total.value.size)


Operand: TypeAlias = "Variable | ArrayLike"


def _variable(operand: Operand) -> Variable:
    return operand if isinstance(operand, Variable) else Variable(operand)


def _apply(name: str, function: Callable[..., Array], *sources: tuple[Variable, Product]) -> Variable:
    """Run an operation on the values, and keep with its result where it came from."""
    values = [operand.value for operand, _ in sources]
    try:
        with np.errstate(all="ignore"):
            value = np.asarray(function(*values))
    except ValueError:
        shapes = " and ".join(str(value.shape) for value in values)
        raise ValueError(f"{name} does not fit an operand of the shape {shapes}") from None
    if not np.isfinite(value).all():
        raise ValueError(f"{name} has a result that is not a finite number")
    out = Variable.__new__(Variable)
    out.value = read_only(value)
    out.gradient = None
    out._sources = sources
    return out


def _checked_axes(ndim: int, axis: int | Sequence[int] | None) -> tuple[int, ...]:
    """Return the axes as numbers from 0 to ndim − 1; None stands for all of them."""
    if axis is None:
        return tuple(range(ndim))
    axes = [whole_number("axis", number, least=-ndim) for number in np.atleast_1d(axis).tolist()]
    if max(axes, default=-1) >= ndim:
        raise ValueError(f"axis must be below {ndim}, the number of axes, but it is {max(axes)}")
    return tuple(number % ndim for number in axes)


def _uses(output: Variable) -> Counter[Variable]:
    """Count how often each variable behind `output` is an operand there."""
    uses: Counter[Variable] = Counter()
    pending = [output]
    while pending:
        for operand, _ in pending.pop()._sources:
            if not uses[operand]:
                pending.append(operand)
            uses[operand] += 1
    return uses


def _summed_to(shape: tuple[int, ...], gradient: Array) -> Array:
    """Add up the gradients of the copies that broadcasting made of an operand."""
    if gradient.shape == shape:
        return gradient
    added = tuple(range(gradient.ndim - len(shape)))
    stretched = tuple(len(added) + axis for axis, length in enumerate(shape) if length == 1)
    total: Array = gradient.sum(axis=added + stretched)
    return total.reshape(shape)
