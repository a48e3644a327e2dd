"""The archive's place in the crawl: next to the network, before anybody reads a response."""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.python import global_object_name

from archiver.checkup import is_first_storage_error
from archiver.errors import StorageError
from archiver.warc.records import Exchange, Truncated, Written
from archiver.warc.writer import DEFAULT_MAX_BYTES, WarcWriter, nothing_earlier
from spiders.capture import WIRE
from spiders.connections import WireCopy
from spiders.rebuilt import request_bytes, response_bytes

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

ARCHIVED = "archived"
"""Key of `request.meta` (and so of `response.meta`) under which the exchange's `Written` lies."""

_ASKED_AT = "archive_asked_at"


class ArchiveMiddleware:
    """Writes every exchange, whole or not, into the portal's WARC files; `request.meta` says where it lies.

    Takes the copy of the wire that the capturing handler left; where another handler fetched the response,
    the message is rebuilt from what Scrapy knows of it. Counts what is asked and answered, too. Once nothing
    more can be written the crawl is closed with the reason `storage`: what is not archived is not read.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._writer: WarcWriter | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveMiddleware:
        """Return a middleware whose files are closed when the spider is."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.spider_closed, signal=signals.spider_closed)
        return middleware

    def process_request(self, request: Request) -> None:
        """Note that the request goes to the network, and when."""
        for key in (WIRE, ARCHIVED):
            request.meta.pop(key, None)
        request.meta[_ASKED_AT] = dt.datetime.now(dt.UTC)
        self._crawler.stats.inc_value("downloader/request_count")

    def process_response(self, request: Request, response: Response) -> Response:
        """Write the exchange; what did not come from the network passes."""
        asked_at: dt.datetime | None = request.meta.pop(_ASKED_AT, None)
        wire: WireCopy | None = request.meta.pop(WIRE, None)
        if asked_at is None or not request.url.startswith(("http:", "https:")):
            return response
        if wire is not None and (received := wire.response):
            exchange = _exchange(request, wire, received, _why_cut(response, wire))
        else:
            exchange = _rebuilt_exchange(request, response, asked_at)
        self._count(response, len(exchange.response))
        request.meta[ARCHIVED] = self._written(exchange)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Write what had come before the fetch failed."""
        self._crawler.stats.inc_value("downloader/exception_count")
        self._crawler.stats.inc_value(
            f"downloader/exception_type_count/{global_object_name(type(exception))}"
        )
        request.meta.pop(_ASKED_AT, None)
        wire: WireCopy | None = request.meta.pop(WIRE, None)
        if wire is not None and (received := wire.response):
            request.meta[ARCHIVED] = self._written(
                _exchange(request, wire, received, _why_failed(exception, wire))
            )

    def spider_closed(self) -> None:
        """Close the files; where that fails, the next run's recovery ends it."""
        if self._writer is None:
            return
        try:
            self._writer.close()
        except StorageError as error:
            self._note(error)

    def _count(self, response: Response, size: int) -> None:
        """Count a response under the names that Scrapy's DownloaderStats uses."""
        count = self._crawler.stats.inc_value
        count("downloader/response_count")
        count(f"downloader/response_status_count/{response.status}")
        count("downloader/response_bytes", size)

    def _written(self, exchange: Exchange) -> Written:
        try:
            written = self._open_writer().write_exchange(exchange)
        except StorageError as error:
            self._stop(error)
            raise IgnoreRequest(str(error)) from error
        note = getattr(self._crawler.spider, "note_written", None)
        if note is not None:
            note(written)
        return written

    def _open_writer(self) -> WarcWriter:
        if self._writer is None:
            settings, spider = self._crawler.settings, _spider(self._crawler)
            self._writer = WarcWriter(
                Path(settings.get("ARCHIVER_DATA", "data")) / spider.name / "warc",
                spider.name,
                operator=str(settings.get("ARCHIVER_OPERATOR", settings.get("USER_AGENT"))),
                robots="classic" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
                now=lambda: dt.datetime.now(dt.UTC),
                max_bytes=settings.getint("ARCHIVER_WARC_MAX_BYTES", DEFAULT_MAX_BYTES),
                find_earlier=getattr(spider, "find_earlier", nothing_earlier),
                dechunk=settings.getbool("ARCHIVER_WARC_DECHUNK"),
                keep_credentials=settings.getbool("ARCHIVER_WARC_CREDENTIALS"),
            )
            if hasattr(spider, "store"):
                spider.store.before_commit = self._writer.sync
        return self._writer

    def _stop(self, error: StorageError) -> None:
        if self._note(error) and self._crawler.engine is not None:
            deferred_from_coro(self._crawler.engine.close_spider_async(reason="storage"))

    def _note(self, error: StorageError) -> bool:
        """Keep the first error's sentence for the command to print; tell whether it was the first."""
        first = is_first_storage_error(self._crawler.stats, error)
        if first:
            logger.error("%s", error)
        return first


def _spider(crawler: Crawler) -> Spider:
    if crawler.spider is None:
        raise RuntimeError("a response came before the spider was opened")
    return crawler.spider


def _exchange(request: Request, wire: WireCopy, received: bytes, truncated: Truncated | None) -> Exchange:
    return Exchange(
        url=_without_fragment(request.url),
        fetched_at=wire.started_at.replace(microsecond=0),
        ip=None if request.meta.get("proxy") else wire.ip,
        request=wire.request,
        response=received,
        truncated=truncated,
        message=wire.message,
    )


def _rebuilt_exchange(request: Request, response: Response, asked_at: dt.datetime) -> Exchange:
    return Exchange(
        url=_without_fragment(request.url),
        fetched_at=asked_at.replace(microsecond=0),
        ip=str(response.ip_address) if response.ip_address and not request.meta.get("proxy") else None,
        request=request_bytes(request),
        response=response_bytes(response),
        truncated=_why_cut(response, None),
        protocol="h2" if str(response.protocol).lower() in {"h2", "http/2", "http/2.0"} else None,
    )


def _without_fragment(url: str) -> str:
    return url.partition("#")[0]


def _why_cut(response: Response, wire: WireCopy | None) -> Truncated | None:
    if wire is not None and wire.cut:
        return "length"
    if "dataloss" in response.flags:
        return "disconnect"
    return "unspecified" if "download_stopped" in response.flags else None


def _why_failed(exception: Exception, wire: WireCopy) -> Truncated:
    if wire.cut or isinstance(exception, DownloadCancelledError):
        return "length"
    return "time" if isinstance(exception, DownloadTimeoutError) else "unspecified"
