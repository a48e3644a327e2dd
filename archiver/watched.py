"""All portals and their last runs: those that have a file, and those that have a folder."""

from __future__ import annotations

import datetime as dt
import errno
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from archiver.disk import storage_error
from archiver.errors import StorageError
from archiver.facts import PortalFile
from archiver.health import Health, health_of
from archiver.portal import load_facts
from archiver.schedule import due_portals
from archiver.store.runs import RunReport, last_report

RUNS = "runs"
LITTLE = 10_000_000
"""Bytes; a disk with less room keeps no run."""


def _troubles_of_disk(data: Path) -> Iterator[str]:
    """Yield one sentence where the data folder is missing, read-only or full: no run can report that."""
    if not data.is_dir():
        yield f"{data}: no such folder; mount its disk, check --data, or run 'archiver crawl' first"
        return
    disk = os.statvfs(data)
    if disk.f_flag & os.ST_RDONLY:
        yield str(storage_error(data, OSError(errno.EROFS, "")))
    elif disk.f_bavail * disk.f_frsize < LITTLE:
        yield str(storage_error(data, OSError(errno.ENOSPC, "")))


class Watched(NamedTuple):
    """What is known of all portals without opening a store."""

    portals: dict[str, PortalFile]
    mistakes: list[str]
    """In portal files that cannot be used, folders that cannot be read, a disk that takes nothing more."""
    reports: dict[str, RunReport | None]
    """The last run of each on the live portal."""

    @classmethod
    def of(cls, data: Path, folders: Iterable[Path] = ()) -> Watched:
        """Return the portals of the shipped and of one's own files, with their last runs in `data`."""
        portals, mistakes = load_facts(folders)
        reports: dict[str, RunReport | None] = {}
        for portal in portals:
            try:
                reports[portal] = last_report(data / portal / RUNS, "live")
            except StorageError as error:
                mistakes.append(str(error))
                reports[portal] = None
        mistakes.extend(_troubles_of_disk(data))
        return cls(portals, mistakes, reports)

    def health(self, now: dt.datetime) -> list[Health]:
        """Return the health of every portal, in the order of their ids."""
        return [health_of(name, facts, self.reports[name], now) for name, facts in self.portals.items()]

    def due(self, now: dt.datetime) -> list[str]:
        """Return the ids of the portals that are due, the longest due first."""
        return due_portals(self.portals, self.reports, now)
