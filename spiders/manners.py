"""Manners towards web archives: one host, pauses that they ask for, and no end that looks like a finish."""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import time
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from spiders.pulling import PullSpider

LONGEST_PAUSE = 3600.0
"""Seconds; a service that asks for more has shut us out, and the next run goes on."""
SLOWEST = 30.0
"""Seconds between two captures, at the most."""
_TURNED_AWAY = frozenset({429, 503})
_ATTEMPTS = "times_turned_away"


class RateLimited(IgnoreRequest):
    """The service turned one question away too often; the message says how."""


class MannersMiddleware:
    """Lets requests go to the service's hosts only, and none while a pause lasts that it asked for."""

    def __init__(self, crawler: Crawler) -> None:
        spider: PullSpider = crawler.spider  # type: ignore[assignment]
        self._spider = spider
        self._service = spider.service
        self._quiet_until = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Refuse what goes elsewhere; wait while the service wants silence."""
        if urlsplit(request.url).hostname not in self._service.hosts:
            raise IgnoreRequest(f"{request.url}: is not on the service's host")
        while (left := self._quiet_until - time.monotonic()) > 0:  # noqa: ASYNC110 - a pause may grow
            await asyncio.sleep(min(left, 5.0))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the answer; for one that turns us away the request again, after a pause and more slowly."""
        if response.status not in _TURNED_AWAY or b"Memento-Datetime" in response.headers:
            return response
        pause = retry_after(response.headers.get("Retry-After"), dt.datetime.now(dt.UTC))
        pause = self._service.limits.pause if pause is None else pause
        attempts = request.meta.get(_ATTEMPTS, 0) + 1
        if attempts >= self._service.limits.attempts or pause > LONGEST_PAUSE:
            sentence = f"{self._service.source} limits how much it is asked (HTTP {response.status})"
            self._spider.stop("rate-limited", f"{sentence}; run again later, it goes on where it stopped")
            raise RateLimited(sentence)
        self._be_quiet(request, pause)
        return request.replace(dont_filter=True, meta={**request.meta, _ATTEMPTS: attempts})

    def _be_quiet(self, request: Request, pause: float) -> None:
        until = time.monotonic() + pause
        if until > self._quiet_until:
            self._spider.logger.info("asked to wait %.0f s (%s)", pause, urlsplit(request.url).netloc)
            self._spider.slow_down(request, SLOWEST)
        self._quiet_until = max(self._quiet_until, until)


def retry_after(value: bytes | None, now: dt.datetime) -> float | None:
    """Return the seconds that a Retry-After header names, as a number or a date; None where it names none."""
    text = (value or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
        return max(0.0, (moment - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
