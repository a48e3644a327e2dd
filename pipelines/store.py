"""The outcomes of pages into the portal's store, in the order in which the pages were archived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import DropItem
from scrapy.utils.defer import deferred_from_coro

from archiver.checkup import is_first_storage_error
from archiver.errors import StorageError
from archiver.recording import record_answer

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archiver.inorder import InOrder
    from archiver.store import PortalStore


class StorePipeline:
    """Records each outcome; a disk that fails ends the crawl, as nothing more could be kept."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._store: PortalStore = crawler.spider.store  # type: ignore[union-attr]
        self._pages: InOrder[Any] = crawler.spider.pages  # type: ignore[union-attr]
        self._ages: tuple[int, ...] = crawler.spider.portal.facts.reread  # type: ignore[union-attr]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of a crawl."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Return the item; it is recorded once those are that were archived before it.

        What recording changed is counted in the crawl's statistics.
        """
        for page in self._pages.arrive(item.place, item):
            self._record(page)
        return item

    def close_spider(self) -> None:
        """Record what waited for a page that did not come."""
        for page in self._pages.rest():
            self._record(page)

    def _record(self, page: Any) -> None:
        try:
            if page.completed:
                self._store.reread(page.completed)
            kind = record_answer(
                self._store,
                page.moved or page.outcome,
                page.document.page.capture,
                asked_url=page.asked_url,
                etag=page.etag,
                last_modified=page.last_modified,
                ages=self._ages,
            )
            self._store.keep()
        except StorageError as error:
            self._stop(error)
            raise DropItem(str(error)) from error
        self._crawler.stats.inc_value(f"archiver/pages/{kind}")

    def _stop(self, error: StorageError) -> None:
        is_first_storage_error(self._crawler.stats, error)
        if self._crawler.engine is not None:
            deferred_from_coro(self._crawler.engine.close_spider_async(reason="storage"))
