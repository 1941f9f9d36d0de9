"""Binder: what it would build, and a chapter in what it would build.

The tests that build it are marked: ``make binder`` runs them, and needs minutes and the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import nbformat
import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from lessons import experiments
from tests.support.browsing import ROOT
from tests.support.image import Image, Plan, build, plan
from tests.support.lab import PATIENCE, move_first_slider, opened, running_lab

CHAPTERS = {"one_weight": "learning_rate", "two_two_two": "two_two_two"}
"""The chapters that are run, each with an experiment in it."""
LAUNCH = re.compile(r'href="(https://mybinder\.org/[^"]*)"')


def launch_links(page: Path) -> set[str]:
    return set(LAUNCH.findall(page.read_text(encoding="utf-8")))


def path_in_lab(book: Path, chapter: str) -> str:
    """Return what the launch button of a chapter asks Binder to open."""
    (link,) = launch_links(book / "book" / f"{chapter}.html")
    return link.partition("?urlpath=")[2]


@pytest.fixture(scope="module")
def planned() -> Plan:
    return plan(ROOT)


def test_repo2docker_picks_python_of_the_version_in_runtime_txt(planned: Plan) -> None:
    assert planned.pack == "PythonBuildPack"
    assert f"python-{planned.python}" == (ROOT / "runtime.txt").read_text(encoding="utf-8").strip()
    assert planned.variables["KERNEL_PYTHON_PREFIX"] == "${NB_PYTHON_PREFIX}"


def test_requirements_that_name_the_repository_wait_until_it_is_there(planned: Plan) -> None:
    assert planned.before == []
    assert [script.command.partition(" ")[2] for script in planned.after] == [
        'install --no-cache-dir -r "requirements.txt"',
        "install --no-cache-dir .",
    ]


def test_nothing_of_the_build_runs_as_root_or_behind_the_readers_back(planned: Plan) -> None:
    assert {script.user for script in planned.after} == {"${NB_USER}"}
    assert planned.started == []


def test_the_launch_button_of_each_chapter_opens_its_notebook_in_jupyterlab(book: Path) -> None:
    named = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]
    repository = named["url"].removeprefix("https://github.com/")
    start = f"https://mybinder.org/v2/gh/{repository}/{named['branch']}?urlpath=lab/tree/book/"
    for notebook in ROOT.glob("book/*.ipynb"):
        links = launch_links(book / "book" / f"{notebook.stem}.html")
        assert links == {f"{start}{notebook.name}"}


@pytest.fixture(scope="module")
def image() -> Image:
    return build()


@pytest.fixture
def lab(image: Image, tmp_path: Path) -> Iterator[str]:
    """Start JupyterLab anew: it would open again what it had open before."""
    with running_lab(
        tmp_path, notebooks=image.repository, python=image.python, environment=image.variables
    ) as address:
        yield address


@pytest.mark.binder
def test_what_is_pinned_breaks_nothing_that_binder_needs(image: Image) -> None:
    # The base has the notebook server, too, which wants the JupyterLab of its own time. The launch
    # buttons open JupyterLab.
    found = image.run(str(image.python), "-m", "pip", "check").stdout.splitlines()
    broken = [line for line in found if not line.startswith(("notebook ", "No broken"))]
    assert broken == []


@pytest.mark.binder
def test_the_library_is_installed_with_every_file_it_reads(image: Image) -> None:
    told = image.run(str(image.python), "-c", "import lessons; print(lessons.__file__)")
    installed = Path(told.stdout.strip()).parent
    assert installed.is_relative_to(image.prefix)
    source = image.repository / "src" / "lessons"
    files = {file.relative_to(source) for file in source.rglob("*") if file.is_file()}
    assert len(files) > 50
    assert {file for file in files if not (installed / file).is_file()} == set()


def choose(page: Page, menu: str, command: str) -> None:
    page.locator(".lm-MenuBar-item", has_text=re.compile(f"^{menu}$")).click()
    page.locator(f'.lm-Menu-item[data-command="{command}"]').click()


def printed(notebook: nbformat.NotebookNode) -> list[str]:
    """Return what each cell of code prints."""
    return [
        "".join(output["text"] for output in cell.outputs if output.output_type == "stream")
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def scroll_to_drawing(page: Page) -> None:
    """Scroll up from the end: cells that are far from what is seen are not in the page."""
    drawing = page.locator(".experiment-drawing svg")
    page.locator(".jp-Notebook").hover()
    end = monotonic() + 60
    while drawing.count() == 0 and monotonic() < end:
        page.mouse.wheel(0, -400)
        sleep(0.1)
    drawing.first.scroll_into_view_if_needed()


@pytest.mark.binder
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_runs_top_to_bottom_and_its_experiment_answers(
    browser: Browser, book: Path, image: Image, lab: str, chapter: str
) -> None:
    file = image.repository / "book" / f"{chapter}.ipynb"
    stored = nbformat.read(file, as_version=4)
    count = sum(cell.cell_type == "code" for cell in stored.cells)
    with opened(browser, lab, path_in_lab(book, chapter)) as page:
        choose(page, "Edit", "editmenu:clear-all")
        expect(page.locator(".jp-OutputArea-output")).to_have_count(0, timeout=PATIENCE)
        choose(page, "Run", "runmenu:run-all")
        prompts = page.locator(".jp-CodeCell .jp-InputPrompt")
        expect(prompts.filter(has_text=f"[{count}]:")).to_be_visible(timeout=5 * PATIENCE)
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=PATIENCE)

        experiment = getattr(experiments, CHAPTERS[chapter])()
        scroll_to_drawing(page)
        shown = page.locator(".jp-OutputArea-output", has=page.locator(".experiment-drawing"))
        expect(shown).to_contain_text(experiment.sentences(experiment.start)[0], timeout=PATIENCE)
        move_first_slider(page, shown, experiment)

        page.keyboard.press("Control+s")
        ran = saved(file)
    kinds = {output.output_type for cell in ran.cells for output in cell.get("outputs", [])}
    assert "error" not in kinds
    counts = [cell.execution_count for cell in ran.cells if cell.cell_type == "code"]
    assert counts == list(range(1, count + 1))
    assert printed(ran) == printed(stored)


def saved(file: Path) -> nbformat.NotebookNode:
    """Wait until the notebook is written as it was run: live widgets are never stored in the repository."""
    end = monotonic() + 60
    while monotonic() < end:
        text = file.read_text(encoding="utf-8")
        if "application/vnd.jupyter.widget-view+json" in text:
            notebook: nbformat.NotebookNode = nbformat.reads(text, as_version=4)
            return notebook
        sleep(0.5)
    raise AssertionError(f"{file.name} was not saved with a live experiment")
