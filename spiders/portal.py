"""The spider of all portals: listings → pages → articles, by the facts of the portal's file."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest

from archiver.discover import feed_links, links_on, listing_from_document, related_links
from archiver.extract.document import Document, parse_page
from archiver.models import Page
from archiver.portal import Portal
from archiver.store import PortalStore
from archiver.warc.records import Earlier, Written
from spiders.archive import ARCHIVED
from spiders.items import FetchedPage

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

LISTING, ARTICLE = 10, 0
"""Listings are asked for first, so that a crawl soon knows how much there is."""


class PortalSpider(Spider):
    """Crawls one portal; `spiders.loader` makes a class of it for each portal file."""

    portal: ClassVar[Portal]
    store: PortalStore

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Return the spider with the portal's store opened: one run at a time may hold it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if not hasattr(spider, "store"):
            data = Path(crawler.settings["ARCHIVER_DATA"])
            spider.store = PortalStore.open(data, cls.portal.id, now=lambda: dt.datetime.now(dt.UTC))
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Yield the portal's listings, or its front page where the file names none, and its feeds."""
        facts = self.portal.facts
        for url in self._unasked(facts.listings or (facts.home,)):
            yield self._request(url, priority=LISTING)
        for url in facts.feeds:
            yield self._request(url, callback=self.parse_feed)

    def parse(self, response: Response) -> Iterator[FetchedPage | Request]:
        """Yield the page for the pipelines, and requests for what it leads to.

        @url http://127.0.0.1:8730/
        @returns items 1 1
        """
        document = parse_page(page_of(response))
        asked = response.meta.get("redirect_urls", [response.url])[0]
        yield FetchedPage(
            document=document,
            asked_url=asked,
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
        )
        if response.status == 200:
            yield from self._follow(document)

    def parse_feed(self, response: Response) -> Iterator[Request]:
        """Yield requests for the articles that a feed names."""
        for url in self._unasked(feed_links(response.body, self.portal)):
            yield self._request(url)

    def failed(self, failure: Failure) -> None:
        """Note a request that brought no answer; the portal's other pages are not harmed."""
        if isinstance(failure.value, IgnoreRequest):
            return
        request: Request = failure.request  # type: ignore[attr-defined]
        self.store.failed(request.url)
        self.crawler.stats.inc_value("archiver/failed")
        self.logger.warning("no answer: %s (%s)", request.url, failure.getErrorMessage())

    def find_earlier(self, digest: str | None, url: str) -> Earlier | None:
        """Return the capture that a revisit refers to: of the payload or, for a 304, of the address."""
        if digest is None:
            known = self.store.known_url(url)
            digest = known.digest if known else None
        earlier = self.store.find_earlier(digest) if digest else None
        return Earlier(url=earlier.url, fetched_at=earlier.date) if earlier else None

    def note_written(self, written: Written) -> None:
        """Note what was archived, so that the same payload is kept once."""
        if not written.revisit and written.status == 200:
            self.store.note_payload(
                written.digest,
                url=written.url,
                date=written.fetched_at,
                warc=written.file,
                offset=written.offset,
            )

    def _follow(self, document: Document) -> Iterator[Request]:
        facts, address = self.portal.facts, self.portal.address(document.page.url)
        if address:
            found = related_links(document, self.portal) if facts.follow_related else ()
        else:
            listing = listing_from_document(document, self.portal)
            found = (*listing.next_pages, *(item.url for item in listing.items), *self._links(document))
        for url in self._unasked(found):
            yield self._request(url, priority=ARTICLE if self.portal.address(url) else LISTING)

    def _unasked(self, urls: Iterable[str]) -> Iterator[str]:
        """Yield canonical addresses, those of each article and listing once in a run."""
        for url in urls:
            address = self.portal.address(url)
            identity = address.key if address else self.portal.addresses.canonical(url) or url
            if identity not in self._asked:
                self._asked.add(identity)
                yield address.url if address else identity

    def _links(self, document: Document) -> tuple[str, ...]:
        """Return the links of a page that is no article; other listings only where the file names none."""
        links = links_on(document, self.portal)
        if not self.portal.facts.listings:
            return links
        return tuple(url for url in links if self.portal.address(url))

    def _request(self, url: str, *, priority: int = ARTICLE, **options: Any) -> Request:
        return Request(url, errback=self.failed, priority=priority, **options)


def page_of(response: Response) -> Page:
    """Return a response as a page for the road, with the capture that the archive made of it."""
    written: Written = response.meta[ARCHIVED]
    content_type = _header(response, "Content-Type") or ""
    return Page(
        url=response.url, body=response.body, content_type=content_type, capture=written.capture("live")
    )


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
