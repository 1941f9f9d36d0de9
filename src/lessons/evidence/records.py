"""The rows of a TOML file of the evidence, each as a record."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib.resources import files
from typing import TypeVar

T = TypeVar("T")


def records(table: str, record: Callable[..., T]) -> tuple[T, ...]:
    """Return the rows of a file, in its order.

    Parameters
    ----------
    table : str
        The name of the file, such as ``"ledger.toml"``.
    record : callable
        Makes a record of the keys and values of a row.

    Raises
    ------
    ValueError
        If a row has a key that the record does not have, or lacks one.
    """
    [rows] = tomllib.loads(files("lessons.evidence").joinpath(table).read_text(encoding="utf-8")).values()
    found = []
    for number, row in enumerate(rows, start=1):
        try:
            found.append(record(**row))
        except TypeError as error:
            raise ValueError(f"row {number} of {table}: {error}") from error
    return tuple(found)
