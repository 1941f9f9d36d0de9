"""The tape by itself: against calculus by hand and central differences."""

from __future__ import annotations

import gc
from collections.abc import Callable

import numpy as np
import pytest

from lessons.autodiff import Variable

RANDOM = np.random.default_rng(20)
MATRIX = RANDOM.normal(size=(3, 4))
ROW = RANDOM.normal(size=4)
COLUMN = RANDOM.normal(size=(3, 1))
STACK = RANDOM.normal(size=(2, 3, 4))
NUMBER = np.array(1.7)

ON_ONE: dict[str, Callable[[Variable], Variable]] = {
    "negative": lambda a: -a,
    "abs": abs,
    "exp": Variable.exp,
    "log": lambda a: (a * a + 0.5).log(),
    "tanh": Variable.tanh,
    "logistic": Variable.logistic,
    "softplus": Variable.softplus,
    "relu": lambda a: a.maximum(0.0),
    "cube": lambda a: a**3,
    "root": lambda a: (a * a + 0.5) ** 0.5,
    "to the power of -2": lambda a: (a * a + 0.5) ** -2,
    "to the power of 0": lambda a: a**0,
    "sum": lambda a: a.sum(),
    "sum over the last axis": lambda a: a.sum(axis=-1) if a.value.ndim else a.sum(),
    "sum over all axes, kept": lambda a: a.sum(keepdims=True),
    "mean over the first axis, kept": lambda a: a.mean(axis=0, keepdims=True) if a.value.ndim else a.mean(),
    "reshape": lambda a: a.reshape(a.value.size),
    "number on the left": lambda a: 2.0 - 3.0 / (2.0 * a * a + 1.0) + (1.0 + a),
}
ON_TWO: dict[str, Callable[[Variable, Variable], Variable]] = {
    "sum": lambda a, b: a + b,
    "difference": lambda a, b: a - b,
    "product": lambda a, b: a * b,
    "quotient": lambda a, b: a / (b * b + 0.5),
    "maximum": lambda a, b: a.maximum(b),
}
OPERANDS = {"number": NUMBER, "row": ROW, "column": COLUMN, "matrix": MATRIX, "stack": STACK}


def assert_gradients_match_central_differences(
    function: Callable[..., Variable], *values: np.ndarray
) -> None:
    """Compare ∂E/∂value, where E is a sum of all elements of the result with random weights."""
    variables = [Variable(value) for value in values]
    result = function(*variables)
    weights = np.random.default_rng(21).normal(size=result.value.shape)
    result.backward(weights)
    step = 1e-6
    for place, variable in enumerate(variables):
        assert variable.gradient is not None
        assert variable.gradient.shape == variable.value.shape
        for index in np.ndindex(variable.value.shape):
            ends = []
            for sign in (1.0, -1.0):
                moved = [value.copy() for value in values]
                moved[place][index] += sign * step
                ends.append(np.sum(weights * function(*map(Variable, moved)).value))
            difference = (ends[0] - ends[1]) / (2.0 * step)
            np.testing.assert_allclose(variable.gradient[index], difference, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("operand", OPERANDS)
@pytest.mark.parametrize("name", ON_ONE)
def test_operation_on_one_array_has_the_gradient_of_central_differences(name: str, operand: str) -> None:
    assert_gradients_match_central_differences(ON_ONE[name], OPERANDS[operand])


@pytest.mark.parametrize("right", OPERANDS)
@pytest.mark.parametrize("left", OPERANDS)
@pytest.mark.parametrize("name", ON_TWO)
def test_broadcast_operands_get_gradients_of_their_own_shape(name: str, left: str, right: str) -> None:
    # Another left operand where both would be the same, so that no maximum is a tie.
    assert_gradients_match_central_differences(
        ON_TWO[name], np.asarray(OPERANDS[left] + 0.01), OPERANDS[right]
    )


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((3, 4), (4, 2)),
        ((4,), (4, 2)),
        ((3, 4), (4,)),
        ((4,), (4,)),
        ((5, 3, 4), (4, 2)),
        ((3, 4), (5, 4, 2)),
        ((5, 1, 3, 4), (2, 4, 1)),
        ((5, 3, 4), (4,)),
        ((4,), (5, 4, 2)),
    ],
)
def test_matrix_product_follows_numpy_and_central_differences(
    left: tuple[int, ...], right: tuple[int, ...]
) -> None:
    random = np.random.default_rng(22)
    a, b = random.normal(size=left), random.normal(size=right)
    np.testing.assert_allclose((Variable(a) @ b).value, a @ b, rtol=1e-14, atol=1e-14)
    np.testing.assert_allclose((a @ Variable(b)).value, a @ b, rtol=1e-14, atol=1e-14)
    assert_gradients_match_central_differences(lambda a, b: a @ b, a, b)


def test_transpose_swaps_the_last_two_axes_and_carries_gradients_back() -> None:
    np.testing.assert_array_equal(Variable(STACK).matrix_transpose().value, STACK.swapaxes(-1, -2))
    assert_gradients_match_central_differences(lambda a: a.matrix_transpose(), STACK)


