"""Starting crawls: Scrapy in this process, one crawler for each portal, its store held for as long."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
from scrapy import signals
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.utils.defer import deferred_from_coro
from twisted.internet import task
from twisted.logger import globalLogBeginner

from archiver.catchup import open_caught_up
from archiver.checkup import failures
from archiver.ending import take_hangup_for_termination
from archiver.errors import ArchiverError, StorageError, UnreadableInput
from archiver.health import HISTORY, compare, silent_after
from archiver.hosts import read_hosts, rest_left
from archiver.keeping import utc_now
from archiver.learning import learn
from archiver.loading import loading
from archiver.models import Article
from archiver.schedule import ALL, Limits
from archiver.store.runs import RunReport, reports, write_report
from archiver.tally import Tally

if TYPE_CHECKING:
    from scrapy.settings import Settings
    from twisted.internet.defer import Deferred
    from twisted.python.failure import Failure

    from archiver.portal import Portal
    from archiver.store import PortalStore

TICK = 0.5
"""Seconds between two looks at the progress."""

Stats = dict[str, Any]
Watch = Callable[[Mapping[str, Stats]], None]
"""Called while crawls run, with each portal's statistics so far."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """What came of a crawl of several portals."""

    reports: tuple[RunReport, ...]
    """In the order in which the runs ended."""
    refused: tuple[ArchiverError, ...]
    """Why portals could not be crawled: PortalBusy or StorageError."""


def crawl(portals: Sequence[Portal], data: Path, settings: Settings, watch: Watch) -> list[RunReport]:
    """Crawl the portals, all at once, and return what each run did; the reports are written as well.

    Raises PortalBusy or StorageError where a store cannot be opened; the other portals are crawled before.
    """
    crawled = crawl_within(portals, data, settings, watch, ALL)
    if crawled.refused:
        raise crawled.refused[0]
    return list(crawled.reports)


def crawl_within(
    portals: Sequence[Portal], data: Path, settings: Settings, watch: Watch, limits: Limits
) -> Crawled:
    """Crawl the portals, the first first, within limits, and return what came of each.

    Two portals on one host are never crawled at once. SIGINT, SIGTERM and SIGHUP end the runs, with reports.
    """
    with loading():
        process = CrawlerProcess(settings)
    # Twisted prints tracebacks on stderr until its log has a target; Scrapy's observer does not count as one.
    globalLogBeginner.beginLoggingTo([], redirectStandardIO=False, discardBuffer=True)
    queue = _Queue(portals, data, process, limits.at_once or len(portals))
    queue.fill()
    if queue.running:
        ticker = task.LoopingCall(lambda: watch(queue.stats()))
        ticker.start(TICK, now=False)
        if limits.minutes:
            from twisted.internet import reactor  # noqa: PLC0415 - installed by the first crawler

            reactor.callLater(limits.minutes * 60, queue.close)  # type: ignore[arg-type]
        take_hangup_for_termination()
        process.start()
        watch(queue.stats())
    return queue.end()


class _Queue:
    """The portals that wait, those under way, and what came of the others."""

    def __init__(self, portals: Sequence[Portal], data: Path, process: CrawlerProcess, at_once: int) -> None:
        self.running: list[_Run] = []
        self._waiting = list(portals)
        self._data = data
        self._process = process
        self._at_once = at_once
        self._last: Mapping[str, Stats] = {}
        self._reports: list[RunReport] = []
        self._refused: list[ArchiverError] = []
        self._broken: Failure | None = None

    def fill(self) -> None:
        """Begin as many portals as may run: none whose host is being crawled."""
        while self._waiting and len(self.running) < self._at_once:
            busy = {host for run in self.running for host in run.hosts}
            portal = next((one for one in self._waiting if not busy & hosts_of(one)), None)
            if portal is None:
                return
            self._waiting.remove(portal)
            self._begin(portal)

    def _begin(self, portal: Portal) -> None:
        try:
            run = _opened(portal, self._data)
        except ArchiverError as error:
            self._refused.append(error)
            return
        self.running.append(run)
        run.start(self._process).addErrback(self._broke).addCallback(self._ended, run).addErrback(self._broke)

    def _broke(self, failure: Failure) -> None:
        """Keep a mistake of ours: it is raised once the other portals are done."""
        self._broken = self._broken or failure

    def _ended(self, _: object, run: _Run) -> None:
        self.running.remove(run)
        self._last = {run.portal.id: run.stats}
        try:
            self._reports.append(run.finish())
        except StorageError as error:
            self._refused.append(error)
        if run.stats.get("finish_reason") in STOPPED:
            self._waiting.clear()
        self.fill()

    def close(self) -> None:
        """Begin nothing more and stop what runs; the next run goes on."""
        self._waiting.clear()
        for run in self.running:
            run.stop()

    def stats(self) -> Mapping[str, Stats]:
        """Return the statistics of the crawls under way, or of the last one."""
        return {run.portal.id: run.stats for run in self.running} or self._last

    def end(self) -> Crawled:
        """Return what came of all portals."""
        if self._broken:
            self._broken.raiseException()
        return Crawled(reports=tuple(self._reports), refused=tuple(self._refused))


def _opened(portal: Portal, data: Path) -> _Run:
    """Return a run, its store opened, with the records of what a killed run had archived."""
    store, knowing = open_caught_up(data, portal)
    return _Run(knowing, store)


STOPPED = frozenset({"shutdown", "storage"})
"""Ends after which no other portal is begun: somebody stops us, or the disk does."""


