"""What Scrapy says while it crawls."""

from __future__ import annotations

from scrapy.logformatter import LogFormatter


class EventLog(LogFormatter):
    """Says nothing of pages that come as they should: composing a line for each costs time."""

    def crawled(self, *_: object) -> None:  # type: ignore[override]
        """Say nothing of a page that was fetched."""

    def scraped(self, *_: object) -> None:  # type: ignore[override]
        """Say nothing of a page that was read."""
