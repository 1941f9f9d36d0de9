"""What the theme and its extensions write into a page that keeps readers out of it, put right.

Each mend is small and knows nothing of what a page says. When a newer version of the package
writes its markup differently, the mend finds nothing to do, and the tests with axe tell.
"""

from __future__ import annotations

import re

FONT_PRELOAD = re.compile(r'<link rel="preload" as="font"[^>]*>\n?')
SIDEBAR = '<div class="bd-sidebar-primary bd-sidebar">'
PARAMETERS = re.compile(
    r'(<span class="sig-paren">\(</span>)\s*<dl>\s*(.*?)\s*</dl>\s*(?=<span class="sig-paren">)', re.DOTALL
)


def mended(page: str) -> str:
    """Return the HTML of a page with every mend made."""
    for mend in (_without_font_preloads, _sidebar_as_landmark, _parameters_in_lines, _references_as_list):
        page = mend(page)
    return page


def _without_font_preloads(page: str) -> str:
    """Drop the preloading of icon fonts, which a browser refuses for a page from a folder.

    The theme draws its icons as SVG and does not need the fonts.
    """
    return FONT_PRELOAD.sub("", page)


def _sidebar_as_landmark(page: str) -> str:
    """Name the sidebar: what a reader jumps to must lie in a landmark, its title and search, too."""
    return page.replace(SIDEBAR, f'{SIDEBAR[:-1]} role="complementary" aria-label="Book">')


def _parameters_in_lines(page: str) -> str:
    """Write the parameters of a long signature as lines: Sphinx makes a list of definitions without terms."""
    return PARAMETERS.sub(lambda found: found[1] + _lines(found[2]), page)


def _lines(definitions: str) -> str:
    return definitions.replace("<dd>", '<span class="lessons-parameter">').replace("</dd>", "</span>")


def _references_as_list(page: str) -> str:
    """Make the items of the list of references items: their own role is deprecated, and none of a list."""
    return page.replace('role="doc-biblioentry"', 'role="listitem"')
