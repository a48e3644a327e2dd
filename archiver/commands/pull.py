"""`archiver crawl --from`: a portal that a web archive kept → its archive and records."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import typer
from rich.progress_bar import ProgressBar
from rich.table import Table

from archiver import asked
from archiver.commands.logfile import NAME as LOG_NAME
from archiver.commands.progress import EVERY, Progress, print_summary
from archiver.errors import UsageError
from archiver.portal import Portal
from archiver.schedule import Limits as RunLimits
from archiver.webarchives.columnar import files_of
from archiver.webarchives.estimate import Estimate
from archiver.webarchives.services import service_at

LONG = 60.0
"""Seconds; a pull that takes longer says so before it begins."""
From = Literal["live", "wayback", "commoncrawl"]
ServiceAddress = Annotated[
    str | None,
    typer.Option(
        "--service",
        envvar="ARCHIVER_SERVICE",
        help="Another web archive: a pywb collection, or an index with collinfo.json.",
    ),
]
FilesAddress = Annotated[
    str | None,
    typer.Option("--files", envvar="ARCHIVER_FILES", help="Where the WARC files of --from commoncrawl lie."),
]
Columnar = Annotated[
    Path | None,
    typer.Option(help="Parquet files of Common Crawl's columnar index, read in place of its index server."),
]
Captures = Annotated[
    Literal["all", "changed", "last"],
    typer.Option(help="Of each page all captures, those that differ from the one before, or the last."),
]
Since = Annotated[
    str | None,
    typer.Option(help="Captures from then on: a time in digits, such as 2019, 201907 or 20190731."),
]
Until = Annotated[str | None, typer.Option(help="Captures up to then, in the same form.")]
Rate = Annotated[
    float | None, typer.Option(min=0.01, help="Captures a second, at most, from an archive of one's own.")
]
IndexRate = Annotated[float | None, typer.Option(min=0.01, help="Index calls a minute, at most, likewise.")]
EstimateOnly = Annotated[
    bool, typer.Option("--estimate", help="Ask only the archive's index, and say what a pull would cost.")
]
Refresh = Annotated[
    bool, typer.Option("--refresh", help="Ask the archive's index again, though it answered this week.")
]


class Wanted(NamedTuple):
    """What a person asks of a web archive."""

    source: From
    service: str | None
    files: str | None
    columnar: Path | None
    captures: str
    since: str | None
    until: str | None
    rate: float | None
    index_rate: float | None
    estimate: bool
    refresh: bool

    def asked_of_archives(self) -> Iterator[str]:
        """Yield the options given that only a web archive answers; addresses may be the environment's."""
        given = {
            "--columnar": self.columnar,
            "--captures": self.captures != "all",
            "--since": self.since is not None,
            "--until": self.until is not None,
            "--rate": self.rate,
            "--index-rate": self.index_rate,
            "--estimate": self.estimate,
            "--refresh": self.refresh,
        }
        return (name for name, value in given.items() if value)

    def settings(self) -> dict[str, Any]:
        """Return the settings of the crawl that pulls; raises UsageError."""
        for name, words in (("--since", self.since), ("--until", self.until)):
            if words is not None:
                asked.digits(name, words)
        if (self.since or "").ljust(14, "0") > (self.until or "9").ljust(14, "9"):
            raise UsageError(f"--until: {self.until} lies before --since {self.since}")
        if self.columnar and self.source != "commoncrawl":
            raise UsageError("--columnar: is an index of Common Crawl; give --from commoncrawl")
        if self.columnar:
            files_of(self.columnar)
        service_at(self.source, self.service, self.files, rate=self.rate, index_rate=self.index_rate)
        return {
            "SPIDER_LOADER_CLASS": "spiders.pull_loader.PullSpiderLoader",
            "ARCHIVER_FROM": self.source,
            "ARCHIVER_PULL_SERVICE": self.service or "",
            "ARCHIVER_PULL_FILES": self.files or "",
            "ARCHIVER_PULL_COLUMNAR": str(self.columnar.absolute()) if self.columnar else "",
            "ARCHIVER_PULL_CHOICE": self.captures,
            "ARCHIVER_PULL_SINCE": self.since or "",
            "ARCHIVER_PULL_UNTIL": self.until or "",
            "ARCHIVER_PULL_RATE": self.rate or 0.0,
            "ARCHIVER_PULL_INDEX_RATE": self.index_rate or 0.0,
            "ARCHIVER_PULL_ESTIMATE": self.estimate,
            "ARCHIVER_PULL_REFRESH": self.refresh,
        }


