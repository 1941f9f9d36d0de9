"""All pages of the book as one document, in the order of the table of contents.

What belongs to a screen is taken out, and links between pages become links inside the document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from posixpath import dirname, normpath
from posixpath import join as join_paths
from urllib.parse import unquote, urlsplit

import yaml
from bs4 import BeautifulSoup, Tag
from sphinx_external_toc.parsing import parse_toc_yaml

ASSETS = Path(__file__).parent / "assets"
OF_A_SCREEN = """
script, noscript, summary, a.headerlink, a.viewcode-link, a:has(> .viewcode-link), .toctree-wrapper,
.experiment-controls, .experiment-drawing, .experiment-start svg + svg, details.above-input
"""
"""The second picture of an experiment is for a phone. Code that a page folds away mostly draws figures."""
IN_BLACK = {"", "n", "nn", "o", "p", "w"}
"""The classes of pieces of code that are printed in the color of the text: names, signs, spaces."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5")
REFERRING = ("for", "aria-labelledby", "aria-describedby")


@dataclass(frozen=True)
class Part:
    """A part of the book: its caption, and the names of its chapters (``book/one_weight``)."""

    caption: str
    chapters: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """What the settings say of the book."""

    title: str
    author: str
    repository: str
    license: str
    parts: tuple[Part, ...]

    @property
    def chapters(self) -> tuple[str, ...]:
        """The names of all chapters, in order."""
        return tuple(chapter for part in self.parts for chapter in part.chapters)


def read_book(folder: Path) -> Book:
    """Read ``_config.yml`` and ``_toc.yml``. The first page is a part without a caption."""
    settings = yaml.safe_load((folder / "_config.yml").read_text(encoding="utf-8"))
    contents = parse_toc_yaml(folder / "_toc.yml")
    first = Part("", (contents.root.docname,))
    rest = (Part(tree.caption or "", tuple(map(str, tree.items))) for tree in contents.root.subtrees)
    return Book(
        title=settings["title"],
        author=settings["author"],
        repository=settings["repository"]["url"],
        license=settings["html"]["extra_footer"].strip(),
        parts=(first, *rest),
    )


def join(book: Book, pages: Path, prefix: str, time: datetime) -> str:
    """Return the pages as one document in HTML.

    Parameters
    ----------
    book : Book
    pages : Path
        The folder of the built pages.
    prefix : str
        The way to that folder from where the document will be: ``../html``.
    time : datetime
        The date of the title page.
    """
    joined = {name: _page(name, pages) for name in book.chapters}
    anchors = {anchor for page in joined.values() for anchor in page.anchors()}
    for page in joined.values():
        _redirect(page, prefix, anchors)
    body = [_title_page(book, time), _contents(book, joined)]
    for part in book.parts:
        for place, name in enumerate(part.chapters):
            caption = f'<h1 class="part">{escape(part.caption)}</h1>' if part.caption and not place else ""
            body.append(_article(joined[name], caption, shifted=bool(part.caption)))
    return "\n".join(
        [
            "<!DOCTYPE html>",
            # The theme draws in the dark if nobody says that it is light.
            '<html lang="en" data-theme="light" data-mode="light">',
            "<head>",
            '<meta charset="utf-8">',
            f"<title>{escape(book.title)}</title>",
            *_loaded(joined[book.chapters[0]]),
            f"<style>{(ASSETS / 'print.css').read_text(encoding='utf-8')}{_running_heads(joined)}</style>",
            "</head>",
            '<body><main class="bd-content">',
            *body,
            "</main></body></html>",
        ]
    )


@dataclass(frozen=True)
class _Page:
    """One page: its name, its title, all of its HTML, and the part of that which is printed."""

    name: str
    title: str
    whole: BeautifulSoup
    article: Tag

    @property
    def anchor(self) -> str:
        """What a link to the page leads to."""
        return _anchor(self.name)

    def sections(self) -> Iterator[tuple[str, str]]:
        """Yield the sections of the chapter: what a link to it leads to, and its title as HTML."""
        for heading in self.article.find_all("h2"):
            section = heading.find_parent("section")
            if section is not None and section.get("id"):
                yield str(section["id"]), heading.decode_contents()

    def anchors(self) -> Iterator[str]:
        """Yield everything that can be linked to."""
        yield self.anchor
        yield from (str(tag["id"]) for tag in self.article.find_all(id=True))


