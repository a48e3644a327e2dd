"""What one archived response tells of articles: pure, and the same whenever it is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

from msgspec.structs import replace

from archiver.discover import links_on, listing_from_document, related_links
from archiver.extract.document import Document, parse_page
from archiver.feeds import is_feed, listing_from_feed
from archiver.models import Listing, ListingItem, Record, Source
from archiver.portal import Portal
from archiver.replay.pages import guard_on, page_in, redirect_of
from archiver.warc.reader import ArchivedResponse
from archiver.webarchives.choice import own_url
from archiver.webarchives.provenance import source_of

SightingKind = Literal["listing", "feed", "related", "link", "answer"]
_PAGES = frozenset({None, 200, 304})
"""Statuses of answers that bring a page, or say that it is unchanged."""


class Sighting(Record, frozen=True, kw_only=True):
    """One response that tells of articles."""

    kind: SightingKind
    page: str
    """Address of the response: canonical, but for a listing that an article's address with something appended
    shows."""
    source: Source
    time: dt.datetime | None
    """When it was captured (UTC); null where a kept file does not tell."""
    warc: str
    offset: int
    items: tuple[ListingItem, ...] = ()
    """Of a listing or feed."""
    listed: int = 0
    """How many items the page shows."""
    urls: tuple[str, ...] = ()
    """Canonical addresses of articles that links name."""
    pages: tuple[str, ...] = ()
    """Canonical addresses of the other pages of the listing."""
    total_items: int | None = None
    total_pages: int | None = None
    total_raw: str | None = None
    """The words that say so."""
    status: int | None = None
    """Of an answer, to the question for an article, that is no page."""
    leads_to: str | None = None
    """Where such an answer sends its reader."""
    guard: str | None = None
    """Who guards the portal against robots, where a guard's page came."""


def sightings_of(response: ArchivedResponse, portal: Portal) -> Iterator[Sighting]:
    """Yield what a response tells of articles."""
    url = own_url(response.url, portal)
    if url and _is_feed(response):
        items = listing_from_feed(response.page("live"), portal).items
        yield replace(_blank(response, url), kind="feed", items=items, listed=len(items))
        return
    page = page_in(response, portal)
    if url and (answer := _answer(response, url, portal, is_page=page is not None)):
        yield answer
    elif page is not None and page.body:
        blank = replace(_blank(response, _shown_at(page.url, portal)), time=page.capture.fetched_at)
        yield from _on_page(parse_page(page), portal, blank)


def _shown_at(url: str, portal: Portal) -> str:
    """Return the canonical address; the address itself where a locale is appended to that of an article.

    Portals show listings there.
    """
    canonical = portal.addresses.canonical(url) or url
    if portal.address(url) and urlsplit(url).path != urlsplit(canonical).path:
        return url
    return canonical


def _blank(response: ArchivedResponse, page: str) -> Sighting:
    return Sighting(
        kind="link",
        page=page,
        source="file" if response.kind == "resource" else source_of(response.file),
        time=response.fetched_at,
        warc=response.file,
        offset=response.offset,
    )


def _is_feed(response: ArchivedResponse) -> bool:
    return response.status == 200 and is_feed(response.payload)


def _answer(response: ArchivedResponse, url: str, portal: Portal, *, is_page: bool) -> Sighting | None:
    """Return the answer to the question for an article that brought no page; None where one came."""
    address = portal.address(url)
    if address is None or response.kind == "resource":
        return None
    target, guard = redirect_of(response), None if is_page else guard_on(response)
    if target is None and guard is None and response.status in _PAGES:
        return None
    own = portal.address(target) if target else None
    if own and own.key == address.key:
        return None
    return replace(
        _blank(response, address.url),
        kind="answer",
        status=response.status,
        leads_to=target,
        guard=guard,
        urls=(own.url,) if own else (),
    )


def _on_page(document: Document, portal: Portal, blank: Sighting) -> Iterator[Sighting]:
    listing = listing_from_document(document, portal)
    if listing.items:
        yield _listed(listing, blank)
    related = related_links(document, portal)
    if related:
        yield replace(blank, kind="related", urls=related)
    links = links_on(document, portal)
    links = tuple(link for link in links if portal.address(link) and link not in related)
    if links:
        yield replace(blank, kind="link", urls=links)


def _listed(listing: Listing, blank: Sighting) -> Sighting:
    return replace(
        blank,
        kind="listing",
        items=listing.items,
        listed=len(listing.items),
        pages=listing.next_pages,
        total_items=listing.total_items,
        total_pages=listing.total_pages,
        total_raw=listing.total_raw,
    )
