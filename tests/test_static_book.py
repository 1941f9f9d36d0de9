"""The Sphinx extension, in a real build of one small page."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from PIL import Image
from sphinx.application import Sphinx

from lessons import static_book
from lessons.experiments import hosts
from lessons.static_book import logo
from lessons.static_book.markup import mended

FORMULA = "A formula: :math:`E = \\frac{1}{2} (y - t)^2`.\n"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build one page with the theme of the book, Thebe switched on, and return the folder."""
    return built(tmp_path_factory.mktemp("source"))


def built(source: Path) -> Path:
    (source / "index.rst").write_text(f"One page\n========\n\n{FORMULA}", encoding="utf-8")
    settings = {
        "extensions": ["sphinx.ext.mathjax", "sphinx_thebe", "lessons.static_book"],
        "html_theme": "sphinx_book_theme",
        "project": "One book",
    }
    output = source / "html"
    app = Sphinx(source, None, output, source / "trees", "html", settings, status=None, warning=None)
    app.build()
    assert app.statuscode == 0
    return output


def test_mathjax_is_in_the_book_and_the_page_loads_it_from_there(output: Path) -> None:
    assert 'src="_static/mathjax/tex-chtml-full.js"' in (output / "index.html").read_text(encoding="utf-8")
    assert (output / "_static" / "mathjax" / "tex-chtml-full.js").stat().st_size > 1_000_000
    fonts = list((output / "_static" / "mathjax" / "output" / "chtml" / "fonts" / "woff-v2").glob("*.woff"))
    assert len(fonts) > 20


def test_the_stylesheet_of_the_book_is_loaded(output: Path) -> None:
    assert "_static/book.css" in (output / "index.html").read_text(encoding="utf-8")
    assert (output / "_static" / "book.css").is_file()


def test_thebe_is_left_out(output: Path) -> None:
    page = (output / "index.html").read_text(encoding="utf-8")
    assert "THEBE_JS_URL" not in page
    assert "sphinx-thebe" not in page


def test_no_icon_font_is_preloaded(output: Path) -> None:
    assert 'as="font"' not in (output / "index.html").read_text(encoding="utf-8")


def test_a_build_leaves_the_environment_as_it_was(output: Path) -> None:
    # What came after would otherwise show experiments as pages of the book do.
    assert hosts.HOST not in os.environ


def test_a_missing_mathjax_is_a_clear_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_book, "find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match="sphinx-mathjax-offline is missing: pip install"):
        static_book._mathjax_folder()


def tags(page: Path) -> dict[str, str]:
    """Return the content of each meta tag of a page by its name."""
    found = re.findall(
        r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', page.read_text(encoding="utf-8")
    )
    return dict(found)


def test_a_page_describes_itself(output: Path) -> None:
    told = tags(output / "index.html")
    assert told["description"] == told["og:description"]
    assert told["description"].startswith("A formula:")
    assert told["og:title"] == "One page"
    assert told["og:site_name"] == "One book"


def test_a_book_in_a_folder_names_no_address(output: Path) -> None:
    assert not {"og:url", "og:image", "og:image:alt"} & set(tags(output / "index.html"))
    assert 'rel="canonical"' not in (output / "index.html").read_text(encoding="utf-8")


def test_a_published_book_names_its_address_and_its_picture(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BOOK_URL", "https://example.org/book")
    output = built(tmp_path)
    told = tags(output / "index.html")
    assert told["og:url"] == "https://example.org/book/index.html"
    assert told["og:image"] == "https://example.org/book/_static/preview.png"
    assert told["og:image:alt"]
    canonical = '<link rel="canonical" href="https://example.org/book/index.html" />'
    assert canonical in (output / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "size"), [("preview.png", (1200, 630)), ("touch-icon.png", (180, 180))])
def test_pictures_for_other_sites_and_phones_are_drawn(
    output: Path, name: str, size: tuple[int, int]
) -> None:
    with Image.open(output / "_static" / name) as picture:
        assert picture.size == size
        assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 10
    if name == "touch-icon.png":
        assert 'rel="apple-touch-icon" href="_static/touch-icon.png"' in (output / "index.html").read_text()


def test_the_logo_is_what_the_library_draws() -> None:
    assert logo.FILE.read_text(encoding="utf-8") == logo.logo()


def test_the_points_of_the_logo_are_the_first_weights_of_the_first_example() -> None:
    # w = 2 − 0.6ⁿ and E = 2 · 0.36ⁿ; the parabola reaches 1.3 to both sides, and 1.3² · 2 high.
    points = re.findall(r'cx="([^"]+)" cy="([^"]+)"', logo.logo())
    assert [(float(x), float(y)) for x, y in points] == [
        pytest.approx((32 - 24 * 0.6**n / 1.3, 52 - 40 * 0.36**n / 1.69), abs=0.006) for n in range(4)
    ]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ('<link rel="preload" as="font" href="a.woff2">\n<b>', "<b>"),
        (
            '<div class="bd-sidebar-primary bd-sidebar">',
            '<div class="bd-sidebar-primary bd-sidebar" role="complementary" aria-label="Book">',
        ),
        ('<div class="citation" role="doc-biblioentry">', '<div class="citation" role="listitem">'),
        (
            '<span class="sig-paren">(</span>\n\n<dl>\n<dd><em>x</em>,</dd>\n<dd><em>t</em>,</dd>\n</dl>\n\n'
            '<span class="sig-paren">)</span><dl><dt>a</dt><dd>b</dd></dl>',
            '<span class="sig-paren">(</span><span class="lessons-parameter"><em>x</em>,</span>\n'
            '<span class="lessons-parameter"><em>t</em>,</span>'
            '<span class="sig-paren">)</span><dl><dt>a</dt><dd>b</dd></dl>',
        ),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
    ],
)
def test_markup_that_keeps_readers_out_is_mended(written: str, wanted: str) -> None:
    assert mended(written) == wanted
    assert mended(wanted) == wanted
