"""Manners towards a portal's hosts: pauses that they ask for or need, second tries, rest after a break."""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Self, TypeVar
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure as Failed

from archiver.challenge import BOT_CHALLENGE, guard_of
from archiver.checkup import is_first_storage_error
from archiver.cut import TRUNCATED
from archiver.errors import StorageError
from archiver.hosts import (
    HEALTHY,
    Failure,
    Host,
    Limits,
    after_answer,
    after_failure,
    read_hosts,
    rest_in_words,
    rest_left,
    retry_after,
    write_hosts,
)
from spiders.capture import WIRE
from spiders.cutoff import note_cut, was_cut
from spiders.faults import (
    ASKED_ONCE,
    OF_THE_NETWORK,
    OF_THE_PAGE,
    SERVER_ERROR,
    TOO_MANY,
    UNAVAILABLE,
    Unusable,
    fault_of,
    left_alone,
    note_fault,
)
from spiders.resolver import private_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)
T = TypeVar("T")

RESTS = "archiver/rests"
"""Key of the crawl's statistics under which the sentence lies until when the portal's host rests, and why."""

STOPPED = "the run was stopped"
LONGEST_END = 5.0
"""Seconds that what is under way may take after somebody stopped the run."""
_TRIES = "tries"
_STATUSES = {429: TOO_MANY, 503: UNAVAILABLE}
_BUSY = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
"""Statuses for which a page is asked for again."""
_SLOWEST = 4
"""Times the portal's delay, at most, that a host brings about by answering HTTP 429."""


