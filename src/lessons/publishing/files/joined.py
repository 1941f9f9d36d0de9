"""All pages of the book as one document, in the order of the table of contents.

What belongs to a screen is taken out, and links between pages become links inside the document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from bs4 import BeautifulSoup, Tag
from sphinx_external_toc.parsing import parse_toc_yaml

ASSETS = Path(__file__).parent / "assets"
OF_A_SCREEN = (
    "script",
    "noscript",
    "a.headerlink",
    "a.viewcode-link",
    "a:has(> .viewcode-link)",
    ".toctree-wrapper",
    ".experiment-controls",
    ".experiment-drawing",
    "details.above-input",  # code that a page folds away: most of it draws figures
)
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
    joined = {name: _Page(name, pages, prefix, book.chapters) for name in book.chapters}
    anchors = {anchor for page in joined.values() for anchor in page.anchors()}
    for page in joined.values():
        page.cut_links_out_of_the_document(anchors)
    body = [_title_page(book, time), _contents(book, joined)]
    for part in book.parts:
        for place, name in enumerate(part.chapters):
            caption = f'<h1 class="part">{escape(part.caption)}</h1>' if part.caption and not place else ""
            body.append(joined[name].article(caption, shifted=bool(part.caption)))
    first = joined[book.chapters[0]]
    head = [
        '<meta charset="utf-8">',
        f"<title>{escape(book.title)}</title>",
        *first.stylesheets(),
        f"<style>{(ASSETS / 'print.css').read_text(encoding='utf-8')}{_running_heads(joined)}</style>",
        *first.mathjax(),
    ]
    # The theme draws in the dark if nobody says that it is light.
    opening = '<html lang="en" data-theme="light" data-mode="light">'
    return "\n".join(
        [
            "<!DOCTYPE html>",
            opening,
            "<head>",
            *head,
            "</head>",
            '<body><main class="bd-content">',
            *body,
            "</main></body></html>",
        ]
    )


class _Page:
    """One page, with names that are its own in the joined document."""

    def __init__(self, name: str, pages: Path, prefix: str, chapters: tuple[str, ...]) -> None:
        self.name = name
        self._chapters = set(chapters)
        self._folder = Path(name).parent
        self._prefix = prefix
        text = (pages / f"{name}.html").read_text(encoding="utf-8")
        self._whole = BeautifulSoup(text, "html.parser")
        article = self._whole.find("article")
        if not isinstance(article, Tag):
            raise ValueError(f"the page {name}.html has no article")
        self._article = article
        self._take_out()
        heading = article.find("h1")
        if heading is None:
            raise ValueError(f"the page {name}.html has no title")
        self.title = heading.get_text().strip()
        self._open_what_is_folded()
        self._simplify_code()
        self._draw_experiments_as_on_a_wide_screen()
        self._rename()
        self._redirect()

    @property
    def anchor(self) -> str:
        """What a link to the page leads to."""
        return _anchor(self.name)

    def sections(self) -> Iterator[tuple[str, str]]:
        """Yield the sections of the chapter: what a link to it leads to, and its title as HTML."""
        for heading in self._article.find_all("h2"):
            section = heading.find_parent("section")
            if section is not None and section.get("id"):
                yield str(section["id"]), heading.decode_contents()

    def anchors(self) -> Iterator[str]:
        """Yield everything that can be linked to."""
        yield self.anchor
        yield from (str(tag["id"]) for tag in self._article.find_all(id=True))

    def cut_links_out_of_the_document(self, anchors: set[str]) -> None:
        """Leave only the text of links to what is not in the document, such as the index."""
        for link in self._article.find_all("a", href=True):
            parts = urlsplit(str(link["href"]))
            inside = not parts.scheme and not parts.path and unquote(parts.fragment) in anchors
            if not inside and parts.scheme not in {"http", "https"}:
                link.unwrap()

    def article(self, caption: str, *, shifted: bool) -> str:
        """Return the chapter as HTML, its headings below that of a part if there is one."""
        for level, name in reversed(list(enumerate(HEADINGS, start=1))):
            for heading in self._article.find_all(name):
                heading["class"] = f"level-{level}"
                heading.name = f"h{level + shifted}"
        opening = f'<article class="bd-article bd-article-container" id="{self.anchor}">'
        return f"{opening}{caption}{self._article.decode_contents()}</article>"

    def stylesheets(self) -> Iterable[str]:
        """Yield the stylesheets of the page."""
        for sheet in self._whole.select('head link[rel="stylesheet"]'):
            sheet["href"] = self._from_the_document(str(sheet["href"]))
            yield str(sheet)

    def mathjax(self) -> Iterable[str]:
        """Yield the settings of MathJax and MathJax itself."""
        for script in self._whole.select("head script"):
            if "mathjax" in str(script.get("src", "")):
                script["src"] = self._from_the_document(str(script["src"]))
                yield str(script)
            elif "window.MathJax" in script.text:
                yield str(script)

    def _take_out(self) -> None:
        for selector in OF_A_SCREEN:
            for tag in self._article.select(selector):
                tag.decompose()

    def _open_what_is_folded(self) -> None:
        for folded in self._article.select("details"):
            for summary in folded.find_all("summary", recursive=False):
                summary.decompose()
            folded.name = "div"
            folded["class"] = "unfolded"

    def _simplify_code(self) -> None:
        """Leave no elements around what has no color of its own: of them most of a page consists."""
        for piece in self._article.select("pre span"):
            if IN_BLACK.issuperset(piece.get("class") or {""}):
                piece.unwrap()

    def _draw_experiments_as_on_a_wide_screen(self) -> None:
        for picture in self._article.select(".experiment-start"):
            picture.select("svg")[1].decompose()  # the one for a phone

    def _rename(self) -> None:
        seen: set[str] = set()
        for tag in self._article.find_all(id=True):
            anchor = _anchor(self.name, str(tag["id"]))
            if anchor in seen:  # nothing can lead to the second of two with one name
                del tag["id"]
            else:
                tag["id"] = anchor
            seen.add(anchor)
        for attribute in REFERRING:
            for tag in self._article.select(f"[{attribute}]"):
                tag[attribute] = _anchor(self.name, str(tag[attribute]))

    def _redirect(self) -> None:
        for image in self._article.find_all("img", src=True):
            image["src"] = self._from_the_document(str(image["src"]))
        for link in self._article.find_all("a", href=True):
            link["href"] = self._inside(str(link["href"]))

    def _inside(self, target: str) -> str:
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            return target
        name = _normal(self._folder / unquote(parts.path)).removesuffix(".html") if parts.path else self.name
        if name not in self._chapters:
            return target
        return f"#{_anchor(name, unquote(parts.fragment))}"

    def _from_the_document(self, source: str) -> str:
        if urlsplit(source).scheme:
            return source
        return f"{self._prefix}/{_normal(self._folder / source)}"


def _anchor(page: str, identity: str = "") -> str:
    """Return the name that something of a page has in the joined document."""
    return re.sub(r"[^\w.-]+", "-", f"{page}.{identity}" if identity else page)


def _normal(path: Path) -> str:
    """Return a relative path without the steps up: ``book/../_images/a.png`` is ``_images/a.png``."""
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts:
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


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
