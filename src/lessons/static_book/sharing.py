"""What a page tells those who do not open it: search engines, other sites, the home screen of a phone.

Where the book is published, ``BOOK_URL`` says so in the environment, and its pages name their
own address and a picture. A book in a folder has no address, and its pages name none.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from lessons.static_book import logo

ADDRESS = "BOOK_URL"
PREVIEW = "_static/preview.png"
TOUCH_ICON = "_static/touch-icon.png"
THEME_COLORS = {"light": "#ffffff", "dark": "#14181e"}
"""The background of the theme, for the frame that a phone draws around a page."""
WITHOUT_ADDRESS = re.compile(r'<meta property="og:(?:url|image|image:alt)"[^>]*>\n?')


def set_up(app: Sphinx) -> None:
    """Let each page describe itself."""
    app.setup_extension("sphinxext.opengraph")
    app.connect("config-inited", _say_where)
    # After the extension has written its tags.
    app.connect("html-page-context", _finish_tags, priority=900)
    app.connect("build-finished", _draw)


def _say_where(app: Sphinx, config: Config) -> None:
    address = os.environ.get(ADDRESS, "")
    config.html_baseurl = config.ogp_site_url = address and address.rstrip("/") + "/"
    config.ogp_image = PREVIEW
    config.ogp_image_alt = f"{config.project}: points that step down a parabola"
    config.ogp_social_cards = {"enable": False}


def _finish_tags(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: object) -> None:
    tags = context.get("metatags", "")
    if not app.config.ogp_site_url:
        tags = WITHOUT_ADDRESS.sub("", tags)
    icon = context["pathto"](TOUCH_ICON, 1)
    tags += f'<link rel="apple-touch-icon" href="{icon}" />\n'
    for scheme, color in THEME_COLORS.items():
        tags += f'<meta name="theme-color" media="(prefers-color-scheme: {scheme})" content="{color}" />\n'
    context["metatags"] = tags


def _draw(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        Path(app.outdir, PREVIEW).write_bytes(logo.preview())
        Path(app.outdir, TOUCH_ICON).write_bytes(logo.touch_icon())
