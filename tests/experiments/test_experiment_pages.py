"""Every experiment of the book in a real browser: from its folder, with the network off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from lessons import experiments
from lessons.experiments.kit import Choice, Experiment, Slider
from lessons.experiments.kit.page import MOST_RADIO_BUTTONS
from tests.support.browsing import DESKTOP, PHONE, ROOT, wait_for_formulas

SMALLEST_LETTER = 6  # In pixels: smaller ones nobody reads. The drawings use 10 and more.


def in_the_book() -> list[Any]:
    """Return each experiment of the book with the page that it is on."""
    found: list[Any] = []
    for path in sorted((ROOT / "book").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                names = re.findall(r"^experiments\.(\w+)\(\)$", cell.source, re.MULTILINE)
                found.extend(pytest.param((path.stem, name), id=name) for name in names)
    return found


class Opened:
    """An experiment on its page."""

    def __init__(self, page: Page, experiment: Experiment) -> None:
        self.page = page
        self.experiment = experiment
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.figure = page.locator(f"#experiment-{experiment.name}")

    def control(self, name: str) -> Locator:
        """Return the element that takes the keys: of buttons, the one that is chosen."""
        control = self.experiment.control(name)
        if isinstance(control, Choice) and len(control.values) <= MOST_RADIO_BUTTONS:
            return self.figure.locator(f'input[name="{name}"]:checked')
        return self.figure.locator(f"#{self.experiment.name}-{name}")

    def setting(self) -> dict[str, Any]:
        """Return the setting that the controls show."""
        controls = self.experiment.controls
        return {c.name: c.values[int(self.control(c.name).input_value())] for c in controls}

    def sentences(self) -> tuple[str, str]:
        explanation = self.figure.locator(".experiment-explanation")
        shown = explanation.inner_text() if explanation.count() else ""
        return self.figure.locator(".experiment-summary").inner_text(), shown

    def texts(self) -> list[str]:
        """Return the texts in the drawing."""
        return self.figure.locator(".experiment-drawing svg text").all_text_contents()

    def drawing(self) -> str:
        return self.figure.locator(".experiment-drawing svg").inner_html()

    def settle(self) -> None:
        """Wait until the frame after the last key has been drawn."""
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 60)))")


def opened(context: BrowserContext, book: Path, place: tuple[str, str]) -> Opened:
    chapter, name = place
    page = context.new_page()
    shown = Opened(page, getattr(experiments, name)())
    page.goto((book / "book" / f"{chapter}.html").as_uri())
    page.locator(f"#experiment-{shown.experiment.name}[data-ready]").wait_for(timeout=20_000)
    wait_for_formulas(page)
    shown.settle()
    return shown


@pytest.fixture(scope="module")
def visited(browser: Browser, book: Path, request: pytest.FixtureRequest) -> Iterator[Opened]:
    """Open the page of an experiment once for all tests that leave it as it is, or put it back."""
    context = browser.new_context(viewport=DESKTOP, offline=True)
    yield opened(context, book, request.param)
    context.close()


@pytest.fixture
def shown(visited: Opened) -> Iterator[Opened]:
    yield visited
    assert visited.errors == []
    visited.page.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference")
    # By keyboard: a mouse that rests on a drawing points at something.
    visited.figure.locator(".experiment-reset").press("Enter")
    visited.settle()


every_experiment = pytest.mark.parametrize("visited", in_the_book(), indirect=True)
every_place = pytest.mark.parametrize("place", in_the_book())


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=DESKTOP, offline=True)
    yield context
    context.close()


def test_the_book_shows_experiments() -> None:
    assert len(in_the_book()) >= 2


@every_experiment
def test_it_appears_without_an_error_and_says_what_it_shows(shown: Opened) -> None:
    assert shown.figure.locator(".experiment-drawing svg").is_visible()
    assert not shown.figure.locator(".experiment-start").is_visible()
    assert shown.setting() == shown.experiment.start
    assert shown.sentences() == shown.experiment.sentences(shown.experiment.start)


@every_experiment
def test_every_control_is_reached_and_moved_by_keyboard_alone(shown: Opened) -> None:
    focused = "() => document.activeElement.name || document.activeElement.className"
    # From the heading before the experiment on, by the tabulator key alone.
    shown.figure.evaluate(
        "figure => { figure.tabIndex = -1; figure.focus(); figure.removeAttribute('tabindex'); }"
    )
    for control in shown.experiment.controls:
        shown.page.keyboard.press("Tab")
        assert shown.page.evaluate(focused) == control.name
        outline = shown.page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        before, drawn = shown.setting(), shown.drawing()
        forward = control.values.index(control.start) < len(control.values) - 1
        shown.page.keyboard.press("ArrowRight" if forward else "ArrowLeft")
        shown.settle()
        assert shown.setting()[control.name] != before[control.name]
        assert shown.drawing() != drawn or shown.sentences() != shown.experiment.sentences(before)
        assert shown.sentences() == shown.experiment.sentences(shown.setting())
    shown.page.keyboard.press("Tab")
    assert shown.page.evaluate(focused) == "experiment-reset"
    shown.page.keyboard.press("Enter")
    shown.settle()
    assert shown.setting() == shown.experiment.start
    assert shown.sentences() == shown.experiment.sentences(shown.experiment.start)
    assert shown.errors == []


@every_experiment
def test_the_ends_of_every_slider_show_what_the_core_computes(shown: Opened) -> None:
    for control in shown.experiment.controls:
        for key in ("End", "Home"):
            if isinstance(control, Slider):
                shown.control(control.name).press(key)
                shown.settle()
                assert shown.setting()[control.name] == control.values[-1 if key == "End" else 0]
                assert shown.sentences() == shown.experiment.sentences(shown.setting())
                output = shown.figure.locator(f'output[for="{shown.experiment.name}-{control.name}"]')
                text = control.text(shown.setting()[control.name])
                assert output.inner_text() == text
                assert shown.control(control.name).get_attribute("aria-valuetext") == text
    assert shown.errors == []


@every_experiment
def test_every_control_has_a_name_and_the_drawing_a_description(shown: Opened) -> None:
    for control in shown.experiment.controls:
        assert (
            shown.figure.get_by_label(control.label)
            .or_(shown.figure.get_by_role("group", name=control.label))
            .count()
        )
    drawing = shown.figure.locator('.experiment-drawing [role="graphics-document"]')
    assert drawing.get_attribute("aria-label") == shown.experiment.description


@every_place
def test_it_fits_a_phone(browser: Browser, book: Path, place: tuple[str, str]) -> None:
    context = browser.new_context(viewport=PHONE, offline=True, has_touch=True, is_mobile=True)
    shown = opened(context, book, place)
    for part in (".experiment-drawing svg", "form.experiment-controls", ".experiment-summary"):
        box = shown.figure.locator(part).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
    sizes = shown.figure.locator(".experiment-drawing svg text").evaluate_all(
        "texts => texts.filter(t => t.textContent).map(t => t.getBoundingClientRect().height)"
    )
    assert min(sizes) > SMALLEST_LETTER
    assert shown.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


@every_place
def test_the_start_is_a_picture_where_scripts_are_off(
    browser: Browser, book: Path, place: tuple[str, str]
) -> None:
    context = browser.new_context(viewport=DESKTOP, offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto((book / "book" / f"{place[0]}.html").as_uri())
    figure = page.locator(f"#experiment-{getattr(experiments, place[1])().name}")
    [drawing] = figure.locator(".experiment-start svg").filter(visible=True).all()
    box = drawing.bounding_box()
    assert box is not None
    assert box["width"] > 300
    assert box["height"] > 150
    assert not figure.locator("form.experiment-controls").is_visible()
    context.close()


@every_experiment
def test_print_shows_the_drawing_without_the_controls(shown: Opened) -> None:
    shown.page.emulate_media(media="print")
    assert shown.figure.locator(".experiment-drawing svg").is_visible()
    assert not shown.figure.locator("form.experiment-controls").is_visible()


@every_experiment
def test_nothing_moves_by_itself(shown: Opened) -> None:
    shown.page.emulate_media(reduced_motion="reduce")
    shown.control(shown.experiment.controls[0].name).press("ArrowRight")
    assert shown.figure.evaluate("figure => figure.getAnimations({subtree: true}).length") == 0


def test_an_experiment_is_one_card_in_the_dark(browser: Browser, book: Path) -> None:
    context = browser.new_context(viewport=DESKTOP, offline=True, color_scheme="dark")
    shown = opened(context, book, ("index", "first_look"))
    around = "figure => getComputedStyle(figure.closest('.text_html')).backgroundColor"
    assert shown.figure.evaluate(around) == "rgba(0, 0, 0, 0)"
    context.close()


def test_it_can_be_used_before_the_formulas_of_the_page_are_set(context: BrowserContext, book: Path) -> None:
    context.add_init_script("""
        new MutationObserver(() => {
          const ready = document.querySelector("figure.experiment[data-ready]");
          if (ready) window.formulasThen ??= document.querySelectorAll("mjx-container").length;
        }).observe(document, {subtree: true, childList: true, attributes: true});
    """)
    shown = opened(context, book, ("regression", "activation_for_regression"))
    assert shown.page.locator("mjx-container").count() > 50
    assert shown.page.evaluate("window.formulasThen") == 0


def test_every_number_of_the_2_2_2_stands_in_its_drawing(context: BrowserContext, book: Path) -> None:
    shown = opened(context, book, ("two_two_two", "two_two_two"))
    for keys in ((), ("update", "ArrowRight"), ("order", "ArrowRight"), ("rate", "End"), ("update", "End")):
        if keys:
            shown.control(keys[0]).press(keys[1])
            shown.settle()
        state = shown.experiment.tables["state"].of(shown.setting())
        drawn = shown.texts()
        for name, texts in state.items():
            if re.fullmatch(r"(next_)?w\d|g\d|(b|net|out|delta)_[ho]\d|E_o\d", name):
                assert texts[0] in drawn, (name, texts[0])


def test_pointing_at_a_weight_shows_its_factors(context: BrowserContext, book: Path) -> None:
    shown = opened(context, book, ("two_two_two", "two_two_two"))
    gradient = shown.experiment.tables["state"].of(shown.setting())["g3"][0]
    text = shown.figure.locator(".experiment-drawing svg text", has_text=str(gradient)).first
    text.hover()
    shown.settle()
    assert shown.setting()["weight"] == "w3"
    assert shown.sentences()[1].startswith("∂E/∂w3 = ")
    assert shown.sentences() == shown.experiment.sentences(shown.setting())


def test_a_window_that_grows_gets_the_wide_drawing(context: BrowserContext, book: Path) -> None:
    shown = opened(context, book, ("one_weight", "learning_rate"))
    shown.control("rate").press("ArrowRight")
    shown.settle()
    wide = shown.figure.locator(".experiment-drawing svg").bounding_box()
    shown.page.set_viewport_size(PHONE)
    shown.page.wait_for_timeout(500)
    narrow = shown.figure.locator(".experiment-drawing svg").bounding_box()
    assert wide is not None
    assert narrow is not None
    assert narrow["width"] < wide["width"] / 1.5
    assert shown.sentences() == shown.experiment.sentences(shown.setting())
    assert shown.errors == []
