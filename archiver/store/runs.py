"""What each run did: one JSON file a run, written whole or not at all."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from typing import TYPE_CHECKING

import msgspec

from archiver.damage import NO_JSON
from archiver.disk import storage_error
from archiver.models import Record, Source
from archiver.warc.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class RunReport(Record, frozen=True, kw_only=True):
    """What one run on one portal did."""

    portal: str
    started: dt.datetime
    finished: dt.datetime
    """UTC, as `started`."""
    reason: str
    """Why it ended: Scrapy's word, `finished`, `shutdown` …"""
    source: Source = "live"
    """Whom it asked: the portal itself, or a web archive."""
    sweep: bool = False
    """True where every page of every listing was to be read."""
    problems: tuple[str, ...] = ()
    """One sentence for each thing that a person should look at; empty if the run exits with 0."""
    codes: tuple[str, ...] = ()
    """The code of each problem, in the same order: docs/operations.md says what to do."""
    requests: int = 0
    bytes: int = 0
    """Received, as on the wire."""
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    restored: int = 0
    quarantined: int = 0
    errors: int = 0
    known: int | None = None
    """Articles known at its end; null in reports that did not count them."""
    latest: dt.date | None = None
    """The latest day of publication that a run has read so far."""
    silent_after: dt.date | None = None
    """If no new article was found by this day, the portal is silent for longer than expected."""
    read: int = 0
    """Articles read in full, of which `filled` tells."""
    filled: dict[str, int] = msgspec.field(default_factory=dict)
    """In how many of them each field was not empty."""
    resting_until: dt.datetime | None = None
    """The portal is left alone until then, as it asked for or after repeated failures (UTC)."""
    files: tuple[str, ...] = ()
    """Paths of the files that it wrote, relative to the portal's folder."""


def write_report(folder: Path, report: RunReport) -> Path:
    """Write the report into the portal's `runs/` folder and return its path, `<UTC time of the start>.json`.

    A second report of the same second gets a number. Raises `StorageError`; no partial file stays.
    """
    path = _free_name(folder, report.started)
    write_whole(path, msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    return path


def last_report(folder: Path, source: Source | None = None) -> RunReport | None:
    """Return the last readable report of the portal's `runs/` folder, of one source if it is named.

    Null where there is none; raises `StorageError` where the folder cannot be read.
    """
    return next((report for report in reports(folder) if source in {None, report.source}), None)


def reports(folder: Path) -> Iterator[RunReport]:
    """Yield the readable reports of the portal's `runs/` folder, the last first; raises `StorageError`."""
    names = _report_names(folder)
    if names:
        yield from _readable(folder, max(names))
        names.remove(max(names))
    for name in sorted(names, reverse=True):
        yield from _readable(folder, name)


def _report_names(folder: Path) -> list[str]:
    try:
        names = os.listdir(folder)  # noqa: PTH208 - years of runs in thousands of portals: names are enough
    except FileNotFoundError:
        return []
    except OSError as error:
        raise storage_error(folder, error) from error
    return [name for name in names if name[0].isdigit() and name.endswith(".json")]


def _readable(folder: Path, name: str) -> Iterator[RunReport]:
    with contextlib.suppress(OSError, *NO_JSON):
        yield _decoder.decode((folder / name).read_bytes())


_decoder = msgspec.json.Decoder(RunReport)


def _free_name(folder: Path, started: dt.datetime) -> Path:
    stem = started.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    path, number = folder / f"{stem}.json", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}_{number:03}.json"
    return path
