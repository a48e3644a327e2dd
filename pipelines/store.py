"""Second: the outcome into the portal's store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import DropItem
from scrapy.utils.defer import deferred_from_coro

from archiver.checkup import STORAGE_STAT
from archiver.errors import StorageError
from archiver.recording import record_answer

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archiver.store import PortalStore


class StorePipeline:
    """Records each outcome; a disk that fails ends the crawl, as nothing more could be kept."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._store: PortalStore = crawler.spider.store  # type: ignore[union-attr]
        self._ages: tuple[int, ...] = crawler.spider.portal.facts.reread  # type: ignore[union-attr]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of a crawl."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Return the item, with what recording it changed counted in the crawl's statistics."""
        try:
            kind = self._record(item)
        except StorageError as error:
            self._stop(error)
            raise DropItem(str(error)) from error
        self._crawler.stats.inc_value(f"archiver/pages/{kind}")
        return item

    def _record(self, item: Any) -> str:
        kind = record_answer(
            self._store,
            item.outcome,
            item.document.page.capture,
            asked_url=item.asked_url,
            etag=item.etag,
            last_modified=item.last_modified,
            ages=self._ages,
        )
        self._store.keep()
        return kind

    def _stop(self, error: StorageError) -> None:
        self._crawler.stats.set_value(STORAGE_STAT, str(error))
        if self._crawler.engine is not None:
            deferred_from_coro(self._crawler.engine.close_spider_async(reason="storage"))
