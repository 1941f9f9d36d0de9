"""The tables of the ledger and of the proofs."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from lessons.evidence import errata, ledger, reference
from lessons.evidence.errata import Proof
from lessons.evidence.reference import Ledger, proof_table


def test_the_documents_come_in_the_order_of_the_ledger() -> None:
    names = reference.documents()
    assert names == ("Encyclopedia", "Lecture note", "Toast article", "Slides", "Step-by-step example")


# Proofs.


def test_a_proof_shows_what_is_printed_what_is_right_and_what_is_true() -> None:
    table = proof_table("error_after_one_update", ["E"], digits=9)
    assert table.headers == ["value", "as printed", "mended", "truth"]
    assert table.rows == [["E", "0.291027924", "0.291027774", "0.291027774"]]
    assert table.caption == "The printed form is off by 5.2e-07, the mended one by less than 1e-10"


def test_values_without_names_are_numbered_and_all_shown() -> None:
    table = proof_table("cases_of_relu", digits=0)
    assert [row[0] for row in table.rows] == ["1", "2", "3", "4"]
    assert "values" not in table.caption


def test_values_that_are_not_shown_are_mentioned() -> None:
    table = proof_table("hessian_of_levenberg_marquardt", ["first", "second"])
    assert [row[0] for row in table.rows] == ["first", "second"]
    assert table.caption.endswith("the first 2 of 9 values")


def test_more_names_than_values_are_refused() -> None:
    with pytest.raises(ValueError, match="columns_of_w3 has 1 values, but there are 2 names for them"):
        proof_table("columns_of_w3", ["a", "b"])


def test_an_unknown_proof_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"no erratum is proved by 'ufo'; there are: index_order, .*ten_th"):
        proof_table("ufo")


def test_a_proof_whose_right_form_is_wrong_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errata, "columns_of_w3", lambda: Proof.of(3.0, 4.0, 5.0))
    with pytest.raises(ValueError, match=r"the right form of columns_of_w3 is 2\.0e-01 away from the truth"):
        proof_table("columns_of_w3")


# The ledger.

every_document = pytest.mark.parametrize("document", reference.documents())


def test_every_entry_is_in_the_ledger_of_its_document() -> None:
    ledgers = [Ledger(document) for document in reference.documents()]
    assert [entry for ledger in ledgers for entry in ledger.entries] == list(ledger.printed())
    assert sum(len(ledger.wrong) for ledger in ledgers) == 6


@every_document
def test_text_and_html_hold_every_entry(document: str) -> None:
    ledger = Ledger(document)
    lines = repr(ledger).split("\n")
    assert lines[0] == f"{document}: {len(ledger.entries)} numbers, {len(ledger.wrong)} of them wrong"
    table = ElementTree.fromstring(ledger._repr_html_())
    rows = [[cell.text for cell in row] for row in table.iterfind("tbody/tr") if len(row) == 4]
    for entry, row in zip(ledger.entries, rows, strict=True):
        sign = "=" if entry.agrees else "≠"
        assert f"    {entry.quantity}: {entry.printed} {sign} {entry.computed}" in lines
        digits = [text.replace("-", "−") for text in (entry.printed, entry.computed)]
        assert row == [entry.quantity, *digits, "right" if entry.agrees else "wrong"]


@every_document
def test_every_verdict_stands_below_its_number(document: str) -> None:
    ledger = Ledger(document)
    verdicts = [entry.verdict for entry in ledger.entries if entry.verdict]
    table = ElementTree.fromstring(ledger._repr_html_())
    remarks = [row for row in table.iterfind("tbody/tr") if row.get("class") == "remark"]
    assert [row.findtext("td") for row in remarks] == verdicts
    assert all(f"        {verdict}" in repr(ledger) for verdict in verdicts)
    assert {cell.get("colspan") for row in remarks for cell in row} <= {"4"}


def test_headers_name_their_columns_rows_and_groups() -> None:
    ledger = Ledger("Slides")
    table = ElementTree.fromstring(ledger._repr_html_())
    headers = [cell.text for cell in table.iterfind("thead/tr/th[@scope='col']")]
    assert headers == ["quantity", "printed", "computed", "verdict"]
    places = [cell.text for cell in table.iterfind("tbody/tr/th[@scope='rowgroup']")]
    assert places == list(dict.fromkeys(entry.place for entry in ledger.entries))
    assert len(table.findall("tbody/tr/th[@scope='row']")) == len(ledger.entries)
    assert table.findtext("caption") == "3 numbers of the Slides, 0 of them wrong"


def test_an_unknown_document_is_refused() -> None:
    with pytest.raises(ValueError, match=re.escape("the ledger has no document 'Slide'; it has: Encyclo")):
        Ledger("Slide")