def _page(name: str, pages: Path) -> _Page:
    """Read a page, and make of it what is printed, with names that are its own in the joined document."""
    whole = BeautifulSoup((pages / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
    article = whole.find("article")
    if article is None:
        raise ValueError(f"the page {name}.html has no article")
    _put_on_paper(article)
    _rename(article, name)
    heading = article.find("h1")
    if heading is None:
        raise ValueError(f"the page {name}.html has no title")
    return _Page(name, heading.get_text().strip(), whole, article)


def _put_on_paper(article: Tag) -> None:
    """Take out what belongs to a screen, and open what is folded."""
    for tag in article.select(OF_A_SCREEN):
        tag.decompose()
    for folded in article.select("details"):
        folded.name, folded["class"] = "div", "unfolded"
    # Elements around what has no color of its own: of them most of a page consists.
    for piece in article.select("pre span"):
        if IN_BLACK.issuperset(piece.get("class") or {""}):
            piece.unwrap()


def _rename(article: Tag, page: str) -> None:
    seen: set[str] = set()
    for tag in article.find_all(id=True):
        anchor = _anchor(page, str(tag["id"]))
        if anchor in seen:  # nothing can lead to the second of two with one name
            del tag["id"]
        else:
            tag["id"] = anchor
        seen.add(anchor)
    for attribute in REFERRING:
        for tag in article.select(f"[{attribute}]"):
            tag[attribute] = _anchor(page, str(tag[attribute]))


def _anchor(page: str, identity: str = "") -> str:
    """Return the name that something of a page has in the joined document."""
    return re.sub(r"[^\w.-]+", "-", f"{page}.{identity}" if identity else page)


def _redirect(page: _Page, prefix: str, anchors: set[str]) -> None:
    """Let a page load its files from where the document is, and link to what is in the document.

    Of other links, only those to other hosts stay. Of those to the index, say, the text stays.
    """
    folder = dirname(page.name)
    for tag in page.whole.select("link[href], script[src], img[src]"):
        attribute = "href" if tag.name == "link" else "src"
        if not urlsplit(str(tag[attribute])).scheme:
            tag[attribute] = normpath(join_paths(prefix, folder, str(tag[attribute])))
    for link in page.article.select('a[href]:not([href^="http://"], [href^="https://"])'):
        parts = urlsplit(str(link["href"]))
        path = normpath(join_paths(folder, unquote(parts.path))) if parts.path else page.name
        target = _anchor(path.removesuffix(".html"), unquote(parts.fragment))
        if target in anchors:
            link["href"] = f"#{target}"
        else:
            link.unwrap()


def _loaded(page: _Page) -> Iterator[str]:
    """Yield the stylesheets of a page, the settings of MathJax, and MathJax itself."""
    for tag in page.whole.select('head link[rel="stylesheet"], head script'):
        if tag.name == "link" or "mathjax" in str(tag).lower():
            yield str(tag)


def _article(page: _Page, caption: str, *, shifted: bool) -> str:
    """Return a chapter as HTML, its headings below that of a part if there is one."""
    for level, name in reversed(list(enumerate(HEADINGS, start=1))):
        for heading in page.article.find_all(name):
            heading["class"] = f"level-{level}"
            heading.name = f"h{level + shifted}"
    opening = f'<article class="bd-article bd-article-container" id="{page.anchor}">'
    return f"{opening}{caption}{page.article.decode_contents()}</article>"


def _title_page(book: Book, time: datetime) -> str:
    return (
        '<header class="title-page">'
        f'<p class="title">{escape(book.title)}</p>'
        f'<p class="author">{escape(book.author)}</p>'
        f'<p class="date">{time.day} {time:%B %Y}</p>'
        '<div class="imprint">'
        "<p>This is the book on paper. Experiments are drawn as they start: in a browser their controls "
        "move. Solutions follow their exercises. Code that the pages fold away is left out.</p>"
        f'<p><a href="{escape(book.repository)}">{escape(book.repository)}</a></p>'
        f"<p>{escape(book.license)}</p>"
        "</div></header>"
    )


def _contents(book: Book, joined: dict[str, _Page]) -> str:
    lines = ['<nav class="book-contents"><h1>Contents</h1>']
    for part in book.parts:
        if part.caption:
            lines.append(f'<p class="part">{escape(part.caption)}</p>')
        for name in part.chapters:
            page = joined[name]
            lines.append(_line("chapter", page.anchor, escape(page.title)))
            lines.extend(_line("section", anchor, title) for anchor, title in page.sections())
    return "\n".join([*lines, "</nav>"])


def _line(kind: str, anchor: str, title: str) -> str:
    return (
        f'<p class="{kind}"><a href="#{anchor}">'
        f'<span>{title}</span><span class="dots"></span><span class="number">000</span></a></p>'
    )


def _running_heads(joined: dict[str, _Page]) -> str:
    """Return the rules that print the title of a chapter on its pages."""
    rules = []
    for page in joined.values():
        title = json.dumps(page.title, ensure_ascii=False)
        rules.append(f"#{page.anchor} {{ page: {page.anchor}; }}")
        rules.append(f"@page {page.anchor} {{ @top-center {{ content: {title}; }} }}")
    return "\n".join(rules)
