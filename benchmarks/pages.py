"""Measure the experiments of the built book in a real browser, and print a table in Markdown.

Each page is opened from its folder with the network off and an empty cache. *Ready* is the time from the
start of the navigation until the experiment can be used; *step* the time from an arrow key on
its first slider to the next painted frame; *live* what the kernel needs for one answer of
the live host.
"""

from __future__ import annotations

import json
import random
import re
import statistics
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from playwright.sync_api import Browser

from benchmarks.built_book import browser_for_the_book, print_table
from lessons import experiments
from lessons.experiments.kit import Experiment, Slider
from tests.support.browsing import BOOK

VISITS, STEPS, ANSWERS = 5, 40, 40
READY, STEP, LIVE = 1.5, 0.017, 0.150
"""The targets, in seconds."""

WATCH = """
window.measured = {steps: []};
let key = 0;
let changed = 0;
new MutationObserver(records => {
  const drawing = record => record.target.closest?.('.experiment-drawing');
  if (records.some(drawing)) changed = performance.now();
  if (!measured.ready && document.querySelector('figure.experiment[data-ready]')) {
    measured.ready = performance.now();
  }
}).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
const painted = new MessageChannel();
painted.port1.onmessage = () => {
  if (changed > key) measured.steps.push(performance.now() - key);
  else whenPainted();
};
// A message that is sent before a frame is painted arrives after it has been.
const whenPainted = () => requestAnimationFrame(() => painted.port2.postMessage(0));
document.addEventListener('keydown', event => { key = event.timeStamp; }, true);
document.addEventListener('input', whenPainted, true);
"""
HEADERS = (
    *("experiment", "KB in the page", "KB of data", "page KB"),
    *("ready", "step, median", "step, worst", "live"),
)


def main() -> None:
    """Print a line for each experiment of the book."""
    with browser_for_the_book() as browser:
        print_table(HEADERS, (row(browser, page, named(name)) for page, name in in_the_book()))
    print(f"\nTargets: ready ≤ {READY} s, step ≤ {1000 * STEP:g} ms, live ≤ {1000 * LIVE:g} ms.")


def in_the_book() -> Iterator[tuple[Path, str]]:
    """Yield each page that has an experiment, with the name of the experiment."""
    for page in sorted((BOOK / "book").glob("*.html")):
        html = page.read_text(encoding="utf-8")
        for name in re.findall(r'<figure class="experiment" id="experiment-([\w-]+)"', html):
            yield page, name


def named(name: str) -> Experiment:
    """Return the experiment with this name."""
    experiment: Experiment = getattr(experiments, name.replace("-", "_"))()
    return experiment


def row(browser: Browser, page: Path, experiment: Experiment) -> list[str]:
    """Measure an experiment, and return its line of the table."""
    html = page.read_text(encoding="utf-8")
    start = html.index(f'<figure class="experiment" id="experiment-{experiment.name}"')
    figure = html[start : html.index("</figure>", start)]
    data = json.loads(re.findall(r'<script type="application/json">(.*?)</script>', figure, re.S)[0])
    tables = json.dumps(data["tables"], ensure_ascii=False, separators=(",", ":"))
    visits = [visit(browser, page, experiment) for _ in range(VISITS)]
    ready = statistics.median(ready for ready, _ in visits)
    steps = [step for _, several in visits for step in several]
    answers = live_answers(experiment)
    return [
        experiment.name,
        *(f"{len(text.encode()) / 1000:.0f}" for text in (figure, tables, html)),
        f"{ready / 1000:.2f} s",
        f"{statistics.median(steps):.1f} ms",
        f"{max(steps):.0f} ms",
        f"{1000 * statistics.median(answers):.0f} ms, worst {1000 * max(answers):.0f} ms",
    ]


def visit(browser: Browser, page: Path, experiment: Experiment) -> tuple[float, list[float]]:
    """Open the page anew; return when it was ready, and how long each step took, in milliseconds."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    context.add_init_script(WATCH)
    opened = context.new_page()
    opened.goto(page.as_uri())
    opened.wait_for_function("() => window.measured.ready")
    slider = next(control for control in experiment.controls if isinstance(control, Slider))
    element = opened.locator(f"#{experiment.name}-{slider.name}")
    element.scroll_into_view_if_needed()
    element.press("Home")
    for _ in range(STEPS // VISITS):
        element.press("ArrowRight")
        opened.wait_for_timeout(60)
    measured: Any = opened.evaluate("() => window.measured")
    context.close()
    return float(measured["ready"]), [float(step) for step in measured["steps"]]


def live_answers(experiment: Experiment) -> list[float]:
    """Return how long the kernel needs for one random move after another, in seconds."""
    chance = random.Random(0)
    setting = dict(experiment.start)
    experiment.columns(setting)
    answers = []
    for _ in range(ANSWERS):
        control = chance.choice(experiment.controls)
        stops = control.live_values if isinstance(control, Slider) else control.values
        setting[control.name] = chance.choice(list(stops))
        start = perf_counter()
        checked = experiment.checked(setting)
        experiment.columns(checked)
        experiment.sentences(checked)
        answers.append(perf_counter() - start)
    return answers


if __name__ == "__main__":
    main()