def run_pulls(
    portals: list[Portal],
    data: Path,
    changed: dict[str, Any],
    *,
    as_json: bool,
    limits: RunLimits,
    log_file: Path | None = None,
) -> bool:
    """Pull one portal, and return whether something needs a person.

    One at a time, for the services' limits count all that one address asks. Raises PortalBusy, StorageError.
    """
    if len(portals) > 1:
        raise UsageError("--from: pulls one portal at a time, for the limits of web archives; name one")
    from scrapy.utils.project import get_project_settings  # noqa: PLC0415 - Scrapy takes a second to load

    from archiver.crawl import crawl_within  # noqa: PLC0415

    settings = get_project_settings()
    settings.setmodule("archiver.settings")
    settings.update({"ARCHIVER_DATA": str(data), **changed}, priority="cmdline")
    with PullProgress(quiet=as_json, log_file=log_file or data / LOG_NAME) as progress:
        crawled = crawl_within(portals, data, settings, progress.watch, limits)
        if crawled.refused:
            raise crawled.refused[0]
    reports = crawled.reports
    if as_json:
        costs = [progress.estimate] if changed["ARCHIVER_PULL_ESTIMATE"] and progress.estimate else []
        for record in costs or reports:
            typer.echo(msgspec.json.encode(record).decode())
    elif changed["ARCHIVER_PULL_ESTIMATE"]:
        _print_estimate(progress.estimate, [problem for report in reports for problem in report.problems])
    else:
        print_summary(reports, data)
    return any(report.problems for report in reports)


def _print_estimate(cost: Estimate | None, problems: list[str]) -> None:
    if cost:
        typer.echo(str(cost))
    for problem in problems:
        typer.echo(f"  ! {problem}")


class PullProgress(Progress):
    """Shows how far a pull is, and first what it will cost."""

    def __init__(self, *, quiet: bool = False, log_file: Path | None = None) -> None:
        super().__init__(quiet=quiet, log_file=log_file)
        self.estimate: Estimate | None = None
        """What the pull was to cost; None before the index was asked."""
        self._stats: Mapping[str, Any] = {}
        self._began = time.monotonic()

    def watch(self, crawls: Mapping[str, Mapping[str, Any]]) -> None:
        """Show the statistics of the pull."""
        for portal, self._stats in crawls.items():
            self._watch_estimate()
            if self._live:
                table = Table("portal", "", *COLUMNS, box=None, pad_edge=False)
                table.add_row(portal, self._bar(), *self._counts())
                self._live.update(table)
            elif not self._quiet and time.monotonic() - self._last_line >= EVERY:
                self._last_line = time.monotonic()
                words = zip(self._counts(), COLUMNS, strict=True)
                self._console.print(f"{portal}: " + ", ".join(" ".join(pair) for pair in words))

    def _watch_estimate(self) -> None:
        """Say once what a long pull will cost, or that nothing is to be pulled, once the index told."""
        found = self._stats.get("webarchive/estimate")
        if isinstance(found, Estimate) and self.estimate is None:
            self.estimate = found
            self._began = time.monotonic()
            if (found.hours * 3600 > LONG or not found.captures) and not self._quiet:
                self._console.print(str(found), highlight=False)

    def _bar(self) -> ProgressBar:
        planned, done = self._stats.get("webarchive/planned"), self._stats.get("webarchive/done", 0)
        return ProgressBar(total=planned or 1, completed=done, width=BAR, pulse=planned is None)

    def _counts(self) -> tuple[str, ...]:
        stats = self._stats
        planned, done = stats.get("webarchive/planned", 0), stats.get("webarchive/done", 0)
        left = (time.monotonic() - self._began) / done * max(planned - done, 0) if done else 0
        return (
            f"{done} of {planned}",
            f"{stats.get('downloader/response_bytes', 0) / 1e6:.1f}",
            str(stats.get("archiver/pages/new", 0)),
            str(stats.get("archiver/pages/changed", 0)),
            f"{left / 60:.0f}",
        )


BAR = 30
"""Columns of the bar that shows how far a pull is; it pulses while the index is asked."""
COLUMNS = ("captures", "MB", "new", "changed", "minutes left")
