"""The ledger: every quantity whose value the documents print, and what the core computes for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pkgutil import resolve_name
from typing import Any

from lessons.evidence.records import records


@dataclass(frozen=True)
class Computation:
    """A function by its full name, what to call it with, and which part of the result is meant.

    The part is a way of names and numbers: ``("x", 0)`` is the first item of the attribute ``x``.
    """

    function: str
    arguments: Sequence[str | float] = ()
    part: Sequence[str | int] = ()

    def __str__(self) -> str:
        name = self.function.removeprefix("lessons.evidence.")
        return f"{name}({', '.join(map(repr, self.arguments))})"

    def value(self) -> float:
        """Call the function, and return the part."""
        found = resolve_name(self.function)(*self.arguments)
        for step in self.part:
            found = getattr(found, step) if isinstance(step, str) else found[step]
        return float(found)


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
    return records("ledger.toml", _entry)


def _entry(
    function: str, arguments: Any = (), part: Any = (), origin: dict[str, Any] | None = None, **row: str
) -> Entry:
    right = Computation(function, arguments, part)
    return Entry(computation=right, origin=Computation(**origin) if origin else None, **row)
