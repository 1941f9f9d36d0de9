"""What the pages at the end of the book show: the ledger and the proofs of the errata, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from operator import attrgetter

from lessons.display.numerals import with_minus
from lessons.display.tables import Table
from lessons.evidence.errata import erratum
from lessons.evidence.ledger import Entry, printed

EXACT = 1e-10
"""Two ways to compute one thing agree if they are not further apart than this."""


def documents() -> tuple[str, ...]:
    """Return the short names of the documents, in the order of the ledger."""
    return tuple(dict.fromkeys(entry.document for entry in printed()))


def proof_table(proof: str, values: Sequence[str] = (), digits: int = 6) -> Table:
    """Run a proof of an erratum, and return its three numbers as a table.

    Parameters
    ----------
    proof : str
        The name of a function of `lessons.evidence.errata`.
    values : sequence of str
        What the values are called; where there are more values, the first ones are shown. Without
        it they are numbered, and all are shown.
    digits : int
        How many digits behind the point are shown.

    Raises
    ------
    ValueError
        If no erratum is proved by that name, the proof has fewer values, or the right form is
        not the truth.
    """
    result = erratum(proof).prove()
    count = len(values) or result.truth.size
    if count > result.truth.size:
        raise ValueError(f"{proof} has {result.truth.size} values, but there are {count} names for them")
    if result.error_of_right > EXACT:
        raise ValueError(f"the right form of {proof} is {result.error_of_right:.1e} away from the truth")
    shown = f", the first {count} of {result.truth.size} values" if count < result.truth.size else ""
    return Table(
        {
            "value": values or range(1, count + 1),
            "as printed": result.printed[:count],
            "mended": result.right[:count],
            "truth": result.truth[:count],
        },
        digits=digits,
        caption=f"The printed form is off by {result.error_of_printed:.2g}, "
        f"the mended one by less than {EXACT:.0e}{shown}",
    )


class Ledger:
    """The numbers that a document prints, next to what is computed, place by place.

    Parameters
    ----------
    document : str
        The short name of the document in the book.

    Attributes
    ----------
    entries : tuple of Entry
        In the order of the document.

    Raises
    ------
    ValueError
        If the ledger has no such document.
    """

    def __init__(self, document: str) -> None:
        self.document = document
        self.entries = tuple(entry for entry in printed() if entry.document == document)
        if not self.entries:
            raise ValueError(f"the ledger has no document {document!r}; it has: {', '.join(documents())}")

    @property
    def wrong(self) -> tuple[Entry, ...]:
        """The entries whose printed digits are not the computed ones."""
        return tuple(entry for entry in self.entries if not entry.agrees)

    def __repr__(self) -> str:
        lines = [f"{self.document}: {len(self.entries)} numbers, {len(self.wrong)} of them wrong"]
        for place, entries in groupby(self.entries, key=_place):
            lines.append(place)
            for entry in entries:
                sign = "=" if entry.agrees else "≠"
                lines.append(f"    {entry.quantity}: {entry.printed} {sign} {entry.computed}")
                lines.extend([f"        {entry.verdict}"] if entry.verdict else [])
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        headers = ("quantity", "printed", "computed", "verdict")
        head = "".join(f'<th scope="col">{header}</th>' for header in headers)
        bodies = ""
        for place, entries in groupby(self.entries, key=_place):
            heading = f'<tr><th colspan="4" scope="rowgroup">{escape(place)}</th></tr>'
            bodies += f"<tbody>{heading}{''.join(map(_row, entries))}</tbody>"
        caption = f"{len(self.entries)} numbers of the {self.document}, {len(self.wrong)} of them wrong"
        table = f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>{bodies}"
        return f'<table class="lessons-ledger">{table}</table>'


_place = attrgetter("place")


def _row(entry: Entry) -> str:
    digits = "".join(f"<td>{escape(with_minus(each))}</td>" for each in (entry.printed, entry.computed))
    verdict = "right" if entry.agrees else "wrong"
    row = f'<th scope="row">{escape(entry.quantity)}</th>{digits}<td class="{verdict}">{verdict}</td>'
    remark = f'<tr class="remark"><td colspan="4">{escape(entry.verdict)}</td></tr>' if entry.verdict else ""
    return f"<tr>{row}</tr>{remark}"