def test_sum_over_several_axes_keeps_the_others() -> None:
    np.testing.assert_allclose(Variable(STACK).sum(axis=(0, -1)).value, STACK.sum(axis=(0, 2)))
    assert_gradients_match_central_differences(lambda a: a.sum(axis=(0, -1)), STACK)


def test_mean_is_the_sum_over_the_number_of_elements_taken_together() -> None:
    variable = Variable(STACK)
    np.testing.assert_allclose(variable.mean(axis=1).value, STACK.mean(axis=1))
    variable.mean().backward()
    np.testing.assert_array_equal(variable.gradient, np.full(STACK.shape, 1.0 / STACK.size))


def test_in_a_diamond_both_ways_add_up() -> None:
    x = Variable(3.0)
    left, right = x * 2.0, x.exp()
    (left * right).backward()
    assert x.gradient == pytest.approx(2.0 * np.exp(3.0) + 6.0 * np.exp(3.0), rel=1e-15)
    assert left.gradient == right.value
    assert right.gradient == left.value


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda x: x + x, 2.0),
        (lambda x: x - x, 0.0),
        (lambda x: x * x, 6.0),
        (lambda x: x / x, 0.0),
        (lambda x: x * x * x, 27.0),
        (lambda x: x.maximum(x), 1.0),
    ],
)
def test_value_that_an_operation_uses_twice_gets_both_gradients(
    function: Callable[[Variable], Variable], expected: float
) -> None:
    x = Variable(3.0)
    function(x).backward()
    assert x.gradient == expected


def test_gradient_waits_for_a_late_use_far_from_the_first() -> None:
    x = Variable(2.0)
    y = x * x
    z = y
    for _ in range(10):
        z = z + 1.0
    (z * y + x).backward()  # (x² + 10) x² + x
    assert x.gradient == 4.0 * 2.0**3 + 20.0 * 2.0 + 1.0


def test_second_backward_gives_the_same_and_not_the_double() -> None:
    x = Variable(MATRIX)
    loss = (x * x).sum()
    first = loss.backward()
    second = loss.backward()
    assert first.keys() == second.keys()
    for variable in first:
        np.testing.assert_array_equal(first[variable], second[variable])
    np.testing.assert_array_equal(x.gradient, 2.0 * MATRIX)


def test_gradient_is_that_of_the_last_pass_and_the_returned_ones_stay() -> None:
    x = Variable(3.0)
    of_square = (x * x).backward()
    of_cube = (x**3).backward()
    assert of_square[x] == 6.0
    assert of_cube[x] == 27.0
    assert x.gradient == 27.0


def test_backward_from_the_middle_leaves_what_came_after_alone() -> None:
    x = Variable(3.0)
    middle = x * x
    end = 5.0 * middle
    assert end not in middle.backward()
    assert end.gradient is None
    assert x.gradient == 6.0


def test_gradient_of_the_result_itself_is_the_seed() -> None:
    loss = Variable(3.0) * 1.0
    assert loss.backward()[loss] == 1.0
    assert loss.backward(seed=4.0)[loss] == 4.0


def test_gradients_are_linear_in_the_seed() -> None:
    x = Variable(MATRIX)
    result = x.tanh()
    one, other = np.random.default_rng(23).normal(size=(2, *MATRIX.shape))
    together = result.backward(2.0 * one - other)[x]
    apart = 2.0 * result.backward(one)[x] - result.backward(other)[x]
    np.testing.assert_allclose(together, apart, rtol=1e-12, atol=1e-15)


def test_single_element_in_an_array_needs_no_seed() -> None:
    x = Variable([[3.0]])
    (x * x).backward()
    np.testing.assert_array_equal(x.gradient, [[6.0]])


def test_chain_of_5000_operations_needs_no_recursion() -> None:
    x = Variable(1.0)
    end = x
    for _ in range(2500):
        end = (end + 1.0) * 1.0
    end.backward()
    assert x.gradient == 1.0
    assert end.value == 2501.0
    del end  # and letting go of the graph needs none, either
    gc.collect()


def test_sixty_diamonds_in_a_row_take_sixty_steps_not_two_to_the_sixtieth() -> None:
    x = Variable(1.0)
    end = x
    for _ in range(60):
        end = end + end
    end.backward()
    assert x.gradient == 2.0**60


def test_array_on_the_left_makes_one_variable_not_an_array_of_them() -> None:
    x = Variable(ROW)
    for result, expected in [
        (MATRIX + x, MATRIX + ROW),
        (MATRIX - x, MATRIX - ROW),
        (MATRIX * x, MATRIX * ROW),
        (MATRIX / x, MATRIX / ROW),
        (MATRIX @ x, MATRIX @ ROW),
    ]:
        assert isinstance(result, Variable)
        np.testing.assert_allclose(result.value, expected, rtol=1e-14)


def test_kinks_have_the_slopes_that_are_stated() -> None:
    x = Variable([-1.0, 0.0, 1.0])
    x.maximum(0.0).sum().backward()
    np.testing.assert_array_equal(x.gradient, [0.0, 0.0, 1.0])
    abs(x).sum().backward()
    np.testing.assert_array_equal(x.gradient, [-1.0, 0.0, 1.0])


