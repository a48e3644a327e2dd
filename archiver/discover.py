"""What a page leads to: the items of a listing, its other pages, related articles, other listings."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from archiver.address import Addresses, ArticleAddress, joined, key_of_page
from archiver.extract.blocks import Beside
from archiver.extract.document import Document
from archiver.extract.lines import names_of, up_from
from archiver.extract.lists import Lists, lists_on, pager_on
from archiver.extract.pagers import says_page
from archiver.extract.repeated import Block, Item
from archiver.extract.rules import all_elements, first_by, texts_by
from archiver.html import MANY, visible_text, words_inside
from archiver.models import Listing, ListingItem
from archiver.normalise.dates import DateReading, read_date
from archiver.normalise.labels import read_metadata, strip_label
from archiver.normalise.text import tidy
from archiver.normalise.views import read_view_count
from archiver.portal import Portal
from archiver.selector import Selector
from archiver.tree import Tree

MOST_ROUND = 4
"""So many items may stand one in the other; lists of lists do."""
MAX_ITEMS = 2000
MAX_LINKS = 5000
LONGEST_SECTION = 60
"""Characters; the name of a section is not longer."""
_PAGES = re.compile(r"(?:trang|page)\s*\d{1,6}\s*(?:trong|trên|of|/)\s*(\d{1,6})", re.IGNORECASE)
_ITEMS = re.compile(
    r"(?:hiển thị|showing)\s*\d{1,6}\s*[-–]\s*\d{1,6}\s*(?:of|trong|trên)(?:\s*tổng số)?\s*(\d{1,7})",
    re.IGNORECASE,
)


def listing_from_document(document: Document, portal: Portal) -> Listing:
    """Return the items that the page lists and the other pages that its pager names; none on other pages.

    Where the portal's rules find no items, those are taken that the page's structure shows.
    """
    if document.tree is None:
        return Listing(url=document.base, items=(), next_pages=())
    portal = portal_of_page(document, portal)
    return document.tree.shared("listing", portal, lambda tree: _listing_on(tree, document, portal))


def _listing_on(tree: Tree, document: Document, portal: Portal) -> Listing:
    found = _items(tree, document, portal)
    total = " ".join(texts_by(portal.listing["total"], tree))
    pages, items = _PAGES.search(total), _ITEMS.search(total)
    pager = _canonical(all_elements(portal.listing["pager"], tree), document.base, portal.addresses)
    others = pager_on(document, portal.addresses)
    return Listing(
        url=document.base,
        items=tuple({item.id or item.url: item for item in reversed(found)}.values())[::-1],
        next_pages=tuple(dict.fromkeys((*pager, *others.pages))),
        counts_from=others.counts_from,
        total_pages=int(pages[1]) if pages else None,
        total_items=int(items[1]) if items else None,
        total_raw=items[0] if items else pages[0] if pages else None,
    )


def links_on(document: Document, portal: Portal) -> tuple[str, ...]:
    """Return the canonical addresses of the articles and listings of the portal that the page links to."""
    if document.root is None:
        return ()
    portal = portal_of_page(document, portal)
    links = _canonical(document.root.iter("a", "area"), document.base, portal.addresses)
    return tuple(url for url in links if portal.address(url) or portal.addresses.is_listing(url))


class Leads(NamedTuple):
    """Where a page leads that is no article."""

    articles: tuple[str, ...]
    """Canonical addresses of what is or may be an article."""
    sections: tuple[str, ...]
    """Canonical addresses of what is or may be a listing; the other pages of its own list are left out."""


def leads_on(document: Document, portal: Portal) -> Leads:
    """Return the articles and the sections of the portal that the page links to.

    Where the portal's rules do not tell articles from other pages, the lists on the page do, and each other
    link may lead to a section.
    """
    if document.root is None:
        return Leads((), ())
    portal = portal_of_page(document, portal)
    links = _canonical(document.root.iter("a", "area", "frame"), document.base, portal.addresses)
    if not portal.addresses.knows_articles:
        return _leads_by_structure(links, lists_on(document, portal.addresses))
    pages = set(pager_on(document, portal.addresses).pages)
    menu = {url for link in document.root.iter("a") if _is_in_menu(link) and (
        url := portal.addresses.canonical(link.get("href") or "", document.base))}  # fmt: skip
    return Leads(
        articles=tuple(url for url in links if portal.address(url)),
        sections=tuple(
            url
            for url in links
            if not portal.address(url)
            and url not in pages
            and (portal.addresses.is_listing(url) or url in menu)
        ),
    )


def portal_of_page(document: Document, portal: Portal) -> Portal:
    """Return the portal on the platform that a page shows, or that its file states.

    A page that links to nothing as the platform addresses articles is read without those addresses: portlets,
    themes and settings may make others, and then structure tells what is an article.
    """
    if document.tree is None:
        return _shown_on(document, portal)
    return document.tree.shared("portal", portal, lambda _: _shown_on(document, portal))


def _shown_on(document: Document, portal: Portal) -> Portal:
    shown = portal.for_page(document.text)
    if not shown.has_addresses_of_platform or _shows_addresses(document, shown):
        return shown
    return shown.without_article_addresses


def _shows_addresses(document: Document, portal: Portal) -> bool:
    """Return whether the page links to, or is, what may be an article by its address, or links to nothing."""
    if portal.address(document.base):
        return True
    links = () if document.root is None else itertools.islice(document.root.iter("a"), MAX_LINKS)
    urls = (portal.addresses.canonical(link.get("href") or "", document.base) for link in links)
    found = filter(None, urls)
    first = next(found, None)
    return first is None or any(map(portal.address, itertools.chain((first,), found)))


def names_articles(document: Document, portal: Portal) -> bool:
    """Return whether the page links to, or is, what the portal's rules know for an article by its address."""
    links = (
        () if document.root is None else _canonical(document.root.iter("a"), document.base, portal.addresses)
    )
    addresses = (portal.address(url) for url in (document.base, *links))
    return any(address and not address.unsure for address in addresses)


