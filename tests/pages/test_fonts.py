"""The book's own fonts: light, free, and the only ones that anything is drawn with."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO
from pathlib import Path
from statistics import fmean
from typing import Any

import matplotlib as mpl
import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont
from playwright.sync_api import Browser, CDPSession
from sphinx.errors import ExtensionError

from lessons.display.palette import FONT_FILES
from lessons.publishing.pages import fonts
from tests.support.browsing import DESKTOP, OTHER_PAGES, ROOT, chapters, pages_of, wait_for_formulas

MOST_BYTES = 300_000
OF_MATPLOTLIB = Path(mpl.get_data_path()) / "fonts" / "ttf"
OPEN = """() => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  for (const button of document.querySelectorAll("button.toggle-button")) button.click();
  return document.fonts.ready.then(() => true);
}"""


def files(book: Path) -> dict[str, TTFont]:
    return {path.stem: opened(path) for path in (book / fonts.FOLDER).glob("*.woff2")}


def opened(path: Path) -> TTFont:
    return TTFont(BytesIO(path.read_bytes()))


def test_all_fonts_together_are_light(book: Path) -> None:
    sizes = {path.name: path.stat().st_size for path in (book / fonts.FOLDER).glob("*.woff2")}
    assert len(sizes) >= 5
    assert sum(sizes.values()) <= MOST_BYTES, sizes


@pytest.mark.parametrize("name", [*chapters(), *OTHER_PAGES])
def test_every_character_is_drawn_with_a_font_of_the_book(browser: Browser, book: Path, name: str) -> None:
    with browser.new_context(viewport=DESKTOP, offline=True) as context:
        page = context.new_page()
        page.goto((book / f"{name}.html").as_uri())
        wait_for_formulas(page)
        page.evaluate(OPEN)
        session = context.new_cdp_session(page)
        session.send("DOM.enable")
        session.send("CSS.enable")
        root = session.send("DOM.getDocument", {"depth": -1})["root"]
        drawn, foreign = Counter[str](), []
        for node in with_text(root):
            for font in drawn_with(session, node):
                drawn[font["familyName"]] += 1
                if not font["isCustomFont"]:
                    foreign.append((font["familyName"], [child["nodeValue"] for child in node["children"]]))
    assert foreign == []
    assert {"Book-serif", "Book-sans"} & drawn.keys()
    # Icons have a font of the theme, which travels with the book, too.
    assert all(family.startswith(("Book-", "Font Awesome")) for family in drawn), drawn


def with_text(node: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the elements that text stands in, but for formulas: MathJax has fonts of its own."""
    if node["nodeName"] in {"MJX-CONTAINER", "SCRIPT", "STYLE"}:
        return []
    children = node.get("children", [])
    found = [each for child in children for each in with_text(child)]
    has_text = any(child["nodeType"] == 3 and child["nodeValue"].strip() for child in children)
    return [node, *found] if has_text else found


def drawn_with(session: CDPSession, node: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = session.send("CSS.getPlatformFontsForNode", {"nodeId": node["nodeId"]})[
        "fonts"
    ]
    return found


def test_no_font_that_was_cut_bears_a_reserved_name(book: Path) -> None:
    for name, font in files(book).items():
        names = {record.nameID: str(record) for record in font["name"].names}
        assert names[0].startswith(("Copyright", "©")), name
        assert {names[number] for number in (1, 4, 6)} == {f"Book-{name}"}


def test_the_licenses_are_on_the_site_and_every_page_leads_to_them(book: Path) -> None:
    text = (book / fonts.FOLDER / "licenses.txt").read_text("utf-8")
    for font in files(book).values():
        assert font["name"].getDebugName(0) in text
    assert text.count("SIL OPEN FONT LICENSE Version 1.1") >= 4
    assert "Bitstream Vera" in text
    for page in pages_of(book):
        # Sphinx writes the pages of the sources anew only when their code changes.
        if page != book / "index.html" and "_modules" not in page.parts:
            links = BeautifulSoup(page.read_text("utf-8"), "html.parser").select(
                'footer a[href$="licenses.txt"]'
            )
            assert [(page.parent / str(link["href"])).resolve().is_file() for link in links] == [True], page


def test_a_character_that_no_font_has_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(ExtensionError, match="Book Serif has no sign for 😀"):
        fonts.write(tmp_path, {ord("a"), 0x1F600})


def test_the_same_characters_make_the_same_files(tmp_path: Path) -> None:
    for name in ("first", "second"):
        fonts.write(tmp_path / name, set(map(ord, "fi ŷ誤→∇")))
    first, second = (sorted((tmp_path / name).rglob("*.*")) for name in ("first", "second"))
    assert len(first) > len(fonts.fonts())
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_the_characters_are_those_of_the_pages_and_ascii(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p title='ŷ'>誤 &#8594;\N{ZERO WIDTH SPACE}\u00a0\n</p>", "utf-8")
    assert fonts.characters([page]) == {*range(0x20, 0x7F), *map(ord, "ŷ誤→")}


@pytest.mark.parametrize(
    ("stand_in", "of_the_machine", "own"),
    [("Stand-in Wide Serif", "DejaVuSerif", "serif"), ("Stand-in Wide Sans", "DejaVuSans", "sans")],
)
def test_what_stands_in_for_a_font_is_as_wide_as_it(
    book: Path, stand_in: str, of_the_machine: str, own: str
) -> None:
    style = (book / "_static" / "book.css").read_text("utf-8")
    [rule] = [
        rule for rule in re.findall(r"@font-face \{(.*?)\}", style, re.DOTALL) if f'"{stand_in}"' in rule
    ]
    adjusted = {name: float(value) / 100 for name, value in re.findall(r"([a-z-]+): ([\d.]+)%", rule)}
    text = BeautifulSoup((book / "book" / "history.html").read_text("utf-8"), "html.parser").article
    assert text is not None
    letters = "".join(paragraph.get_text() for paragraph in text.select("p"))
    ours, theirs = files(book)[own], opened(OF_MATPLOTLIB / f"{of_the_machine}.ttf")
    size = adjusted["size-adjust"]
    assert mean_width(theirs, letters) * size == pytest.approx(mean_width(ours, letters), rel=0.02)
    for side in ("ascent", "descent"):
        height = abs(getattr(ours["hhea"], side)) / ours["head"].unitsPerEm
        assert adjusted[f"{side}-override"] * size == pytest.approx(height, abs=0.002)


def mean_width(font: TTFont, text: str) -> float:
    names, widths, unit = font.getBestCmap(), font["hmtx"], float(font["head"].unitsPerEm)
    return fmean(widths[names[ord(each)]][0] / unit for each in text if each.isascii() and each.isprintable())


@pytest.mark.parametrize("look", [{}, {"weight": "bold"}, {"style": "italic"}])
def test_figures_are_lettered_with_the_font_of_a_package(ax: Axes, look: dict[str, str]) -> None:
    found = findfont(FontProperties(**look), fallback_to_default=False)  # type: ignore[arg-type]
    assert Path(found).parent.samefile(FONT_FILES)
    ax.set_title("δ = 10⁻³ · ∇E")  # what the font lacks comes from matplotlib's own
    families = mpl.rcParams["font.family"]
    assert Path(findfont(FontProperties(family=families[1]))).parent.samefile(OF_MATPLOTLIB)


def test_no_font_is_part_of_the_repository() -> None:
    assert not [path for kind in ("ttf", "otf", "woff*") for path in (ROOT / "src").rglob(f"*.{kind}")]
