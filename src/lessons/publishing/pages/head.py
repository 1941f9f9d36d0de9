"""The head of each page: what it is about, what a link to it shows elsewhere, and the book's icons.

What a link shows is told in the tags of Open Graph. Those that must be complete addresses are
there only if it is known at which address the book is: from ``html.baseurl`` of the settings, or
from ``BOOK_URL`` in the environment.
"""

from __future__ import annotations

import os
import re
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import vl_convert
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from lessons.publishing.pages import fonts, logo
from lessons.publishing.pages.preview import preview

ADDRESS = "BOOK_URL"
"""Who publishes a book at another address than the settings say names it in the environment."""
TOUCH_ICON = "_static/touch-icon.png"
PREVIEW = "_static/preview.png"
BACKGROUNDS = {"light": "#ffffff", "dark": "#121212"}
"""The theme's, for the bars that a browser draws around a page."""
CITATION = re.compile(r" \[\d+(, \d+)*\]")
LONGEST = 300
"""How many letters of a description are shown elsewhere, at most."""

FONTS_EARLY = """<script>
for (const name of ["serif", "serif-bold", "sans", "sans-bold"])
  new FontFace("Early", `url("{}/${{name}}.woff2")`).load().catch(() => {{}});
</script>"""
"""Asks for the fonts of the first screen before the stylesheets are read, also from a folder, where a
browser refuses the link that is made for this."""

ENTRANCE = """\
<!DOCTYPE html>
<html lang="{language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="refresh" content="0; url={address}">
    <title>{title}</title>
    <link rel="icon" href="_static/logo.svg">
{tags}
  </head>
  <body>
    <main>
      <h1>{title}</h1>
      <p><a href="{address}">To the first page</a></p>
    </main>
  </body>
</html>
"""


def connect(app: Sphinx) -> None:
    """Have the head of each page written, and the pictures that it names drawn."""
    app.connect("config-inited", _know_address)
    app.connect("config-inited", _add_logo)
    app.connect("html-page-context", _add_tags)
    app.connect("html-page-context", _ask_for_fonts)
    # Another extension writes an entrance, too, unless there is one.
    app.connect("build-finished", _finish, priority=400)


def description(document: nodes.document) -> str:
    """Return the first paragraph of a page as text, or as many of its sentences as are not too long.

    A paragraph that is inside of something else, a table or a box, does not speak for the page.
    """
    for paragraph in document.findall(nodes.paragraph):
        text = CITATION.sub("", " ".join(paragraph.astext().split()))
        if isinstance(paragraph.parent, nodes.section | nodes.document) and text and "\\" not in text:
            return _shortened(text)
    return ""


def _shortened(text: str) -> str:
    short = ""
    for sentence in re.split(r"(?<=[.?!])\s+", text):
        if len(short) + len(sentence) >= LONGEST:
            break
        short = f"{short} {sentence}".strip()
    if short:
        return short
    words = text[: LONGEST - 1].rsplit(" ", 1)[0]
    return f"{words}…"


def tags(app: Sphinx, page: str, title: str, about: str) -> str:
    """Return the tags for the head of a page, one in each line."""
    config, base = app.config, app.config.html_baseurl
    is_root = page == config.root_doc
    found = [
        ("name", "description", about),
        ("property", "og:title", title),
        ("property", "og:description", about),
        ("property", "og:type", "website" if is_root else "article"),
        ("property", "og:site_name", config.html_title),
    ]
    if base:
        found += [
            ("property", "og:url", urljoin(base, app.builder.get_target_uri(page))),
            ("property", "og:image", urljoin(base, PREVIEW)),
            ("property", "og:image:alt", f"One step down a parabola: {config.html_title}"),
            ("name", "twitter:card", "summary_large_image"),
        ]
    lines = [
        f'<meta {kind}="{name}" content="{escape(content)}">' for kind, name, content in found if content
    ]
    lines += [
        f'<meta name="theme-color" media="(prefers-color-scheme: {scheme})" content="{color}">'
        for scheme, color in BACKGROUNDS.items()
    ]
    return "\n".join(lines)


def _know_address(app: Sphinx, config: Config) -> None:
    address = os.environ.get(ADDRESS) or config.html_baseurl
    config.html_baseurl = address and address.rstrip("/") + "/"


def _add_logo(app: Sphinx, config: Config) -> None:
    """Set the logo and the icon of the book, and its title beside the logo.

    A folder of the sources would do, too, but Jupyter Book puts every script and stylesheet
    that it finds in it into the pages.
    """
    config.html_logo = config.html_favicon = str(logo.FILE)
    config.html_theme_options = {**config.html_theme_options, "logo": {"text": config.html_title}}


def _add_tags(
    app: Sphinx, page: str, template: str, context: dict[str, Any], document: nodes.document | None
) -> None:
    about = description(document) if document is not None else ""
    title = re.sub(r"<[^>]*>", "", context.get("title", "")) or app.config.html_title
    icon = f'<link rel="apple-touch-icon" href="{context["pathto"](TOUCH_ICON, 1)}">'
    context["metatags"] = "\n".join([context.get("metatags", ""), tags(app, page, title, about), icon])


def _ask_for_fonts(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: object) -> None:
    """Have a page load its fonts, and lead to their licenses."""
    folder = context["pathto"](fonts.FOLDER, 1)
    app.add_css_file(fonts.STYLESHEET)
    context["metatags"] += FONTS_EARLY.format(folder)
    terms = f'Fonts: <a href="{folder}/licenses.txt">their licenses</a>.'
    context["theme_extra_footer"] = f"{context.get('theme_extra_footer', '')} {terms}"


def _finish(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    output = Path(app.outdir)
    (output / TOUCH_ICON).write_bytes(vl_convert.svg_to_png(logo.FILE.read_text(encoding="utf-8"), scale=3))
    if app.config.html_baseurl:
        preview(output / PREVIEW, app.config.html_title)
    if app.config.root_doc != "index":
        _write_entrance(app, output / "index.html")


def _write_entrance(app: Sphinx, path: Path) -> None:
    """Write the page that leads to the first one of a book whose chapters are in a folder."""
    root, project = app.config.root_doc, app.config.html_title
    about = description(app.env.get_doctree(root))
    path.write_text(
        ENTRANCE.format(
            language=app.config.language,
            address=app.builder.get_target_uri(root),
            title=escape(project),
            tags=tags(app, root, project, about),
        ),
        encoding="utf-8",
    )
