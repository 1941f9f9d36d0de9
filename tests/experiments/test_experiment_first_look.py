"""The experiment on the first page is the 2-2-2 experiment with one control."""

from __future__ import annotations

import pytest

from lessons import experiments

EXPERIMENT = experiments.first_look()


@pytest.mark.parametrize("update", [0, 1, 200, 4321, 10_000])
def test_it_shows_what_the_experiment_of_the_chapter_shows(update: int) -> None:
    whole = experiments.two_two_two()
    columns = whole.columns({**whole.start, "update": update})
    first = EXPERIMENT.columns({"update": update})
    assert first["now"] == columns["now"]
    assert first["errors"] == columns["errors"]
    assert {**first["state"], "target_o1": ["0.01"], "target_o2": ["0.99"]} == first["state"]
    assert columns["state"].items() <= first["state"].items()


def test_it_opens_on_the_numbers_of_the_document() -> None:
    assert repr(EXPERIMENT) == (
        "Before the first update the network answers 0.751365070 and 0.772928465; it ought to answer "
        "0.01 and 0.99. The error is E = 0.298371109, and one more update makes it 0.291027774."
    )


def test_no_weight_is_marked() -> None:
    assert "chosen" not in EXPERIMENT.tables
