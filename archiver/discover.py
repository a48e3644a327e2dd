"""What a page leads to: the items of a listing, its other pages, related articles, other listings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from email.utils import parsedate_to_datetime

from lxml import etree

from archiver.address import Addresses
from archiver.extract.document import Document
from archiver.extract.rules import all_elements, first_by, texts_by
from archiver.models import VIETNAM, Listing, ListingItem
from archiver.normalise.dates import DateReading, read_date
from archiver.normalise.labels import read_metadata, strip_label
from archiver.normalise.text import tidy
from archiver.normalise.views import read_view_count
from archiver.portal import Portal

MAX_ITEMS = 2000
MAX_LINKS = 5000
_PAGES = re.compile(r"(?:trang|page)\s*\d{1,6}\s*(?:trong|trên|of|/)\s*(\d{1,6})", re.IGNORECASE)
_ITEMS = re.compile(
    r"(?:hiển thị|showing)\s*\d{1,6}\s*[-–]\s*\d{1,6}\s*(?:of|trong|trên)(?:\s*tổng số)?\s*(\d{1,7})",
    re.IGNORECASE,
)


def listing_from_document(document: Document, portal: Portal) -> Listing:
    """Return the items that the page lists and the other pages that its pager names; none on other pages."""
    root = document.root
    if root is None:
        return Listing(url=document.base, items=(), next_pages=())
    portal = portal.for_page(document.text)
    found: dict[str, ListingItem] = {}
    for element in all_elements(portal.listing["item"], root)[:MAX_ITEMS]:
        item = _item(element, document, portal)
        if item:
            found.setdefault(item.id or item.url, item)
    total = " ".join(texts_by(portal.listing["total"], root))
    pages, items = _PAGES.search(total), _ITEMS.search(total)
    pager = all_elements(portal.listing["pager"], root)
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
    if document.root is None:
        return ()
    portal = portal.for_page(document.text)
    related = (
        element for layout in portal.layouts for element in all_elements(layout["related"], document.root)
    )
    links = _canonical(related, document.base, portal.addresses)
    return tuple(url for url in links if portal.address(url))


def feed_links(body: bytes, portal: Portal) -> tuple[str, ...]:
    """Return the canonical addresses of the articles that a feed or sitemap names."""
    return tuple(item.url for item in feed_items(body, portal))


def feed_items(body: bytes, portal: Portal) -> tuple[ListingItem, ...]:
    """Return the articles that an RSS or Atom feed or a sitemap names, each once, as it prints them.

    A sitemap prints neither titles nor days of publication.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    root: etree._Element | None = etree.fromstring(body, parser) if body.strip() else None
    found: dict[str, ListingItem] = {}
    for element in root.iter() if root is not None else ():
        if isinstance(element.tag, str) and _local(element) in _FEED_ITEMS:
            item = _feed_item(element, portal)
            if item:
                found.setdefault(item.url, item)
    return tuple(found.values())


_FEED_ITEMS = frozenset({"item", "entry", "url"})
_FEED_LINKS = ("link", "loc")
_FEED_TIMES = ("pubdate", "published", "date")


def _feed_item(element: etree._Element, portal: Portal) -> ListingItem | None:
    parts = [(_local(part), part) for part in element if isinstance(part.tag, str)]
    links = (part.get("href") or tidy(part.text or "") for name, part in parts if name in _FEED_LINKS)
    addresses = (portal.address(url) for link in links if (url := portal.addresses.canonical(link)))
    address = next((found for found in addresses if found), None)
    if address is None:
        return None
    words = {name: tidy(part.text or "") for name, part in reversed(parts)}
    said = next((words[name] for name in _FEED_TIMES if words.get(name)), None)
    moment = _feed_moment(said) if said else None
    return ListingItem(
        url=address.url,
        id=f"{portal.id}:{address.key}",
        title=words.get("title", ""),
        published_date=moment.date() if moment else None,
        published_at=moment,
        published_raw=said,
    )


def _feed_moment(words: str) -> dt.datetime | None:
    """Return the moment (+07:00) that a feed prints, in the form of e-mail or of ISO 8601 with a zone."""
    try:
        moment = dt.datetime.fromisoformat(words) if words[0].isdigit() else parsedate_to_datetime(words)
        return moment.astimezone(VIETNAM) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _item(element: etree._Element, document: Document, portal: Portal) -> ListingItem | None:
    rules, seen_at = portal.listing, document.page.capture.fetched_at
    link = _link(all_elements(rules["link"], element))
    url = portal.addresses.canonical(link.get("href") or "", document.base) if link is not None else None
    if link is None or url is None:
        return None
    address = portal.address(url)
    said = read_metadata(texts_by(rules["metadata"], element), seen_at=seen_at)
    words = first_by(rules["published"], element)
    published = (
        read_date(strip_label(words)[1], seen_at=seen_at) if words else said.published
    ) or NOT_PRINTED
    views = first_by(rules["views"], element)
    return ListingItem(
        url=address.url if address else url,
        id=f"{portal.id}:{address.key}" if address else None,
        title=first_by(rules["title"], element) or tidy("".join(link.itertext())),
        lead=first_by(rules["lead"], element),
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


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname.lower()
