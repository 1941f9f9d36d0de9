"""The events of the history chapter: in order, and each with sources that the book lists."""

import re

import nbformat
import pytest

from lessons.evidence.history import Event, events
from tests.support.browsing import ROOT


def dates_with(key: str) -> set[str]:
    """Return the years that stand last before a citation, in its sentence. Tables tell other dates, too."""
    cells = nbformat.read(ROOT / "book" / "history.ipynb", as_version=4).cells
    lines = [line for cell in cells if cell.cell_type == "markdown" for line in cell.source.splitlines()]
    prose = "\n".join(line for line in lines if not line.startswith("|"))
    dates = set()
    for sentence in re.split(r"\n|(?<=\.) (?=[A-Z*])", prose):
        for cited in re.finditer(rf"{{cite}}`[^`]*\b{key}\b", sentence):
            before = re.sub(r"{cite}`[^`]*`", "", sentence[: cited.start()])
            dates |= set(re.findall(r"\b\d{4}s?\b", before)[-1:])
    return dates


@pytest.mark.parametrize("event", events(), ids=lambda event: f"{event.year} {event.keys[0]}")
def test_the_chapter_tells_every_event_with_the_date_of_the_time_line(event: Event) -> None:
    assert event.when in dates_with(event.keys[0])


def test_events_are_in_the_order_of_time() -> None:
    years = [event.year for event in events()]
    assert years == sorted(years)
    assert (years[0], years[-1]) == (1676, 2023)


def test_every_source_is_in_the_list_of_references() -> None:
    listed = re.findall(r"^@\w+\{(\w+),", (ROOT / "book" / "references.bib").read_text("utf-8"), re.MULTILINE)
    assert len(listed) == len(set(listed))
    for event in events():
        assert event.keys, event
        assert set(event.keys) <= set(listed), event


def test_no_source_is_older_than_its_event() -> None:
    for event in events():
        published = [int(year) for key in event.keys for year in re.findall(r"\d{4}", key)]
        assert min(published) >= event.year, event


def test_the_years_of_the_encyclopedia_are_there() -> None:
    told = {event.year for event in events() if not event.added}
    named = {1676, 1951, 1960, 1961, 1962, 1967, 1969, 1970, 1971, 1973, 1982, 1985, 1986, 1987}
    assert told >= named | {1989, 1992, 1993, 2023}


def test_a_year_is_written_unless_something_else_is() -> None:
    written = {event.year: event.when for event in events()}
    assert written[1676] == "1676"
    assert written[1956] == "1950s"
