"""The spider of all portals: listings → pages → articles, by the facts of the portal's file."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider, signals
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.defer import deferred_from_coro

from archiver.checkup import is_first_storage_error
from archiver.discover import leads_on, related_links
from archiver.errors import StorageError
from archiver.extract.document import Document, parse_page
from archiver.feeds import is_feed
from archiver.flow import article_from_document
from archiver.inorder import InOrder
from archiver.models import Listing, NotAnArticle, Outcome, Page
from archiver.moved import is_read, leads_away, move
from archiver.plan import following_page, is_page_0
from archiver.portal import Portal
from archiver.posted import is_posted
from archiver.recognised import as_recognised, note_recognised, recognised_on
from archiver.recording import due_by_age, try_again
from archiver.replay.pages import may_be_page, unchanged_page
from archiver.sources import read_sources, write_sources
from archiver.store import PortalStore
from archiver.sweep import Sweep, finish_sweep, sweep_of_run
from archiver.warc.records import Earlier, Written
from spiders.answers import LEADS_TO
from spiders.archive import ARCHIVED
from spiders.asking import AS_FEED, LISTING, POSTED, STEPS, Asking
from spiders.items import FetchedPage
from spiders.media import MediaFetcher
from spiders.robots import Forbidden
from spiders.sources import SourceFinder
from spiders.starts import Starts
from spiders.wanted import Wanted

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

Found = Iterator[FetchedPage | Request]
AsyncFound = AsyncIterator[FetchedPage | Request]

DEEPEST_SECTION = 4
"""Steps from the front page through sections; pages of a list and articles are none."""
MOST_SECTIONS = 500
"""Sections that one run asks for where the portal's file names no listings."""