def _leads_by_structure(links: Iterable[str], lists: Lists) -> Leads:
    articles = {item.url: None for block in lists.blocks if block.is_listing for item in block.items}
    return Leads(
        articles=tuple(articles),
        sections=tuple(url for url in links if url not in articles and url not in lists.pages),
    )


def related_links(document: Document, portal: Portal) -> tuple[str, ...]:
    """Return the canonical addresses of the articles that an article names as related."""
    if document.tree is None:
        return ()
    portal = portal_of_page(document, portal)
    if not portal.addresses.knows_articles:
        return _leads_by_structure((), lists_on(document, portal.addresses)).articles
    related = (
        element for layout in portal.layouts for element in all_elements(layout["related"], document.tree)
    )
    links = _canonical(related, document.base, portal.addresses)
    return tuple(url for url in links if portal.address(url))


def feeds_named_on(document: Document, portal: Portal) -> tuple[str, ...]:
    """Return the addresses of the feeds that the page names, on the portal's own hosts, in their order."""
    if document.tree is None:
        return ()
    platform = portal_of_page(document, portal).platform
    links = (link for css in platform.feeds for link in all_elements((Selector.of(css),), document.tree))
    found = (joined(document.base, link.get("href") or "") for link in links)
    return tuple(dict.fromkeys(url for url in found if url and portal.addresses.holds(url)))


def _is_in_menu(link: etree._Element) -> bool:
    """Return whether a link of few words stands in a list or in something that calls itself a menu."""
    words = tidy(words_inside(link))
    if not words or len(words) > LONGEST_SECTION or says_page(link):
        return False
    round_it = itertools.islice(up_from(link), 1, 4)
    return any(step.tag in {"li", "nav"} or "menu" in names_of(step) for step in round_it)


def _items(tree: Tree, document: Document, portal: Portal) -> tuple[ListingItem, ...]:
    """Return the items of a page: those of rules, else those of structure.

    Where all that rules find stands beside the page's matter, such as a box of the newest articles that is
    the same on every page, the list that the page is about stands before it.
    """
    beside = Beside(set())
    ruled = [(element, item) for element, item in _items_by_rules(tree, document, portal)]
    found = tuple(item for _, item in ruled)
    if any(not beside.holds(element) for element, _ in ruled):
        return found
    return (*_items_by_structure(document, portal), *found)


def _items_by_rules(
    tree: Tree, document: Document, portal: Portal
) -> Iterator[tuple[etree._Element, ListingItem]]:
    for element in _not_in_many(all_elements(portal.listing["item"], tree)[:MAX_ITEMS]):
        if item := _item(element, tree, document, portal):
            yield element, item


