"""Which pages of its listings a run reads: all of them (a sweep), or from the newest until nothing is new.

A small file remembers the last sweep, so that one that was cut off goes on where it stopped.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from archiver.damage import NO_JSON
from archiver.interval import shortest
from archiver.models import Record
from archiver.warc.files import write_whole

NAME = "sweep.json"
"""Name of the file in the portal's folder."""


class Sweep(Record, frozen=True, kw_only=True):
    """The last sweep of a portal."""

    started: dt.datetime
    finished: dt.datetime | None = None
    """Null while it runs, or where it was cut off."""
    everything: bool = False
    """It reads every article again, too."""

    def is_due(self, now: dt.datetime, days: float) -> bool:
        """Return whether another sweep should begin."""
        return self.finished is not None and now - self.started >= shortest(dt.timedelta(days=days))


def sweep_of_run(folder: Path, now: dt.datetime, *, days: float, everything: bool) -> Sweep | None:
    """Return the sweep that a run begins or goes on with, noted in the folder; None for a run without one."""
    last = _last(folder)
    if last is not None and last.finished is None and last.everything >= everything:
        return last
    if last is None or everything or last.is_due(now, days):
        begun = Sweep(started=now, everything=everything)
        _note(folder, begun)
        return begun
    return None


def finish_sweep(folder: Path, sweep: Sweep, now: dt.datetime) -> None:
    """Note that a sweep reached its end; raises StorageError."""
    _note(folder, msgspec.structs.replace(sweep, finished=now))


def _last(folder: Path) -> Sweep | None:
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=Sweep)
    except (OSError, *NO_JSON):
        return None


def _note(folder: Path, sweep: Sweep) -> None:
    write_whole(folder / NAME, msgspec.json.encode(sweep) + b"\n")
