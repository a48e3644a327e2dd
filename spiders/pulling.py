"""The spider of all web archives: their index → the captures of a portal → its archive and records."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from scrapy import Request, Spider, signals
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.utils.defer import deferred_from_coro

from archiver.errors import StorageError, UnreadableInput
from archiver.keeping import open_store, utc_now
from archiver.learnedfile import read_learned
from archiver.portal import Portal
from archiver.store import PortalStore
from archiver.warc.decoding import Undecodable, decoded
from archiver.warc.writer import WarcWriter
from archiver.webarchives.cdx import NoIndexAnswer
from archiver.webarchives.choice import Choice, chosen
from archiver.webarchives.entries import IndexEntry
from archiver.webarchives.estimate import estimate
from archiver.webarchives.indexlog import IndexLog, Question
from archiver.webarchives.intake import Intake
from archiver.webarchives.provenance import volume_name
from archiver.webarchives.services import Service
from spiders.manners import Ending, RateLimited

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from archiver.warc.records import Earlier, Exchange

PROBLEMS = "webarchive/problems"
"""Key of the crawl's statistics under which the sentences lie that a person should read."""
PLANNED, DONE = "webarchive/planned", "webarchive/done"
UNDECODABLE = "webarchive/undecodable"
INDEX_SLOT, CAPTURE_SLOT = "webarchive-index", "webarchive-captures"
LARGEST_ANSWER = 64_000_000
"""Bytes of an answer of the index, unpacked."""
ATTEMPTS = 3
"""Times that the index is asked for an answer that can be read."""


UNANSWERED = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    OSError,
)
"""What ends a question to which no answer comes."""


class IndexAnswer(NamedTuple):
    """What an index answered."""

    status: int
    body: bytes


