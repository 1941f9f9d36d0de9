"""Numbers as text."""

import math

import pytest

from lessons.display.numerals import in_digits, with_minus


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.149780716, ".9f", "0.149780716"),
        (-0.5, ".2f", "−0.50"),
        (-0.0, ".2f", "0.00"),
        (-1e-12, ".3f", "0.000"),
        (-1e-12, ".3g", "−1e−12"),
        (-0.0, "g", "0"),
        (1.5e-7, ".2g", "1.5e−07"),
        (-12345, ",.0f", "−12,345"),
        (math.inf, ".2f", "beyond all numbers"),
        (math.nan, ".2f", "beyond all numbers"),
    ],
)
def test_numbers_are_written_as_in_print(value: float, form: str, text: str) -> None:
    assert in_digits(value, form) == text


def test_digits_of_a_program_get_the_minus_sign_of_print() -> None:
    assert with_minus("-1.5e-07 … 2") == "−1.5e−07 … 2"
