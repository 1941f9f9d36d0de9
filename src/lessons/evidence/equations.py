"""The equation table: every equation of the documents, what checks it, and where the book derives it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pkgutil import resolve_name
from typing import Literal

from lessons.evidence.comparison import Comparison
from lessons.evidence.errata import Proof, erratum
from lessons.evidence.records import records

CHECKS = "lessons.evidence.checks"


@dataclass(frozen=True)
class Equation:
    """One equation of a document.

    Attributes
    ----------
    document : str
        The short name of the document in the book.
    number : str
        As the document numbers it, such as ``"(52)"`` or ``"Eq. 5"``; of a formula without a number, its
        place, such as ``"p. 17, formula 2"``.
    statement : str
        What it says, in one sentence.
    formula : str
        The equation in LaTeX, in the document's letters; mended where the document is wrong.
    kind : {"definition", "identity"}
        Whether it says what something is, or what follows.
    check : str
        The function of `lessons.evidence.checks` that evaluates both sides.
    chapter : str
        The chapter of the book that derives it, by its file name.
    function : str
        The full name of what in the package is this equation; empty if it is a step in between.
    note : str
        Empty if the document is right; else what is wrong in it, with what it prints.
    proof : str
        Empty, or the function of `lessons.evidence.errata` that proves what is printed to be wrong.
    """

    document: str
    number: str
    statement: str
    formula: str
    kind: Literal["definition", "identity"]
    check: str
    chapter: str
    function: str = ""
    note: str = ""
    proof: str = ""

    def compare(self, seed: int = 0) -> Comparison:
        """Evaluate both sides on random numbers.

        Parameters
        ----------
        seed : int, at least 0
            Of the random network, or of the numbers that the equation is about.
        """
        return Comparison.of(resolve_name(f"{CHECKS}.{self.check}")(seed))

    def prove(self) -> Proof:
        """Prove that what the document prints is wrong.

        Raises
        ------
        ValueError
            If the equation has no `proof`.
        """
        if not self.proof:
            raise ValueError(f"nothing wrong that could be evaluated is printed in {self.number}")
        return erratum(self.proof).prove()


@cache
def equations() -> tuple[Equation, ...]:
    """Return all equations, document after document, in the order of each."""
    return records("equations.toml", Equation)
