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
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from spiders.pulling import PullSpider

LONGEST_PAUSE = 3600.0
"""Seconds; a service that asks for more has shut us out, and the next run goes on."""
SHORTEST_PAUSE = 1.0
"""Seconds, whatever the service says: answers to what was under way are no new refusals."""
SLOWEST = 30.0
"""Seconds between two questions, at the most."""
SLOWER, AT_FIRST, RECOVERY = 1.5, 4.0, 0.95
"""Factors of the time between two questions: for the rest of the run, each time that we were turned away; of
what it is, right afterwards; and with each answer, until it is down again."""
_TURNED_AWAY = frozenset({429, 503})


class RateLimited(IgnoreRequest):
    """The service turned us away too often; the message says how."""


class MannersMiddleware:
    """Lets requests go to the service only, and none while a pause lasts that it asked for."""

    def __init__(self, crawler: Crawler) -> None:
        spider: PullSpider = crawler.spider  # type: ignore[assignment]
        self._crawler = crawler
        self._spider = spider
        self._service = spider.service
        self._quiet_until = 0.0
        self._pauses = 0
        self._least: dict[str, float] = {}

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
            self._pauses = 0
            self._recover(request)
            return response
        pause = retry_after(response.headers.get("Retry-After"), dt.datetime.now(dt.UTC))
        pause = self._service.limits.pause if pause is None else pause
        self._be_quiet(request, pause)
        if self._pauses >= self._service.limits.attempts or pause > LONGEST_PAUSE:
            sentence = f"{self._service.source} limits how much it is asked (HTTP {response.status})"
            self._spider.stop("rate-limited", f"{sentence}; run again later, it goes on where it stopped")
            raise RateLimited(sentence)
        return request.replace(dont_filter=True)

    def _be_quiet(self, request: Request, pause: float) -> None:
        now = time.monotonic()
        if now >= self._quiet_until:
            self._spider.logger.info("asked to wait %.0f s (%s)", pause, urlsplit(request.url).netloc)
            self._pauses += 1
            self._slow_down(request)
        self._quiet_until = max(self._quiet_until, now + max(pause, SHORTEST_PAUSE))

    def _slow_down(self, request: Request) -> None:
        name, slot = self._slot(request)
        if slot is not None:
            self._least[name] = min(SLOWEST, self._least.get(name, slot.delay) * SLOWER)
            slot.delay = min(SLOWEST, self._least[name] * AT_FIRST)

    def _recover(self, request: Request) -> None:
        name, slot = self._slot(request)
        if slot is not None and name in self._least:
            slot.delay = max(self._least[name], slot.delay * RECOVERY)

    def _slot(self, request: Request) -> tuple[str, Slot | None]:
        name = request.meta.get("download_slot", "")
        return name, self._crawler.engine.downloader.slots.get(name)


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
