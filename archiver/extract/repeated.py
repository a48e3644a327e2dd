"""Lists of articles, found by their structure: links with the words of titles that stand one like the other.

An item is what stands round one such link alone: a row, a box, a list entry, with the date and the views that
it prints. Items of the same build under the same parent make a block.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable, Container, Iterator, Sequence
from itertools import islice

from lxml import etree

from archiver.boilerplate import is_boilerplate, starts_related
from archiver.extract.amid import stands_in_text
from archiver.extract.blocks import Beside
from archiver.extract.cards import build_of, titles_of_cards
from archiver.extract.lines import HEADINGS, Line, lines_of, up_from
from archiver.extract.telling import is_dated, is_metadata
from archiver.html import MANY, is_unseen, shows_more, visible_text
from archiver.normalise.text import fold, tidy

MAX_LINKS = 5000
LEAST_WORDS, LEAST_LENGTH = 4, 15
"""Fewer words or characters are seldom a title."""
LONGEST_ITEM = 1500
"""Characters; what is longer is more than one item of a list."""
MENU_WORD = 28
"""Characters; the names of sections are shorter on average, titles longer."""
MOST_STEPS = 20
"""Elements from a link up to its item, and before a list up to its heading, at most."""
MENU = 4
"""More links than these beside a title are a menu, and no part of its item."""
FOLLOWING = 6
"""Of a title that stands alone, at most so many of the elements after it belong to the item."""
FEW = 2
"""Beside so few links with words of titles, one of fewer words is a title only where its item tells more."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Item:
    """One link to an article, with what stands round it."""

    url: str
    """Canonical address."""
    title: str
    element: etree._Element
    titles: Container[etree._Element] = dataclasses.field(repr=False, compare=False)
    """The links of the page that have the words of titles."""

    @functools.cached_property
    def lines(self) -> tuple[str, ...]:
        """Return what the item prints beside its title, cut as for reading metadata."""
        folded = fold(self.title)
        lines = (line.removeprefix(self.title).strip() for line in _lines_round(self.element, self.titles))
        return tuple(line for line in lines if line and fold(line) != folded)

    @property
    def metadata(self) -> tuple[str, ...]:
        """Return the lines that tell of the article: dates, views, labels."""
        return tuple(line for line in self.lines if is_metadata(line))

    @property
    def lead(self) -> str | None:
        """Return the longest line that is text."""
        texts = [line for line in self.lines if len(line) > 40 and not is_metadata(line)]
        return max(texts, key=len, default=None)

    @property
    def tells(self) -> bool:
        """Return whether the item prints a date or text beside its title."""
        return bool(self.metadata) or self.lead is not None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Items of the same build under one parent, or under parents of the same build: rows of columns."""

    items: tuple[Item, ...]
    aside: bool
    """It stands beside what the page is about: in a sidebar, under "Tin liên quan"."""
    paged: bool = False
    """It is the list that a page with a pager is about, however few its items are."""

    @property
    def is_listing(self) -> bool:
        """Return whether it lists articles: most items print a date or text, or three titles are long."""
        if self.paged:
            return True
        if sum(len(item.title) for item in self.items) > max(3, len(self.items)) * MENU_WORD:
            return True
        told = sum(item.tells for item in self.items)
        return told * 2 > len(self.items)


def blocks_on(
    root: etree._Element, canonical: Callable[[etree._Element], str | None], *, has_pager: bool = False
) -> tuple[Block, ...]:
    """Return the lists of articles on a page in document order; `canonical` gives the address of a link.

    Links for which it gives None are none.
    """
    headed = titles_of_cards(root, canonical, is_title, has_pager=has_pager)
    titled = dict(_titled(root, canonical, headed))
    alone = _alone(root, titled)
    is_long = functools.cache(lambda element: shows_more(element, LONGEST_ITEM))
    children = functools.cache(_children)
    items: dict[tuple[etree._Element | None, str], list[tuple[etree._Element, etree._Element]]] = {}
    for link, url in titled.items():
        element = _item_element(link, url, alone, is_long)
        parent = element.getparent()
        members = items.setdefault((parent, build_of(element)), [])
        if not any(element is known for known, _ in members[-1:]):
            members.append((element, link))
    merged: dict[tuple[etree._Element | None, str, str], list[Item]] = {}
    places: dict[tuple[etree._Element | None, str, str], etree._Element] = {}
    for (parent, build), members in items.items():
        key = (None, "", build) if parent is None else (parent.getparent(), build_of(parent), build)
        places.setdefault(key, members[0][0])
        found = [_item(element, link, canonical, titled, headed.get(link)) for element, link in members]
        if len(members) >= FEW:
            short = _short_siblings(members, titled, canonical, children)
            others = (_item(element, link, canonical, titled) for element, link in short)
            found.extend(item for item in others if len(members) > FEW or item.tells)
        merged.setdefault(key, []).extend(found)
    beside = Beside(set(root.iter("html", "body")).union(_round_main(root)))
    return tuple(
        Block(items=tuple(found), aside=_stands_aside(places[key], beside)) for key, found in merged.items()
    )


_MAIN = etree.XPath("//@id[. = 'main' or . = 'main-content' or . = 'content' or . = 'primary']/..")
"""What systems call the part of a page that is no menu, sidebar or footer."""


def _round_main(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements round the main part of a page, however they are called.

    Themes call the box that holds text and sidebar by where the sidebar stands: `container right-sidebar`.
    """
    main = next(root.iter("main"), None)
    found = [main] if main is not None else _MAIN(root)
    for element in found:
        yield from up_from(element)