def hosts_of(portal: Portal) -> frozenset[str]:
    """Return the hosts that a crawl of the portal may ask."""
    homes = {urlsplit(portal.facts.home).hostname or ""}
    return frozenset(homes | {host.lower().rpartition(":")[0] or host.lower() for host in portal.facts.hosts})


class _Run:
    """One portal's crawl."""

    def __init__(self, portal: Portal, store: PortalStore) -> None:
        self.portal = portal
        """With what its own pages taught."""
        self.hosts = hosts_of(portal)
        self._store = store
        self._started = utc_now()
        self._archived_before = set(_archive_files(store))
        self._crawler: Crawler | None = None
        self._tally = Tally(portal.facts.expect.filled)

    @property
    def stats(self) -> Stats:
        """Return the crawl's statistics so far."""
        if self._crawler is None or self._crawler._stats is None:  # noqa: SLF001 - raises before the start
            return {}
        return self._crawler.stats.get_stats()

    def start(self, process: CrawlerProcess) -> Deferred[None]:
        """Begin the crawl; return what fires at its end."""
        self._crawler = process.create_crawler(self.portal.id)
        self._crawler.spidercls.portal = self.portal  # type: ignore[attr-defined]
        self._crawler.signals.connect(self._count, signals.item_scraped)
        return process.crawl(self._crawler, store=self._store)

    def stop(self) -> None:
        """End the crawl once what is under way is answered."""
        if self._crawler is not None and self._crawler.crawling:
            deferred_from_coro(self._crawler.engine.close_spider_async(reason="window"))

    def _count(self, item: Any) -> None:
        outcome = getattr(item, "outcome", None)
        if isinstance(outcome, Article):
            self._tally.add(outcome)

    def finish(self) -> RunReport:
        """Return what the run did, write it beside the portal's other reports, and close the store."""
        with contextlib.closing(self._store):
            reason = self.stats.get("finish_reason", "not started")
            if reason != "storage":
                self._store.commit()
                self._learn()
            report = self._judged(self._report(reason))
            # A disk that failed may still take these few bytes, by which `archiver status` tells of it.
            with contextlib.suppress(StorageError) if reason == "storage" else contextlib.nullcontext():
                write_report(self._store.folder.runs, report)
        _log(report)
        return report

    def _learn(self) -> None:
        """Learn from what the run added; what cannot be learned is told and does no harm."""
        if not (self.stats.get("archiver/pages/new") or self.stats.get("archiver/pages/changed")):
            return
        try:
            lesson = learn(self._store, self.portal, self._store.folder)
        except UnreadableInput as error:
            logging.getLogger("archiver.report").warning("[%s] %s", self.portal.id, error)
            return
        if lesson.new_lines:
            logging.getLogger("archiver.report").info(
                "[%s] %d lines recur on its pages; %d articles were read anew without them",
                self.portal.id, len(lesson.new_lines), lesson.reread,
            )  # fmt: skip

    def _report(self, reason: str) -> RunReport:
        stats = self.stats
        return RunReport(
            portal=self.portal.id,
            started=self._started,
            finished=utc_now(),
            reason=reason,
            source=self._crawler.settings.get("ARCHIVER_FROM", "live") if self._crawler else "live",
            sweep=bool(stats.get("archiver/sweep")),
            requests=stats.get("downloader/request_count", 0),
            bytes=stats.get("downloader/response_bytes", 0),
            errors=stats.get("archiver/failed", 0),
            known=self._store.counts().articles if reason != "storage" else None,
            latest=self._tally.latest,
            read=self._tally.read,
            filled=self._tally.filled,
            resting_until=self._resting_until(),
            files=tuple(self._files()),
            **{kind: stats.get(f"archiver/pages/{kind}", 0) for kind in COUNTED},
        )

    def _resting_until(self) -> dt.datetime | None:
        """Return until when the portal's own host is left alone."""
        home = urlsplit(self.portal.facts.home).hostname or ""
        host = read_hosts(self._store.folder.root).get(home)
        return host.rests_until if host and rest_left(host, utc_now()) else None

    def _judged(self, report: RunReport) -> RunReport:
        """Return the report with what it says beside those of earlier runs."""
        facts = self.portal.facts
        earlier = [run for _, run in zip(range(HISTORY), reports(self._store.folder.runs), strict=False)]
        days = [run.latest for run in (report, *earlier) if run.latest]
        report = msgspec.structs.replace(report, latest=max(days, default=None))
        silent = silent_after(report, earlier, facts.expect)
        report = msgspec.structs.replace(report, silent_after=silent)
        found = [*failures(self.stats, report.reason), *compare(report, earlier, facts)]
        return msgspec.structs.replace(
            report,
            codes=tuple(finding.code for finding in found),
            problems=tuple(finding.says for finding in found),
        )

    def _files(self) -> Iterator[str]:
        folder = self._store.folder
        for name in ("articles.jsonl", "observations.jsonl", "quarantine.jsonl"):
            if (folder.root / name).exists() and (folder.root / name).stat().st_size:
                yield name
        new = set(_archive_files(self._store)) - self._archived_before
        yield from (str(path.relative_to(folder.root)) for path in sorted(new))


def _log(report: RunReport) -> None:
    log = logging.getLogger("archiver.report")
    counted = ", ".join(f"{getattr(report, kind)} {kind}" for kind in COUNTED)
    log.info("[%s] %s: %s, %d requests", report.portal, report.reason, counted, report.requests)
    for code, sentence in zip(report.codes, report.problems, strict=True):
        log.info("[%s] %s: %s", report.portal, code, sentence)


COUNTED = ("new", "changed", "unchanged", "withdrawn", "restored", "quarantined")


def _archive_files(store: PortalStore) -> Iterable[Path]:
    return store.folder.warc.glob("*.warc.gz")
