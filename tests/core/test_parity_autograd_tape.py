"""The tape against the package autograd: random expressions, the same gradients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
from autograd.scipy.special import expit
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.arrays import Array
from lessons.autodiff import Variable

# What an expression may call, once for each of the two. Operators are the same for both.
TAPE = SimpleNamespace(
    exp=Variable.exp,
    log=Variable.log,
    tanh=Variable.tanh,
    logistic=Variable.logistic,
    softplus=Variable.softplus,
    maximum=Variable.maximum,
    sum=Variable.sum,
    mean=Variable.mean,
    reshape=Variable.reshape,
    transpose=Variable.matrix_transpose,
)
AUTOGRAD = SimpleNamespace(
    exp=anp.exp,
    log=anp.log,
    tanh=anp.tanh,
    logistic=expit,
    softplus=lambda a: anp.logaddexp(0.0, a),
    maximum=anp.maximum,
    sum=anp.sum,
    mean=anp.mean,
    reshape=lambda a, *shape: anp.reshape(a, shape),
    transpose=lambda a: anp.swapaxes(a, -1, -2),
)

SHAPES = {"number": (), "row": (4,), "column": (3, 1), "matrix": (3, 4)}
"""The leaves. Any two of them, and all that the operations make of them, broadcast to (3, 4)."""

WHOLE = np.zeros((3, 4))
"""Added to an operand, it makes a matrix of it."""
MIXING = np.random.default_rng(30).normal(size=(3, 4))

# Each operation keeps values moderate, so that no depth of nesting overflows.
ON_ONE: Mapping[str, Callable[[Any, Any], Any]] = {
    "negative": lambda f, a: -a,
    "abs": lambda f, a: abs(a),
    "exp of tanh": lambda f, a: f.exp(f.tanh(a)),
    "log": lambda f, a: f.log(a * a + 0.7),
    "tanh": lambda f, a: f.tanh(a),
    "logistic": lambda f, a: f.logistic(a),
    "softplus": lambda f, a: f.softplus(a),
    "square of tanh": lambda f, a: f.tanh(a) ** 2,
    "root": lambda f, a: (a * a + 0.5) ** 0.5,
    "power": lambda f, a: (1.5 + f.tanh(a)) ** -1.3,
    "numbers on the left": lambda f, a: 2.0 - 3.0 / (1.0 + a * a),
    "sum": lambda f, a: f.tanh(f.sum(a)),
    "mean": lambda f, a: f.mean(a),
    "as the matrix, columns summed": lambda f, a: f.sum(a + WHOLE, axis=0),
    "as the matrix, mean of rows kept": lambda f, a: f.mean(a + WHOLE, axis=-1, keepdims=True),
    "as the matrix, reshaped": lambda f, a: f.reshape(f.reshape(a + WHOLE, 4, 3), 3, 4),
}
ON_TWO: Mapping[str, Callable[[Any, Any, Any], Any]] = {
    "sum": lambda f, a, b: a + b,
    "difference": lambda f, a, b: a - b,
    "product": lambda f, a, b: f.tanh(a) * b,
    "quotient": lambda f, a, b: a / (b * b + 0.8),
    "maximum": lambda f, a, b: f.maximum(a, b),
    "matrix product": lambda f, a, b: f.tanh((a + WHOLE) @ f.transpose(b + WHOLE)) @ MIXING,
    "vector product": lambda f, a, b: f.tanh(f.sum(a + WHOLE, axis=0) @ f.transpose(b + WHOLE)) @ MIXING,
}

Expression = str | tuple[Any, ...]
"""The name of a leaf, or an operation and the expressions that it works on."""

expressions: st.SearchStrategy[Expression] = st.recursive(
    st.sampled_from(sorted(SHAPES)),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(sorted(ON_ONE)), inner),
        st.tuples(st.sampled_from(sorted(ON_TWO)), inner, inner),
    ),
    max_leaves=10,
)


def evaluated(expression: Expression, functions: SimpleNamespace, leaves: Mapping[str, Any]) -> Any:
    if isinstance(expression, str):
        return leaves[expression]
    operation, *inner = expression
    operands = [evaluated(each, functions, leaves) for each in inner]
    return (ON_ONE if len(operands) == 1 else ON_TWO)[operation](functions, *operands)


def random_leaves(seed: int) -> dict[str, Array]:
    random = np.random.default_rng(seed)
    return {name: np.asarray(random.normal(size=shape)) for name, shape in SHAPES.items()}


@settings(max_examples=400)
@given(expression=expressions, seed=st.integers(0, 10_000))
def test_random_expression_has_the_gradients_of_autograd(expression: Expression, seed: int) -> None:
    leaves = random_leaves(seed)
    variables = {name: Variable(value) for name, value in leaves.items()}
    result = evaluated(expression, TAPE, variables)
    weights = np.random.default_rng(seed + 1).normal(size=result.value.shape)
    gradients = result.backward(weights)

    def weighted_sum(leaves: Mapping[str, Any]) -> Any:
        return anp.sum(weights * evaluated(expression, AUTOGRAD, leaves))

    with np.errstate(over="ignore"):  # autograd's slope of tanh squares cosh
        expected_value, expected = autograd.value_and_grad(weighted_sum)(leaves)
    np.testing.assert_allclose(np.sum(weights * result.value), expected_value, rtol=1e-10, atol=1e-12)
    for name, variable in variables.items():
        found = gradients.get(variable, np.zeros(SHAPES[name]))
        np.testing.assert_allclose(found, expected[name], rtol=1e-10, atol=1e-12)


@given(expression=expressions, seed=st.integers(0, 10_000))
def test_second_backward_of_a_random_expression_gives_the_same(expression: Expression, seed: int) -> None:
    variables = {name: Variable(value) for name, value in random_leaves(seed).items()}
    result = evaluated(expression, TAPE, variables).sum()
    first = result.backward()
    second = result.backward()
    assert first.keys() == second.keys()
    for variable in first:
        np.testing.assert_array_equal(first[variable], second[variable])
