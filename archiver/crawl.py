"""Starting crawls: Scrapy in this process, one crawler for each portal, its store held for as long."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.crawler import Crawler, CrawlerProcess
from twisted.internet import task

from archiver.checkup import failures, quarantine_grown, unmet_expectations
from archiver.keeping import open_store, utc_now
from archiver.store.runs import RunReport, write_report

if TYPE_CHECKING:
    from scrapy.settings import Settings

    from archiver.portal import Portal
    from archiver.store import PortalStore

TICK = 0.5
"""Seconds between two looks at the progress."""

Stats = dict[str, Any]
Watch = Callable[[Mapping[str, Stats]], None]
"""Called while crawls run, with each portal's statistics so far."""


def crawl(portals: Sequence[Portal], data: Path, settings: Settings, watch: Watch) -> list[RunReport]:
    """Crawl the portals, all at once, and return what each run did; the reports are written as well.

    Raises PortalBusy or StorageError before anything is asked for, where a store cannot be opened.
    """
    with contextlib.ExitStack() as held:
        runs = [_Run(portal, held.enter_context(open_store(data, portal.id))) for portal in portals]
        process = CrawlerProcess(settings)
        for run in runs:
            run.start(process)
        ticker = task.LoopingCall(lambda: watch({run.portal.id: run.stats for run in runs}))
        ticker.start(TICK, now=False)
        process.start()
        watch({run.portal.id: run.stats for run in runs})
        return [run.finish() for run in runs]


class _Run:
    """One portal's crawl."""

    def __init__(self, portal: Portal, store: PortalStore) -> None:
        self.portal = portal
        self._store = store
        self._started = utc_now()
        self._archived_before = set(_archive_files(store))
        self._crawler: Crawler | None = None

    @property
    def stats(self) -> Stats:
        """Return the crawl's statistics so far."""
        return self._crawler.stats.get_stats() if self._crawler is not None else {}

    def start(self, process: CrawlerProcess) -> None:
        """Begin the crawl; it runs once the process is started."""
        self._crawler = process.create_crawler(self.portal.id)
        process.crawl(self._crawler, store=self._store)

    def finish(self) -> RunReport:
        """Return what the run did, and write it beside the portal's other reports."""
        stats = self.stats
        reason = stats.get("finish_reason", "not started")
        if reason != "storage":
            self._store.commit()
        report = RunReport(
            portal=self.portal.id,
            started=self._started,
            finished=utc_now(),
            reason=reason,
            problems=tuple(self._problems(stats, reason)),
            requests=stats.get("downloader/request_count", 0),
            bytes=stats.get("downloader/response_bytes", 0),
            errors=stats.get("archiver/failed", 0),
            files=tuple(self._files()),
            **{kind: stats.get(f"archiver/pages/{kind}", 0) for kind in COUNTED},
        )
        if reason != "storage":
            write_report(self._store.folder.runs, report)
        return report

    def _problems(self, stats: Stats, reason: str) -> Iterable[str]:
        if reason not in {"finished", "storage", "closespider_pagecount"}:
            yield f"the crawl was stopped before its end ({reason}); the next run goes on"
        yield from stats["webarchive/problems"] if "webarchive/problems" in stats else failures(stats)
        yield from quarantine_grown(self.portal.facts.expect, stats)
        if reason == "finished":
            expected = unmet_expectations(self.portal.facts.expect, self._store.articles(), self._started)
            yield from expected

    def _files(self) -> Iterable[str]:
        folder = self._store.folder
        for name in ("articles.jsonl", "observations.jsonl", "quarantine.jsonl"):
            if (folder.root / name).exists() and (folder.root / name).stat().st_size:
                yield name
        new = set(_archive_files(self._store)) - self._archived_before
        yield from (str(path.relative_to(folder.root)) for path in sorted(new))


COUNTED = ("new", "changed", "unchanged", "withdrawn", "restored", "quarantined")


def _archive_files(store: PortalStore) -> Iterable[Path]:
    return store.folder.warc.glob("*.warc.gz")
