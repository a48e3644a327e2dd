"""A page as text and tree: decoded and parsed once for everything that reads it."""

from __future__ import annotations

import dataclasses

from lxml import etree

from archiver.extract.baseaddress import make_whole, names_base
from archiver.extract.repair import names_old_font, read_anew, repair_fonts
from archiver.html import bounded, parse_html
from archiver.largetags import without_large_tags
from archiver.models import Page
from archiver.normalise.encoding import decode, utf8_of
from archiver.tree import Tree

TOO_LONG = "page-cut"
"""The problem code of a page that is longer than what is read of it."""
MOST_LINES = 100_000
"""Of a plain text; what stands behind is not read."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A page, its text, and its tree (None where nothing parses)."""

    page: Page
    text: str
    tree: Tree | None
    problems: tuple[str, ...] = ()
    """What could not be read with certainty: codes, listed in docs/records.md."""

    @property
    def root(self) -> etree._Element | None:
        """Return the element at the root of the tree."""
        return self.tree.root if self.tree else None

    @property
    def base(self) -> str:
        """Return the address to which the page's links are relative, those that are not whole."""
        return self.page.url

    @property
    def is_plain_text(self) -> bool:
        """Return whether the page is no HTML but the text that somebody kept of it."""
        return _is_plain_text(self.page)


def _is_plain_text(page: Page) -> bool:
    return page.content_type.lower().startswith("text/plain")


def _first_lines(text: str) -> str:
    """Return so much of a plain text as has `MOST_LINES` lines."""
    return text if len(text) <= MOST_LINES else "".join(text.splitlines(keepends=True)[:MOST_LINES])


def parse_page(page: Page) -> Document:
    """Return the page decoded and parsed, so much of it as is read; never raises."""
    body, is_cut = bounded(page.body)
    text, charset = decode(body, page.content_type)
    source = utf8_of(body, charset, text) or text.encode("utf-8", "replace")
    old_font = names_old_font(source)
    read = read_anew(text, old_font=old_font)
    if _is_plain_text(page):
        first = _first_lines(read)
        is_cut = is_cut or len(first) < len(read)
        return Document(page=page, text=first, tree=None, problems=(TOO_LONG,) if is_cut else ())
    source, has_large_tags = without_large_tags(source if read is text else read.encode("utf-8", "replace"))
    root = parse_html(read, source)
    problems = (TOO_LONG,) if is_cut or has_large_tags else ()
    if root is None:
        return Document(page=page, text=read, tree=None, problems=problems)
    if names_base(source):
        make_whole(root, page.url)
    problems = (*repair_fonts(root, read, old_font=old_font), *problems)
    return Document(page=page, text=read, tree=Tree(root), problems=problems)
