"""The ledger: every quantity whose value the documents print, and what the core computes for it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Computation:
    """A function of `lessons.evidence`, by name, and what to call it with."""

    function: str
    arguments: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(repr, self.arguments))})"

    def value(self) -> float:
        """Call the function."""
        module, name = self.function.split(".")
        return float(getattr(import_module(f"lessons.evidence.{module}"), name)(*self.arguments))


@dataclass(frozen=True)
class Entry:
    """One printed number.

    Attributes
    ----------
    document : str
        The short name of the document in the book.
    place : str
        Where in the document the number stands.
    quantity : str
        What it is the value of, as the document writes it.
    printed : str
        The digits, exactly as they are printed.
    computation : Computation
        What gives the right value.
    verdict : str
        Empty if the printed digits are right; else what is wrong with them, or what they need
        to be right.
    origin : Computation or None
        Of a wrong number: the computation that gives the printed digits.
    """

    document: str
    place: str
    quantity: str
    printed: str
    computation: Computation
    verdict: str = ""
    origin: Computation | None = None

    def rounded(self, value: float) -> str:
        """Return `value` with as many digits behind the point as the printed number has."""
        decimals = len(self.printed.partition(".")[2])
        return f"{value:.{decimals}f}"

    @property
    def computed(self) -> str:
        """The right value, to the printed digits."""
        return self.rounded(self.computation.value())

    @property
    def agrees(self) -> bool:
        """Whether the printed digits are the right ones."""
        return self.computed == self.printed


@cache
def printed() -> tuple[Entry, ...]:
    """Return the ledger, in the order of the documents."""
    table = tomllib.loads(files("lessons.evidence").joinpath("ledger.toml").read_text(encoding="utf-8"))
    return tuple(_entry(**row) for row in table["entry"])


def _entry(function: str, arguments: Any = (), origin: dict[str, Any] | None = None, **row: str) -> Entry:
    return Entry(
        computation=Computation(function, tuple(arguments)),
        origin=Computation(origin["function"], tuple(origin.get("arguments", ()))) if origin else None,
        **row,
    )
