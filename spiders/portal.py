"""The spider of all portals: listings → pages → articles, by the facts of the portal's file."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import Request, Spider, signals
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.defer import deferred_from_coro

from archiver.checkup import STORAGE_STAT
from archiver.discover import feed_links, links_on, related_links
from archiver.errors import StorageError
from archiver.extract.document import Document, parse_page
from archiver.flow import article_from_document
from archiver.inorder import InOrder
from archiver.models import Listing, NotAnArticle, Page
from archiver.plan import following_page
from archiver.portal import Portal
from archiver.recording import ATTEMPTS, try_again
from archiver.store import PortalStore
from archiver.sweep import Sweep, finish_sweep, sweep_of_run
from archiver.warc.records import Earlier, Written
from spiders.archive import ARCHIVED
from spiders.items import FetchedPage
from spiders.media import MediaFetcher

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

Found = Iterator[FetchedPage | Request]
AsyncFound = AsyncIterator[FetchedPage | Request]

LISTING, ARTICLE, AGAIN = 10, 0, -10
"""Listings are asked for first, so that a crawl soon knows how much there is; what is known, last."""


class PortalSpider(Spider):
    """Crawls one portal; `spiders.loader` makes a class of it for each portal file."""

    portal: ClassVar[Portal]
    store: PortalStore
    media: MediaFetcher | None = None
    """Fetches the files of pages, where the portal's file asks for them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pages = InOrder[FetchedPage]()
        """The pages of the run, recorded in the order of archiving: a rebuild makes the same logs."""
        self._asked: set[str] = set()
        self._sweep: Sweep | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Return the spider with the portal's store opened: one run at a time may hold it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if not hasattr(spider, "store"):
            data = Path(crawler.settings["ARCHIVER_DATA"])
            spider.store = PortalStore.open(data, cls.portal.id, now=lambda: dt.datetime.now(dt.UTC))
        if cls.portal.facts.media or cls.portal.facts.requisites:
            spider.media = MediaFetcher(crawler, cls.portal, spider.store)
        crawler.signals.connect(spider.dropped, signal=signals.request_dropped)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Yield what is left of an earlier run, the listings and feeds, and the articles to read again."""
        with self._storage_told():
            for request in self._first_requests():
                yield request

    def _first_requests(self) -> Iterator[Request]:
        facts, now = self.portal.facts, self.store.now()
        everything = self.settings.getbool("ARCHIVER_FULL")
        self._sweep = sweep_of_run(self.store.folder.root, now, days=facts.sweep_days, everything=everything)
        self.crawler.stats.set_value("archiver/sweep", self._sweep is not None)
        for url in self._unasked(facts.listings or (facts.home,)):
            if self._is_wanted(url):
                yield self._request(url, priority=LISTING)
        for url in facts.feeds:
            yield self._request(url, callback=self.parse_feed)
        for url in list(self._unasked(self.store.pending())):
            yield self._request(url, priority=ARTICLE if self.portal.address(url) else LISTING)
        due = itertools.islice(self.store.due(now), facts.reread_most)
        for url in list(self._unasked(due)):
            yield self._request(url, priority=AGAIN, headers=self._validators(url))

    def parse(self, response: Response) -> Found | AsyncFound:
        """Yield the page for the pipelines, and requests for what it leads to."""
        document = parse_page(page_of(response))
        page = FetchedPage(
            document=document,
            outcome=article_from_document(document, self.portal),
            asked_url=response.meta.get("redirect_urls", [response.url])[0],
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
        )
        if self.media is not None:
            return self._completed(self.media, page)
        page.place = self.pages.expect()
        return self._read(page)

    async def _completed(self, media: MediaFetcher, page: FetchedPage) -> AsyncFound:
        """Yield the same once the files of the page are in the archive."""
        async with media.in_turn():
            with self._storage_told():
                await media.complete(page)
            page.place = self.pages.expect()
            for found in self._read(page):
                yield found

    def _read(self, page: FetchedPage) -> Found:
        yield page
        document, outcome = page.document, page.outcome
        if document.page.capture.http_status == 200:
            listing = outcome.listing if isinstance(outcome, NotAnArticle) else None
            with self._storage_told():
                yield from self._follow(document, listing)

    def parse_feed(self, response: Response) -> Iterator[Request]:
        """Yield requests for the articles that a feed names."""
        with self._storage_told():
            yield from self._requests(feed_links(response.body, self.portal))

    def failed(self, failure: Failure) -> None:
        """Note a request that was refused or brought no answer; the other pages are not harmed."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, IgnoreRequest):
            self.dropped(request)
            return
        with self._storage_told():
            self.store.failed(request.url, next_due=try_again(self.store, request.url, self.store.now()))
        self.crawler.stats.inc_value("archiver/failed")
        self.logger.warning("no answer: %s (%s)", request.url, failure.getErrorMessage())

    def dropped(self, request: Request) -> None:
        """Note that an address leads to where nobody follows, or to what was read already."""
        asked = request.meta.get("redirect_urls", [request.url])[0]
        with self._storage_told():
            self.store.fetched(asked, at=self.store.now(), status=None)

    def closed(self, reason: str) -> None:
        """Note the end of a sweep that was not cut off, and which articles still lack their files."""
        for url in self.media.unfinished if self.media else ():
            with self._storage_told():
                self.store.schedule(url, self.store.now())
        if self._sweep and reason == "finished":
            with self._storage_told():
                finish_sweep(self.store.folder.root, self._sweep, self.store.now())

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

    @contextlib.contextmanager
    def _storage_told(self) -> Iterator[None]:
        """End the crawl where the disk fails, with the sentence that says so in its statistics."""
        try:
            yield
        except StorageError as error:
            self.crawler.stats.set_value(STORAGE_STAT, str(error))
            if self.crawler.engine is not None:
                deferred_from_coro(self.crawler.engine.close_spider_async(reason="storage"))

    def _follow(self, document: Document, listing: Listing | None) -> Iterator[Request]:
        if self.portal.address(document.page.url) and listing is None:
            if self.portal.facts.follow_related:
                yield from self._requests(related_links(document, self.portal))
            return
        if listing:
            new = any(self._is_new(item.url) for item in listing.items)
            yield from self._requests(item.url for item in listing.items)
            yield from self._requests(self._pages(listing, new=new))
        yield from self._requests(self._links(document, listing))

    def _pages(self, listing: Listing, *, new: bool) -> Iterable[str]:
        """Return which other pages of a listing to read: all in a sweep, else the next where one was new."""
        if self._sweep:
            return listing.next_pages
        following = following_page(listing.url, listing.next_pages) if new else None
        return (following,) if following else ()

    def _links(self, document: Document, listing: Listing | None) -> Iterable[str]:
        """Return the links of a page that is no article; other listings only where the file names none."""
        links = links_on(document, self.portal)
        if self.portal.facts.listings:
            return (url for url in links if self.portal.address(url))
        others = () if self._sweep or listing is None else listing.next_pages
        return (url for url in links if url not in others)

    def _requests(self, urls: Iterable[str]) -> Iterator[Request]:
        """Yield requests for articles that are new and listings not read in this run, each noted before."""
        urls = [url for url in self._unasked(urls) if self._is_wanted(url)]
        self.store.discover(urls)
        for url in urls:
            yield self._request(url, priority=ARTICLE if self.portal.address(url) else LISTING)

    def _is_wanted(self, url: str) -> bool:
        if self.portal.address(url):
            return self._is_new(url) or bool(
                self._sweep and self._sweep.everything and not self._is_swept(url)
            )
        return not (self._sweep and self._is_swept(url))

    def _is_new(self, url: str) -> bool:
        """Return whether an article's address was never answered, and not given up."""
        known = self.store.known_url(url)
        return known is None or (known.state != "done" and known.attempts < ATTEMPTS)

    def _is_swept(self, url: str) -> bool:
        """Return whether the sweep under way has read an address, before it was cut off."""
        known = self.store.known_url(url)
        started = self._sweep.started if self._sweep else None
        return bool(
            known and known.fetched_at and started and known.fetched_at >= started.replace(microsecond=0)
        )

    def _unasked(self, urls: Iterable[str]) -> Iterator[str]:
        """Yield canonical addresses, those of each article and listing once in a run."""
        for url in urls:
            address = self.portal.address(url)
            identity = address.key if address else self.portal.addresses.canonical(url) or url
            if identity not in self._asked:
                self._asked.add(identity)
                yield address.url if address else identity

    def _validators(self, url: str) -> dict[str, str]:
        """Return the headers that let the server say that an address is unchanged."""
        known = self.store.known_url(url)
        if known is None or known.state != "done":
            return {}
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        return {name: value for name, value in headers.items() if value}

    def _request(self, url: str, *, priority: int = ARTICLE, **options: Any) -> Request:
        return Request(url, errback=self.failed, priority=priority, **options)


def page_of(response: Response) -> Page:
    """Return a response as a page for the road, with the capture that the archive made of it."""
    written: Written = response.meta[ARCHIVED]
    content_type = _header(response, "Content-Type") or ""
    capture = written.capture("live")
    return Page(url=response.url, body=response.body, content_type=content_type, capture=capture)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
