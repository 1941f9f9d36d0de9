"""The book's own fonts, cut from installed packages down to the characters that the pages show.

Each of the three families is a row of fonts, and a character comes from the first that has it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from html import unescape
from importlib.metadata import distribution
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import fontpkg
import matplotlib as mpl
import pylopdf_fonts_jp
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from sphinx.errors import ExtensionError

FOLDER, STYLESHEET = "_static/fonts", "fonts.css"
FAMILIES: Mapping[tuple[str, str, str], tuple[str, ...]] = {
    ("Book Serif", "normal", "400"): ("serif", "sans", "signs", "japanese"),
    ("Book Serif", "normal", "700"): ("serif-bold", "sans-bold", "signs", "japanese"),
    ("Book Serif", "italic", "400 700"): ("serif-italic", "sans-italic", "signs", "japanese"),
    ("Book Sans", "normal", "400"): ("sans", "signs", "japanese"),
    ("Book Sans", "normal", "500 700"): ("sans-bold", "signs", "japanese"),
    ("Book Sans", "italic", "400 700"): ("sans-italic", "signs", "japanese"),
    ("Book Mono", "normal", "400"): ("mono", "signs", "sans", "japanese"),
    ("Book Mono", "normal", "700"): ("mono-bold", "signs", "sans-bold", "japanese"),
    # Upright, rather than slanted by the browser.
    ("Book Mono", "italic", "400 700"): ("mono", "signs", "sans", "japanese"),
}
RULE = """@font-face {{ font-family: "{}"; font-style: {}; font-weight: {}; font-display: swap;
  src: url("fonts/{}.woff2") format("woff2"); unicode-range: {} }}
"""


class Font(NamedTuple):
    """A font of a package, its license, the place on its axes, and its features.

    A font whose axes are left open would come into a PDF as drawings of its letters.
    """

    source: Path
    license: str
    axes: Mapping[str, float] = {}
    features: tuple[str, ...] = ("ccmp", "kern", "liga", "locl", "mark", "mkmk")


def fonts() -> dict[str, Font]:
    """Return the fonts by the names of their files."""

    def of(
        family: str,
        wght: int,
        style: str = "normal",
        features: Any = Font._field_defaults["features"],
        **axes: float,
    ) -> Font:
        source = fontpkg.path(family, style=style)
        return Font(source, _license(f"fontpkg-{family}"), {"wght": wght, **axes}, features)

    own = Path(mpl.get_data_path()) / "fonts" / "ttf"
    no_ligatures = "ccmp", "mark"  # code shows <= as it is typed
    return {
        "serif": of("Source Serif 4", 400, opsz=16),
        "serif-bold": of("Source Serif 4", 700, opsz=16),
        "serif-italic": of("Source Serif 4", 400, "italic", opsz=16),
        "sans": of("Source Sans 3", 400),
        "sans-bold": of("Source Sans 3", 600),
        "sans-italic": of("Source Sans 3", 400, "italic"),
        "mono": of("JetBrains Mono", 400, features=no_ligatures),
        "mono-bold": of("JetBrains Mono", 700, features=no_ligatures),
        "japanese": Font(pylopdf_fonts_jp.sans_path(), _license("pylopdf-fonts-jp")),
        "signs": Font(own / "DejaVuSansMono.ttf", (own / "LICENSE_DEJAVU").read_text("utf-8")),
    }


def _license(package: str) -> str:
    return distribution(package.lower().replace(" ", "-")).read_text("licenses/LICENSE") or ""


def characters(pages: Iterable[Path]) -> set[int]:
    """Return what can stand on the pages: ASCII, and every other character of their HTML."""
    found = {*map(chr, range(0x20, 0x7F))}.union(*(unescape(page.read_text("utf-8")) for page in pages))
    return {ord(sign) for sign in found if sign == " " or unicodedata.category(sign)[0] not in "CZ"}


def write(output: Path, shown: set[int]) -> None:
    """Write the fonts, the stylesheet that names them, and their licenses, into a folder of pages.

    Raises
    ------
    ExtensionError
        If none of a family's fonts has a character.
    """
    found = fonts()
    opened = {name: _opened(font.source) for name, font in found.items()}
    having = {name: font.getBestCmap().keys() for name, font in opened.items()}
    needed, rules = {name: set[int]() for name in found}, ""
    for face, row in FAMILIES.items():
        rest = shown
        for name in row:
            if taken := rest & having[name]:
                needed[name] |= taken
                points = ", ".join(f"U+{point:X}" for point in sorted(taken))
                rules += RULE.format(*face, name, points)
                rest = rest - taken
        if rest:
            raise ExtensionError(f"{face[0]} has no sign for {' '.join(map(chr, sorted(rest)))}")
    owners = {name: font["name"].getDebugName(0) for name, font in opened.items()}
    terms = dict.fromkeys(f"{owners[name]}\n\n{font.license}" for name, font in found.items())
    folder = output / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (output / "_static" / STYLESHEET).write_text(rules, "utf-8")
    (folder / "licenses.txt").write_text("\n\n".join(terms), "utf-8")
    for name, font in found.items():
        (folder / f"{name}.woff2").write_bytes(_cut(opened[name], font, name, needed[name]))


def _opened(source: Path) -> TTFont:
    # Without the time of the build: the same pages make the same files.
    return TTFont(BytesIO(source.read_bytes()), lazy=True, recalcTimestamp=False)


def _cut(opened: TTFont, font: Font, name: str, taken: set[int]) -> bytes:
    """Return a font with these characters and no others, as WOFF2.

    What is changed must not bear the name of the original, which the licenses reserve.
    """
    options = subset.Options(layout_features=font.features, hinting=False, name_IDs=[0, 13, 14])
    options.drop_tables += ["FFTM"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=taken)
    cutter.subset(opened)
    if font.axes:
        instancer.instantiateVariableFont(opened, font.axes, inplace=True)
    for number in (1, 4, 6):
        opened["name"].setName(f"Book-{name}", number, 3, 1, 0x409)
    opened.flavor, output = "woff2", BytesIO()
    opened.save(output)
    return output.getvalue()