MOST_ALONE = 5
"""Items; of more, three long titles make a list already."""


def paged(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of a page with a pager that shows no list: one of few long titles is its list.

    The last page of a list may hold one item, which is built as the element round a menu is. A list whose
    items alone call themselves those of others (`news-other-item`) is the page's, too.
    """
    beside = Beside(set())
    return tuple(_paged(block, beside) for block in blocks)


def _paged(block: Block, beside: Beside) -> Block:
    if block.aside and block.is_listing and not _is_round_aside(block, beside):
        return dataclasses.replace(block, aside=False)
    if len(block.items) > MOST_ALONE:
        return block
    own = [
        item for item in block.items
        if len(item.title) > MENU_WORD and not _stands_aside(item.element, beside)
    ]  # fmt: skip
    is_whole = not block.aside and len(own) * 2 > len(block.items)
    items = block.items if is_whole else tuple(own)
    return Block(items=items, aside=False, paged=True) if own else block


def is_title(words: str) -> bool:
    """Return whether words may be an article's title by their length."""
    return LEAST_LENGTH <= len(words) <= LONGEST_ITEM and len(words.split()) >= LEAST_WORDS


def words_of(link: etree._Element) -> str:
    """Return the words of a link, or the text that stands for its picture."""
    words = tidy(visible_text(link, MANY))
    if words:
        return words
    picture = next(link.iter("img"), None)
    return tidy(link.get("title") or (picture.get("alt") if picture is not None else "") or "")


def _titled(
    root: etree._Element,
    canonical: Callable[[etree._Element], str | None],
    headed: Container[etree._Element],
) -> Iterator[tuple[etree._Element, str]]:
    for number, link in enumerate(root.iter("a")):
        if number == MAX_LINKS:
            return
        if (
            (link in headed or (is_title(words := words_of(link)) and not is_dated(words)))
            and _FILED.isdisjoint((link.get("rel") or "").split())
            and (url := canonical(link))
            and not stands_in_text(link)
        ):
            yield link, url


_FILED = frozenset({"category", "tag", "author"})
"""What a link says of itself that leads to a section, to what has one keyword, or to what one has written."""
_MANY = ""


def _alone(root: etree._Element, titled: dict[etree._Element, str]) -> dict[etree._Element, str]:
    """Return for each element round a titled link the one address that it holds, or that these are many.

    Links of few words count as titles where there are several: they make a menu.
    """
    held: dict[etree._Element, str] = {}
    for link, url in titled.items():
        for element in up_from(link):
            known = held.get(element)
            if known in {_MANY, url}:
                break  # what is round it knows already
            held[element] = url if known is None else _MANY
    others: dict[etree._Element, int] = {}
    for link in root.iter("a"):
        if link not in titled and link.get("href"):
            for element in up_from(link):
                if others.get(element, 0) > MENU:
                    break  # what is round it holds as many
                others[element] = others.get(element, 0) + 1
    return {element: _MANY if others.get(element, 0) > MENU else url for element, url in held.items()}


def _is_round_aside(block: Block, beside: Beside) -> bool:
    """Return whether a list stands in something that calls itself aside, or below such a heading."""
    first = block.items[0].element
    outer = first.getparent()
    return outer is None or beside.holds(outer) or _is_aside_heading(_heading_before(first))


def _item_element(
    link: etree._Element,
    url: str,
    alone: dict[etree._Element, str],
    is_long: Callable[[etree._Element], bool],
) -> etree._Element:
    """Return the largest element round a link that holds no other title, and is no longer than an item."""
    best = link
    for element in islice(up_from(link), MOST_STEPS):
        if alone.get(element) != url or element.tag in {"body", "html"}:
            break
        if element is not link and is_long(element):
            break
        best = element
    return best


def _short_siblings(
    members: Sequence[tuple[etree._Element, etree._Element]],
    titled: dict[etree._Element, str],
    canonical: Callable[[etree._Element], str | None],
    children: Callable[[etree._Element], dict[str, list[etree._Element]]],
) -> Iterator[tuple[etree._Element, etree._Element]]:
    """Yield the elements of the same build between those of a block whose links have few words."""
    first = members[0][0]
    parent, build = first.getparent(), build_of(first)
    known = {element for element, _ in members}
    for element in () if parent is None else children(parent).get(build, ()):
        if element in known:
            continue
        links = [link for link in element.iter("a") if words_of(link) and canonical(link)]
        if links and not any(link in titled for link in links):
            yield element, links[0]


def _item(
    element: etree._Element,
    link: etree._Element,
    canonical: Callable[[etree._Element], str | None],
    titled: dict[etree._Element, str],
    title: str | None = None,
) -> Item:
    return Item(url=canonical(link) or "", title=title or words_of(link), element=element, titles=titled)


def _lines_round(element: etree._Element, titled: Container[etree._Element]) -> Iterator[str]:
    """Yield the lines in an item, and those after a title that stands alone."""
    alone = element.tag in {"a", "dt", "p", *HEADINGS} or element.getparent() is None
    inside: list[Line] = lines_of(element)
    for line in inside:
        yield from line.cells
    if not alone:
        return
    following, left = element, FOLLOWING
    while True:
        if following.tail and (words := tidy(following.tail)):
            yield words
        next_one = following.getnext()
        left -= 1
        if next_one is None or left < 0 or any(link in titled for link in next_one.iter("a")):
            return
        if not is_unseen(next_one):
            for line in lines_of(next_one):
                yield from line.cells
        following = next_one


def _children(parent: etree._Element) -> dict[str, list[etree._Element]]:
    """Return the first elements in an element by their build."""
    found: dict[str, list[etree._Element]] = {}
    for element in islice(parent, MAX_LINKS):
        if isinstance(element.tag, str):
            found.setdefault(build_of(element), []).append(element)
    return found


def _stands_aside(first: etree._Element, beside: Beside) -> bool:
    """Return whether a block stands in something that calls itself aside, or under such a heading."""
    return beside.holds(first) or _is_aside_heading(_heading_before(first))


def _heading_before(element: etree._Element) -> str:
    """Return the words that stand straight before a list: its heading, if it has one."""
    build = build_of(element)
    for step in islice(up_from(element), 4):
        for before in islice(step.itersiblings(preceding=True), MOST_STEPS):
            if (
                step is element
                and build_of(before) == build
                and (step.tag in {"li", "tr", "dt"} or next(before.iter("a"), None) is not None)
            ):
                continue  # another item, whose words are few, or whose link leads to this very page
            words = tidy(visible_text(before, MANY)) if isinstance(before.tag, str) else ""
            if words:
                return words if len(words) < 60 else ""
    return ""


_ASIDE_HEADINGS = re.compile(
    r"^(?:tin|bai|bai viet)? ?(?:noi bat|xem nhieu|doc nhieu|moi nhat|lien quan|cung chuyen muc|quan tam)"
    r"|^cac (?:tin|bai) |^(?:nhung )?tin (?:cu|moi) hon|^(?:nhung )?tin khac|^tin da dua|^xem nhieu"
    r"|^doc nhieu|^lien k[e]t|^most read|^related|^other news|^more news"
)


def _is_aside_heading(words: str) -> bool:
    return bool(words) and (
        starts_related(words) or is_boilerplate(words) or bool(_ASIDE_HEADINGS.search(fold(words)))
    )
