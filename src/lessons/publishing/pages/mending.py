"""What keeps readers out of the pages that the theme and its writers make, mended in the HTML.

A screen reader goes by roles: a list has items, a header belongs to a column, and what stands on
a page stands in a landmark. Where the HTML says otherwise, it says it in the same words on every
page, so each mend is one replacement. On a page that is mended already it does nothing.
"""

from __future__ import annotations

import re

REPLACEMENTS = (
    # The logo and the search button of the sidebar are in no landmark.
    ('<div class="bd-sidebar-primary', '<div role="navigation" aria-label="Book" class="bd-sidebar-primary'),
    # The items of the list of references have a role that a list must not hold, and that is deprecated.
    (' role="doc-biblioentry">', ' role="listitem">'),
    # The list of the sources has the modules of a package as a list beside its items, in none of them.
    ("</li>\n<ul><li>", "</li>\n<li>"),
    ("</ul><li>", "<li>"),
    # What scrolls is reached by a key where the theme's script finds this name.
    (
        '<div class="pst-scrollable-table-container">',
        '<div class="pst-scrollable-table-container jp-RenderedHTMLCommon">',
    ),
    # Headers do not say whether they are of a column or of a row.
    ('<th class="head', '<th scope="col" class="head'),
    ('<th class="stub', '<th scope="row" class="stub'),
)

FONT_PRELOAD = re.compile(r'<link rel="preload" as="font"[^>]*>\n?')
"""Of icons that the theme draws as SVG. A browser refuses to load it for a page from a folder."""
PARAMETERS = re.compile(r"<dl>\n((?:<dd>.*?</dd>\n)+)</dl>", re.DOTALL)
"""The parameters of a function, one in each line: definitions of nothing."""
PARAMETER = re.compile(r"<dd>(.*?)</dd>", re.DOTALL)


def mended(page: str) -> str:
    """Return the HTML of a page with everything mended."""
    page = FONT_PRELOAD.sub("", page)
    for found, better in REPLACEMENTS:
        page = page.replace(found, better)
    return PARAMETERS.sub(_in_lines, page)


def _in_lines(parameters: re.Match[str]) -> str:
    lines = PARAMETER.sub(r'<span class="sig-line">\1</span>', parameters[1])
    return f'<span class="sig-lines">\n{lines}</span>'
