"""The crawl's statistics, as cheap as a count should be."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.statscollectors import MemoryStatsCollector

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class PlainStats(MemoryStatsCollector):
    """Scrapy's own; each use of its methods is not first looked at for an argument that went out of use."""

    __getattribute__ = object.__getattribute__


class RunTimes:
    """Notes when the crawl began, when and why it ended; Scrapy's CoreStats also counts each response."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the extension of a crawl."""
        times = cls(crawler)
        crawler.signals.connect(times.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(times.spider_closed, signal=signals.spider_closed)
        return times

    def spider_opened(self) -> None:
        """Note the beginning."""
        self._crawler.stats.set_value("start_time", dt.datetime.now(dt.UTC))

    def spider_closed(self, reason: str) -> None:
        """Note the end."""
        self._crawler.stats.set_value("finish_time", dt.datetime.now(dt.UTC))
        self._crawler.stats.set_value("finish_reason", reason)