class PullSpider(Spider):
    """Pulls a portal's captures from one service; `spiders.pull_loader` makes a class of it a portal."""

    portal: ClassVar[Portal]
    service: ClassVar[Service]
    store: PortalStore
    intake: Intake
    index: IndexLog

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Return the spider with the portal's store opened: one run at a time may hold it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if not hasattr(spider, "store"):
            spider.store = open_store(Path(crawler.settings["ARCHIVER_DATA"]), cls.portal.id)
        crawler.signals.connect(spider.spider_closed, signal=signals.spider_closed)
        return spider

    def _open(self) -> None:
        folder = self.store.folder
        operator = str(self.settings.get("USER_AGENT"))
        self.writer = WarcWriter(
            folder.warc,
            volume_name(folder.portal, self.service.source),
            operator=operator,
            robots="ignore",
            now=utc_now,
            find_earlier=self._find_earlier,
        )
        portal = self.portal.knowing(read_learned(folder.root, self.portal.id))
        self.intake = Intake(portal, self.store, self.writer, self.service.source)
        question = Question(
            service=self._setting("COLUMNAR") or self.service.index,
            hosts=self.hosts,
            since=self._setting("SINCE"),
            until=self._setting("UNTIL"),
            asked_at=utc_now(),
        )
        afresh = self.settings.getbool("ARCHIVER_PULL_REFRESH")
        self.index = IndexLog(folder.root / "webarchives", self.service.source, question, afresh=afresh)

    def _find_earlier(self, digest: str | None, url: str) -> Earlier | None:
        return self.intake.find_earlier(digest, url)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return the portal's hosts, each with and without `www.` once: indexes make no difference."""
        addresses = self.portal.addresses
        hosts = (addresses.netloc, *self.portal.facts.hosts)
        return tuple(dict.fromkeys(host.lower().removeprefix("www.") for host in hosts))

    def _setting(self, name: str) -> str | None:
        return self.settings.get(f"ARCHIVER_PULL_{name}") or None

    async def start(self) -> AsyncIterator[Request]:
        """Ask the index to its end, then yield a request for each capture that is not there yet."""
        self.crawler.stats.set_value(PROBLEMS, ())
        try:
            self._open()
            if not self.index.finished:
                await self.ask_index()
                self.index.finish()
            choice: Choice = self.settings.get("ARCHIVER_PULL_CHOICE", "all")
            wanted = chosen(self.index.entries(), self.portal, choice)
            missing = await self._missing(wanted)
        except StorageError as error:
            self.stop("storage", str(error))
            return
        except (RateLimited, Ending):
            return
        except UnreadableInput as error:
            self.stop("no-index", str(error))
            return
        except (NoIndexAnswer, *UNANSWERED) as error:
            self.stop("no-index", f"the index of {self.service.source} did not answer ({error}); run again")
            return
        async for request in self._requests(missing):
            yield request

    async def ask_index(self) -> None:
        """Fill the index log with what the service knows of the portal."""
        raise NotImplementedError

    def request_for(self, entry: IndexEntry) -> Request | None:
        """Return the request for a capture; None where the index does not say where it lies."""
        raise NotImplementedError

    def exchange_of(self, entry: IndexEntry, response: Response) -> Exchange | None:
        """Return the original exchange of an answer; None where it is none, which was noted."""
        raise NotImplementedError

    async def _missing(self, wanted: list[IndexEntry]) -> list[IndexEntry]:
        """Return the captures to fetch; those that only wait in the archive are recorded."""
        missing = []
        for number, entry in enumerate(wanted):
            if number % 50 == 0:
                await asyncio.sleep(0)
            address = self.service.address(entry)
            if self.intake.has(address):
                continue
            if self.intake.is_archived(entry) and self._take_archived(entry, address):
                continue
            missing.append(entry)
        known = len(wanted) - len(missing)
        cost = estimate(self.portal.id, self.service.source, missing, known=known, limits=self.service.limits)
        self.crawler.stats.set_value("webarchive/estimate", cost)
        self.crawler.stats.set_value(PLANNED, len(missing))
        self.logger.info("%s", cost)
        return [] if self.settings.getbool("ARCHIVER_PULL_ESTIMATE") else missing

    async def _requests(self, missing: list[IndexEntry]) -> AsyncIterator[Request]:
        engine = self.crawler.engine
        for entry in missing:
            while engine.needs_backout():
                await self.crawler.signals.wait_for(signals.scheduler_empty)
            request = self.request_for(entry)
            if request is None:
                self.not_served(entry, None, "the index does not say where it lies, or that it is too large")
            else:
                yield request.replace(
                    callback=self.take,
                    errback=self.failed,
                    dont_filter=True,
                    meta={**request.meta, "download_slot": CAPTURE_SLOT, "entry": entry},
                )

    async def asked(self, url: str) -> IndexAnswer:
        """Return status and body of the index's answer to a question; raises what ended the asking."""
        meta = {"download_slot": INDEX_SLOT}
        request = Request(url, headers={"Accept-Encoding": "identity"}, dont_filter=True, meta=meta)
        response = await self.crawler.engine.download_async(request)
        encoding = (response.headers.get("Content-Encoding") or b"").decode("latin-1")
        try:
            return IndexAnswer(response.status, decoded(response.body, encoding, LARGEST_ANSWER))
        except Undecodable as error:
            raise NoIndexAnswer(str(error)) from error

    def take(self, response: Response) -> None:
        """Take the capture that an answer brings into the archive and the records."""
        entry: IndexEntry = response.meta["entry"]
        try:
            exchange = self.exchange_of(entry, response)
            if exchange is None:
                return
            kind = self.intake.take(entry, self.service.address(entry), exchange, now=utc_now())
        except StorageError as error:
            self.stop("storage", str(error))
            return
        self._count(kind)

    def _take_archived(self, entry: IndexEntry, address: str) -> bool:
        try:
            self._count(self.intake.take_archived(entry, address))
        except UnreadableInput as error:
            self.logger.warning("%s", error)
            return False
        return True

    def _count(self, kind: str | None) -> None:
        stats = self.crawler.stats
        stats.inc_value(DONE)
        stats.inc_value(f"archiver/pages/{kind}" if kind else UNDECODABLE)

    def not_served(self, entry: IndexEntry, status: int | None, why: str) -> None:
        """Note that a capture is not to be had, for good."""
        self.crawler.stats.inc_value("webarchive/not_served")
        self.logger.info("not served: %s %s (%s)", entry.timestamp, entry.url, why)
        try:
            self.intake.give_up(self.service.address(entry), status, now=utc_now(), for_good=True)
        except StorageError as error:
            self.stop("storage", str(error))

    def not_now(self, entry: IndexEntry, status: int | None, why: str) -> None:
        """Note that a capture could not be had in this run."""
        self.crawler.stats.inc_value("archiver/failed")
        self.logger.info("failed: %s %s (%s)", entry.timestamp, entry.url, why)
        try:
            self.intake.give_up(self.service.address(entry), status, now=utc_now(), for_good=False)
        except StorageError as error:
            self.stop("storage", str(error))

    def failed(self, failure: Failure) -> None:
        """Note a capture for which no answer came."""
        if not isinstance(failure.value, IgnoreRequest):
            self.not_now(failure.request.meta["entry"], None, failure.getErrorMessage())  # type: ignore[attr-defined]

    def stop(self, reason: str, sentence: str) -> None:
        """End the run before its end, and say why."""
        self.note_problem(sentence)
        if self.crawler.engine.spider is not None:
            deferred_from_coro(self.crawler.engine.close_spider_async(reason=reason))

    def note_problem(self, sentence: str) -> None:
        """Keep a sentence that a person should read."""
        problems: tuple[str, ...] = self.crawler.stats.get_value(PROBLEMS, ())
        if sentence not in problems:
            self.crawler.stats.set_value(PROBLEMS, (*problems, sentence))

    def spider_closed(self) -> None:
        """Say what is left for the next run, and close the archive's file."""
        failed = self.crawler.stats.get_value("archiver/failed", 0)
        if failed:
            self.note_problem(f"{failed} captures could not be fetched; run again, only these are asked for")
        undecodable = self.crawler.stats.get_value(UNDECODABLE, 0)
        if undecodable:
            self.note_problem(
                f"{undecodable} captures cannot be unpacked, or grow too large; they are archived"
            )
        try:
            if hasattr(self, "writer"):
                self.writer.close()
        except StorageError as error:
            self.note_problem(str(error))
