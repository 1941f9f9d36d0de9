"""The experiments in a real JupyterLab on loopback, with a kernel, moved by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, Locator, Page, expect

from lessons import experiments
from tests.support.lab import PATIENCE, move_first_slider, opened, running_lab

NAMES = ("learning_rate", "two_two_two")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("lab")
    cells = [new_code_cell(f"from lessons import experiments\n\nexperiments.{name}()") for name in NAMES]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / "two.ipynb")
    with running_lab(folder) as address:
        yield address


@pytest.fixture
def notebook(browser: Browser, lab: str) -> Iterator[Page]:
    """Open the notebook in JupyterLab, run its two cells, and wait for the drawings."""
    with opened(browser, lab, "doc/tree/two.ipynb") as page:
        page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.focus()
        for number in range(1, len(NAMES) + 1):
            page.keyboard.press("Shift+Enter")
            expect(page.locator(".experiment-drawing svg")).to_have_count(number, timeout=PATIENCE)
        yield page


def output(page: Page, name: str) -> Locator:
    """Return the output of the cell of an experiment."""
    return page.locator(".jp-CodeCell").nth(NAMES.index(name)).locator(".jp-OutputArea-output").last


def test_a_slider_of_each_experiment_moves_the_numbers(notebook: Page) -> None:
    for name in NAMES:
        experiment = getattr(experiments, name)()
        shown = output(notebook, name)
        expect(shown).to_contain_text(experiment.sentences(experiment.start)[0], timeout=PATIENCE)
        move_first_slider(notebook, shown, experiment)


def test_a_typed_value_between_the_stops_redraws_every_number(notebook: Page) -> None:
    experiment = experiments.two_two_two()
    shown = output(notebook, "two_two_two")
    field = shown.get_by_label("or type").first
    field.fill("1234")
    field.press("Enter")
    setting = {**experiment.start, "update": 1234}
    expect(shown).to_contain_text(experiment.sentences(setting)[0], timeout=PATIENCE)
    state = experiment.tables["state"].of(setting)
    drawn = shown.locator(".experiment-drawing svg text").all_text_contents()
    for number in range(1, 9):
        for name in (f"w{number}", f"g{number}", f"next_w{number}"):
            assert state[name][0] in drawn


def test_an_impossible_value_gets_a_sentence(notebook: Page) -> None:
    shown = output(notebook, "learning_rate")
    field = shown.get_by_label("or type").first
    field.fill("-1")
    field.press("Enter")
    expect(shown).to_contain_text("This cannot be shown: rate must", timeout=PATIENCE)
    assert "Traceback" not in notebook.locator(".jp-Notebook").inner_text()
    shown.get_by_role("button", name="Reset").click()
    expect(shown).to_contain_text("At η = 0.1 each step", timeout=PATIENCE)


def test_pointing_at_a_weight_in_the_drawing_shows_its_factors(notebook: Page) -> None:
    experiment = experiments.two_two_two()
    shown = output(notebook, "two_two_two")
    gradient = str(experiment.tables["state"].of(experiment.start)["g3"][0])
    shown.locator(".experiment-drawing svg text", has_text=gradient).first.hover()
    expect(shown).to_contain_text("∂E/∂w3 = ", timeout=PATIENCE)
