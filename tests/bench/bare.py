"""The peer: a Scrapy spider with default settings that only fetches, given a file of addresses."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class BareSpider(Spider):
    """Fetches each address once and reads nothing."""

    name = "bare"
    addresses: Path

    async def start(self) -> AsyncIterator[Request]:
        for url in self.addresses.read_text(encoding="utf-8").split():
            yield Request(url)

    def parse(self, response: Response) -> Iterator[None]:  # noqa: ARG002 - nothing is read
        yield from ()


if __name__ == "__main__":
    process = CrawlerProcess({"LOG_LEVEL": "ERROR"})
    process.crawl(BareSpider, addresses=Path(sys.argv[1]))
    process.start()
