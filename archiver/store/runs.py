"""What each run did: one JSON file a run, written whole or not at all."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from typing import TYPE_CHECKING

import msgspec

from archiver.models import Record
from archiver.store.folder import storage_error, sync_folder

if TYPE_CHECKING:
    from pathlib import Path


class RunReport(Record, frozen=True, kw_only=True):
    """What one run on one portal did."""

    portal: str
    started: dt.datetime
    finished: dt.datetime
    """UTC, as `started`."""
    reason: str
    """Why it ended: Scrapy's word, `finished`, `shutdown` …"""
    problems: tuple[str, ...] = ()
    """One sentence for each thing that a person should look at; empty if the run exits with 0."""
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
    files: tuple[str, ...] = ()
    """Paths of the files that it wrote, relative to the portal's folder."""


def write_report(folder: Path, report: RunReport) -> Path:
    """Write the report into the portal's `runs/` folder and return its path, `<UTC time of the start>.json`.

    A second report of the same second gets a number. Raises `StorageError`; no partial file stays.
    """
    temporary = folder / f".{os.getpid()}.json.part"
    content = msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path = _free_name(folder, report.started)
        temporary.rename(path)
        sync_folder(folder)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise storage_error(folder, error) from error
    return path


def last_report(folder: Path) -> RunReport | None:
    """Return the last readable report of the portal's `runs/` folder; null where there is none."""
    try:
        paths = sorted(folder.glob("[0-9]*.json"), reverse=True)
    except OSError as error:
        raise storage_error(folder, error) from error
    for path in paths:
        with contextlib.suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
            return msgspec.json.decode(path.read_bytes(), type=RunReport)
    return None


def _free_name(folder: Path, started: dt.datetime) -> Path:
    stem = started.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    path, number = folder / f"{stem}.json", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}_{number:03}.json"
    return path