class PortalSpider(Spider):
    """Crawls one portal; `spiders.loader` makes a class of it for each portal file."""

    portal: Portal
    """With the platform that its pages showed, where the file leaves that to them."""
    store: PortalStore
    media: MediaFetcher | None = None
    """Fetches the files of pages, where the portal's file asks for them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pages = InOrder[FetchedPage]()
        """The pages of the run, recorded in the order of archiving: a rebuild makes the same logs."""
        self._sweep: Sweep | None = None
        self._sections = 0
        self._lists: dict[str, str] = {}
        """The page of a list from which each of its pages was first reached."""
        self._listed: set[tuple[str, tuple[str, ...]]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Return the spider with the portal's store opened: one run at a time may hold it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if not hasattr(spider, "store"):
            data = Path(crawler.settings["ARCHIVER_DATA"])
            spider.store = PortalStore.open(data, cls.portal.id, now=lambda: dt.datetime.now(dt.UTC))
        spider.portal = as_recognised(cls.portal, spider.store.folder.root)
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
        begins = self._sweep is not None and self._sweep.started == now
        self._wanted = Wanted(self.portal, self.store, self._sweep, begins=begins)
        self._ask = Asking(self.store, self._wanted, self.failed)
        self._starts = Starts(self.crawler.stats)
        remembered = read_sources(self.store.folder.root)
        self._sources = SourceFinder(
            self.portal, self.store.known_url, remembered, sweep=self._sweep is not None
        )
        yield from self._ask.feeds(self._sources.first())
        yield from self._ask.first(facts.listings or (facts.home,), swept_before=self._sweep is not None)
        yield from self._ask.again(self.store.due(now))

    def robots_names(self, sitemaps: Iterable[str]) -> None:
        """Take the sitemaps that robots.txt names, before the first page comes."""
        self._sources.robots_names(sitemaps)

    def parse(self, response: Response) -> Found | AsyncFound:
        """Yield the page for the pipelines, and requests for what it leads to."""
        feed = response.meta.get(AS_FEED)
        if feed and not may_be_page(response.url, response.body, self.portal):
            return self._ask.feeds(self._sources.answered(feed, None))
        self._starts.answered(response)
        document = parse_page(page_of(response))
        with self._storage_told():
            self._recognise(document)
        page = FetchedPage(
            document=document,
            outcome=article_from_document(document, self.portal),
            asked_url=_asked_url(response),
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            feed=feed,
        )
        if target := response.meta.get(LEADS_TO):
            capture = document.page.capture
            page.outcome = NotAnArticle(url=response.url, what="other", capture=capture)
            with self._storage_told():
                page.moved = move(self.store, page.asked_url, target, self.portal, capture)
        steps = response.meta.get(STEPS, 0)
        if self.media is not None:
            return self._completed(self.media, page, steps)
        page.place = self.pages.expect()
        return self._read(page, steps)

    def leads_away(self, request: Request, target: str) -> bool:
        """Return whether a redirect is what the address of a known article answered."""
        return leads_away(self.store, _asked_url(request), target, self.portal)

    def _recognise(self, document: Document) -> None:
        """Keep the platform that a page shows."""
        shown = recognised_on(document, self.portal)
        if shown is not self.portal:
            self.portal = self._wanted.portal = self._sources.portal = shown
            note_recognised(shown, self.store.folder.root)

    async def _completed(self, media: MediaFetcher, page: FetchedPage, steps: int) -> AsyncFound:
        """Yield the same once the files of the page are in the archive."""
        async with media.in_turn():
            with self._storage_told():
                await media.complete(page)
            page.place = self.pages.expect()
            for found in self._read(page, steps):
                yield found

    def _read(self, page: FetchedPage, steps: int) -> Found:
        """Yield the page after what it leads to was noted: a kill between the two must not hide it.

        Where that goes wrong, the page is handed on all the same: those behind it wait for it.
        """
        following: list[Request] = []
        try:
            with self._storage_told():
                following = list(self._following(page, steps))
        finally:
            yield page
        yield from following

    def _following(self, page: FetchedPage, steps: int) -> Iterator[Request]:
        document, outcome = page.document, page.outcome
        if page.moved is not None:
            if page.moved.is_asked and not is_read(self.store, page.moved.leads_to):
                yield from self._ask.met([page.moved.leads_to])
            return
        if document.page.capture.http_status == 304 and isinstance(outcome, NotAnArticle):
            if page.feed:
                self._starts.named_articles()
                return
            before = self._unchanged(page)
            if before is None:  # the archive was moved or damaged: it is asked for without conditions
                yield self._ask.page(page.asked_url, priority=LISTING, steps=steps, whole=True)
                return
            document, outcome = before, article_from_document(before, self.portal)
        if page.feed:
            listing = outcome.listing if isinstance(outcome, NotAnArticle) else None
            yield from self._follow_feed(page.feed, listing if is_feed(document.page.body) else None)
        elif document.page.capture.http_status == 200:
            yield from self._follow(document, outcome, steps)

    def _follow_feed(self, feed: str, listing: Listing | None) -> Iterator[Request]:
        yield from self._ask.feeds(self._sources.answered(feed, listing))
        if listing and listing.items:
            self._starts.named_articles()
        if listing:
            yield from self._ask.met(item.url for item in listing.items)
            yield from self._ask.again(self._sources.edited(listing))

    def failed(self, failure: Failure) -> None:
        """Note a request that was refused or brought no answer; the other pages are not harmed."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, IgnoreRequest):
            self._starts.refused(request, failure.getErrorMessage())
            self.dropped(request)
            if isinstance(failure.value, Forbidden) and "redirect_urls" not in request.meta:
                with self._storage_told():
                    self.store.note_forbidden(_asked_url(request))
            return
        with self._storage_told():
            asked = request.meta.get(POSTED, request.url)
            now, ages = self.store.now(), self.portal.facts.reread
            self.store.failed(asked, next_due=try_again(self.store, asked, now, ages))
        self.crawler.stats.inc_value("archiver/failed")
        self.logger.warning("no answer: %s (%s)", request.url, failure.getErrorMessage())

    def dropped(self, request: Request) -> None:
        """Note that an address leads to where nobody follows, or to what was read already."""
        with self._storage_told():
            asked, now = _asked_url(request), self.store.now()
            due = due_by_age(self.store, asked, now, self.portal.facts.reread)
            self.store.fetched(asked, at=now, status=None, next_due=due)

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
        if not written.revisit and written.status == 200 and written.posted is None:
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
            is_first_storage_error(self.crawler.stats, error)
            if self.crawler.engine is not None:
                deferred_from_coro(self.crawler.engine.close_spider_async(reason="storage"))

    def _unchanged(self, page: FetchedPage) -> Document | None:
        """Return the page of a listing that the server says is unchanged, as the archive has it."""
        known = self.store.known_url(page.asked_url)
        earlier = self.store.find_earlier(known.digest) if known and known.digest else None
        before = unchanged_page(page.document.page, self.store.folder.warc, earlier) if earlier else None
        return parse_page(before) if before else None

    def _follow(self, document: Document, outcome: Outcome, steps: int) -> Iterator[Request]:
        if not isinstance(outcome, NotAnArticle):
            if self.portal.facts.follow_related:
                yield from self._ask.met(related_links(document, self.portal), steps)
            return
        yield from self._ask.feeds(self._sources.named_on(document))
        if listing := outcome.listing:
            new = any(self._wanted.is_new(item.url) for item in listing.items)
            yield from self._ask.met((item.url for item in listing.items), steps)
            pages = list(self._pages(listing, document.page.url, new=new))
            yield from self._ask.met((url for url in pages if not is_posted(url)), steps, pages=True)
            yield from self._ask.posts(document, filter(is_posted, pages), steps)
        leads = leads_on(document, self.portal)
        if leads.articles or (outcome.listing and outcome.listing.items):
            self._starts.named_articles()
        yield from self._ask.met(leads.articles, steps)
        if not self.portal.facts.listings and steps < DEEPEST_SECTION:
            sections = list(self._ask.met(leads.sections, steps + 1))
            yield from sections[: max(0, MOST_SECTIONS - self._sections)]
            self._sections += len(sections)

    def _pages(self, listing: Listing, url: str, *, new: bool) -> Iterable[str]:
        """Return which other pages of a listing to read: all in a sweep, else the next where one was new.

        A page that lists what another page of the same list did leads on no further: its pager has no end.
        The front page may list what a section does, and a sidebar makes short sections alike.
        """
        first = self._lists.setdefault(url, url)
        listed = (first, tuple(item.url for item in listing.items))
        if listed in self._listed:
            return ()
        self._listed.add(listed)
        from_0 = listing.counts_from == 0
        pages = [page for page in listing.next_pages if not (from_0 and is_page_0(page, first))]
        for page in pages:
            self._lists.setdefault(page, first)
        if self._sweep:
            return pages
        if not new:
            return ()
        left_out = self.portal.addresses.numbers_left_out
        following = following_page(listing.url, pages, left_out, counts_from=listing.counts_from)
        return (following,) if following else ()


def page_of(response: Response) -> Page:
    """Return a response as a page for the road, with the capture that the archive made of it."""
    written: Written = response.meta[ARCHIVED]
    content_type = _header(response, "Content-Type") or ""
    capture = written.capture("live")
    moved = "redirect_urls" in response.meta
    url = response.url if moved else response.meta.get(POSTED, response.url)
    return Page(url=url, body=response.body, content_type=content_type, capture=capture)


def _asked_url(message: Request | Response) -> str:
    """Return where the redirects began that led here."""
    asked: str = message.meta.get("redirect_urls", [message.url])[0]
    return str(message.meta.get(POSTED, asked))


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
