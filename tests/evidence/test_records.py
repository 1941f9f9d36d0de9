"""The rows of the TOML files, and what is said of one that does not fit."""

from collections.abc import Callable
from typing import Any

import pytest

from lessons.evidence.records import records


def keys(**row: Any) -> list[str]:
    return list(row)


def test_every_row_becomes_a_record_in_the_order_of_the_file() -> None:
    rows = records("history.toml", keys)
    assert len(rows) > 30
    assert rows[0][:3] == ["year", "who", "what"]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (lambda year, who: (year, who), "row 1 of history.toml: .*unexpected keyword argument 'what'"),
        (lambda place, **row: (place, row), "row 1 of history.toml: .*missing .* argument: 'place'"),
    ],
)
def test_a_row_that_does_not_fit_is_named(record: Callable[..., Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        records("history.toml", record)
