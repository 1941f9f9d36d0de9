"""Two sides of an equation, side by side."""

import numpy as np
import pytest

from lessons.evidence.comparison import Comparison


def test_the_difference_is_relative_to_the_larger_side() -> None:
    assert Comparison.of([(2.0, 2.0), ([4.0, 1.0], [5.0, 1.0])]).difference == pytest.approx(0.2)


def test_a_value_that_is_small_among_others_counts_by_the_largest() -> None:
    assert Comparison.of([([1000.0, 0.0], [1000.0, 0.001])]).difference == pytest.approx(0.001)


def test_zeros_on_both_sides_are_equal() -> None:
    assert Comparison.of([(np.zeros(3), np.zeros(3))]).difference == 0.0


def test_all_pairs_are_kept_in_one_order() -> None:
    comparison = Comparison.of([([[1.0, 2.0]], [[3.0, 4.0]]), (5.0, 6.0)])
    np.testing.assert_array_equal(comparison.left, [1.0, 2.0, 5.0])
    np.testing.assert_array_equal(comparison.right, [3.0, 4.0, 6.0])


def test_sides_of_different_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"left and right must have one shape, but have \[\(2,\), \(\)\]"):
        Comparison.of([([1.0, 2.0], 1.0)])


def test_no_pair_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="there is nothing to compare"):
        Comparison.of([])


def test_sides_that_are_not_finite_are_refused() -> None:
    with pytest.raises(ValueError, match="right must hold finite numbers"):
        Comparison.of([(1.0, np.nan)])
