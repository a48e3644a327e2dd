"""Manners towards web archives: one host, pauses that they ask for, and no end that looks like a finish."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from typing import TYPE_CHECKING, Protocol, Self
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

from archiver.hosts import retry_after

if TYPE_CHECKING:
    from logging import Logger, LoggerAdapter

    from scrapy import Request
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from archiver.webarchives.services import Service

LONGEST_PAUSE = 3600.0
"""Seconds; a service that asks for more has shut us out, and the next run goes on."""
SHORTEST_PAUSE = 1.0
"""Seconds, whatever the service says: answers to what was under way are no new refusals."""
LONGEST_SLEEP = 1.0
"""Seconds: a pause may grow, and a run that is told to end does not sit it out."""
SLOWEST = 30.0
"""Seconds between two questions, at the most."""
SLOWER, AT_FIRST, RECOVERY = 1.5, 4.0, 0.95
"""Factors of the time between two questions: for the rest of the run, each time that we were turned away; of
what it is, right afterwards; and with each answer, until it is down again."""
_TURNED_AWAY = frozenset({429, 503})


class RateLimited(IgnoreRequest):
    """The service turned us away too often; the message says how."""


class Ending(IgnoreRequest):
    """The run is ending: the question is left for the next one."""


class Asking(Protocol):
    """What a spider that asks a web archive has for its manners."""

    service: Service

    @property
    def logger(self) -> LoggerAdapter[Logger]:
        """Return where events of the run are told."""

    def stop(self, reason: str, sentence: str) -> None:
        """End the run before its end, and say why."""


class MannersMiddleware:
    """Lets requests go to the service only, and none while a pause lasts that it asked for."""

    def __init__(self, crawler: Crawler) -> None:
        spider: Asking = crawler.spider  # type: ignore[assignment]
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
        """Refuse what goes elsewhere; wait while the service wants silence, unless the run is ending."""
        if urlsplit(request.url).hostname not in self._service.hosts:
            raise IgnoreRequest(f"{request.url}: is not on the service's host")
        while (left := self._quiet_until - time.monotonic()) > 0:
            if self._is_ending():
                raise Ending(f"{request.url}: not asked for, because the run is ending")
            await asyncio.sleep(min(left, LONGEST_SLEEP))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the answer; for one that turns us away the request again, after a pause and more slowly."""
        if response.status not in _TURNED_AWAY or b"Memento-Datetime" in response.headers:
            self._pauses = 0
            self._recover(request)
            return response
        said = (response.headers.get("Retry-After") or b"").decode("latin-1")
        pause = retry_after(said, dt.datetime.now(dt.UTC))
        pause = self._service.limits.pause if pause is None else pause
        self._be_quiet(request, pause)
        if self._pauses >= self._service.limits.attempts or pause > LONGEST_PAUSE:
            sentence = f"{self._service.source} limits how much it is asked (HTTP {response.status})"
            self._spider.stop("rate-limited", f"{sentence}; run again later, it goes on where it stopped")
            raise RateLimited(sentence)
        return request.replace(dont_filter=True)

    def _is_ending(self) -> bool:
        slot = self._crawler.engine._slot  # noqa: SLF001 - nothing public tells it
        return slot is not None and slot.closing is not None

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
