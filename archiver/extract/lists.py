"""What a page lists, by its structure alone: blocks of articles, a pager, and whether it is a listing."""

from __future__ import annotations

import dataclasses
import functools

from lxml import etree

from archiver.address import Addresses
from archiver.boilerplate import names_another
from archiver.extract.document import Document
from archiver.extract.lines import Line, each_line, is_aside, up_from
from archiver.extract.pagers import Pager, pager_of
from archiver.extract.repeated import Block, blocks_on, is_title, paged
from archiver.extract.telling import tells
from archiver.tree import Tree

LEAST_PROSE = 150
"""Characters of running text above a list: it is the list below an article."""
LONG_LINE, LONG_TEXT = 60, 120


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The lists on a page."""

    blocks: tuple[Block, ...]
    """In document order, menus and sidebars among them."""
    pages: tuple[str, ...]
    """Canonical addresses of the other pages of the list."""
    is_listing: bool
    """Whether the page itself is a list of articles."""

    @property
    def main(self) -> tuple[Block, ...]:
        """Return the blocks that list articles and stand beside nothing."""
        return tuple(block for block in self.blocks if not block.aside and block.is_listing)


def lists_on(document: Document, addresses: Addresses) -> Lists:
    """Return what the page lists, looked at once; `addresses` are the portal's."""
    if document.tree is None:
        return Lists(blocks=(), pages=(), is_listing=False)
    return _structure_of(document.tree, document.base, addresses).lists


def pager_on(document: Document, addresses: Addresses) -> Pager:
    """Return the pager of the list on a page, looked for once; `addresses` are the portal's."""
    if document.tree is None:
        return Pager()
    return _structure_of(document.tree, document.base, addresses).pager


class _Structure:
    """What the structure of one page shows, each looked at once and only when it is asked for."""

    def __init__(self, tree: Tree, base: str, addresses: Addresses) -> None:
        self._page = (tree, base, addresses)

    @functools.cached_property
    def pager(self) -> Pager:
        tree, base, addresses = self._page
        return pager_of(tree.root, base, addresses)

    @functools.cached_property
    def lists(self) -> Lists:
        return _lists_on(*self._page, self.pager.pages)


def _structure_of(tree: Tree, base: str, addresses: Addresses) -> _Structure:
    return tree.shared("structure", addresses, lambda page: _Structure(page, base, addresses))


def _lists_on(tree: Tree, base: str, addresses: Addresses, pages: tuple[str, ...]) -> Lists:
    own = addresses.canonical(base) or base
    others = frozenset((*pages, own, f"{addresses.scheme}://{addresses.netloc}/"))

    @functools.cache
    def canonical(link: etree._Element) -> str | None:
        url = addresses.canonical(link.get("href") or "", base)
        return None if url in others else url

    blocks = blocks_on(tree.root, canonical, has_pager=bool(pages))
    lists = Lists(blocks=blocks, pages=pages, is_listing=False)
    if pages and not lists.main:
        lists = dataclasses.replace(lists, blocks=paged(blocks))
    is_listing = _is_listing(tree.root, lists.main, bool(pages))
    return dataclasses.replace(lists, is_listing=is_listing)


def _is_listing(root: etree._Element, main: tuple[Block, ...], has_pager: bool) -> bool:
    if not main:
        return False
    if has_pager:
        return True
    if max(sum(not names_another(item.title) for item in block.items) for block in main) < 2:
        return False
    items = {item.element: is_title(item.title) for block in main for item in block.items}
    above = _lines_above(root, items)
    prose = sum(len(line.text) for line in above if len(line.text) >= LONG_LINE and not line.linked)
    last = max((number for number, line in enumerate(above) if line.heading), default=None)
    told = last is not None and any(tells(line.text) for line in above[last + 1 :] if not line.linked)
    return prose < LEAST_PROSE and not told


def _lines_above(root: etree._Element, items: dict[etree._Element, bool]) -> list[Line]:
    """Return the lines above the first item that stand in nothing that is beside the page's matter.

    `items` tells of each whether it has the words of a title: one of few words begins no list, for in tables
    the row of the section that stands above a text is built as the rows of other articles below it. Long
    running text is never beside the page's matter, whatever the element round it calls itself.
    """
    above: list[Line] = []
    for line in each_line(root):
        path = set(up_from(line.block))
        if within := path & items.keys():
            if any(map(items.__getitem__, within)):
                break
            continue
        is_long = len(line.text) >= LONG_TEXT and not line.linked
        if is_long or not any(is_aside(step) for step in path if step.tag not in {"body", "html"}):
            above.append(line)
    return above
