"""The list of references: every entry can be found by a reader, or says why not."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from pybtex.database import Entry, parse_file

from tests.support.browsing import ROOT

ENTRIES = dict(parse_file(str(ROOT / "book" / "references.bib"), bib_format="bibtex").entries)
every_entry = pytest.mark.parametrize("key", ENTRIES)

DOCUMENTS = {"encyclopedia", "lecture_note", "toast_article", "slides", "step_by_step"}


def address(entry: Entry) -> str:
    """Return where an entry leads, or nothing."""
    doi = entry.fields.get("doi")
    return f"https://doi.org/{doi}" if doi else entry.fields.get("url", "")


@every_entry
def test_an_entry_has_one_link_or_says_why_it_has_none(key: str) -> None:
    fields = ENTRIES[key].fields
    says_why = "No address is given: " in fields.get("note", "")
    assert [bool("doi" in fields), bool("url" in fields), says_why].count(True) == 1


@every_entry
def test_a_link_is_well_formed(key: str) -> None:
    assert re.fullmatch(r"https?://[\w.-]+\.[a-z]+/[^\s{}\\]*|", address(ENTRIES[key]))
    assert re.fullmatch(r"10\.\d{4,}/[^\s{}\\]+|", ENTRIES[key].fields.get("doi", ""))


def test_no_two_entries_lead_to_one_place() -> None:
    # The translation has no address of its own: its link is that of the article which it translates.
    links = [address(entry) for key, entry in ENTRIES.items() if address(entry) and key != "step_by_step"]
    assert len(set(links)) == len(links)


@every_entry
def test_the_year_in_a_key_is_the_year_of_the_entry(key: str) -> None:
    assert re.findall(r"\d{4}$", key) == ([] if key in DOCUMENTS else [ENTRIES[key].fields["year"]])


@pytest.mark.parametrize("key", sorted(DOCUMENTS))
def test_a_document_says_by_what_name_the_book_calls_it_and_what_is_not_known_of_it(key: str) -> None:
    note = ENTRIES[key].fields["note"]
    name = key.capitalize().replace("_", " ").replace("Step by step", "Step-by-step example")
    assert f"Called the «{name}» in this book" in note
    assert "undated" in note or "as it stood in" in note
    assert ENTRIES[key].persons or "names neither" in note


def test_every_link_can_be_followed_on_the_page(book: Path) -> None:
    page = (book / "book" / "bibliography.html").read_text(encoding="utf-8")
    targets = set(map(unescape, re.findall(r'href="([^"]+)"', page)))
    assert {address(entry) for entry in ENTRIES.values()} - {""} <= targets
