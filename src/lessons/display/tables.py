"""Tables for the chapters: the same numbers as text, and as HTML with headers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from numbers import Integral, Real

from lessons.display.numerals import in_digits


class Table:
    """Columns of values, every decimal number with the same number of digits.

    Parameters
    ----------
    columns : mapping of str to iterable
        The header of each column and its values, all columns of one length. The first
        column names the rows.
    digits : int
        How many digits behind the point a float gets. Whole numbers and texts stay as
        they are.
    caption : str
        What the table shows, in a phrase.

    Raises
    ------
    ValueError
        If there is no column, or the columns differ in length.
    """

    def __init__(self, columns: Mapping[str, Iterable[object]], digits: int = 9, caption: str = "") -> None:
        self.headers = list(columns)
        texts = [[_text(value, digits) for value in values] for values in columns.values()]
        lengths = {len(column) for column in texts}
        if len(lengths) != 1:
            raise ValueError(f"the columns must have one length, but have {sorted(lengths)}")
        self.rows = [list(row) for row in zip(*texts, strict=True)]
        self.caption = caption

    def __repr__(self) -> str:
        lines = [self.headers, *self.rows]
        widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
        text = [
            "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
        ]
        return "\n".join([self.caption, *text] if self.caption else text)

    def _repr_html_(self) -> str:
        caption = _element("caption", self.caption) if self.caption else ""
        head = "".join(_header(header) for header in self.headers)
        body = ""
        for first, *rest in self.rows:
            cells = _element("th", first, ' scope="row"') + "".join(_element("td", text) for text in rest)
            body += f"<tr>{cells}</tr>"
        sections = f"{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
        return f'<table class="lessons-table">{sections}</table>'


def _header(text: str) -> str:
    # A cell without a word is not announced as a header.
    return _element("th", text, ' scope="col"') if text else _element("td", text)


def _element(tag: str, text: str, attributes: str = "") -> str:
    return f"<{tag}{attributes}>{escape(text)}</{tag}>"


def _text(value: object, digits: int) -> str:
    if isinstance(value, Real) and not isinstance(value, Integral):
        return in_digits(float(value), f".{digits}f")
    return str(value)