def test_logistic_and_softplus_hold_at_both_ends() -> None:
    x = Variable([-1e6, -700.0, 700.0, 1e6])
    np.testing.assert_allclose(x.softplus().value, [0.0, np.exp(-700.0), 700.0, 1e6], rtol=1e-15)
    slopes = x.softplus().sum().backward()[x]
    np.testing.assert_allclose(slopes, [0.0, np.exp(-700.0), 1.0, 1.0], rtol=1e-13, atol=1e-300)


def test_nothing_the_caller_holds_is_shared_or_changed() -> None:
    mine, seed = np.ones(3), np.full(3, 2.0)
    x = Variable(mine)
    result = x + 0.0
    mine[:] = 5.0
    result.backward(seed)
    seed[:] = 7.0
    np.testing.assert_array_equal(x.value, np.ones(3))
    np.testing.assert_array_equal(x.gradient, np.full(3, 2.0))


def test_values_and_gradients_cannot_be_written_to() -> None:
    x = Variable(MATRIX)
    result = x.reshape(12) * 2.0
    gradients = result.backward(np.ones(12))
    for array in (x.value, result.value, *gradients.values()):
        assert not array.flags.writeable


def test_representation_shows_the_value_and_not_its_address() -> None:
    assert repr(Variable([1.0, 2.5])) == "Variable([1.  2.5])"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: Variable("word"), "value must be an array of real numbers, but it is 'word'"),
        (lambda: Variable(Variable(1.0)), "value must be an array of real numbers"),  # type: ignore[arg-type]
        (lambda: Variable([]), "value is empty"),
        (lambda: Variable([1.0, np.nan]), "value must hold finite numbers, but it holds nan"),
        (
            lambda: Variable([[1.0], [2.0, 3.0]]),
            "value must be an array of real numbers, but its rows differ",
        ),
        (lambda: Variable(1.0) + "word", "value must be an array of real numbers"),
        (lambda: np.inf * Variable(1.0), "value must hold finite numbers, but it holds inf"),
        (lambda: Variable([1.0, 2.0]) + np.ones(3), r"\+ does not fit .* \(2,\) and \(3,\)"),
        (lambda: Variable(MATRIX) @ MATRIX, r"@ does not fit .* \(3, 4\) and \(3, 4\)"),
        (lambda: Variable(2.0) @ MATRIX, r"@ does not fit .* \(\) and \(3, 4\)"),
        (lambda: Variable(ROW).maximum([1.0, 2.0]), r"maximum does not fit .* \(4,\) and \(2,\)"),
        (lambda: Variable(ROW).matrix_transpose(), r"matrix_transpose does not fit .* \(4,\)"),
        (lambda: Variable(ROW).reshape(3), r"reshape does not fit .* \(4,\)"),
        (lambda: Variable(ROW).reshape(-1), "each length of the shape must be a whole number, at least 1"),
        (lambda: Variable(ROW).sum(axis=1), "axis must be below 1, the number of axes, but it is 1"),
        (lambda: Variable(ROW).sum(axis=-2), "axis must be a whole number, at least -1, but it is -2"),
        (lambda: Variable(ROW).mean(axis=0.5), "axis must be a whole number"),  # type: ignore[arg-type]
        (lambda: Variable(MATRIX).sum(axis=(0, 0)), r"sum does not fit .* \(3, 4\)"),
        (lambda: Variable(ROW) ** [1.0, 2.0], "exponent must be a single number"),  # type: ignore[operator]
        (lambda: Variable(ROW) ** np.nan, "exponent must hold finite numbers, but it holds nan"),
        (lambda: Variable(-1.0).log(), "log has a result that is not a finite number"),
        (lambda: Variable(0.0).log(), "log has a result that is not a finite number"),
        (lambda: Variable(1000.0).exp(), "exp has a result that is not a finite number"),
        (lambda: 1.0 / Variable([1.0, 0.0]), "/ has a result that is not a finite number"),
        (lambda: Variable(-1.0) ** 0.5, r"\*\* has a result that is not a finite number"),
        (lambda: Variable(1e200) * 1e200, r"\* has a result that is not a finite number"),
        (lambda: Variable(ROW).backward(), r"backward needs a seed, because the value has the shape \(4,\)"),
        (lambda: Variable(ROW).backward(1.0), r"seed must have the shape of the value, \(4,\), but has \(\)"),
        (lambda: Variable(1.0).backward(np.nan), "seed must hold finite numbers, but it holds nan"),
        (lambda: (Variable(0.0) ** 0.5).backward(), "a gradient is not finite"),
        (lambda: (Variable(1.0) * 1e200).backward(1e200), "a gradient is not finite"),
    ],
)
def test_bad_input_gets_a_clear_refusal(wrong: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message) as refusal:
        wrong()
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_refused_backward_leaves_the_gradients_as_they_were() -> None:
    x = Variable(0.0)
    (x * 3.0).backward()
    with pytest.raises(ValueError, match="a gradient is not finite"):
        (x**0.5).backward()
    assert x.gradient == 3.0
