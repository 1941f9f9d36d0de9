"""Tables of the chapters, as text and as HTML."""

import re
from xml.etree import ElementTree

import pytest

from lessons.display.tables import Table


def example() -> Table:
    return Table({"update": [0, 1], "E": [2.0, 0.72], "note": ["a < b", ""]}, digits=3, caption="Two rows")


def test_text_has_the_caption_the_headers_and_a_line_for_each_row() -> None:
    assert repr(example()).split("\n") == [
        "Two rows",
        "update      E   note",
        "     0  2.000  a < b",
        "     1  0.720       ",
    ]


def test_a_table_without_a_caption_begins_with_its_headers() -> None:
    assert repr(Table({"w": [1]})) == "w\n1"
    assert "<caption>" not in Table({"w": [1]})._repr_html_()


def test_html_holds_the_same_cells_with_headers_for_columns_and_rows() -> None:
    table = ElementTree.fromstring(example()._repr_html_())
    assert [cell.text for cell in table.iterfind("thead/tr/th")] == ["update", "E", "note"]
    assert {cell.get("scope") for cell in table.iterfind("thead/tr/th")} == {"col"}
    assert {cell.get("scope") for cell in table.iterfind("tbody/tr/th")} == {"row"}
    rows = [[cell.text for cell in row] for row in table.iterfind("tbody/tr")]
    assert rows == [["0", "2.000", "a < b"], ["1", "0.720", None]]
    assert table.findtext("caption") == "Two rows"


def test_a_column_without_a_name_has_no_header_of_no_word() -> None:
    table = ElementTree.fromstring(Table({"": ["a"], "E": [1]})._repr_html_())
    assert [(cell.tag, cell.text) for cell in table.iterfind("thead/tr/*")] == [("td", None), ("th", "E")]


@pytest.mark.parametrize(
    ("value", "text"),
    [(-0.25, "−0.25"), (0.125, "0.12"), (-0.001, "0.00"), (3, "3"), ("0.5", "0.5")],
)
def test_decimal_numbers_get_their_digits_and_a_true_minus_sign(value: object, text: str) -> None:
    assert Table({"value": [value]}, digits=2).rows == [[text]]


@pytest.mark.parametrize(
    ("columns", "lengths"), [({}, "[]"), ({"a": [1], "b": [1, 2]}, "[1, 2]"), ({"a": [], "b": [1]}, "[0, 1]")]
)
def test_columns_of_different_length_are_refused(columns: dict[str, list[int]], lengths: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"the columns must have one length, but have {lengths}")):
        Table(columns)
