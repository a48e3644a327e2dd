"""Pictures, files and requisites of pages, fetched into the archive: each once, as politely as pages."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from archiver.media import WINDOW, find_file, is_incomplete, is_wanted, media_of, outcome_id, with_media
from archiver.models import Article, Outcome, Unmodified
from archiver.requisites import requisites_of, sheet_requisites
from spiders.faults import OF_THE_NETWORK, NotAsked, Unusable

if TYPE_CHECKING:
    import datetime as dt

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from archiver.extract.document import Document
    from archiver.portal import Portal
    from archiver.store import PortalStore
    from spiders.items import FetchedPage

logger = logging.getLogger(__name__)

MEDIA = "media"
"""Key of `request.meta` that marks a request for a file, not a page; holds the portal."""
FETCHED = "archiver/media/fetched"
FAILED = "archiver/media/failed"
"""Keys of the crawl's statistics: files that came, files that did not."""
_NO_ANSWER = (IgnoreRequest, Unusable, *OF_THE_NETWORK)
_SHEETS, _DEPTH = 20, 3
"""Style sheets that are read for what they name, and how far one leads to the next."""


class MediaFetcher:
    """Fetches what belongs to the pages of one portal, where its file asks for it."""

    def __init__(self, crawler: Crawler, portal: Portal, store: PortalStore) -> None:
        self._crawler = crawler
        self._portal = portal
        self._store = store
        self._folder = store.folder.warc
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._asked: dict[str, asyncio.Future[None]] = {}
        self.unfinished: set[str] = set()
        """Addresses of articles whose files could not be asked for because the run was ending."""

    @contextlib.asynccontextmanager
    async def in_turn(self) -> AsyncIterator[None]:
        """Let pages through one after the other, in the order of their archiving, and no new ones meanwhile.

        What is archived and not recorded when the process dies is fetched again: that shall be little.
        """
        engine = self._crawler.engine
        if engine is None:
            raise RuntimeError("a page came before the engine was started")
        self._waiting += 1
        engine.pause()
        try:
            async with self._turn:
                yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                engine.unpause()

    async def complete(self, page: FetchedPage) -> None:
        """Fetch a page's files into the archive and name them in what the page is.

        Where the page is that of a known version, that version is completed as well. Raises StorageError.
        """
        capture = page.document.page.capture
        if self._portal.facts.requisites and capture.http_status == 200:
            await self._fetch_requisites(page.document)
        if not self._portal.facts.media or capture.fetched_at is None:
            return
        until = capture.fetched_at + WINDOW
        if isinstance(page.outcome, Article):
            await self._fetch(page.outcome, until)
            page.outcome = await asyncio.to_thread(with_media, page.outcome, self._folder, until)
        page.completed = await self._present_completed(page.outcome, until)

    async def _fetch(self, article: Article, until: dt.datetime) -> None:
        wanted = [url for url in media_of(article) if is_wanted(url, self._portal)]
        try:
            for url in wanted:
                if find_file(self._folder, url, until) is None:
                    await self._ask(url)
        except NotAsked:
            self.unfinished.add(article.url)

    async def _present_completed(self, outcome: Outcome, until: dt.datetime) -> Article | None:
        """Return the present version with the files that its line lacks; None where nothing was lacking."""
        article_id = outcome_id(outcome)
        present = self._store.get(article_id) if article_id else None
        if not is_incomplete(present, outcome):
            return None
        if isinstance(outcome, Unmodified):
            await self._fetch(present, until)
        completed = await asyncio.to_thread(with_media, present, self._folder, until)
        return completed if completed != present else None

    async def _fetch_requisites(self, document: Document) -> None:
        """Fetch the style sheets of a page, what they import, and pictures of the layout."""
        urls: Iterable[str] = requisites_of(document)
        for _ in range(_DEPTH):
            sheets = await self._fetch_new(urls)
            urls = [url for sheet in sheets for url in sheet_requisites(sheet.body, sheet.url)]

    async def _fetch_new(self, urls: Iterable[str]) -> list[Response]:
        """Fetch what was not asked for in this run nor archived before; return the style sheets among it."""
        sheets: list[Response] = []
        for url in urls:
            if url in self._asked or not is_wanted(url, self._portal):
                continue
            if find_file(self._folder, url, self._store.now()):
                self._asked[url] = _done()
                continue
            with contextlib.suppress(NotAsked):
                response = await self._ask(url)
                if response is not None and b"css" in (response.headers.get("Content-Type") or b""):
                    sheets.append(response)
        return sheets[:_SHEETS]

    async def _ask(self, url: str) -> Response | None:
        """Fetch a file once in a run, into the archive; raise NotAsked where the run is ending."""
        while url in self._asked:
            if self._asked[url].done():
                return None
            await asyncio.shield(self._asked[url])
        told = self._asked[url] = asyncio.get_running_loop().create_future()
        try:
            return await self._download(url)
        except NotAsked:
            del self._asked[url]
            raise
        finally:
            told.set_result(None)

    async def _download(self, url: str) -> Response | None:
        engine, stats = self._crawler.engine, self._crawler.stats
        if engine is None:
            raise RuntimeError("a page came before the engine was started")
        meta = {MEDIA: self._portal, "download_maxsize": self._portal.facts.media_most_bytes}
        try:
            response = await engine.download_async(Request(url, callback=NO_CALLBACK, meta=meta))
        except NotAsked:
            raise
        except _NO_ANSWER as error:
            logger.info("no answer: %s (%s)", url, error)
            stats.inc_value(FAILED)
            return None
        stats.inc_value(FETCHED if response.status == 200 else FAILED)
        return response


def _done() -> asyncio.Future[None]:
    told: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    told.set_result(None)
    return told