def _not_in_many(elements: Iterable[etree._Element]) -> Iterator[etree._Element]:
    """Yield elements in document order, those left out that stand in more than `MOST_ROUND` others of them.

    Each item is read with all that stands in it, and pages can be built to be nothing but items in items.
    """
    round_it: dict[etree._Element, int] = {}
    for element in elements:
        outer = next((step for step in element.iterancestors() if step in round_it), None)
        round_it[element] = 0 if outer is None else round_it[outer] + 1
        if round_it[element] <= MOST_ROUND:
            yield element


def _items_by_structure(document: Document, portal: Portal) -> Iterator[ListingItem]:
    """Yield the items that the page's structure shows; only articles where the portal's addresses tell.

    An item among articles of a platform is one, too, where its address is no section's: that of a short
    title has a form of its own on systems that make addresses of titles.
    """
    blocks = lists_on(document, portal.addresses).main
    for item, among in itertools.islice(_with_company(blocks, portal), MAX_ITEMS):
        address = portal.address(item.url)
        if (
            address
            or not portal.addresses.knows_articles
            or (among and _may_be_of_platform(item.url, portal))
        ):
            yield _item_by_structure(item, document, portal, address)


def _may_be_of_platform(url: str, portal: Portal) -> bool:
    """Return whether an item among articles may be one by its address, or by what its page will hold."""
    is_told_by_page = bool(portal.articles_in) or not portal.addresses.is_listing(url)
    return portal.has_addresses_of_platform and is_told_by_page


def _with_company(blocks: Iterable[Block], portal: Portal) -> Iterator[tuple[Item, bool]]:
    """Yield the items of lists, each with whether most items of its list are articles by their addresses."""
    for block in blocks:
        known = sum(portal.address(item.url) is not None for item in block.items)
        for item in block.items:
            yield item, known * 2 > len(block.items)


def _item_by_structure(
    item: Item, document: Document, portal: Portal, address: ArticleAddress | None
) -> ListingItem:
    said = read_metadata(item.metadata, seen_at=document.page.capture.fetched_at)
    published = said.published or said.updated or NOT_PRINTED
    return ListingItem(
        url=item.url,
        id=f"{portal.id}:{address.key if address else key_of_page(item.url.encode())}",
        title=item.title,
        lead=item.lead,
        published_date=published.day,
        published_at=published.moment,
        published_raw=published.raw or None,
        view_count=said.view_count,
    )


def _item(element: etree._Element, tree: Tree, document: Document, portal: Portal) -> ListingItem | None:
    rules, seen_at = portal.listing, document.page.capture.fetched_at
    link = _link(all_elements(rules["link"], tree, element))
    url = portal.addresses.canonical(link.get("href") or "", document.base) if link is not None else None
    if link is None or url is None:
        return None
    address = portal.address(url)
    said = read_metadata(texts_by(rules["metadata"], tree, element), seen_at=seen_at)
    words = first_by(rules["published"], tree, element)
    published = (
        read_date(strip_label(words)[1], seen_at=seen_at) if words else said.published
    ) or NOT_PRINTED
    views = first_by(rules["views"], tree, element)
    return ListingItem(
        url=address.url if address else url,
        id=f"{portal.id}:{address.key}" if address else None,
        title=first_by(rules["title"], tree, element) or tidy(visible_text(link, MANY)),
        lead=first_by(rules["lead"], tree, element),
        published_date=published.day,
        published_at=published.moment,
        published_raw=published.raw or None,
        view_count=read_view_count(views) if views else said.view_count,
    )


NOT_PRINTED = DateReading(day=None, moment=None, raw="", problems=())


def _link(links: Iterable[etree._Element]) -> etree._Element | None:
    """Return the first link with words, else the first: an item's picture often links before its title."""
    found = list(links)
    return next((link for link in found if tidy(visible_text(link, MANY))), found[0] if found else None)


def _canonical(elements: Iterable[etree._Element], base: str, addresses: Addresses) -> tuple[str, ...]:
    def found() -> Iterator[str | None]:
        for number, element in enumerate(elements):
            if number == MAX_LINKS:
                return
            yield addresses.canonical(element.get("src" if element.tag == "frame" else "href") or "", base)

    return tuple(dict.fromkeys(url for url in found() if url))
