"""First: what the page is, by the one road from a page to an article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from archiver.flow import article_from_document

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archiver.portal import Portal


class ParsePipeline:
    """Puts the outcome of the road into the item."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of a crawl."""
        return cls(crawler.spider.portal)  # type: ignore[union-attr]

    def process_item(self, item: Any) -> Any:
        """Return the item with its outcome."""
        item.outcome = article_from_document(item.document, self._portal)
        return item
