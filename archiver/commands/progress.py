"""What a person sees while crawls run, and the summary at their end."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.live import Live
from rich.logging import RichHandler
from rich.table import Table

from archiver.commands.logfile import LogFile
from archiver.store.runs import RunReport

EVERY = 30.0
"""Seconds between two lines where there is no terminal."""


class OneLine(logging.Formatter):
    """One line an event, without traceback: what a person reads."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the first line of the message."""
        message = record.getMessage().split("\n", 1)[0]
        return super().format(logging.makeLogRecord({"levelname": record.levelname, "msg": message}))


class Progress:
    """Shows how far crawls are: a table kept up to date on a terminal, a line now and then elsewhere."""

    def __init__(self, *, quiet: bool = False, log_file: Path | None = None) -> None:
        """Say nothing but warnings where `quiet`; keep a log in `log_file` where one is named."""
        self._console = Console(stderr=True)
        self._log = LogFile.open(log_file) if log_file else None
        self._live: Live | None = None
        self._quiet = quiet
        self._last_line = time.monotonic()

    def __enter__(self) -> Self:
        handler: logging.Handler = logging.StreamHandler()
        if self._console.is_terminal and not self._quiet:
            self._live = Live(console=self._console, refresh_per_second=4, transient=True)
            self._live.start()
            handler = RichHandler(console=self._console, show_path=False, markup=False)
        handler.setFormatter(OneLine("%(message)s" if self._live else "%(levelname)s %(message)s"))
        handler.setLevel(logging.WARNING)
        handlers = [handler, self._log] if self._log else [handler]
        level = logging.INFO if self._log else logging.WARNING
        logging.basicConfig(level=level, handlers=handlers, force=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()
        if self._log:
            if error is not None:
                self._log.note(error)
            logging.getLogger().removeHandler(self._log)
            self._log.close()

    def watch(self, crawls: Mapping[str, Mapping[str, Any]]) -> None:
        """Show the statistics of each portal's crawl."""
        if self._live:
            table = Table("portal", *COLUMNS, box=None, pad_edge=False)
            for portal, stats in crawls.items():
                table.add_row(portal, *_counts(stats))
            self._live.update(table)
        elif not self._quiet and time.monotonic() - self._last_line >= EVERY:
            self._last_line = time.monotonic()
            for portal, stats in crawls.items():
                words = zip(_counts(stats), COLUMNS, strict=True)
                self._console.print(f"{portal}: " + ", ".join(" ".join(pair) for pair in words))


COLUMNS = ("requests", "MB", "articles", "new", "changed")


def _counts(stats: Mapping[str, Any]) -> tuple[str, ...]:
    pages = {kind: stats.get(f"archiver/pages/{kind}", 0) for kind in ("new", "changed", "unchanged")}
    return (
        str(stats.get("downloader/request_count", 0)),
        f"{stats.get('downloader/response_bytes', 0) / 1e6:.1f}",
        str(sum(pages.values())),
        str(pages["new"]),
        str(pages["changed"]),
    )


def summary(report: RunReport, data: Path) -> Iterable[str]:
    """Yield the lines that say what a run did, where its files lie, and what a person should look at."""
    seconds = (report.finished - report.started).total_seconds()
    yield (
        f"{report.portal}: {report.new} new articles, {report.changed} changed, "
        f"{report.unchanged} unchanged, {report.withdrawn} withdrawn, {report.quarantined} quarantined; "
        f"{report.requests} requests, {report.bytes / 1e6:.1f} MB in {seconds:.0f} s"
    )
    for name in report.files:
        yield f"  {data / report.portal / name}"
    for problem in report.problems:
        yield f"  ! {problem}"


def print_summary(reports: Iterable[RunReport], data: Path) -> None:
    """Print each run's summary on stdout."""
    for report in reports:
        sys.stdout.write("".join(f"{line}\n" for line in summary(report, data)))
