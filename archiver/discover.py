"""What a page leads to: the items of a listing, its other pages, related articles, other listings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from archiver.address import Addresses, joined
from archiver.extract.document import Document
from archiver.extract.rules import all_elements, first_by, texts_by
from archiver.models import Listing, ListingItem
from archiver.normalise.dates import DateReading, read_date
from archiver.normalise.labels import read_metadata, strip_label
from archiver.normalise.text import tidy
from archiver.normalise.views import read_view_count
from archiver.portal import Portal
from archiver.selector import Selector
from archiver.tree import Tree

MAX_ITEMS = 2000
MAX_LINKS = 5000
_PAGES = re.compile(r"(?:trang|page)\s*\d{1,6}\s*(?:trong|trên|of|/)\s*(\d{1,6})", re.IGNORECASE)
_ITEMS = re.compile(
    r"(?:hiển thị|showing)\s*\d{1,6}\s*[-–]\s*\d{1,6}\s*(?:of|trong|trên)(?:\s*tổng số)?\s*(\d{1,7})",
    re.IGNORECASE,
)


def listing_from_document(document: Document, portal: Portal) -> Listing:
    """Return the items that the page lists and the other pages that its pager names; none on other pages."""
    tree = document.tree
    if tree is None:
        return Listing(url=document.base, items=(), next_pages=())
    portal = portal.for_page(document.text)
    found: dict[str, ListingItem] = {}
    for element in all_elements(portal.listing["item"], tree)[:MAX_ITEMS]:
        item = _item(element, tree, document, portal)
        if item:
            found.setdefault(item.id or item.url, item)
    total = " ".join(texts_by(portal.listing["total"], tree))
    pages, items = _PAGES.search(total), _ITEMS.search(total)
    pager = all_elements(portal.listing["pager"], tree)
    return Listing(
        url=document.base,
        items=tuple(found.values()),
        next_pages=_canonical(pager, document.base, portal.addresses),
        total_pages=int(pages[1]) if pages else None,
        total_items=int(items[1]) if items else None,
        total_raw=items[0] if items else pages[0] if pages else None,
    )


def links_on(document: Document, portal: Portal) -> tuple[str, ...]:
    """Return the canonical addresses of the articles and listings of the portal that the page links to."""
    if document.root is None:
        return ()
    portal = portal.for_page(document.text)
    links = _canonical(document.root.iter("a", "area"), document.base, portal.addresses)
    return tuple(url for url in links if portal.address(url) or portal.addresses.is_listing(url))


def related_links(document: Document, portal: Portal) -> tuple[str, ...]:
    """Return the canonical addresses of the articles that an article names as related."""
    if document.tree is None:
        return ()
    portal = portal.for_page(document.text)
    related = (
        element for layout in portal.layouts for element in all_elements(layout["related"], document.tree)
    )
    links = _canonical(related, document.base, portal.addresses)
    return tuple(url for url in links if portal.address(url))


def feeds_named_on(document: Document, portal: Portal) -> tuple[str, ...]:
    """Return the addresses of the feeds that the page names, on the portal's own hosts, in their order."""
    if document.tree is None:
        return ()
    platform = portal.for_page(document.text).platform
    links = (link for css in platform.feeds for link in all_elements((Selector.of(css),), document.tree))
    found = (joined(document.base, link.get("href") or "") for link in links)
    return tuple(dict.fromkeys(url for url in found if url and portal.addresses.holds(url)))


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
        title=first_by(rules["title"], tree, element) or tidy("".join(link.itertext())),
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
    return next((link for link in found if tidy("".join(link.itertext()))), found[0] if found else None)


def _canonical(elements: Iterable[etree._Element], base: str, addresses: Addresses) -> tuple[str, ...]:
    def found() -> Iterator[str | None]:
        for number, element in enumerate(elements):
            if number == MAX_LINKS:
                return
            yield addresses.canonical(element.get("href") or "", base)

    return tuple(dict.fromkeys(url for url in found() if url))
