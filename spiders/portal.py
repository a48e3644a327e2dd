"""The spider of all portals: listings → pages → articles, by the facts of the portal's file."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import Request, Spider, signals
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.defer import deferred_from_coro

from archiver.checkup import STORAGE_STAT
from archiver.discover import links_on, related_links
from archiver.errors import StorageError
from archiver.extract.document import Document, parse_page
from archiver.feeds import is_feed
from archiver.flow import article_from_document
from archiver.inorder import InOrder
from archiver.models import Listing, NotAnArticle, Page
from archiver.plan import following_page
from archiver.portal import Portal
from archiver.recording import try_again
from archiver.replay.pages import may_be_page, unchanged_page
from archiver.sources import read_sources, write_sources
from archiver.store import PortalStore
from archiver.sweep import Sweep, finish_sweep, sweep_of_run
from archiver.warc.records import Earlier, Written
from spiders.archive import ARCHIVED
from spiders.items import FetchedPage
from spiders.media import MediaFetcher
from spiders.sources import SourceFinder
from spiders.wanted import Wanted

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

Found = Iterator[FetchedPage | Request]
AsyncFound = AsyncIterator[FetchedPage | Request]

FEED, LISTING, ARTICLE, AGAIN = 20, 10, 0, -10
"""Feeds and listings come first, so that a crawl soon knows how much there is; what is known comes last."""
AS_FEED = "feed"
"""Key of `request.meta` under which the address lies, where it is asked for as that of a feed or sitemap."""


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
        self._sweep: Sweep | None = None
        self._rereadings = 0

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
        """Yield the feeds and listings, what is left of an earlier run, and the articles to read again."""
        with self._storage_told():
            for request in self._first_requests():
                yield request

    def _first_requests(self) -> Iterator[Request]:
        facts, now = self.portal.facts, self.store.now()
        everything = self.settings.getbool("ARCHIVER_FULL")
        self._sweep = sweep_of_run(self.store.folder.root, now, days=facts.sweep_days, everything=everything)
        self.crawler.stats.set_value("archiver/sweep", self._sweep is not None)
        self._wanted = Wanted(self.portal, self.store, self._sweep)
        remembered = read_sources(self.store.folder.root)
        self._sources = SourceFinder(
            self.portal, self.store.known_url, remembered, sweep=self._sweep is not None
        )
        yield from self._feeds(self._sources.first())
        for url in self._wanted.unasked(facts.listings or (facts.home,)):
            if self._wanted.wants(url):
                yield self._request(url, priority=LISTING)
        for url in list(self._wanted.unasked(self.store.pending())):
            yield self._request(url, priority=ARTICLE if self.portal.address(url) else LISTING)
        yield from self._again(self.store.due(now))

    def robots_names(self, sitemaps: Iterable[str]) -> None:
        """Take the sitemaps that robots.txt names, before the first page comes."""
        self._sources.robots_names(sitemaps)

    def parse(self, response: Response) -> Found | AsyncFound:
        """Yield the page for the pipelines, and requests for what it leads to."""
        feed = response.meta.get(AS_FEED)
        if feed and not may_be_page(response.url, response.body, self.portal):
            return self._feeds(self._sources.answered(feed, None))
        document = parse_page(page_of(response))
        page = FetchedPage(
            document=document,
            outcome=article_from_document(document, self.portal),
            asked_url=_asked_url(response),
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            feed=feed,
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
        """Yield the page after what it leads to was noted: a kill between the two must not hide it."""
        following: list[Request] = []
        with self._storage_told():
            following = list(self._following(page))
        yield page
        yield from following

    def _following(self, page: FetchedPage) -> Iterator[Request]:
        document, outcome = page.document, page.outcome
        if document.page.capture.http_status == 304 and isinstance(outcome, NotAnArticle):
            if page.feed:
                return
            before = self._unchanged(page)
            if before is None:  # the archive was moved or damaged: it is asked for without conditions
                yield self._request(page.asked_url, priority=LISTING, headers={}, dont_filter=True)
                return
            document, outcome = before, article_from_document(before, self.portal)
        listing = outcome.listing if isinstance(outcome, NotAnArticle) else None
        if page.feed:
            yield from self._follow_feed(page.feed, listing if is_feed(document.page.body) else None)
        elif document.page.capture.http_status == 200:
            yield from self._follow(document, listing)

    def _follow_feed(self, feed: str, listing: Listing | None) -> Iterator[Request]:
        yield from self._feeds(self._sources.answered(feed, listing))
        if listing:
            yield from self._requests(item.url for item in listing.items)
            yield from self._again(self._sources.edited(listing))

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
        with self._storage_told():
            self.store.fetched(_asked_url(request), at=self.store.now(), status=None)

    def closed(self, reason: str) -> None:
        """Note the end of a sweep that was not cut off, and which articles still lack their files."""
        for url in self.media.unfinished if self.media else ():
            with self._storage_told():
                self.store.schedule(url, self.store.now())
        if reason == "finished":
            with self._storage_told():
                write_sources(self.store.folder.root, self._sources.found)
                if self._sweep:
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

    def _unchanged(self, page: FetchedPage) -> Document | None:
        """Return the page of a listing that the server says is unchanged, as the archive has it."""
        known = self.store.known_url(page.asked_url)
        earlier = self.store.find_earlier(known.digest) if known and known.digest else None
        before = unchanged_page(page.document.page, self.store.folder.warc, earlier) if earlier else None
        return parse_page(before) if before else None

    def _follow(self, document: Document, listing: Listing | None) -> Iterator[Request]:
        if self.portal.address(document.page.url) and listing is None:
            if self.portal.facts.follow_related:
                yield from self._requests(related_links(document, self.portal))
            return
        yield from self._feeds(self._sources.named_on(document))
        if listing:
            new = any(self._wanted.is_new(item.url) for item in listing.items)
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
        urls = list(self._wanted.met(urls))
        self.store.discover(urls)
        for url in urls:
            yield self._request(url, priority=ARTICLE if self.portal.address(url) else LISTING)

    def _feeds(self, urls: Iterable[str]) -> Iterator[Request]:
        for url in self._wanted.as_they_are(urls):
            yield self._request(url, priority=FEED, meta={AS_FEED: url})

    def _again(self, urls: Iterable[str]) -> Iterator[Request]:
        """Yield requests for articles to be read again, within what one run may."""
        for url in self._wanted.unasked(urls):
            if self._rereadings == self.portal.facts.reread_most:
                return
            self._rereadings += 1
            yield self._request(url, priority=AGAIN)

    def _request(self, url: str, *, priority: int = ARTICLE, **options: Any) -> Request:
        options.setdefault("headers", self._wanted.validators(url))
        return Request(url, errback=self.failed, priority=priority, **options)


def page_of(response: Response) -> Page:
    """Return a response as a page for the road, with the capture that the archive made of it."""
    written: Written = response.meta[ARCHIVED]
    content_type = _header(response, "Content-Type") or ""
    capture = written.capture("live")
    return Page(url=response.url, body=response.body, content_type=content_type, capture=capture)


def _asked_url(message: Request | Response) -> str:
    """Return where the redirects began that led here."""
    asked: str = message.meta.get("redirect_urls", [message.url])[0]
    return asked


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