class HostMiddleware:
    """Asks again for what failed, ever more slowly, and ends the crawl when its host needs rest.

    Stands in the place of Scrapy's RetryMiddleware, which asks again at once and forgets everything.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._folder = Path(settings.get("ARCHIVER_DATA", "data")) / crawler.spider.name  # type: ignore[union-attr]
        self._home = urlsplit(crawler.spider.portal.facts.home).hostname or ""  # type: ignore[union-attr]
        self._most_tries = settings.getint("RETRY_TIMES") + 1
        self._limits = Limits(
            first_pause=settings.getfloat("ARCHIVER_FIRST_PAUSE", Limits().first_pause),
            longest_wait=settings.getfloat("ARCHIVER_LONGEST_WAIT", Limits().longest_wait),
        )
        self._hosts: dict[str, Host] = {}
        self._stopped_at: float | None = None
        self._watch = create_looping_call(self._let_go_if_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawl."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(middleware.spider_closed, signal=signals.spider_closed)
        return middleware

    def spider_opened(self) -> None:
        """Recall what earlier runs learned of the portal's hosts."""
        self._hosts = self._stored(lambda: read_hosts(self._folder)) or {}
        self._watch.start(0.5, now=False)

    def spider_closed(self) -> None:
        """Remember it for the next run."""
        if self._watch.running:
            self._watch.stop()
        self._stored(lambda: write_hosts(self._folder, self._hosts))

    def process_request(self, request: Request) -> None:
        """Refuse a request to a host that rests, and any once the run was stopped."""
        if not self._crawler.crawling:
            raise left_alone(request, STOPPED)
        name = _host(request)
        if self._rests(request):
            self._end(name)
            raise left_alone(request, rest_in_words(name, self._known(name)))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the answer, or the request again; raise Unusable for an answer that must not be read."""
        headers = {"cf-mitigated": (response.headers.get("cf-mitigated") or b"").decode("latin-1")}
        if guard := guard_of(response.status, headers, response.body):
            self._note_failure(request, BOT_CHALLENGE, f"{guard} asked whether we are a robot", None)
            note_fault(self._crawler, BOT_CHALLENGE)
            raise Unusable(f"{BOT_CHALLENGE}: {guard} answered in the portal's place")
        if response.status in _BUSY:
            return self._ask_again_later(request, response)
        if was_cut(request, response):
            return self._again(request, TRUNCATED) or note_cut(self._crawler, request, response)
        if not self._rests(request):
            self._hosts[_host(request)] = after_answer(self._known(_host(request)))
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request:
        """Return the request again; raise Unusable, or what is none of the network's errors as it came."""
        if not isinstance(exception, OF_THE_NETWORK):
            raise exception
        if not self._crawler.crawling:
            raise left_alone(request, STOPPED) from exception
        fault = fault_of(request, exception, private_names())
        if fault not in OF_THE_PAGE:
            self._note_failure(request, fault, f"it could not be asked ({fault})", None)
        again = None if fault in ASKED_ONCE else self._again(request, fault)
        if again is None:
            note_fault(self._crawler, fault)
            raise Unusable(f"{fault}: {str(exception)[:300]}") from exception
        return again

    def _ask_again_later(self, request: Request, response: Response) -> Request | Response:
        fault = _STATUSES.get(response.status, SERVER_ERROR)
        if fault != SERVER_ERROR:
            said = (response.headers.get("Retry-After") or b"").decode("latin-1")
            why = f"it answered HTTP {response.status}"
            self._note_failure(request, fault, why, retry_after(said, _now()))
        if fault == TOO_MANY:
            self._slow_down(request)
        again = self._again(request, fault)
        if again is None:
            note_fault(self._crawler, fault)
        return again or response

    def _again(self, request: Request, fault: str) -> Request | None:
        """Return the request for its next try; None after the last, or where its host rests."""
        tries = request.meta.get(_TRIES, 1)
        if tries >= self._most_tries or self._rests(request):
            return None
        self._crawler.stats.inc_value("retry/count")
        self._crawler.stats.inc_value(f"retry/reason_count/{fault}")
        return request.replace(dont_filter=True, meta={**request.meta, _TRIES: tries + 1})

    def _note_failure(self, request: Request, fault: str, why: str, asked_for: float | None) -> None:
        if self._rests(request):
            return  # asked before the rest began
        name, tries = _host(request), request.meta.get(_TRIES, 1)
        failure = Failure(why=why, asked_for=asked_for, tries=tries)
        self._hosts[name], pause = after_failure(self._known(name), failure, _now(), self._limits)
        if rest_left(self._hosts[name], _now()):
            self._end(name)
            return
        logger.info("%s: %s; the next request in %.0f s", request.url, fault, pause)
        slot = self._slot(request)
        if slot is not None:
            slot.delay = max(slot.delay, 0.001)  # Scrapy looks at `lastseen` only where there is a delay
            slot.lastseen = max(slot.lastseen, monotonic() + pause)

    def _slow_down(self, request: Request) -> None:
        slot, usual = self._slot(request), self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        if slot is not None:
            slot.delay = max(slot.delay, min(2 * slot.delay, _SLOWEST * usual))

    def _slot(self, request: Request) -> Slot | None:
        slots = self._crawler.engine.downloader.slots
        slot: Slot | None = slots.get(request.meta.get("download_slot", ""))
        return slot

    def _rests(self, request: Request) -> bool:
        return rest_left(self._known(_host(request)), _now()) > 0

    def _known(self, name: str) -> Host:
        return self._hosts.get(name, HEALTHY)

    def _end(self, name: str) -> None:
        """End the crawl where its own host rests; what waits to be sent to a resting host is left."""
        if name != self._home or self._crawler.stats.get_value(RESTS):
            return
        sentence = rest_in_words(name, self._known(name))
        logger.warning("%s", sentence)
        self._crawler.stats.set_value(RESTS, sentence)
        self._stored(lambda: write_hosts(self._folder, self._hosts))
        self._let_go(sentence)
        deferred_from_coro(self._crawler.engine.close_spider_async(reason="resting"))

    def _let_go_if_stopped(self) -> None:
        if self._crawler.crawling:
            return
        self._let_go(STOPPED)
        self._stopped_at = self._stopped_at or monotonic()
        if monotonic() - self._stopped_at >= LONGEST_END:
            for request in self._crawler.engine.downloader.active:
                if copy := request.meta.get(WIRE):
                    copy.give_up()

    def _let_go(self, why: str) -> None:
        """Give up the requests that wait for their turn: a run that ends must not wait for them."""
        for slot in self._crawler.engine.downloader.slots.values():
            while slot.queue:
                request, waiting = slot.queue.popleft()
                waiting.errback(Failed(left_alone(request, why)))  # type: ignore[no-untyped-call]

    def _stored(self, action: Callable[[], T]) -> T | None:
        try:
            return action()
        except StorageError as error:
            is_first_storage_error(self._crawler.stats, error)
            return None


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
