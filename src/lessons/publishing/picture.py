"""The picture in the README: ``python -m lessons.publishing.picture``, after ``make book``."""

from __future__ import annotations

from pathlib import Path

from lessons.publishing.chromium import chromium

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "_build" / "html" / "book" / "two_two_two.html"
FILE = ROOT / "book" / "pictures" / "two_two_two.png"
EXPERIMENT = "#experiment-two-two-two"


def take(page: Path, file: Path) -> None:
    """Store what an experiment of a built page looks like, after one update."""
    with chromium() as browser:
        shown = browser.new_page(viewport={"width": 1280, "height": 900}, device_scale_factor=1.5)
        shown.goto(page.as_uri())
        experiment = shown.locator(f"{EXPERIMENT}[data-ready]")
        experiment.locator("input[type=range]").first.press("ArrowRight")
        # The focus is gone, and the drawing there.
        shown.evaluate("() => new Promise(done => setTimeout(done, 500, document.activeElement.blur()))")
        file.parent.mkdir(parents=True, exist_ok=True)
        experiment.screenshot(path=file)


if __name__ == "__main__":
    take(PAGE, FILE)
