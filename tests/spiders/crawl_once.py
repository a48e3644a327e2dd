"""A crawl in a process of its own: `python -m tests.spiders.crawl_once '<json>'` prints what came of it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from typing import Any

import msgspec
from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

from archiver import settings as ours
from archiver.checkup import STORAGE_STAT
from archiver.warc import Written
from spiders.archive import ARCHIVED

CAPTURE_SETTINGS: dict[str, Any] = {
    "DOWNLOAD_HANDLERS": ours.DOWNLOAD_HANDLERS,
    "DOWNLOAD_FAIL_ON_DATALOSS": ours.DOWNLOAD_FAIL_ON_DATALOSS,
    "DEFAULT_REQUEST_HEADERS": ours.DEFAULT_REQUEST_HEADERS,
    "DOWNLOADER_MIDDLEWARES": {"spiders.archive.ArchiveMiddleware": 950},
}
"""Of our settings, what archives; nothing that keeps hostile answers away."""

seen: dict[str, Any] = {}


class _Asker(Spider):
    name = "nasty"
    urls: tuple[str, ...] = ()

    async def start(self) -> AsyncIterator[Request]:
        for url in self.urls:
            yield Request(url, self.parse, errback=self.failed, dont_filter=True)

    def parse(self, response: Response) -> None:
        archived: Written = response.meta[ARCHIVED]
        seen[response.url] = msgspec.to_builtins(archived)

    def failed(self, failure: Any) -> None:
        seen[failure.request.url] = type(failure.value).__name__


def main() -> None:
    """Crawl the addresses of the first argument with its settings."""
    order = msgspec.json.decode(sys.argv[1])
    settings = {
        **CAPTURE_SETTINGS,
        "USER_AGENT": "tests (test@example.vn)",
        "LOG_LEVEL": "WARNING",
        "HTTPERROR_ALLOW_ALL": True,
        "RETRY_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "COOKIES_ENABLED": False,
        **order["settings"],
    }
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(_Asker)
    process.crawl(crawler, urls=tuple(order["urls"]))
    process.start()
    stats = crawler.stats
    assert stats is not None
    result = {
        "seen": seen,
        "reason": stats.get_value("finish_reason"),
        "storage": stats.get_value(STORAGE_STAT),
    }
    sys.stdout.buffer.write(msgspec.json.encode(result))


if __name__ == "__main__":
    main()
